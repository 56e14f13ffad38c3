/* ini_scan.c - the scan of an INI file's text, before iniparser reads it.
 *
 * How iniparser 4.1 and 4.2 read a line is in iniparser_line() of its iniparser.c; each complaint here stands for something that it
 * would drop, join, cut or refuse without saying where. */
#include "ini_scan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct scan {
	struct ini *ini;
	struct log *log;
	const char *path;
	unsigned line;
	size_t first_section, first_entry; /* of this file */
	bool lost;			   /* below a section line that could not be read: the keys are nobody's */
	bool full;
	bool failed;
};

static struct ini_section *section_here(const struct scan *s)
{
	return s->ini->section_count > s->first_section ? &s->ini->sections[s->ini->section_count - 1] : NULL;
}

/* What is wrong with the line; it may have held any key of its section. */
_printf_(2, 3) static void complain(struct scan *s, const char *format, ...)
{
	struct ini_section *section = s->lost ? NULL : section_here(s);
	char text[512];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	if (section)
		ini_complain(s->ini, s->log, section, s->line, NULL, "%s", text);
	else
		log_add(s->log, s->ini->level, "%s:%u: %s", s->path, s->line, text);
	if (section)
		section->damaged = true;
	s->failed = true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* ASCII only, as iniparser's tolower() does in the C locale. */
static void fold(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

/* [a-z0-9][a-z0-9_-]*, at most `most` bytes; a key may end in .NUMBER */
static bool is_name(const char *text, size_t most, bool is_key)
{
	size_t n = 0;

	if (!is_alphanumeric(text[0]) || strlen(text) > most)
		return false;
	while (is_alphanumeric(text[n]) || text[n] == '_' || text[n] == '-')
		n++;
	if (is_key && text[n] == '.' && text[n + 1]) {
		n++;
		while (text[n] >= '0' && text[n] <= '9')
			n++;
	}
	return text[n] == '\0';
}

/* The name behind the kind: words with one blank between, of bytes that mean nothing else in the file. */
static bool is_section_name(const char *text)
{
	for (const char *c = text; *c; c++) {
		if (strchr("\t[]\"';#\\=", *c))
			return false;
		if (*c == ' ' && (c == text || c[1] == ' ' || c[1] == '\0'))
			return false;
	}
	return *text && strlen(text) <= INI_NAME_MAX;
}

/* Room for one item more at the end of an array. */
static void *make_room(void *items, size_t count, size_t *room, size_t size)
{
	void *grown;

	if (count < *room)
		return items;
	grown = realloc(items, (*room ? *room * 2 : 16) * size);
	if (grown)
		*room = *room ? *room * 2 : 16;
	return grown;
}

/* text: what stands between the brackets. Copies it twice into one piece of memory: folded, and its name as it was written. */
static int add_section(struct scan *s, const char *text)
{
	size_t size = strlen(text) + 1;
	struct ini *ini = s->ini;
	struct ini_section *section = make_room(ini->sections, ini->section_count, &ini->section_room, sizeof(*section));
	char *memory, *blank;

	if (!section)
		return -ENOMEM;
	ini->sections = section;
	if (ini->section_count - s->first_section >= INI_SECTIONS_MAX) {
		if (!s->full)
			complain(s, "more than %u sections in one file", INI_SECTIONS_MAX);
		s->full = true;
		return 0;
	}
	memory = malloc(2 * size);
	if (!memory)
		return -ENOMEM;
	memcpy(memory, text, size);
	memcpy(memory + size, text, size);
	fold(memory);
	blank = strchr(memory, ' ');
	if (blank)
		*blank = '\0';
	section = &ini->sections[ini->section_count++];
	*section = (struct ini_section){
		.file = s->path,
		.line = s->line,
		.kind = memory,
		.name = blank ? blank + 1 : "",
		.written = blank ? memory + size + (blank + 1 - memory) : "",
		.first = ini->entry_count,
		.memory = memory,
	};
	s->lost = false;
	return 0;
}

static int scan_section(struct scan *s, char *text)
{
	char *close = strchr(text, ']'), kind[INI_KEY_MAX + 1];
	size_t length;

	s->lost = true;
	if (!close) {
		complain(s, "`[' is not closed: write [kind] or [kind name]");
		return 0;
	}
	if (close[1]) {
		complain(s, "text behind `]': a comment needs a line of its own");
		return 0;
	}
	*close = '\0';
	text++;
	if (!*text) {
		complain(s, "[]: a section without a name");
		return 0;
	}
	length = strcspn(text, " ");
	snprintf(kind, sizeof(kind), "%.*s", (int)(length < INI_KEY_MAX ? length : INI_KEY_MAX), text);
	fold(kind);
	if (length >= INI_KEY_MAX || !is_name(kind, INI_KEY_MAX, false) || (text[length] && !is_section_name(text + length + 1))) {
		complain(s, "[%.100s]: write [kind] or [kind name]: letters, digits, - and _, with one blank between", text);
		return 0;
	}
	return add_section(s, text);
}

static int add_entry(struct scan *s, const char *key, const char *value)
{
	struct ini *ini = s->ini;
	struct ini_entry *entries;

	if (ini->entry_count - s->first_entry >= INI_ENTRIES_MAX) {
		if (!s->full)
			complain(s, "more than %u keys in one file", INI_ENTRIES_MAX);
		s->full = true;
		return 0;
	}
	entries = make_room(ini->entries, ini->entry_count, &ini->entry_room, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	ini->entries = entries;
	entries[ini->entry_count++] = (struct ini_entry){ .line = s->line, .key = key, .value = value };
	section_here(s)->count++;
	return 0;
}

/* A value in double quotes: what stands between them, or NULL after a complaint. */
static char *cut_quoted(struct scan *s, const char *key, char *value)
{
	char *close = strchr(++value, '"'), *rest;

	if (!close) {
		complain(s, "%s: the double quote is not closed", key);
		return NULL;
	}
	for (rest = close + 1; is_blank(*rest); rest++)
		;
	if (*rest && (rest == close + 1 || (*rest != ';' && *rest != '#'))) {
		complain(s, "%s: text behind the closing quote", key);
		return NULL;
	}
	*close = '\0';
	return value;
}

/* A value without quotes: up to a comment or the end, or NULL after a complaint. */
static char *cut_plain(struct scan *s, const char *key, char *value)
{
	char *end = value + strcspn(value, ";#");

	if (*end && end != value && !is_blank(end[-1])) {
		complain(s, "%s: `%c' in a value: put all of the value in double quotes (a comment has a blank before it)", key, *end);
		return NULL;
	}
	while (end > value && is_blank(end[-1]))
		end--;
	*end = '\0';
	if (*value == '\0') {
		complain(s, "%s: has no value", key);
		return NULL;
	}
	if (*value == '\'') {
		complain(s, "%s: single quotes do not quote, double quotes do", key);
		return NULL;
	}
	return value;
}

static int scan_key(struct scan *s, char *text)
{
	char *equals = strchr(text, '='), *end, *value;

	if (!equals) {
		complain(s, "`%.100s' is no [section], no key = value and no comment", text);
		return 0;
	}
	for (end = equals; end > text && is_blank(end[-1]); end--)
		;
	*end = '\0';
	fold(text);
	if (!is_name(text, INI_KEY_MAX, true)) {
		complain(s, "`%.100s' is no name for a key: letters, digits, - and _, at most %u, and for a list's further lines .2, .3 ...", text,
			 INI_KEY_MAX);
		return 0;
	}
	if (!s->lost && !section_here(s)) {
		complain(s, "%s: stands before any [section]", text);
		return 0;
	}
	for (value = equals + 1; is_blank(*value); value++)
		;
	value = *value == '"' ? cut_quoted(s, text, value) : cut_plain(s, text, value);
	if (!value)
		return 0;
	if (strchr(value, '\\')) {
		complain(s, "%s: a backslash, which iniparser's versions read differently", text);
		return 0;
	}
	return s->lost ? 0 : add_entry(s, text, value);
}

/* One line: text, of length bytes, with a NUL behind. */
static int scan_line(struct scan *s, char *text, size_t length)
{
	if (length > INI_LINE_MAX) {
		complain(s, "a line of %zu bytes: %u is the limit (lists go on with KEY.2 = ...)", length, INI_LINE_MAX);
		return 0;
	}
	if (length && text[length - 1] == '\r')
		length--;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == 0x7f || (c < 0x20 && c != '\t')) {
			complain(s, "a control byte (0x%02x) at byte %zu of the line", c, i + 1);
			return 0;
		}
	}
	while (length && is_blank(text[length - 1]))
		length--;
	text[length] = '\0';
	while (is_blank(*text))
		text++;
	if (*text == '\0')
		return 0;
	if (*text == ';' || *text == '#') {
		/* iniparser joins lines before it looks for comments */
		if (text[strlen(text) - 1] == '\\')
			complain(s, "a backslash at the end of a comment would make the next line part of it");
		return 0;
	}
	return *text == '[' ? scan_section(s, text) : scan_key(s, text);
}

int ini_scan(struct ini *ini, struct ini_file *file, size_t size, struct log *log)
{
	struct scan s = {
		.ini = ini,
		.log = log,
		.path = file->path,
		.line = 1,
		.first_section = ini->section_count,
		.first_entry = ini->entry_count,
	};
	char *text = file->text, *end = text + size;
	int r = 0;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		complain(&s, "a byte order mark: save the file as UTF-8 without it");
		text += 3;
	}
	while (r == 0 && text < end) {
		char *newline = memchr(text, '\n', (size_t)(end - text));
		char *next = newline ? newline : end;

		*next = '\0';
		r = scan_line(&s, text, (size_t)(next - text));
		text = next + 1;
		s.line++;
	}
	return r == 0 && s.failed ? -EINVAL : r;
}
