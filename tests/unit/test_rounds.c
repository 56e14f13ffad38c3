/* rounds.c: when addresses are announced again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "../../src/lib/rounds.h"
#include "../../src/lib/util.h"

static struct address address_of(const char *text)
{
	struct address a = { .device = "eth0" };

	assert_int_equal(prefix_read(text, &a.local), 0);
	return a;
}

static bool count(const struct address *address, void *context)
{
	int *times = context;

	(void)address;
	++*times;
	return true;
}

static bool gone(const struct address *address, void *context)
{
	count(address, context);
	return false;
}

static void test_the_rounds(void **unused)
{
	static const long long expected[] = { 200, 400, 2000, 5000, 65000, 125000, 185000, 245000, 305000 };
	struct rounds r = { 0 };
	struct address a = address_of("192.0.2.1");
	long long now = 1000, wait;
	int times = 0;

	(void)unused;
	assert_int_equal(rounds_wait(&r, now), -1);
	assert_int_equal(rounds_start(&r, &a, now), 0);
	for (int i = 0; i < (int)COUNT(expected); i++) {
		wait = rounds_wait(&r, now);
		assert_int_equal(now + wait, 1000 + expected[i]);
		rounds_take(&r, now + wait - 1, count, &times);
		assert_int_equal(times, i);
		now += wait;
		assert_int_equal(rounds_wait(&r, now), 0);
		rounds_take(&r, now, count, &times);
		assert_int_equal(times, i + 1);
	}
	assert_int_equal(rounds_wait(&r, now), -1);
	assert_int_equal(r.count, 0);
	rounds_free(&r);
}

static void test_a_stopped_process_does_not_catch_up(void **unused)
{
	struct rounds r = { 0 };
	struct address a = address_of("2001:db8::1");
	int times = 0;

	(void)unused;
	rounds_start(&r, &a, 0);
	rounds_take(&r, 70000, count, &times);
	assert_int_equal(times, 1);
	assert_int_equal(rounds_wait(&r, 70000), 55000);
	rounds_free(&r);
}

static void test_what_comes_again_begins_anew(void **unused)
{
	struct rounds r = { 0 };
	struct address a = address_of("192.0.2.1"), b = address_of("2001:db8::1");
	int times = 0;

	(void)unused;
	rounds_start(&r, &a, 0);
	rounds_take(&r, 3000, count, &times);
	rounds_start(&r, &a, 4000);
	rounds_start(&r, &b, 4100);
	assert_int_equal(r.count, 2);
	assert_int_equal(rounds_wait(&r, 4000), 200);
	times = 0;
	rounds_take(&r, 4250, count, &times);
	assert_int_equal(times, 1);
	rounds_free(&r);
}

static void test_what_is_gone_is_forgotten(void **unused)
{
	struct rounds r = { 0 };
	struct address a = address_of("192.0.2.1");
	int times = 0;

	(void)unused;
	rounds_start(&r, &a, 0);
	rounds_take(&r, 200, gone, &times);
	assert_int_equal(times, 1);
	assert_int_equal(rounds_wait(&r, 200), -1);
	rounds_free(&r);
}

/* Until it is announced anew nobody is told, and the others are told all the same. */
static void test_what_is_put_off(void **unused)
{
	struct address a = address_of("192.0.2.1"), b = address_of("2001:db8::1");
	struct rounds r = { 0 };
	int times = 0;

	(void)unused;
	rounds_start(&r, &a, 0);
	rounds_start(&r, &b, 100);
	rounds_end(&r, &a);
	rounds_end(&r, &a);
	assert_int_equal(rounds_wait(&r, 0), 300);
	rounds_take(&r, 300, count, &times);
	assert_int_equal(times, 1);
	rounds_start(&r, &a, 300);
	assert_int_equal(rounds_wait(&r, 300), 200);
	rounds_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_rounds),
		cmocka_unit_test(test_a_stopped_process_does_not_catch_up),
		cmocka_unit_test(test_what_comes_again_begins_anew),
		cmocka_unit_test(test_what_is_gone_is_forgotten),
		cmocka_unit_test(test_what_is_put_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
