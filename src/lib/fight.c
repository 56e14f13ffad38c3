/* fight.c - objects of ours that somebody takes away again and again. PURE. */
#include "fight.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

static struct fight *find(struct fights *f, const struct object *o)
{
	for (size_t i = 0; i < f->count; i++)
		if (!object_compare(&f->items[i].object, o))
			return &f->items[i];
	return NULL;
}

/* Of a route no more than its identity: its hops may change from one time to the next. */
static struct fight *add(struct fights *f, const struct object *o)
{
	if (f->count == f->room) {
		size_t room = f->room ? f->room * 2 : 8;
		struct fight *items = reallocarray(f->items, room, sizeof(*items));

		if (!items)
			return NULL;
		f->items = items;
		f->room = room;
	}
	f->items[f->count] = (struct fight){ .object = *o };
	if (o->kind == KIND_ROUTE) {
		f->items[f->count].object.route.hops = NULL;
		f->items[f->count].object.route.hop_count = 0;
	}
	return &f->items[f->count++];
}

static bool is_over(const struct fight *fight, long long now)
{
	return now - fight->missed[fight->count - 1] >= FIGHT_TIME;
}

/* FIGHT_TIMES within FIGHT_TIME: the oldest one that is remembered must have left it behind. */
static bool is_damped(const struct fight *fight, long long now)
{
	return fight->count == FIGHT_TIMES && now - fight->missed[0] < FIGHT_TIME;
}

enum fight_verdict fight_judge(struct fights *f, const struct object *missing, bool by_hand, long long now)
{
	struct fight *fight = find(f, missing);

	if (fight && is_damped(fight, now)) {
		bool first = !fight->told;

		fight->told = true;
		return first ? FIGHT_GIVE_UP : FIGHT_LEFT_ALONE;
	}
	if (!by_hand)
		return FIGHT_PUT_BACK;
	if (!fight)
		fight = add(f, missing);
	if (!fight)
		return FIGHT_PUT_BACK;
	fight->told = false;
	if (fight->count == FIGHT_TIMES)
		memmove(fight->missed, fight->missed + 1, sizeof(fight->missed) - sizeof(*fight->missed));
	else
		fight->count++;
	fight->missed[fight->count - 1] = now;
	return FIGHT_PUT_BACK;
}

long long fight_wait(struct fights *f, long long now)
{
	long long wait = -1;
	size_t kept = 0;

	for (size_t i = 0; i < f->count; i++) {
		struct fight *fight = &f->items[i];
		long long rest = fight->missed[0] + FIGHT_TIME - now;

		if (is_over(fight, now))
			continue;
		if (fight->told && rest > 0 && (wait < 0 || rest < wait))
			wait = rest;
		f->items[kept++] = *fight;
	}
	f->count = kept;
	return wait;
}

void fights_free(struct fights *f)
{
	free(f->items);
	*f = (struct fights){ 0 };
}
