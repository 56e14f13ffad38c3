/* health_target.c - one check of one target: when it is asked, and what its answers say. PURE. */
#include "health.h"
#include "health_window.h"

#define TIMEOUT_LEAST 20000   /* µs */
#define TIMEOUT_MOST 1000000  /* µs; RFC 6298 2.1: also before the first answer */
#define SLOW_LEAST 1000000    /* µs */
#define SLOW_MOST 10000000    /* µs */
#define TRIP_MOST 60000000    /* µs; nothing waits so long */
#define LEARNT 8	      /* answers until the estimate is believed whole: one quick answer says little about the next */
#define PEAK_FADES 1024	      /* answers until the longest trip has faded to about a third of what it was */

extern const char HEALTH_NOT_KNOWN[];
const char HEALTH_NOT_KNOWN[] = "could not be asked, as homing-check does not answer";
const char HEALTH_LOSS[] = "too much loss", HEALTH_LATENCY[] = "too slow";
static const char NO_ANSWER[] = "no answer";

_Static_assert(sizeof(struct health_target) <= 56, "thousands of them are asked");

static long long later(long long a, long long b)
{
	return a > b ? a : b;
}

static bool is_learnt(const struct health_target *t, const struct health_rules *r)
{
	return !t->timeout && !r->timeout;
}

static long long sooner(long long a, long long b)
{
	return a < b ? a : b;
}

/* What is learnt stays below this. */
static long long timeout_most(const struct health_target *t, const struct health_rules *r)
{
	return t->slow ? sooner(1000LL * r->interval * r->fall, SLOW_MOST) : TIMEOUT_MOST;
}

long long health_timeout(const struct health_target *t, const struct health_rules *r)
{
	long long most = timeout_most(t, r), least = t->slow ? sooner(SLOW_LEAST, most) : TIMEOUT_LEAST, learnt;

	if (!is_learnt(t, r))
		return 1000LL * (t->timeout ? t->timeout : r->timeout);
	if (t->delegated && t->verdict == VERDICT_ILL)
		return most;
	learnt = later((long long)t->srtt + 4LL * t->rttvar, 2LL * t->peak);
	learnt = later(learnt, later(most >> t->learnt, least));
	if (t->delegated)
		learnt <<= t->misses < 16 ? t->misses : 16;
	return sooner(learnt, most);
}

/* RFC 6298 2.2 and 2.3. Its estimate follows a quiet hour down and then takes the first loaded minute for a dead line; what was long once is likely to be so again. */
static void learn(struct health_target *t, long long trip)
{
	uint32_t sample = trip < 0 ? 0 : trip > TRIP_MOST ? TRIP_MOST : (uint32_t)trip;
	uint32_t off = sample > t->srtt ? sample - t->srtt : t->srtt - sample;

	if (!t->learnt) {
		t->srtt = sample;
		t->rttvar = sample / 2;
	} else {
		t->rttvar = t->rttvar - t->rttvar / 4 + off / 4;
		t->srtt = t->srtt - t->srtt / 8 + sample / 8;
	}
	if (t->learnt < LEARNT)
		t->learnt++;
	t->peak -= t->peak / PEAK_FADES;
	if (sample > t->peak)
		t->peak = sample;
}

/* By loss or latency; NULL: it is not. */
static const char *find_fault(const struct health_target *t, const struct health_rules *r, long long now)
{
	unsigned loss, latency;

	if (!(r->loss || r->latency) || !health_figures(health_window_of(t, r), r, now, &loss, &latency) || !health_window_is_ripe(health_window_of(t, r), r, now))
		return NULL;
	if (r->loss && loss >= r->loss)
		return HEALTH_LOSS;
	return r->latency && latency >= 1000ULL * r->latency ? HEALTH_LATENCY : NULL;
}

bool health_is_doubtful(const struct health_target *t)
{
	return t->waiting && t->misses && t->verdict != VERDICT_ILL;
}

static void fail(struct health_target *t, const char *why)
{
	t->heard = t->heard && t->verdict == VERDICT_ILL;
	t->verdict = VERDICT_ILL;
	t->answers = 0;
	t->why = why;
}

static void miss(struct health_target *t, const struct health_rules *r, const char *why, long long now)
{
	const char *fault;

	if (t->window && !health_is_doubtful(t))
		health_window_count(health_window_of(t, r), r, true, 0, now);
	t->waiting = t->lenient = false;
	t->open = true;
	t->answers = 0;
	if (t->misses < UINT16_MAX)
		t->misses++;
	fault = find_fault(t, r, now);
	if (t->misses >= r->fall)
		fail(t, why);
	else if (fault)
		fail(t, fault);
	else
		t->why = why;
}

/* Whoever should have asked is silent himself. */
static void give_up(struct health_target *t)
{
	t->waiting = t->lenient = false;
	if (t->unasked < HEALTH_UNASKED && ++t->unasked < HEALTH_UNASKED)
		return;
	t->verdict = VERDICT_UNKNOWN;
	t->answers = t->misses = 0;
	t->why = HEALTH_NOT_KNOWN;
}

bool health_ask(struct health_target *t, const struct health_rules *r, long long now)
{
	if (now < t->due)
		return false;
	if (t->waiting && !t->lenient && now - t->due > HEALTH_LATE) {
		t->lenient = true;
		t->due = now + health_timeout(t, r);
		return false;
	}
	if (t->waiting && t->delegated) {
		give_up(t);
	} else if (t->waiting) {
		miss(t, r, NO_ANSWER, now);
		if (t->verdict == VERDICT_ILL && now < t->asked + 1000LL * r->interval) {
			t->due = t->asked + 1000LL * r->interval;
			return false;
		}
	}
	t->missed = (uint16_t)(t->missed << 1 | t->open);
	t->open = false;
	t->waiting = true;
	t->sequence++;
	t->asked = now;
	t->due = now + health_timeout(t, r) + (t->delegated ? HEALTH_GRACE : 0);
	return true;
}

static void succeed(struct health_target *t, const struct health_rules *r, long long now)
{
	const char *fault = find_fault(t, r, now);

	t->misses = 0;
	if (fault) {
		fail(t, fault);
		return;
	}
	if (t->answers < UINT16_MAX)
		t->answers++;
	if (t->verdict == VERDICT_ILL && t->answers < (r->rise << t->damping))
		return;
	t->verdict = VERDICT_WELL;
	t->why = NULL;
}

/* Takes note that the question is answered; false: it waits for no answer. */
static bool close_late(struct health_target *t, unsigned age)
{
	uint16_t bit;

	if (!age && t->open) {
		t->open = false;
		return true;
	}
	if (!age || age > 16)
		return false;
	bit = (uint16_t)(1u << (age - 1));
	if (!(t->missed & bit))
		return false;
	t->missed = (uint16_t)(t->missed & ~bit);
	return true;
}

static void answer_late(struct health_target *t, const struct health_rules *r, long long trip, bool slept)
{
	if (trip >= 0 && !slept)
		learn(t, trip);
	if (!is_learnt(t, r) || t->verdict == VERDICT_ILL)
		return;
	t->misses = 0;
	if (t->waiting && !t->lenient)
		t->due = t->asked + health_timeout(t, r); /* it was as short as the others */
}

/* Behind a silence. */
static bool is_first(struct health_target *t, unsigned age)
{
	if (age || t->verdict != VERDICT_ILL || t->heard)
		return false;
	t->heard = true;
	return true;
}

void health_answer(struct health_target *t, const struct health_rules *r, uint16_t sequence, long long trip, long long now)
{
	bool slept = now - t->due > HEALTH_LATE || t->lenient || trip == HEALTH_NO_TRIP;
	unsigned age = (uint16_t)(t->sequence - sequence);

	if (trip < 0 && !age)
		trip = now - t->asked;
	if (age || !t->waiting) {
		if (close_late(t, age))
			answer_late(t, r, trip, slept || is_first(t, age));
		return;
	}
	if (t->window && !slept && !health_is_doubtful(t))
		health_window_count(health_window_of(t, r), r, false, trip, now);
	t->waiting = t->lenient = false;
	t->unasked = 0;
	t->due = later(t->asked + 1000LL * r->interval, now);
	if (!is_first(t, age) && !slept)
		learn(t, trip);
	succeed(t, r, now);
}

void health_refuse(struct health_target *t, const struct health_rules *r, uint16_t sequence, const char *why, long long now)
{
	long long pause = health_timeout(t, r), interval = 1000LL * r->interval;

	if (!t->waiting || sequence != t->sequence)
		return;
	miss(t, r, why, now);
	t->open = false; /* nobody will answer it */
	t->unasked = 0;
	t->due = t->asked + (t->verdict == VERDICT_ILL || (t->delegated && pause > interval) ? interval : pause);
}
