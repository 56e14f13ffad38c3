/* config_table.h - the one table of sections and keys. The parser, the hints, --help and homing.conf.5 are made from it. */
#ifndef HOMING_CONFIG_TABLE_H
#define HOMING_CONFIG_TABLE_H

#include "buffer.h"
#include "config_value.h"

/* What the struct of every named section begins with. */
struct section_head {
	char name[NAME_SIZE];
	struct place place;
};

/* A kind of section: `[kind]`, one struct in struct config, or `[kind name]`, an array of them. */
struct config_section {
	const char *kind;
	bool named;
	size_t size;	     /* of its struct */
	size_t offset;	     /* in struct config: of the struct, or of the pointer to the array */
	size_t count_offset; /* in struct config: of the array's count */
	const struct config_key *keys;
	size_t key_count;
	void (*release)(void *section); /* frees what the struct owns; NULL: nothing */
	const char *help;		/* one line */
};

extern const struct config_section CONFIG_SECTIONS[];
extern const size_t CONFIG_SECTION_COUNT;

const struct config_section *config_find_section(const char *kind);
const struct config_key *config_find_key(const struct config_section *section, const char *name);

/* The programs that read a key, a letter each: T table, R rule, A alias, B balance, H homing, W watch, D dns, V vhost, F firewall,
 * S status (and explain, doctor), M mark. Adds to out, for a program's --help, the names of the keys that bear one of the letters in
 * readers, section by section. */
void config_write_keys(const char *readers, struct buffer *out);

#endif
