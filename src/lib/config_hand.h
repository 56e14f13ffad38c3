/* config_hand.h - what was typed without a file, as the sections that are laid over homing.conf: hand-IFACE.ini (CONFIG 6). */
#ifndef HOMING_CONFIG_HAND_H
#define HOMING_CONFIG_HAND_H

#include "buffer.h"
#include "config.h"
#include "ini.h"

#define HAND_FILES "hand-"
#define HAND_NAME "by hand" /* stands for a file where there is none */

/* The keys that words can say: those of an uplink, then those of an alias. */
enum hand_key {
	HAND_INTERFACE,
	HAND_TABLE,
	HAND_GATEWAY,
	HAND_FAMILY,
	HAND_GUARD,
	HAND_ADDRESSES,
	HAND_WEIGHT,
	HAND_ADDRESS,
	HAND_LABEL,
	HAND_KEYS
};
extern const char *const HAND_KEY_NAMES[HAND_KEYS];

/* [uplink NAME] or [alias NAME]; values are owned, NULL: not said. */
struct hand_section {
	bool alias;
	char name[NAME_SIZE];
	char *values[HAND_KEYS];
};

/* Start with { 0 }; free with hand_free(). */
struct hand {
	struct hand_section *sections;
	size_t count;
};

/* Adds the sections of ini. Those of other kinds, and without an interface, are left out. Returns 0 or -ENOMEM. */
int hand_add_ini(struct hand *h, const struct ini *ini);

/* A new section, without keys; NULL without memory. It stays where it is until the next one comes or one goes. */
struct hand_section *hand_add(struct hand *h, bool alias, const char *name);
void hand_drop(struct hand *h, struct hand_section *section);

/* Sets key to a copy of value, NULL: strikes it out. Returns 0 or -ENOMEM. */
int hand_set(struct hand_section *section, enum hand_key key, const char *value);

/* The sections of interface as the text of its file; none: nothing. */
void hand_write(const struct hand *h, const char *interface, struct buffer *out);

/* Is it the first of its interface's sections? So each interface is met once. */
bool hand_is_first(const struct hand *h, size_t index);

void hand_free(struct hand *h);

#endif
