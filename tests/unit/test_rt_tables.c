/* test_rt_tables.c - the numbers that iproute2's files give to the names of route tables. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "rt_tables.h"

static char top[64], etc[80], usr[80];
static const char *const directories[] = { etc, usr, NULL };

static const char *const files[] = { "etc/rt_tables", "etc/rt_tables.d/b.conf", "etc/rt_tables.d/a.conf", "etc/rt_tables.d/c.txt",
				     "usr/rt_tables", "usr/rt_tables.d/z.conf" };

static void write_file(const char *name, const char *text)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static int make_top(void **state)
{
	char path[200];

	(void)state;
	strcpy(top, "/tmp/homing-tables-XXXXXX");
	if (!mkdtemp(top))
		return -1;
	snprintf(etc, sizeof(etc), "%s/etc", top);
	snprintf(usr, sizeof(usr), "%s/usr", top);
	mkdir(etc, 0755);
	mkdir(usr, 0755);
	snprintf(path, sizeof(path), "%s/rt_tables.d", etc);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/rt_tables.d", usr);
	return mkdir(path, 0755);
}

static int remove_top(void **state)
{
	char path[200];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", top, files[i]);
		unlink(path);
	}
	for (const char *const *d = directories; *d; d++) {
		snprintf(path, sizeof(path), "%s/rt_tables.d", *d);
		rmdir(path);
		rmdir(*d);
	}
	return rmdir(top);
}

static void assert_number(const char *name, uint32_t expected)
{
	uint32_t number = 0;

	assert_int_equal(rt_tables_find(directories, name, &number), 0);
	assert_int_equal(number, expected);
}

static void assert_unknown(const char *name)
{
	uint32_t number;

	assert_int_equal(rt_tables_find(directories, name, &number), -ENOENT);
}

static void test_reads_what_iproute2_reads(void **state)
{
	(void)state;
	write_file("etc/rt_tables", "#\n# reserved values\n#\n255\tlocal\n254 main\n#101 not\n"
				    "101 dsl # the one\n0x66\tcable\r\n  4294967295   last\n4294967296 beyond\n"
				    "12abc junk\nabc word\n103\n104 \n\n105 dsl2");
	assert_number("dsl", 101);
	assert_number("cable", 0x66);
	assert_number("last", 4294967295);
	assert_number("dsl2", 105);
	assert_unknown("not");
	assert_unknown("beyond");
	assert_unknown("junk");
	assert_unknown("word");
	assert_unknown("ds");
	assert_unknown("");
}

static void test_etc_wins_and_then_the_order_of_names(void **state)
{
	(void)state;
	write_file("usr/rt_tables", "10 x\n20 only-usr\n");
	write_file("usr/rt_tables.d/z.conf", "30 z\n");
	assert_number("x", 10);
	assert_number("z", 30);
	write_file("etc/rt_tables.d/b.conf", "11 x\n");
	assert_number("x", 11);
	write_file("etc/rt_tables.d/a.conf", "12 x\n");
	assert_number("x", 12);
	write_file("etc/rt_tables", "13 x\n");
	assert_number("x", 13);
	assert_number("only-usr", 20);
	write_file("etc/rt_tables.d/c.txt", "14 no\n");
	assert_unknown("no");
}

static void test_the_kernels_own_need_no_file(void **state)
{
	(void)state;
	assert_number("main", 254);
	assert_number("local", 255);
	assert_number("default", 253);
	assert_number("unspec", 0);
	assert_unknown("dsl");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reads_what_iproute2_reads, make_top, remove_top),
		cmocka_unit_test_setup_teardown(test_etc_wins_and_then_the_order_of_names, make_top, remove_top),
		cmocka_unit_test_setup_teardown(test_the_kernels_own_need_no_file, make_top, remove_top),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
