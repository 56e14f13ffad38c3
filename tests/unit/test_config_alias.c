/* test_config_alias.c - [alias NAME] and [balance]: addresses and ranges, labels, and who may have what. */
#define _GNU_SOURCE /* memfd_create */

#include "buffer.h"
#include "config_try.h"

/* An alias on eth0 whose `address' is that. */
static const char *with_address(const char *address)
{
	static char text[2048];

	snprintf(text, sizeof(text), "[alias a]\ninterface = eth0\naddress = %s\n", address);
	return text;
}

static void assert_refuses(const char *address, const char *complaint)
{
	assert_complaint(with_address(address), complaint);
	assert_true(log_says(":3: [alias a] address: `"));
}

/* The addresses of the first alias, with blanks between. */
static void assert_addresses(const char *expected)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	char address[PREFIX_TEXT];

	for (size_t i = 0; i < config.aliases[0].addresses.count; i++)
		buffer_add(&text, "%s%s", i ? " " : "", prefix_text(&config.aliases[0].addresses.items[i], address));
	assert_string_equal(text.data, expected);
}

static void assert_becomes(const char *address, const char *expected)
{
	assert_loads(with_address(address));
	assert_addresses(expected);
}

static void test_addresses_stay_in_the_order_they_were_written_in(void **state)
{
	(void)state;
	assert_becomes("192.0.2.9, 2001:db8::9 ,192.0.2.8/24,2001:db8::8/64", "192.0.2.9 2001:db8::9 192.0.2.8/24 2001:db8::8/64");
	assert_becomes("192.0.2.1/32, 2001:db8::1/128", "192.0.2.1 2001:db8::1");
	assert_becomes("169.254.169.254, fe80::53/64, fd00::1", "169.254.169.254 fe80::53/64 fd00::1");
	assert_loads("[alias a]\ninterface = eth0\naddress = 192.0.2.3\naddress.2 = 192.0.2.1, 192.0.2.2\naddress.3 = 2001:db8::1\n");
	assert_addresses("192.0.2.3 192.0.2.1 192.0.2.2 2001:db8::1");
}

static void test_ranges(void **state)
{
	(void)state;
	assert_becomes("192.0.2.10-192.0.2.12", "192.0.2.10 192.0.2.11 192.0.2.12");
	assert_becomes("192.0.2.10-12", "192.0.2.10 192.0.2.11 192.0.2.12");
	assert_becomes("192.0.2.10-12/24", "192.0.2.10/24 192.0.2.11/24 192.0.2.12/24");
	assert_becomes("192.0.2.10-192.0.2.11/28", "192.0.2.10/28 192.0.2.11/28");
	assert_becomes("192.0.2.10-192.0.2.10", "192.0.2.10");
	assert_becomes("192.0.2.254-192.0.3.1", "192.0.2.254 192.0.2.255 192.0.3.0 192.0.3.1");
	assert_becomes("1.255.255.255-2.0.0.0", "1.255.255.255 2.0.0.0");
	assert_becomes("2001:db8::9-2001:db8::b", "2001:db8::9 2001:db8::a 2001:db8::b");
	assert_becomes("2001:db8::ffff-2001:db8::1:0/64", "2001:db8::ffff/64 2001:db8::1:0/64");
	assert_becomes("2001:db8:0:0:ffff:ffff:ffff:ffff-2001:db8:0:1::", "2001:db8::ffff:ffff:ffff:ffff 2001:db8:0:1::");
	assert_becomes("192.0.2.1, 192.0.2.8-9, 2001:db8::1-2001:db8::2, 192.0.2.7",
		       "192.0.2.1 192.0.2.8 192.0.2.9 2001:db8::1 2001:db8::2 192.0.2.7");
}

static void test_what_is_no_address_and_no_range(void **state)
{
	static const char *const wrong[] = {
		"eth0",		    "192.0.2",		 "192.0.2.256",		    "192.0.2.010",	"192.0.2.1/33",
		"192.0.2.1/024",    "192.0.2.1/",	 "192.0.2.1/-1",	    "192.0.2.1 /24",	"192.0.2.1 192.0.2.2",
		"2001:db8::1/129",  "2001:db8:::1",	 "-",			    "-192.0.2.1",	"192.0.2.1-",
		"192.0.2.1-/24",    "192.0.2.1-256",	 "192.0.2.1-010",	    "192.0.2.1-2-3",	"192.0.2.1-192.0.2.2-192.0.2.3",
		"192.0.2.1--2",	    "192.0.2.1 - 2",	 "192.0.2.1-2/33",	    "192.0.2.1-2/",	"192.0.2.1-2/24/24",
		"192.0.2.1-0.2.2",  "2001:db8::1-2",	 "2001:db8::1-2001:db8::2/129", "2001:db8::1-x", "::ffff:192.0.2.1-2",
		"none",		    "auto",		 "192.0.2.1-99999999999999999999",
	};
	char huge[900];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refuses(wrong[i], "' is no ADDRESS[/LENGTH] and no range FIRST-LAST[/LENGTH]");
	memset(huge, '1', sizeof(huge));
	huge[sizeof(huge) - 1] = '\0';
	assert_refuses(huge, "is no ADDRESS");
	huge[10] = '-';
	assert_refuses(huge, "is no ADDRESS");
	memcpy(huge, "192.0.2.1-", 10);
	assert_refuses(huge, "is no ADDRESS");
	assert_refuses("fe80::1%eth0", "an address without %INTERFACE");
	assert_refuses("fe80::1%eth-0", "an address without %INTERFACE");
	assert_refuses("192.0.2.1/24-192.0.2.5", "the length of a range stands at its end, FIRST-LAST/LENGTH");
	assert_refuses("192.0.2.1/24-5/24", "the length of a range stands at its end");
	assert_refuses("192.0.2.1-2001:db8::1", "a range has one family");
	assert_refuses("2001:db8::1-192.0.2.1", "a range has one family");
	assert_refuses("192.0.2.9-8", "the range ends before it begins");
	assert_refuses("192.0.2.0-192.0.1.255", "the range ends before it begins");
	assert_refuses("2001:db8::1:0-2001:db8::ffff", "the range ends before it begins");
	assert_complaint("[alias a]\ninterface = eth0\naddress = 192.0.2.1,\n", "item 2 of the list is empty");
	assert_complaint("[alias a]\ninterface = eth0\naddress = \"\"\n", "item 1 of the list is empty");
}

static void test_addresses_that_no_interface_has(void **state)
{
	(void)state;
	assert_refuses("0.0.0.0", "`0.0.0.0' is the unspecified address");
	assert_refuses("0.0.0.0/8", "is the unspecified address");
	assert_refuses("::", "`::' is the unspecified address");
	assert_refuses("::/64", "is the unspecified address");
	assert_refuses("127.0.0.2", "is a loopback address");
	assert_refuses("::1", "is a loopback address");
	assert_refuses("224.0.0.1", "is a multicast address");
	assert_refuses("ff02::1", "is a multicast address");
	assert_refuses("255.255.255.255", "is the broadcast address");
	assert_refuses("::ffff:192.0.2.1", "is an IPv4 address written as IPv6");
	assert_refuses("192.0.2.1/0", "`192.0.2.1/0' is on a network of all addresses there are");
	assert_refuses("2001:db8::1/0", "`2001:db8::1/0' is on a network of all addresses there are");
	assert_refuses("192.0.2.0/24", "`192.0.2.0/24' is the network itself");
	assert_refuses("192.0.2.64/26", "is the network itself");
	assert_refuses("192.0.2.127/26", "`192.0.2.127/26' is the broadcast address of its network");
	assert_refuses("10.255.255.255/8", "is the broadcast address of its network");
	assert_refuses("2001:db8::/64", "`2001:db8::/64' is the network itself");
	/* of one address, of two, and the last one of IPv6 is like any other */
	assert_becomes("192.0.2.0, 192.0.2.255/32", "192.0.2.0 192.0.2.255");
	assert_becomes("192.0.2.0/31, 192.0.2.3/31", "192.0.2.0/31 192.0.2.3/31");
	assert_becomes("2001:db8::, 2001:db8:1::/127", "2001:db8:: 2001:db8:1::/127");
	assert_becomes("2001:db8::ffff:ffff:ffff:ffff/64", "2001:db8::ffff:ffff:ffff:ffff/64");
	/* each one of a range */
	assert_refuses("192.0.2.250-255/24", "`192.0.2.250-255/24': 192.0.2.255/24 is the broadcast address of its network");
	assert_refuses("192.0.2.0-5/24", "`192.0.2.0-5/24': 192.0.2.0/24 is the network itself");
	assert_refuses("126.255.255.254-127.0.0.1", "127.0.0.0 is a loopback address");
	assert_refuses("2001:db8::ffff:ffff:ffff:fffe-2001:db8:0:1::1/64", "2001:db8:0:1::/64 is the network itself");
	assert_refuses("255.255.255.254-255", "255.255.255.255 is the broadcast address");
}

static void test_the_most_addresses(void **state)
{
	static const char limit[] = "': an alias has at most 4096 addresses, all its lists and ranges together";
	char address[PREFIX_TEXT];

	(void)state;
	assert_loads(with_address("10.0.0.0-10.0.15.255"));
	assert_int_equal(config.aliases[0].addresses.count, 4096);
	assert_string_equal(prefix_text(&config.aliases[0].addresses.items[4095], address), "10.0.15.255");
	assert_loads(with_address("2001:db8::-2001:db8::fff"));
	assert_int_equal(config.aliases[0].addresses.count, 4096);
	assert_loads(with_address("10.0.0.0-10.0.15.254, 2001:db8::1"));
	assert_int_equal(config.aliases[0].addresses.count, 4096);
	assert_refuses("10.0.0.0-10.0.16.0", limit);
	assert_refuses("10.0.0.0-10.0.15.255, 10.1.0.0", limit);
	assert_refuses("10.1.0.0, 10.0.0.0-10.0.15.255", limit);
	assert_refuses("2001:db8::-2001:db8::1000", limit);
	assert_refuses("1.0.0.0-223.255.255.255", limit);
	assert_refuses("0.0.0.0-255.255.255.255", limit);
	assert_refuses("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", limit);
	assert_refuses("2001:db8::-2001:db8:0:1::", limit);
	assert_refuses("2001:db8::-2001:db8::1:0:0:0", limit);
	assert_complaint("[alias a]\ninterface = eth0\naddress = 10.0.0.0-10.0.7.255\naddress.2 = 10.1.0.0-10.1.8.0\n",
			 ":4: [alias a] address.2: `10.1.0.0-10.1.8.0': an alias has at most 4096");
	/* each alias for itself */
	assert_loads("[alias a]\ninterface = eth0\naddress = 10.0.0.0-10.0.15.255\n"
		     "[alias b]\ninterface = eth0\naddress = 10.1.0.0-10.1.15.255\n");
}

#define A "[alias a]\ninterface = eth0\naddress = 192.0.2.1, 2001:db8::1\n"

static void test_an_address_has_one_place(void **state)
{
	(void)state;
	assert_complaint(A "address.2 = 192.0.2.1\n", ":4: [alias a] address.2: 192.0.2.1 is said twice: first at ");
	assert_true(log_says(":3"));
	assert_complaint(A "address.2 = 192.0.2.2\naddress.3 = 2001:db8::2, 192.0.2.2\n", ":5: [alias a] address.3: 192.0.2.2 is said twice: first at ");
	assert_true(log_says(":4"));
	/* whatever the length, however it was written */
	assert_complaint(with_address("192.0.2.1/24, 192.0.2.1/25"), ":3: [alias a] address: 192.0.2.1 is said twice: first at ");
	assert_complaint(with_address("2001:db8::1, 2001:0DB8:0::0001/64"), "2001:db8::1 is said twice");
	assert_complaint(with_address("192.0.2.7, 192.0.2.1-9"), "192.0.2.7 is said twice");
	assert_complaint(A "[alias b]\ninterface = eth1\naddress = 192.0.2.2\naddress.2 = 198.51.100.1, 192.0.2.1\naddress.3 = 192.0.2.3\n",
			 ":7: [alias b] address.2: 192.0.2.1 is also that of [alias a] (");
	assert_true(log_says(":3)"));
	assert_false(log_says("more like it"));
	/* the line of the list, whoever else is told that address */
	assert_complaint(A "[alias b]\ninterface = eth1\nannounce = 192.0.2.1\naddress = 192.0.2.1\n",
			 ":7: [alias b] address: 192.0.2.1 is also that of [alias a]");
	assert_complaint(A "[alias b]\ninterface = eth1\naddress = 2001:db8::-2001:db8::f/128\n", "2001:db8::1 is also that of [alias a]");
}

static void test_one_complaint_for_each_alias_that_repeats(void **state)
{
	(void)state;
	assert_complaint("[alias a]\ninterface = eth0\naddress = 192.0.2.1-100\n[alias b]\ninterface = eth0\naddress = 192.0.2.99-120\n",
			 ":6: [alias b] address: 192.0.2.99 is also that of [alias a] (");
	assert_true(log_says(":3), and 1 more like it"));
	assert_complaint(with_address("10.0.0.0-10.0.7.255, 10.0.0.0-10.0.7.255"), "10.0.0.0 is said twice: first at ");
	assert_true(log_says(":3, and 2047 more like it"));
	/* the first one as it was written, not as it was sorted */
	assert_complaint(A "[alias b]\ninterface = eth1\naddress = 2001:db8::1, 192.0.2.1\n", "2001:db8::1 is also that of [alias a]");
	/* three of one address: both that came later */
	assert_int_equal(load(A "[alias b]\ninterface = eth1\naddress = 192.0.2.1\n[alias c]\ninterface = eth2\naddress = 192.0.2.1\n"), -EINVAL);
	assert_int_equal(messages.count, 2);
	assert_true(log_says(":6: [alias b] address: 192.0.2.1 is also that of [alias a]"));
	assert_true(log_says(":9: [alias c] address: 192.0.2.1 is also that of [alias a]"));
}

static void test_link_local_addresses_belong_to_their_links(void **state)
{
	(void)state;
	assert_loads("[alias a]\ninterface = eth0\naddress = fe80::1/64\n[alias b]\ninterface = eth1\naddress = fe80::1/64\n");
	assert_complaint("[alias a]\ninterface = eth0\naddress = fe80::1/64\n[alias b]\ninterface = eth0\naddress = fe80::1\n",
			 "fe80::1 is also that of [alias a]");
	/* IPv4 has no zones */
	assert_complaint("[alias a]\ninterface = eth0\naddress = 169.254.1.1\n[alias b]\ninterface = eth1\naddress = 169.254.1.1\n",
			 "169.254.1.1 is also that of [alias a]");
}

static void test_an_alias_in_two_files_is_one(void **state)
{
	(void)state;
	assert_complaint(A "[Alias A]\nup = manual\n", ":4: [alias a] said twice: first at ");
	assert_int_equal(config.alias_count, 1);
	assert_int_equal(config.aliases[0].up, ALIAS_MANUAL);
}

static void test_what_may_not_be_left_out(void **state)
{
	(void)state;
	assert_complaint("[alias a]\naddress = 192.0.2.1\n", ":1: [alias a] interface: is missing: a device name");
	assert_complaint("[alias a]\ninterface = eth0\n", ":1: [alias a] address: is missing: a list of ADDRESS[/LENGTH] and of ranges");
	assert_complaint("[alias]\ninterface = eth0\naddress = 192.0.2.1\n", ":1: [alias] needs a name, [alias NAME]");
	assert_complaint("[balance all]\n", ":1: [balance all] takes no name: write [balance]");
}

static void test_labels(void **state)
{
	static const char *const wrong[] = { "eth0", "eth0:", ":web", "eth0:a b", "eth0:a/b", "eth0:\ta", "\"\"" };
	char line[128];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(line, sizeof(line), A "label = %s\n", wrong[i]);
		assert_complaint(line, "must be INTERFACE:text of at most 15 bytes");
	}
	assert_loads(A "label = eth0:1234567890\n");
	assert_string_equal(config.aliases[0].label, "eth0:1234567890");
	assert_complaint(A "label = eth0:12345678901\n", ":4: [alias a] label: `eth0:12345678901' has 16 bytes: a label has at most 15");
	assert_complaint(A "label = eth1:web\n", ":4: [alias a] label: `eth1:web': must begin with the interface and a colon, `eth0:'");
	assert_complaint(A "label = eth:web\n", "must begin with the interface and a colon");
	assert_complaint(A "label = eth01:web\n", "must begin with the interface and a colon");
	assert_complaint(A "label = Eth0:web\n", "must begin with the interface and a colon");
	assert_complaint("[alias a]\ninterface = eth0\naddress = 2001:db8::1\nlabel = eth0:web\n",
			 ":4: [alias a] label: `eth0:web': only IPv4 addresses have labels, and here is none");
	/* one that could not be read is not wrong as well */
	assert_complaint("[alias a]\ninterface = eth/0\naddress = 192.0.2.1\nlabel = eth0:web\n", ":2: [alias a] interface: ");
	assert_complaint("[alias a]\ninterface = eth0\naddress = 192.0.2.999\nlabel = eth0:web\n", ":3: [alias a] address: ");
}

static void test_words(void **state)
{
	(void)state;
	assert_loads(A "up = always\n");
	assert_int_equal(config.aliases[0].up, ALIAS_ALWAYS);
	assert_loads(A "up = takeover\n");
	assert_int_equal(config.aliases[0].up, ALIAS_TAKEOVER);
	assert_loads(A "up = manual\n");
	assert_int_equal(config.aliases[0].up, ALIAS_MANUAL);
	assert_complaint(A "up = never\n", ":4: [alias a] up: `never': must be one of always, takeover, manual");
	assert_complaint(A "up = \"\"\n", "up: `': must be one of");
	assert_loads("[balance]\nhash = l3\n");
	assert_int_equal(config.balance.hash, HASH_L3);
	assert_loads("[balance]\nhash = l4\n");
	assert_int_equal(config.balance.hash, HASH_L4);
	assert_loads("[balance]\nhash = keep\n");
	assert_int_equal(config.balance.hash, HASH_KEEP);
	assert_complaint("[balance]\nhash = l5\n", ":2: [balance] hash: `l5': must be one of keep, l3, l4");
}

static void test_neighbours(void **state)
{
	(void)state;
	assert_loads(A "announce = 192.0.2.254, 2001:db8::fe\n");
	assert_complaint(A "announce = 192.0.2.254, 192.0.2.254\n", ":4: [alias a] announce: `192.0.2.254' is said twice");
	assert_complaint(A "announce = 192.0.2.0/24\n", "`192.0.2.0/24' is no IPv4 or IPv6 address");
	assert_complaint(A "announce = 224.0.0.1\n", "`224.0.0.1' is a multicast address");
	assert_complaint(A "announce = fe80::1%eth0\n", "without %INTERFACE");
	assert_complaint("[alias a]\ninterface = eth0\naddress = 192.0.2.1\nannounce = fe80::1\n",
			 ":4: [alias a] announce: fe80::1 can be told of no address here: none is of its family");
	assert_complaint("[alias a]\ninterface = eth0\naddress = 2001:db8::1\nannounce = 192.0.2.254\n",
			 "192.0.2.254 can be told of no address here");
}

static void test_the_most_neighbours(void **state)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };

	(void)state;
	buffer_add(&text, A "announce = 10.0.0.0");
	for (unsigned i = 1; i < 4096; i++)
		buffer_add(&text, i % 64 ? ", 10.0.%u.%u" : "\nannounce.%3$u = 10.0.%1$u.%2$u", i / 256, i % 256, i / 64 + 1);
	buffer_add(&text, "\n");
	assert_loads(text.data);
	assert_int_equal(config.aliases[0].announce.count, 4096);
	buffer_add(&text, "announce.65 = 10.1.0.0\n");
	assert_complaint(text.data, ":68: [alias a] announce.65: `10.1.0.0': a list has at most 4096 neighbours");
}

#define UPLINKS "[uplink dsl]\ninterface = eth8\n[uplink cable]\ninterface = eth9\n"

static void test_names_of_uplinks(void **state)
{
	(void)state;
	assert_loads(UPLINKS A "uplink = DSL\n");
	assert_string_equal(config.aliases[0].uplink, "dsl");
	assert_loads(A "uplink = dsl\n" UPLINKS);
	assert_complaint(UPLINKS A "uplink = dls\n", ":8: [alias a] uplink: `dls': there is no [uplink dls] (did you mean dsl?)");
	assert_complaint(A "uplink = dsl\n", ":4: [alias a] uplink: `dsl': there is no [uplink dsl]");
	assert_complaint(UPLINKS A "uplink = dsl, cable\n", "`dsl, cable': must be the name of an uplink");
	assert_complaint(UPLINKS A "uplink = abcdefghijklmnopqrstuvwxyz1234567\n", "must be the name of an uplink");
	assert_complaint(UPLINKS A "uplink = -dsl\n", "must be the name of an uplink");
	assert_complaint(UPLINKS A "uplink = \"\"\n", "must be the name of an uplink");
}

static void test_uplinks_of_the_balance(void **state)
{
	(void)state;
	assert_loads("[balance]\nuplinks = cable\nuplinks.2 = Dsl\n" UPLINKS);
	assert_int_equal(config.balance.uplinks.count, 2);
	assert_string_equal(config.balance.uplinks.items[0], "cable");
	assert_string_equal(config.balance.uplinks.items[1], "dsl");
	assert_loads("[balance]\nuplinks = all\n" UPLINKS);
	assert_int_equal(config.balance.uplinks.count, 0);
	assert_loads("[balance]\nuplinks = all\n" UPLINKS "[uplink all]\ninterface = eth0\n");
	assert_int_equal(config.balance.uplinks.count, 1);
	assert_loads("[balance]\n" UPLINKS "[uplink all]\ninterface = eth0\n");
	assert_int_equal(config.balance.uplinks.count, 0);
	assert_loads(UPLINKS "[uplink all]\ninterface = eth0\n");
	assert_int_equal(config.balance.uplinks.count, 0);
	assert_complaint("[balance]\nuplinks = dsl, all\n" UPLINKS, ":2: [balance] uplinks: `all': there is no [uplink all]");
	assert_complaint("[balance]\nuplinks = dsl\nuplinks.2 = cabel\n" UPLINKS,
			 ":3: [balance] uplinks.2: `cabel': there is no [uplink cabel] (did you mean cable?)");
	assert_complaint("[balance]\nuplinks = dsl, cable, DSL\n" UPLINKS, ":2: [balance] uplinks: `dsl' is said twice");
	assert_complaint("[balance]\nuplinks = d/l\n" UPLINKS, "`d/l': must be a list of names of uplinks");
	assert_complaint("[balance]\nuplinks = none\n" UPLINKS, "there is no [uplink none]");
	assert_complaint("[balance]\nuplinks = dsl,\n" UPLINKS, "item 2 of the list is empty");
}

static void test_the_most_names(void **state)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };

	(void)state;
	for (unsigned i = 0; i < 1001; i++)
		buffer_add(&text, "[uplink u%u]\ninterface = eth%u\n", i, i);
	buffer_add(&text, "[balance]\nuplinks = u0");
	for (unsigned i = 1; i < 1000; i++)
		buffer_add(&text, i % 100 ? ", u%u" : "\nuplinks.%2$u = u%1$u", i, i / 100 + 1);
	buffer_add(&text, "\n");
	assert_loads(text.data);
	assert_int_equal(config.balance.uplinks.count, 1000);
	buffer_add(&text, "uplinks.11 = u1000\n");
	assert_complaint(text.data, "[balance] uplinks.11: `u1000': a list has at most 1000 names");
}

static void test_yielding_needs_a_check(void **state)
{
	(void)state;
	assert_loads(A "yield = yes\ncheck = tcp :80\n");
	assert_complaint(A "yield = yes\n", ":4: [alias a] yield: needs a `check'");
	assert_complaint(A "yield = yes\ncheck = none\n", ":4: [alias a] yield: needs a `check'");
	assert_complaint(A "yield = yes\ncheck = htttp x\n", ":5: [alias a] check: `htttp': unknown check");
}

static void test_time_for_a_check(void **state)
{
	(void)state;
	assert_loads(A "check = icmp timeout=3s\n");
	assert_complaint(A "check = icmp timeout=4s\n", ":4: [alias a] check: timeout=4s: must be at most interval x fall, which is 3s");
	assert_complaint(A "check = icmp timeout=4s\ninterval = x\n", ":5: [alias a] interval: `x'");
}

static void test_numbers_and_times(void **state)
{
	static const struct {
		const char *line, *complaint;
	} rows[] = {
		{ "fall = 0", "fall: `0': must be a decimal number from 1 to 1000" },
		{ "fall = 1001", "fall: `1001': must be a decimal number from 1 to 1000" },
		{ "rise = 0", "rise: `0': must be a decimal number from 1 to 1000" },
		{ "rise = 1001", "rise: `1001': must be a decimal number from 1 to 1000" },
		{ "interval = 9ms", "interval: `9ms': must be a time" },
		{ "interval = 2h", "interval: `2h': must be a time" },
		{ "probe = maybe", "probe: `maybe': must be one of yes, no" },
		{ "yield = maybe", "yield: `maybe': must be one of yes, no" },
		{ "source = maybe", "source: `maybe': must be one of yes, no" },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), A "%s\n", rows[i].line);
		assert_complaint(text, rows[i].complaint);
	}
	assert_loads(A "fall = 1000\nrise = 1000\ninterval = 1h\n");
	assert_loads(A "fall = 1\nrise = 1\ninterval = 10ms\n");
}

static void test_did_you_mean(void **state)
{
	(void)state;
	assert_complaint("[ballance]\n", "unknown section (did you mean balance?)");
	assert_complaint("[alais a]\n", "unknown section (did you mean alias?)");
	assert_complaint(A "addrezs = 192.0.2.2\n", ":4: [alias a] addrezs: unknown key (did you mean address?)");
	assert_complaint("[balance]\nuplink = dsl\n", ":2: [balance] uplink: unknown key (did you mean uplinks?)");
	assert_complaint(A "weight = 2\n", "weight: unknown key here: it belongs to [uplink NAME]");
	assert_complaint("[homing]\nlabel = x\n", "label: unknown key here: it belongs to [alias NAME]");
}

#define TEST(f) cmocka_unit_test_teardown(f, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_addresses_stay_in_the_order_they_were_written_in),
		TEST(test_ranges),
		TEST(test_what_is_no_address_and_no_range),
		TEST(test_addresses_that_no_interface_has),
		TEST(test_the_most_addresses),
		TEST(test_an_address_has_one_place),
		TEST(test_one_complaint_for_each_alias_that_repeats),
		TEST(test_link_local_addresses_belong_to_their_links),
		TEST(test_an_alias_in_two_files_is_one),
		TEST(test_what_may_not_be_left_out),
		TEST(test_labels),
		TEST(test_words),
		TEST(test_neighbours),
		TEST(test_the_most_neighbours),
		TEST(test_names_of_uplinks),
		TEST(test_uplinks_of_the_balance),
		TEST(test_the_most_names),
		TEST(test_yielding_needs_a_check),
		TEST(test_time_for_a_check),
		TEST(test_numbers_and_times),
		TEST(test_did_you_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
