/* hand.h - the forms without a file: words become sections that are laid over homing.conf, and a run of the same pipeline. */
#ifndef HOMING_HAND_H
#define HOMING_HAND_H

#include "config_hand.h"
#include "run.h"
#include "state.h"

#define HAND_WHY 700

/* What the command line said, of a program of one kind; NULL: nothing. */
struct hand_words {
	enum run_kinds kind;
	bool down;
	const char *interface, *table, *label;
	bool guard;
	/* What may be given again and again: gateways (RUN_TABLE), prefixes (RUN_RULE), addresses (RUN_ALIAS), hops (RUN_BALANCE). */
	const char *const *items;
	size_t item_count;
};

/* Remembers what the words say (hand-IFACE.ini), or forgets it when they take something down, and runs for it. Where there is no state directory that can be
 * written, and for a run that changes nothing, it is known to this run alone; what was typed before is then read from the kernel. What the run could not do is
 * not remembered. request has the options of the command line, kinds and who; the rest is filled in here. Returns the status; EXIT_USAGE for words that
 * contradict each other or the configuration. */
enum exit_status hand_run(const struct hand_words *words, struct run_request *request, struct buffer *text, struct log *log);

/* Changes hand as the words say. others: the configuration without hand. names gets the uplinks or aliases that are concerned. Returns 0, -ENOENT (nothing of that is
 * there to be taken down), -ENOMEM, or -EINVAL with the reason in why. */
int hand_change(struct hand *hand, const struct config *others, const struct hand_words *words, struct names *names, char why[HAND_WHY]);

/* The words that would have made what is ours in the kernel and no business of others. ours: everything. Returns 0 or -ENOMEM. */
int hand_from_kernel(const struct state *ours, const struct config *others, struct hand *out);

/* hand_sections.c: adds an item to a list of key, unless it is there (0, -ENOMEM, or -E2BIG: a line has no room for it); takes one out (1: it was there, 0, or
 * -ENOMEM). */
int hand_add_item(struct hand_section *section, enum hand_key key, const char *item);
int hand_remove_item(struct hand_section *section, enum hand_key key, const char *item);

/* The uplink of a table, or NULL; a new one on an interface, which is named by its table. */
struct hand_section *hand_find_table(const struct hand *h, uint32_t table);
struct hand_section *hand_add_uplink(struct hand *h, const char *interface, uint32_t table);

/* A new alias on an interface, with the first name that is free; NULL without memory. */
struct hand_section *hand_add_alias(struct hand *h, const struct config *others, const char *interface);

/* The lowest table that neither others nor hand have; 0: none. */
uint32_t hand_free_table(const struct hand *h, const struct config *others);

#endif
