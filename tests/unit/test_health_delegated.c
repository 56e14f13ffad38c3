/* test_health_delegated.c - what a helper asks: its silence is no miss, its word is; how long it may take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "health.h"

#define MS 1000LL
#define S 1000000LL

static struct health h;
static long long now;

static const struct health_rules RULES = { .interval = 1000, .fall = 3, .rise = 2, .need = 1, .window = 60000 };

static int clear(void **unused)
{
	(void)unused;
	health_free(&h);
	return 0;
}

static void name(const void *context, size_t index, char text[HEALTH_NAME])
{
	(void)context;
	(void)index;
	strcpy(text, "tcp 198.51.100.7:80");
}

static struct health_target *begin(const struct health_rules *rules, bool slow)
{
	health_free(&h);
	now = 5 * S;
	assert_int_equal(health_init(&h, rules, 1, now), 0);
	h.name = name;
	h.targets[0].delegated = true;
	h.targets[0].slow = slow;
	return &h.targets[0];
}

static void ask(struct health_target *t)
{
	now = t->due;
	assert_true(health_ask(t, &h.rules, now));
}

static void answer(struct health_target *t, long long after)
{
	ask(t);
	now = t->asked + after;
	health_answer(t, &h.rules, t->sequence, -1, now);
	health_judge(&h, now);
}

static void refuse(struct health_target *t, long long after, const char *why)
{
	ask(t);
	now = t->asked + after;
	health_refuse(t, &h.rules, t->sequence, why, now);
	health_judge(&h, now);
}

static void test_silence_is_no_miss(void **unused)
{
	struct health_target *t = begin(&RULES, false);

	(void)unused;
	answer(t, 10 * MS);
	assert_int_equal(h.state, HEALTH_UP);
	for (int i = 0; i < 4; i++) { /* the fourth asks in vain for the third time */
		long long asked;

		ask(t);
		asked = now;
		assert_int_equal(t->misses, 0);
		assert_true(t->due - asked >= HEALTH_GRACE);
		assert_int_equal(health_judge(&h, now), i == 3);
		assert_int_equal(h.state, i == 3 ? HEALTH_UNKNOWN : HEALTH_UP);
	}
	assert_string_equal(h.reason, "tcp 198.51.100.7:80: could not be asked, as homing-check does not answer");
	assert_int_equal(h.falls, 0);
	now = t->asked + MS;
	health_answer(t, &h.rules, t->sequence, -1, now);
	assert_true(health_judge(&h, now));
	assert_int_equal(h.state, HEALTH_UP);
	assert_string_equal(h.reason, "");
}

/* Of one that was never up, nor down. */
static void test_silence_from_the_first(void **unused)
{
	struct health_target *t = begin(&RULES, false);

	(void)unused;
	for (int i = 0; i < 4; i++) {
		ask(t);
		assert_int_equal(health_judge(&h, now), i == 3);
	}
	assert_int_equal(h.state, HEALTH_UNKNOWN);
	assert_non_null(strstr(h.reason, "could not be asked"));
}

/* A line that is dead is not believed dead for ever when nobody can ask any more: unknown counts as up. */
static void test_silence_after_a_fall(void **unused)
{
	struct health_target *t = begin(&RULES, false);

	(void)unused;
	for (int i = 0; i < 3; i++)
		refuse(t, MS, "connection refused");
	assert_int_equal(h.state, HEALTH_DOWN);
	for (int i = 0; i < 4; i++)
		ask(t);
	assert_true(health_judge(&h, now));
	assert_int_equal(h.state, HEALTH_UNKNOWN);
	for (int i = 0; i < 3; i++) {
		now = t->asked + MS;
		health_refuse(t, &h.rules, t->sequence, "status 503", now);
		health_judge(&h, now);
		ask(t);
	}
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_string_equal(h.reason, "tcp 198.51.100.7:80: status 503 (3 of 3)");
}

static void test_its_word_is_a_miss(void **unused)
{
	struct health_target *t = begin(&RULES, true);
	char why[] = "status 503";

	(void)unused;
	answer(t, 10 * MS);
	refuse(t, 5 * MS, why);
	assert_int_equal(t->due, t->asked + S); /* its time is 2 s by now, the interval is shorter */
	refuse(t, 5 * MS, why);
	assert_int_equal(h.state, HEALTH_UP);
	refuse(t, 5 * MS, why);
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_string_equal(h.reason, "tcp 198.51.100.7:80: status 503 (3 of 3)");
	answer(t, 10 * MS);
	assert_int_equal(h.state, HEALTH_DOWN);
	answer(t, 10 * MS);
	assert_int_equal(h.state, HEALTH_UP);
}

/* RFC 6298 5.5: nobody waits for what comes late, so the next one gets more time; a line that has become slow for good comes back. */
static void test_time_of_connections(void **unused)
{
	struct health_target *t = begin(&RULES, false);

	(void)unused;
	assert_int_equal(health_timeout(t, &h.rules), S);
	for (int i = 0; i < 30; i++)
		answer(t, 2 * MS);
	assert_int_equal(health_timeout(t, &h.rules), 20 * MS);
	refuse(t, 20 * MS, "timed out");
	assert_int_equal(t->due, t->asked + 20 * MS); /* at once */
	assert_int_equal(health_timeout(t, &h.rules), 40 * MS);
	refuse(t, 40 * MS, "timed out");
	assert_int_equal(health_timeout(t, &h.rules), 80 * MS);
	refuse(t, 80 * MS, "timed out");
	assert_int_equal(h.state, HEALTH_DOWN);
	assert_int_equal(health_timeout(t, &h.rules), S);
	answer(t, 300 * MS);
	answer(t, 300 * MS);
	assert_int_equal(h.state, HEALTH_UP);
	assert_true(health_timeout(t, &h.rules) >= 600 * MS);
}

static void test_time_of_pages(void **unused)
{
	struct health_rules rules = RULES;
	struct health_target *t = begin(&rules, true);

	(void)unused;
	assert_int_equal(health_timeout(t, &h.rules), 3 * S); /* interval x fall */
	for (int i = 0; i < 30; i++)
		answer(t, 2 * MS);
	assert_int_equal(health_timeout(t, &h.rules), S);
	rules.interval = 100;
	t = begin(&rules, true);
	assert_int_equal(health_timeout(t, &h.rules), 300 * MS);
	rules.interval = 3600000;
	t = begin(&rules, true);
	assert_int_equal(health_timeout(t, &h.rules), 10 * S);
	rules.timeout = 700;
	t = begin(&rules, true);
	assert_int_equal(health_timeout(t, &h.rules), 700 * MS);
	t->timeout = 5000;
	assert_int_equal(health_timeout(t, &h.rules), 5 * S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_silence_is_no_miss, clear), cmocka_unit_test_teardown(test_silence_from_the_first, clear),
		cmocka_unit_test_teardown(test_silence_after_a_fall, clear), cmocka_unit_test_teardown(test_its_word_is_a_miss, clear),
		cmocka_unit_test_teardown(test_time_of_connections, clear), cmocka_unit_test_teardown(test_time_of_pages, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
