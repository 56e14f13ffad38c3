/* test_ini.c - INI files: what is read, and what is a complaint before iniparser gets it wrong. */
#define _GNU_SOURCE /* memfd_create */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "ini.h"

static struct log log_of_test;
static struct ini ini_of_test;

static int clear(void **state)
{
	(void)state;
	ini_free(&ini_of_test);
	log_free(&log_of_test);
	return 0;
}

/* Reads text as a file without a name on any disk. */
static int read_bytes(const char *text, size_t size)
{
	int fd = memfd_create("test", MFD_CLOEXEC), r;
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0600), 0);
	assert_int_equal(write(fd, text, size), size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = ini_read(path, &ini_of_test, &log_of_test);
	close(fd);
	return r;
}

static int read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static bool log_says(const char *words)
{
	for (size_t i = 0; i < log_of_test.count; i++)
		if (strstr(log_of_test.lines[i].text, words))
			return true;
	return false;
}

/* The file has one complaint, and that is it. */
static void assert_complaint(const char *text, size_t size, const char *complaint)
{
	clear(NULL);
	assert_int_equal(read_bytes(text, size), -EINVAL);
	if (log_of_test.count != 1 || !log_says(complaint))
		fail_msg("`%.60s' gives %zu lines, the first `%s', not `%s'", text, log_of_test.count,
			 log_of_test.count ? log_of_test.lines[0].text : "", complaint);
}

static const char *value_of(size_t section, const char *key)
{
	return ini_get(&ini_of_test, &ini_of_test.sections[section], key);
}

static void test_sections_keys_values_and_their_places(void **state)
{
	const struct ini_section *s;

	(void)state;
	assert_int_equal(read_text("# comment\n"
				   "[homing]\n"
				   "\n"
				   "Strict = yes\n"
				   "[Uplink DSL]\n"
				   "  gateway\t=  auto  \n"
				   "check.2=icmp\r\n"
				   "; [uplink not]\n"
				   "empty = \"\"\n"
				   "last = 3"),
			 0);
	assert_int_equal(log_of_test.count, 0);
	assert_int_equal(ini_of_test.section_count, 2);
	assert_int_equal(ini_of_test.entry_count, 5);
	s = &ini_of_test.sections[0];
	assert_string_equal(s->kind, "homing");
	assert_string_equal(s->name, "");
	assert_string_equal(s->written, "");
	assert_int_equal(s->line, 2);
	assert_string_equal(value_of(0, "strict"), "yes");
	assert_int_equal(ini_of_test.entries[0].line, 4);
	s = &ini_of_test.sections[1];
	assert_string_equal(s->kind, "uplink");
	assert_string_equal(s->name, "dsl");
	assert_string_equal(s->written, "DSL");
	assert_int_equal(s->line, 5);
	assert_int_equal(s->count, 4);
	assert_string_equal(value_of(1, "gateway"), "auto");
	assert_string_equal(value_of(1, "check.2"), "icmp");
	assert_string_equal(value_of(1, "empty"), "");
	assert_string_equal(value_of(1, "last"), "3");
	assert_null(value_of(1, "strict"));
	assert_null(value_of(1, "Gateway"));
	assert_int_equal(ini_of_test.entries[4].line, 10);
}

static void test_comments_and_quotes(void **state)
{
	(void)state;
	assert_int_equal(read_text("[a]\n"
				   "k1 = value ; comment; more\n"
				   "k2 = value\t# comment\n"
				   "k3 = \"x;y#z, 'w' \" ; comment \"quoted\"\n"
				   "k4 = a = b\n"
				   "k5 = http u expect=\"a, b\"\n"
				   "k6 = \"  blanks  \"\n"
				   "k7 = it's\n"
				   " ; indented\n"
				   "\t# indented\n"
				   "k8 = \"\" ; nothing\n"),
			 0);
	assert_int_equal(log_of_test.count, 0);
	assert_string_equal(value_of(0, "k1"), "value");
	assert_string_equal(value_of(0, "k2"), "value");
	assert_string_equal(value_of(0, "k3"), "x;y#z, 'w' ");
	assert_string_equal(value_of(0, "k4"), "a = b");
	assert_string_equal(value_of(0, "k5"), "http u expect=\"a, b\"");
	assert_string_equal(value_of(0, "k6"), "  blanks  ");
	assert_string_equal(value_of(0, "k7"), "it's");
	assert_string_equal(value_of(0, "k8"), "");
}

static void test_what_iniparser_would_read_otherwise(void **state)
{
	static const struct {
		const char *text, *complaint;
	} rows[] = {
		{ "[a]\nk = x;y\n", ":2: [a] k: `;' in a value" },
		{ "[a]\nk = x#y\n", ":2: [a] k: `#' in a value" },
		{ "[a]\nk = \"x\" y\n", "k: text behind the closing quote" },
		{ "[a]\nk = \"x\";y\n", "k: text behind the closing quote" },
		{ "[a]\nk = \"x\n", "k: the double quote is not closed" },
		{ "[a]\nk = 'x'\n", "k: single quotes do not quote" },
		{ "[a]\nk = ''\n", "k: single quotes do not quote" },
		{ "[a]\nk = x\\y\n", "k: a backslash" },
		{ "[a]\nk = \"x\\n\"\n", "k: a backslash" },
		{ "[a]\nk = x \\\nj = y\n", ":2: [a] k: a backslash" },
		{ "[a]\n; c \\\nk = y\n", ":2: [a] a backslash at the end of a comment" },
		{ "# c \\\n[a]\n", ":1: a backslash at the end of a comment" },
		{ "[a]\nk =\n", "k: has no value" },
		{ "[a]\nk = \n", "k: has no value" },
		{ "[a]\nk = ; x\n", "k: has no value" },
		{ "[a]\nk = # x\n", "k: has no value" },
		{ "[a]\nword\n", "`word' is no [section]" },
		{ "[a]\nk: v\n", "`k: v' is no [section]" },
		{ "[a]\n= v\n", "`' is no name for a key" },
		{ "[a]\nk\xc3\xa4se = v\n", "is no name for a key" },
		{ "[a]\nk k = v\n", "`k k' is no name for a key" },
		{ "[a]\n-k = v\n", "`-k' is no name for a key" },
		{ "[a]\nk. = v\n", "`k.' is no name for a key" },
		{ "[a]\nk.x = v\n", "`k.x' is no name for a key" },
		{ "[a]\nk.2.3 = v\n", "`k.2.3' is no name for a key" },
		{ "[a]\nkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk = v\n", "is no name for a key" },
		{ "k = v\n", ":1: k: stands before any [section]" },
		{ "[a\n", "`[' is not closed" },
		{ "[a] x\n", "text behind `]'" },
		{ "[a] ; x\n", "text behind `]'" },
		{ "[a]]\n", "text behind `]'" },
		{ "[]\n", "a section without a name" },
		{ "[ ]\n", "write [kind] or [kind name]" },
		{ "[ a]\n", "write [kind] or [kind name]" },
		{ "[a ]\n", "write [kind] or [kind name]" },
		{ "[a  b]\n", "write [kind] or [kind name]" },
		{ "[a\tb]\n", "write [kind] or [kind name]" },
		{ "[-a]\n", "write [kind] or [kind name]" },
		{ "[a:b]\n", "write [kind] or [kind name]" },
		{ "[a \"b\"]\n", "write [kind] or [kind name]" },
		{ "\xef\xbb\xbf[a]\n", ":1: a byte order mark" },
		{ "[a]\nk = a\rb\n", "a control byte (0x0d) at byte 6" },
		{ "[a]\nk = a\x1b[31m\n", "a control byte (0x1b)" },
		{ "[a]\n; \x7f\n", "a control byte (0x7f)" },
		{ "[a]\nk = 1\n[b]\n[A]\n", ":4: [a] said twice: first at " },
		{ "[a]\nk = 1\nj = 2\nK = 3\n", ":4: [a] k: said twice: first at " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_complaint(rows[i].text, strlen(rows[i].text), rows[i].complaint);
}

static void test_nul_bytes(void **state)
{
	(void)state;
	assert_complaint("[a]\nk = a\0b\n", 12, ":2: [a] a control byte (0x00) at byte 6");
	assert_complaint("\0", 1, ":1: a control byte (0x00) at byte 1");
}

static void test_keys_below_a_broken_section_are_nobodys(void **state)
{
	(void)state;
	assert_complaint("[a]\nk = 1\n[b\nk = 2\n", 19, ":3: `[' is not closed");
	assert_int_equal(ini_of_test.section_count, 1);
	assert_int_equal(ini_of_test.entry_count, 1);
	assert_false(ini_of_test.sections[0].damaged);
}

static void test_all_complaints_come_in_one_run_and_the_right_lines_stay(void **state)
{
	(void)state;
	assert_int_equal(read_text("[a]\none\nk = 1\ntwo\n[b]\nj = 'x'\n"), -EINVAL);
	assert_int_equal(log_of_test.count, 3);
	assert_string_equal(value_of(0, "k"), "1");
	assert_true(ini_of_test.sections[0].damaged);
	assert_true(ini_of_test.sections[1].damaged);
	clear(NULL);
	assert_int_equal(read_text("[a]\nk = 1\n[b]\nj = 'x'\n"), -EINVAL);
	assert_false(ini_of_test.sections[0].damaged);
}

/* `[a]', then `k = xxx...' of length bytes */
static size_t line_of(char *out, size_t length)
{
	memcpy(out, "[a]\nk = ", 8);
	memset(out + 8, 'x', length - 4);
	out[4 + length] = '\n';
	return 5 + length;
}

static void test_the_longest_line(void **state)
{
	char text[4096];

	(void)state;
	assert_int_equal(read_bytes(text, line_of(text, INI_LINE_MAX)), 0);
	assert_int_equal(strlen(value_of(0, "k")), INI_LINE_MAX - 4);
	clear(NULL);
	assert_int_equal(read_bytes(text, line_of(text, INI_LINE_MAX) - 1), 0);
	assert_complaint(text, line_of(text, INI_LINE_MAX + 1), ":2: [a] a line of 1023 bytes: 1022 is the limit");
	assert_complaint(text, line_of(text, INI_LINE_MAX + 1) - 1, "a line of 1023 bytes");
	assert_complaint(text, line_of(text, 3000), "a line of 3000 bytes");
}

static void test_the_longest_names(void **state)
{
	char text[512], name[INI_NAME_MAX + 2];

	(void)state;
	memset(name, 'n', sizeof(name));
	snprintf(text, sizeof(text), "[a %.*s]\n%.*s = 1\n", INI_NAME_MAX, name, INI_KEY_MAX, name);
	assert_int_equal(read_text(text), 0);
	assert_int_equal(strlen(ini_of_test.sections[0].name), INI_NAME_MAX);
	snprintf(text, sizeof(text), "[a %.*s]\n", INI_NAME_MAX + 1, name);
	assert_complaint(text, strlen(text), "write [kind] or [kind name]");
}

static void test_limits_of_a_file(void **state)
{
	size_t size = INI_SIZE_MAX + 1, used = 0;
	char *text = malloc(size);

	(void)state;
	assert_non_null(text);
	memset(text, '\n', size);
	assert_int_equal(read_bytes(text, size - 1), 0);
	assert_int_equal(read_bytes(text, size), -EFBIG);
	assert_true(log_says("is larger than 1048576 bytes"));

	used += (size_t)sprintf(text, "[a]\n");
	for (unsigned i = 0; i <= INI_ENTRIES_MAX; i++)
		used += (size_t)sprintf(text + used, "k%u = 1\n", i);
	assert_complaint(text, used, ":10002: [a] more than 10000 keys in one file");
	used = 0;
	for (unsigned i = 0; i <= INI_SECTIONS_MAX; i++)
		used += (size_t)sprintf(text + used, "[s%u]\n", i);
	assert_complaint(text, used, ":10001: more than 10000 sections in one file");
	free(text);
}

static void test_names_of_state_files(void **state)
{
	(void)state;
	assert_int_equal(read_text("[hold interface Eth0.100@x:y]\nwho = up\n"), 0);
	assert_string_equal(ini_of_test.sections[0].kind, "hold");
	assert_string_equal(ini_of_test.sections[0].name, "interface eth0.100@x:y");
	assert_string_equal(ini_of_test.sections[0].written, "interface Eth0.100@x:y");
	assert_string_equal(value_of(0, "who"), "up");
}

static void test_a_section_in_two_files_and_a_key_in_one(void **state)
{
	(void)state;
	assert_int_equal(read_text("[a]\nk = 1\n"), 0);
	assert_int_equal(read_text("[a]\nj = 2\n"), 0);
	assert_int_equal(ini_of_test.section_count, 2);
	assert_int_equal(ini_of_test.file_count, 2);
	assert_int_equal(read_text("\n[a]\nl = 3\nj = 4\n"), -EINVAL);
	assert_int_equal(log_of_test.count, 1);
	assert_true(log_says(":4: [a] j: said twice: first at /proc/self/fd/"));
	assert_true(log_says(":2"));
	/* an old repetition is not told again */
	assert_int_equal(read_text("[b]\nj = 4\n"), 0);
	assert_int_equal(log_of_test.count, 1);
}

static void test_the_level_of_complaints(void **state)
{
	(void)state;
	ini_of_test.level = LEVEL_WARNING;
	assert_int_equal(read_text("x\n"), -EINVAL);
	assert_int_equal(log_of_test.lines[0].level, LEVEL_WARNING);
	ini_of_test.level = LEVEL_ERROR;
}

static void test_what_is_no_file(void **state)
{
	char directory[] = "/tmp/homing-ini-XXXXXX", fifo[64];

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(fifo, sizeof(fifo), "%s/f", directory);
	assert_int_equal(ini_read(fifo, &ini_of_test, &log_of_test), -ENOENT);
	assert_int_equal(log_of_test.count, 0);
	assert_int_equal(ini_read(directory, &ini_of_test, &log_of_test), -EISDIR);
	assert_true(log_says("is a directory"));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(ini_read(fifo, &ini_of_test, &log_of_test), -ENOTSUP);
	assert_true(log_says("is not a regular file"));
	unlink(fifo);
	rmdir(directory);
	assert_int_equal(ini_of_test.file_count, 0);
}

static void test_iniparser_leaves_stderr_alone(void **state)
{
	int saved = dup(STDERR_FILENO), fd = memfd_create("stderr", MFD_CLOEXEC);
	struct stat s;

	(void)state;
	assert_true(saved >= 0 && fd >= 0);
	dup2(fd, STDERR_FILENO);
	read_text("[a\n");
	read_text("[a]\nk = 1\n");
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_int_equal(fstat(fd, &s), 0);
	assert_int_equal(s.st_size, 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_sections_keys_values_and_their_places, clear),
		cmocka_unit_test_teardown(test_comments_and_quotes, clear),
		cmocka_unit_test_teardown(test_what_iniparser_would_read_otherwise, clear),
		cmocka_unit_test_teardown(test_nul_bytes, clear),
		cmocka_unit_test_teardown(test_keys_below_a_broken_section_are_nobodys, clear),
		cmocka_unit_test_teardown(test_all_complaints_come_in_one_run_and_the_right_lines_stay, clear),
		cmocka_unit_test_teardown(test_the_longest_line, clear),
		cmocka_unit_test_teardown(test_the_longest_names, clear),
		cmocka_unit_test_teardown(test_limits_of_a_file, clear),
		cmocka_unit_test_teardown(test_names_of_state_files, clear),
		cmocka_unit_test_teardown(test_a_section_in_two_files_and_a_key_in_one, clear),
		cmocka_unit_test_teardown(test_the_level_of_complaints, clear),
		cmocka_unit_test_teardown(test_what_is_no_file, clear),
		cmocka_unit_test_teardown(test_iniparser_leaves_stderr_alone, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
