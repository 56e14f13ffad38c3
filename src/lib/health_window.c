/* health_window.c - loss and latency over a window that moves slice by slice. PURE. */
#include "health_window.h"

#include <string.h>

struct health_window *health_window_of(const struct health_target *t, const struct health_rules *r)
{
	return t->window && r->windows ? &r->windows[t->window - 1] : NULL;
}

/* µs; never 0 */
static long long slice_length(const struct health_rules *r)
{
	return (long long)r->window * 1000 / HEALTH_SLICES + 1;
}

/* From 1: 0 says that nothing was counted yet. */
static long long slice_number(const struct health_rules *r, long long now)
{
	return now / slice_length(r) + 1;
}

static struct health_slice *slice_at(struct health_window *w, long long number)
{
	return &w->slices[number % HEALTH_SLICES];
}

void health_window_count(struct health_window *w, const struct health_rules *r, bool lost, long long trip, long long now)
{
	long long number = slice_number(r, now);
	struct health_slice *slice;

	if (!w->current || number - w->current >= HEALTH_SLICES) {
		memset(w->slices, 0, sizeof(w->slices));
		w->first = now;
		w->current = number;
	}
	while (w->current < number)
		*slice_at(w, ++w->current) = (struct health_slice){ 0 };
	slice = slice_at(w, w->current);
	slice->questions++;
	if (lost)
		slice->lost++;
	else
		slice->trips += (unsigned long long)trip;
}

bool health_figures(const struct health_window *w, const struct health_rules *r, long long now, unsigned *loss, unsigned *latency)
{
	long long newest = slice_number(r, now);
	unsigned questions = 0, lost = 0;
	unsigned long long trips = 0;

	*loss = *latency = 0;
	if (!w)
		return false;
	for (long long number = w->current; number > w->current - HEALTH_SLICES && number > 0; number--) {
		const struct health_slice *slice = &w->slices[number % HEALTH_SLICES];

		if (newest - number >= HEALTH_SLICES)
			break; /* counted long ago */
		questions += slice->questions;
		lost += slice->lost;
		trips += slice->trips;
	}
	if (!questions)
		return false;
	*loss = (unsigned)((100ULL * lost + questions / 2) / questions);
	if (questions > lost)
		*latency = (unsigned)(trips / (questions - lost));
	return true;
}

bool health_window_is_ripe(const struct health_window *w, const struct health_rules *r, long long now)
{
	return now - w->first >= (long long)r->window * 1000 / 2;
}
