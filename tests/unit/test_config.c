/* test_config.c - homing.conf as one struct: every key, every default, and what one key cannot know of another. */
#define _GNU_SOURCE /* memfd_create, unshare */
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "config_table.h"
#include "config_try.h"

static const char *text_of(const struct prefix *p)
{
	static char buffers[4][PREFIX_TEXT];
	static unsigned next;

	return prefix_text(p, buffers[next++ % 4]);
}

/* Every key of the table with a value that is not its default. */
static const char everything[] = "[homing]\n"
				 "protocol = 73\n"
				 "priority = 100\n"
				 "tables = 500\n"
				 "mark-mask = 0xff00\n"
				 "group = 9\n"
				 "strict = yes\n"
				 "lock-timeout = 250ms\n"
				 "check-user = somebody\n"
				 "state-directory = /run/elsewhere\n"
				 "[uplink One]\n"
				 "interface = Eth1\n"
				 "gateway = 192.0.2.1 onlink\n"
				 "gateway.2 = fe80::1\n"
				 "family = 4\n"
				 "family.2 = 6\n"
				 "addresses = 192.0.2.5\n"
				 "addresses.2 = 198.51.100.0/24, 2001:db8::/48\n"
				 "addresses.3 = 2001:db9::5\n"
				 "table = 101\n"
				 "weight = 7\n"
				 "preference = 8\n"
				 "guard = off\n"
				 "routed = 203.0.113.0/28\n"
				 "reach = 192.0.2.53, 2001:db8::53\n"
				 "mark = 0x11\n"
				 "check = icmp, tcp 192.0.2.9:22\n"
				 "need = 2\n"
				 "interval = 3s\n"
				 "timeout = 700ms\n"
				 "fall = 4\n"
				 "rise = 5\n"
				 "loss = 20%\n"
				 "latency = 300ms\n"
				 "window = 2m\n"
				 "damping = 6/7m\n"
				 "clear-flows = both\n"
				 "[balance]\n"
				 "uplinks = ONE\n"
				 "hash = l4\n"
				 "[flows]\n"
				 "uplinks = One\n"
				 "src-valid-mark = no\n"
				 "[alias Web]\n"
				 "interface = Eth2\n"
				 "address = 192.0.2.80, 198.51.100.7-9/24\n"
				 "address.2 = 2001:db8::80-2001:db8::81\n"
				 "label = Eth2:web\n"
				 "up = takeover\n"
				 "uplink = One\n"
				 "probe = no\n"
				 "announce = 192.0.2.2\n"
				 "announce.2 = fe80::2\n"
				 "check = http http://localhost/\n"
				 "interval = 2s\n"
				 "fall = 6\n"
				 "rise = 7\n"
				 "yield = yes\n"
				 "source = yes\n"
				 "[takeover Brain]\n"
				 "alias = WEB, second\n"
				 "peer = 192.0.2.12\n"
				 "peer.2 = 2001:db8::12\n"
				 "check = icmp, http http://www.example.org/ expect=\"</html>\"\n"
				 "gateway = 192.0.2.1, fe80::1\n"
				 "witness = tcp 198.51.100.53:53\n"
				 "need = 1\n"
				 "interval = 4s\n"
				 "timeout = 800ms\n"
				 "fall = 8\n"
				 "rise = 9\n"
				 "return = manual\n"
				 "return-delay = 3m\n"
				 "on-take = /bin/logger -t \"a b\" taken, systemctl reload nginx\n"
				 "on-release = /bin/true\n"
				 "required = yes\n"
				 "[alias second]\n"
				 "interface = Eth2\n"
				 "address = 192.0.2.81\n";

static void test_every_key_of_homing(void **state)
{
	const struct homing_section *h = &config.homing;

	(void)state;
	assert_loads(everything);
	assert_int_equal(h->protocol, 73);
	assert_int_equal(h->priority, 100);
	assert_int_equal(h->tables, 500);
	assert_int_equal(h->mark_mask, 0xff00);
	assert_int_equal(h->group, 9);
	assert_true(h->strict);
	assert_int_equal(h->lock_timeout, 250);
	assert_string_equal(h->check_user, "somebody");
	assert_string_equal(h->state_directory, "/run/elsewhere");
}

static void test_every_key_of_an_uplink(void **state)
{
	const struct uplink *u;

	(void)state;
	assert_loads(everything);
	assert_int_equal(config.uplink_count, 1);
	u = &config.uplinks[0];
	assert_ptr_equal(config_find_uplink(&config, "one"), u);
	assert_null(config_find_uplink(&config, "two"));
	assert_string_equal(u->name, "one");
	assert_int_equal(u->place.line, 11);
	assert_string_equal(u->place.file, config.files[0]);
	assert_string_equal(u->interface, "Eth1");
	assert_string_equal(text_of(&u->gateway[V4].address), "192.0.2.1");
	assert_true(u->gateway[V4].onlink);
	assert_false(u->gateway[V4].automatic);
	assert_string_equal(text_of(&u->gateway[V6].address), "fe80::1");
	assert_false(u->gateway[V6].onlink);
	assert_false(u->gateway[V6].automatic);
	assert_true(u->family[V4] && u->family[V6]);
	assert_false(u->addresses_auto);
	assert_int_equal(u->addresses.count, 4);
	assert_string_equal(text_of(&u->addresses.items[0]), "192.0.2.5");
	assert_string_equal(text_of(&u->addresses.items[3]), "2001:db9::5");
	assert_int_equal(u->table, 101);
	assert_int_equal(u->weight, 7);
	assert_int_equal(u->preference, 8);
	assert_false(u->guard);
	assert_int_equal(u->routed.count, 1);
	assert_string_equal(text_of(&u->routed.items[0]), "203.0.113.0/28");
	assert_int_equal(u->reach.count, 2);
	assert_string_equal(text_of(&u->reach.items[1]), "2001:db8::53");
	assert_int_equal(u->mark, 0x11);
	assert_int_equal(u->checks.count, 2);
	assert_int_equal(u->checks.items[0].kind, CHECK_ICMP);
	assert_int_equal(u->checks.items[1].kind, CHECK_TCP);
	assert_int_equal(u->need, 2);
	assert_int_equal(u->interval, 3000);
	assert_int_equal(u->timeout, 700);
	assert_int_equal(u->fall, 4);
	assert_int_equal(u->rise, 5);
	assert_int_equal(u->loss, 20);
	assert_int_equal(u->latency, 300);
	assert_int_equal(u->window, 120000);
	assert_int_equal(u->damping_count, 6);
	assert_int_equal(u->damping_time, 420000);
	assert_int_equal(u->clear_flows, CLEAR_BOTH);
}

static void test_every_key_of_the_balance(void **state)
{
	const struct balance_section *b = &config.balance;

	(void)state;
	assert_loads(everything);
	assert_true(b->present);
	assert_int_equal(b->uplinks.count, 1);
	assert_string_equal(b->uplinks.items[0], "one");
	assert_int_equal(b->hash, HASH_L4);
}

static void test_every_key_of_flows(void **state)
{
	const struct flows_section *f = &config.flows;

	(void)state;
	assert_loads(everything);
	assert_true(f->present);
	assert_int_equal(f->uplinks.count, 1);
	assert_string_equal(f->uplinks.items[0], "one");
	assert_false(f->src_valid_mark);
}

static void test_flows(void **state)
{
	static const char two[] = "[uplink a]\ninterface = eth0\n[uplink b]\ninterface = eth1\n";
	char text[512];

	(void)state;
	assert_loads(two);
	assert_false(config.flows.present);
	snprintf(text, sizeof(text), "[flows]\n%s", two);
	assert_loads(text);
	assert_true(config.flows.present && config.flows.src_valid_mark);
	assert_true(config_flows_name(&config.flows, &config.uplinks[1]));
	snprintf(text, sizeof(text), "[flows]\nuplinks = all\n%s", two);
	assert_loads(text);
	assert_int_equal(config.flows.uplinks.count, 0);
	snprintf(text, sizeof(text), "[flows]\nuplinks = a\n%s", two);
	assert_loads(text);
	assert_true(config_flows_name(&config.flows, &config.uplinks[0]));
	assert_false(config_flows_name(&config.flows, &config.uplinks[1]));
	snprintf(text, sizeof(text), "[flows]\nuplinks = c\n%s", two);
	assert_complaint(text, ":2: [flows] uplinks: `c': there is no [uplink c]");
	snprintf(text, sizeof(text), "[flows]\nuplink = a\n%s", two);
	assert_complaint(text, ":2: [flows] uplink: unknown key (did you mean uplinks?)");
	/* the mask holds one */
	snprintf(text, sizeof(text), "%s[homing]\nmark-mask = 0x8\n", two);
	assert_loads(text);
	snprintf(text, sizeof(text), "%s[homing]\nmark-mask = 0x8\n[flows]\n", two);
	assert_complaint(text, "[uplink b]");
	snprintf(text, sizeof(text), "%s[homing]\nmark-mask = 0x8\n[flows]\nuplinks = a\n", two);
	assert_loads(text);
}

static void test_every_key_of_an_alias(void **state)
{
	static const char *const addresses[] = { "192.0.2.80",	    "198.51.100.7/24", "198.51.100.8/24",
						 "198.51.100.9/24", "2001:db8::80",    "2001:db8::81" };
	const struct alias *a;

	(void)state;
	assert_loads(everything);
	assert_int_equal(config.alias_count, 2);
	a = &config.aliases[0];
	assert_ptr_equal(config_find_alias(&config, "web"), a);
	assert_null(config_find_alias(&config, "one"));
	assert_string_equal(a->name, "web");
	assert_int_equal(a->place.line, 44);
	assert_string_equal(a->place.file, config.files[0]);
	assert_string_equal(a->interface, "Eth2");
	assert_int_equal(a->addresses.count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(text_of(&a->addresses.items[i]), addresses[i]);
	assert_string_equal(a->label, "Eth2:web");
	assert_int_equal(a->up, ALIAS_TAKEOVER);
	assert_string_equal(a->uplink, "one");
	assert_false(a->probe);
	assert_int_equal(a->announce.count, 2);
	assert_string_equal(text_of(&a->announce.items[0]), "192.0.2.2");
	assert_string_equal(text_of(&a->announce.items[1]), "fe80::2");
	assert_int_equal(a->checks.count, 1);
	assert_int_equal(a->checks.items[0].kind, CHECK_HTTP);
	assert_int_equal(a->interval, 2000);
	assert_int_equal(a->fall, 6);
	assert_int_equal(a->rise, 7);
	assert_true(a->yield);
	assert_true(a->source);
}

static void assert_command(const struct command *command, const char *text, const char *const *words)
{
	assert_string_equal(command->text, text);
	for (size_t i = 0; words[i] || command->words[i]; i++)
		assert_string_equal(command->words[i] ? command->words[i] : "nothing", words[i] ? words[i] : "nothing");
}

static void test_every_key_of_a_takeover(void **state)
{
	const struct takeover_section *t;

	(void)state;
	assert_loads(everything);
	assert_int_equal(config.takeover_count, 1);
	t = &config.takeovers[0];
	assert_ptr_equal(config_find_takeover(&config, "brain"), t);
	assert_null(config_find_takeover(&config, "pinky"));
	assert_ptr_equal(config_takeover_of(&config, "second"), t);
	assert_null(config_takeover_of(&config, "brain"));
	assert_string_equal(t->name, "brain");
	assert_int_equal(t->place.line, 60);
	assert_int_equal(t->aliases.count, 2);
	assert_string_equal(t->aliases.items[0], "web");
	assert_string_equal(t->aliases.items[1], "second");
	assert_int_equal(t->peers.count, 2);
	assert_string_equal(text_of(&t->peers.items[0]), "192.0.2.12");
	assert_string_equal(text_of(&t->peers.items[1]), "2001:db8::12");
	assert_int_equal(t->checks.count, 2);
	assert_int_equal(t->checks.items[0].kind, CHECK_ICMP);
	assert_string_equal(t->checks.items[1].words->expect, "</html>");
	assert_int_equal(t->gateways.count, 2);
	assert_string_equal(text_of(&t->gateways.items[1]), "fe80::1");
	assert_int_equal(t->witness.count, 1);
	assert_int_equal(t->witness.items[0].port, 53);
	assert_int_equal(t->need, 1);
	assert_int_equal(t->interval, 4000);
	assert_int_equal(t->timeout, 800);
	assert_int_equal(t->fall, 8);
	assert_int_equal(t->rise, 9);
	assert_int_equal(t->give_back, GIVE_BACK_MANUAL);
	assert_int_equal(t->return_delay, 180000);
	assert_int_equal(t->on_take.count, 2);
	assert_command(&t->on_take.items[0], "/bin/logger -t \"a b\" taken", (const char *const[]){ "/bin/logger", "-t", "a b", "taken", NULL });
	assert_command(&t->on_take.items[1], "systemctl reload nginx", (const char *const[]){ "systemctl", "reload", "nginx", NULL });
	assert_int_equal(t->on_release.count, 1);
	assert_command(&t->on_release.items[0], "/bin/true", (const char *const[]){ "/bin/true", NULL });
	assert_true(t->required);
	assert_int_equal(config.aliases[1].up, ALIAS_TAKEOVER);
}

/* The lines of everything that are in a section of that kind, from its first newline on. */
static const char *lines_of(const char *kind, char out[2048])
{
	char start[64];
	const char *from, *to;

	snprintf(start, sizeof(start), "[%s", kind);
	from = strstr(everything, start);
	if (!from)
		return "";
	from = strchr(from, '\n');
	to = strstr(from, "\n[");
	snprintf(out, 2048, "%.*s", to ? (int)(to - from) : 2047, from);
	return out;
}

/* A row without a line above has no test. */
static void test_the_table_has_no_key_without_a_test(void **state)
{
	char line[64], lines[2048];

	(void)state;
	for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++) {
		const struct config_section *s = &CONFIG_SECTIONS[i];
		const char *said = lines_of(s->kind, lines);

		for (size_t j = 0; j < s->key_count; j++) {
			snprintf(line, sizeof(line), "\n%s = ", s->keys[j].name);
			if (!strstr(said, line))
				fail_msg("[%s] %s is not tested", s->kind, s->keys[j].name);
			assert_non_null(s->keys[j].help);
			assert_true(strlen(s->keys[j].readers) > 0);
			assert_true(s->keys[j].fallback || s->keys[j].absent || (s->keys[j].flags & KEY_REQUIRED));
		}
	}
}

static void test_every_default(void **state)
{
	const struct homing_section *h = &config.homing;
	const struct uplink *u;

	(void)state;
	assert_loads("[uplink a]\ninterface = eth0\n");
	assert_int_equal(h->protocol, 72);
	assert_int_equal(h->priority, 7200);
	assert_int_equal(h->tables, 7200);
	assert_int_equal(h->mark_mask, 0x7f000000);
	assert_int_equal(h->group, 72);
	assert_false(h->strict);
	assert_int_equal(h->lock_timeout, 10000);
	assert_string_equal(h->check_user, "");
	assert_string_equal(h->state_directory, "/run/homing");
	u = &config.uplinks[0];
	for (int f = 0; f < FAMILIES; f++) {
		assert_true(u->gateway[f].automatic);
		assert_false(u->gateway[f].onlink);
		assert_true(u->family[f]);
	}
	assert_true(u->addresses_auto);
	assert_int_equal(u->addresses.count + u->routed.count + u->reach.count, 0);
	assert_int_equal(u->table, 7201);
	assert_int_equal(u->weight, 1);
	assert_int_equal(u->preference, 1);
	assert_true(u->guard);
	assert_int_equal(u->mark, 1);
	assert_int_equal(u->checks.count, 0); /* nobody would act on it */
	assert_int_equal(u->need, 1);
	assert_int_equal(u->interval, 1000);
	assert_int_equal(u->timeout, 0);
	assert_int_equal(u->fall, 3);
	assert_int_equal(u->rise, 10);
	assert_int_equal(u->loss, 0);
	assert_int_equal(u->latency, 0);
	assert_int_equal(u->window, 60000);
	assert_int_equal(u->damping_count, 3);
	assert_int_equal(u->damping_time, 600000);
	assert_int_equal(u->clear_flows, CLEAR_DOWN);
}

static void test_a_balance_wants_checks(void **unused)
{
	(void)unused;
	assert_loads("[uplink a]\ninterface = eth0\n[balance]\n[uplink b]\ninterface = eth1\ncheck = none\n");
	assert_int_equal(config.uplinks[0].checks.count, 1);
	assert_int_equal(config.uplinks[0].checks.items[0].kind, CHECK_GATEWAY);
	assert_int_equal(config.uplinks[1].checks.count, 0);
	assert_loads("[uplink a]\ninterface = eth0\ncheck = gateway\n");
	assert_int_equal(config.uplinks[0].checks.count, 1);
}

static void test_every_default_of_the_balance(void **state)
{
	(void)state;
	assert_loads("[balance]\n");
	assert_true(config.balance.present);
	assert_int_equal(config.balance.uplinks.count, 0);
	assert_int_equal(config.balance.hash, HASH_KEEP);
	assert_loads("");
	assert_false(config.balance.present);
	assert_int_equal(config.balance.uplinks.count, 0);
	assert_int_equal(config.balance.hash, HASH_KEEP);
}

static void test_every_default_of_an_alias(void **state)
{
	const struct alias *a;

	(void)state;
	assert_loads("[alias a]\ninterface = eth0\naddress = 192.0.2.1\n");
	a = &config.aliases[0];
	assert_string_equal(a->label, "");
	assert_int_equal(a->up, ALIAS_ALWAYS);
	assert_string_equal(a->uplink, "");
	assert_true(a->probe);
	assert_int_equal(a->announce.count + a->checks.count, 0);
	assert_int_equal(a->interval, 1000);
	assert_int_equal(a->fall, 3);
	assert_int_equal(a->rise, 10);
	assert_false(a->yield);
	assert_false(a->source);
}

static void test_every_default_of_a_takeover(void **state)
{
	const struct takeover_section *t;

	(void)state;
	assert_loads("[takeover a]\nalias = a\npeer = 192.0.2.2\n[alias a]\ninterface = eth0\naddress = 192.0.2.1\n");
	t = &config.takeovers[0];
	assert_int_equal(t->checks.count, 1);
	assert_int_equal(t->checks.items[0].kind, CHECK_ICMP);
	assert_int_equal(t->gateways.count + t->witness.count + t->on_take.count + t->on_release.count, 0);
	assert_int_equal(t->need, 1);
	assert_int_equal(t->interval, 1000);
	assert_int_equal(t->timeout, 0);
	assert_int_equal(t->fall, 3);
	assert_int_equal(t->rise, 10);
	assert_int_equal(t->give_back, GIVE_BACK_AUTO);
	assert_int_equal(t->return_delay, 0);
	assert_false(t->required);
	assert_int_equal(config.aliases[0].up, ALIAS_TAKEOVER);
}

static void test_an_empty_file_has_no_uplinks(void **state)
{
	(void)state;
	assert_loads("");
	assert_int_equal(config.uplink_count, 0);
	assert_int_equal(config.alias_count, 0);
	assert_int_equal(config.homing.protocol, 72);
}

static void test_sections_and_keys_that_are_not_there(void **state)
{
	(void)state;
	assert_complaint("[uplnk a]\ninterface = eth0\n", ":1: [uplnk a] unknown section (did you mean uplink?)");
	assert_complaint("[metric]\n", ":1: [metric] unknown section");
	assert_complaint("[uplink]\ninterface = eth0\n", ":1: [uplink] needs a name, [uplink NAME]");
	assert_complaint("[uplink a b]\n", "needs a name, [uplink NAME]");
	assert_complaint("[uplink eth0.1]\n", "needs a name, [uplink NAME]");
	assert_complaint("[uplink abcdefghijklmnopqrstuvwxyz1234567]\n", "needs a name, [uplink NAME]");
	assert_complaint("[homing x]\n", ":1: [homing x] takes no name: write [homing]");
	assert_complaint("[uplink a]\ninterface = eth0\ngatway = auto\n", ":3: [uplink a] gatway: unknown key (did you mean gateway?)");
	assert_complaint("[uplink a]\ninterface = eth0\nmetric = 3\n", ":3: [uplink a] metric: unknown key");
	assert_complaint("[homing]\nweight = 3\n", ":2: [homing] weight: unknown key here: it belongs to [uplink NAME]");
	assert_complaint("[uplink a]\ninterface = eth0\nstrict = no\n", "strict: unknown key here: it belongs to [homing]");
	assert_complaint("[uplink a]\nweight = 3\n", ":1: [uplink a] interface: is missing: a device name");
}

static void test_a_broken_line_is_not_missing_too(void **state)
{
	(void)state;
	assert_complaint("[uplink a]\ninterface = 'eth0'\n", "single quotes");
	assert_complaint("[uplink a]\ninterface = eth/0\n", "no `/'");
	assert_complaint("[homing]\ntables = 0\n[uplink a]\ninterface = eth0\n", ":2: [homing] tables: `0'");
	assert_complaint("[homing]\nmark-mask = 5\n[uplink a]\ninterface = eth0\n", ":2: [homing] mark-mask: `5'");
	assert_complaint("[uplink a]\ninterface = eth0\ninterval = x\ntimeout = 9m\n", ":3: [uplink a] interval: `x'");
	assert_complaint("[uplink a]\ninterface = eth0\nfamily = 5\ngateway = 192.0.2.1\n", ":3: [uplink a] family: `5'");
}

static void test_lists_go_on(void **state)
{
	(void)state;
	assert_loads("[uplink a]\ninterface = eth0\nreach = 192.0.2.1\nReach.2 = 192.0.2.2\nweight = 2\nreach.3 = 192.0.2.3\n");
	assert_int_equal(config.uplinks[0].reach.count, 3);
	assert_complaint("[uplink a]\ninterface = eth0\nreach = 192.0.2.1\nreach.3 = 192.0.2.3\n", ":4: [uplink a] reach.3: a list goes on in order: reach.2 comes next");
	assert_complaint("[uplink a]\ninterface = eth0\nreach.2 = 192.0.2.2\nreach = 192.0.2.1\n", ":3: [uplink a] reach.2: a list begins with reach = ...");
	assert_complaint("[uplink a]\ninterface = eth0\nreach = 192.0.2.1\nreach.1 = 192.0.2.2\n", "reach.2 comes next");
	assert_complaint("[uplink a]\ninterface = eth0\nreach = 192.0.2.1\nreach.02 = 192.0.2.2\n", "reach.2 comes next");
	assert_complaint("[uplink a]\ninterface = eth0\nreach = 192.0.2.1\nreach.2 = 192.0.2.2\nreach.2 = 192.0.2.3\n", "reach.2: said twice");
	assert_complaint("[uplink a]\ninterface = eth0\nweight = 1\nweight.2 = 2\n", ":4: [uplink a] weight.2: weight is no list");
	assert_complaint("[uplink a]\ninterface = eth0\ncheck = icmp\ncheck.2 = icmp\n", ":4: [uplink a] check.2: `icmp': the same target twice");
	assert_complaint("[uplink a]\ninterface = eth0\ncheck = icmp,\n", "item 2 of the list is empty");
	assert_complaint("[uplink a]\ninterface = eth0\ncheck = \"\"\n", "item 1 of the list is empty");
}

static void test_all_complaints_in_one_run(void **state)
{
	(void)state;
	assert_int_equal(load("[homing]\nprotocol = 4\nstrict = maybe\n[uplink a]\ninterface = ../x\nweight = 0\nweight = 257\nx\n[uplnk b]\n"), -EINVAL);
	assert_int_equal(messages.count, 7);
	for (size_t i = 0; i < messages.count; i++)
		assert_int_equal(messages.lines[i].level, LEVEL_ERROR);
	assert_true(log_says(":2: [homing] protocol: `4'"));
	assert_true(log_says(":3: [homing] strict: `maybe'"));
	assert_true(log_says(":5: [uplink a] interface: `../x'"));
	assert_true(log_says(":6: [uplink a] weight: `0'"));
	assert_true(log_says(":7: [uplink a] weight: said twice"));
	assert_true(log_says(":8: [uplink a] `x' is no [section]"));
	assert_true(log_says(":9: [uplnk b] unknown section"));
}

#define A "[uplink a]\ninterface = eth0\n"
#define B "[uplink b]\ninterface = eth1\n"

static void test_tables_and_marks_by_order(void **state)
{
	(void)state;
	assert_loads("[uplink z]\ninterface = eth9\ntable = 9\nmark = 9\n" A B "[homing]\ntables = 300\n");
	assert_int_equal(config.uplinks[0].table, 9);
	assert_int_equal(config.uplinks[0].mark, 9);
	assert_int_equal(config.uplinks[1].table, 302);
	assert_int_equal(config.uplinks[1].mark, 2);
	assert_int_equal(config.uplinks[2].table, 303);
	assert_int_equal(config.uplinks[2].mark, 3);

	assert_complaint(A "table = 5\n" B "table = 5\n", ":6: [uplink b] table: 5 is also that of [uplink a] (");
	assert_complaint(A "table = 7202\n" B, ":3: [uplink a] table: 7202 is also that of [uplink b] (");
	assert_true(log_says(":4), which has it by order of appearance"));
	assert_complaint(A B "table = 7201\n", ":5: [uplink b] table: 7201 is also that of [uplink a] (");
	assert_complaint(A "table = 7200\n", ":3: [uplink a] table: 7200 is the balance table");
	assert_complaint("[homing]\ntables = 252\n" A, "by order of appearance it would be 253");
	assert_loads("[homing]\ntables = 252\n" A "table = 300\n");
	assert_complaint("[homing]\ntables = 254\n", "the kernel's");

	assert_complaint(A "mark = 3\n" B "mark = 3\n", ":6: [uplink b] mark: 3 is also that of [uplink a]");
	assert_complaint(A "mark = 2\n" B, ":3: [uplink a] mark: 2 is also that of [uplink b]");
	assert_complaint(A "mark = 128\n", ":3: [uplink a] mark: 128: must be from 1 to 127, which mark-mask 0x7f000000 holds");
	assert_loads("[homing]\nmark-mask = 0x80000000\n" A B);
	assert_int_equal(config.uplinks[0].mark, 1);
	assert_int_equal(config.uplinks[1].mark, 0);
	assert_loads("[homing]\nmark-mask = 0xffffffff\n" A "mark = 0xffffffff\n");
	assert_int_equal(config.uplinks[0].mark, 0xffffffff);
}

static void test_interfaces_shared(void **state)
{
	static const char shared[] = A "gateway = 192.0.2.1\n[uplink c]\ninterface = eth0\ngateway = 192.0.2.2\n";
	char text[512];

	(void)state;
	assert_complaint(shared, ":5: [uplink c] interface: eth0 is also that of [uplink a] (");
	assert_true(log_says(":2): name the `addresses' of one of them"));
	snprintf(text, sizeof(text), "%saddresses = 192.0.2.8\n", shared);
	assert_loads(text);
	assert_loads(A "[uplink c]\ninterface = ETH0\n");
}

static void test_addresses_shared(void **state)
{
	(void)state;
	assert_complaint(A "addresses = 192.0.2.8\n" B "addresses = auto, 192.0.2.8\n",
			 ":6: [uplink b] addresses: 192.0.2.8 is also that of [uplink a] (");
	assert_loads(A "addresses = 192.0.2.0/24\n" B "addresses = auto, 192.0.2.0/24\n");
	assert_complaint(A "routed = 2001:db8::/56\n" B "routed = 2001:db8::/56\n", "routed: 2001:db8::/56 is also that of [uplink a]");
	assert_complaint(A "reach = 192.0.2.53\n" B "reach = 192.0.2.53\n", "reach: 192.0.2.53 is also that of [uplink a]");
}

static void test_families_left_out(void **state)
{
	(void)state;
	assert_loads(A "family = 4\ngateway = 192.0.2.1\ncheck = gateway\n");
	assert_false(config.uplinks[0].family[V6]);
	assert_complaint(A "family = 4\ngateway = fe80::1\n", ":4: [uplink a] gateway: has an IPv6 address, but `family' leaves IPv6 out");
	assert_complaint(A "family = 6\ngateway = 192.0.2.1\n", "gateway: has an IPv4 address");
	assert_complaint(A "family = 4\naddresses = 2001:db8::1\n", "addresses: has an IPv6 address");
	assert_complaint(A "family = 4\nrouted = 2001:db8::/56\n", "routed: has an IPv6 address");
	assert_complaint(A "family = 6\nreach = 192.0.2.53\n", "reach: has an IPv4 address");
	assert_complaint(A "family = 6\ncheck = icmp 192.0.2.53\n", "check: has an IPv4 address");
}

static void test_gateways_of_families_without_an_address(void **state)
{
	(void)state;
	assert_loads(A "gateway = 192.0.2.1\n");
	assert_false(config.uplinks[0].gateway[V4].automatic);
	assert_true(config.uplinks[0].gateway[V6].automatic);
	assert_loads(A "gateway = auto\ngateway.2 = fe80::1\n");
	assert_true(config.uplinks[0].gateway[V4].automatic);
	assert_false(config.uplinks[0].gateway[V6].automatic);
}

static void test_health(void **state)
{
	(void)state;
	assert_loads(A "interval = 1s\nfall = 2\ntimeout = 2s\n");
	assert_complaint(A "interval = 1s\nfall = 2\ntimeout = 2001ms\n", ":5: [uplink a] timeout: 2001ms: must be at most interval x fall, which is 2s");
	assert_complaint(A "timeout = 4s\n", "which is 3s");
	assert_complaint(A "check = icmp timeout=4s\n", ":3: [uplink a] check: timeout=4s: must be at most interval x fall, which is 3s");
	assert_loads(A "check = icmp, arp\nneed = 2\n");
	assert_complaint(A "check = icmp, arp\nneed = 3\n", ":4: [uplink a] need: 3: must be from 1 to 2, the number of checks");
	assert_complaint(A "need = 2\n", "from 1 to 1");
	assert_loads(A "check = none\n");
	assert_int_equal(config.uplinks[0].checks.count, 0);
	assert_complaint(A "check = none\nneed = 1\n", "need: 1: must be from 1 to 0");
}

static void test_tables_by_name(void **state)
{
	(void)state;
	assert_complaint(A "table = no-such-table-at-all\n", ":3: [uplink a] table: `no-such-table-at-all': no table of this name in /etc/iproute2");
	assert_complaint(A "table = main\n", "`main' is table 254, which is the kernel's");
}

static void test_files_that_are_no_files(void **state)
{
	(void)state;
	assert_int_equal(config_load("/nonexistent/homing.conf", NULL, &config, &messages), -EINVAL);
	assert_string_equal(first_message(), "/nonexistent/homing.conf: cannot be read: No such file or directory");
	clear(NULL);
	assert_int_equal(config_load("/tmp", NULL, &config, &messages), -EINVAL);
	assert_string_equal(first_message(), "/tmp: is a directory, not a file");
	clear(NULL);
	assert_int_equal(config_load("/dev/null", NULL, &config, &messages), -EINVAL);
	assert_string_equal(first_message(), "/dev/null: is not a regular file");
}

static char directory[64];

static void write_file(const char *name, mode_t mode, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/homing-config-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	static const char *const names[] = { "main", "10.conf", "20.conf", "note.txt" };
	char path[128];

	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		unlink(path);
	}
	rmdir(directory);
	return clear(state);
}

static void test_a_directory_of_files(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/main", directory);
	write_file("main", 0644, A);
	write_file("20.conf", 0644, "[uplink c]\ninterface = eth2\n[uplink a]\nweight = 2\n");
	write_file("10.conf", 0644, B "[uplink A]\npreference = 3\n");
	write_file("note.txt", 0644, "nonsense");
	assert_int_equal(config_load(path, directory, &config, &messages), 0);
	assert_int_equal(config.uplink_count, 3);
	assert_int_equal(config.file_count, 3);
	/* in order of appearance, whichever file goes on with which section */
	assert_string_equal(config.uplinks[0].name, "a");
	assert_string_equal(config.uplinks[1].name, "b");
	assert_string_equal(config.uplinks[2].name, "c");
	assert_int_equal(config.uplinks[2].table, 7203);
	assert_int_equal(config.uplinks[0].weight, 2);
	assert_int_equal(config.uplinks[0].preference, 3);
	assert_string_equal(config.uplinks[2].place.file + strlen(directory), "/20.conf");
	clear(NULL);
	/* without being asked for, it is not read beside a path of one's own */
	assert_int_equal(config_load(path, NULL, &config, &messages), 0);
	assert_int_equal(config.uplink_count, 1);
	clear(NULL);
	write_file("20.conf", 0644, "[uplink a]\nweight = 2\npreference = 4\n");
	assert_int_equal(config_load(path, directory, &config, &messages), -EINVAL);
	assert_int_equal(messages.count, 1);
	assert_true(log_says("/20.conf:3: [uplink a] preference: said twice: first at "));
	assert_true(log_says("/10.conf:4"));
	clear(NULL);
	if (geteuid() == 0) {
		write_file("20.conf", 0666, "");
		assert_int_equal(config_load(path, directory, &config, &messages), -EINVAL);
		assert_true(log_says("/20.conf: others may write it"));
		clear(NULL);
	}
	remove_directory(state);
	assert_int_equal(config_load(NULL, directory, &config, &messages), -EINVAL);
	assert_true(log_says(": cannot be read: No such file or directory"));
}

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return done;
}

/* Namespaces where SYSCONFDIR is ours and empty; whoever is not root becomes root of his own. */
static int enter_own_etc(void)
{
	char users[64], groups[64];
	const bool root = geteuid() == 0;

	snprintf(users, sizeof(users), "0 %lu 1", (unsigned long)geteuid());
	snprintf(groups, sizeof(groups), "0 %lu 1", (unsigned long)getegid());
	if (unshare(root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return 0;
	if (!root && (!put("/proc/self/uid_map", users) || !put("/proc/self/setgroups", "deny") || !put("/proc/self/gid_map", groups)))
		return 0;
	return mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 && mount("none", SYSCONFDIR, "tmpfs", 0, NULL) == 0;
}

/* What stands at the usual place. Returns the child's status, or 77 where that cannot be tried. */
static int in_own_etc(int (*body)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(enter_own_etc() ? body() : 77);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Returns 0, or the number of the step that went wrong. */
static int load_from_usual_place(void)
{
	if (config_load(NULL, NULL, &config, &messages) != -ENOENT || messages.count || config.homing.protocol != 72)
		return 1;
	config_free(&config);
	if (mkdir(SYSCONFDIR "/homing", 0755) < 0 || mkdir(CONFIG_DIR, 0755) < 0)
		return 2;
	if (config_load(NULL, NULL, &config, &messages) != -ENOENT || messages.count)
		return 3;
	config_free(&config);
	if (!put(CONFIG_DIR "/b.conf", B) || config_load(NULL, NULL, &config, &messages) != 0 || config.uplink_count != 1)
		return 4;
	config_free(&config);
	if (!put(CONFIG_FILE, A) || config_load(NULL, NULL, &config, &messages) != 0 || config.uplink_count != 2)
		return 5;
	if (strcmp(config.uplinks[0].name, "a") != 0 || strcmp(config.uplinks[0].place.file, CONFIG_FILE) != 0)
		return 6;
	config_free(&config);
	return 0;
}

static void test_the_usual_place(void **state)
{
	int status = in_own_etc(load_from_usual_place);

	(void)state;
	if (status == 77)
		skip();
	assert_int_equal(status, 0);
}

static void test_keys_of_a_program(void **state)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };

	(void)state;
	config_write_keys("T", &text);
	assert_non_null(strstr(text.data, "[homing] protocol "));
	assert_non_null(strstr(text.data, "[uplink NAME] interface "));
	assert_non_null(strstr(text.data, " guard"));
	assert_null(strstr(text.data, " weight"));
	assert_null(strstr(text.data, " strict"));
	config_write_keys("R B", &text);
	assert_non_null(strstr(text.data, " weight"));
	assert_non_null(strstr(text.data, " routed"));
}

static void test_what_a_key_takes(void **state)
{
	const struct config_section *s = config_find_section("uplink");
	char text[256];

	(void)state;
	value_describe(config_find_key(s, "weight"), text, sizeof(text));
	assert_string_equal(text, "a decimal number from 1 to 256");
	value_describe(config_find_key(s, "interval"), text, sizeof(text));
	assert_string_equal(text, "a time (a number and ms, s, m, h or d; seconds without) from 10ms to 1h");
	value_describe(config_find_key(s, "loss"), text, sizeof(text));
	assert_string_equal(text, "a share from 1% to 100%");
	value_describe(config_find_key(s, "clear-flows"), text, sizeof(text));
	assert_string_equal(text, "one of no, down, both");
	value_describe(config_find_key(s, "family"), text, sizeof(text));
	assert_string_equal(text, "a list of 4, 6");
}

#define TEST(f) cmocka_unit_test_teardown(f, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_key_of_homing),
		TEST(test_every_key_of_an_uplink),
		TEST(test_every_key_of_the_balance),
		TEST(test_every_key_of_flows),
		TEST(test_flows),
		TEST(test_every_key_of_an_alias),
		TEST(test_every_key_of_a_takeover),
		TEST(test_the_table_has_no_key_without_a_test),
		TEST(test_every_default),
		TEST(test_every_default_of_the_balance),
		TEST(test_every_default_of_an_alias),
		TEST(test_every_default_of_a_takeover),
		TEST(test_a_balance_wants_checks),
		TEST(test_an_empty_file_has_no_uplinks),
		TEST(test_sections_and_keys_that_are_not_there),
		TEST(test_a_broken_line_is_not_missing_too),
		TEST(test_lists_go_on),
		TEST(test_all_complaints_in_one_run),
		TEST(test_tables_and_marks_by_order),
		TEST(test_interfaces_shared),
		TEST(test_addresses_shared),
		TEST(test_families_left_out),
		TEST(test_gateways_of_families_without_an_address),
		TEST(test_health),
		TEST(test_tables_by_name),
		TEST(test_files_that_are_no_files),
		cmocka_unit_test_setup_teardown(test_a_directory_of_files, make_directory, remove_directory),
		TEST(test_the_usual_place),
		TEST(test_keys_of_a_program),
		TEST(test_what_a_key_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
