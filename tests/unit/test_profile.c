/* test_profile.c - the user data of NetworkManager profiles, as keyfiles have it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "file.h"
#include "hook_profile.h"

static char directory[64];
static struct log messages;
static struct event event;

static int set_up(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/test_profile.XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	event = (struct event){ .what = EVENT_UP };
	snprintf(event.profile, sizeof(event.profile), "%s/profile", directory);
	return chmod(directory, 0755);
}

static int tear_down(void **state)
{
	(void)state;
	log_free(&messages);
	file_remove(directory, "profile");
	return rmdir(directory);
}

static void read_profile(const char *text)
{
	log_free(&messages);
	memset(event.stanza, 0, sizeof(event.stanza));
	assert_int_equal(file_replace(directory, "profile", text, strlen(text)), 0);
	profile_read(&event, &messages);
}

static void assert_says(const char *words)
{
	assert_int_equal(messages.count, 1);
	assert_int_equal(messages.lines[0].level, LEVEL_WARNING);
	if (!strstr(messages.lines[0].text, words))
		fail_msg("%s, not %s", messages.lines[0].text, words);
}

static void test_keys(void **state)
{
	static const char *const said[STANZA_KEYS] = { "Dsl", "192.0.2.1, 2001:db8:1::1", "101", "2", "3", "no", "auto, 203.0.113.0/24" };

	(void)state;
	read_profile("[connection]\nid=st\n\n[user]\n# homing.table=1\nhoming.uplink=Dsl\nhoming.gateway=192.0.2.1, 2001:db8:1::1\n homing.table = 101 \r\n"
		     "homing.weight=2\nhoming.preference=3\nhoming.guard=no\nhoming.addresses=auto, 203.0.113.0/24\norg.example.Other=x;y\n\n[ipv4]\nmethod=auto\n");
	assert_int_equal(messages.count, 0);
	for (size_t i = 0; i < STANZA_KEYS; i++)
		assert_string_equal(event.stanza[i], said[i]);
	read_profile("[user]\nhoming.weight=4"); /* and no line behind it */
	assert_string_equal(event.stanza[STANZA_WEIGHT], "4");
}

static void test_nothing(void **state)
{
	static const char *const texts[] = { "", "\n\n", "[connection]\nhoming.weight=2\n", "[user]\n[ipv4]\nhoming.weight=2\n", "[user]\nhoming.weight=\n", "[user]\nhoming.weight\n",
					     "[User]\nhoming.weight=2\n", "[user]\nmyhoming.weight=2\n", "[user]\n=\n", "[user" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		read_profile(texts[i]);
		assert_false(event_has_stanza(&event));
		assert_int_equal(messages.count, 0);
	}
	assert_int_equal(file_remove(directory, "profile"), 0);
	profile_read(&event, &messages); /* a profile that is in memory alone */
	assert_int_equal(messages.count, 0);
}

/* Each is told with its file and line, and the rest is taken. */
static void test_wrong(void **state)
{
	static const char *const wrong[][2] = {
		{ "homing.mtu=1400", "profile:2: homing.mtu: unknown key" },	   { "homing.=1", "profile:2: homing.: unknown key" },
		{ "homing.gateway=192.0.2.1;x", "profile:2: homing.gateway" },	   { "homing.gateway=\\s192.0.2.1", "profile:2: homing.gateway" },
		{ "homing.gateway=[uplink x]", "profile:2: homing.gateway" },	   { "homing.gateway=a=b", "profile:2: homing.gateway" },
		{ "homing.uplink=\033[2J", "profile:2: homing.uplink" },	   { "homing.uplink=\xc3\xa4", "profile:2: homing.uplink" },
	};
	char text[EVENT_VALUE_SIZE + 64] = "[user]\nhoming.gateway=";

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		char lines[128];

		snprintf(lines, sizeof(lines), "[user]\n%s\nhoming.weight=2\n", wrong[i][0]);
		read_profile(lines);
		assert_says(wrong[i][1]);
		assert_string_equal(event.stanza[STANZA_GATEWAY], "");
		assert_string_equal(event.stanza[STANZA_UPLINK], "");
		assert_string_equal(event.stanza[STANZA_WEIGHT], "2");
	}
	memset(text + strlen(text), '1', EVENT_VALUE_SIZE);
	read_profile(text);
	assert_says("too long");
}

static void test_not_to_be_trusted(void **state)
{
	(void)state;
	read_profile("[user]\nhoming.weight=2\n");
	assert_int_equal(chmod(event.profile, 0666), 0);
	memset(event.stanza, 0, sizeof(event.stanza));
	profile_read(&event, &messages);
	if (geteuid() == 0) { /* nobody else has anything to lose */
		assert_false(event_has_stanza(&event));
		assert_says("must belong to root");
	}
	log_free(&messages);
	strcpy(event.profile, directory);
	profile_read(&event, &messages);
	assert_says(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_to_be_trusted, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
