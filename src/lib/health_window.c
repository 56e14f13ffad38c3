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

/* The best by loss of the targets of the check that begins at first; *next: where the one behind it does. */
static bool check_figures(const struct health *h, size_t first, size_t *next, long long now, unsigned *loss, unsigned *latency)
{
	bool any = false;

	*loss = *latency = 0;
	for (*next = first; *next < h->count && h->targets[*next].check == h->targets[first].check; ++*next) {
		unsigned one, mean;

		if (!health_figures(health_window_of(&h->targets[*next], &h->rules), &h->rules, now, &one, &mean) || (any && one >= *loss))
			continue;
		*loss = one;
		*latency = mean;
		any = true;
	}
	return any;
}

struct figures {
	unsigned loss, latency;
};

static int compare_figures(const void *a, const void *b)
{
	const struct figures *x = a, *y = b;

	return x->loss != y->loss ? (x->loss > y->loss) - (x->loss < y->loss) : (x->latency > y->latency) - (x->latency < y->latency);
}

bool health_total(const struct health *h, long long now, unsigned *loss, unsigned *latency)
{
	_cleanup_free_ struct figures *figures = NULL;
	size_t count = 0, last;

	*loss = *latency = 0;
	if (h->window_count < h->count)
		return health_figures(h->rules.windows, &h->rules, now, loss, latency);
	figures = calloc(h->count + 1, sizeof(*figures));
	for (size_t i = 0, next; figures && i < h->count; i = next)
		count += check_figures(h, i, &next, now, &figures[count].loss, &figures[count].latency);
	if (!count)
		return false;
	qsort(figures, count, sizeof(*figures), compare_figures);
	last = h->rules.need && h->rules.need < count ? h->rules.need - 1 : count - 1;
	*loss = figures[last].loss;
	*latency = figures[last].latency;
	return true;
}
