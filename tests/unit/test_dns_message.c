/* test_dns_message.c - a question to a name server, and who may answer it how. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "dns_message.h"

static unsigned char question[DNS_MESSAGE], reply[2 * DNS_MESSAGE];
static size_t length, reply_length;
static struct prefix found;
static const char *why;

static void ask(const char *name, enum dns_type type)
{
	int n = dns_write_question(name, type, 0x1234, question);

	assert_true(n > 0);
	length = (size_t)n;
	memcpy(reply, question, length);
	reply_length = length;
	reply[2] = 0x81; /* a response, recursion desired */
	reply[3] = 0x80; /* and available */
}

static void add(const void *bytes, size_t count)
{
	memcpy(reply + reply_length, bytes, count);
	reply_length += count;
}

/* One record of the question's name. */
static void add_record(uint8_t type, const void *data, uint8_t size)
{
	const unsigned char head[] = { 0xc0, 12, 0, type, 0, 1, 0, 0, 1, 0, 0, size };

	add(head, sizeof(head));
	add(data, size);
	reply[7]++;
}

static enum dns_reply read_reply(void)
{
	return dns_read_reply(question, length, reply, reply_length, &found, &why);
}

static const unsigned char FOUR[] = { 192, 0, 2, 80 }, SIX[16] = { 0x20, 1, 0xd, 0xb8, [15] = 0x80 };

static void test_questions(void **unused)
{
	static const unsigned char expected[] = { 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 'w', 'w', 'w', 1, 'x', 0, 0, 28, 0, 1 };
	char label[130];

	(void)unused;
	ask("www.x", DNS_AAAA);
	assert_int_equal(length, sizeof(expected));
	assert_memory_equal(question, expected, sizeof(expected));
	ask("www.x.", DNS_AAAA);
	assert_int_equal(length, sizeof(expected));
	memset(label, 'a', sizeof(label));
	label[64] = '\0';
	assert_int_equal(dns_write_question(label, DNS_A, 1, question), -EINVAL);
	label[63] = '\0';
	assert_true(dns_write_question(label, DNS_A, 1, question) > 0);
	assert_int_equal(dns_write_question("", DNS_A, 1, question), -EINVAL);
	assert_int_equal(dns_write_question(".", DNS_A, 1, question), -EINVAL);
	assert_int_equal(dns_write_question("a..b", DNS_A, 1, question), -EINVAL);
}

static void test_addresses(void **unused)
{
	char text[PREFIX_TEXT];

	(void)unused;
	ask("www.example.org", DNS_A);
	add_record(5, "\1a\300\020", 4); /* an alias before it */
	add_record(DNS_A, FOUR, 4);
	assert_int_equal(read_reply(), DNS_FOUND);
	assert_string_equal(prefix_text(&found, text), "192.0.2.80");
	ask("www.example.org", DNS_AAAA);
	add_record(DNS_A, FOUR, 4); /* not what was asked for */
	add_record(DNS_AAAA, SIX, 16);
	assert_int_equal(read_reply(), DNS_FOUND);
	assert_string_equal(prefix_text(&found, text), "2001:db8::80");
	reply[13] = 'W'; /* servers may change the case */
	assert_int_equal(read_reply(), DNS_FOUND);
}

static void test_nothing(void **unused)
{
	static const char *const said[] = { "resolved to nothing", "the name server does not understand", "the name server failed", "no such name", "the name server will not say",
					    "the name server refused" };

	(void)unused;
	for (unsigned char code = 0; code < 6; code++) {
		ask("www.example.org", DNS_A);
		reply[3] = (unsigned char)(0x80 | code);
		assert_int_equal(read_reply(), DNS_NOTHING);
		assert_string_equal(why, said[code]);
	}
	ask("x", DNS_A);
	add_record(DNS_A, FOUR, 4);
	reply[3] |= 3; /* an address all the same */
	assert_int_equal(read_reply(), DNS_NOTHING);
}

static void test_strangers(void **unused)
{
	(void)unused;
	ask("www.example.org", DNS_A);
	add_record(DNS_A, FOUR, 4);
	assert_int_equal(read_reply(), DNS_FOUND);
	reply[0] ^= 1; /* the number */
	assert_int_equal(read_reply(), DNS_FOREIGN);
	reply[0] ^= 1;
	reply[2] ^= 0x80; /* a question */
	assert_int_equal(read_reply(), DNS_FOREIGN);
	reply[2] ^= 0x80;
	reply[14] ^= 1; /* another name */
	assert_int_equal(read_reply(), DNS_FOREIGN);
	reply[14] ^= 1;
	reply[length - 3] ^= 1; /* another type */
	assert_int_equal(read_reply(), DNS_FOREIGN);
	reply[length - 3] ^= 1;
	reply[5] = 0; /* no question at all */
	assert_int_equal(read_reply(), DNS_FOREIGN);
	reply[5] = 1;
	for (reply_length = 0; reply_length < length; reply_length++)
		assert_int_equal(read_reply(), DNS_FOREIGN);
}

static void test_what_is_cut_or_wrong(void **unused)
{
	size_t whole;

	(void)unused;
	ask("www.example.org", DNS_A);
	add_record(DNS_A, FOUR, 4);
	whole = reply_length;
	for (reply_length = length; reply_length < whole; reply_length++)
		assert_int_equal(read_reply(), DNS_NOTHING);
	reply_length = whole;
	reply[length + 11] = 5; /* longer than there is */
	assert_int_equal(read_reply(), DNS_NOTHING);
	reply[length + 11] = 3; /* no address */
	assert_int_equal(read_reply(), DNS_NOTHING);
	reply[length] = 0x80; /* no label, no pointer */
	assert_int_equal(read_reply(), DNS_NOTHING);
	reply[6] = reply[7] = 0xff; /* more records than there are */
	assert_int_equal(read_reply(), DNS_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_questions), cmocka_unit_test(test_addresses), cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_strangers), cmocka_unit_test(test_what_is_cut_or_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
