/* health_doubt.c - what was said of late, for those who must decide at once and on nothing old. PURE. */
#include "health.h"

void health_hurry(struct health *h, long long now)
{
	for (size_t i = 0; i < h->count; i++)
		if (!h->targets[i].waiting && h->targets[i].due > now)
			h->targets[i].due = now;
}

void health_repeat(struct health *h, long long now)
{
	for (size_t i = 0; i < h->count; i++) {
		struct health_target *t = &h->targets[i];

		t->open = t->open || t->waiting;
		t->waiting = t->lenient = false;
		t->due = now;
	}
}

void health_forget(struct health *h, long long now)
{
	/* who is ill is asked once an interval: only where that proves something */
	bool ill = h->state == HEALTH_DOWN && h->rules.rise > 1;

	health_repeat(h, now);
	for (size_t i = 0; i < h->count; i++) {
		h->targets[i].misses = h->targets[i].answers = 0;
		h->targets[i].verdict = ill ? VERDICT_ILL : VERDICT_UNKNOWN;
	}
}

void health_expect(struct health *h, const struct health *like)
{
	const struct health_target *known = NULL;

	for (size_t i = 0; i < like->count && !known; i++)
		if (like->targets[i].learnt)
			known = &like->targets[i];
	for (size_t i = 0; known && i < h->count; i++) {
		struct health_target *t = &h->targets[i];

		if (t->learnt)
			continue;
		t->srtt = known->srtt;
		t->rttvar = known->rttvar;
		t->peak = known->peak;
		t->learnt = known->learnt;
	}
}

/* Checks of which each target is so, or any is. Targets of one check stand side by side. */
static unsigned count_checks(const struct health *h, bool (*is)(const struct health_target *t, unsigned misses), unsigned misses, bool each)
{
	unsigned checks = 0;

	for (size_t i = 0, next; i < h->count; i = next) {
		size_t so = 0;

		for (next = i; next < h->count && h->targets[next].check == h->targets[i].check; next++)
			so += is(&h->targets[next], misses);
		checks += each ? so == next - i : so > 0;
	}
	return checks;
}

static bool is_missing(const struct health_target *t, unsigned misses)
{
	return t->misses >= misses;
}

static bool is_answering(const struct health_target *t, unsigned misses)
{
	return t->answers > 0 && t->misses == misses;
}

static bool is_any(const struct health_target *t, unsigned misses)
{
	(void)t;
	(void)misses;
	return true;
}

unsigned health_missing(const struct health *h, unsigned misses)
{
	return count_checks(h, is_missing, misses, true);
}

unsigned health_answering(const struct health *h)
{
	return count_checks(h, is_answering, 0, false);
}

unsigned health_checks(const struct health *h)
{
	return count_checks(h, is_any, 0, true);
}
