/* facts_files.h - what the readers of the state directory's files share. */
#ifndef HOMING_FACTS_FILES_H
#define HOMING_FACTS_FILES_H

#include "buffer.h"
#include "facts.h"
#include "ini.h"

#define FACTS_NOTED_FILE "sysctl.ini"
#define FACTS_ANNOUNCED_FILE "announced.ini"
#define FACTS_HEALTH_FILE "health.ini"
#define FACTS_TAKEN_FILE "taken.ini"

#define BOOT_ID_SIZE 40

/* The id of this boot, or an empty text where /proc is missing: then nothing can be said against a lease. */
void facts_read_boot_id(char id[BOOT_ID_SIZE]);

/* Decimal digits, at most 18. Returns 0 or -EINVAL; NULL is refused. */
int facts_read_number(const char *text, unsigned long long *out);

/* The section has no other keys than these; else a warning is logged. */
bool facts_has_only(const struct ini *ini, const struct ini_section *s, const char *const *keys, size_t count, struct log *log);

/* Adds what sysctl.ini says. Returns 0 or -ENOMEM. */
int facts_add_noted(const struct ini *ini, struct facts *out, struct log *log);

/* A value between double quotes, and a newline; what a check's words might hold that an INI file cannot becomes a question mark. */
void facts_add_quoted(struct buffer *out, const char *text);

/* Adds what taken.ini says. Returns 0 or -ENOMEM. */
int facts_add_taken(const struct ini *ini, struct facts *out, struct log *log);

/* Adds what health.ini says. Returns 0 or -ENOMEM. */
int facts_add_health(const struct ini *ini, struct facts *out, struct log *log);

/* Adds what announced.ini says. Returns 0 or -ENOMEM. */
int facts_add_announced(const struct ini *ini, struct facts *out, struct log *log);

/* Adds what every routes-*.ip says, unless out has its device. Returns 0 or -ENOMEM. */
int facts_add_static(const char *directory, struct facts *out, struct log *log);

#endif
