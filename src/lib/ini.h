/* ini.h - INI files, read strictly: sections and keys with the place where each was said. It knows no key by name. */
#ifndef HOMING_INI_H
#define HOMING_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "log.h"

#define INI_SIZE_MAX (1u << 20) /* bytes a file may have */
#define INI_LINE_MAX 1022	/* bytes a line may have: iniparser's buffer */
#define INI_ENTRIES_MAX 10000	/* keys a file may have: iniparser's look-up walks them all */
#define INI_SECTIONS_MAX 10000
#define INI_NAME_MAX 160	/* bytes of a section's name: `interface` and an altname fit */
#define INI_KEY_MAX 40

struct ini_entry {
	unsigned line;
	const char *key; /* lower case */
	const char *value;
};

/* `[kind]` or `[kind name]`. A section that stands in two files is two of these. */
struct ini_section {
	const char *file;
	unsigned line;
	const char *kind, *name; /* lower case, as iniparser folds them; name is empty for `[kind]`, and may hold several words */
	const char *written;	 /* the name with the case it was written in */
	size_t first, count;	 /* its entries */
	bool damaged;		 /* a line of it could not be read: what seems to be missing may be there */
	char *memory;		 /* of the three names */
};

struct ini_file {
	char *path, *text;
};

/* Start with { 0 }; free with ini_free(). level is that of complaints: LEVEL_ERROR when nothing is said. */
struct ini {
	enum log_level level;
	struct ini_section *sections;
	size_t section_count, section_room;
	struct ini_entry *entries;
	size_t entry_count, entry_room;
	struct ini_file *files;
	size_t file_count;
};

/* Adds the file at path to out. Everything that iniparser would read otherwise than it is written, or not at all, is a complaint with
 * file and line in log; a key said twice is one too, also when the other place is in a file read into out before.
 * Returns 0; -ENOENT (no such file: nothing is logged); -EINVAL (complaints are in log; out has the lines that are right);
 * another -errno (logged: it could not be read, or must not be trusted). */
int ini_read(const char *path, struct ini *out, struct log *log);

/* The same for text that never was a file, and that iniparser, who reads only files, does not see. name stands for the file in what is said. Returns 0, -EINVAL
 * or -ENOMEM. */
int ini_read_text(const char *name, const char *text, struct ini *out, struct log *log);

/* The value of key in section, or NULL. It belongs to ini. */
const char *ini_get(const struct ini *ini, const struct ini_section *section, const char *key);

/* Logs `FILE:LINE: [kind name] key: text` at the level of ini; line 0 is that of the section, key may be NULL (then no `key: `). */
void ini_complain(const struct ini *ini, struct log *log, const struct ini_section *section, unsigned line, const char *key,
		  const char *format, ...) _printf_(6, 7);

void ini_free(struct ini *ini);

#endif
