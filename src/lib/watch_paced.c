/* watch_paced.c - when somebody under test is asked what. Of thousands of targets nobody wants all at once, neither the network nor who looks which of them are due: they go
 * block by block, a block in one go, the blocks spread over the interval. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "watch_work.h"

#define BLOCK (ASKER_GATHERED / 2) /* targets; a question may go twice */
#define AT_ONCE 3		   /* blocks with new questions that may go together; more of them are spread anew (a start, a process that slept) */

static size_t count_blocks(const struct checked *c)
{
	return (c->health.count + BLOCK - 1) / BLOCK;
}

static size_t block_end(const struct checked *c, size_t block)
{
	size_t end = (block + 1) * BLOCK;

	return end < c->health.count ? end : c->health.count;
}

int checked_pace(struct checked *c)
{
	long long *due = calloc(count_blocks(c) + 1, sizeof(*due));

	if (!due)
		return -ENOMEM;
	free(c->due);
	c->due = due;
	c->stale = true;
	return 0;
}

void checked_hurry(struct checked *c)
{
	for (size_t block = 0; block < count_blocks(c); block++)
		c->due[block] = 0;
	c->stale = true;
}

static void put_due(struct checked *c, size_t index)
{
	if (c->health.targets[index].due < c->due[index / BLOCK])
		c->due[index / BLOCK] = c->health.targets[index].due;
}

/* What was due in a block may have been answered since: nobody wakes up for that. */
long long checked_due(struct checked *c)
{
	for (;;) {
		size_t first = 0;
		long long due;

		if (!c->asker || !count_blocks(c))
			return -1;
		for (size_t block = 1; block < count_blocks(c); block++)
			if (c->due[block] < c->due[first])
				first = block;
		due = c->due[first];
		c->due[first] = LLONG_MAX;
		for (size_t i = first * BLOCK; i < block_end(c, first); i++)
			put_due(c, i);
		if (c->due[first] <= due)
			return due;
	}
}

static void on_answer(size_t index, uint16_t sequence, const char *refused, void *context)
{
	struct checked *c = context;
	struct health_target *t = &c->health.targets[index];
	unsigned before = t->verdict;

	if (refused)
		health_refuse(t, &c->health.rules, sequence, refused, watch_clock());
	else
		health_answer(t, &c->health.rules, sequence, c->targets[index].unasked ? HEALTH_NO_TRIP : -1, watch_clock());
	c->stale |= t->families || t->verdict != before;
	put_due(c, index);
}

static void ask(struct checked *c, size_t index, long long now)
{
	struct health_target *t = &c->health.targets[index];
	unsigned before = t->verdict, unasked = t->unasked;
	const char *refused = NULL;

	if (health_ask(t, &c->health.rules, now)) {
		long long timeout = health_timeout(t, &c->health.rules);

		refused = asker_ask(c->asker, index, t->sequence, timeout);
		if (!refused && !t->delegated && health_is_doubtful(t))
			asker_ask(c->asker, index, t->sequence, timeout);
	}
	if (refused)
		health_refuse(t, &c->health.rules, t->sequence, refused, watch_clock());
	c->stale |= t->families || t->verdict != before || t->unasked != unasked;
}

/* One moment for all of them keeps them together in the next interval too. */
static void ask_block(struct checked *c, size_t block, long long now)
{
	c->due[block] = LLONG_MAX;
	for (size_t i = block * BLOCK; i < block_end(c, block); i++) {
		if (c->health.targets[i].due <= now)
			ask(c, i, now);
		put_due(c, i);
	}
	asker_flush(c->asker, on_answer, c);
}

static void spread(struct checked *c, long long now)
{
	long long slot = 1000LL * c->health.rules.interval / (long long)count_blocks(c), at = now;

	for (size_t block = 0; block < count_blocks(c); block++) {
		bool any = false;

		if (c->due[block] > now)
			continue;
		c->due[block] = LLONG_MAX;
		for (size_t i = block * BLOCK; i < block_end(c, block); i++) {
			struct health_target *t = &c->health.targets[i];

			if (!t->waiting && t->due <= now) {
				t->due = at;
				any = true;
			}
			put_due(c, i);
		}
		at += any ? slot : 0;
	}
}

void checked_ask(struct checked *c)
{
	long long now = watch_clock();
	size_t blocks = 0;

	if (!c->asker)
		return;
	asker_hear(c->asker, on_answer, c); /* before anything is missed */
	for (size_t block = 0; block < count_blocks(c); block++)
		blocks += c->due[block] <= now;
	if (blocks > AT_ONCE)
		spread(c, now);
	for (size_t block = 0; blocks && block < count_blocks(c); block++)
		if (c->due[block] <= now)
			ask_block(c, block, watch_clock());
}
