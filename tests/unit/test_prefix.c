/* test_prefix.c - addresses and prefixes, both families. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "prefix.h"

static struct prefix P(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_read(text, &p), 0);
	return p;
}

static void assert_text(struct prefix p, const char *text)
{
	char buffer[PREFIX_TEXT];

	assert_string_equal(prefix_text(&p, buffer), text);
}

static void test_reads_what_ip_prints(void **state)
{
	static const char *const same[] = { "0.0.0.0", "0.0.0.0/0", "192.0.2.1", "192.0.2.1/24", "192.0.2.0/31", "255.255.255.255",
					    "::", "::/0", "::1", "2001:db8::1", "2001:db8::1/64", "fe80::1/127", "::ffff:192.0.2.1" };

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_text(P(same[i]), same[i]);
	assert_text(P("192.0.2.1/32"), "192.0.2.1");
	assert_text(P("2001:db8:1111:2222:3333:4444:5555:6666/128"), "2001:db8:1111:2222:3333:4444:5555:6666");
	assert_text(P("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
	assert_text((struct prefix){ 0 }, "");
}

static void test_refuses_everything_else(void **state)
{
	static const char *const bad[] = { "",		  " ",		  "/",		   "/24",	     "192.0.2",	       "192.0.2.1/",
					   "192.0.2.1/33", "192.0.2.1/024", "192.0.2.1/+8", "192.0.2.1/-1",  "192.0.2.1/8 ",   " 192.0.2.1",
					   "192.0.2.1 ",   "010.0.0.1",	  "192.0.2.256",   "192.0.2.1/24/24", "192.0.2.1/0x8", "192.0.2.1/1000",
					   "2001:db8::/129", "2001:db8::/", "2001:db8",	   "fe80::1%eth0",  "2001:db8:::1",    "default",
					   "192.0.2.1/255.255.255.0", "192.0.2.1/99999999999999999999",
					   "2001:db8:1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb" };
	struct prefix p = P("192.0.2.7");

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_true(prefix_read(bad[i], &p) < 0);
	assert_text(p, "192.0.2.7"); /* a failed read changes nothing */
}

static void test_families(void **state)
{
	(void)state;
	assert_int_equal(family_index(AF_INET), V4);
	assert_int_equal(family_index(AF_INET6), V6);
	assert_int_equal(family_number(V4), AF_INET);
	assert_int_equal(family_number(V6), AF_INET6);
	assert_int_equal(prefix_full_length(AF_INET), 32);
	assert_int_equal(prefix_full_length(AF_INET6), 128);
}

static void test_masks_host_bits(void **state)
{
	struct prefix four = P("192.0.2.201/26"), six = P("2001:db8::ffff/121"), all = P("192.0.2.1/0"), whole = P("2001:db8::ffff");

	(void)state;
	assert_text(prefix_masked(&four), "192.0.2.192/26");
	assert_text(prefix_masked(&six), "2001:db8::ff80/121");
	assert_text(prefix_masked(&all), "0.0.0.0/0");
	assert_text(prefix_masked(&whole), "2001:db8::ffff");
	assert_text(prefix_host(&four), "192.0.2.201");
	assert_text(prefix_host(&six), "2001:db8::ffff");
	assert_true(prefix_has_host_bits(&four));
	assert_true(prefix_has_host_bits(&six));
	assert_false(prefix_has_host_bits(&whole));
	four = prefix_masked(&four);
	assert_false(prefix_has_host_bits(&four));
}

static void test_knows_what_is_special(void **state)
{
	(void)state;
	assert_true(prefix_is_link_local(&(struct prefix){ AF_INET, 32, { 169, 254, 1 } }));
	assert_false(prefix_is_link_local(&(struct prefix){ AF_INET, 32, { 169, 253, 1 } }));
	assert_true(prefix_is_link_local(&(struct prefix){ AF_INET6, 128, { 0xfe, 0xbf } }));
	assert_false(prefix_is_link_local(&(struct prefix){ AF_INET6, 128, { 0xfe, 0xc0 } }));
	assert_false(prefix_is_link_local(&(struct prefix){ AF_INET6, 128, { 169, 254 } }));
	assert_true(prefix_is_loopback(&(struct prefix){ AF_INET, 32, { 127, 9, 9, 9 } }));
	assert_false(prefix_is_loopback(&(struct prefix){ AF_INET, 32, { 128 } }));
	assert_true(prefix_is_loopback(&(struct prefix){ AF_INET6, 128, { [15] = 1 } }));
	assert_false(prefix_is_loopback(&(struct prefix){ AF_INET6, 128, { [15] = 2 } }));
	assert_true(prefix_is_set(&(struct prefix){ AF_INET, 0, { 0 } }));
	assert_false(prefix_is_set(&(struct prefix){ 0 }));
	assert_false(prefix_is_host(&(struct prefix){ 0 }));
	assert_false(prefix_is_host(&(struct prefix){ AF_INET6, 32, { 0x20 } }));
	assert_true(prefix_is_host(&(struct prefix){ AF_INET, 32, { 10 } }));
}

static bool contains(const char *outer, const char *inner)
{
	struct prefix a = P(outer), b = P(inner);

	return prefix_contains(&a, &b);
}

static void test_contains(void **state)
{
	struct prefix none = { 0 }, four = P("0.0.0.0/0");

	(void)state;
	assert_true(contains("192.0.2.0/24", "192.0.2.7"));
	assert_true(contains("192.0.2.0/24", "192.0.2.0/24"));
	assert_true(contains("192.0.2.9/24", "192.0.2.128/25"));
	assert_true(contains("0.0.0.0/0", "255.255.255.255"));
	assert_true(contains("2001:db8::/47", "2001:db8:1:ff::1/64"));
	assert_false(contains("192.0.2.0/24", "192.0.3.7"));
	assert_false(contains("192.0.2.0/25", "192.0.2.0/24"));
	assert_false(contains("2001:db8::/48", "2001:db8:1::1"));
	assert_false(contains("0.0.0.0/0", "::"));
	assert_false(contains("::/0", "0.0.0.0"));
	assert_false(prefix_contains(&none, &four));
	assert_false(prefix_contains(&four, &none));
}

static void test_order(void **state)
{
	/* unset, then v4 before v6; the longer prefix first, then bytes */
	struct prefix rising[] = { { 0 },	       P("192.0.2.1"),	   P("192.0.2.2"), P("203.0.113.0/24"), P("0.0.0.0/0"),
				   P("2001:db8::1"), P("2001:db8::/64"), P("fe80::/64"), P("::/0") };
	size_t count = sizeof(rising) / sizeof(rising[0]);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int order = prefix_compare(&rising[i], &rising[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
			assert_int_equal(prefix_equal(&rising[i], &rising[j]), i == j);
		}
}

static void test_lists(void **state)
{
	struct prefixes list = { 0 };
	struct prefix p = P("2001:db8::"), absent = P("192.0.2.1");

	(void)state;
	for (unsigned i = 0; i < 400; i++) {
		p.bytes[15] = (unsigned char)i;
		assert_int_equal(prefixes_add_once(&list, &p), 0);
	}
	assert_int_equal(list.count, 256);
	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(list.items[i].bytes[15], i);
	assert_true(prefixes_have(&list, &p));
	assert_int_equal(prefixes_add(&list, &p), 0);
	assert_int_equal(list.count, 257);
	assert_false(prefixes_have(&list, &absent));
	prefixes_free(&list);
	assert_null(list.items);
	assert_int_equal(list.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_what_ip_prints), cmocka_unit_test(test_refuses_everything_else),
		cmocka_unit_test(test_families),	     cmocka_unit_test(test_masks_host_bits),
		cmocka_unit_test(test_knows_what_is_special), cmocka_unit_test(test_contains),
		cmocka_unit_test(test_order),		     cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
