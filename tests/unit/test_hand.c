/* test_hand.c - what is typed without a file: words to sections, and the kernel's objects back to them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config_value.h"
#include "hand.h"
#include "text.h"

#define WORDS 16

static struct hand hand;
static struct uplink uplinks[] = {
	{ .name = "dsl", .place = { "homing.conf", 3 }, .interface = "eth7", .table = 7201 },
	{ .name = "cable", .place = { "homing.conf", 9 }, .interface = "eth8", .table = 7203 },
};
static const struct config others = { .homing.tables = 7200, .uplinks = uplinks, .uplink_count = COUNT(uplinks) };

static int tear_down(void **state)
{
	(void)state;
	hand_free(&hand);
	return 0;
}

static const struct {
	const char *program;
	enum run_kinds kind;
	const char *repeated;
} PROGRAMS[] = {
	{ "table", RUN_TABLE, "--gateway" },
	{ "rule", RUN_RULE, "--from" },
	{ "alias", RUN_ALIAS, "--address" },
	{ "balance", RUN_BALANCE, "--hop" },
};

/* `table up --interface eth1 ...', split at blanks; a word that holds one has `_' in its place. */
static int type_in(const char *line, struct names *names, char why[HAND_WHY])
{
	char copy[2048], *words[WORDS], *rest = copy;
	const char *items[WORDS];
	struct hand_words w = { .items = items };
	const char *repeated = NULL;
	size_t count = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word; count < WORDS && (word = strtok_r(rest, " ", &rest)); count++)
		words[count] = word;
	for (size_t i = 2; i < count; i++)
		for (char *c = words[i]; (c = strchr(c, '_'));)
			*c = ' ';
	for (size_t i = 0; i < COUNT(PROGRAMS); i++)
		if (!strcmp(words[0], PROGRAMS[i].program)) {
			w.kind = PROGRAMS[i].kind;
			repeated = PROGRAMS[i].repeated;
		}
	w.down = !strcmp(words[1], "down");
	for (size_t i = 2; i < count; i++) {
		if (!strcmp(words[i], "--guard"))
			w.guard = true;
		else if (!strcmp(words[i], "--interface"))
			w.interface = words[++i];
		else if (!strcmp(words[i], "--table"))
			w.table = words[++i];
		else if (!strcmp(words[i], "--label"))
			w.label = words[++i];
		else if (!strcmp(words[i], repeated))
			items[w.item_count++] = words[++i];
		else
			fail_msg("the test says %s", words[i]);
	}
	return hand_change(&hand, &others, &w, names, why);
}

static void typed(const char *line)
{
	_cleanup_(names_free) struct names names = { 0 };
	char why[HAND_WHY] = "";
	int error = type_in(line, &names, why);

	if (error)
		fail_msg("%s: %d %s", line, error, why);
	assert_true(names.count > 0);
}

static void refused(const char *line, const char *reason)
{
	_cleanup_(names_free) struct names names = { 0 };
	char why[HAND_WHY] = "";
	int error = type_in(line, &names, why);

	if (error != -EINVAL || !strstr(why, reason))
		fail_msg("%s: %d `%s', not `%s'", line, error, why, reason);
}

static void unknown(const char *line)
{
	_cleanup_(names_free) struct names names = { 0 };
	char why[HAND_WHY] = "";

	assert_int_equal(type_in(line, &names, why), -ENOENT);
}

static void assert_file(const char *interface, const char *expected)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };

	hand_write(&hand, interface, &text);
	assert_string_equal(text.data ? text.data : "", expected);
}

static void test_table(void **state)
{
	(void)state;
	typed("table up --interface eth1 --gateway 192.0.2.1 --table 101 --guard");
	assert_file("eth1", "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = 192.0.2.1\nfamily = 4\nguard = yes\n");
	typed("table up --interface eth1 --gateway FE80:0::1,192.0.2.129_onlink --table 101"); /* another time, and both families */
	assert_file("eth1", "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = fe80::1, 192.0.2.129 onlink\nguard = no\n");
	typed("table up --interface eth1 --gateway auto --table 102");
	typed("table down --table 101");
	assert_file("eth1", "[uplink hand-102]\ninterface = eth1\ntable = 102\ngateway = auto\nguard = no\n");
	unknown("table down --table 101");
	typed("table down --interface eth1 --table 102");
	assert_file("eth1", "");
	assert_int_equal(hand.count, 0);
}

static void test_rule(void **state)
{
	(void)state;
	refused("rule up --from 192.0.2.0/24 --table 101", "--interface is missing");
	typed("table up --interface eth1 --gateway fe80::1 --table 101");
	typed("rule up --from 2001:DB8:1::/64 --table 101");
	typed("rule up --from 2001:db8:1:2::/64,2001:db8:1::/64 --from 2001:db8:5::5 --table 101");
	assert_file("eth1", "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = fe80::1\nfamily = 6\nguard = no\n"
			    "addresses = 2001:db8:1::/64, 2001:db8:1:2::/64, 2001:db8:5::5\n");
	typed("table down --table 101"); /* the rules go on by the gateway */
	typed("rule down --from 2001:db8:1:2::/64 --table 101");
	assert_file("eth1", "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = fe80::1\nfamily = 6\n"
			    "addresses = 2001:db8:1::/64, 2001:db8:5::5\n");
	unknown("rule down --from 2001:db8:1:2::/64 --table 101");
	unknown("rule down --from 192.0.2.0/24 --table 999");
	typed("rule down --from 2001:db8:5::5 --table 101");
	typed("rule down --from 2001:db8:1::/64 --table 101");
	assert_int_equal(hand.count, 0);
}

static void test_alias(void **state)
{
	(void)state;
	typed("alias up --interface eth0 --address 192.0.2.20-22 --address 2001:DB8::20 --label eth0:x");
	typed("alias up --interface eth0 --address 192.0.2.30/24");
	assert_file("eth0", "[alias hand-1]\ninterface = eth0\naddress = 192.0.2.20-22, 2001:db8::20\nlabel = eth0:x\n"
			    "[alias hand-2]\ninterface = eth0\naddress = 192.0.2.30/24\n");
	refused("alias down --interface eth0 --address 192.0.2.21", "come and go together");
	refused("alias up --interface eth0 --address 192.0.2.20", "come and go together");
	unknown("alias down --interface eth1 --address 192.0.2.30/24");
	typed("alias up --interface eth0 --address 192.0.2.20,192.0.2.21 --address 192.0.2.22,2001:db8::20"); /* the same, and without a label */
	assert_file("eth0", "[alias hand-1]\ninterface = eth0\naddress = 192.0.2.20, 192.0.2.21, 192.0.2.22, 2001:db8::20\n"
			    "[alias hand-2]\ninterface = eth0\naddress = 192.0.2.30/24\n");
	typed("alias down --interface eth0 --address 192.0.2.20-22,2001:db8::20,192.0.2.30/24");
	assert_int_equal(hand.count, 0);
}

static void test_balance(void **state)
{
	(void)state;
	typed("table up --interface eth1 --gateway 192.0.2.1,fe80::1 --table 101");
	typed("balance up --hop eth1,192.0.2.1,2 --hop eth1,fe80::1,2 --hop eth2,198.51.100.1 --hop eth2,fe80::1 --hop ppp0");
	assert_file("eth1", "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = 192.0.2.1, fe80::1\nguard = no\nweight = 2\n");
	/* 7201 and 7203 are the file's */
	assert_file("eth2", "[uplink hand-7202]\ninterface = eth2\ntable = 7202\ngateway = 198.51.100.1, fe80::1\nweight = 1\n");
	assert_file("ppp0", "[uplink hand-7204]\ninterface = ppp0\ntable = 7204\nweight = 1\n");
	typed("balance up --hop eth2,198.51.100.1,3"); /* once more */
	typed("balance up --hop eth2,198.51.100.129"); /* another router there */
	assert_file("eth2", "[uplink hand-7202]\ninterface = eth2\ntable = 7202\ngateway = 198.51.100.1, fe80::1\nweight = 3\n"
			    "[uplink hand-7205]\ninterface = eth2\ntable = 7205\ngateway = 198.51.100.129\nfamily = 4\nweight = 1\n");
	refused("balance down --hop eth2", "several gateways");
	typed("balance down --hop eth2,198.51.100.129");
	typed("balance down --hop eth2,198.51.100.1 --hop eth2,fe80::1 --hop ppp0");
	unknown("balance down --hop ppp0");
	typed("balance down --hop eth1");
	assert_file("eth1", "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = 192.0.2.1, fe80::1\nguard = no\n");
	assert_int_equal(hand.count, 1);
}

static void test_refused(void **state)
{
	static const struct {
		const char *line, *reason;
	} rows[] = {
		{ "table up --interface eth1 --gateway 192.0.2.1", "--table is missing" },
		{ "table up --interface eth1 --table 101", "--gateway is missing" },
		{ "table up --gateway 192.0.2.1 --table 101", "--interface is missing" },
		{ "table up --interface eth1 --gateway 192.0.2.1 --table 0", "--table: `0'" },
		{ "table up --interface eth1 --gateway 192.0.2.1 --table 0x65", "--table: `0x65'" },
		{ "table up --interface eth7 --gateway 192.0.2.1 --table 7201", "that of [uplink dsl] (homing.conf:3)" },
		{ "table up --interface ../x --gateway 192.0.2.1 --table 101", "--interface: `../x'" },
		{ "table up --interface a_b --gateway 192.0.2.1 --table 101", "--interface: `a b'" },
		{ "table up --interface a\nb --gateway 192.0.2.1 --table 101", "--interface: `a\nb'" },
		{ "table up --interface eth1 --gateway 192.0.2 --table 101", "--gateway: `192.0.2'" },
		{ "table up --interface eth1 --gateway 192.0.2.1, --table 101", "--gateway: an empty word" },
		{ "table up --interface eth1 --gateway 192.0.2.1;reboot --table 101", "--gateway: `192.0.2.1;reboot'" },
		{ "table up --interface eth1 --gateway fe80::1,fe80::2 --table 101", "second gateway for IPv6" },
		{ "rule up --interface eth1 --table 101", "--from is missing" },
		{ "rule up --interface eth1 --from fe80::/64 --table 101", "link-local" },
		{ "rule up --interface eth1 --from 0.0.0.0/0 --table 101", "every address there is" },
		{ "rule up --interface eth1 --from auto --table 101", "`auto'" },
		{ "rule up --from 192.0.2.1 --table 7203", "that of [uplink cable]" },
		{ "alias up --address 192.0.2.1", "--interface is missing" },
		{ "alias up --interface eth0", "--address is missing" },
		{ "alias up --interface eth0 --address 192.0.2.255/24", "broadcast" },
		{ "alias up --interface eth0 --address 192.0.2.1 --label eth0:0123456789abcdef", "--label: `eth0:0123456789abcdef'" },
		{ "balance up --hop eth1,192.0.2.1,0", "its weight: `0'" },
		{ "balance up --hop eth1,,2", "an empty word" },
		{ "balance up --hop eth1,192.0.2.1,1,1", "must be IFACE[,GATEWAY[,WEIGHT]]" },
		{ "balance up --hop eth8,192.0.2.1", "the interface of [uplink cable] (homing.conf:9)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		refused(rows[i].line, rows[i].reason);
		for (size_t k = 0; k < hand.count; k++) /* what a refused command has begun is thrown away with the rest of it */
			assert_non_null(hand.sections[k].values[HAND_INTERFACE]);
		hand_free(&hand);
	}
}

static void test_too_many(void **state)
{
	char line[128];

	(void)state;
	typed("table up --interface eth1 --gateway 192.0.2.1 --table 101");
	for (int i = 0; i < 60; i++) { /* 60 times 14 bytes, and what stands between them */
		snprintf(line, sizeof(line), "rule up --from 198.51.100.%d --table 101", 100 + i);
		typed(line);
	}
	refused("rule up --from 203.0.113.200 --table 101", "no room left");
}

static void test_read_back(void **state)
{
	static const char text[] = "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = 192.0.2.1\nguard = no\n"
				   "[alias hand-1]\ninterface = eth1\naddress = 192.0.2.12\n";
	_cleanup_(ini_free) struct ini ini = { .level = LEVEL_WARNING };
	_cleanup_(log_free) struct log log = { 0 };

	(void)state;
	assert_int_equal(ini_read_text(HAND_NAME, text, &ini, &log), 0);
	assert_int_equal(hand_add_ini(&hand, &ini), 0);
	assert_file("eth1", text);
	assert_true(hand_is_first(&hand, 0));
	assert_false(hand_is_first(&hand, 1));
	ini_free(&ini);
	assert_int_equal(ini_read_text(HAND_NAME, "[uplink x]\nweight = 1\n[balance]\ninterface = eth1\n", &ini, &log), 0);
	assert_int_equal(hand_add_ini(&hand, &ini), 0);
	assert_int_equal(hand.count, 2); /* neither has what it must have */
}

static void recall(const char *const *lines)
{
	_cleanup_(state_free) struct state ours = { 0 };
	char why[TEXT_WHY];

	for (; *lines; lines++) {
		struct text_line line = { 0 };

		if (text_read_line(*lines, &line, why))
			fail_msg("%s: %s", *lines, why);
		assert_int_equal(line.kind, TEXT_OBJECT);
		assert_int_equal(state_add(&ours, &line.object), 0);
	}
	assert_int_equal(state_sort(&ours), 0);
	assert_int_equal(hand_from_kernel(&ours, &others, &hand), 0);
}

static void test_from_kernel(void **state)
{
	static const char *const lines[] = {
		"ip -4 route add 192.0.2.0/24 dev eth1 proto 72 table 101",
		"ip -4 route add default via 192.0.2.1 dev eth1 proto 72 table 101",
		"ip -4 route add unreachable default metric 4294967295 proto 72 table 101",
		"ip -6 route add default via fe80::1 dev eth1 proto 72 table 101",
		"ip -6 route add default via fe80::1 dev eth2 proto 72 table 102",
		"ip -4 route add default via 203.0.113.1 dev eth3 onlink proto 72 table 103",
		"ip -4 route add default via 192.0.2.1 dev eth7 proto 72 table 7201",
		"ip -4 route add default proto 72 table 7200 nexthop via 192.0.2.1 dev eth1 weight 2 nexthop via 198.51.100.1 dev eth5 weight 1",
		"ip -4 rule add pref 7408 from 192.0.2.0/24 iif lo lookup 101 protocol 72",
		"ip -6 rule add pref 7464 from 2001:db8:1::/64 iif lo lookup 101 protocol 72",
		"ip -4 rule add pref 7408 from 198.51.100.0/24 iif lo lookup 104 protocol 72",
		"ip -4 rule add pref 7700 oif eth4 lookup 104 protocol 72",
		"ip -4 rule add pref 7408 from 198.51.100.0/24 iif lo lookup 7203 protocol 72",
		"ip addr add 192.0.2.12/32 dev eth1 label eth1:x",
		"ip addr add 2001:db8:1::12/128 dev eth1",
		NULL,
	};

	(void)state;
	recall(lines);
	assert_file("eth1", "[uplink hand-101]\ninterface = eth1\ntable = 101\ngateway = 192.0.2.1, fe80::1\nfamily = 4, 6\nguard = yes\n"
			    "addresses = 192.0.2.0/24, 2001:db8:1::/64\nweight = 2\n"
			    "[alias hand-1]\ninterface = eth1\naddress = 192.0.2.12\nlabel = eth1:x\n"
			    "[alias hand-2]\ninterface = eth1\naddress = 2001:db8:1::12\n");
	assert_file("eth2", "[uplink hand-102]\ninterface = eth2\ntable = 102\ngateway = fe80::1\nfamily = 6\nguard = no\n");
	assert_file("eth3", "[uplink hand-103]\ninterface = eth3\ntable = 103\ngateway = 203.0.113.1 onlink\nfamily = 4\nguard = no\n");
	assert_file("eth4", "[uplink hand-104]\ninterface = eth4\ntable = 104\naddresses = 198.51.100.0/24\n");
	assert_file("eth5", "[uplink hand-7202]\ninterface = eth5\ntable = 7202\ngateway = 198.51.100.1\nweight = 1\n");
	assert_file("eth7", ""); /* the file's */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_table, tear_down),
		cmocka_unit_test_teardown(test_rule, tear_down),
		cmocka_unit_test_teardown(test_alias, tear_down),
		cmocka_unit_test_teardown(test_balance, tear_down),
		cmocka_unit_test_teardown(test_refused, tear_down),
		cmocka_unit_test_teardown(test_too_many, tear_down),
		cmocka_unit_test_teardown(test_read_back, tear_down),
		cmocka_unit_test_teardown(test_from_kernel, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
