/* log.c - what a run has to say to a person: collected here, printed by mains. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

/* As vasprintf(), which is no part of C or POSIX 2008. The caller frees; NULL when there is no memory. */
static _printf_(1, 0) char *format_text(const char *format, va_list arguments)
{
	va_list again;
	char *text = NULL;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length >= 0)
		text = malloc((size_t)length + 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, arguments);
	return text;
}

void log_add(struct log *log, enum log_level level, const char *format, ...)
{
	va_list arguments;
	char *text;

	if (log->count == log->room) {
		size_t room = log->room ? log->room * 2 : 16;
		struct log_line *lines = reallocarray(log->lines, room, sizeof(*lines));

		if (!lines)
			return;
		log->lines = lines;
		log->room = room;
	}
	va_start(arguments, format);
	text = format_text(format, arguments);
	va_end(arguments);
	if (text)
		log->lines[log->count++] = (struct log_line){ level, text };
}

bool log_has_errors(const struct log *log)
{
	for (size_t i = 0; i < log->count; i++)
		if (log->lines[i].level == LEVEL_ERROR)
			return true;
	return false;
}

void log_free(struct log *log)
{
	for (size_t i = 0; i < log->count; i++)
		free(log->lines[i].text);
	free(log->lines);
	*log = (struct log){ 0 };
}

static bool has_line(const struct log *log, const char *text)
{
	for (size_t i = 0; i < log->count; i++)
		if (!strcmp(log->lines[i].text, text))
			return true;
	return false;
}

void log_keep_news(struct log *log, struct log *before)
{
	struct log all = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < log->count; i++) {
		log_add(&all, log->lines[i].level, "%s", log->lines[i].text);
		if (has_line(before, log->lines[i].text))
			free(log->lines[i].text);
		else
			log->lines[kept++] = log->lines[i];
	}
	log->count = kept;
	log_free(before);
	*before = all;
}

/* `homing.conf:14: ...`: a first word without blanks that ends in a line number. No IPv6 address goes on with a blank. */
static bool names_a_line(const char *text)
{
	size_t word = strcspn(text, " :"), digits;

	if (word == 0 || text[word] != ':')
		return false;
	text += word + 1;
	digits = strspn(text, "0123456789");
	return digits > 0 && text[digits] == ':' && text[digits + 1] == ' ';
}

/* How many bytes of text are one character that a terminal only shows; 0: none, it might obey. */
static size_t harmless_length(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;
	size_t length;

	if (byte[0] < 0x80)
		return byte[0] >= 0x20 && byte[0] != 0x7f;
	if (byte[0] >= 0xc2 && byte[0] <= 0xdf)
		length = 2;
	else if (byte[0] >= 0xe0 && byte[0] <= 0xef)
		length = 3;
	else if (byte[0] >= 0xf0 && byte[0] <= 0xf4)
		length = 4;
	else
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
	/* U+0080 to U+009F: CSI and its like as one character */
	return byte[0] == 0xc2 && byte[1] < 0xa0 ? 0 : length;
}

/* What was read from a file or came from the kernel may hold escapes. */
static void make_harmless(char *text)
{
	while (*text) {
		size_t length = harmless_length(text);

		if (length == 0)
			*text = '?';
		text += length ? length : 1;
	}
}

void log_send(struct log *log, const char *program, enum log_level most)
{
	static const int priorities[] = { LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_DEBUG, LOG_DEBUG };
	bool open = false;

	for (size_t i = 0; i < log->count; i++) {
		struct log_line *line = &log->lines[i];

		if (line->level > most)
			continue;
		if (!open)
			openlog(program, LOG_PID, LOG_DAEMON);
		open = true;
		make_harmless(line->text);
		syslog(priorities[line->level], "%s", line->text);
	}
	if (open)
		closelog();
}

void log_print(struct log *log, const char *program, enum log_level most)
{
	for (size_t i = 0; i < log->count; i++) {
		struct log_line *line = &log->lines[i];

		if (line->level > most)
			continue;
		make_harmless(line->text);
		if (names_a_line(line->text))
			fprintf(stderr, "%s\n", line->text);
		else
			fprintf(stderr, "%s: %s\n", program, line->text);
	}
	log_free(log);
}
