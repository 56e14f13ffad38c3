/* ini.c - INI files, read strictly: sections and keys with the place where each was said.
 *
 * iniparser reads the values, but it folds case, lets the last of two equal keys win, cuts at `;`, drops what does not fit, takes a
 * directory for an empty file and knows no line numbers. So the file is scanned before (ini_scan.c): what iniparser would read
 * otherwise than it is written is a complaint with its line, and iniparser sees a file only when nothing of that kind is left. */
#include "ini.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_INIPARSER_INIPARSER_H
#include <iniparser/iniparser.h>
#else
#include <iniparser.h>
#endif

#include "file.h"
#include "ini_scan.h"

void ini_complain(const struct ini *ini, struct log *log, const struct ini_section *section, unsigned line, const char *key,
		  const char *format, ...)
{
	char text[768];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	log_add(log, ini->level, "%s:%u: [%s%s%s] %s%s%s", section->file, line ? line : section->line, section->kind,
		section->name[0] ? " " : "", section->name, key ? key : "", key ? ": " : "", text);
}

const char *ini_get(const struct ini *ini, const struct ini_section *section, const char *key)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(ini->entries[section->first + i].key, key) == 0)
			return ini->entries[section->first + i].value;
	return NULL;
}

/* One key with all that makes it the same as another. A section alone has the key "". */
struct name {
	const struct ini_section *section;
	const char *key;
	unsigned line;
	size_t order; /* of reading */
};

static int compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int r = strcmp(x->section->kind, y->section->kind);

	if (r == 0)
		r = strcmp(x->section->name, y->section->name);
	if (r == 0)
		r = strcmp(x->key, y->key);
	if (r == 0)
		r = x->order < y->order ? -1 : 1;
	return r;
}

static bool same_name(const struct name *a, const struct name *b)
{
	return strcmp(a->section->kind, b->section->kind) == 0 && strcmp(a->section->name, b->section->name) == 0 &&
	       strcmp(a->key, b->key) == 0;
}

/* Complains of what the sections from first_new on repeat: a section within one file, a key anywhere. */
static int find_repetitions(struct ini *ini, size_t first_new, struct log *log)
{
	size_t count = 0, room = ini->section_count + ini->entry_count;
	_cleanup_free_ struct name *names = malloc((room ? room : 1) * sizeof(*names));
	int r = 0;

	if (!names)
		return -ENOMEM;
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];

		names[count] = (struct name){ s, "", s->line, count };
		count++;
		for (size_t j = s->first; j < s->first + s->count; j++, count++)
			names[count] = (struct name){ s, ini->entries[j].key, ini->entries[j].line, count };
	}
	if (count)
		qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 1; i < count; i++) {
		const struct name *old = &names[i - 1], *new = &names[i];

		if (!same_name(old, new) || (size_t)(new->section - ini->sections) < first_new)
			continue;
		/* the parts of a section may lie in several files, but not in one */
		if (!new->key[0] && old->section->file != new->section->file)
			continue;
		ini_complain(ini, log, new->section, new->line, new->key[0] ? new->key : NULL, "said twice: first at %s:%u",
			     old->section->file, old->line);
		r = -EINVAL;
	}
	return r;
}

/* iniparser would print to stderr otherwise. */
static int stay_silent(const char *format, ...)
{
	(void)format;
	return 0;
}

/* Through the open descriptor where /proc is mounted, so that what is read is what was scanned. */
static dictionary *load(int fd, const char *path)
{
	char own[32];
	dictionary *d;

	snprintf(own, sizeof(own), "/proc/self/fd/%d", fd);
	iniparser_set_error_callback(stay_silent);
	d = iniparser_load(access(own, R_OK) == 0 ? own : path);
	iniparser_set_error_callback(NULL);
	return d;
}

/* Its versions differ in quotes and backslashes. A value that it reads in another way than the scan did is nobody's guess. */
static int compare_values(const struct ini *ini, size_t first_new, const dictionary *d, struct log *log)
{
	char name[INI_NAME_MAX + INI_KEY_MAX + 64];
	int r = 0;

	for (size_t i = first_new; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];

		for (size_t j = s->first; j < s->first + s->count; j++) {
			const struct ini_entry *e = &ini->entries[j];
			const char *value;

			snprintf(name, sizeof(name), "%s%s%s:%s", s->kind, s->name[0] ? " " : "", s->name, e->key);
			value = iniparser_getstring(d, name, NULL);
			if (value && strcmp(value, e->value) == 0)
				continue;
			ini_complain(ini, log, s, e->line, e->key, "iniparser reads `%.200s' here: write it in a simpler way",
				     value ? value : "");
			r = -EINVAL;
		}
	}
	return r;
}

static int check_by_iniparser(const struct ini *ini, size_t first_new, int fd, const char *path, struct log *log)
{
	dictionary *d = load(fd, path);
	int r;

	if (!d) {
		log_add(log, ini->level, "%s: iniparser cannot read it", path);
		return -EINVAL;
	}
	r = compare_values(ini, first_new, d, log);
	iniparser_freedict(d);
	return r;
}

/* text becomes out's. */
static int scan(const char *path, char *text, size_t size, struct ini *out, struct log *log)
{
	size_t first_new = out->section_count;
	_cleanup_free_ char *owned = text;
	struct ini_file *file;
	int r, repeated;

	file = realloc(out->files, (out->file_count + 1) * sizeof(*file));
	if (!file)
		return -ENOMEM;
	out->files = file;
	file += out->file_count;
	*file = (struct ini_file){ .path = strdup(path) };
	if (!file->path)
		return -ENOMEM;
	file->text = steal_pointer(&owned);
	out->file_count++;

	r = ini_scan(out, file, size, log);
	if (r < 0 && r != -EINVAL)
		return r;
	repeated = find_repetitions(out, first_new, log);
	return r ? r : repeated;
}

static int read_file(int fd, const char *path, struct ini *out, struct log *log)
{
	size_t size, first_new = out->section_count;
	char *text;
	int r = file_read_all(fd, INI_SIZE_MAX, &text, &size);

	if (r == 0)
		r = scan(path, text, size, out, log);
	return r ? r : check_by_iniparser(out, first_new, fd, path, log);
}

int ini_read_text(const char *name, const char *text, struct ini *out, struct log *log)
{
	char *copy = strdup(text);

	return copy ? scan(name, copy, strlen(copy), out, log) : -ENOMEM;
}

int ini_read(const char *path, struct ini *out, struct log *log)
{
	int fd = file_open_trusted(path), r = fd;

	if (fd >= 0) {
		r = read_file(fd, path, out, log);
		close(fd);
	}
	switch (r) {
	case 0:
	case -ENOENT:
	case -EINVAL:
		return r;
	case -EISDIR:
		log_add(log, out->level, "%s: is a directory, not a file", path);
		break;
	case -ENOTSUP:
		log_add(log, out->level, "%s: is not a regular file", path);
		break;
	case -EPERM:
		log_add(log, out->level, "%s: others may write it: it must be root's and writable by root alone (chown root:root, chmod 644; on a stick: mount it with umask=022)",
			path);
		break;
	case -EFBIG:
		log_add(log, out->level, "%s: is larger than %u bytes", path, INI_SIZE_MAX);
		break;
	default:
		log_add(log, out->level, "%s: cannot be read: %s", path, strerror(-r));
	}
	return r;
}

void ini_free(struct ini *ini)
{
	for (size_t i = 0; i < ini->section_count; i++)
		free(ini->sections[i].memory);
	for (size_t i = 0; i < ini->file_count; i++) {
		free(ini->files[i].path);
		free(ini->files[i].text);
	}
	free(ini->sections);
	free(ini->entries);
	free(ini->files);
	*ini = (struct ini){ .level = ini->level };
}
