/* test_log.c - what a person is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "log.h"

static char printed[8192];

/* What log_print() writes to stderr ends in `printed`. */
static void print(struct log *log, enum log_level most)
{
	int saved = dup(STDERR_FILENO);
	FILE *file = tmpfile();
	size_t length;

	assert_non_null(file);
	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	log_print(log, "homing", most);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	length = fread(printed, 1, sizeof(printed) - 1, file);
	printed[length] = '\0';
	fclose(file);
}

static void test_prints_up_to_a_level_and_empties(void **state)
{
	struct log log = { 0 };

	(void)state;
	log_add(&log, LEVEL_NOTE, "note %d", 1);
	log_add(&log, LEVEL_DEBUG, "debug");
	log_add(&log, LEVEL_WARNING, "warning");
	assert_false(log_has_errors(&log));
	log_add(&log, LEVEL_ERROR, "%s", "error");
	assert_true(log_has_errors(&log));
	print(&log, LEVEL_NOTE);
	assert_string_equal(printed, "homing: note 1\nhoming: warning\nhoming: error\n");
	assert_int_equal(log.count, 0);
	print(&log, LEVEL_DEBUG);
	assert_string_equal(printed, "");
}

static void test_a_place_stands_first(void **state)
{
	struct log log = { 0 };

	(void)state;
	log_add(&log, LEVEL_ERROR, "/etc/homing/homing.conf:14: [uplink dsl] gatway: unknown key");
	log_add(&log, LEVEL_ERROR, "homing.conf: is a directory");
	log_add(&log, LEVEL_ERROR, "2001:14:: is held by another");
	log_add(&log, LEVEL_ERROR, ":14: nowhere");
	print(&log, LEVEL_ERROR);
	assert_string_equal(printed, "/etc/homing/homing.conf:14: [uplink dsl] gatway: unknown key\n"
				     "homing: homing.conf: is a directory\n"
				     "homing: 2001:14:: is held by another\n"
				     "homing: :14: nowhere\n");
}

static void test_terminals_obey_nothing(void **state)
{
	struct log log = { 0 };

	(void)state;
	log_add(&log, LEVEL_ERROR, "a\033[2Jb\rc\nd\007e\177f\tg");
	log_add(&log, LEVEL_ERROR, "h\302\233i\233j\302");
	log_add(&log, LEVEL_ERROR, "caf\303\251 \342\202\254 \360\237\217\240");
	print(&log, LEVEL_ERROR);
	assert_string_equal(printed, "homing: a?[2Jb?c?d?e?f?g\n"
				     "homing: h??i?j?\n"
				     "homing: caf\303\251 \342\202\254 \360\237\217\240\n");
}

static void test_holds_many_and_long_lines(void **state)
{
	struct log log = { 0 };
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < 100; i++)
		log_add(&log, LEVEL_DEBUG, "%s", text);
	assert_int_equal(log.count, 100);
	assert_string_equal(log.lines[99].text, text);
	log_free(&log);
	assert_null(log.lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prints_up_to_a_level_and_empties),
		cmocka_unit_test(test_a_place_stands_first),
		cmocka_unit_test(test_terminals_obey_nothing),
		cmocka_unit_test(test_holds_many_and_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
