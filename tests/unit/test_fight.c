/* fight.c: how often what somebody takes away is put back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sys/socket.h>

#include "../../src/lib/fight.h"

static struct object rule_of(unsigned char family, uint32_t priority)
{
	struct object o = { .kind = KIND_RULE };

	o.rule = rule_empty(family);
	o.rule.priority = priority;
	return o;
}

static void test_three_times_a_minute(void **unused)
{
	struct fights f = { 0 };
	struct object o = rule_of(AF_INET, 7700);

	(void)unused;
	assert_int_equal(fight_judge(&f, &o, true, 1000), FIGHT_PUT_BACK);
	assert_int_equal(fight_judge(&f, &o, true, 2000), FIGHT_PUT_BACK);
	assert_int_equal(fight_wait(&f, 2000), -1);
	assert_int_equal(fight_judge(&f, &o, true, 3000), FIGHT_PUT_BACK);
	assert_int_equal(fight_judge(&f, &o, true, 4000), FIGHT_GIVE_UP);
	assert_int_equal(fight_judge(&f, &o, true, 5000), FIGHT_LEFT_ALONE);
	assert_int_equal(fight_judge(&f, &o, false, 5000), FIGHT_LEFT_ALONE);
	assert_int_equal(fight_wait(&f, 5000), 56000);
	assert_int_equal(fight_judge(&f, &o, false, 61000), FIGHT_PUT_BACK); /* the minute is over */
	assert_int_equal(fight_judge(&f, &o, true, 61500), FIGHT_PUT_BACK);
	assert_int_equal(fight_judge(&f, &o, true, 61600), FIGHT_GIVE_UP); /* three since 2000, and it is told anew */
	fights_free(&f);
}

static void test_objects_are_told_apart(void **unused)
{
	struct fights f = { 0 };
	struct object a = rule_of(AF_INET, 7700), b = rule_of(AF_INET6, 7700), c = rule_of(AF_INET, 7701);

	(void)unused;
	for (int i = 0; i < FIGHT_TIMES; i++)
		assert_int_equal(fight_judge(&f, &a, true, i), FIGHT_PUT_BACK);
	assert_int_equal(fight_judge(&f, &b, true, 10), FIGHT_PUT_BACK);
	assert_int_equal(fight_judge(&f, &c, true, 10), FIGHT_PUT_BACK);
	assert_int_equal(fight_judge(&f, &a, true, 10), FIGHT_GIVE_UP);
	fights_free(&f);
}

static void test_what_the_kernel_takes_is_not_counted(void **unused)
{
	struct fights f = { 0 };
	struct object o = { .kind = KIND_ROUTE };
	struct hop hop = { .weight = 1 };

	(void)unused;
	o.route = (struct route){ .family = AF_INET, .table = 7201, .hops = &hop, .hop_count = 1 };
	for (int i = 0; i < 10000; i++)
		assert_int_equal(fight_judge(&f, &o, false, i), FIGHT_PUT_BACK);
	assert_int_equal(f.count, 0);
	fights_free(&f);
}

static void test_the_old_is_forgotten(void **unused)
{
	struct fights f = { 0 };

	(void)unused;
	for (uint32_t i = 0; i < 1000; i++) {
		struct object o = rule_of(AF_INET, i);

		assert_int_equal(fight_judge(&f, &o, true, i), FIGHT_PUT_BACK);
	}
	assert_int_equal(f.count, 1000);
	fight_wait(&f, 500 + FIGHT_TIME);
	assert_int_equal(f.count, 499);
	fight_wait(&f, 1000 + FIGHT_TIME);
	assert_int_equal(f.count, 0);
	fights_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_times_a_minute),
		cmocka_unit_test(test_objects_are_told_apart),
		cmocka_unit_test(test_what_the_kernel_takes_is_not_counted),
		cmocka_unit_test(test_the_old_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
