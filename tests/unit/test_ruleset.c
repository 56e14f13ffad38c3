/* test_ruleset.c - the table of homing-mark: what it should hold, and how it becomes that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "../../src/lib/ruleset.h"

static struct uplink uplinks[3];
static struct view views[6];
static struct link links[3];
static struct prefix addresses[6];
static struct config config;
static struct facts facts;
static struct views all;
static struct buffer text, change;

static struct prefix address_of(const char *s)
{
	struct prefix p;

	assert_int_equal(prefix_read(s, &p), 0);
	return p;
}

static void set_view(size_t uplink, int family, struct link *link, const char *address, const char *gateway)
{
	struct view *v = &views[uplink * FAMILIES + (size_t)family];

	addresses[uplink * FAMILIES + (size_t)family] = address_of(address);
	*v = (struct view){ .uplink = &uplinks[uplink], .link = link, .family = family_number(family), .status = UPLINK_UP, .source = GATEWAY_CONFIG,
			    .addresses = { &addresses[uplink * FAMILIES + (size_t)family], 1 } };
	v->hop.gateway = address_of(gateway);
}

/* dsl alone on eth1; cable and radio share eth2. */
static int set_up(void **state)
{
	static const char *const names[] = { "dsl", "cable", "9radio" };

	(void)state;
	memset(links, 0, sizeof(links));
	memset(uplinks, 0, sizeof(uplinks));
	facts = (struct facts){ 0 };
	for (size_t i = 0; i < 3; i++) {
		strcpy(links[i].name, i ? "eth2" : "eth1");
		strcpy(uplinks[i].name, names[i]);
		strcpy(uplinks[i].interface, i ? "eth2" : "eth1");
		uplinks[i].mark = (unsigned)i + 1;
	}
	set_view(0, V4, &links[0], "192.0.2.10", "192.0.2.1");
	set_view(0, V6, &links[0], "2001:db8:1::10", "fe80::1");
	set_view(1, V4, &links[1], "198.51.100.10", "198.51.100.1");
	set_view(1, V6, &links[1], "2001:db8:2::10", "fe80::2");
	set_view(2, V4, &links[1], "203.0.113.10", "203.0.113.1");
	set_view(2, V6, &links[1], "2001:db8:3::10", "fe80::3");
	config = (struct config){ .homing.mark_mask = 0x7f000000, .flows.present = true, .uplinks = uplinks, .uplink_count = 3 };
	all = (struct views){ views, 6 };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	buffer_free(&text);
	buffer_free(&change);
	text = change = (struct buffer){ 0 };
	return 0;
}

static const char *write_all(void)
{
	buffer_free(&text);
	text = (struct buffer){ 0 };
	assert_int_equal(ruleset_write_flows(&config, &facts, &all, &text), 0);
	return text.data ? text.data : "";
}

static void test_all(void **state)
{
	(void)state;
	assert_string_equal(write_all(),
			    "table inet homing-flows {\n"
			    "\tchain flow-dsl {\n\t\tct mark set ct mark & 0x80ffffff | 0x01000000 counter\n\t}\n\n"
			    "\tchain packet-dsl {\n\t\tmeta mark set meta mark & 0x80ffffff | 0x01000000\n\t}\n\n"
			    "\tchain flow-cable {\n\t\tct mark set ct mark & 0x80ffffff | 0x02000000 counter\n\t}\n\n"
			    "\tchain packet-cable {\n\t\tmeta mark set meta mark & 0x80ffffff | 0x02000000\n\t}\n\n"
			    "\tchain flow-9radio {\n\t\tct mark set ct mark & 0x80ffffff | 0x03000000 counter\n\t}\n\n"
			    "\tchain packet-9radio {\n\t\tmeta mark set meta mark & 0x80ffffff | 0x03000000\n\t}\n\n"
			    "\tmap incoming {\n\t\ttype ifname : verdict\n\t\telements = {\n\t\t\t\"eth1\" : jump flow-dsl\n\t\t}\n\t}\n\n"
			    "\tmap incoming4 {\n\t\ttype ifname . ipv4_addr : verdict\n\t\telements = {\n"
			    "\t\t\t\"eth2\" . 198.51.100.10 : jump flow-cable,\n\t\t\t\"eth2\" . 203.0.113.10 : jump flow-9radio\n\t\t}\n\t}\n\n"
			    "\tmap incoming6 {\n\t\ttype ifname . ipv6_addr : verdict\n\t\telements = {\n"
			    "\t\t\t\"eth2\" . 2001:db8:2::10 : jump flow-cable,\n\t\t\t\"eth2\" . 2001:db8:3::10 : jump flow-9radio\n\t\t}\n\t}\n\n"
			    "\tmap outgoing {\n\t\ttype ifname : verdict\n\t\telements = {\n\t\t\t\"eth1\" : jump flow-dsl\n\t\t}\n\t}\n\n"
			    "\tmap outgoing4 {\n\t\ttype ifname . ipv4_addr : verdict\n\t\telements = {\n"
			    "\t\t\t\"eth2\" . 198.51.100.1 : jump flow-cable,\n\t\t\t\"eth2\" . 203.0.113.1 : jump flow-9radio\n\t\t}\n\t}\n\n"
			    "\tmap outgoing6 {\n\t\ttype ifname . ipv6_addr : verdict\n\t\telements = {\n"
			    "\t\t\t\"eth2\" . fe80::2 : jump flow-cable,\n\t\t\t\"eth2\" . fe80::3 : jump flow-9radio\n\t\t}\n\t}\n\n"
			    "\tmap packets {\n\t\ttype mark : verdict\n\t\telements = {\n\t\t\t0x01000000 : goto packet-dsl,\n"
			    "\t\t\t0x02000000 : goto packet-cable,\n\t\t\t0x03000000 : goto packet-9radio\n\t\t}\n\t}\n\n"
			    "\tchain prerouting {\n\t\ttype filter hook prerouting priority -150; policy accept;\n"
			    "\t\tct state new iifname vmap @incoming\n"
			    "\t\tct state new iifname . ip daddr vmap @incoming4\n"
			    "\t\tct state new iifname . ip6 daddr vmap @incoming6\n"
			    "\t\tct mark & 0x7f000000 vmap @packets\n\t}\n\n"
			    "\tchain postrouting {\n\t\ttype filter hook postrouting priority -150; policy accept;\n"
			    "\t\tct state new ct mark & 0x7f000000 == 0 goto leaving\n\t}\n\n"
			    "\tchain leaving {\n\t\toifname vmap @outgoing\n\t\toifname . rt ip nexthop vmap @outgoing4\n"
			    "\t\toifname . rt ip6 nexthop vmap @outgoing6\n\t}\n}\n");
}

static void test_off(void **state)
{
	struct hold hold = { .kind = "flows" };

	(void)state;
	facts.holds = &hold;
	facts.hold_count = 1;
	assert_string_equal(write_all(), "");
	strcpy(hold.kind, "all");
	assert_string_equal(write_all(), "");
	facts.hold_count = 0;
	config.flows.present = false;
	assert_string_equal(write_all(), "");
}

static void test_who_has_no_part(void **state)
{
	static char *named[] = { (char *)(uintptr_t) "dsl" };

	(void)state;
	/* beyond the mask, by hand, held */
	uplinks[0].mark = 0;
	uplinks[1].by_hand = true;
	views[4].status = views[5].status = UPLINK_HELD;
	write_all();
	assert_null(strstr(text.data, "flow-dsl"));
	assert_null(strstr(text.data, "flow-cable"));
	assert_non_null(strstr(text.data, "chain flow-9radio"));
	assert_null(strstr(text.data, "elements"));
	set_up(state);
	config.flows.uplinks = (struct names){ named, 1 };
	write_all();
	assert_non_null(strstr(text.data, "flow-dsl"));
	assert_null(strstr(text.data, "flow-cable"));
	/* the interface is shared all the same */
	*named = (char *)(uintptr_t) "cable";
	assert_non_null(strstr(write_all(), "\"eth2\" . 198.51.100.10"));
	assert_null(strstr(text.data, "\"eth2\" :"));
}

/* What stands between quotes is nobody's to choose. */
static void test_hostile_names(void **state)
{
	static const char *const names[] = { "e*", "a\" : drop", "b\\", "", "\x1b[31m", "an-interface-of-a-long-name" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		set_up(state);
		views[V4].link = views[V6].link = NULL;
		strcpy(uplinks[0].interface, names[i]);
		write_all();
		assert_null(strstr(text.data, "vmap { "));
		assert_non_null(strstr(text.data, "map incoming {\n\t\ttype ifname : verdict\n\t}\n"));
		assert_null(strstr(text.data, "0x01000000 : goto"));
	}
	set_up(state); /* one that is not there yet is known by its name */
	views[V4].link = views[V6].link = NULL;
	strcpy(uplinks[0].interface, "ppp0");
	assert_non_null(strstr(write_all(), "\"ppp0\" : jump flow-dsl"));
}

static const char *write_change(const char *before, const char *listed, const char *now, const char *wanted)
{
	struct ruleset_loaded loaded = { before, listed, now };

	buffer_free(&change);
	change = (struct buffer){ 0 };
	assert_int_equal(ruleset_write_change(&loaded, wanted, &change), 0);
	return change.data ? change.data : "";
}

#define MAP(elements) "\tmap m {\n\t\ttype ifname : verdict\n" elements "\t}\n"
#define CHAIN(name, rule) "\tchain " name " {\n\t\t" rule "\n\t}\n"
#define TABLE_OF(blocks) "table inet homing-flows {\n" blocks "}\n"

static void test_changes(void **state)
{
	static const char one[] = TABLE_OF(MAP("\t\telements = {\n\t\t\t\"a\" : jump x\n\t\t}\n") "\n" CHAIN("x", "counter")),
			  /* nft has ways of its own to write it */
		one_listed[] = TABLE_OF(MAP("\t\telements = { \"a\" : jump x }\n") "\n" CHAIN("x", "counter ")),
			  two[] = TABLE_OF(MAP("\t\telements = {\n\t\t\t\"b\" : jump x\n\t\t}\n") "\n" CHAIN("x", "counter")),
			  three[] = TABLE_OF(MAP("") CHAIN("y", "accept")),
			  touched[] = TABLE_OF(MAP("\t\telements = { \"a\" : jump x }\n") "\n" CHAIN("x", "drop") "\tset s {\n\t\ttype mark\n\t}\n");

	(void)state;
	assert_string_equal(write_change(NULL, NULL, NULL, one), one);
	assert_string_equal(write_change(one, one_listed, one_listed, one), "");
	assert_string_equal(write_change(one, one_listed, NULL, one), one);
	assert_string_equal(write_change(one, one_listed, one_listed, ""), "delete table inet homing-flows\n");
	assert_string_equal(write_change(one, one_listed, one_listed, NULL), "delete table inet homing-flows\n");
	assert_string_equal(write_change(NULL, NULL, NULL, ""), "");
	/* elements alone */
	assert_string_equal(write_change(one, one_listed, one_listed, two),
			    "flush map inet homing-flows m\n" TABLE_OF(MAP("\t\telements = {\n\t\t\t\"b\" : jump x\n\t\t}\n")));
	/* a chain goes when nothing leads there any more */
	assert_string_equal(write_change(one, one_listed, one_listed, three),
			    "flush map inet homing-flows m\nflush chain inet homing-flows x\n" TABLE_OF(MAP("") CHAIN("y", "accept"))
			    "delete chain inet homing-flows x\n");
	/* what somebody else did to it */
	assert_string_equal(write_change(one, one_listed, touched, one),
			    "flush chain inet homing-flows x\nflush set inet homing-flows s\n" TABLE_OF(CHAIN("x", "counter")) "delete set inet homing-flows s\n");
	/* no note: all of it */
	assert_string_equal(write_change(NULL, NULL, one_listed, two), "flush map inet homing-flows m\nflush chain inet homing-flows x\n"
			    TABLE_OF(MAP("\t\telements = {\n\t\t\t\"b\" : jump x\n\t\t}\n") CHAIN("x", "counter")));
	/* a note that is no ruleset */
	assert_string_equal(write_change("\tmap m {\n", "\n\t}\n\t}", one_listed, three),
			    "flush map inet homing-flows m\nflush chain inet homing-flows x\n" TABLE_OF(MAP("") CHAIN("y", "accept"))
			    "delete chain inet homing-flows x\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all), TEST(test_off), TEST(test_who_has_no_part), TEST(test_hostile_names), TEST(test_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
