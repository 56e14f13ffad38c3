/* test_errand.c - what the watcher and its helper believe of each other; words; a text in what comes piece by piece. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "errand.h"
#include "expect.h"
#include "util.h"
#include "words.h"

static struct prefix address(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_read(text, &p), 0);
	return p;
}

static struct errand sound(enum errand_kind kind)
{
	return (struct errand){ .id = 7 + 3 * ERRAND_SLOTS, .timeout = 1000, .kind = (uint8_t)kind, .port = 80, .device = "eth0", .family = AF_INET,
				.source = { address("192.0.2.10"), address("2001:db8::10") }, .target = address("192.0.2.80") };
}

static int put(struct errand *e, const char *text)
{
	const char *words[ERRAND_WORDS_COUNT] = { text, "</html>", NULL, "A=1\nB=2" };

	return errand_write_words(e, words);
}

static void test_a_question_arrives_as_it_was(void **unused)
{
	struct errand e = sound(ERRAND_HTTP), read;
	int size = put(&e, "http://192.0.2.80/");

	(void)unused;
	assert_true(size > 0 && (size_t)size < sizeof(e));
	assert_int_equal(errand_read(&e, (size_t)size, &read), 0);
	assert_memory_equal(&e, &read, (size_t)size);
	assert_string_equal(errand_word(&read, ERRAND_TEXT), "http://192.0.2.80/");
	assert_string_equal(errand_word(&read, ERRAND_EXPECT), "</html>");
	assert_string_equal(errand_word(&read, ERRAND_HOST), "");
	assert_string_equal(errand_word(&read, ERRAND_FACTS), "A=1\nB=2");
}

static void test_too_many_words(void **unused)
{
	char text[ERRAND_WORDS];
	struct errand e = sound(ERRAND_HTTP);

	(void)unused;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(put(&e, text), -E2BIG);
}

/* change is made to a sound question, which is none then. */
#define REFUSED(kind_of, change)                                                     \
	do {                                                                         \
		struct errand e = sound(kind_of), read;                              \
		int size = put(&e, kind_of == ERRAND_TCP ? NULL : "words");          \
		assert_int_equal(errand_read(&e, (size_t)size, &read), 0);           \
		change;                                                              \
		assert_int_equal(errand_read(&e, (size_t)size, &read), -EINVAL);     \
	} while (0)

static void test_what_is_no_question(void **unused)
{
	(void)unused;
	REFUSED(ERRAND_TCP, size--);
	REFUSED(ERRAND_TCP, size = 1);
	REFUSED(ERRAND_TCP, size = 0);
	REFUSED(ERRAND_TCP, size = (int)sizeof(e) + 1);
	REFUSED(ERRAND_TCP, e.words[0] = 'x');
	REFUSED(ERRAND_HTTP, e.words[1] = '\0');
	REFUSED(ERRAND_TCP, e.kind = ERRAND_KINDS);
	REFUSED(ERRAND_TCP, e.timeout = 0);
	REFUSED(ERRAND_TCP, e.timeout = ERRAND_TIMEOUT_MOST + 1);
	REFUSED(ERRAND_TCP, e.port = 0);
	REFUSED(ERRAND_TCP, memset(e.device, 'x', sizeof(e.device)));
	REFUSED(ERRAND_TCP, e.device[1] = '/');
	REFUSED(ERRAND_TCP, e.family = 99);
	REFUSED(ERRAND_TCP, e.family = AF_INET6); /* the target is not of it */
	REFUSED(ERRAND_TCP, e.source[V4] = (struct prefix){ 0 });
	REFUSED(ERRAND_TCP, e.source[V4] = address("2001:db8::1"));
	REFUSED(ERRAND_TCP, e.source[V6].length = 64);
	REFUSED(ERRAND_TCP, e.target = (struct prefix){ 0 });
	REFUSED(ERRAND_DNS, e.target = (struct prefix){ 0 });
	REFUSED(ERRAND_TCP, e.target.length = 200);
	REFUSED(ERRAND_HTTP, e.verify = 2);
	REFUSED(ERRAND_EXEC, e.words[0] = e.words[1] = e.words[2] = e.words[3] = e.words[4] = '\0');
}

static void test_answers(void **unused)
{
	struct errand_answer a, read;
	char longer[sizeof(a) + 1];

	(void)unused;
	errand_answer_write(5, 6, NULL, &a);
	assert_int_equal(errand_answer_read(&a, sizeof(a), &read), 0);
	assert_true(read.well && !*read.why && read.id == 5 && read.sequence == 6);
	errand_answer_write(5, 6, "\033[1mstatus\n 503\377", &a);
	assert_int_equal(errand_answer_read(&a, sizeof(a), &read), 0);
	assert_false(read.well);
	assert_string_equal(read.why, "[1mstatus 503");
	errand_answer_write(5, 6, "\001", &a);
	assert_string_equal(a.why, "it failed");
	memset(longer, 'y', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	errand_answer_write(5, 6, longer, &a);
	assert_int_equal(strlen(a.why), ERRAND_WHY - 1);
	assert_int_equal(errand_answer_read(&a, sizeof(a) - 1, &read), -EINVAL);
	assert_int_equal(errand_answer_read(longer, sizeof(longer), &read), -EINVAL);
	memset(a.why, 'z', sizeof(a.why));
	assert_int_equal(errand_answer_read(&a, sizeof(a), &read), -EINVAL);
	errand_answer_write(5, 6, "no", &a);
	a.why[1] = '\n';
	assert_int_equal(errand_answer_read(&a, sizeof(a), &read), -EINVAL);
	errand_answer_write(5, 6, "no", &a);
	a.well = 1;
	assert_int_equal(errand_answer_read(&a, sizeof(a), &read), -EINVAL);
	errand_answer_write(5, 6, NULL, &a);
	a.well = 2;
	assert_int_equal(errand_answer_read(&a, sizeof(a), &read), -EINVAL);
}

/* Cut in two anywhere. */
static bool finds(const char *text, const char *in)
{
	bool found = false;

	for (size_t cut = 0; cut <= strlen(in); cut++) {
		_cleanup_(expect_free) struct expect e = { 0 };
		bool now;

		assert_int_equal(expect_begin(&e, text), 0);
		expect_hear(&e, in, cut);
		now = expect_hear(&e, in + cut, strlen(in) - cut);
		assert_true(cut == 0 || now == found);
		found = now;
	}
	return found;
}

static void test_a_text_in_pieces(void **unused)
{
	_cleanup_(expect_free) struct expect e = { 0 };

	(void)unused;
	assert_true(finds("</html>", "<p></HTML>\n"));
	assert_true(finds("</html>", "<</</h</html>"));
	assert_false(finds("</html>", "</htm l>"));
	assert_true(finds("aab", "aaaaaaab"));
	assert_true(finds("abcabd", "abcabcabd"));
	assert_false(finds("abcabd", "abcabcab"));
	assert_true(finds("", ""));
	assert_int_equal(expect_begin(&e, "x"), 0);
	assert_true(expect_hear(&e, "\0\0x\0", 4));
}

static void words_are(const char *line, int count, const char *second)
{
	char text[64], *words[3];

	strcpy(text, line);
	assert_int_equal(words_split(text, words, COUNT(words)), count);
	if (second)
		assert_string_equal(words[1], second);
}

static void test_words(void **unused)
{
	(void)unused;
	words_are("", 0, NULL);
	words_are(" a\tb ", 2, "b");
	words_are("a \"b  c\"d e", 3, "b  cd");
	words_are("a \"\"", 2, "");
	words_are("a b c d", -E2BIG, NULL);
	words_are("a \"b", -EINVAL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_question_arrives_as_it_was), cmocka_unit_test(test_too_many_words), cmocka_unit_test(test_what_is_no_question),
		cmocka_unit_test(test_answers), cmocka_unit_test(test_a_text_in_pieces), cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
