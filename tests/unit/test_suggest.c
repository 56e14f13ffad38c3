/* test_suggest.c - did you mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "suggest.h"

static void test_counts_slips(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned distance;
	} rows[] = {
		{ "", "", 0 },		      { "", "abc", 3 },		 { "gateway", "gateway", 0 }, { "gatway", "gateway", 1 },
		{ "gateeway", "gateway", 1 }, { "gatevay", "gateway", 1 }, { "gaetway", "gateway", 1 }, { "kitten", "sitting", 3 },
		{ "ab", "ba", 1 },	      { "abc", "cab", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(suggest_distance(rows[i].a, rows[i].b), rows[i].distance);
		assert_int_equal(suggest_distance(rows[i].b, rows[i].a), rows[i].distance);
	}
}

static void test_long_words_are_far(void **state)
{
	char forty[41], more[42];

	(void)state;
	memset(forty, 'a', 40);
	forty[40] = '\0';
	memset(more, 'a', 41);
	more[41] = '\0';
	assert_int_equal(suggest_distance(forty, forty), 0);
	assert_true(suggest_distance(more, more) > 40);
}

static const char *best_of_keys(const char *word)
{
	static const char *const keys[] = { "interface", "gateway", "table", "weight", "need", "mark", "check" };
	struct suggestion s = { .word = word };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		suggest_offer(&s, keys[i]);
	return s.best;
}

static void test_suggests_what_is_near(void **state)
{
	(void)state;
	assert_string_equal(best_of_keys("gatway"), "gateway");
	assert_string_equal(best_of_keys("intrefacee"), "interface");
	assert_string_equal(best_of_keys("tables"), "table");
	assert_string_equal(best_of_keys("nee"), "need");
	assert_string_equal(best_of_keys("chekk"), "check");
}

static void test_is_silent_when_nothing_is_near(void **state)
{
	(void)state;
	assert_null(best_of_keys("metric"));
	assert_null(best_of_keys("foo"));
	assert_null(best_of_keys("x"));
	assert_null(best_of_keys(""));
}

static void test_the_nearest_wins_and_then_the_first(void **state)
{
	struct suggestion s = { .word = "abcdef" };

	(void)state;
	suggest_offer(&s, "abcdxx");
	assert_string_equal(s.best, "abcdxx");
	suggest_offer(&s, "abcdeg");
	assert_string_equal(s.best, "abcdeg");
	suggest_offer(&s, "abcdeh");
	assert_string_equal(s.best, "abcdeg");
	suggest_offer(&s, "abcxxx");
	assert_string_equal(s.best, "abcdeg");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts_slips),
		cmocka_unit_test(test_long_words_are_far),
		cmocka_unit_test(test_suggests_what_is_near),
		cmocka_unit_test(test_is_silent_when_nothing_is_near),
		cmocka_unit_test(test_the_nearest_wins_and_then_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
