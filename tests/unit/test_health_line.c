/* test_health_line.c - an uplink over a simulated line: hours of loss and jitter, cuts, a process that sleeps, histories by chance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "health.h"
#include "util.h"

#define MS 1000LL
#define S 1000000LL
#define START (3 * S)
#define ON_THE_WAY 256

enum shape { STEADY, UNIFORM, SPIKES, SKEWED, SHAPES };

struct answer {
	long long at, trip;
	uint16_t sequence;
	size_t target;
};

/* A line, what is on its way over it, and whoever asks: it wakes when something is due or arrives, as a watcher does. */
static struct line {
	struct health h;
	long long now, slept_until;
	unsigned loss; /* of a million */
	bool cut;
	enum shape shape;
	long long base, jitter; /* µs */
	struct answer answers[ON_THE_WAY];
	size_t count;
	unsigned long long questions;
	uint64_t seed;
} line;

/* splitmix64 */
static uint64_t chance(void)
{
	uint64_t z = line.seed += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static long long below(long long limit)
{
	return limit > 0 ? (long long)(chance() % (uint64_t)limit) : 0;
}

static long long trip(void)
{
	switch (line.shape) {
	case UNIFORM:
		return line.base + below(line.jitter);
	case SPIKES: /* one in twenty */
		return line.base + (below(20) ? 0 : line.jitter);
	case SKEWED: { /* mostly short, with a tail: the product of two */
		long long a = below(1000), b = below(1000);

		return line.base + line.jitter * 2 * a * b / 1000000;
	}
	default:
		return line.base;
	}
}

static void send(size_t index)
{
	struct answer *a = &line.answers[line.count];

	if (line.cut || below(1000000) < line.loss || line.count == ON_THE_WAY)
		return;
	*a = (struct answer){ .trip = trip(), .sequence = line.h.targets[index].sequence, .target = index };
	a->at = line.now + a->trip;
	line.count++;
}

static void ask(size_t index)
{
	struct health_target *t = &line.h.targets[index];

	if (!health_ask(t, &line.h.rules, line.now))
		return;
	line.questions++;
	send(index);
	if (health_is_doubtful(t))
		send(index);
}

/* The next thing that happens, but nothing behind end; false: there is nothing before it. */
static bool step(long long end)
{
	long long next = health_due(&line.h);
	struct answer *first = NULL;

	for (size_t i = 0; i < line.count; i++)
		if (!first || line.answers[i].at < first->at)
			first = &line.answers[i];
	if (first && first->at < next)
		next = first->at;
	if (next < line.slept_until)
		next = line.slept_until;
	if (next > end)
		return false;
	if (next > line.now)
		line.now = next;
	for (size_t i = line.count; i-- > 0;)
		if (line.answers[i].at <= line.now) {
			struct answer a = line.answers[i];

			line.answers[i] = line.answers[--line.count];
			/* a packet's own time tells how long it took only to who was there to read the clock */
			health_answer(&line.h.targets[a.target], &line.h.rules, a.sequence, line.now - (a.at - a.trip), line.now);
		}
	for (size_t i = 0; i < line.h.count; i++)
		ask(i);
	health_judge(&line.h, line.now);
	return true;
}

static void pass(long long time)
{
	long long end = line.now + time;

	while (step(end))
		;
	line.now = end;
}

static void lay(const struct health_rules *rules, size_t targets, uint64_t seed)
{
	health_free(&line.h);
	line = (struct line){ .now = START, .base = 20 * MS, .seed = seed * 0xD1342543DE82EF95u + 12345 };
	assert_int_equal(health_init(&line.h, rules, targets, START), 0);
}

static int clear(void **unused)
{
	(void)unused;
	health_free(&line.h);
	return 0;
}

static const struct health_rules DEFAULTS = {
	.interval = 1000, .fall = 3, .rise = 10, .need = 1, .window = 60000, .damping_count = 3, .damping_time = 600000,
};

static void test_no_false_alarm(void **unused)
{
	static const long long bases[] = { MS / 5, 20 * MS, 150 * MS };

	(void)unused;
	for (enum shape shape = STEADY; shape < SHAPES; shape++)
		for (size_t b = 0; b < COUNT(bases); b++)
			for (uint64_t seed = 1; seed <= 3; seed++) {
				lay(&DEFAULTS, 1, seed);
				line.loss = 10000;
				line.shape = shape;
				line.base = bases[b];
				line.jitter = 50 * MS;
				pass(10000 * S);
				if (line.h.falls)
					fail_msg("shape %d, base %lld, seed %u: %s", (int)shape, bases[b], (unsigned)seed, line.h.reason);
				assert_int_equal(line.h.state, HEALTH_UP);
				assert_in_range(line.questions, 9500, 11000);
			}
}

/* The issue's own line, many times: once in a million questions three packets in a row are lost by chance. */
static void test_no_false_alarm_by_chance(void **unused)
{
	unsigned repetitions = 0;

	(void)unused;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		lay(&DEFAULTS, 1, 1000 + seed);
		line.loss = 10000;
		line.shape = UNIFORM;
		line.jitter = 50 * MS;
		pass(10000 * S);
		if (line.h.falls)
			fail_msg("seed %u: %s", (unsigned)seed, line.h.reason);
		repetitions += (unsigned)line.questions - 10000;
	}
	assert_in_range(repetitions, 200 * 80, 200 * 120);
}

/* Of whatever timeout, learnt or said, and wherever in the interval the line is cut. */
static void test_a_cut_is_left_in_time(void **unused)
{
	static const unsigned intervals[] = { 10, 100, 1000, 5000 }, timeouts[] = { 0, 10, 50, 1000 }, falls[] = { 1, 3, 10 };

	(void)unused;
	for (size_t i = 0; i < COUNT(intervals); i++)
		for (size_t t = 0; t < COUNT(timeouts); t++)
			for (size_t f = 0; f < COUNT(falls); f++)
				for (uint64_t seed = 1; seed <= 10; seed++) {
					struct health_rules rules = DEFAULTS;
					long long at, limit;

					rules.interval = intervals[i];
					rules.timeout = timeouts[t];
					rules.fall = falls[f];
					lay(&rules, 1, seed);
					line.base = 4 * MS;
					line.shape = UNIFORM;
					line.jitter = MS;
					pass(100 * MS * intervals[i] + below(MS * intervals[i]));
					assert_int_equal(line.h.falls, 0);
					line.cut = true;
					at = line.now;
					while (line.count) /* what has left is heard */
						step(at + S);
					limit = MS * rules.interval + rules.fall * health_timeout(line.h.targets, &rules) + 5 * MS;
					pass(2 * limit);
					assert_int_equal(line.h.state, HEALTH_DOWN);
					if (line.h.changed - at > limit)
						fail_msg("interval %u, timeout %u, fall %u, seed %u: %lld us, at most %lld", rules.interval,
							 rules.timeout, rules.fall, (unsigned)seed, line.h.changed - at, limit);
					line.questions = 0; /* a dead one is not asked more often than a live one */
					pass(20 * MS * rules.interval);
					assert_true(line.questions <= 21);
				}
}

/* The line becomes longer all at once, as by another route: nothing falls that is not as dead as fall x timeout. */
static void test_a_longer_way(void **unused)
{
	(void)unused;
	for (long long base = 20 * MS; base < 55 * MS; base += 5 * MS) {
		lay(&DEFAULTS, 1, 1);
		line.base = MS;
		pass(60 * S);
		assert_int_equal(health_timeout(line.h.targets, &DEFAULTS), 20 * MS);
		line.base = base;
		pass(60 * S);
		assert_int_equal(line.h.falls, 0);
		assert_true(health_timeout(line.h.targets, &DEFAULTS) >= 2 * base - MS);
	}
}

static void test_sleep(void **unused)
{
	(void)unused;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		lay(&DEFAULTS, 3, seed);
		line.h.rules.need = 3;
		line.shape = UNIFORM;
		line.jitter = 10 * MS;
		pass(20 * S + below(S));
		for (int i = 0; i < 5; i++) {
			uint32_t peak = line.h.targets[0].peak;

			line.slept_until = line.now + 60 * S; /* SIGSTOP: what arrives waits in the socket */
			pass(60 * S + below(3 * S));
			if (seed % 2) { /* a machine that was suspended: nothing did */
				line.slept_until = line.now + 60 * S;
				line.count = 0;
				pass(60 * S + below(3 * S));
			}
			assert_int_equal(line.h.falls, 0);
			assert_true(line.h.targets[0].peak <= peak + 31 * MS);
		}
		line.cut = true; /* and it is awake */
		pass(3 * S);
		assert_int_equal(line.h.state, HEALTH_DOWN);
	}
}

/* What must hold whatever has happened. */
static void check_invariants(uint64_t seed, enum health_state before, unsigned falls, bool stepped)
{
	const struct health *h = &line.h;
	unsigned well = 0, loss = 0, latency;

	for (size_t i = 0; i < h->count; i++) {
		const struct health_target *t = &h->targets[i];

		well += t->verdict == VERDICT_WELL;
		if (t->verdict != VERDICT_ILL && t->misses >= h->rules.fall)
			fail_msg("seed %u: %u misses and not ill", (unsigned)seed, t->misses);
		if (stepped && t->due <= line.now)
			fail_msg("seed %u: target %zu is due and was not asked", (unsigned)seed, i);
		if (t->due - line.now > MS * h->rules.interval + 1000 * MS)
			fail_msg("seed %u: target %zu is not asked any more", (unsigned)seed, i);
	}
	if (h->state == HEALTH_UP && (h->lost || (before == HEALTH_DOWN && well < h->rules.need)))
		fail_msg("seed %u: up without %u well", (unsigned)seed, h->rules.need);
	if (h->state == HEALTH_DOWN && !h->lost && well >= h->rules.need)
		fail_msg("seed %u: down, and %u are well", (unsigned)seed, well);
	if (h->falls != falls + (h->state == HEALTH_DOWN && before != HEALTH_DOWN))
		fail_msg("seed %u: %u falls behind %u", (unsigned)seed, h->falls, falls);
	if ((h->state == HEALTH_DOWN) != (h->reason[0] != '\0') && h->state != HEALTH_UNKNOWN)
		fail_msg("seed %u: %s: '%s'", (unsigned)seed, health_state_word(h->state), h->reason);
	if (h->damping > HEALTH_DAMPING || (health_total(h, line.now, &loss, &latency) && loss > 100))
		fail_msg("seed %u: damping %u, loss %u", (unsigned)seed, h->damping, loss);
}

static void happen(void)
{
	switch (below(9)) {
	case 0:
		line.cut = !line.cut;
		break;
	case 1:
		line.loss = (unsigned)below(400000);
		break;
	case 2:
		line.base = below(300 * MS);
		break;
	case 3:
		line.shape = (enum shape)below(SHAPES);
		line.jitter = below(100 * MS);
		break;
	case 4:
		line.slept_until = line.now + below(20 * S);
		break;
	case 5:
		health_lose(&line.h, below(2) ? "no carrier" : "no address", line.now);
		break;
	case 6:
		health_regain(&line.h, line.now);
		break;
	default: { /* somebody's rubbish */
		struct health_target *t = &line.h.targets[below((long long)line.h.count)];

		health_answer(t, &line.h.rules, (uint16_t)chance(), below(S), line.now);
		health_refuse(t, &line.h.rules, (uint16_t)(t->sequence - below(2)), "refused", line.now);
		health_judge(&line.h, line.now);
	}
	}
}

static void live_through(uint64_t seed)
{
	struct health_rules rules = DEFAULTS;
	size_t targets = seed % 4 + 1;

	rules.interval = seed % 3 ? 1000 : 50;
	rules.timeout = seed % 5 ? 0 : 40;
	rules.fall = (unsigned)(seed % 4 + 1);
	rules.rise = (unsigned)(seed % 7 + 1);
	rules.need = (unsigned)(seed % targets + 1);
	rules.loss = seed % 6 ? 0 : 25;
	rules.latency = seed % 8 ? 0 : 200;
	lay(&rules, targets, seed);
	for (int i = 0; i < 40; i++) {
		long long end = line.now + below(20 * MS * rules.interval);
		enum health_state before = line.h.state;
		unsigned falls = line.h.falls;

		happen();
		check_invariants(seed, before, falls, false);
		for (before = line.h.state, falls = line.h.falls; step(end); before = line.h.state, falls = line.h.falls)
			check_invariants(seed, before, falls, true);
		line.now = end;
	}
	/* whatever it was: a good line is up in the end, a dead one down */
	line.cut = false;
	line.loss = 0;
	line.base = 5 * MS;
	line.jitter = 0;
	line.slept_until = 0;
	health_regain(&line.h, line.now);
	pass(61 * S + 300 * MS * rules.interval);
	if (line.h.state != HEALTH_UP)
		fail_msg("seed %u: a good line is %s: %s", (unsigned)seed, health_state_word(line.h.state), line.h.reason);
	line.cut = true;
	pass(61 * S + 20 * MS * rules.interval);
	if (line.h.state != HEALTH_DOWN)
		fail_msg("seed %u: a dead line is %s", (unsigned)seed, health_state_word(line.h.state));
}

static void test_histories(void **unused)
{
	(void)unused;
	for (uint64_t seed = 1; seed <= 1000; seed++)
		live_through(seed);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_no_false_alarm, clear),
		cmocka_unit_test_teardown(test_no_false_alarm_by_chance, clear),
		cmocka_unit_test_teardown(test_a_cut_is_left_in_time, clear),
		cmocka_unit_test_teardown(test_a_longer_way, clear),
		cmocka_unit_test_teardown(test_sleep, clear),
		cmocka_unit_test_teardown(test_histories, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
