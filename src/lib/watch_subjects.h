/* watch_subjects.h - what is under test together, for one decision: a service and its gateway, the peer of a takeover and what speaks for it. */
#ifndef HOMING_WATCH_SUBJECTS_H
#define HOMING_WATCH_SUBJECTS_H

#include "watch_work.h"

#define SUBJECTS 5

struct subjects {
	struct watch *watch;
	struct checked *items[SUBJECTS]; /* NULL: not asked */
	ev_timer due;
	void (*wake)(struct subjects *s); /* before anything is heard and asked; NULL: nothing */
	long long (*conclude)(struct subjects *s); /* something was heard, or missed. Returns when it wants to be called whatever happens, µs; < 0: never. It may look. */
	bool busy;		  /* it is being concluded: not the time to free s */
	asker_overhear *overhear; /* of items[overheard]; NULL: nobody's */
	size_t overheard;
};

void subjects_init(struct subjects *s, struct watch *w, long long (*conclude)(struct subjects *s));
void subjects_end(struct subjects *s);

/* From now on items[index] asks this (taken out of q) by this way; NULL: nothing any more. */
void subjects_put(struct subjects *s, size_t index, const char *name, struct questions *q, const struct way *way);

/* Asks and hears what is due, concludes, and plans the next time; from the event loop, soon. */
void subjects_wake(struct subjects *s);

#endif
