/* test_status.c - how the host stands: a configuration and a host as text in, the screen out. */
#define _GNU_SOURCE /* memfd_create */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "status.h"
#include "text.h"
#include "util.h"
#include "want.h"

#define NOW 1000000

static struct config config;
static struct facts facts;
static struct host host;
static struct views views;
static struct state want;
static struct plan plan;
static struct status status;
static struct buffer out;

static int clear(void **unused)
{
	(void)unused;
	buffer_free(&out);
	status_free(&status);
	plan_free(&plan);
	state_free(&want);
	views_free(&views);
	host_free(&host);
	facts_free(&facts);
	config_free(&config);
	memset(&want, 0, sizeof(want));
	memset(&out, 0, sizeof(out));
	return 0;
}

static void configure(const char *text)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	struct log log = { 0 };
	char path[64];

	clear(NULL);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0600), 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_int_equal(config_load(path, NULL, &config, &log), 0);
	log_free(&log);
	close(fd);
}

static struct link *link_of(const char *name)
{
	struct link *link = (struct link *)host_find_link(&host, name);

	if (link)
		return link;
	host.links = reallocarray(host.links, host.link_count + 1, sizeof(*host.links));
	assert_non_null(host.links);
	link = &host.links[host.link_count++];
	*link = (struct link){ .index = (unsigned)host.link_count, .up = true, .carrier = true };
	snprintf(link->name, sizeof(link->name), "%s", name);
	return link;
}

/* Where have.c would put it. */
static struct state *place_of(const struct object *o)
{
	if (object_protocol(o) == config.homing.protocol)
		return &host.ours;
	return o->kind == KIND_RULE || (o->kind == KIND_ROUTE && o->route.table == TABLE_MAIN) ? &host.foreign : &host.seen;
}

static void add_line(const char *line)
{
	bool ours = strncmp(line, "ours ", 5) == 0; /* no ip command marks an address */
	struct text_line parsed;
	char why[TEXT_WHY];

	assert_int_equal(text_read_line(ours ? line + 5 : line, &parsed, why), 0);
	if (parsed.kind == TEXT_LINK) {
		struct link *link = link_of(parsed.link.device);

		if (parsed.link.up >= 0)
			link->up = link->carrier = parsed.link.up;
		if (parsed.link.group >= 0)
			link->group = (uint32_t)parsed.link.group;
	}
	if (parsed.kind != TEXT_OBJECT)
		return;
	if (ours)
		parsed.object.address.protocol = 72;
	assert_int_equal(state_add(place_of(&parsed.object), &parsed.object), 0);
}

#define LINE 200

/* The next of lines, without its newline; false: there is none. */
static bool take_line(const char **lines, char line[LINE])
{
	size_t length = strcspn(*lines, "\n");

	if (!**lines)
		return false;
	assert_true(length < LINE);
	memcpy(line, *lines, length);
	line[length] = '\0';
	*lines += length + ((*lines)[length] != '\0');
	return true;
}

static void furnish(const char *lines)
{
	char line[LINE];

	while (take_line(&lines, line))
		add_line(line);
	for (size_t i = 0; i < host.link_count; i++) {
		struct setting setting = { .value = host.links[i].group };

		memcpy(setting.device, host.links[i].name, sizeof(setting.device));
		if (setting.value == 72)
			assert_int_equal(state_add_setting(&host.ours, &setting), 0);
	}
	assert_int_equal(state_sort(&host.ours), 0);
	assert_int_equal(state_sort(&host.seen), 0);
	assert_int_equal(state_sort(&host.foreign), 0);
}

static void hold(const char *kind, const char *name, const char *who, unsigned long long since)
{
	struct hold *h;

	facts.holds = reallocarray(facts.holds, facts.hold_count + 1, sizeof(*facts.holds));
	assert_non_null(facts.holds);
	h = &facts.holds[facts.hold_count++];
	*h = (struct hold){ .since = since };
	snprintf(h->kind, sizeof(h->kind), "%s", kind);
	snprintf(h->name, sizeof(h->name), "%s", name);
	snprintf(h->who, sizeof(h->who), "%s", who);
}

static void say_health(const struct health_fact *health, size_t count)
{
	facts.health = calloc(count, sizeof(*health));
	assert_non_null(facts.health);
	memcpy(facts.health, health, count * sizeof(*health));
	facts.health_count = count;
	facts.health_kept = true;
}

static int watcher = -1;

/* Everything that was not looked at yet, as run_status() does it. */
static void look(void)
{
	static const struct scope everything;
	struct picture picture = { &config, &facts, &host, &views, &plan, NOW, watcher };

	assert_int_equal(want_state(&config, &facts, &host, &everything, &views, &want), 0);
	assert_int_equal(diff_states(&host.ours, &want, &plan), 0);
	assert_int_equal(status_make(&picture, &status), 0);
}

static const char *written(status_writer *write)
{
	buffer_free(&out);
	memset(&out, 0, sizeof(out));
	assert_int_equal(write(&status, &out), 0);
	return out.data ? out.data : "";
}

/* What is wanted becomes what is there. */
static void carry_out(void)
{
	look();
	for (size_t i = 0; i < want.count; i++) {
		struct object o = want.objects[i];

		if (o.kind == KIND_ROUTE)
			assert_int_equal(state_add_route(&host.ours, &o.route), 0);
		else
			assert_int_equal(state_add(&host.ours, &o), 0);
	}
	assert_int_equal(state_sort(&host.ours), 0);
	status_free(&status);
	plan_free(&plan);
	views_free(&views);
	state_free(&want);
	memset(&want, 0, sizeof(want));
}

/* The text has these pieces, in this order. */
#define assert_says(text, ...) assert_says_(text, (const char *const[]){ __VA_ARGS__, NULL })
static void assert_says_(const char *text, const char *const *pieces)
{
	for (const char *rest = text; *pieces; pieces++) {
		const char *found = strstr(rest, *pieces);

		if (!found)
			fail_msg("no '%s' in:\n%s", *pieces, rest);
		rest = found + strlen(*pieces);
	}
}
#define assert_silent_on(text, piece) assert_null(strstr(text, piece))

static const char CONF[] =
	"[uplink dsl]\ninterface = eth1\ngateway = 192.0.2.1, fe80::1\nweight = 3\n"
	"[uplink cable]\ninterface = eth2\n"
	"[balance]\n"
	"[alias brain]\ninterface = eth1\naddress = 192.0.2.12, 2001:db8:1::12\n"
	"[alias spare]\ninterface = eth2\naddress = 198.51.100.77\nup = manual\n";

static const char HOST[] =
	"ip link set dev eth1 group 72\nip link set dev eth2 group 72\n"
	"ip addr add 192.0.2.10/24 dev eth1\nip addr add 2001:db8:1::10/64 dev eth1\n"
	"ip addr add 198.51.100.10/25 dev eth2\n";

static void lease_on_eth2(void)
{
	facts.leases = calloc(1, sizeof(*facts.leases));
	assert_non_null(facts.leases);
	facts.lease_count = 1;
	strcpy(facts.leases->interface, "eth2");
	facts.leases->family = family_number(V4);
	assert_int_equal(prefix_read("198.51.100.10", &facts.leases->address), 0);
	assert_int_equal(prefix_read("198.51.100.1", &facts.leases->gateway), 0);
}

static void test_all_is_well(void **unused)
{
	(void)unused;
	configure(CONF);
	lease_on_eth2();
	furnish(HOST);
	carry_out();
	look();
	assert_string_equal(written(status_write_screen),
		"UPLINKS\n"
		"  dsl    eth1        table 7201\n"
		"    IPv4  up        via 192.0.2.1 (configuration)       192.0.2.10, 192.0.2.12\n"
		"    IPv6  up        via fe80::1 (configuration)         2001:db8:1::10, 2001:db8:1::12\n"
		"  cable  eth2        table 7202\n"
		"    IPv4  up        via 198.51.100.1 (lease)            198.51.100.10\n"
		"    IPv6  no address\n"
		"\n"
		"BALANCE  table 7200\n"
		"    IPv4  dsl 75% (weight 3), cable 25% (weight 1)\n"
		"    IPv6  dsl\n"
		"\n"
		"ALIASES\n"
		"  brain  eth1        up            192.0.2.12, 2001:db8:1::12\n"
		"  spare  eth2        off           198.51.100.77\n"
		"\n"
		"OURS  2 settings, 2 addresses, 11 routes, 20 rules; all as it should be\n");
	assert_string_equal(written(status_write_drift), "");
	assert_int_equal(status.drift_count, 0);
}

static void test_nothing_there_and_much_wrong(void **unused)
{
	(void)unused;
	configure(CONF);
	furnish("ip link set dev eth1 group 5\nip link set dev eth2 down\n"
		"ip addr add 192.0.2.10/24 dev eth1\nip addr add 2001:db8:1::10/64 dev eth1\n"
		"ours ip addr add 192.0.2.12/32 dev eth1\n"
		"ip rule add pref 7300 from 10.0.0.0/8 lookup 77 protocol 4\n"
		"ip -6 rule add pref 32764 from fd00::/8 lookup 77 protocol 4\n"
		"ip route add 10.44.0.0/16 dev eth1 table 7201\n"
		"ip route add prohibit default metric 5\n"
		"ip -6 route add default via fe80::9 dev eth1 metric 9\n"
		"ip route add default via 192.0.2.77 dev eth1 table 7202 proto 72\n"
		"ip rule add pref 7499 lookup 7202 protocol 72\n");
	hold("interface", "eth2", "homing", NOW - 300);
	hold("balance", "dsl", "homing-balance", NOW - 3 * 3600);
	hold("all", "", "", NOW - 3 * 24 * 3600);
	look();
	assert_string_equal(written(status_write_screen),
		"HELD\n"
		"  interface eth2, by homing, 5 min ago; ends with `homing up eth2'\n"
		"  balance dsl, by homing-balance, 3 h ago; ends with `homing-balance up dsl'\n"
		"  everything, by somebody, 3 days ago; ends with `homing apply'\n"
		"\n"
		"WARNING\n"
		"  IPv4: main's first default is `prohibit': every address is silent, and no rule can cure it\n"
		"  eth1 is in group 5, somebody's: in place of rule 32764 one stands that `wg-quick down' deletes\n"
		"\n"
		"UPLINKS\n"
		"  dsl    eth1        table 7201\n"
		"    IPv4  held\n"
		"    IPv6  held\n"
		"  cable  eth2        table 7202\n"
		"    IPv4  held\n"
		"    IPv6  held\n"
		"\n"
		"BALANCE  table 7200\n"
		"    IPv4  empty: main's default holds\n"
		"    IPv6  empty: main's default holds\n"
		"\n"
		"ALIASES\n"
		"  brain  eth1        held          192.0.2.12, 2001:db8:1::12\n"
		"  spare  eth2        off           198.51.100.77\n"
		"\n"
		"DRIFTED  + is missing, - is not wanted; `homing apply' puts it right\n"
		"  - ip -4 route add default via 192.0.2.77 dev eth1 proto 72 table 7202\n"
		"  - ip -4 rule add pref 7499 lookup 7202 protocol 72\n"
		"  - ip -4 addr add 192.0.2.12/32 dev eth1\n"
		"\n"
		"FOREIGN  not ours, and left alone, but where ours stand\n"
		"  ip -4 rule add pref 7300 from 10.0.0.0/8 lookup 77 protocol 4\n"
		"  ip -6 rule add pref 32764 from fd00::/8 lookup 77 protocol 4\n"
		"  ip -4 route add 10.44.0.0/16 dev eth1 proto 3 table 7201\n"
		"\n"
		"OURS  1 address, 1 route, 1 rule; 3 drifted\n");
}

static void test_states_of_uplinks(void **unused)
{
	const char *text;

	(void)unused;
	configure("[uplink gone]\ninterface = eth9\n[uplink slow]\ninterface = eth1\n[uplink off]\ninterface = eth2\nfamily = 6\n"
		  "[uplink ppp]\ninterface = ppp0\n");
	furnish("ip link set dev eth1 up\nip link set dev eth2 down\nip link set dev ppp0 up\n"
		"ip addr add 192.0.2.10/24 dev eth1\nip addr add 2001:db8:2::10/64 dev eth2\n"
		"ip addr add 203.0.113.7 peer 203.0.113.1/32 dev ppp0\n");
	link_of("eth1")->carrier = false;
	link_of("ppp0")->pointopoint = true;
	look();
	text = written(status_write_screen);
	assert_says(text, "  gone  eth9", "IPv4  no interface\n", "IPv6  no interface\n", "  slow  eth1        table 7202, no carrier\n",
		    "IPv4  waiting   no gateway known yet                192.0.2.10\n", "IPv6  no address\n", "  off   eth2        table 7203\n",
		    "IPv6  down      no gateway known yet                2001:db8:2::10\n", "  ppp   ppp0",
		    "IPv4  up        on link (point-to-point)            203.0.113.7\n");
	assert_silent_on(strstr(text, "off "), "IPv4  off");
}

static void test_states_of_aliases(void **unused)
{
	(void)unused;
	configure("[alias none]\ninterface = eth9\naddress = 192.0.2.1, 2001:db8::1\n"
		  "[alias part]\ninterface = eth1\naddress = 192.0.2.2, 2001:db8::2\n"
		  "[alias lack]\ninterface = eth1\naddress = 192.0.2.3-192.0.2.9, 2001:db8::3\n"
		  "[alias down]\ninterface = eth2\naddress = 192.0.2.20, 2001:db8::20\n"
		  "[alias held]\ninterface = eth1\naddress = 192.0.2.21\n"
		  "[alias self]\ninterface = eth1\naddress = 192.0.2.22\nup = manual\n"
		  "[alias kept]\ninterface = eth1\naddress = 192.0.2.23\nup = manual\n"
		  "[alias them]\ninterface = eth1\naddress = 192.0.2.24\n");
	furnish("ip link set dev eth1 up\nip link set dev eth2 down\n"
		"ours ip addr add 192.0.2.2/32 dev eth1\n"
		"ours ip addr add 192.0.2.23/32 dev eth1\n"
		"ip addr add 192.0.2.24/32 dev eth1\n");
	hold("alias", "held", "homing-alias", NOW);
	hold("alias", "self", "homing-alias", NOW + 1000);
	look();
	assert_says(written(status_write_screen), "alias held, by homing-alias, just now; ends with `homing-alias up held'",
		    "alias self, by homing-alias, just now;", "none  eth9        no interface  192.0.2.1, 2001:db8::1\n",
		    "part  eth1        in part       1 of 2, without 2001:db8::2; does a rival hold it?\n",
		    "lack  eth1        missing       192.0.2.3, 192.0.2.4, 192.0.2.5 and 5 more; does a rival hold it?\n",
		    "down  eth2        waiting       192.0.2.20, 2001:db8::20\n", "held  eth1        held          192.0.2.21\n",
		    "self  eth1        held          192.0.2.22\n", "kept  eth1        up            192.0.2.23\n",
		    "them  eth1        up            192.0.2.24\n", "9 drifted\n");
}

/* An uplink has what the kernel has, not what an alias would bring. */
static void test_missing_addresses_are_not_listed(void **unused)
{
	const char *text;

	(void)unused;
	configure(CONF);
	furnish(HOST);
	look();
	text = written(status_write_screen);
	assert_says(text, "IPv4  up        via 192.0.2.1 (configuration)       192.0.2.10\n",
		    "IPv6  up        via fe80::1 (configuration)         2001:db8:1::10\n", "brain  eth1        missing       192.0.2.12, 2001:db8:1::12;");
}

static void test_what_has_another_value(void **unused)
{
	static const char *const lines[][2] = {
		{ "ip route replace default via 192.0.2.77 dev eth1 table 7201 proto 72",
		  "- ip -4 route add default via 192.0.2.77 dev eth1 proto 72 table 7201\n"
		  "+ ip -4 route add default via 192.0.2.1 dev eth1 proto 72 table 7201\n" },
		{ "ip -6 rule add pref 7210 to 2001:db8:1::/64 goto 7250 protocol 72",
		  "- ip -6 rule add pref 7210 to 2001:db8:1::/64 goto 7250 protocol 72\n"
		  "+ ip -6 rule add pref 7210 to 2001:db8:1::/64 goto 7299 protocol 72\n" },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct text_line parsed;
		char why[TEXT_WHY];

		configure(CONF);
		furnish(HOST);
		carry_out();
		assert_int_equal(text_read_line(lines[i][0], &parsed, why), 0);
		for (size_t k = 0; k < host.ours.count; k++)
			if (!object_compare(&host.ours.objects[k], &parsed.object)) {
				object_free(&host.ours.objects[k]);
				host.ours.objects[k] = parsed.object;
			}
		look();
		assert_string_equal(written(status_write_drift), lines[i][1]);
		assert_int_equal(status.drift_count, 1);
	}
}

static void test_a_screen_has_an_end(void **unused)
{
	const char *text;
	size_t lines = 0;

	(void)unused;
	configure("[alias many]\ninterface = eth1\naddress = 10.0.0.1-10.0.0.200\n");
	furnish("ip link set dev eth1 up");
	look();
	text = written(status_write_screen);
	assert_says(text, "10.0.0.12/32 dev eth1\n", "  and 188 more, see --check\n", "200 drifted");
	assert_silent_on(text, "10.0.0.13/32");
	for (text = written(status_write_drift); *text; text++)
		lines += *text == '\n';
	assert_int_equal(lines, 200);
}

static void test_main_silences(void **unused)
{
	static const struct {
		const char *routes, *says;
	} tries[] = {
		{ "ip route add unreachable default", "IPv4: main's first default is `unreachable'" },
		{ "ip route add blackhole default metric 4", "IPv4: main's first default is `blackhole'" },
		{ "ip -6 route add prohibit default metric 7", "IPv6: main's first default is `prohibit'" },
		{ "ip -6 route add unreachable default metric 7\nip -6 route add default via fe80::1 dev eth1 metric 8",
		  "IPv6: main's first default is `unreachable'" },
		/* behind a real one it is harmless, and none at all is no error */
		{ "ip -6 route add unreachable default metric 9\nip -6 route add default via fe80::1 dev eth1 metric 8", NULL },
		{ "ip route add unreachable default metric 9\nip route add default via 192.0.2.1 dev eth1", NULL },
		{ "", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(tries); i++) {
		configure("[uplink dsl]\ninterface = eth1\n");
		furnish("ip link set dev eth1 up");
		furnish(tries[i].routes);
		look();
		if (tries[i].says)
			assert_says(written(status_write_screen), "WARNING\n", tries[i].says);
		else
			assert_silent_on(written(status_write_screen), "WARNING");
	}
}

static void test_a_group_matters_only_to_the_balance(void **unused)
{
	static const char *const homing[] = { "", "[balance]\n", "[balance]\n[homing]\ngroup = 0\n", "[balance]\n[homing]\ngroup = 5\n" };

	(void)unused;
	for (size_t i = 0; i < COUNT(homing); i++) {
		char text[200];

		snprintf(text, sizeof(text), "[uplink dsl]\ninterface = eth1\n%s", homing[i]);
		configure(text);
		furnish("ip link set dev eth1 group 5\n");
		look();
		assert_int_equal(strstr(written(status_write_screen), "eth1 is in group 5") != NULL, i == 1);
	}
}

static void test_two_uplinks_on_one_interface(void **unused)
{
	(void)unused;
	configure("[uplink left]\ninterface = eth1\naddresses = 192.0.2.10\ngateway = 192.0.2.1\nfamily = 4\n"
		  "[uplink right]\ninterface = eth1\naddresses = 192.0.2.11\ngateway = 192.0.2.2\nfamily = 4\n[balance]\n");
	furnish("ip link set dev eth1 group 72\nip addr add 192.0.2.10/24 dev eth1\nip addr add 192.0.2.11/24 dev eth1\n");
	carry_out();
	look();
	assert_says(written(status_write_screen), "IPv4  left 50% (weight 1), right 50% (weight 1)\n");
}

static void test_a_moment_without_addresses(void **unused)
{
	static const char *const cable[] = { "cable" };
	struct object rule = { .kind = KIND_RULE };

	(void)unused;
	configure(CONF);
	furnish("ip addr add 2001:db8:1::10/64 dev eth1\nip link set dev eth2 group 0\n"
		"ours ip -6 rule add pref 7464 from 2001:db8:2::/64 iif lo lookup 7202 protocol 72\n"
		"ours ip rule add pref 7408 from 198.51.100.0/24 iif lo lookup 7202 protocol 72\n");
	facts.lingering = cable;
	facts.lingering_count = 1;
	look();
	for (size_t i = 0; i < host.ours.count; i++)
		if (host.ours.objects[i].kind == KIND_RULE && family_index(object_family(&host.ours.objects[i])) == V6)
			rule = host.ours.objects[i];
	assert_non_null(state_find(&want, &rule));
	assert_says(written(status_write_drift), "- ip -4 rule"); /* IPv4 sends nothing from an address that it has not */
	assert_null(strstr(written(status_write_drift), "- ip -6 rule"));
	facts.lingering = NULL;
	facts.lingering_count = 0;
}

static void test_the_watcher(void **unused)
{
	(void)unused;
	configure(CONF);
	furnish("ip addr add 192.0.2.10/24 dev eth1\nip addr add 2001:db8:1::10/64 dev eth1\n");
	watcher = 4711;
	look();
	assert_says(written(status_write_screen), "\nWATCHER  runs, process 4711\n");
	status.picture.watcher = 0;
	assert_says(written(status_write_screen), "\nWATCHER  none; hooks alone keep it so\n");
	status.picture.watcher = watcher = -1; /* who is not root cannot see its lock */
	assert_null(strstr(written(status_write_screen), "WATCHER"));
}

static const struct health_fact HEALTH[] = {
	{ .uplink = "dsl", .state = HEALTH_DOWN, .since = NOW - 300, .reason = "icmp 198.51.100.7: no answer (3 of 3)", .measured = true,
	  .loss = 34, .latency = 12345, .falls = 3, .damping = 1 },
	{ .uplink = "cable", .state = HEALTH_UP, .since = NOW - 7200, .measured = true, .loss = 0, .latency = 400 },
};

#define ODD "a\\b\xc3\"" /* an interface may be called so, in a stanza */

/* As the balance has it, with the dead one's hop gone. */
static void look_at_health(void)
{
	configure(CONF);
	lease_on_eth2();
	furnish(HOST);
	say_health(HEALTH, COUNT(HEALTH));
	carry_out();
	look();
}

static void test_health(void **unused)
{
	(void)unused;
	look_at_health();
	assert_says(written(status_write_screen), "  dsl ", "    IPv6  up",
		    "    health  down    5 min ago, icmp 198.51.100.7: no answer (3 of 3); loss 34%, latency 12.3 ms; 3 falls, rise x 2\n",
		    "  cable ", "    health  up      2 h ago; loss 0%, latency 0.4 ms\n", "BALANCE", "IPv4  cable\n", "IPv6  empty: main's default holds\n",
		    "; all as it should be\n");
	assert_says(written(status_write_colored_screen), "health  \033[31mdown\033[0m    5 min ago", "health  \033[32mup\033[0m ");

	/* one that lives, but not in each family */
	facts.health[1].silent = 1 << V6;
	strcpy(facts.health[1].reason, "arp fe80::1: no answer (3 of 3)");
	assert_says(written(status_write_screen), "    health  up      2 h ago, IPv6 down, arp fe80::1: no answer (3 of 3); loss 0%");
	assert_says(written(status_write_metrics), "homing_uplink_up{uplink=\"cable\"} 1\n", "homing_uplink_silent{uplink=\"cable\",family=\"ipv4\"} 0\n",
		    "homing_uplink_silent{uplink=\"cable\",family=\"ipv6\"} 1\n");
	assert_says(written(status_write_dot), "up, IPv6 down");

	/* who never answered took no time */
	facts.health[0].loss = 100;
	facts.health[0].latency = 0;
	assert_says(written(status_write_screen), "(3 of 3); loss 100%; 3 falls");
	assert_silent_on(written(status_write_metrics), "latency_seconds{uplink=\"dsl\"}");
	assert_says(written(status_write_metrics), "loss_ratio{uplink=\"dsl\"} 1.00\n");

	/* nobody has watched for long */
	facts.health_kept = false;
	facts.health_age = 3001;
	assert_says(written(status_write_screen), "  dsl ", "    health  not known what health.ini says is old, and no watcher runs: it counts as up\n");
	assert_silent_on(written(status_write_screen), "no answer");
	facts.health_count = 0;
	assert_silent_on(written(status_write_screen), "health");
	facts.health_of_other_boot = true;
	assert_says(written(status_write_screen), "WARNING\n", "  health.ini is of another boot and not believed: every uplink counts as up\n");
}

static void test_metrics(void **unused)
{
	const char *text;

	(void)unused;
	look_at_health();
	status.picture.watcher = 4711;
	assert_string_equal(written(status_write_metrics),
		"# HELP homing_uplink_up 1: its checks say that it lives or nothing yet, 0: that it is dead.\n"
		"# TYPE homing_uplink_up gauge\n"
		"homing_uplink_up{uplink=\"dsl\"} 0\nhoming_uplink_up{uplink=\"cable\"} 1\n"
		"# HELP homing_uplink_since_timestamp_seconds When that was last another.\n"
		"# TYPE homing_uplink_since_timestamp_seconds gauge\n"
		"homing_uplink_since_timestamp_seconds{uplink=\"dsl\"} 999700\nhoming_uplink_since_timestamp_seconds{uplink=\"cable\"} 992800\n"
		"# HELP homing_uplink_falls_total How often it died.\n"
		"# TYPE homing_uplink_falls_total counter\n"
		"homing_uplink_falls_total{uplink=\"dsl\"} 3\nhoming_uplink_falls_total{uplink=\"cable\"} 0\n"
		"# HELP homing_uplink_rise_factor By how much `rise' is multiplied, as it died too often.\n"
		"# TYPE homing_uplink_rise_factor gauge\n"
		"homing_uplink_rise_factor{uplink=\"dsl\"} 2\nhoming_uplink_rise_factor{uplink=\"cable\"} 1\n"
		"# HELP homing_uplink_loss_ratio Share of the questions within the window that no answer came to.\n"
		"# TYPE homing_uplink_loss_ratio gauge\n"
		"homing_uplink_loss_ratio{uplink=\"dsl\"} 0.34\nhoming_uplink_loss_ratio{uplink=\"cable\"} 0.00\n"
		"# HELP homing_uplink_latency_seconds Mean time to the answers within the window.\n"
		"# TYPE homing_uplink_latency_seconds gauge\n"
		"homing_uplink_latency_seconds{uplink=\"dsl\"} 0.012345\nhoming_uplink_latency_seconds{uplink=\"cable\"} 0.000400\n"
		"# HELP homing_uplink_serves 1: link, address and gateway are there, in this family.\n"
		"# TYPE homing_uplink_serves gauge\n"
		"homing_uplink_serves{uplink=\"dsl\",interface=\"eth1\",family=\"ipv4\"} 1\n"
		"homing_uplink_serves{uplink=\"dsl\",interface=\"eth1\",family=\"ipv6\"} 1\n"
		"homing_uplink_serves{uplink=\"cable\",interface=\"eth2\",family=\"ipv4\"} 1\n"
		"homing_uplink_serves{uplink=\"cable\",interface=\"eth2\",family=\"ipv6\"} 0\n"
		"# HELP homing_uplink_silent 1: it lives, but not in this family.\n"
		"# TYPE homing_uplink_silent gauge\n"
		"homing_uplink_silent{uplink=\"dsl\",family=\"ipv4\"} 0\nhoming_uplink_silent{uplink=\"dsl\",family=\"ipv6\"} 0\n"
		"homing_uplink_silent{uplink=\"cable\",family=\"ipv4\"} 0\nhoming_uplink_silent{uplink=\"cable\",family=\"ipv6\"} 0\n"
		"# HELP homing_uplink_share_ratio Share of the balance that it carries.\n"
		"# TYPE homing_uplink_share_ratio gauge\n"
		"homing_uplink_share_ratio{uplink=\"dsl\",family=\"ipv4\"} 0.00\n"
		"homing_uplink_share_ratio{uplink=\"dsl\",family=\"ipv6\"} 0.00\n"
		"homing_uplink_share_ratio{uplink=\"cable\",family=\"ipv4\"} 1.00\n"
		"homing_uplink_share_ratio{uplink=\"cable\",family=\"ipv6\"} 0.00\n"
		"# HELP homing_alias_addresses Addresses that the alias has by the configuration.\n"
		"# TYPE homing_alias_addresses gauge\n"
		"homing_alias_addresses{alias=\"brain\"} 2\nhoming_alias_addresses{alias=\"spare\"} 1\n"
		"# HELP homing_alias_addresses_here Those of them that this host has.\n"
		"# TYPE homing_alias_addresses_here gauge\n"
		"homing_alias_addresses_here{alias=\"brain\"} 2\nhoming_alias_addresses_here{alias=\"spare\"} 0\n"
		"# HELP homing_objects What is ours in the kernel.\n"
		"# TYPE homing_objects gauge\n"
		"homing_objects{kind=\"setting\"} 2\nhoming_objects{kind=\"address\"} 2\nhoming_objects{kind=\"route\"} 10\nhoming_objects{kind=\"rule\"} 20\n"
		"# HELP homing_drifted_objects What is missing, not wanted or has another value.\n"
		"# TYPE homing_drifted_objects gauge\nhoming_drifted_objects 0\n"
		"# HELP homing_foreign_objects What is others' among ours.\n"
		"# TYPE homing_foreign_objects gauge\nhoming_foreign_objects 0\n"
		"# HELP homing_holds What somebody took down.\n"
		"# TYPE homing_holds gauge\nhoming_holds 0\n"
		"# HELP homing_main_default_errors Families whose first default in main is an error route.\n"
		"# TYPE homing_main_default_errors gauge\nhoming_main_default_errors 0\n"
		"# HELP homing_watcher_up 1: homing-watch runs.\n"
		"# TYPE homing_watcher_up gauge\nhoming_watcher_up 1\n");

	/* what is not known is not told, and a name spoils nothing */
	configure("[uplink odd]\ninterface = odd0\n");
	strcpy(config.uplinks[0].interface, ODD);
	look();
	status.picture.watcher = -1;
	text = written(status_write_metrics);
	assert_says(text, "homing_uplink_serves{uplink=\"odd\",interface=\"a\\\\b?\\\"\",family=\"ipv4\"} 0\n");
	assert_silent_on(text, "homing_uplink_up");
	assert_silent_on(text, "share");
	assert_silent_on(text, "watcher");
	assert_silent_on(text, "alias");
}

/* Every quote and bracket is closed, and every arrow leads from a box to a box. */
static void assert_drawn(const char *text)
{
	char line[4000], *arrow;

	assert_int_equal(strncmp(text, "digraph homing {\n", 17), 0);
	for (const char *rest = text; *rest; rest += strcspn(rest, "\n") + 1) {
		size_t length = strcspn(rest, "\n"), quotes = 0;

		assert_true(length < sizeof(line));
		memcpy(line, rest, length);
		line[length] = '\0';
		for (size_t i = 0; i < length; i++)
			if (line[i] == '\\')
				i++;
			else
				quotes += line[i] == '"';
		if (quotes % 2)
			fail_msg("%s", line);
		if (line[0] == '\t')
			assert_int_equal(line[length - 1], ';');
		arrow = strstr(line, " -> ");
		if (arrow) {
			char box[100];

			snprintf(box, sizeof(box), "\n%.*s [", (int)(arrow - line), line);
			assert_non_null(strstr(text, box));
			snprintf(box, sizeof(box), "\n\t%.*s [", (int)strcspn(arrow + 4, " ;"), arrow + 4);
			assert_non_null(strstr(text, box));
		}
	}
	assert_string_equal(text + strlen(text) - 2, "}\n");
}

static void test_dot(void **unused)
{
	const char *text;

	(void)unused;
	look_at_health();
	text = written(status_write_dot);
	assert_drawn(text);
	assert_says(text, "uplink0 [fillcolor=lightcoral, label=\"dsl\\neth1\\ndown\\nicmp 198.51.100.7: no answer (3 of 3)\\n",
		    "table7201 [shape=cylinder, style=filled, fillcolor=aliceblue, label=\"table 7201\"];\n", "label=\"192.0.2.10\\l192.0.2.12\\l2001:db8:1::10\\l2001:db8:1::12\\l\"];\n",
		    "table7201 -> uplink0 [label=\"via 192.0.2.1\\nfe80::1\"];\n",
		    "uplink1 [fillcolor=palegreen, label=\"cable\\neth2\\nup\\nloss 0%, 0.4 ms\"];\n", "table7200 -> uplink1 [label=\"IPv4 100%\"];\n");
	assert_says(text, "\\l7700  oif eth1\\l\"];\n"); /* of both families, once */
	assert_says(text, "label=\"7250  all IPv4 suppress_prefixlength 1\\l7250  all IPv6 suppress_prefixlength 4\\l");
	assert_says(text, "\trules7200 [fillcolor=gray97, label=\"32765  all IPv4\\l32765  all IPv6\\l\"];\n", "rules7200 -> table7200;\n");
	assert_silent_on(text, "table7200 -> uplink0");

	configure("[uplink odd]\ninterface = odd0\n[alias many]\ninterface = eth1\naddress = 192.0.2.100-192.0.2.199\n[uplink dsl]\ninterface = eth1\n");
	strcpy(config.uplinks[0].interface, ODD);
	furnish("ip link set dev eth1 up\nip addr add 192.0.2.10/24 dev eth1\n");
	carry_out();
	look();
	text = written(status_write_dot);
	assert_drawn(text);
	assert_says(text, "fillcolor=gray80, label=\"odd\\na\\\\b?\\\"\"];\n", "label=\"no address\"];\n", "192.0.2.114\\l...\\l\"];\n");
}

static void test_colors(void **unused)
{
	const char *text;

	(void)unused;
	configure(CONF);
	furnish(HOST);
	hold("interface", "eth2\033[2J", "\tsome\x9b" "body", NOW);
	look();
	text = written(status_write_screen);
	assert_silent_on(text, "\033");
	assert_says(text, "interface eth2?[2J, by ?some?body, ");
	text = written(status_write_colored_screen);
	assert_says(text, "\033[33mHELD\033[0m\n", "\033[1mUPLINKS\033[0m\n", "\033[32mup\033[0m        via", "\033[31mmissing\033[0m       ",
		    "\033[31mDRIFTED\033[0m");
	assert_silent_on(text, "\033[2J");
}

/* Line for line what would be sent to a kernel that has nothing of ours yet. */
static void test_the_dump_makes_what_is_there(void **unused)
{
	struct state made = { 0 };
	char line[LINE], why[TEXT_WHY];
	const char *text;

	(void)unused;
	configure(CONF);
	lease_on_eth2();
	furnish(HOST);
	look();
	text = written(status_write_dump);
	assert_string_equal(text, "ip link set dev eth1 group 72\nip link set dev eth2 group 72\n");

	configure(CONF);
	lease_on_eth2();
	furnish(HOST);
	carry_out();
	look();
	text = written(status_write_dump);
	while (take_line(&text, line)) {
		struct text_line parsed;

		assert_int_equal(text_read_line(line, &parsed, why), 0);
		if (parsed.kind == TEXT_OBJECT)
			assert_int_equal(state_add(&made, &parsed.object), 0);
	}
	assert_int_equal(state_sort(&made), 0);
	assert_int_equal(made.count + 2, host.ours.count);
	for (size_t i = 0; i < made.count; i++)
		assert_true(object_equal(&made.objects[i], state_find(&host.ours, &made.objects[i]), false));
	state_free(&made);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_all_is_well, clear),
		cmocka_unit_test_teardown(test_nothing_there_and_much_wrong, clear),
		cmocka_unit_test_teardown(test_states_of_uplinks, clear),
		cmocka_unit_test_teardown(test_states_of_aliases, clear),
		cmocka_unit_test_teardown(test_missing_addresses_are_not_listed, clear),
		cmocka_unit_test_teardown(test_what_has_another_value, clear),
		cmocka_unit_test_teardown(test_a_screen_has_an_end, clear),
		cmocka_unit_test_teardown(test_main_silences, clear),
		cmocka_unit_test_teardown(test_a_group_matters_only_to_the_balance, clear),
		cmocka_unit_test_teardown(test_two_uplinks_on_one_interface, clear),
		cmocka_unit_test_teardown(test_a_moment_without_addresses, clear),
		cmocka_unit_test_teardown(test_the_watcher, clear),
		cmocka_unit_test_teardown(test_health, clear),
		cmocka_unit_test_teardown(test_metrics, clear),
		cmocka_unit_test_teardown(test_dot, clear),
		cmocka_unit_test_teardown(test_colors, clear),
		cmocka_unit_test_teardown(test_the_dump_makes_what_is_there, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
