/* test_health.c - each step of a target and of an uplink: questions, answers, misses, falls and returns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "health.h"
#include "util.h"

#define MS 1000LL
#define S 1000000LL
#define START (5 * S) /* a clock need not begin at 0 */

static struct health h;
static long long now;

static const struct health_rules PLAIN = {
	.interval = 1000, .timeout = 100, .fall = 3, .rise = 10, .need = 1, .window = 60000, .damping_count = 3, .damping_time = 600000,
};

static int clear(void **unused)
{
	(void)unused;
	health_free(&h);
	return 0;
}

static void name_target(const void *context, size_t index, char name[HEALTH_NAME])
{
	(void)context;
	snprintf(name, HEALTH_NAME, "icmp 198.51.100.%zu", 7 + index);
}

static void begin(const struct health_rules *rules, size_t count)
{
	health_free(&h);
	now = START;
	assert_int_equal(health_init(&h, rules, count, now), 0);
	h.name = name_target;
}

/* The time when the target is due; a question is sent (asks) or not. */
static void turn(size_t index, bool asks)
{
	now = h.targets[index].due;
	assert_int_equal(health_ask(&h.targets[index], &h.rules, now), asks);
}

static void answer(size_t index, long long after)
{
	struct health_target *t = &h.targets[index];

	now = t->asked + after;
	health_answer(t, &h.rules, t->sequence, -1, now);
}

/* Asked when it is due, and answered 1 ms later or missed. */
static void ask_and_answer(size_t index)
{
	turn(index, true);
	answer(index, MS);
	health_judge(&h, now);
}

static void answers(size_t index, unsigned count)
{
	while (count--)
		ask_and_answer(index);
}

/* From the question that is out, or the next one, until all of fall were missed. */
static void cut(size_t index)
{
	struct health_target *t = &h.targets[index];

	while (t->verdict != VERDICT_ILL || t->misses < h.rules.fall) {
		now = t->due;
		health_ask(t, &h.rules, now);
	}
	health_judge(&h, now);
}

/* Whatever is on its way comes to nothing; the next question is not asked yet. */
static void expire(size_t index)
{
	if (h.targets[index].waiting)
		turn(index, false);
}

static void test_first_answer(void **unused)
{
	struct health_target *t;

	(void)unused;
	begin(&PLAIN, 1);
	t = &h.targets[0];
	assert_int_equal(h.state, HEALTH_UNKNOWN);
	assert_string_equal(h.reason, "no answer yet");
	assert_int_equal(health_due(&h), START);
	assert_false(health_ask(t, &h.rules, START - 1));
	turn(0, true);
	assert_int_equal(t->sequence, 1);
	assert_int_equal(t->due, START + 100 * MS);
	assert_false(health_ask(t, &h.rules, START + 99 * MS));
	assert_false(health_judge(&h, now));
	answer(0, 30 * MS);
	assert_int_equal(t->due, START + S);
	assert_int_equal(t->srtt, 30 * MS);
	assert_true(health_judge(&h, now));
	assert_int_equal(h.state, HEALTH_UP);
	assert_int_equal(h.changed, START + 30 * MS);
	assert_string_equal(h.reason, "");
	assert_false(health_judge(&h, now));
}

static void test_down_and_back(void **unused)
{
	struct health_target *t;

	(void)unused;
	begin(&PLAIN, 1);
	t = &h.targets[0];
	answers(0, 3);
	turn(0, true); /* misses are repeated at once ... */
	for (int i = 1; i < 3; i++) {
		long long asked = now;

		turn(0, true);
		assert_int_equal(now, asked + 100 * MS);
		assert_int_equal(t->misses, i);
		assert_false(health_judge(&h, now));
	}
	turn(0, false); /* ... but one that is dead is asked at its interval */
	assert_int_equal(now, START + 3 * S + 300 * MS);
	assert_int_equal(t->due, t->asked + S);
	assert_true(health_judge(&h, now));
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_int_equal(h.falls, 1);
	assert_string_equal(h.reason, "icmp 198.51.100.7: no answer (3 of 3)");
	turn(0, true);
	expire(0);
	assert_int_equal(t->due, t->asked + S);

	answers(0, 9);
	assert_int_equal(h.state, HEALTH_DOWN);
	turn(0, true); /* a miss: they begin anew */
	expire(0);
	answers(0, 9);
	assert_int_equal(h.state, HEALTH_DOWN);
	answers(0, 1);
	assert_int_equal(h.state, HEALTH_UP);
	assert_string_equal(h.reason, "");
	assert_int_equal(h.falls, 1);
}

static void test_a_miss_between_is_forgotten(void **unused)
{
	(void)unused;
	begin(&PLAIN, 1);
	for (int i = 0; i < 20; i++) {
		turn(0, true);
		turn(0, true);
		turn(0, true);
		answer(0, MS);
		assert_int_equal(h.targets[0].misses, 0);
		health_judge(&h, now);
		assert_int_equal(h.state, HEALTH_UP);
	}
}

/* A repetition goes twice as long as the target is not ill. */
static void test_doubt(void **unused)
{
	struct health_target *t;

	(void)unused;
	begin(&PLAIN, 1);
	t = &h.targets[0];
	turn(0, true);
	assert_false(health_is_doubtful(t));
	answer(0, MS);
	assert_false(health_is_doubtful(t));
	turn(0, true);
	assert_false(health_is_doubtful(t));
	turn(0, true);
	assert_true(health_is_doubtful(t));
	answer(0, MS);
	assert_false(health_is_doubtful(t));
	{
		struct health_target before = *t;

		health_answer(t, &h.rules, t->sequence, -1, now); /* the other one's */
		assert_memory_equal(t, &before, sizeof(before));
	}
	cut(0);
	turn(0, true);
	assert_false(health_is_doubtful(t));
}

/* Who is asked anew has its `fall' questions one behind the other, not one an interval, also when it was down: somebody waits for it (takeover.h). */
static void test_forgotten(void **unused)
{
	struct health_rules rules = PLAIN;
	struct health_target *t;
	long long began;

	(void)unused;
	for (rules.rise = 1; rules.rise < 3; rules.rise++) {
		begin(&rules, 1);
		t = &h.targets[0];
		answers(0, 1);
		cut(0);
		assert_int_equal(h.state, HEALTH_DOWN);
		health_forget(&h, now);
		assert_int_equal(health_missing(&h, 1), 0);
		began = now;
		while (!health_missing(&h, rules.fall)) {
			now = t->due;
			health_ask(t, &h.rules, now);
		}
		assert_true((now - began < rules.interval * MS) == (rules.rise == 1)); /* where one answer proves nothing its pace stays */
		health_judge(&h, now);
		assert_int_equal(h.state, HEALTH_DOWN);
		now = t->due;
		answers(0, 1);
		assert_int_equal(h.state, rules.rise == 1 ? HEALTH_UP : HEALTH_DOWN);
	}
}

/* Thousands have one window together, unless each is judged by its own; nobody reads all their names. */
static void test_thousands(void **unused)
{
	struct health_rules rules = PLAIN;
	unsigned loss, latency;

	(void)unused;
	rules.need = 500;
	begin(&rules, 1000);
	assert_int_equal(h.targets[0].window, h.targets[999].window);
	for (size_t i = 0; i < 1000; i++) {
		turn(i, true);
		if (i % 4)
			answer(i, 8 * MS);
	}
	health_judge(&h, now);
	assert_int_equal(h.state, HEALTH_UP);
	for (size_t i = 0; i < 1000; i += 4)
		turn(i, true);
	assert_true(health_total(&h, now, &loss, &latency));
	assert_int_equal(loss, 25);
	assert_int_equal(latency, 8 * MS);
	for (size_t i = 0; i < 1000; i++)
		if (i % 4 != 1)
			cut(i);
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_non_null(strstr(h.reason, "icmp 198.51.100.10: no answer (3 of 3); and 498 more"));

	rules.loss = 20;
	begin(&rules, 1000);
	assert_int_equal(h.window_count, 1000);
	assert_int_equal(h.targets[999].window, 1000);
}

static void test_answers_that_are_none(void **unused)
{
	struct health_target *t;
	struct health_target before;

	(void)unused;
	begin(&PLAIN, 1);
	t = &h.targets[0];
	answers(0, 40);
	before = *t;
	health_answer(t, &h.rules, t->sequence, MS, now); /* twice */
	health_answer(t, &h.rules, (uint16_t)(t->sequence - 1), MS, now); /* an old one twice */
	health_answer(t, &h.rules, (uint16_t)(t->sequence + 1), MS, now); /* never asked */
	health_answer(t, &h.rules, (uint16_t)(t->sequence - 30), MS, now); /* long ago */
	health_refuse(t, &h.rules, t->sequence, "refused", now);	   /* answered already */
	assert_memory_equal(t, &before, sizeof(before));
	turn(0, true);
	before = *t;
	health_refuse(t, &h.rules, (uint16_t)(t->sequence - 1), "refused", now);
	assert_memory_equal(t, &before, sizeof(before));
}

/* An announcement, long behind the question: it lives, but that was no trip. */
static void test_unasked(void **unused)
{
	struct health_target *t, before;

	(void)unused;
	begin(&(struct health_rules){ .interval = 1000, .fall = 3, .rise = 1, .need = 1, .window = 60000 }, 1);
	t = &h.targets[0];
	answers(0, 40);
	before = *t;
	turn(0, true);
	now += 15 * MS;
	health_answer(t, &h.rules, t->sequence, HEALTH_NO_TRIP, now);
	assert_int_equal(t->answers, 41);
	assert_false(t->waiting);
	turn(0, true);
	turn(0, true); /* missed, and asked again */
	now += 15 * MS;
	health_answer(t, &h.rules, (uint16_t)(t->sequence - 1), HEALTH_NO_TRIP, now);
	assert_int_equal(t->misses, 0);
	assert_int_equal(t->peak, before.peak);
	assert_int_equal(t->srtt, before.srtt);
	assert_int_equal(health_timeout(t, &h.rules), 20 * MS);
}

/* Behind a silence the first answer may have waited for its neighbour to be found. */
static void test_first_answer_behind_a_silence(void **unused)
{
	struct health_target *t;

	(void)unused;
	begin(&(struct health_rules){ .interval = 1000, .fall = 3, .rise = 2, .need = 1, .window = 60000 }, 1);
	t = &h.targets[0];
	answers(0, 40);
	cut(0);
	for (int i = 0; i < 3; i++) {
		while (!health_ask(t, &h.rules, now))
			now = t->due;
		answer(0, (i ? 2 : 19) * MS);
		assert_in_range(t->peak, MS / 2, 2 * MS);
	}
	assert_int_equal(health_timeout(t, &h.rules), 20 * MS);
	cut(0);
	for (int i = 0; i < 2; i++) { /* all of them are late now: that is how long it takes */
		while (!health_ask(t, &h.rules, now))
			now = t->due;
		while (t->waiting)
			health_ask(t, &h.rules, t->due);
		now = t->asked + 300 * MS;
		health_answer(t, &h.rules, t->sequence, -1, now);
	}
	assert_int_equal(health_timeout(t, &h.rules), 600 * MS);
}

/* The number wraps: 65536 questions later an answer to the old one with the same number is a duplicate of the new one, no more. */
static void test_sequence_wraps(void **unused)
{
	(void)unused;
	begin(&PLAIN, 1);
	answers(0, 70000);
	assert_int_equal(h.targets[0].sequence, 70000 % 65536);
	assert_int_equal(h.state, HEALTH_UP);
	assert_int_equal(h.falls, 0);
}

static void test_late_answers(void **unused)
{
	struct health_rules rules = PLAIN;
	struct health_target *t;
	uint16_t first;
	unsigned loss, latency;

	(void)unused;
	/* a number is a demand: late is missed */
	begin(&rules, 1);
	t = &h.targets[0];
	answers(0, 1);
	for (int i = 0; i < 3; i++) {
		turn(0, i < 3);
		if (i)
			health_answer(t, &h.rules, (uint16_t)(t->sequence - 1), 150 * MS, now + 50 * MS);
	}
	expire(0);
	assert_int_equal(t->verdict, VERDICT_ILL);
	assert_true(t->peak >= 149 * MS); /* learnt all the same */
	health_answer(t, &h.rules, t->sequence, -1, now + 50 * MS);
	assert_int_equal(t->answers, 0);

	/* what was learnt is a guess: it was too short, and the line lives; the loss stays */
	rules.timeout = 0;
	begin(&rules, 1);
	t = &h.targets[0];
	answers(0, 30);
	assert_int_equal(health_timeout(t, &rules), 20 * MS);
	turn(0, true);
	first = t->sequence;
	turn(0, true);
	turn(0, true);
	assert_int_equal(t->misses, 2);
	now += 10 * MS;
	health_answer(t, &h.rules, first, 50 * MS, now);
	assert_int_equal(t->misses, 0);
	assert_int_equal(t->verdict, VERDICT_WELL);
	assert_true(t->due >= t->asked + 100 * MS);
	{
		struct health_target before = *t;

		health_answer(t, &h.rules, first, 50 * MS, now); /* once */
		assert_memory_equal(t, &before, sizeof(before));
	}
	answer(0, 50 * MS);
	assert_true(health_figures(&h.rules.windows[t->window - 1], &rules, now, &loss, &latency));
	assert_int_equal(loss, 3); /* 1 of 31, the repetitions left out */

	/* of an older question nothing is learnt where nobody measured */
	turn(0, true);
	first = t->sequence;
	turn(0, true);
	{
		uint32_t peak = t->peak;

		health_answer(t, &h.rules, first, -1, now + 10 * MS);
		assert_int_equal(t->misses, 0);
		assert_int_equal(t->peak, peak);
	}
}

static void test_refusals(void **unused)
{
	struct health_target *t;

	(void)unused;
	begin(&PLAIN, 1);
	t = &h.targets[0];
	for (unsigned i = 1; i <= 3; i++) {
		turn(0, true);
		health_refuse(t, &h.rules, t->sequence, "cannot be sent", now);
		assert_int_equal(t->misses, i);
		assert_int_equal(t->due, now + (i < 3 ? 100 * MS : S)); /* not three in no time */
	}
	assert_true(health_judge(&h, now));
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_string_equal(h.reason, "icmp 198.51.100.7: cannot be sent (3 of 3)");
	health_answer(t, &h.rules, t->sequence, MS, now);
	assert_int_equal(t->learnt, 0);
}

static void test_timeout(void **unused)
{
	struct health_rules rules = PLAIN;
	struct health_target *t;

	(void)unused;
	rules.timeout = 0;
	begin(&rules, 1);
	t = &h.targets[0];
	assert_int_equal(health_timeout(t, &rules), 1000 * MS);
	ask_and_answer(0);
	assert_int_equal(health_timeout(t, &rules), 500 * MS); /* one quick answer says little */
	answers(0, 40);
	assert_int_equal(health_timeout(t, &rules), 20 * MS);

	begin(&rules, 1);
	t = &h.targets[0];
	for (int i = 0; i < 200; i++) {
		turn(0, true);
		answer(0, (i % 2 ? 90 : 110) * MS);
	}
	assert_in_range(t->srtt, 95 * MS, 105 * MS); /* RFC 6298: the mean, and the mean deviation from it */
	assert_in_range(t->rttvar, 8 * MS, 14 * MS);
	assert_int_equal(health_timeout(t, &rules), 2 * t->peak);
	assert_in_range(t->peak, 109 * MS, 110 * MS);
	for (int trip = 100; trip < 700; trip += 10) {
		turn(0, true);
		answer(0, trip * MS);
	}
	assert_int_equal(health_timeout(t, &rules), 1000 * MS);
	answers(0, 6000);
	assert_int_equal(health_timeout(t, &rules), 20 * MS); /* forgotten at last */

	rules.timeout = 300;
	assert_int_equal(health_timeout(t, &rules), 300 * MS);
	t->timeout = 70; /* the check's own word */
	assert_int_equal(health_timeout(t, &rules), 70 * MS);
}

static void test_slept(void **unused)
{
	struct health_target *t;
	uint32_t peak;
	unsigned loss, latency;

	(void)unused;
	begin(&PLAIN, 1);
	t = &h.targets[0];
	answers(0, 20);
	peak = t->peak;

	/* stopped with a question out, the answer is read first */
	turn(0, true);
	now += 60 * S;
	health_answer(t, &h.rules, t->sequence, -1, now);
	assert_int_equal(t->misses, 0);
	assert_int_equal(t->peak, peak);
	assert_int_equal(t->due, now); /* what was not asked meanwhile is not caught up */

	/* or after: it has its whole time once more */
	turn(0, true);
	now += 60 * S;
	assert_false(health_ask(t, &h.rules, now));
	assert_int_equal(t->misses, 0);
	assert_int_equal(t->due, now + 100 * MS);
	health_answer(t, &h.rules, t->sequence, -1, now + MS);
	assert_int_equal(t->misses, 0);
	assert_int_equal(t->peak, peak);
	assert_true(health_figures(&h.rules.windows[t->window - 1], &h.rules, now, &loss, &latency) == false); /* a minute ago, all of it */

	/* nor is anything learnt from one that is late because nobody read it */
	turn(0, true);
	turn(0, true);
	now += 60 * S;
	health_answer(t, &h.rules, (uint16_t)(t->sequence - 1), 60 * S, now);
	assert_int_equal(t->peak, peak);
	health_answer(t, &h.rules, t->sequence, -1, now);

	/* there is no answer: one miss, and not for each of the intervals */
	turn(0, true);
	now += 60 * S;
	assert_false(health_ask(t, &h.rules, now));
	turn(0, true);
	assert_int_equal(t->misses, 1);
	answer(0, MS);

	/* stopped between two questions, again and again with one out: its time is given once, or nothing would ever fall */
	now = t->due + 60 * S;
	assert_true(health_ask(t, &h.rules, now));
	for (int i = 0; i < 5; i++) {
		now = t->due + 60 * S;
		health_ask(t, &h.rules, now);
	}
	assert_true(t->misses >= 2);

	/* a little late is no sleep */
	begin(&PLAIN, 1);
	t = &h.targets[0];
	turn(0, true);
	now = t->due + HEALTH_LATE;
	assert_true(health_ask(t, &h.rules, now));
	assert_int_equal(t->misses, 1);
}

static void test_need(void **unused)
{
	struct health_rules rules = PLAIN;

	(void)unused;
	begin(&rules, 3);
	answers(0, 1);
	assert_int_equal(h.state, HEALTH_UP);
	cut(0);
	assert_int_equal(h.state, HEALTH_UP); /* of the two others nothing is known */
	cut(1);
	assert_int_equal(h.state, HEALTH_UP);
	cut(2);
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_string_equal(h.reason, "icmp 198.51.100.7: no answer (3 of 3); icmp 198.51.100.8: no answer (3 of 3); icmp 198.51.100.9: no answer (3 of 3)");
	expire(1);
	answers(1, 10);
	assert_int_equal(h.state, HEALTH_UP);

	rules.need = 2;
	begin(&rules, 3);
	answers(0, 1);
	assert_int_equal(h.state, HEALTH_UNKNOWN);
	answers(1, 1);
	assert_int_equal(h.state, HEALTH_UP);
	cut(2);
	assert_int_equal(h.state, HEALTH_UP);
	cut(0);
	assert_int_equal(h.state, HEALTH_DOWN);

	/* a gateway of each family is one check: one of them is enough, and they are not two of the `need' */
	begin(&rules, 3);
	h.targets[1].check = 0;
	h.targets[2].check = 1;
	answers(0, 1);
	answers(1, 1);
	assert_int_equal(h.state, HEALTH_UNKNOWN);
	answers(2, 1);
	assert_int_equal(h.state, HEALTH_UP);
	cut(1);
	assert_int_equal(h.state, HEALTH_UP);
	cut(0);
	assert_int_equal(h.state, HEALTH_DOWN);
}

/* A gateway of each family is one check; each stands for its family as well. */
static void begin_families(const struct health_rules *rules)
{
	begin(rules, 2);
	h.targets[1].check = 0;
	h.targets[0].families = 1 << V4;
	h.targets[1].families = 1 << V6;
	answers(0, 1);
	answers(1, 1);
	assert_int_equal(h.state, HEALTH_UP);
	assert_int_equal(h.silent, 0);
}

static void test_one_family_is_silent(void **unused)
{
	struct health_rules undamped = PLAIN;

	(void)unused;
	undamped.damping_count = 0;
	for (size_t family = 0; family < 2; family++) {
		size_t other = 1 - family;

		begin_families(&undamped);
		cut(family);
		assert_int_equal(h.state, HEALTH_UP);
		assert_int_equal(h.silent, 1 << family);
		assert_non_null(strstr(h.reason, family ? "icmp 198.51.100.8: no answer (3 of 3)" : "icmp 198.51.100.7: no answer (3 of 3)"));
		assert_int_equal(h.falls, 1);
		answers(other, 5);
		expire(family);
		answers(family, 9);
		assert_int_equal(h.silent, 1 << family);
		answers(family, 1);
		assert_int_equal(h.silent, 0);
		assert_string_equal(h.reason, "");
		/* both: it is down, and no family is told apart; they come back together */
		cut(family);
		cut(other);
		assert_int_equal(h.state, HEALTH_DOWN);
		assert_int_equal(h.silent, 0);
		assert_int_equal(h.falls, 3);
		expire(family);
		expire(other);
		answers(other, 9);
		answers(family, 10);
		assert_int_equal(h.state, HEALTH_UP);
		assert_int_equal(h.silent, 0);
		cut(other); /* nine answers are no ten */
		assert_int_equal(h.silent, 1 << other);
	}
}

/* What is known of both families goes for each: another check that is well is enough, where one is needed. */
static void test_silent_beside_others(void **unused)
{
	struct health_rules two = PLAIN;

	(void)unused;
	two.need = 2;
	for (int need = 1; need <= 2; need++) {
		begin(need == 1 ? &PLAIN : &two, 3);
		h.targets[1].check = 0;
		h.targets[2].check = 1;
		h.targets[0].families = 1 << V4;
		h.targets[1].families = 1 << V6;
		for (size_t i = 0; i < 3; i++)
			answers(i, 1);
		cut(1);
		assert_int_equal(h.state, HEALTH_UP);
		assert_int_equal(h.silent, need == 1 ? 0 : 1 << V6);
		cut(2);
		assert_int_equal(h.state, need == 1 ? HEALTH_UP : HEALTH_DOWN);
		assert_int_equal(h.silent, need == 1 ? 1 << V6 : 0);
	}
}

/* The hop of one family that comes and goes is as bad as a whole uplink that does. */
static void test_silent_is_damped(void **unused)
{
	(void)unused;
	begin_families(&PLAIN);
	for (unsigned i = 0; i < 3; i++) {
		cut(1);
		expire(1);
		answers(1, 10u << h.damping);
		assert_int_equal(h.silent, 0);
	}
	assert_int_equal(h.falls, 3);
	assert_int_equal(h.damping, 1);
}

static void test_other_questions(void **unused)
{
	struct health before;

	(void)unused;
	begin_families(&PLAIN);
	for (unsigned i = 0; i < 4; i++) {
		cut(1);
		expire(1);
		if (i < 3)
			answers(1, 10u << h.damping);
	}
	before = h;
	h = (struct health){ 0 };
	begin(&PLAIN, 2);
	h.targets[1].check = 0;
	h.targets[0].families = 1 << V4;
	h.targets[1].families = 1 << V6;
	health_inherit(&h, &before, now);
	assert_int_equal(h.state, HEALTH_UP);
	assert_int_equal(h.silent, 1 << V6);
	assert_int_equal(h.falls, 4);
	assert_int_equal(h.damping, 2);
	health_judge(&h, now);
	assert_int_equal(h.silent, 1 << V6);
	health_lose(&before, "no carrier", now);
	begin(&PLAIN, 1);
	health_inherit(&h, &before, now);
	assert_false(health_lose(&h, "no carrier", now)); /* it is no news */
	assert_int_equal(h.state, HEALTH_DOWN);
	begin(&PLAIN, 0);
	health_inherit(&h, &before, now);
	assert_int_equal(h.state, HEALTH_UP);
	assert_true(health_lose(&h, "no carrier", now));
	assert_int_equal(h.state, HEALTH_DOWN);
	health_free(&before);
}

static void test_silent_is_restored(void **unused)
{
	(void)unused;
	begin_families(&PLAIN);
	health_restore(&h, HEALTH_UP, 1 << V6, "it was", 2, now);
	assert_int_equal(h.state, HEALTH_UP);
	assert_int_equal(h.silent, 1 << V6);
	assert_false(health_judge(&h, now));
	assert_string_equal(h.reason, "it was");
	answers(0, 1);
	assert_int_equal(h.silent, 1 << V6);
	answers(1, 9);
	assert_int_equal(h.silent, 1 << V6);
	answers(1, 1);
	assert_int_equal(h.silent, 0);
	health_restore(&h, HEALTH_DOWN, 1 << V6, "", 2, now);
	assert_int_equal(h.silent, 0);
	/* beside a check of both that was ill, too, and has not said anything yet */
	begin(&PLAIN, 3);
	h.targets[1].check = 0;
	h.targets[2].check = 1;
	h.targets[0].families = 1 << V4;
	h.targets[1].families = 1 << V6;
	health_restore(&h, HEALTH_UP, 1 << V6, "", 2, now);
	answers(0, 1);
	assert_int_equal(h.silent, 1 << V6);
	assert_true(health_is_decided(&h)); /* as nothing of what is open would be one family's */
	answers(2, 1);
	assert_int_equal(h.silent, 0);
	/* of questions that are no families' any more */
	begin(&PLAIN, 1);
	health_restore(&h, HEALTH_UP, 1 << V4, "", 2, now);
	answers(0, 1);
	assert_int_equal(h.silent, 0);
}

static void test_lost(void **unused)
{
	(void)unused;
	begin(&PLAIN, 1);
	answers(0, 1);
	assert_false(health_regain(&h, now)); /* it was never gone */
	assert_true(health_lose(&h, "no carrier", now));
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_int_equal(h.falls, 1);
	assert_string_equal(h.reason, "no carrier");
	assert_false(health_lose(&h, "no carrier", now));
	answers(0, 30); /* from wherever they come */
	assert_int_equal(h.state, HEALTH_DOWN);
	now += 500 * MS;
	assert_true(health_regain(&h, now));
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_string_equal(h.reason, "no carrier until now; 10 answers in a row are wanted");
	assert_int_equal(health_due(&h), now); /* it need not wait for its turn */
	answers(0, 9);
	assert_int_equal(h.state, HEALTH_DOWN);
	answers(0, 1);
	assert_int_equal(h.state, HEALTH_UP);
	assert_int_equal(h.falls, 1);
	assert_true(health_lose(&h, "no address", now));
	assert_true(health_lose(&h, "no carrier", now)); /* both; the younger is told */
	assert_string_equal(h.reason, "no carrier");
	assert_int_equal(h.falls, 2);

	begin(&PLAIN, 0); /* check = none */
	assert_int_equal(h.state, HEALTH_UP);
	assert_int_equal(health_due(&h), -1);
	assert_true(health_lose(&h, "no carrier", now));
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_true(health_regain(&h, now));
	assert_int_equal(h.state, HEALTH_UP);
	assert_string_equal(h.reason, "");
}

/* share percent of the questions are missed, evenly, for so many seconds; repetitions are answered. */
static void lose_share(unsigned share, unsigned seconds, long long trip)
{
	struct health_target *t = &h.targets[0];
	unsigned debt = 0;

	for (long long end = now + seconds * S; now < end;) {
		now = t->due;
		if (!health_ask(t, &h.rules, now)) {
			health_judge(&h, now);
			continue;
		}
		if (!health_is_doubtful(t))
			debt += share;
		if (debt >= 100)
			debt -= 100; /* this one */
		else
			answer(0, trip);
		health_judge(&h, now);
	}
}

static void test_loss_and_latency(void **unused)
{
	struct health_rules rules = PLAIN;
	unsigned loss, latency;

	(void)unused;
	begin(&rules, 1);
	assert_false(health_total(&h, now, &loss, &latency));
	lose_share(30, 100, 40 * MS);
	assert_int_equal(h.state, HEALTH_UP); /* reported, not acted on */
	assert_true(health_total(&h, now, &loss, &latency));
	assert_in_range(loss, 28, 32);
	assert_int_equal(latency, 40 * MS);
	lose_share(0, 70, 10 * MS);
	assert_true(health_total(&h, now, &loss, &latency));
	assert_int_equal(loss, 0); /* the window has moved on */
	assert_int_equal(latency, 10 * MS);
	assert_false(health_total(&h, now + 70 * S, &loss, &latency));

	rules.loss = 20;
	begin(&rules, 1);
	lose_share(30, 25, 40 * MS);
	assert_int_equal(h.state, HEALTH_UP); /* not by a few questions */
	lose_share(30, 10, 40 * MS);
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_non_null(strstr(h.reason, "icmp 198.51.100.7: "));
	assert_non_null(strstr(h.reason, "% lost in 60 s"));
	lose_share(30, 100, 40 * MS);
	assert_int_equal(h.falls, 1);
	lose_share(0, 80, 40 * MS);
	assert_int_equal(h.state, HEALTH_UP);
	lose_share(10, 300, 40 * MS);
	assert_int_equal(h.falls, 1);

	now = h.targets[0].due + 3600 * S; /* behind an hour of sleep the window is a new one: a miss among few is no loss */
	h.targets[0].due = now;
	lose_share(50, 10, 40 * MS);
	assert_int_equal(h.falls, 1);

	rules = PLAIN;
	rules.latency = 50;
	begin(&rules, 1);
	lose_share(0, 100, 40 * MS);
	assert_int_equal(h.state, HEALTH_UP);
	lose_share(0, 61, 60 * MS);
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_non_null(strstr(h.reason, "icmp 198.51.100.7: 5"));
	assert_non_null(strstr(h.reason, " ms on average in 60 s"));
	lose_share(0, 120, 40 * MS);
	assert_int_equal(h.state, HEALTH_UP);
}

/* Of several checks what the `need'th can do is told: one dead target does not make the line look lossy. */
static void test_total_of_several(void **unused)
{
	struct health_rules rules = PLAIN;
	unsigned loss, latency;

	(void)unused;
	rules.fall = 1; /* nothing is repeated */
	for (rules.need = 1; rules.need <= 3; rules.need++) {
		begin(&rules, 3);
		for (int i = 0; i < 10; i++) {
			ask_and_answer(0);
			turn(1, true);
			if (i % 2)
				answer(1, 5 * MS);
			else
				expire(1);
		}
		cut(2);
		assert_true(health_total(&h, now, &loss, &latency));
		assert_int_equal(loss, rules.need == 1 ? 0 : rules.need == 2 ? 50 : 100);
		assert_int_equal(latency, rules.need == 1 ? MS : rules.need == 2 ? 5 * MS : 0);
		if (rules.need > 1)
			continue;
		h.targets[0].check = h.targets[1].check = h.targets[2].check = 0; /* of one check the best counts */
		assert_true(health_total(&h, now, &loss, &latency));
		assert_int_equal(loss, 0);
	}
}

static void test_damping(void **unused)
{
	static const unsigned expected[] = { 0, 0, 1, 2, 3, 4, 4 };
	struct health_rules rules = PLAIN;

	(void)unused;
	rules.rise = 2;
	begin(&rules, 1);
	for (size_t i = 0; i < COUNT(expected); i++) {
		unsigned wanted = 2u << expected[i];

		answers(0, i ? 0 : 1);
		cut(0);
		assert_int_equal(h.damping, expected[i]);
		expire(0);
		answers(0, wanted - 1);
		assert_int_equal(h.state, HEALTH_DOWN);
		answers(0, 1);
		assert_int_equal(h.state, HEALTH_UP);
	}
	assert_int_equal(h.falls, COUNT(expected));
	answers(0, 601);
	assert_int_equal(h.damping, 0); /* quiet for long enough */
	cut(0);
	assert_int_equal(h.damping, 0);
	answers(0, 2);
	assert_int_equal(h.state, HEALTH_UP);

	rules.damping_count = 0;
	begin(&rules, 1);
	answers(0, 1);
	for (int i = 0; i < 20; i++) {
		cut(0);
		assert_int_equal(h.damping, 0);
		expire(0);
		answers(0, 2);
		assert_int_equal(h.state, HEALTH_UP);
	}
}

static void test_restore(void **unused)
{
	(void)unused;
	begin(&PLAIN, 1);
	health_restore(&h, HEALTH_DOWN, 0, "it was", 7, now - 100 * S);
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_string_equal(h.reason, "it was");
	assert_int_equal(h.changed, now - 100 * S);
	assert_false(health_judge(&h, now));
	answers(0, 9);
	assert_int_equal(h.state, HEALTH_DOWN);
	answers(0, 1);
	assert_int_equal(h.state, HEALTH_UP);
	cut(0);
	assert_int_equal(h.falls, 8);

	begin(&PLAIN, 1);
	health_restore(&h, HEALTH_UP, 0, "nobody can be asked", 1, now);
	assert_string_equal(h.reason, "");
	assert_int_equal(h.state, HEALTH_UP);
	assert_false(health_judge(&h, now));
	cut(0);
	assert_int_equal(h.state, HEALTH_DOWN);
	begin(&PLAIN, 0);
	health_restore(&h, HEALTH_DOWN, 0, "no carrier", 1, now); /* what the link does is seen at once */
	assert_int_equal(h.state, HEALTH_UP);
}

static void refuse(size_t index)
{
	struct health_target *t = &h.targets[index];

	turn(index, true);
	health_refuse(t, &h.rules, t->sequence, "connection refused", now);
	health_judge(&h, now);
}

/* What is told of one that is down is what fails now, and no news. */
static void test_reasons_of_today(void **unused)
{
	struct health_rules rules = PLAIN;
	long long fell;

	(void)unused;
	rules.need = 2;
	begin(&rules, 2);
	answers(0, 1);
	answers(1, 1);
	cut(0);
	fell = h.changed;
	assert_string_equal(h.reason, "icmp 198.51.100.7: no answer (3 of 3)");
	health_explain(&h, now);
	assert_string_equal(h.reason, "icmp 198.51.100.7: no answer (3 of 3)");
	expire(0);
	refuse(0); /* the same check for another reason */
	health_explain(&h, now);
	assert_string_equal(h.reason, "icmp 198.51.100.7: connection refused (3 of 3)");
	answers(0, 4);
	health_explain(&h, now);
	assert_string_equal(h.reason, "icmp 198.51.100.7: answers again (4 of 10)");
	cut(1);
	health_explain(&h, now);
	assert_string_equal(h.reason, "icmp 198.51.100.7: answers again (4 of 10); icmp 198.51.100.8: no answer (3 of 3)");
	answers(0, 6);
	health_explain(&h, now); /* another check */
	assert_string_equal(h.reason, "icmp 198.51.100.8: no answer (3 of 3)");
	assert_int_equal(h.changed, fell);
	assert_int_equal(h.falls, 1);

	assert_true(health_lose(&h, "no carrier", now));
	health_explain(&h, now);
	assert_string_equal(h.reason, "no carrier");
	assert_true(health_regain(&h, now));
	health_explain(&h, now); /* nobody was asked yet */
	assert_string_equal(h.reason, "no carrier until now; 10 answers in a row are wanted");
	turn(0, true);
	turn(0, false);
	health_explain(&h, now);
	assert_string_equal(h.reason, "icmp 198.51.100.7: no answer (1 of 3)");
	health_forget(&h, now); /* what was known counts no more, but nothing else is known */
	health_explain(&h, now);
	assert_string_equal(h.reason, "icmp 198.51.100.7: no answer (1 of 3)");

	begin(&PLAIN, 1);
	health_explain(&h, now);
	assert_string_equal(h.reason, "no answer yet");
	health_restore(&h, HEALTH_DOWN, 0, "it was", 7, now);
	health_explain(&h, now);
	assert_string_equal(h.reason, "it was");
}

static void test_names(void **unused)
{
	const struct {
		struct check check;
		const char *target, *name;
	} tries[] = {
		{ { .kind = CHECK_ICMP }, "198.51.100.7", "icmp 198.51.100.7" },
		{ { .kind = CHECK_GATEWAY }, "fe80::1", "gateway fe80::1" },
		{ { .kind = CHECK_GATEWAY }, NULL, "gateway" },
		{ { .kind = CHECK_TCP, .port = 443 }, "203.0.113.9", "tcp 203.0.113.9:443" },
		{ { .kind = CHECK_TCP, .port = 443 }, "2001:db8::9", "tcp [2001:db8::9]:443" },
		{ { .kind = CHECK_HTTP, .words = &(struct check_words){ .text = "http://example.com/" } }, "192.0.2.1", "http http://example.com/" },
		{ { .kind = CHECK_DNS, .words = &(struct check_words){ .text = "example.com" } }, "192.0.2.53", "dns 192.0.2.53 example.com" },
		{ { .kind = CHECK_DNS, .words = &(struct check_words){ .text = "example.com" } }, NULL, "dns example.com" },
		{ { .kind = CHECK_EXEC, .words = &(struct check_words){ .text = "/bin/true" } }, NULL, "exec /bin/true" },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(tries); i++) {
		char name[HEALTH_NAME];
		struct prefix target = { 0 };

		if (tries[i].target)
			assert_int_equal(prefix_read(tries[i].target, &target), 0);
		health_name(&tries[i].check, &target, name);
		assert_string_equal(name, tries[i].name);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_first_answer, clear),
		cmocka_unit_test_teardown(test_down_and_back, clear),
		cmocka_unit_test_teardown(test_a_miss_between_is_forgotten, clear),
		cmocka_unit_test_teardown(test_doubt, clear),
		cmocka_unit_test_teardown(test_forgotten, clear),
		cmocka_unit_test_teardown(test_thousands, clear),
		cmocka_unit_test_teardown(test_answers_that_are_none, clear),
		cmocka_unit_test_teardown(test_unasked, clear),
		cmocka_unit_test_teardown(test_first_answer_behind_a_silence, clear),
		cmocka_unit_test_teardown(test_sequence_wraps, clear),
		cmocka_unit_test_teardown(test_late_answers, clear),
		cmocka_unit_test_teardown(test_refusals, clear),
		cmocka_unit_test_teardown(test_timeout, clear),
		cmocka_unit_test_teardown(test_slept, clear),
		cmocka_unit_test_teardown(test_need, clear),
		cmocka_unit_test_teardown(test_one_family_is_silent, clear),
		cmocka_unit_test_teardown(test_silent_beside_others, clear),
		cmocka_unit_test_teardown(test_silent_is_restored, clear),
		cmocka_unit_test_teardown(test_silent_is_damped, clear),
		cmocka_unit_test_teardown(test_other_questions, clear),
		cmocka_unit_test_teardown(test_lost, clear),
		cmocka_unit_test_teardown(test_loss_and_latency, clear),
		cmocka_unit_test_teardown(test_total_of_several, clear),
		cmocka_unit_test_teardown(test_damping, clear),
		cmocka_unit_test_teardown(test_restore, clear),
		cmocka_unit_test_teardown(test_reasons_of_today, clear),
		cmocka_unit_test_teardown(test_names, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
