/* want_rule.h - what the two files of the rules share. PURE. */
#ifndef HOMING_WANT_RULE_H
#define HOMING_WANT_RULE_H

#include "want.h"

/* What one family's rules are made from. */
struct layout {
	const struct config *config;
	const struct facts *facts;
	const struct host *host;
	const struct views *views;
	int family; /* V4 or V6 */
	unsigned parts; /* enum uplink_part: the views that have one of them */
	struct state *want;
	struct {
		struct prefix prefix;
		const struct view *view;
	} *sources; /* the prefixes that get a rule of their own, each with its uplink */
	size_t source_count;
};

/* The views of one family that have rules; index is the loop's state. */
const struct view *layout_next(const struct layout *l, size_t *index);

#define for_each_serving(view, l) for (size_t index_ = 0; (view = layout_next(l, &index_));)

/* An empty rule of ours that looks into a table, at [homing] priority + step. */
struct rule layout_rule(const struct layout *l, unsigned step);

/* Adds the rule with the uplink's table. `local`: iif lo, packets of this host only. What is forwarded is nobody's (homing-mark pins it), but for
 * prefixes that live behind us. Returns 0 or -ENOMEM. */
int layout_add_lookup(const struct layout *l, struct rule rule, const struct view *view, bool local);

/* Adds `from PREFIX`. */
int layout_add_source(const struct layout *l, const struct prefix *from, const struct view *view, bool local);

/* Adds a rule for every prefix and address that answers through its own uplink (want_source.c). */
int layout_add_sources(struct layout *l);

#endif
