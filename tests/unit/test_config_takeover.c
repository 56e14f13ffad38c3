/* test_config_takeover.c - [takeover NAME]: what must be there, what fits together, commands. */
#define _GNU_SOURCE /* memfd_create */

#include "config_try.h"

#define ALIAS "[alias web]\ninterface = eth0\naddress = 192.0.2.101, 2001:db8::101\n"
#define SECOND "[alias mail]\ninterface = eth0\naddress = 192.0.2.102\n"
#define HEAD "[takeover brain]\nalias = web\npeer = 192.0.2.12\n"

static void test_what_may_not_be_left_out(void **state)
{
	(void)state;
	assert_loads(HEAD ALIAS);
	assert_complaint("[takeover brain]\npeer = 192.0.2.12\n" ALIAS, ":1: [takeover brain] alias: is missing: a list of names of aliases");
	assert_complaint("[takeover brain]\nalias = web\n" ALIAS, ":1: [takeover brain] peer: is missing: a list of addresses");
	assert_complaint("[takeover]\n", "[takeover] needs a name, [takeover NAME]");
	assert_complaint("[takover x]\n", "unknown section (did you mean takeover?)");
	assert_complaint("[alias web]\ninterface = eth0\naddress = 192.0.2.1\npeer = 192.0.2.2\n", "it belongs to [takeover NAME]");
}

static void test_names_of_aliases(void **state)
{
	(void)state;
	assert_loads("[takeover brain]\nalias = Web\nalias.2 = mail\npeer = 192.0.2.12\n" ALIAS SECOND);
	assert_int_equal(config.takeovers[0].aliases.count, 2);
	assert_complaint("[takeover brain]\nalias = wep\npeer = 192.0.2.12\n" ALIAS,
			 ":2: [takeover brain] alias: `wep': there is no [alias wep] (did you mean web?)");
	assert_complaint("[takeover brain]\nalias = web, web\npeer = 192.0.2.12\n" ALIAS, "`web' is said twice");
	assert_complaint("[takeover brain]\nalias = w/b\npeer = 192.0.2.12\n" ALIAS, "`w/b': must be a list of names of aliases");
	assert_complaint(HEAD ALIAS "[takeover pinky]\nalias = web\npeer = 192.0.2.13\n",
			 ":8: [takeover pinky] alias: `web' is also taken over by [takeover brain] (");
	assert_true(log_says(":2)"));
}

static void test_a_set_is_on_one_interface(void **state)
{
	(void)state;
	assert_complaint("[takeover brain]\nalias = web, far\npeer = 192.0.2.12\n" ALIAS "[alias far]\ninterface = eth1\naddress = 192.0.2.103\n",
			 ":2: [takeover brain] alias: `web' is on eth0, `far' on eth1: one set is on one interface");
}

static void test_who_brings_the_alias_up(void **state)
{
	(void)state;
	assert_loads(HEAD ALIAS SECOND);
	assert_int_equal(config.aliases[0].up, ALIAS_TAKEOVER);
	assert_int_equal(config.aliases[1].up, ALIAS_ALWAYS);
	assert_loads(ALIAS "up = takeover\n" HEAD);
	assert_complaint(HEAD ALIAS "up = always\n", ":7: [alias web] up: always, but [takeover brain] (");
	assert_true(log_says(":2) takes it over: leave `up' out"));
	assert_complaint(ALIAS "up = manual\n" HEAD, ":4: [alias web] up: manual, but [takeover brain] (");
}

static void test_who_is_asked_is_somebody_else(void **state)
{
	(void)state;
	assert_loads(HEAD "gateway = 192.0.2.1\nwitness = icmp 192.0.2.53\n" ALIAS);
	assert_complaint("[takeover brain]\nalias = web\npeer = 2001:db8::101\n" ALIAS,
			 ":3: [takeover brain] peer: 2001:db8::101 is an address of [alias web], which is taken over; ask one that stays");
	assert_complaint(HEAD "gateway = 192.0.2.101\n" ALIAS, "gateway: 192.0.2.101 is an address of [alias web]");
	assert_complaint(HEAD "witness = tcp 192.0.2.101:80\n" ALIAS, "witness: 192.0.2.101 is an address of [alias web]");
	assert_complaint(HEAD "gateway = 192.0.2.1, 192.0.2.12\n" ALIAS, ":4: [takeover brain] gateway: 192.0.2.12 is the peer");
	assert_complaint(HEAD "witness = arp 192.0.2.12\n" ALIAS, ":4: [takeover brain] witness: 192.0.2.12 is the peer");
	assert_loads(HEAD "check = http http://192.0.2.101/\n" ALIAS); /* the peer's address is asked for it */
}

static void test_a_witness(void **state)
{
	static const char *const aimless[] = { "icmp", "arp", "tcp :53", "dns example.org" };
	char text[256], complaint[128];

	(void)state;
	assert_loads(HEAD "witness = none\n" ALIAS);
	assert_int_equal(config.takeovers[0].witness.count, 0);
	assert_loads(HEAD "witness = exec /usr/local/sbin/ask \"the switch\" timeout=2s\n" ALIAS);
	assert_int_equal(config.takeovers[0].witness.items[0].timeout, 2000);
	assert_loads(HEAD "witness = http http://198.51.100.7/owner\n" ALIAS);
	for (size_t i = 0; i < sizeof(aimless) / sizeof(aimless[0]); i++) {
		snprintf(text, sizeof(text), HEAD "witness = %s\n" ALIAS, aimless[i]);
		snprintf(complaint, sizeof(complaint), ":4: [takeover brain] witness: `%.*s' needs the address of a third host",
			 (int)strcspn(aimless[i], " "), aimless[i]);
		assert_complaint(text, complaint);
	}
	assert_complaint(HEAD "witness = gateway\n" ALIAS, "witness: `gateway' is no third opinion");
	assert_complaint(HEAD "witness = icmp 192.0.2.53, icmp 192.0.2.54\n" ALIAS, "`icmp' with 3 words behind it");
	assert_complaint(HEAD "witness = icmp 192.0.2.53\nwitness.2 = icmp 192.0.2.54\n" ALIAS, "witness.2");
	assert_complaint(HEAD "witness = icmp 192.0.2.53 timeout=4s\n" ALIAS, "witness: timeout=4s: must be at most interval x fall, which is 3s");
}

static void test_checks(void **state)
{
	(void)state;
	assert_loads(HEAD "check = icmp, tcp :80, http http://www.example.org/\n" ALIAS);
	assert_int_equal(config.takeovers[0].need, 3);
	assert_complaint(HEAD "check = none\n" ALIAS, "`none': unknown check");
	assert_complaint(HEAD "check = gateway\n" ALIAS, ":4: [takeover brain] check: `gateway' says nothing about the peer");
	assert_complaint(HEAD "need = 2\n" ALIAS, ":4: [takeover brain] need: 2: must be from 1 to 1, the number of checks");
	assert_complaint(HEAD "timeout = 4s\n" ALIAS, ":4: [takeover brain] timeout: 4s: must be at most interval x fall, which is 3s");
	assert_complaint(HEAD "check = icmp timeout=4s\n" ALIAS, ":4: [takeover brain] check: timeout=4s: must be at most interval x fall");
}

static void test_commands(void **state)
{
	char text[2048], words[512] = "";

	(void)state;
	assert_loads(HEAD "on-take = /bin/a  \"b, c\"\td\"e\"f, g\non-take.2 = /h \"\" i\n" ALIAS);
	assert_int_equal(config.takeovers[0].on_take.count, 3);
	assert_string_equal(config.takeovers[0].on_take.items[0].text, "/bin/a  \"b, c\"\td\"e\"f");
	assert_string_equal(config.takeovers[0].on_take.items[0].words[1], "b, c");
	assert_string_equal(config.takeovers[0].on_take.items[0].words[2], "def");
	assert_null(config.takeovers[0].on_take.items[0].words[3]);
	assert_string_equal(config.takeovers[0].on_take.items[1].words[0], "g");
	assert_string_equal(config.takeovers[0].on_take.items[2].words[1], "");
	assert_complaint(HEAD "on-take = bin/a\n" ALIAS, ":4: [takeover brain] on-take: `bin/a': a command begins with an absolute path or a bare name");
	assert_complaint(HEAD "on-release = ./a\n" ALIAS, "on-release: `./a': a command begins");
	assert_complaint(HEAD "on-take = /\n" ALIAS, "`/': a command begins");
	assert_complaint(HEAD "on-take = a \"b\n" ALIAS, "double quote");
	assert_complaint(HEAD "on-take = a,\n" ALIAS, "item 2 of the list is empty");
	for (int i = 0; i < 65; i++)
		strcat(words, " a");
	snprintf(text, sizeof(text), HEAD "on-take =%s\n" ALIAS, words);
	assert_complaint(text, "more than 64 words");
}

static void test_numbers_and_times(void **state)
{
	static const struct {
		const char *line, *complaint;
	} rows[] = {
		{ "fall = 0", "fall: `0': must be a decimal number from 1 to 1000" },
		{ "rise = 1001", "rise: `1001': must be a decimal number from 1 to 1000" },
		{ "need = 0", "need: `0': must be a decimal number from 1 to 1000" },
		{ "interval = 9ms", "interval: `9ms': must be a time" },
		{ "timeout = never", "timeout: `never': must be" },
		{ "return = never", "return: `never': must be one of auto, manual" },
		{ "return-delay = 2d", "return-delay: `2d': must be a time" },
		{ "required = maybe", "required: `maybe': must be one of yes, no" },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), HEAD "%s\n" ALIAS, rows[i].line);
		assert_complaint(text, rows[i].complaint);
	}
	assert_loads(HEAD "fall = 1\nrise = 1\ninterval = 10ms\ntimeout = 10ms\nreturn-delay = 1d\n" ALIAS);
}

#define TEST(f) cmocka_unit_test_teardown(f, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_may_not_be_left_out),
		TEST(test_names_of_aliases),
		TEST(test_a_set_is_on_one_interface),
		TEST(test_who_brings_the_alias_up),
		TEST(test_who_is_asked_is_somebody_else),
		TEST(test_a_witness),
		TEST(test_checks),
		TEST(test_commands),
		TEST(test_numbers_and_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
