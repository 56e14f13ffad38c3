/* rounds.h - when the addresses that came are announced again: switches and neighbours may have missed the first time. PURE; the clock is an argument. */
#ifndef HOMING_ROUNDS_H
#define HOMING_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "state.h"

/* One address on its way through the rounds. */
struct round {
	struct address address;
	long long start; /* ms of a clock that is never set: when it came, and was announced for the first time */
	unsigned done;	 /* rounds behind it */
};

/* Start with { 0 }; free with rounds_free(). */
struct rounds {
	struct round *items;
	size_t count, room;
};

/* It came, or its link did, and has been announced: the later rounds begin anew. Returns 0 or -ENOMEM. */
int rounds_start(struct rounds *r, const struct address *address, long long now);

/* It is to be announced anew: until then nobody is told. */
void rounds_end(struct rounds *r, const struct address *address);

/* ms until the next round of any of them, 0: it is due; -1: there is none. */
long long rounds_wait(const struct rounds *r, long long now);

/* Hands over each address that is due, and what was missed counts as one: a process that was stopped does not catch up. Those whose rounds are over are forgotten; so
 * are those that due() says are gone (false). */
void rounds_take(struct rounds *r, long long now, bool (*due)(const struct address *address, void *context), void *context);

void rounds_free(struct rounds *r);

#endif
