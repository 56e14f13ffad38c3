/* test_config_value.c - every type of value, what it takes and what it says when it refuses. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "config_table.h"

static struct homing_section homing;
static struct uplink uplink;
static struct value_context context;

static int find_table(const char *name, uint32_t *number, char why[VALUE_WHY])
{
	if (strcmp(name, "dsl") == 0)
		*number = 101;
	else if (strcmp(name, "main") == 0)
		*number = 254;
	else
		return snprintf(why, VALUE_WHY, "`%s': no such table", name), -ENOENT;
	return 0;
}

static void release_uplink(void)
{
	config_find_section("uplink")->release(&uplink);
	uplink = (struct uplink){ 0 };
}

static int clear(void **state)
{
	(void)state;
	release_uplink();
	homing = (struct homing_section){ 0 };
	return 0;
}

/* Reads text as the only value of key, which is of [uplink] or else of [homing]. */
static int read_value(const char *key, const char *text)
{
	const struct config_section *section = config_find_section("uplink");
	const struct config_key *row = config_find_key(section, key);
	void *to = &uplink;

	clear(NULL);
	if (!row) {
		row = config_find_key(config_find_section("homing"), key);
		to = &homing;
	}
	assert_non_null(row);
	context = (struct value_context){ .find_table = find_table };
	return value_read(row, text, to, &context);
}

static void assert_reads(const char *key, const char *text)
{
	if (read_value(key, text) != 0)
		fail_msg("%s = %s: %s", key, text, context.why);
	assert_string_equal(context.why, "");
}

static void assert_refuses(const char *key, const char *text, const char *why)
{
	if (read_value(key, text) != -EINVAL)
		fail_msg("%s = %s is taken", key, text);
	if (!strstr(context.why, why))
		fail_msg("%s = %s: `%s' says nothing of `%s'", key, text, context.why, why);
}

static void test_numbers(void **state)
{
	static const char *const wrong[] = { "",    "0",   "257", "-1",	 "+5",	 "010", "00",  "0x65",		       "12abc", "abc",
					     "1.5", "1 2", "1e2", "\t1", " 1 ", "''",  "256 ", "99999999999999999999999", "1,2" };

	(void)state;
	assert_reads("weight", "1");
	assert_int_equal(uplink.weight, 1);
	assert_reads("weight", "256");
	assert_int_equal(uplink.weight, 256);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refuses("weight", wrong[i], "must be a decimal number from 1 to 256");
	assert_refuses("weight", "010", "`010'");
	assert_reads("group", "0");
	assert_reads("group", "2147483647");
	assert_int_equal(homing.group, 2147483647);
	assert_refuses("group", "2147483648", "from 0 to 2147483647");
	assert_refuses("group", "18446744073709551616", "from 0 to 2147483647");
}

static void test_ranges(void **state)
{
	static const struct {
		const char *key, *low, *high, *below, *above;
	} rows[] = {
		{ "protocol", "5", "255", "4", "256" },
		{ "priority", "1", "30000", "0", "30001" },
		{ "tables", "1", "4294966000", "0", "4294966001" },
		{ "lock-timeout", "0", "1h", "-1", "3601s" },
		{ "table", "1", "4294967295", "0", "4294967296" },
		{ "preference", "1", "255", "0", "256" },
		{ "need", "1", "1000", "0", "1001" },
		{ "interval", "10ms", "1h", "9ms", "3600001ms" },
		{ "timeout", "1ms", "1000h", "0", "1001h" },
		{ "fall", "1", "1000", "0", "1001" },
		{ "rise", "1", "1000", "0", "1001" },
		{ "loss", "1%", "100%", "0%", "101%" },
		{ "latency", "1ms", "1h", "0ms", "2h" },
		{ "window", "1s", "1d", "999ms", "2d" },
		{ "damping", "1/1s", "1000/1d", "1/999ms", "1001/1d" },
		{ "mark", "1", "0xffffffff", "0", "0x100000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_reads(rows[i].key, rows[i].low);
		assert_reads(rows[i].key, rows[i].high);
		assert_refuses(rows[i].key, rows[i].below, rows[i].below);
		assert_refuses(rows[i].key, rows[i].above, rows[i].above);
	}
}

static void test_protocols_of_others(void **state)
{
	static const char *const others[] = { "8", "9", "10", "11", "12", "13", "14", "15", "16", "18", "42", "99", "186", "187", "188", "189", "192" };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_refuses("protocol", others[i], "is the protocol number of");
	assert_refuses("protocol", "186", "of bgp");
	assert_reads("protocol", "73");
	assert_int_equal(homing.protocol, 73);
}

static void test_tables(void **state)
{
	(void)state;
	assert_reads("table", "101");
	assert_int_equal(uplink.table, 101);
	assert_reads("table", "dsl");
	assert_int_equal(uplink.table, 101);
	assert_refuses("table", "253", "`253' is table 253, which is the kernel's");
	assert_refuses("table", "254", "the kernel's");
	assert_refuses("table", "255", "the kernel's");
	assert_refuses("table", "main", "`main' is table 254, which is the kernel's");
	assert_int_equal(uplink.table, 0);
	assert_refuses("table", "nope", "`nope': no such table");
	assert_refuses("table", "0x65", "a name from rt_tables, or a decimal number");
	assert_refuses("table", "0101", "must be");
	assert_refuses("table", "a b", "must be");
	assert_refuses("tables", "254", "the kernel's");
}

static void test_masks_and_marks(void **state)
{
	static const char *const wrong[] = { "", "0x", "0", "255", "0xfg", "0x1ff000000", "0X7f", "7f000000", "-0x1", "0x 1" };

	(void)state;
	assert_reads("mark-mask", "0x7f000000");
	assert_int_equal(homing.mark_mask, 0x7f000000);
	assert_reads("mark-mask", "0xFF");
	assert_int_equal(homing.mark_mask, 0xff);
	assert_reads("mark-mask", "0xffffffff");
	assert_reads("mark-mask", "0x80000000");
	assert_reads("mark-mask", "0x1");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refuses("mark-mask", wrong[i], "must be a hexadecimal number");
	assert_refuses("mark-mask", "0x0", "one run of bits");
	assert_refuses("mark-mask", "0x5", "one run of bits");
	assert_refuses("mark-mask", "0x80000001", "one run of bits");
	assert_reads("mark", "0x1f");
	assert_int_equal(uplink.mark, 0x1f);
	assert_reads("mark", "31");
	assert_int_equal(uplink.mark, 31);
	assert_refuses("mark", "031", "must be");
	assert_refuses("mark", "0x0", "must be");
}

static void test_yes_and_no(void **state)
{
	static const char *const yes[] = { "yes", "true", "on", "1" }, *const no[] = { "no", "false", "off", "0" };
	static const char *const wrong[] = { "", "Yes", "y", "t", "2", "YES", "yes ", "none", "ja" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_reads("guard", yes[i]);
		assert_true(uplink.guard);
		assert_reads("guard", no[i]);
		assert_false(uplink.guard);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refuses("guard", wrong[i], "one of yes, no, true, false, on, off, 1, 0");
}

static void test_times(void **state)
{
	static const struct {
		const char *text;
		unsigned ms;
	} rows[] = { { "5", 5000 }, { "250ms", 250 }, { "2s", 2000 }, { "3m", 180000 }, { "1h", 3600000 }, { "0", 0 }, { "0ms", 0 } };
	static const char *const wrong[] = { "", "s", "5 s", "5S", "1.5s", "-1", "010", "010s", "5sec", "5ms2", "4294967296", "9999999999999999s", "1w" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_reads("lock-timeout", rows[i].text);
		assert_int_equal(homing.lock_timeout, rows[i].ms);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refuses("lock-timeout", wrong[i], "must be a time (a number and ms, s, m, h or d; seconds without) from 0s to 1h");
	assert_reads("window", "1d");
	assert_int_equal(uplink.window, 86400000);
	assert_reads("timeout", "auto");
	assert_int_equal(uplink.timeout, 0);
	assert_reads("timeout", "20ms");
	assert_int_equal(uplink.timeout, 20);
	assert_refuses("timeout", "Auto", "auto, or a time");
	assert_refuses("interval", "auto", "must be a time");
}

static void test_shares(void **state)
{
	(void)state;
	assert_reads("loss", "20%");
	assert_int_equal(uplink.loss, 20);
	assert_refuses("loss", "20", "must be a share from 1% to 100%");
	assert_refuses("loss", "%", "must be");
	assert_refuses("loss", "020%", "must be");
	assert_refuses("loss", "20%%", "must be");
	assert_refuses("loss", "20 %", "must be");
	assert_refuses("loss", "99999999999%", "must be");
}

static void test_damping(void **state)
{
	static const char *const wrong[] = { "", "3", "3/", "/10m", "0/10m", "3/10m/2", "3 / 10m", "yes", "03/10m", "99999999999/1m" };

	(void)state;
	assert_reads("damping", "5/2m");
	assert_int_equal(uplink.damping_count, 5);
	assert_int_equal(uplink.damping_time, 120000);
	assert_reads("damping", "no");
	assert_int_equal(uplink.damping_count, 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refuses("damping", wrong[i], "no, or COUNT/TIME");
}

static void test_words(void **state)
{
	(void)state;
	assert_reads("clear-flows", "no");
	assert_int_equal(uplink.clear_flows, CLEAR_NO);
	assert_reads("clear-flows", "down");
	assert_int_equal(uplink.clear_flows, CLEAR_DOWN);
	assert_reads("clear-flows", "both");
	assert_int_equal(uplink.clear_flows, CLEAR_BOTH);
	assert_refuses("clear-flows", "up", "`up': must be one of no, down, both");
	assert_refuses("clear-flows", "", "one of");
	assert_refuses("clear-flows", "no down", "one of");
}

static void test_users_and_paths(void **state)
{
	char path[PATH_SIZE + 1];

	(void)state;
	assert_reads("check-user", "_homing-1.x");
	assert_string_equal(homing.check_user, "_homing-1.x");
	assert_reads("check-user", "abcdefghijklmnopqrstuvwxyz123456");
	assert_refuses("check-user", "abcdefghijklmnopqrstuvwxyz1234567", "the name of a user");
	assert_refuses("check-user", "0", "the name of a user");
	assert_refuses("check-user", "-x", "the name of a user");
	assert_refuses("check-user", "a b", "the name of a user");
	assert_refuses("check-user", "a:b", "the name of a user");
	assert_refuses("check-user", "", "the name of a user");

	assert_reads("state-directory", "/run/x y");
	assert_string_equal(homing.state_directory, "/run/x y");
	assert_reads("state-directory", "/run/..x/y..");
	assert_refuses("state-directory", "run", "an absolute path");
	assert_refuses("state-directory", "", "an absolute path");
	assert_refuses("state-directory", "/run/../etc", "without `..'");
	assert_refuses("state-directory", "/run/..", "without `..'");
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[PATH_SIZE] = '\0';
	assert_refuses("state-directory", path, "at most 255 bytes");
	path[PATH_SIZE - 1] = '\0';
	assert_reads("state-directory", path);
}

static void test_interfaces(void **state)
{
	char name[INTERFACE_SIZE + 1];

	(void)state;
	assert_reads("interface", "Eth0.100@x");
	assert_string_equal(uplink.interface, "Eth0.100@x");
	assert_reads("interface", "enp0s31f6");
	assert_reads("interface", "...");
	assert_refuses("interface", "../x", "no `/'");
	assert_refuses("interface", "eth0:1", "no `:'");
	assert_refuses("interface", "eth 0", "no blank");
	assert_refuses("interface", "eth\t0", "no blank");
	assert_refuses("interface", "eth\x1b", "no blank");
	assert_refuses("interface", ".", "is no name of an interface");
	assert_refuses("interface", "..", "is no name of an interface");
	assert_refuses("interface", "", "device name (1-15 bytes) or an altname (1-127 bytes)");
	memset(name, 'n', sizeof(name));
	name[INTERFACE_SIZE] = '\0';
	assert_refuses("interface", name, "1-127 bytes");
	name[INTERFACE_SIZE - 1] = '\0';
	assert_reads("interface", name);
}

static const char *text_of(const struct prefix *p)
{
	static char buffers[4][PREFIX_TEXT];
	static unsigned next;

	return prefix_text(p, buffers[next++ % 4]);
}

static void test_gateways(void **state)
{
	(void)state;
	assert_reads("gateway", "auto");
	assert_true(uplink.gateway[V4].automatic && uplink.gateway[V6].automatic);
	assert_reads("gateway", "192.0.2.1");
	assert_string_equal(text_of(&uplink.gateway[V4].address), "192.0.2.1");
	assert_false(uplink.gateway[V4].automatic || uplink.gateway[V4].onlink);
	assert_false(prefix_is_set(&uplink.gateway[V6].address));
	assert_reads("gateway", " fe80::1 , 192.0.2.1  onlink ");
	assert_string_equal(text_of(&uplink.gateway[V6].address), "fe80::1");
	assert_false(uplink.gateway[V6].onlink);
	assert_true(uplink.gateway[V4].onlink);
	assert_reads("gateway", "192.0.2.1, auto");
	assert_false(uplink.gateway[V4].automatic);
	assert_true(uplink.gateway[V6].automatic);
	assert_reads("gateway", "auto, 2001:db8::1");
	assert_true(uplink.gateway[V4].automatic);
	assert_false(uplink.gateway[V6].automatic);

	assert_refuses("gateway", "auto, auto", "`auto' is said twice");
	assert_refuses("gateway", "192.0.2.1, 192.0.2.2", "`192.0.2.2' is a second gateway for IPv4");
	assert_refuses("gateway", "fe80::1, auto, fe80::2", "`fe80::2' is a second gateway for IPv6");
	assert_refuses("gateway", "auto onlink", "only an address can be onlink");
	assert_refuses("gateway", "192.0.2.1 dev", "must be a list of auto and at most one ADDRESS [onlink] for each family");
	assert_refuses("gateway", "192.0.2.1 onlink onlink", "must be");
	assert_refuses("gateway", "fe80::1%eth0", "without %INTERFACE");
	assert_refuses("gateway", "192.0.2.1/24", "is no IPv4 or IPv6 address");
	assert_refuses("gateway", "192.0.2.256", "is no IPv4 or IPv6 address");
	assert_refuses("gateway", "192.0.2", "is no IPv4 or IPv6 address");
	assert_refuses("gateway", "gw.example.org", "is no IPv4 or IPv6 address");
	assert_refuses("gateway", "0.0.0.0", "the unspecified address");
	assert_refuses("gateway", "::", "the unspecified address");
	assert_refuses("gateway", "127.0.0.1", "a loopback address");
	assert_refuses("gateway", "::1", "a loopback address");
	assert_refuses("gateway", "224.0.0.1", "a multicast address");
	assert_refuses("gateway", "239.255.255.255", "a multicast address");
	assert_refuses("gateway", "ff02::1", "a multicast address");
	assert_refuses("gateway", "255.255.255.255", "the broadcast address");
}

static void test_families(void **state)
{
	(void)state;
	assert_reads("family", "4");
	assert_true(uplink.family[V4] && !uplink.family[V6]);
	assert_reads("family", "6,4");
	assert_true(uplink.family[V4] && uplink.family[V6]);
	assert_refuses("family", "4, 4", "`4' is said twice");
	assert_refuses("family", "5", "a list of 4, 6");
	assert_refuses("family", "ipv4", "a list of 4, 6");
	assert_refuses("family", "4 6", "a list of 4, 6");
}

static void test_addresses(void **state)
{
	(void)state;
	assert_reads("addresses", "auto, 203.0.113.0/24, 2001:db8::5");
	assert_true(uplink.addresses_auto);
	assert_int_equal(uplink.addresses.count, 2);
	assert_string_equal(text_of(&uplink.addresses.items[0]), "203.0.113.0/24");
	assert_string_equal(text_of(&uplink.addresses.items[1]), "2001:db8::5");
	assert_reads("addresses", "192.0.2.1/32");
	assert_false(uplink.addresses_auto);
	assert_reads("addresses", "169.254.7.1");

	assert_refuses("addresses", "192.0.2.5/24", "the prefix is 192.0.2.0/24, the address alone 192.0.2.5");
	assert_refuses("addresses", "2001:db8::5/64", "the prefix is 2001:db8::/64, the address alone 2001:db8::5");
	assert_refuses("addresses", "0.0.0.0/0", "is every address there is");
	assert_refuses("addresses", "::/0", "is every address there is");
	assert_refuses("addresses", "192.0.2.0/33", "is no address and no prefix");
	assert_refuses("addresses", "192.0.2.0/024", "is no address and no prefix");
	assert_refuses("addresses", "192.0.2.0/", "is no address and no prefix");
	assert_refuses("addresses", "eth0", "is no address and no prefix");
	assert_refuses("addresses", "fe80::1", "is link-local");
	assert_refuses("addresses", "127.0.0.0/8", "a loopback address");
	assert_refuses("addresses", "224.0.0.0/4", "a multicast address");
	assert_refuses("addresses", "0.0.0.0", "the unspecified address");
	assert_refuses("addresses", "auto, auto", "`auto' is said twice");
	assert_refuses("addresses", "none", "is no address");
}

static void test_lists(void **state)
{
	(void)state;
	assert_reads("routed", "none");
	assert_int_equal(uplink.routed.count, 0);
	assert_reads("routed", "198.51.100.0/24 ,2001:db8:1::/48,\t203.0.113.9");
	assert_int_equal(uplink.routed.count, 3);
	assert_string_equal(text_of(&uplink.routed.items[2]), "203.0.113.9");
	assert_reads("reach", "none");
	assert_reads("reach", "192.0.2.53");
	assert_int_equal(uplink.reach.count, 1);
	assert_refuses("routed", "", "item 1 of the list is empty");
	assert_refuses("routed", ",", "item 1 of the list is empty");
	assert_refuses("routed", "192.0.2.1,", "item 2 of the list is empty");
	assert_refuses("routed", "192.0.2.1, ,192.0.2.2", "item 2 of the list is empty");
	assert_refuses("routed", ",192.0.2.1", "item 1 of the list is empty");
	assert_refuses("routed", "none, 192.0.2.1", "`none' is no address");
	assert_refuses("reach", "::/0", "is every address there is");
	/* what was read before the wrong item is released with the rest */
	assert_refuses("routed", "192.0.2.1, x", "`x'");
}

static void test_checks_without_words(void **state)
{
	const struct check *c;

	(void)state;
	assert_reads("check", "none");
	assert_int_equal(uplink.checks.count, 0);
	assert_reads("check", "gateway, icmp, arp timeout=200ms");
	assert_int_equal(uplink.checks.count, 3);
	c = uplink.checks.items;
	assert_int_equal(c[0].kind, CHECK_GATEWAY);
	assert_int_equal(c[1].kind, CHECK_ICMP);
	assert_false(prefix_is_set(&c[1].target));
	assert_int_equal(c[1].timeout, 0);
	assert_int_equal(c[2].kind, CHECK_ARP);
	assert_int_equal(c[2].timeout, 200);
	assert_refuses("check", "gateway 192.0.2.1", "`gateway' with 1 words behind it: must be gateway");
	assert_refuses("check", "icmp 192.0.2.1 192.0.2.2", "`icmp' with 2 words behind it: must be icmp [ADDRESS]");
	assert_refuses("check", "icmpp", "unknown check (did you mean icmp?)");
	assert_refuses("check", "ping", "unknown check: one of icmp, arp");
	assert_refuses("check", "thisisaverylongwordthatnobodywouldevertype", "unknown check");
	assert_refuses("check", "ICMP", "unknown check");
	assert_refuses("check", "icmp timeout=0", "`timeout=': must be timeout=TIME");
	assert_refuses("check", "icmp timeout=2h", "`timeout=': must be timeout=TIME");
	assert_refuses("check", "icmp timeout=1s timeout=2s", "`timeout=' is said twice");
	assert_refuses("check", "icmp timeou=1s", "did you mean timeout=?");
	assert_refuses("check",
		       "icmp a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a",
		       "more than 64 words");
	assert_refuses("check", "icmp verify=no", "`verify=': no option of this check");
}

static void test_checks_of_addresses(void **state)
{
	const struct check *c;

	(void)state;
	assert_reads("check", "icmp 198.51.100.7, arp fe80::1, tcp 203.0.113.9:443, tcp [2001:db8::1]:80 timeout=1s, tcp :25");
	assert_int_equal(uplink.checks.count, 5);
	c = uplink.checks.items;
	assert_string_equal(text_of(&c[0].target), "198.51.100.7");
	assert_string_equal(text_of(&c[1].target), "fe80::1");
	assert_string_equal(text_of(&c[2].target), "203.0.113.9");
	assert_int_equal(c[2].port, 443);
	assert_string_equal(text_of(&c[3].target), "2001:db8::1");
	assert_int_equal(c[3].port, 80);
	assert_int_equal(c[3].timeout, 1000);
	assert_false(prefix_is_set(&c[4].target));
	assert_int_equal(c[4].port, 25);
	assert_refuses("check", "tcp", "must be tcp ADDRESS:PORT");
	assert_refuses("check", "tcp 203.0.113.9", "must be tcp ADDRESS:PORT");
	assert_refuses("check", "tcp 203.0.113.9:0", "must be tcp ADDRESS:PORT");
	assert_refuses("check", "tcp 203.0.113.9:65536", "must be tcp ADDRESS:PORT");
	assert_refuses("check", "tcp 203.0.113.9:http", "must be tcp ADDRESS:PORT");
	assert_refuses("check", "tcp 2001:db8::1:80", "must be tcp ADDRESS:PORT, tcp [ADDRESS]:PORT for IPv6");
	assert_refuses("check", "tcp [192.0.2.1]:80", "must be tcp ADDRESS:PORT");
	assert_refuses("check", "tcp [2001:db8::1:80", "must be tcp ADDRESS:PORT, tcp [ADDRESS]:PORT for IPv6");
	assert_refuses("check", "tcp 192.0.2.1]:80", "must be tcp ADDRESS:PORT, tcp [ADDRESS]:PORT for IPv6");
	assert_refuses("check", "icmp 0.0.0.0", "the unspecified address");
	assert_refuses("check", "icmp example.org", "is no IPv4 or IPv6 address");
}

static void test_checks_of_names(void **state)
{
	const struct check *c;

	(void)state;
	assert_reads("check", "dns 192.0.2.53 example.org, dns www.example.org. timeout=2s");
	c = uplink.checks.items;
	assert_int_equal(c[0].kind, CHECK_DNS);
	assert_string_equal(text_of(&c[0].target), "192.0.2.53");
	assert_string_equal(c[0].words->text, "example.org");
	assert_false(prefix_is_set(&c[1].target));
	assert_string_equal(c[1].words->text, "www.example.org.");
	assert_refuses("check", "dns", "must be dns NAME, dns ADDRESS NAME");
	assert_refuses("check", "dns 192.0.2.53", "must be dns NAME, dns ADDRESS NAME");
	assert_refuses("check", "dns [fd99::9] example.org", "`[fd99::9]': an IPv6 address stands here without brackets");
	assert_refuses("check", "icmp [fd99::9]", "`[fd99::9]': an IPv6 address stands here without brackets");
	assert_refuses("check", "dns example.org 192.0.2.53", "is no IPv4 or IPv6 address");
	assert_refuses("check", "dns 192.0.2.53 a..b", "must be dns NAME, dns ADDRESS NAME");
	assert_refuses("check", "dns 192.0.2.53 .", "must be dns NAME, dns ADDRESS NAME");
	assert_refuses("check", "dns 192.0.2.53 a/b", "must be dns NAME, dns ADDRESS NAME");
}

static void test_checks_of_pages(void **state)
{
	const struct check *c;

	(void)state;
	assert_reads("check", "http http://example.org/a?b=c status=200-204+301 expect=\"a, b\" host=www.example.org:8080 limit=64K redirects=2,"
			      "https https://[2001:db8::1]:8443/ verify=no timeout=500ms, http http://192.0.2.1 status=204,"
			      "http \"http://example.org/a,b\"");
	assert_int_equal(uplink.checks.count, 4);
	c = uplink.checks.items;
	assert_int_equal(c[0].kind, CHECK_HTTP);
	assert_string_equal(c[0].words->text, "http://example.org/a?b=c");
	assert_int_equal(c[0].words->status_first, 200);
	assert_int_equal(c[0].words->status_last, 204);
	assert_int_equal(c[0].words->status_also, 301);
	assert_string_equal(c[0].words->expect, "a, b");
	assert_string_equal(c[0].words->host, "www.example.org:8080");
	assert_int_equal(c[0].words->limit, 65536);
	assert_int_equal(c[0].words->redirects, 2);
	assert_int_equal(c[1].kind, CHECK_HTTPS);
	assert_false(c[1].words->verify);
	assert_int_equal(c[1].timeout, 500);
	assert_int_equal(c[1].words->status_first, 200);
	assert_int_equal(c[1].words->status_last, 299);
	assert_int_equal(c[1].words->status_also, 0);
	assert_int_equal(c[1].words->limit, 1048576);
	assert_int_equal(c[1].words->redirects, 0);
	assert_null(c[1].words->expect);
	assert_int_equal(c[2].words->status_first, 204);
	assert_int_equal(c[2].words->status_last, 204);
	assert_true(c[2].words->verify);
	assert_string_equal(c[3].words->text, "http://example.org/a,b");
}

static void test_checks_of_pages_refused(void **state)
{
	static const char *const urls[] = { "http",	     "http example.org",  "http https://example.org/",	"http http://",
					    "http http:///", "http http://a b",	  "http http://u@example.org/", "http http://a:0/",
					    "http http://[::1", "http http://[192.0.2.1]/", "http http://[2001:db8::/32]/", "http http://[::1]x/" };
	static const char *const options[] = { "status=",	"status=99",	"status=600",	"status=300-200", "status=200+", "limit=0",
					       "limit=65M",	"limit=1G",	"redirects=11", "redirects=-1",	  "expect=",	 "host=",
					       "host=a..b",	"status=2xx",	"limit=",	"status=200-299-301" };
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		assert_refuses("check", urls[i], "must be http http://HOST");
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		snprintf(text, sizeof(text), "http http://a/ %s", options[i]);
		assert_refuses("check", text, "=': must be ");
	}
	assert_refuses("check", "http http://a/ verify=no", "no option of this check");
	assert_refuses("check", "https https://a/ verify=maybe", "verify=yes or verify=no");
	assert_refuses("check", "http http://a/ expect=\"a", "a double quote is not closed");
	assert_refuses("check", "http http://a/\xc3\xa4", "printable ASCII");
}

static void test_checks_by_commands(void **state)
{
	(void)state;
	assert_reads("check", "exec /usr/bin/true \"a b, c\"  d=e timeout=5s, exec true");
	assert_int_equal(uplink.checks.count, 2);
	assert_string_equal(uplink.checks.items[0].words->text, "/usr/bin/true \"a b, c\"  d=e");
	assert_int_equal(uplink.checks.items[0].timeout, 5000);
	assert_string_equal(uplink.checks.items[1].words->text, "true");
	assert_refuses("check", "exec", "must be exec COMMAND");
	assert_refuses("check", "exec \"\"", "must be exec COMMAND");
	assert_refuses("check", "exec bin/true", "an absolute path or a bare name");
	assert_refuses("check", "exec ../true", "an absolute path or a bare name");
	assert_refuses("check", "exec timeout=5s", "must be exec COMMAND");
	assert_refuses("check", "exec true timeout=x", "`timeout=': must be timeout=TIME");
	assert_refuses("check", "exec true \"a", "a double quote is not closed");
}

static void test_equal_targets(void **state)
{
	static const char *const twice[] = { "gateway, gateway",
					     "icmp, icmp timeout=1s",
					     "icmp 192.0.2.1, arp, icmp 192.0.2.1",
					     "tcp 192.0.2.1:80, tcp 192.0.2.1:80",
					     "dns 192.0.2.1 a, dns 192.0.2.1 b",
					     "http http://a/, http http://a/ redirects=1",
					     "exec true, exec true" };

	(void)state;
	for (size_t i = 0; i < sizeof(twice) / sizeof(twice[0]); i++)
		assert_refuses("check", twice[i], "the same target twice");
	assert_reads("check", "icmp 192.0.2.1, icmp 192.0.2.2, arp 192.0.2.1, tcp 192.0.2.1:80, tcp 192.0.2.1:81, http http://a/, http http://b/");
}

static void test_names_of_sections(void **state)
{
	(void)state;
	assert_true(value_is_name("a"));
	assert_true(value_is_name("0-x_y"));
	assert_true(value_is_name("abcdefghijklmnopqrstuvwxyz123456"));
	assert_false(value_is_name("abcdefghijklmnopqrstuvwxyz1234567"));
	assert_false(value_is_name(""));
	assert_false(value_is_name("-a"));
	assert_false(value_is_name("_a"));
	assert_false(value_is_name("A"));
	assert_false(value_is_name("a b"));
	assert_false(value_is_name("a.b"));
}

static void test_times_as_text(void **state)
{
	static const struct {
		unsigned long long ms;
		const char *text;
	} rows[] = { { 0, "0s" }, { 1, "1ms" }, { 1500, "1500ms" }, { 10000, "10s" }, { 60000, "1m" }, { 90000, "90s" }, { 86400000, "1d" } };
	char buffer[32];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(value_time_text(rows[i].ms, buffer), rows[i].text);
}

#define TEST(f) cmocka_unit_test_teardown(f, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_numbers),
		TEST(test_ranges),
		TEST(test_protocols_of_others),
		TEST(test_tables),
		TEST(test_masks_and_marks),
		TEST(test_yes_and_no),
		TEST(test_times),
		TEST(test_shares),
		TEST(test_damping),
		TEST(test_words),
		TEST(test_users_and_paths),
		TEST(test_interfaces),
		TEST(test_gateways),
		TEST(test_families),
		TEST(test_addresses),
		TEST(test_lists),
		TEST(test_checks_without_words),
		TEST(test_checks_of_addresses),
		TEST(test_checks_of_names),
		TEST(test_checks_of_pages),
		TEST(test_checks_of_pages_refused),
		TEST(test_checks_by_commands),
		TEST(test_equal_targets),
		TEST(test_names_of_sections),
		TEST(test_times_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
