/* state_sort.c - puts a state in order. PURE.
 *
 * A state is filled in few runs that are in order already: a range of aliases or IPv4 addresses as they came, rising; IPv6 addresses,
 * which the kernel lists youngest first, falling. So they are looked for and merged: the work grows with the logarithm of the runs, not of the
 * thousands of objects. */
#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/* The objects by reference: what is moved about are these. */
struct order {
	struct object **items, **spare;
	size_t *ends; /* behind each run */
	size_t runs;
};

static void order_free(struct order *o)
{
	free(o->items);
	free(o->spare);
	free(o->ends);
}

static int order_make(struct order *o, struct state *s)
{
	o->items = calloc(s->count, sizeof(*o->items));
	o->spare = calloc(s->count, sizeof(*o->spare));
	o->ends = calloc(s->count, sizeof(*o->ends));
	if (!o->items || !o->spare || !o->ends)
		return -ENOMEM;
	for (size_t i = 0; i < s->count; i++)
		o->items[i] = &s->objects[i];
	return 0;
}

static void turn_round(struct object **items, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct object *swap = items[i];

		items[i] = items[count - 1 - i];
		items[count - 1 - i] = swap;
	}
}

/* A run that falls has no two that are equal, so that none of them changes its place among its like. */
static void find_runs(struct order *o, size_t count)
{
	for (size_t first = 0, end; first < count; first = end) {
		bool falls = first + 1 < count && object_compare(o->items[first], o->items[first + 1]) > 0;

		for (end = first + 1; end < count && (object_compare(o->items[end - 1], o->items[end]) > 0) == falls;)
			end++;
		if (falls)
			turn_round(o->items + first, end - first);
		o->ends[o->runs++] = end;
	}
}

/* Merges items[0] to items[left - 1] with those from there to items[count - 1]; of two that are equal the left one goes first. */
static void merge(struct object **items, size_t left, size_t count, struct object **spare)
{
	size_t l = 0, r = left, out = 0;

	memcpy(spare, items, left * sizeof(*items));
	while (l < left && r < count)
		items[out++] = object_compare(spare[l], items[r]) <= 0 ? spare[l++] : items[r++];
	memcpy(items + out, spare + l, (left - l) * sizeof(*items));
}

/* Each run with its neighbour: half as many are left. */
static void merge_pairs(struct order *o)
{
	size_t kept = 0;

	for (size_t r = 0, first = 0; r < o->runs; r += 2) {
		size_t last = r + 1 < o->runs ? r + 1 : r;

		if (last > r)
			merge(o->items + first, o->ends[r] - first, o->ends[last] - first, o->spare);
		first = o->ends[kept++] = o->ends[last];
	}
	o->runs = kept;
}

static bool repeats(const struct object *before, const struct object *o, bool facts)
{
	return object_compare(before, o) == 0 && (!facts || object_equal(before, o, true));
}

/* Copies the objects in their order, without what repeats the one before, which is freed. */
static void put_in_order(struct state *s, const struct order *o, struct object *sorted, bool facts)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (kept > 0 && repeats(&sorted[kept - 1], o->items[i], facts))
			object_free(o->items[i]);
		else
			sorted[kept++] = *o->items[i];
	}
	free(s->objects);
	s->objects = sorted;
	s->room = s->count;
	s->count = kept;
}

static bool is_sorted(const struct state *s)
{
	for (size_t i = 1; i < s->count; i++)
		if (object_compare(&s->objects[i - 1], &s->objects[i]) >= 0)
			return false;
	return true;
}

static int sort(struct state *s, bool facts)
{
	_cleanup_(order_free) struct order order = { 0 };
	struct object *sorted;

	if (is_sorted(s))
		return 0;
	sorted = calloc(s->count, sizeof(*sorted));
	if (!sorted || order_make(&order, s)) {
		free(sorted);
		return -ENOMEM;
	}
	find_runs(&order, s->count);
	while (order.runs > 1)
		merge_pairs(&order);
	put_in_order(s, &order, sorted, facts);
	return 0;
}

int state_sort(struct state *s)
{
	return sort(s, false);
}

int state_sort_facts(struct state *s)
{
	return sort(s, true);
}
