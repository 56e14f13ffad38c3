/* hand_change.h - what the files of hand_change() share. */
#ifndef HOMING_HAND_CHANGE_H
#define HOMING_HAND_CHANGE_H

#include "config_table.h"
#include "hand.h"

#define ITEM_SIZE 256

struct change {
	struct hand *hand;
	const struct config *others;
	const struct hand_words *words;
	struct names *names;
	char *why;
};

union scratch {
	struct uplink uplink;
	struct alias alias;
};
void scratch_free(union scratch *s, enum hand_key key);

/* Sets the reason, and returns -EINVAL. */
int change_refuse(struct change *c, const char *format, ...) _printf_(2, 3);

/* Reads the value as if it stood in the file behind key; the complaint speaks of the option. out: NULL, or the caller's to free, whatever was returned. */
int change_check(struct change *c, enum hand_key key, const char *option, const char *value, union scratch *out);

/* The interface was said, and can be one. */
int change_check_interface(struct change *c, const char *what);

/* The section's name comes under those that the run is for. */
int change_concern(struct change *c, const struct hand_section *section);

/* Cuts the first item off a list. Returns 1 with the item in out, 0 behind the last, -EINVAL. */
int change_next_item(struct change *c, const char *option, const char **list, char out[ITEM_SIZE]);

/* All items of all words, into one list of key; addresses as prefix_text() writes them, whatever way they were typed. */
int change_join_items(struct change *c, const char *option, enum hand_key key, struct hand_section *into);

/* An uplink whose gateways were typed carries their families alone; one whose gateway is to be found, both. */
int change_set_gateways(struct change *c, struct hand_section *section, const char *option, const char *gateways);

/* Nothing of what made the uplink is left. */
void change_drop_if_empty(struct change *c, struct hand_section *section);

/* Of one kind each; as hand_change(). */
int change_table(struct change *c);
int change_rule(struct change *c);
int change_alias(struct change *c);
int change_balance(struct change *c);

#endif
