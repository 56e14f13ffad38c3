/* diff.h - from what is there and what should be to the steps between. PURE. */
#ifndef HOMING_DIFF_H
#define HOMING_DIFF_H

#include <stddef.h>

#include "state.h"

enum step_kind { STEP_ADD, STEP_REPLACE, STEP_DELETE };

/* Objects are borrowed from the states that diff_states() was given. */
struct step {
	enum step_kind kind;
	const struct object *object; /* what to add, to put in its place, or to delete */
	const struct object *old;    /* STEP_REPLACE: what stood there, for the undo */
};

struct plan {
	struct step *steps;
	size_t count;
	size_t room;
};

/* Sorted states in, plan out, in the order in which it can be carried out without a moment in which a packet finds no
 * route (DESIGN 6): addresses, routes, rules up (rules from the highest number down); then rules, routes, addresses
 * down (rules from the lowest number up). What is there and equal but for its protocol is left as it is.
 * One exception: where no rule is wanted that leads to a table, the last rule that does is deleted after that table's routes,
 * so that a run which was killed in between leaves nothing that the next one does not find.
 * An address whose label, length or peer changed, and a rule whose target or `not` did, is deleted and added at once, since the
 * kernel cannot change them; whatever else changed is replaced. Returns 0 or -ENOMEM; free with plan_free(). */
int diff_states(const struct state *have, const struct state *want, struct plan *out);

void plan_free(struct plan *p);

#endif
