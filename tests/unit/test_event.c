/* test_event.c - what the real components say, in tests/fixtures as they said it, and what a hostile one might. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "event.h"

/* An environment: NAME=VALUE, a line each. */
static char environment[16384];
static struct log messages;
static struct event event;

static const char *get(const char *name, void *context)
{
	static char values[8][4096];
	static unsigned next;
	size_t length = strlen(name);
	const char *found = NULL;

	for (const char *line = context; *line; line += strcspn(line, "\n") + 1)
		if (!strncmp(line, name, length) && line[length] == '=')
			found = line + length + 1; /* the last one: what a test adds holds */
	if (!found)
		return NULL;
	next = (next + 1) % 8;
	snprintf(values[next], sizeof(values[next]), "%.*s", (int)strcspn(found, "\n"), found);
	return values[next];
}

static int clear(void **state)
{
	(void)state;
	log_free(&messages);
	environment[0] = '\0';
	return 0;
}

static void load(const char *fixture)
{
	const char *top = getenv("HOMING_SRC");
	char path[512];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), "%s/tests/fixtures/%s.env", top ? top : ".", fixture);
	file = fopen(path, "re");
	if (!file)
		fail_msg("%s: %s", path, strerror(errno));
	size = fread(environment, 1, sizeof(environment) - 1, file);
	environment[size] = '\0';
	fclose(file);
}

static void add(const char *name, const char *value)
{
	size_t length = strlen(environment);

	snprintf(environment + length, sizeof(environment) - length, "%s=%s\n", name, value);
}

static int translate(const char *system, const char *word1, const char *word2)
{
	const char *words[] = { word1, word2 };

	log_free(&messages);
	return event_read(system, words, word1 ? word2 ? 2 : 1 : 0, get, environment, &event, &messages);
}

static void assert_event(enum event_what what, const char *interface)
{
	assert_int_equal(event.what, what);
	if (what != EVENT_NOTHING)
		assert_string_equal(event.interface, interface);
	if (messages.count)
		fail_msg("%s", messages.lines[0].text);
}

/* There is one complaint, which names the variable. */
static void assert_warned(const char *name)
{
	assert_int_equal(messages.count, 1);
	assert_int_equal(messages.lines[0].level, LEVEL_WARNING);
	assert_memory_equal(messages.lines[0].text, name, strlen(name));
}

static void assert_address(const char *text, const struct prefix *p)
{
	char buffer[PREFIX_TEXT];

	assert_string_equal(text, prefix_is_set(p) ? prefix_text(p, buffer) : "");
}

static void test_ifupdown(void **state)
{
	static const struct {
		const char *fixture;
		enum event_what what;
	} rows[] = {
		{ "up-static", EVENT_UP },     { "up-static6", EVENT_UP },	  { "up-dhcp", EVENT_UP },	 { "up-networkmanager", EVENT_LOOK },
		{ "up-label", EVENT_LOOK },      { "down-static", EVENT_DOWN },	  { "down-static6", EVENT_DOWN }, { "down-label", EVENT_NOTHING },
		{ "up-all", EVENT_NOTHING },   { "down-all", EVENT_NOTHING },	  { "up-lo", EVENT_NOTHING },	 { "pre-up", EVENT_NOTHING },
		{ "post-down", EVENT_NOTHING },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];

		snprintf(path, sizeof(path), "ifupdown/%s", rows[i].fixture);
		load(path);
		assert_int_equal(translate("ifupdown", NULL, NULL), 0);
		assert_event(rows[i].what, "eth1");
	}
}

/* ifupdown-ng and ifupdown2 call their phases otherwise, and the first one tells neither family nor method. */
static void test_ifupdown_relatives(void **state)
{
	(void)state;
	add("IFACE", "eth1");
	add("MODE", "start");
	add("PHASE", "up");
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	assert_event(EVENT_UP, "eth1");
	add("MODE", "stop");
	add("PHASE", "down");
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	assert_event(EVENT_DOWN, "eth1");
	add("MODE", "depend");
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	assert_event(EVENT_NOTHING, NULL);
	add("MODE", "start"); /* and PHASE=down: no such moment */
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	assert_event(EVENT_NOTHING, NULL);
}

static void test_stanza(void **state)
{
	static const char *const said[STANZA_KEYS] = { "dsl", "192.0.2.1 onlink", "101", "2", "3", "no", "auto, 203.0.113.0/24" };

	(void)state;
	load("ifupdown/up-static");
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	for (size_t i = 0; i < STANZA_KEYS; i++)
		assert_string_equal(event.stanza[i], said[i]);
	load("ifupdown/up-static6");
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	assert_string_equal(event.stanza[STANZA_GATEWAY], "2001:db8:1::1");
	assert_string_equal(event.stanza[STANZA_UPLINK], "");
	add("IF_HOMING_GATEWAY", "  2001:db8:1::2\t ");
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	assert_string_equal(event.stanza[STANZA_GATEWAY], "2001:db8:1::2");
}

/* What would be a section, a comment, another key or a second line in an INI file, and what is too long for anything. */
static void test_hostile_stanza(void **state)
{
	static const char *const values[] = { "192.0.2.1;x", "1 # x", "\"1\"", "[uplink x]", "a\\", "a=b", "\033[2J", "\r", "\x7f", "\xc3\xa4", "$(x)", "%n" };
	char longer[EVENT_VALUE_SIZE + 1];

	(void)state;
	memset(longer, '1', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	for (size_t i = 0; i <= COUNT(values); i++) {
		load("ifupdown/up-static6");
		add("IF_HOMING_GATEWAY", i < COUNT(values) ? values[i] : longer);
		assert_int_equal(translate("ifupdown", NULL, NULL), 0);
		assert_int_equal(event.what, EVENT_UP);
		assert_string_equal(event.stanza[STANZA_GATEWAY], "");
		assert_warned("IF_HOMING_GATEWAY");
	}
	longer[EVENT_VALUE_SIZE - 1] = '\0';
	add("IF_HOMING_GATEWAY", longer);
	assert_int_equal(translate("ifupdown", NULL, NULL), 0);
	assert_string_equal(event.stanza[STANZA_GATEWAY], longer);
}

static void test_hostile_interface(void **state)
{
	static const char *const values[] = { "../lease", "eth1/..", "a b", "sixteen-letters-", "-n", ".", "..", ".x", "a;b", "a]", "a\"", "a=b", "a\\", "\033", "\xff" };
	static const char *const variables[] = { "IFACE", "interface", "PPP_IFACE", "IFACE" };
	static const char *const fixtures[] = { "ifupdown/up-static", "dhclient/BOUND", "ppp/ip-up", "networkd-dispatcher/routable" };
	static const char *const systems[] = { "ifupdown", "dhclient", "ppp", "networkd-dispatcher" };

	(void)state;
	for (size_t s = 0; s < COUNT(systems); s++) {
		const char *up = s == 2 ? "up" : NULL, *four = s == 2 ? "4" : NULL;

		for (size_t i = 0; i < COUNT(values); i++) {
			load(fixtures[s]);
			add(variables[s], values[i]);
			assert_int_equal(translate(systems[s], up, four), 0);
			assert_int_equal(event.what, EVENT_NOTHING);
			assert_warned(variables[s]);
		}
		load(fixtures[s]);
		add(variables[s], "lo");
		assert_int_equal(translate(systems[s], up, four), 0);
		assert_event(EVENT_NOTHING, NULL);
		if (s == 2)
			add("IFNAME", "");
		add(variables[s], "");
		assert_int_equal(translate(systems[s], up, four), 0);
		assert_event(EVENT_NOTHING, NULL);
		add(variables[s], "br-lan_0.100@x"); /* 14 bytes, all of them good */
		assert_int_equal(translate(systems[s], up, four), 0);
		assert_int_not_equal(event.what, EVENT_NOTHING);
		assert_string_equal(event.interface, "br-lan_0.100@x");
	}
}

static void test_dhclient(void **state)
{
	static const struct {
		const char *fixture;
		enum event_what what;
		const char *client, *address;
		unsigned char length;
		const char *gateway, *server;
		size_t routes;
	} rows[] = {
		{ "PREINIT", EVENT_NOTHING, "", "", 0, "", "", 0 },
		{ "PREINIT6", EVENT_NOTHING, "", "", 0, "", "", 0 },
		{ "BOUND", EVENT_LEASE, "dhclient4", "192.0.2.101", 24, "192.0.2.1", "192.0.2.1", 0 },
		{ "RENEW-router", EVENT_LEASE, "dhclient4", "192.0.2.101", 24, "192.0.2.254", "192.0.2.1", 0 },
		{ "EXPIRE", EVENT_LEASE_GONE, "dhclient4", "", 0, "", "", 0 },
		{ "BOUND-moved", EVENT_LEASE, "dhclient4", "192.0.2.102", 24, "192.0.2.1", "192.0.2.1", 0 },
		{ "RENEW-121", EVENT_LEASE, "dhclient4", "192.0.2.102", 24, "192.0.2.254", "192.0.2.1", 2 },
		{ "RELEASE", EVENT_LEASE_GONE, "dhclient4", "", 0, "", "", 0 },
		{ "BOUND6", EVENT_LEASE, "dhclient6", "2001:db8::152", 128, "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];

		snprintf(path, sizeof(path), "dhclient/%s", rows[i].fixture);
		load(path);
		assert_int_equal(translate("dhclient", NULL, NULL), 0);
		assert_event(rows[i].what, "eth1");
		assert_string_equal(event.lease.client, rows[i].client);
		assert_address(rows[i].address, &event.lease.address);
		assert_int_equal(event.lease.length, rows[i].length);
		assert_address(rows[i].gateway, &event.lease.gateway);
		assert_address(rows[i].server, &event.lease.server);
		assert_int_equal(event.lease.route_count, rows[i].routes);
	}
}

static void test_dhclient_reasons(void **state)
{
	static const char *const leases[] = { "BOUND", "RENEW", "REBIND", "REBOOT", "TIMEOUT" };
	static const char *const leases6[] = { "BOUND6", "RENEW6", "REBIND6" };
	static const char *const gone[] = { "EXPIRE", "FAIL", "RELEASE", "STOP", "EXPIRE6", "RELEASE6", "STOP6" };
	static const char *const nothing[] = { "", "MEDIUM", "NBI", "ARPCHECK", "DEPREF6", "bound", "BOUND ", "BOUND66" };

	(void)state;
	load("dhclient/BOUND");
	for (size_t i = 0; i < COUNT(leases); i++) {
		add("reason", leases[i]);
		translate("dhclient", NULL, NULL);
		assert_event(EVENT_LEASE, "eth1");
	}
	for (size_t i = 0; i < COUNT(gone); i++) {
		add("reason", gone[i]);
		translate("dhclient", NULL, NULL);
		assert_event(EVENT_LEASE_GONE, "eth1");
		assert_string_equal(event.lease.client, strchr(gone[i], '6') ? "dhclient6" : "dhclient4");
	}
	for (size_t i = 0; i < COUNT(nothing); i++) {
		add("reason", nothing[i]);
		translate("dhclient", NULL, NULL);
		assert_event(EVENT_NOTHING, NULL);
	}
	load("dhclient/BOUND6");
	for (size_t i = 0; i < COUNT(leases6); i++) {
		add("reason", leases6[i]);
		translate("dhclient", NULL, NULL);
		assert_event(EVENT_LEASE, "eth1");
	}
	add("new_ip6_address", ""); /* a delegated prefix, which comes alone */
	translate("dhclient", NULL, NULL);
	assert_event(EVENT_LOOK, "eth1");
}

/* RFC 3442; a value that is not right is none, and then the routers hold. */
static void test_classless_routes(void **state)
{
	static const struct {
		const char *octets, *gateway;
		size_t routes;
	} right[] = {
		{ "0 192 0 2 254", "192.0.2.254", 1 },
		{ "8 10 192 0 2 9", "", 1 }, /* no default: then there is none, whatever the routers say */
		{ "0 0 0 0 0", "", 1 },	     /* a default on link */
		{ "32 10 0 0 1 0 0 0 0 0 10 0 0 1", "10.0.0.1", 2 },
		{ "0 192 0 2 7 0 192 0 2 8", "192.0.2.7", 2 },
		{ "25 10 1 2 128 192 0 2 9  17 10 1 128 192 0 2 9", "", 2 },
	};
	static const char *const wrong[] = { "0", "0 192 0 2", "33 1 2 3 4 1 2 3 4", "0 192 0 2 256", "0 192 0 2 -1", "0 192 0 2 1 24",
					     "0 224 0 0 1", "0 127 0 0 1", "x", "0,192,0,2,1", "0 192 0 2 0x1", "0 192 0 2 0001" };

	(void)state;
	for (size_t i = 0; i < COUNT(right); i++) {
		load("dhclient/BOUND");
		add("new_rfc3442_classless_static_routes", right[i].octets);
		translate("dhclient", NULL, NULL);
		assert_event(EVENT_LEASE, "eth1");
		assert_address(right[i].gateway, &event.lease.gateway);
		assert_int_equal(event.lease.route_count, right[i].routes);
	}
	assert_address("10.1.2.128/25", &event.lease.routes[0].destination);
	assert_address("10.1.128.0/17", &event.lease.routes[1].destination);
	assert_address("192.0.2.9", &event.lease.routes[1].gateway);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		load("dhclient/BOUND");
		add("new_rfc3442_classless_static_routes", wrong[i]);
		translate("dhclient", NULL, NULL);
		assert_int_equal(event.what, EVENT_LEASE);
		assert_warned("new_rfc3442_classless_static_routes");
		assert_address("192.0.2.1", &event.lease.gateway);
		assert_int_equal(event.lease.route_count, 0);
	}
	load("dhclient/BOUND");
	add("new_ms_classless_static_routes", "0 192 0 2 254"); /* option 249, the same before it had a number */
	translate("dhclient", NULL, NULL);
	assert_address("192.0.2.254", &event.lease.gateway);
}

static void test_many_routes(void **state)
{
	char octets[2048] = "";

	(void)state;
	load("dhclient/BOUND");
	for (size_t i = 0; i < 50; i++)
		snprintf(octets + strlen(octets), sizeof(octets) - strlen(octets), "0 192 0 2 %zu ", i + 1);
	add("new_rfc3442_classless_static_routes", octets); /* 250 octets, and an option may have 255 */
	translate("dhclient", NULL, NULL);
	assert_event(EVENT_LEASE, "eth1");
	assert_int_equal(event.lease.route_count, EVENT_ROUTES);
	assert_address("192.0.2.1", &event.lease.gateway);
	snprintf(octets + strlen(octets), sizeof(octets) - strlen(octets), "0 192 0 2 1 0 192 0 2 1 ");
	add("new_rfc3442_classless_static_routes", octets);
	translate("dhclient", NULL, NULL);
	assert_warned("new_rfc3442_classless_static_routes");
}

static void test_hostile_lease(void **state)
{
	static const struct {
		const char *fixture, *name, *value;
		enum event_what what;
	} rows[] = {
		{ "BOUND", "new_ip_address", "192.0.2.101;x", EVENT_LOOK },	{ "BOUND", "new_ip_address", "0.0.0.0", EVENT_LOOK },
		{ "BOUND", "new_ip_address", "192.0.2.0/24", EVENT_LOOK },	{ "BOUND", "new_ip_address", "2001:db8::1", EVENT_LOOK },
		{ "BOUND", "new_ip_address", "127.0.0.1", EVENT_LOOK },		{ "BOUND", "new_ip_address", "255.255.255.255", EVENT_LOOK },
		{ "BOUND6", "new_ip6_address", "192.0.2.1", EVENT_LOOK },	{ "BOUND6", "new_ip6_address", "::", EVENT_LOOK },
		{ "BOUND6", "new_ip6_address", "ff02::1", EVENT_LOOK },		{ "BOUND6", "new_ip6_address", "::1", EVENT_LOOK },
		{ "BOUND6", "new_ip6_prefixlen", "129", EVENT_LEASE },		{ "BOUND6", "new_ip6_prefixlen", "-1", EVENT_LEASE },
		{ "BOUND6", "new_ip6_prefixlen", "99999999999", EVENT_LEASE },	{ "BOUND", "new_subnet_mask", "255.0.255.0", EVENT_LEASE },
		{ "BOUND", "new_subnet_mask", "24", EVENT_LEASE },		{ "BOUND", "new_routers", "gateway.example", EVENT_LEASE },
		{ "BOUND", "new_routers", "224.0.0.1", EVENT_LEASE },		{ "BOUND", "new_routers", "$(reboot)", EVENT_LEASE },
		{ "BOUND", "new_dhcp_server_identifier", "::1", EVENT_LEASE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];

		snprintf(path, sizeof(path), "dhclient/%s", rows[i].fixture);
		load(path);
		add(rows[i].name, rows[i].value);
		assert_int_equal(translate("dhclient", NULL, NULL), 0);
		assert_int_equal(event.what, rows[i].what);
		assert_warned(rows[i].name);
	}
	assert_address("", &event.lease.server);
	load("dhclient/BOUND");
	add("new_routers", "\t192.0.2.7  192.0.2.8"); /* several: the first */
	translate("dhclient", NULL, NULL);
	assert_event(EVENT_LEASE, "eth1");
	assert_address("192.0.2.7", &event.lease.gateway);
}

static void test_ppp(void **state)
{
	static const char *const fixtures[][3] = { { "ppp/ip-up", "up", "4" }, { "ppp/ip-down", "down", "4" }, { "ppp/ipv6-up", "up", "6" }, { "ppp/ipv6-down", "down", "6" } };

	(void)state;
	for (size_t i = 0; i < COUNT(fixtures); i++) {
		load(fixtures[i][0]);
		assert_int_equal(translate("ppp", fixtures[i][1], fixtures[i][2]), 0);
		assert_event(EVENT_LOOK, "ppp0");
		add("PPP_IFACE", ""); /* pppd alone, without Debian's ip-up */
		assert_int_equal(translate("ppp", fixtures[i][1], fixtures[i][2]), 0);
		assert_event(EVENT_LOOK, "ppp0");
	}
}

/* NetworkManager 1.42: the lease in the words of its own client, and, in up-dhclient-121, of dhclient. */
static void test_networkmanager(void **state)
{
	static const struct {
		const char *fixture, *interface, *action;
		enum event_what what;
		const char *address, *gateway, *server;
		size_t routes;
	} rows[] = {
		{ "up-static", "eth1", "up", EVENT_UP, "", "", "", 0 },
		{ "up-dhcp", "eth2", "up", EVENT_UP, "198.51.100.101", "198.51.100.1", "198.51.100.1", 0 },
		{ "up-dhcp-121", "eth2", "up", EVENT_UP, "198.51.100.101", "198.51.100.1", "198.51.100.1", 2 },
		{ "up-dhclient-121", "eth2", "up", EVENT_UP, "198.51.100.101", "198.51.100.1", "198.51.100.1", 2 },
		{ "up-never-default", "eth2", "up", EVENT_UP, "198.51.100.101", "198.51.100.1", "198.51.100.1", 2 },
		{ "dhcp4-change", "eth2", "dhcp4-change", EVENT_LOOK, "", "", "", 0 },
		{ "dhcp6-change", "eth2", "dhcp6-change", EVENT_LOOK, "198.51.100.101", "198.51.100.2", "198.51.100.1", 0 },
		{ "reapply", "eth1", "reapply", EVENT_LOOK, "", "", "", 0 },
		{ "pre-down", "eth2", "pre-down", EVENT_DOWN, "", "", "", 0 },
		{ "down", "eth2", "down", EVENT_GONE, "", "", "", 0 },
		{ "up-external", "eth3", "up", EVENT_LOOK, "", "", "", 0 },
		{ "up-external", "eth3", "pre-down", EVENT_LOOK, "", "", "", 0 },
		{ "up-external", "eth3", "down", EVENT_LOOK, "", "", "", 0 },
		{ "vpn-up", "tun0", "vpn-up", EVENT_UP, "", "", "", 0 },
		{ "up-vpn-external", "tun0", "up", EVENT_LOOK, "", "", "", 0 },
		{ "vpn-pre-down", "tun0", "vpn-pre-down", EVENT_DOWN, "", "", "", 0 },
		{ "vpn-down", "tun0", "vpn-down", EVENT_GONE, "", "", "", 0 },
		{ "up-lo", "lo", "up", EVENT_NOTHING, "", "", "", 0 },
		{ "hostname", "none", "hostname", EVENT_NOTHING, "", "", "", 0 },
		{ "connectivity-change", "", "connectivity-change", EVENT_NOTHING, "", "", "", 0 },
		{ "connectivity-change", "", "dns-change", EVENT_NOTHING, "", "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];

		snprintf(path, sizeof(path), "networkmanager/%s", rows[i].fixture);
		load(path);
		assert_int_equal(translate("networkmanager", rows[i].interface, rows[i].action), 0);
		assert_event(rows[i].what, rows[i].interface);
		assert_string_equal(event.lease.client, *rows[i].address ? EVENT_SILENT_CLIENT : "");
		assert_address(rows[i].address, &event.lease.address);
		assert_int_equal(event.lease.length, *rows[i].address ? 24 : 0);
		assert_address(rows[i].gateway, &event.lease.gateway);
		assert_address(rows[i].server, &event.lease.server);
		assert_int_equal(event.lease.route_count, rows[i].routes);
	}
	load("networkmanager/up-dhclient-121");
	translate("networkmanager", "eth2", "up");
	assert_address("10.0.0.0/8", &event.lease.routes[1].destination);
	assert_address("198.51.100.2", &event.lease.routes[1].gateway);
}

/* A VPN without an interface of its own says the one below it: that must not go down with the VPN, nor is its lease the VPN's. */
static void test_vpn(void **state)
{
	static const char *const actions[] = { "vpn-up", "vpn-pre-down", "vpn-down" };

	(void)state;
	for (size_t i = 0; i < COUNT(actions); i++) {
		load("networkmanager/vpn-up");
		add("VPN_IP_IFACE", "");
		assert_int_equal(translate("networkmanager", "eth1", actions[i]), 0);
		assert_event(EVENT_LOOK, "eth1");
		add("VPN_IP_IFACE", "eth1");
		assert_int_equal(translate("networkmanager", "eth1", actions[i]), 0);
		assert_event(EVENT_LOOK, "eth1");
		load("networkmanager/up-dhcp");
		add("VPN_IP_IFACE", "tun0");
		assert_int_equal(translate("networkmanager", "tun0", actions[i]), 0);
		assert_string_equal(event.interface, "tun0");
		assert_address("", &event.lease.address);
	}
}

/* Newer versions hand the user data over; the others name the file. */
static void test_user_data(void **state)
{
	static const char *const names[STANZA_KEYS] = { "UPLINK", "GATEWAY", "TABLE", "WEIGHT", "PREFERENCE", "GUARD", "ADDRESSES" };
	static const char *const said[STANZA_KEYS] = { "dsl", "192.0.2.1 onlink", "101", "2", "3", "no", "auto, 203.0.113.0/24" };
	static const char *const paths[] = { "etc/x.nmconnection", "../x" };
	char longer[EVENT_PATH_SIZE + 1] = "/";

	(void)state;
	load("networkmanager/up-static");
	translate("networkmanager", "eth1", "up");
	assert_event(EVENT_UP, "eth1");
	assert_string_equal(event.profile, "/etc/NetworkManager/system-connections/st.nmconnection");
	for (size_t i = 0; i < STANZA_KEYS; i++) {
		char name[64];

		snprintf(name, sizeof(name), "CONNECTION_USER_HOMING__%s", names[i]);
		add(name, said[i]);
	}
	translate("networkmanager", "eth1", "up");
	assert_event(EVENT_UP, "eth1");
	assert_string_equal(event.profile, "");
	for (size_t i = 0; i < STANZA_KEYS; i++)
		assert_string_equal(event.stanza[i], said[i]);
	translate("networkmanager", "eth1", "reapply");
	assert_event(EVENT_LOOK, "eth1");
	assert_false(event_has_stanza(&event));
	add("CONNECTION_EXTERNAL", "1");
	translate("networkmanager", "eth1", "up");
	assert_event(EVENT_LOOK, "eth1");
	assert_false(event_has_stanza(&event));

	load("networkmanager/up-static");
	add("CONNECTION_USER_HOMING__TABLE", "101;x");
	translate("networkmanager", "eth1", "up");
	assert_string_equal(event.stanza[STANZA_TABLE], "");
	assert_warned("CONNECTION_USER_HOMING__TABLE");
	memset(longer + 1, 'x', sizeof(longer) - 2);
	for (size_t i = 0; i <= COUNT(paths); i++) {
		load("networkmanager/up-static");
		add("CONNECTION_FILENAME", i < COUNT(paths) ? paths[i] : longer);
		translate("networkmanager", "eth1", "up");
		assert_int_equal(event.what, EVENT_UP);
		assert_string_equal(event.profile, "");
		assert_warned("CONNECTION_FILENAME");
	}
}

static void test_hostile_networkmanager(void **state)
{
	static const char *const interfaces[] = { "../lease", "eth1/..", "a b", "sixteen-letters-", "-n", "--help", ".", "..", "a;b", "a]", "a=b", "\033", "\xff" };
	static const struct {
		const char *name, *value;
		bool leased;
	} rows[] = {
		{ "DHCP4_IP_ADDRESS", "198.51.100.101;x", false }, { "DHCP4_IP_ADDRESS", "0.0.0.0", false },
		{ "DHCP4_IP_ADDRESS", "2001:db8::1", false },	   { "DHCP4_SUBNET_MASK", "255.0.255.0", true },
		{ "DHCP4_ROUTERS", "$(reboot)", true },		   { "DHCP4_ROUTERS", "224.0.0.1", true },
		{ "DHCP4_DHCP_SERVER_IDENTIFIER", "::1", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(interfaces); i++) {
		load("networkmanager/up-dhcp");
		assert_int_equal(translate("networkmanager", interfaces[i], "up"), 0);
		assert_int_equal(event.what, EVENT_NOTHING);
		assert_warned("interface");
	}
	for (size_t i = 0; i < COUNT(rows); i++) {
		load("networkmanager/up-dhcp");
		add(rows[i].name, rows[i].value);
		assert_int_equal(translate("networkmanager", "eth2", "up"), 0);
		assert_int_equal(event.what, EVENT_UP);
		assert_int_equal(prefix_is_set(&event.lease.address), rows[i].leased);
		assert_warned(rows[i].name);
	}
	load("networkmanager/up-dhcp");
	assert_int_equal(translate("networkmanager", "eth2", "something-new"), 0);
	assert_event(EVENT_LOOK, "eth2");
}

/* `PREFIX GATEWAY ...' in place of octets. */
static void test_routes_as_prefixes(void **state)
{
	static const struct {
		const char *text, *gateway;
		size_t routes;
	} right[] = {
		{ "0.0.0.0/0 192.0.2.254", "192.0.2.254", 1 },
		{ "10.0.0.0/8 192.0.2.9", "", 1 },
		{ "0.0.0.0/0 0.0.0.0", "", 1 },
		{ "10.0.0.1/32 0.0.0.0  0.0.0.0/0\t10.0.0.1 ", "10.0.0.1", 2 },
		{ "10.1.2.3/8 192.0.2.9", "", 1 }, /* bits behind the length */
	};
	static const char *const wrong[] = { "0.0.0.0/0", "0.0.0.0/0 ", "0.0.0.0/33 192.0.2.1", "0.0.0.0/0 192.0.2.0/24", "0.0.0.0/0 224.0.0.1", "::/0 192.0.2.1",
					     "0.0.0.0/0,192.0.2.1", "x.y", "0.0.0.0/0 192.0.2.1 10.0.0.0/8", "10.0.0.0/8 192.0.2.256" };

	(void)state;
	for (size_t i = 0; i < COUNT(right); i++) {
		load("networkmanager/up-dhcp");
		add("DHCP4_RFC3442_CLASSLESS_STATIC_ROUTES", right[i].text);
		translate("networkmanager", "eth2", "up");
		assert_event(EVENT_UP, "eth2");
		assert_address(right[i].gateway, &event.lease.gateway);
		assert_int_equal(event.lease.route_count, right[i].routes);
	}
	assert_address("10.0.0.0/8", &event.lease.routes[0].destination);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		load("networkmanager/up-dhcp");
		add("DHCP4_RFC3442_CLASSLESS_STATIC_ROUTES", wrong[i]);
		translate("networkmanager", "eth2", "up");
		assert_warned("DHCP4_RFC3442_CLASSLESS_STATIC_ROUTES");
		assert_address("198.51.100.1", &event.lease.gateway);
		assert_int_equal(event.lease.route_count, 0);
	}
}

static void test_networkd_dispatcher(void **state)
{
	static const char *const states[][2] = { { "routable", "eth1" }, { "configured", "eth1" }, { "degraded", "eth2" }, { "carrier", "eth2" }, { "no-carrier", "eth2" }, { "off", "eth2" } };

	(void)state;
	for (size_t i = 0; i < COUNT(states); i++) {
		char path[64];

		snprintf(path, sizeof(path), "networkd-dispatcher/%s", states[i][0]);
		load(path);
		assert_int_equal(translate("networkd-dispatcher", NULL, NULL), 0);
		assert_event(EVENT_LOOK, states[i][1]);
	}
	load("networkd-dispatcher/carrier-lo");
	assert_int_equal(translate("networkd-dispatcher", NULL, NULL), 0);
	assert_event(EVENT_NOTHING, NULL);
}

/* What ifupdown-ng's executor and the scripts of ifupdown2 are told, phase by phase. With `use homing' on top of a stanza the addresses come behind
 * `up' only: hence `post-up'. */
static void test_ifupdown_phases(void **state)
{
	static const struct {
		const char *phase;
		enum event_what what;
	} rows[] = {
		{ "depend", EVENT_NOTHING }, { "create", EVENT_NOTHING },  { "pre-up", EVENT_NOTHING },	   { "up", EVENT_UP },	    { "post-up", EVENT_UP },
		{ "pre-down", EVENT_DOWN },  { "down", EVENT_DOWN },	   { "post-down", EVENT_NOTHING }, { "destroy", EVENT_NOTHING },
	};
	static const char *const systems[] = { "ifupdown-ng", "ifupdown2" };

	(void)state;
	for (size_t s = 0; s < COUNT(systems); s++)
		for (size_t i = 0; i < COUNT(rows); i++) {
			char path[64];

			if (s && (!strcmp(rows[i].phase, "depend") || !strcmp(rows[i].phase, "create") || !strcmp(rows[i].phase, "destroy")))
				continue;
			snprintf(path, sizeof(path), "%s/%s", systems[s], rows[i].phase);
			load(path);
			for (size_t k = 0; k < 2; k++) { /* the hooks of ifupdown get the same from both */
				assert_int_equal(translate(k ? "ifupdown" : systems[s], NULL, NULL), 0);
				assert_event(rows[i].what, "eth1");
				assert_string_equal(event.stanza[STANZA_GATEWAY], rows[i].what == EVENT_UP ? "192.0.2.1, 2001:db8:1::1" : "");
				assert_string_equal(event.stanza[STANZA_TABLE], rows[i].what == EVENT_UP ? "101" : "");
			}
		}
	load("ifupdown2/up-lo");
	assert_int_equal(translate("ifupdown2", NULL, NULL), 0);
	assert_event(EVENT_NOTHING, NULL);
}

struct lease_row {
	const char *fixture;
	enum event_what what;
	const char *client, *address;
	unsigned char length;
	const char *gateway, *server;
	size_t routes;
	const char *delegated;
};

static void check_lease_row(const struct lease_row *row, const char *interface)
{
	assert_event(row->what, interface);
	if (row->what == EVENT_NOTHING)
		return;
	assert_string_equal(event.lease.client, row->client);
	assert_address(row->address, &event.lease.address);
	assert_int_equal(event.lease.length, row->length);
	assert_address(row->gateway, &event.lease.gateway);
	assert_address(row->server, &event.lease.server);
	assert_int_equal(event.lease.route_count, row->routes);
	assert_int_equal(event.lease.delegated_count, *row->delegated != 0);
	if (*row->delegated)
		assert_address(row->delegated, &event.lease.delegated[0]);
}

static void test_dhcpcd(void **state)
{
	static const struct lease_row rows[] = {
		{ "PREINIT", EVENT_NOTHING, "", "", 0, "", "", 0, "" },
		{ "RECONFIGURE", EVENT_NOTHING, "", "", 0, "", "", 0, "" },
		{ "CARRIER", EVENT_LOOK, "", "", 0, "", "", 0, "" },
		{ "NOCARRIER", EVENT_LOOK, "", "", 0, "", "", 0, "" },
		{ "ROUTERADVERT", EVENT_LOOK, "", "", 0, "", "", 0, "" },
		{ "ROUTERADVERT-over", EVENT_LOOK, "", "", 0, "", "", 0, "" },
		{ "IPV4LL", EVENT_LOOK, "", "", 0, "", "", 0, "" },
		{ "STOPPED", EVENT_LOOK, "", "", 0, "", "", 0, "" },
		{ "DEPARTED", EVENT_LOOK, "", "", 0, "", "", 0, "" },
		{ "BOUND", EVENT_LEASE, "dhcpcd4", "192.0.2.101", 24, "192.0.2.1", "192.0.2.1", 0, "" },
		{ "REBOOT", EVENT_LEASE, "dhcpcd4", "192.0.2.102", 24, "192.0.2.1", "192.0.2.1", 0, "" },
		{ "RENEW-router", EVENT_LEASE, "dhcpcd4", "192.0.2.101", 24, "192.0.2.254", "192.0.2.1", 0, "" },
		{ "RENEW-121", EVENT_LEASE, "dhcpcd4", "192.0.2.101", 24, "192.0.2.254", "192.0.2.1", 2, "" },
		{ "BOUND-moved", EVENT_LEASE, "dhcpcd4", "192.0.2.102", 24, "192.0.2.1", "192.0.2.1", 0, "" },
		{ "STATIC", EVENT_LEASE, "dhcpcd4", "192.0.2.50", 24, "192.0.2.1", "", 0, "" },
		{ "NAK", EVENT_LEASE_GONE, "dhcpcd4", "", 0, "", "", 0, "" },
		{ "EXPIRE", EVENT_LEASE_GONE, "dhcpcd4", "", 0, "", "", 0, "" },
		{ "STOP", EVENT_LEASE_GONE, "dhcpcd4", "", 0, "", "", 0, "" },
		{ "BOUND6", EVENT_LEASE, "dhcpcd6", "2001:db8:1::110", 128, "", "", 0, "" },
		{ "REBOOT6", EVENT_LEASE, "dhcpcd6", "2001:db8:1::110", 128, "", "", 0, "" },
		{ "BOUND6-delegated", EVENT_LEASE, "dhcpcd6", "2001:db8:1::200", 128, "", "", 0, "2001:db8:ff00::/56" },
		{ "REBIND6-not-delegated", EVENT_LEASE, "dhcpcd6", "2001:db8:1::200", 128, "", "", 0, "" },
		{ "EXPIRE6", EVENT_LEASE_GONE, "dhcpcd6", "", 0, "", "", 0, "" },
		{ "RELEASE6", EVENT_LEASE_GONE, "dhcpcd6", "", 0, "", "", 0, "" },
		{ "STOP6", EVENT_LEASE_GONE, "dhcpcd6", "", 0, "", "", 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];

		snprintf(path, sizeof(path), "dhcpcd/%s", rows[i].fixture);
		load(path);
		assert_int_equal(translate("dhcpcd", NULL, NULL), 0);
		check_lease_row(&rows[i], "eth1");
	}
	load("dhcpcd/DELEGATED6"); /* of the interface behind us */
	assert_int_equal(translate("dhcpcd", NULL, NULL), 0);
	assert_event(EVENT_LOOK, "eth2");
}

static void test_dhcpcd_reasons(void **state)
{
	static const char *const leases[] = { "REBIND", "TIMEOUT", "INFORM" }, *const leases6[] = { "RENEW6", "REBIND6", "INFORM6" };
	static const char *const gone[] = { "RELEASE", "FAIL" }, *const nothing[] = { "", "TEST", "3RDPARTY", "bound", "BOUND " };

	(void)state;
	for (size_t i = 0; i < COUNT(leases); i++) {
		load("dhcpcd/BOUND");
		add("reason", leases[i]);
		translate("dhcpcd", NULL, NULL);
		assert_event(EVENT_LEASE, "eth1");
		load("dhcpcd/BOUND6");
		add("reason", leases6[i]);
		translate("dhcpcd", NULL, NULL);
		assert_event(EVENT_LEASE, "eth1");
	}
	load("dhcpcd/BOUND");
	for (size_t i = 0; i < COUNT(gone); i++) {
		add("reason", gone[i]);
		translate("dhcpcd", NULL, NULL);
		assert_event(EVENT_LEASE_GONE, "eth1");
	}
	for (size_t i = 0; i < COUNT(nothing); i++) {
		add("reason", nothing[i]);
		translate("dhcpcd", NULL, NULL);
		assert_event(EVENT_NOTHING, NULL);
	}
}

static void test_delegated(void **state)
{
	(void)state;
	load("dhcpcd/BOUND6-delegated");
	add("new_dhcp6_ia_na1_ia_addr1", ""); /* prefixes alone */
	add("new_dhcp6_ia_pd1_prefix2", "2001:db8:fe00:0:1::"); /* and what lies behind the length does not count */
	add("new_dhcp6_ia_pd1_prefix2_length", "60");
	add("new_dhcp6_ia_pd2_prefix1", "2001:db8:fd00::");
	add("new_dhcp6_ia_pd2_prefix1_length", "64");
	translate("dhcpcd", NULL, NULL);
	assert_event(EVENT_LEASE, "eth1");
	assert_address("", &event.lease.address);
	assert_int_equal(event.lease.delegated_count, 3);
	assert_address("2001:db8:fe00::/60", &event.lease.delegated[1]);
	assert_address("2001:db8:fd00::/64", &event.lease.delegated[2]);
	for (unsigned i = 1; i <= LEASE_PREFIXES + 2; i++) {
		char name[40], prefix[40];

		snprintf(name, sizeof(name), "new_dhcp6_ia_pd1_prefix%u", i);
		snprintf(prefix, sizeof(prefix), "2001:db8:%x00::", i);
		add(name, prefix);
		strcat(name, "_length");
		add(name, "56");
	}
	translate("dhcpcd", NULL, NULL);
	assert_event(EVENT_LEASE, "eth1");
	assert_int_equal(event.lease.delegated_count, LEASE_PREFIXES);
	load("dhcpcd/BOUND6");
	add("new_dhcp6_ia_na1_ia_addr1", ""); /* neither */
	translate("dhcpcd", NULL, NULL);
	assert_event(EVENT_LOOK, "eth1");
}

static void test_udhcpc(void **state)
{
	static const struct {
		const char *word;
		struct lease_row row;
	} rows[] = {
		{ "deconfig", { "deconfig", EVENT_LEASE_GONE, "udhcpc4", "", 0, "", "", 0, "" } },
		{ "leasefail", { "leasefail", EVENT_LEASE_GONE, "udhcpc4", "", 0, "", "", 0, "" } },
		{ "nak", { "nak", EVENT_LEASE_GONE, "udhcpc4", "", 0, "", "", 0, "" } },
		{ "bound", { "bound", EVENT_LEASE, "udhcpc4", "192.0.2.101", 24, "192.0.2.1", "192.0.2.1", 0, "" } },
		{ "renew", { "renew", EVENT_LEASE, "udhcpc4", "192.0.2.101", 24, "192.0.2.254", "192.0.2.1", 0, "" } },
		{ "renew", { "renew-121", EVENT_LEASE, "udhcpc4", "192.0.2.101", 24, "192.0.2.254", "192.0.2.1", 2, "" } },
		{ "bound", { "bound-moved", EVENT_LEASE, "udhcpc4", "192.0.2.102", 24, "192.0.2.1", "192.0.2.1", 0, "" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];

		snprintf(path, sizeof(path), "udhcpc/%s", rows[i].row.fixture);
		load(path);
		assert_int_equal(translate("udhcpc", rows[i].word, NULL), 0);
		check_lease_row(&rows[i].row, "eth2");
	}
	load("udhcpc/bound");
	add("msstaticroutes", "0.0.0.0/0 192.0.2.7");
	translate("udhcpc", "bound", NULL);
	assert_address("192.0.2.7", &event.lease.gateway);
	add("ip", "");
	translate("udhcpc", "bound", NULL);
	assert_event(EVENT_LOOK, "eth2");
}

/* Of the clients whose words are alike. */
static void test_hostile_client(void **state)
{
	static const struct {
		const char *system, *word, *fixture, *name, *value;
		enum event_what what;
	} rows[] = {
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_ip_address", "192.0.2.101;x", EVENT_LOOK },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_ip_address", "2001:db8::1", EVENT_LOOK },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_subnet_cidr", "33", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_subnet_cidr", "255.255.255.0", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_routers", "$(reboot)", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_dhcp_server_identifier", "::1", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_classless_static_routes", "0.0.0.0/0", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_classless_static_routes", "0.0.0.0/0 192.0.2.1 10.0.0.0/33 192.0.2.1", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "new_ms_classless_static_routes", "0.0.0.0/0 224.0.0.1", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND6", "new_dhcp6_ia_na1_ia_addr1", "ff02::1", EVENT_LOOK },
		{ "dhcpcd", NULL, "dhcpcd/BOUND6", "new_dhcp6_ia_pd1_prefix1", "fe80::", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND6", "new_dhcp6_ia_pd1_prefix1", "10.0.0.0", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND6", "new_dhcp6_ia_pd1_prefix1", "2001:db8::/32", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND6-delegated", "new_dhcp6_ia_pd1_prefix1_length", "129", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND6-delegated", "new_dhcp6_ia_pd1_prefix1_length", "x", EVENT_LEASE },
		{ "dhcpcd", NULL, "dhcpcd/BOUND", "interface", "../x", EVENT_NOTHING },
		{ "udhcpc", "bound", "udhcpc/bound", "ip", "127.0.0.1", EVENT_LOOK },
		{ "udhcpc", "bound", "udhcpc/bound", "ip", "192.0.2.101\r", EVENT_LOOK },
		{ "udhcpc", "bound", "udhcpc/bound", "mask", "-1", EVENT_LEASE },
		{ "udhcpc", "bound", "udhcpc/bound", "router", "0.0.0.0", EVENT_LEASE },
		{ "udhcpc", "bound", "udhcpc/bound", "serverid", "x", EVENT_LEASE },
		{ "udhcpc", "bound", "udhcpc/bound", "staticroutes", "10.0.0.0/8 192.0.2.1;x", EVENT_LEASE },
		{ "udhcpc", "deconfig", "udhcpc/deconfig", "interface", "a b", EVENT_NOTHING },
		{ "ifupdown-ng", NULL, "ifupdown-ng/up", "IFACE", "a/b", EVENT_NOTHING },
		{ "ifupdown-ng", NULL, "ifupdown-ng/up", "IF_HOMING_TABLE", "1;x", EVENT_UP },
		{ "ifupdown2", NULL, "ifupdown2/up", "IF_HOMING_TABLE", "1 # x", EVENT_UP },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		load(rows[i].fixture);
		add(rows[i].name, rows[i].value);
		assert_int_equal(translate(rows[i].system, rows[i].word, NULL), 0);
		assert_int_equal(event.what, rows[i].what);
		assert_warned(rows[i].name);
		if (rows[i].what == EVENT_LEASE && strstr(rows[i].name, "routes"))
			assert_address("192.0.2.1", &event.lease.gateway); /* the routers hold */
	}
}

static void test_words(void **state)
{
	(void)state;
	load("ifupdown/up-static");
	assert_int_equal(translate("systemd", NULL, NULL), -ENOENT);
	assert_int_equal(translate("", NULL, NULL), -ENOENT);
	assert_int_equal(translate("ifupdown", "up", NULL), -EINVAL);
	assert_int_equal(translate("ifupdown-ng", "up", NULL), -EINVAL);
	assert_int_equal(translate("dhclient", "BOUND", NULL), -EINVAL);
	assert_int_equal(translate("dhcpcd", "BOUND", NULL), -EINVAL);
	assert_int_equal(translate("udhcpc", NULL, NULL), -EINVAL);
	assert_int_equal(translate("udhcpc", "BOUND", NULL), -EINVAL);
	assert_int_equal(translate("udhcpc", "bound", "eth2"), -EINVAL);
	assert_int_equal(translate("networkd-dispatcher", "routable", NULL), -EINVAL);
	assert_int_equal(translate("networkmanager", NULL, NULL), -EINVAL);
	assert_int_equal(translate("networkmanager", "eth1", NULL), -EINVAL);
	assert_int_equal(translate("ppp", NULL, NULL), -EINVAL);
	assert_int_equal(translate("ppp", "up", NULL), -EINVAL);
	assert_int_equal(translate("ppp", "up", "5"), -EINVAL);
	assert_int_equal(translate("ppp", "upward", "4"), -EINVAL);
}

/* Nothing is kept from one call to the next. */
static void test_twice(void **state)
{
	struct event first;

	(void)state;
	load("dhclient/RENEW-121");
	translate("dhclient", NULL, NULL);
	first = event;
	load("dhclient/EXPIRE");
	translate("dhclient", NULL, NULL);
	load("dhclient/RENEW-121");
	translate("dhclient", NULL, NULL);
	assert_memory_equal(&first, &event, sizeof(event));
}

static void test_in_stanza(void **state)
{
	(void)state;
	assert_false(event_in_stanza(get, environment));
	load("ifupdown/up-static");
	assert_true(event_in_stanza(get, environment));
	load("ifupdown/down-static");
	assert_true(event_in_stanza(get, environment));
	load("ifupdown/pre-up");
	assert_false(event_in_stanza(get, environment));
	load("ifupdown/up-static");
	add("IFACE", "");
	assert_false(event_in_stanza(get, environment));
	load("dhclient/BOUND");
	assert_false(event_in_stanza(get, environment));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_ifupdown, clear),	  cmocka_unit_test_teardown(test_ifupdown_relatives, clear),
		cmocka_unit_test_teardown(test_stanza, clear),		  cmocka_unit_test_teardown(test_hostile_stanza, clear),
		cmocka_unit_test_teardown(test_hostile_interface, clear), cmocka_unit_test_teardown(test_dhclient, clear),
		cmocka_unit_test_teardown(test_dhclient_reasons, clear),  cmocka_unit_test_teardown(test_classless_routes, clear),
		cmocka_unit_test_teardown(test_many_routes, clear),	  cmocka_unit_test_teardown(test_hostile_lease, clear),
		cmocka_unit_test_teardown(test_networkmanager, clear),	  cmocka_unit_test_teardown(test_vpn, clear),
		cmocka_unit_test_teardown(test_user_data, clear),	  cmocka_unit_test_teardown(test_hostile_networkmanager, clear),
		cmocka_unit_test_teardown(test_routes_as_prefixes, clear), cmocka_unit_test_teardown(test_networkd_dispatcher, clear),
		cmocka_unit_test_teardown(test_ifupdown_phases, clear),	  cmocka_unit_test_teardown(test_dhcpcd, clear),
		cmocka_unit_test_teardown(test_dhcpcd_reasons, clear),	  cmocka_unit_test_teardown(test_delegated, clear),
		cmocka_unit_test_teardown(test_udhcpc, clear),		  cmocka_unit_test_teardown(test_hostile_client, clear),
		cmocka_unit_test_teardown(test_ppp, clear),		  cmocka_unit_test_teardown(test_words, clear),
		cmocka_unit_test_teardown(test_twice, clear),		  cmocka_unit_test_teardown(test_in_stanza, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
