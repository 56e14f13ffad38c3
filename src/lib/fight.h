/* fight.h - objects of ours that somebody takes away again and again: put back, but not for ever. PURE; the clock is an argument. */
#ifndef HOMING_FIGHT_H
#define HOMING_FIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "state.h"

#define FIGHT_TIMES 3	   /* so often within ... */
#define FIGHT_TIME 60000   /* ... ms an object is put back; then it is left alone until that time is over */

/* One object, and when it was missed the last FIGHT_TIMES times, oldest first. */
struct fight {
	struct object object; /* a route without its hops */
	long long missed[FIGHT_TIMES];
	unsigned count;
	bool told; /* that it is left alone */
};

/* Start with { 0 }; free with fights_free(). */
struct fights {
	struct fight *items;
	size_t count, room;
};

enum fight_verdict {
	FIGHT_PUT_BACK,
	FIGHT_GIVE_UP,	 /* this once: tell somebody */
	FIGHT_LEFT_ALONE,
};

/* The object was there and is missing at `now` (ms of a clock that is never set): may it be put back? by_hand: somebody removed it, and it did not go with its link or
 * its address; only that is counted. Running out of memory means to put it back. */
enum fight_verdict fight_judge(struct fights *f, const struct object *missing, bool by_hand, long long now);

/* Forgets what is older than FIGHT_TIME; returns ms until an object that is left alone may come back, or -1. */
long long fight_wait(struct fights *f, long long now);

void fights_free(struct fights *f);

#endif
