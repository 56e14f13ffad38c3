/* rounds.c - when the addresses that came are announced again. PURE. */
#include "rounds.h"

#include <errno.h>
#include <stdlib.h>

#include "util.h"

/* ms behind the first: soon, as a switch may just be learning; then each minute for five minutes, for neighbours that were asleep */
static const long long AFTER[] = { 200, 400, 2000, 5000, 65000, 125000, 185000, 245000, 305000 };

static struct round *find(struct rounds *r, const struct address *address)
{
	struct object a = { .kind = KIND_ADDRESS }, b = { .kind = KIND_ADDRESS };

	a.address = *address;
	for (size_t i = 0; i < r->count; i++) {
		b.address = r->items[i].address;
		if (!object_compare(&a, &b))
			return &r->items[i];
	}
	return NULL;
}

int rounds_start(struct rounds *r, const struct address *address, long long now)
{
	struct round *round = find(r, address);

	if (!round) {
		if (r->count == r->room) {
			size_t room = r->room ? r->room * 2 : 16;
			struct round *items = reallocarray(r->items, room, sizeof(*items));

			if (!items)
				return -ENOMEM;
			r->items = items;
			r->room = room;
		}
		round = &r->items[r->count++];
	}
	*round = (struct round){ .address = *address, .start = now };
	return 0;
}

void rounds_end(struct rounds *r, const struct address *address)
{
	struct round *round = find(r, address);

	if (round)
		*round = r->items[--r->count];
}

long long rounds_wait(const struct rounds *r, long long now)
{
	long long wait = -1;

	for (size_t i = 0; i < r->count; i++) {
		long long rest = r->items[i].start + AFTER[r->items[i].done] - now;

		if (rest < 0)
			rest = 0;
		if (wait < 0 || rest < wait)
			wait = rest;
	}
	return wait;
}

void rounds_take(struct rounds *r, long long now, bool (*due)(const struct address *address, void *context), void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->count; i++) {
		struct round *round = &r->items[i];
		bool is_due = false, stays = true;

		while (round->done < COUNT(AFTER) && round->start + AFTER[round->done] <= now) {
			round->done++;
			is_due = true;
		}
		if (is_due)
			stays = due(&round->address, context);
		if (stays && round->done < COUNT(AFTER))
			r->items[kept++] = *round;
	}
	r->count = kept;
}

void rounds_free(struct rounds *r)
{
	free(r->items);
	*r = (struct rounds){ 0 };
}
