/* redraw.c: a text as what a terminal is sent. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../src/lib/redraw.h"

static void expect(const char *text, unsigned rows, unsigned columns, const char *expected)
{
	_cleanup_(buffer_free) struct buffer out = { 0 };

	assert_int_equal(redraw_compose(text, "foot", rows, columns, &out), 0);
	assert_string_equal(out.data, expected);
}

static void test_lines(void **unused)
{
	(void)unused;
	expect("", 5, 10, "\033[H\033[Jfoot\033[K");
	expect("one\n\ntwo\n", 5, 10, "\033[Hone\033[K\r\n\033[K\r\ntwo\033[K\r\n\033[Jfoot\033[K");
	expect("one\ntwo", 5, 10, "\033[Hone\033[K\r\ntwo\033[K\r\n\033[Jfoot\033[K");
}

static void test_a_line_that_is_too_long(void **unused)
{
	(void)unused;
	expect("abcd\n", 5, 5, "\033[Habcd\033[K\r\n\033[Jfoot\033[K");
	expect("abcde\n", 5, 5, "\033[Habcde\r\n\033[Jfoot\033[K"); /* the cursor is on the e, which would be cleared */
	expect("abcdef\n", 5, 5, "\033[Habcde\r\n\033[Jfoot\033[K");
	expect("abcdef\n", 5, 3, "\033[Habc\r\n\033[Jfoo");
	expect("abcdef\n", 5, 0, "\033[H\r\n\033[J");
}

static void test_more_lines_than_rows(void **unused)
{
	(void)unused;
	expect("a\nb\nc\n", 4, 40, "\033[Ha\033[K\r\nb\033[K\r\nc\033[K\r\n\033[Jfoot\033[K");
	expect("a\nb\nc\n", 3, 40, "\033[Ha\033[K\r\nb\033[K\r\n\033[J1 more line; foot\033[K");
	expect("a\nb\nc", 2, 40, "\033[Ha\033[K\r\n\033[J2 more lines; foot\033[K");
	expect("a\nb\nc\n", 1, 40, "\033[H\033[J3 more lines; foot\033[K");
	expect("a\n", 0, 40, "\033[H\033[J1 more line; foot\033[K");
}

static void test_colors_take_no_room(void **unused)
{
	(void)unused;
	expect("\033[1;32mab\033[0mc\n", 5, 4, "\033[H\033[1;32mab\033[0mc\033[K\r\n\033[Jfoot");
	expect("a\033[32mbc\033[0m\n", 5, 1, "\033[Ha\033[32m\033[0m\r\n\033[Jf"); /* the end of a color is not cut off */
}

static void test_what_a_terminal_would_obey(void **unused)
{
	(void)unused;
	expect("a\033[2Jb\n", 5, 10, "\033[Ha?[2Jb\033[K\r\n\033[Jfoot\033[K");
	expect("\033", 5, 10, "\033[H?\033[K\r\n\033[Jfoot\033[K");
	expect("\033[3", 5, 10, "\033[H?[3\033[K\r\n\033[Jfoot\033[K");
	expect("\t\r\x7f\xc3\xa9", 5, 10, "\033[H?????\033[K\r\n\033[Jfoot\033[K");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_a_line_that_is_too_long),
		cmocka_unit_test(test_more_lines_than_rows),
		cmocka_unit_test(test_colors_take_no_room),
		cmocka_unit_test(test_what_a_terminal_would_obey),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
