/* test_questions.c - what an uplink's checks ask: whom, as how many checks, and nobody twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "questions.h"
#include "util.h"

static struct questions q;

static int clear(void **unused)
{
	(void)unused;
	questions_free(&q);
	q = (struct questions){ 0 };
	return 0;
}

static struct prefix address(const char *text)
{
	struct prefix p = { 0 };

	if (text)
		assert_int_equal(prefix_read(text, &p), 0);
	return p;
}

static void list(struct check *items, size_t count, unsigned need)
{
	const struct checks checks = { items, count };
	const struct way way = { .device = "nodevice0" }; /* what is not there is no reason not to ask */
	const struct prefix gateways[FAMILIES] = { address("192.0.2.1"), address("fe80::1") };
	const struct asked_of of = { .way = &way, .targets = gateways, .count = FAMILIES };
	const struct health_rules rules = { .need = need };

	clear(NULL);
	assert_int_equal(questions_list(&checks, &rules, &of, &q), 0);
}

static void test_each_neighbour_once(void **unused)
{
	static const struct {
		enum check_kind kind[3];
		const char *target[3];
		size_t count, questions;
		unsigned checks;
	} tries[] = {
		{ { CHECK_GATEWAY }, { NULL }, 1, 2, 1 },
		{ { CHECK_ARP, CHECK_GATEWAY }, { NULL, NULL }, 2, 2, 1 },
		{ { CHECK_ARP, CHECK_GATEWAY }, { "192.0.2.1", NULL }, 2, 2, 2 },
		{ { CHECK_GATEWAY, CHECK_ARP, CHECK_ARP }, { NULL, "192.0.2.1", "fe80::1" }, 3, 2, 1 },
		{ { CHECK_ARP, CHECK_GATEWAY, CHECK_ARP }, { "192.0.2.9", NULL, "192.0.2.8" }, 3, 4, 3 },
		{ { CHECK_ICMP, CHECK_GATEWAY, CHECK_ICMP }, { NULL, NULL, "192.0.2.1" }, 3, 5, 3 }, /* another question */
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(tries); i++) {
		struct check checks[3] = { 0 };

		for (size_t k = 0; k < tries[i].count; k++)
			checks[k] = (struct check){ .kind = tries[i].kind[k] & 0xff, .target = address(tries[i].target[k]) };
		list(checks, tries[i].count, 3);
		assert_int_equal(q.count, tries[i].questions);
		assert_int_equal(q.check_count, tries[i].checks);
		assert_int_equal(q.rules.need, tries[i].checks);
	}
}

static unsigned families_of(size_t index)
{
	struct health_target t = { 0 };

	questions_tell(&q.targets[index], &t);
	return t.families;
}

/* Only gateways stand for their family, and where it has no address there is nobody to ask. */
static void test_families_of_an_uplink(void **unused)
{
	struct check checks[] = { { .kind = CHECK_GATEWAY }, { .kind = CHECK_ICMP, .target = address("198.51.100.7") }, { .kind = CHECK_ICMP } };
	struct uplink uplink = { .name = "dsl", .checks = { checks, COUNT(checks) }, .need = 1 };
	struct seen seen = { .way = { .device = "nodevice0" }, .gateway = { address("192.0.2.1"), address("fe80::1") } };

	(void)unused;
	seen.way.source[V4] = address("192.0.2.10");
	seen.way.source[V6] = address("2001:db8:1::10");
	clear(NULL);
	assert_int_equal(questions_of_uplink(&uplink, &seen, &q), 0);
	assert_int_equal(q.count, 5);
	assert_int_equal(families_of(0), 1 << V4);
	assert_int_equal(families_of(1), 1 << V6);
	assert_int_equal(families_of(2), 0);
	assert_int_equal(families_of(3), 1 << V4);
	assert_int_equal(families_of(4), 1 << V6);

	seen.way.source[V6] = (struct prefix){ 0 };
	clear(NULL);
	assert_int_equal(questions_of_uplink(&uplink, &seen, &q), 0);
	assert_int_equal(q.count, 3);
	assert_int_equal(families_of(0), 1 << V4);

	list(checks, 1, 1); /* a peer, an alias: one answer is enough */
	assert_int_equal(q.count, 2);
	assert_int_equal(families_of(0), 0);
	assert_int_equal(families_of(1), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_each_neighbour_once, clear),
		cmocka_unit_test_teardown(test_families_of_an_uplink, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
