/* config_value.h - from the text of a value to the value: a parser for each type. PURE. */
#ifndef HOMING_CONFIG_VALUE_H
#define HOMING_CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "util.h"

#define VALUE_WHY 512

/* What a parser needs besides the text, and the reason when it refuses. */
struct value_context {
	/* The number that iproute2's files give to a table's name; returns 0, or a negative number with the reason in why. */
	int (*find_table)(const char *name, uint32_t *number, char why[VALUE_WHY]);
	struct place place; /* of the line that is read; no file: it is none of a file */
	char why[VALUE_WHY]; /* a phrase that quotes the value and says what would be right */
};

struct config_key;

/* How a range is written: 256, 10ms, 20%. */
enum value_unit { UNIT_NONE, UNIT_NUMBER, UNIT_TIME, UNIT_SHARE };

struct value_type {
	const char *syntax; /* what a value is, for messages and the manual; the range is put behind it */
	enum value_unit unit;
	/* Reads a value, or one item of a list, into the field of section that key tells. Returns 0, -EINVAL with c->why, -ENOMEM. */
	int (*read)(const struct config_key *key, const char *text, void *section, struct value_context *c);
};

enum {
	KEY_REQUIRED = 1 << 0,
	KEY_LIST = 1 << 1, /* commas between items; goes on with KEY.2, KEY.3 ... */
	KEY_NONE = 1 << 2, /* the word `none` alone is the empty list */
};

/* A row of the table (config_table.c). */
struct config_key {
	const char *name;
	const struct value_type *type;
	size_t offset; /* of the field in the section's struct */
	unsigned flags;
	unsigned long long min, max; /* milliseconds, percent */
	const char *words;	     /* VALUE_WORD: `no down both`, in the order of the enum, from min on */
	const char *fallback;	     /* the default, read as if it had been written; NULL: none of that kind */
	const char *absent;	     /* what holds when neither the key nor a fallback is there, in words */
	const char *readers;	     /* the programs that read it, as letters (config_table.h) */
	const char *help;	     /* one line */
};

extern const struct value_type VALUE_NUMBER, VALUE_PROTOCOL, VALUE_TABLES, VALUE_TABLE, VALUE_MASK, VALUE_MARK; /* unsigned */
extern const struct value_type VALUE_BOOLEAN;								       /* bool */
extern const struct value_type VALUE_TIME, VALUE_TIME_OR_AUTO, VALUE_SHARE; /* unsigned: ms, ms with auto = 0, percent */
extern const struct value_type VALUE_WORD;				    /* an enum; the first word is min */
extern const struct value_type VALUE_USER, VALUE_PATH, VALUE_INTERFACE;	    /* char[NAME_SIZE], [PATH_SIZE], [INTERFACE_SIZE] */
extern const struct value_type VALUE_DAMPING, VALUE_GATEWAY, VALUE_FAMILY, VALUE_ADDRESSES; /* fields of struct uplink */
extern const struct value_type VALUE_PREFIXES; /* struct prefixes */
extern const struct value_type VALUE_UPLINK, VALUE_UPLINKS; /* char[NAME_SIZE], struct names; whether they exist: config_cross.c */
extern const struct value_type VALUE_ALIASES;		   /* struct names */
extern const struct value_type VALUE_ALIAS, VALUE_NEIGHBOURS, VALUE_LABEL; /* struct prefixes twice, char[DEVICE_SIZE]; in config_alias.c */
extern const struct value_type VALUE_CHECKS, VALUE_CHECK; /* struct checks, the second of one check at most; in config_check.c */
extern const struct value_type VALUE_COMMANDS;		  /* struct commands; in config_command.c */

/* Reads the whole value of key, all items of a list, into section. Returns 0, -EINVAL with c->why, or -ENOMEM. */
int value_read(const struct config_key *key, const char *text, void *section, struct value_context *c);

/* `a decimal number from 1 to 256`, `one of no, down, both`: what key takes. */
void value_describe(const struct config_key *key, char *out, size_t size);

/* Is text [a-z0-9][a-z0-9_-]{0,31}? */
bool value_is_name(const char *text);

/* For parsers: the field of section that key is read into. */
void *value_field(const struct config_key *key, void *section);

/* For parsers: sets c->why and returns -EINVAL; the second one says what key takes. */
int value_refuse(struct value_context *c, const char *format, ...) _printf_(2, 3);
int value_refuse_syntax(struct value_context *c, const struct config_key *key, const char *text);

/* Decimal digits without a leading zero, up to most; and a time in ms: digits and one of ms s m h d, seconds without.
 * Return 0 or -EINVAL. */
int value_read_number(const char *text, unsigned long long most, unsigned long long *out);
int value_read_time(const char *text, unsigned long long *out);

/* An address, whole, that a machine can have. Returns 0 or -EINVAL with c->why. */
int value_read_address(const char *text, struct prefix *out, struct value_context *c);

/* What p is instead of an address, or a prefix of addresses, that a machine can have, in words: `a multicast address'. NULL: it is one. */
const char *value_address_fault(const struct prefix *p);

/* Is there a byte that no name and no path holds? */
bool value_has_control_byte(const char *text);

/* Frees the items and what they own. */
void checks_free(struct checks *checks);
void names_free(struct names *names);
void commands_free(struct commands *commands);

/* Writes ms as the largest unit that holds it without a rest. Returns buffer. */
const char *value_time_text(unsigned long long ms, char buffer[32]);

#endif
