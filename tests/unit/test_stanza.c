/* test_stanza.c - what stanzas of interfaces(5) say, noted in the state directory and laid over homing.conf. */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"
#include "file.h"
#include "hook_stanza.h"

static char directory[64];
static struct log messages;
static struct config config;

static int set_up(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/test_stanza.XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	return chmod(directory, 0755);
}

static int tear_down(void **state)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };

	(void)state;
	config_free(&config);
	log_free(&messages);
	file_list(directory, "", "", &names);
	for (size_t i = 0; i < names.count; i++)
		file_remove(directory, names.items[i]);
	return rmdir(directory);
}

static void put(const char *name, const char *text)
{
	assert_int_equal(file_replace(directory, name, text, strlen(text)), 0);
}

/* homing.conf is the file of that name in the directory, when it is there. */
static int load(enum log_level difference)
{
	char *path;
	int r;

	assert_true(asprintf(&path, "%s/homing.conf", directory) > 0);
	config_free(&config);
	log_free(&messages);
	if (access(path, F_OK)) { /* nothing in place of the host's own file */
		put("empty.conf", "");
		free(path);
		assert_true(asprintf(&path, "%s/empty.conf", directory) > 0);
	}
	r = config_load_overlaid(path, NULL, directory, difference, &config, &messages);
	free(path);
	return r;
}

static void assert_silent(void)
{
	if (messages.count)
		fail_msg("%zu lines, the first: %s", messages.count, messages.lines[0].text);
}

static bool log_says(enum log_level level, const char *words)
{
	for (size_t i = 0; i < messages.count; i++)
		if (messages.lines[i].level == level && strstr(messages.lines[i].text, words))
			return true;
	return false;
}

static struct event stanza_of(const char *interface)
{
	struct event event = { .what = EVENT_UP };

	strcpy(event.interface, interface);
	return event;
}

/* As the hook does: what homing.conf says alone, then the note. */
static int note(const struct event *event)
{
	_cleanup_(config_free) struct config files = { 0 };
	char path[128];
	const struct run_request request = { .config = path, .who = "test" };

	log_free(&messages);
	snprintf(path, sizeof(path), "%s/homing.conf", directory);
	if (access(path, F_OK))
		put("homing.conf", "");
	assert_int_equal(config_load(path, NULL, &files, &messages), 0);
	return stanza_note(event, &request, &files, directory, &messages);
}

static const struct uplink *uplink(const char *name)
{
	const struct uplink *u = config_find_uplink(&config, name);

	assert_non_null(u);
	return u;
}

static void test_alone(void **state)
{
	const struct uplink *u;

	(void)state;
	put("stanza-eth1.ini", "[uplink dsl]\ninterface = eth1\ngateway = 192.0.2.1\ntable = 101\nweight = 2\nguard = no\n");
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_silent();
	u = uplink("dsl");
	assert_string_equal(u->interface, "eth1");
	assert_int_equal(u->table, 101);
	assert_int_equal(u->weight, 2);
	assert_int_equal(u->preference, 1); /* a default as any other */
	assert_false(u->guard);
	assert_int_equal(u->mark, 1);
	assert_true(prefix_is_set(&u->gateway[V4].address));
	assert_true(u->gateway[V6].automatic);
}

static void test_the_file_holds(void **state)
{
	const struct uplink *u;

	(void)state;
	put("homing.conf", "[uplink dsl]\ninterface = eth1\nweight = 3\n[uplink cable]\ninterface = eth2\n");
	put("stanza-eth1.ini", "[uplink dsl]\ninterface = eth1\nweight = 2\npreference = 4\ngateway = 192.0.2.1\n");
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(messages.count, 1);
	assert_true(log_says(LEVEL_WARNING, "stanza-eth1.ini:3: [uplink dsl] weight: the configuration says `3', not `2', and holds"));
	u = uplink("dsl");
	assert_int_equal(config.uplink_count, 2);
	assert_int_equal(u->weight, 3);
	assert_int_equal(u->preference, 4);
	assert_int_equal(u->table, 7201);
	assert_true(prefix_is_set(&u->gateway[V4].address));
	assert_int_equal(load(LEVEL_DEBUG), 0);
	assert_true(log_says(LEVEL_DEBUG, "holds"));
}

/* A stanza file never stops a run. What does not fit is left out, and what does fit stays, whichever comes first. */
static void test_wrong_ones(void **state)
{
	static const char *const wrong[] = {
		"[uplink x]\ninterface = eth1\nweight = 0\n",
		"[uplink x]\ninterface = eth1\nfall = 3\n",
		"[uplink x]\nweight = 1\n",
		"[uplink x]\ninterface = eth1\n[uplink y]\ninterface = eth9\n",
		"[homing]\nprotocol = 73\n",
		"[lease]\ninterface = eth1\n",
		"weight\n",
		"",
		"[uplink x]\ninterface = eth0\n",		 /* that of the file's */
		"[uplink x]\ninterface = eth1\ntable = 7201\n", /* the same */
		"[uplink x]\ninterface = eth1\ntable = 7200\n", /* the balance's */
	};

	(void)state;
	put("homing.conf", "[uplink file]\ninterface = eth0\n");
	put("stanza-eth0.ini", "[uplink good]\ninterface = eth5\ntable = 7202\n");
	put("stanza-eth9.ini", "[uplink late]\ninterface = eth9\ntable = 7203\n");
	for (size_t i = 0; i < COUNT(wrong); i++) {
		put("stanza-eth1.ini", wrong[i]);
		assert_int_equal(load(LEVEL_WARNING), 0);
		assert_true(log_says(LEVEL_WARNING, "stanza-eth1.ini: ignored"));
		assert_false(log_has_errors(&messages));
		assert_int_equal(config.uplink_count, 3);
		assert_int_equal(config.homing.protocol, 72);
		assert_int_equal(uplink("file")->table, 7201);
		assert_int_equal(uplink("good")->table, 7202);
		assert_int_equal(uplink("late")->table, 7203);
	}
}

/* A mark is given, too, and is nobody else's. */
static void test_marks(void **state)
{
	(void)state;
	put("homing.conf", "[uplink a]\ninterface = eth1\nmark = 2\n[uplink b]\ninterface = eth2\nmark = 3\n");
	put("stanza-eth3.ini", "[uplink c]\ninterface = eth3\n");
	put("stanza-eth4.ini", "[uplink d]\ninterface = eth4\n");
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_silent();
	assert_int_equal(uplink("c")->mark, 1);
	assert_int_equal(uplink("d")->mark, 4);
	assert_int_equal(uplink("c")->table, 7203);
	assert_int_equal(uplink("d")->table, 7204);
}

/* A broken homing.conf is an error as ever, with stanzas or without. */
static void test_a_broken_file(void **state)
{
	(void)state;
	put("homing.conf", "[uplink a]\ninterface = eth1\nweight = 0\n");
	put("stanza-eth3.ini", "[uplink c]\ninterface = eth3\n");
	assert_int_equal(load(LEVEL_WARNING), -EINVAL);
	assert_true(log_has_errors(&messages));
}

static void test_stale(void **state)
{
	(void)state;
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_false(config_is_stale(&config, directory));
	put("stanza-eth3.ini", "[uplink c]\ninterface = eth3\n");
	assert_true(config_is_stale(&config, directory));
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_false(config_is_stale(&config, directory));
	put("stanza-eth3.ini", "[uplink d]\ninterface = eth3\n");
	assert_true(config_is_stale(&config, directory));
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(file_remove(directory, "stanza-eth3.ini"), 0);
	assert_true(config_is_stale(&config, directory));
	assert_int_equal(load(LEVEL_WARNING), 0);
	put("lease-eth3-dhclient4.ini", "[lease]\n");
	assert_false(config_is_stale(&config, directory));
}

static void test_two_families_add_up(void **state)
{
	struct event v4 = stanza_of("eth1"), v6 = stanza_of("eth1");
	const struct uplink *u;

	(void)state;
	strcpy(v4.stanza[STANZA_GATEWAY], "192.0.2.1 onlink");
	strcpy(v4.stanza[STANZA_WEIGHT], "2");
	strcpy(v4.stanza[STANZA_ADDRESSES], "auto, 192.0.2.0/25");
	strcpy(v6.stanza[STANZA_GATEWAY], "2001:db8::1");
	strcpy(v6.stanza[STANZA_WEIGHT], "2");
	strcpy(v6.stanza[STANZA_ADDRESSES], "auto,2001:db8:5::/48");
	assert_int_equal(note(&v4), 1);
	assert_int_equal(note(&v6), 1);
	assert_silent();
	assert_int_equal(note(&v4), 0); /* nothing new */
	assert_int_equal(note(&v6), 0);
	assert_silent();
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_silent();
	u = uplink("eth1");
	assert_true(prefix_is_set(&u->gateway[V4].address) && u->gateway[V4].onlink);
	assert_true(prefix_is_set(&u->gateway[V6].address));
	assert_int_equal(u->weight, 2);
	assert_int_equal(u->addresses.count, 2);
	assert_true(u->addresses_auto);
	assert_int_equal(u->table, 7201);
	assert_int_equal(stanza_forget(&v4, directory), 0);
	assert_int_equal(stanza_forget(&v4, directory), 0);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(config.uplink_count, 0);
}

static void test_contradictions(void **state)
{
	struct event first = stanza_of("eth1"), second = stanza_of("eth1");

	(void)state;
	strcpy(first.stanza[STANZA_UPLINK], "dsl");
	strcpy(first.stanza[STANZA_GATEWAY], "192.0.2.1");
	strcpy(first.stanza[STANZA_WEIGHT], "2");
	strcpy(second.stanza[STANZA_UPLINK], "cable");
	strcpy(second.stanza[STANZA_GATEWAY], "192.0.2.254");
	strcpy(second.stanza[STANZA_WEIGHT], "3");
	strcpy(second.stanza[STANZA_PREFERENCE], "4");
	assert_int_equal(note(&first), 1);
	assert_int_equal(note(&second), 1);
	assert_true(log_says(LEVEL_WARNING, "eth1: homing-uplink cable: "));
	assert_true(log_says(LEVEL_WARNING, "eth1: homing-gateway 192.0.2.254: another stanza of this interface has said 192.0.2.1, which holds"));
	assert_true(log_says(LEVEL_WARNING, "eth1: homing-weight 3: "));
	assert_int_equal(messages.count, 3);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(config.uplink_count, 1);
	assert_int_equal(uplink("dsl")->weight, 2);
	assert_int_equal(uplink("dsl")->preference, 4);
}

/* ifupdown-ng and ifupdown2 tell the whole interface at once, and `ifreload' does so without a `down' before. */
static void test_told_anew(void **state)
{
	struct event event = stanza_of("eth1");

	(void)state;
	event.whole = true;
	strcpy(event.stanza[STANZA_GATEWAY], "192.0.2.1, 2001:db8::1");
	strcpy(event.stanza[STANZA_WEIGHT], "2");
	assert_int_equal(note(&event), 1);
	assert_int_equal(note(&event), 0);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(uplink("eth1")->table, 7201);

	strcpy(event.stanza[STANZA_GATEWAY], "192.0.2.254");
	event.stanza[STANZA_WEIGHT][0] = '\0';
	strcpy(event.stanza[STANZA_GUARD], "no");
	assert_int_equal(note(&event), 1);
	assert_int_equal(messages.count, 0);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_true(uplink("eth1")->gateway[V6].automatic);
	assert_int_equal(uplink("eth1")->gateway[V4].address.bytes[3], 254);
	assert_int_equal(uplink("eth1")->weight, 1);
	assert_false(uplink("eth1")->guard);
	assert_int_equal(uplink("eth1")->table, 7201);

	strcpy(event.stanza[STANZA_UPLINK], "dsl");
	strcpy(event.stanza[STANZA_TABLE], "101");
	assert_int_equal(note(&event), 1);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(config.uplink_count, 1);
	assert_int_equal(uplink("dsl")->table, 101);
	event.stanza[STANZA_UPLINK][0] = event.stanza[STANZA_TABLE][0] = '\0'; /* both stay with the uplink */
	assert_int_equal(note(&event), 0);
	event.whole = false; /* one of several that add up: nothing new */
	assert_int_equal(note(&event), 0);
	assert_int_equal(messages.count, 0);
}

static void test_wrong_values(void **state)
{
	struct event event = stanza_of("eth1");

	(void)state;
	strcpy(event.stanza[STANZA_UPLINK], "no name");
	strcpy(event.stanza[STANZA_GATEWAY], "192.0.2.256");
	strcpy(event.stanza[STANZA_WEIGHT], "0");
	strcpy(event.stanza[STANZA_TABLE], "254");
	strcpy(event.stanza[STANZA_PREFERENCE], "4");
	assert_int_equal(note(&event), 1);
	assert_int_equal(messages.count, 4);
	assert_true(log_says(LEVEL_WARNING, "eth1: homing-table: `254' is table 254, which is the kernel's"));
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_silent();
	assert_int_equal(uplink("eth1")->preference, 4);
	assert_int_equal(uplink("eth1")->table, 7201);
	assert_int_equal(uplink("eth1")->weight, 1);
}

static void test_names(void **state)
{
	static const struct {
		const char *interface, *said, *name;
	} rows[] = {
		{ "eth1", "", "file" }, /* the file's uplink on this interface is meant */
		{ "eth1.100", "", "eth1-100" }, { "Wan", "", "wan" }, { "_x", "", "xx" }, { "eth5", "Cable", "cable" }, { "eth6", "other", "other" },
	};

	(void)state;
	put("homing.conf", "[uplink file]\ninterface = eth1\n[uplink other]\ninterface = eth6\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct event event = stanza_of(rows[i].interface);

		strcpy(event.stanza[STANZA_WEIGHT], "7");
		strcpy(event.stanza[STANZA_UPLINK], rows[i].said);
		assert_int_equal(note(&event), 1);
		assert_silent();
		assert_int_equal(load(LEVEL_WARNING), 0);
		assert_silent();
		assert_int_equal(uplink(rows[i].name)->weight, 7);
		assert_string_equal(uplink(rows[i].name)->interface, rows[i].interface);
	}
}

/* The lowest number that neither the file nor another stanza has, and it stays. */
static void test_tables(void **state)
{
	struct event a = stanza_of("eth1"), b = stanza_of("eth2"), c = stanza_of("eth3");

	(void)state;
	put("homing.conf", "[uplink file]\ninterface = eth0\n[uplink far]\ninterface = eth9\ntable = 7203\n");
	strcpy(a.stanza[STANZA_WEIGHT], "1");
	strcpy(b.stanza[STANZA_WEIGHT], "2");
	strcpy(c.stanza[STANZA_WEIGHT], "3");
	assert_int_equal(note(&c), 1);
	assert_int_equal(note(&b), 1);
	assert_int_equal(note(&a), 1);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_silent();
	assert_int_equal(uplink("eth3")->table, 7202);
	assert_int_equal(uplink("eth2")->table, 7204);
	assert_int_equal(uplink("eth1")->table, 7205);
	assert_int_equal(stanza_forget(&c, directory), 0);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(uplink("eth1")->table, 7205);
	strcpy(c.stanza[STANZA_TABLE], "300");
	assert_int_equal(note(&c), 1);
	assert_int_equal(load(LEVEL_WARNING), 0);
	assert_int_equal(uplink("eth3")->table, 300);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_alone),	   TEST(test_the_file_holds), TEST(test_wrong_ones),	     TEST(test_marks),
		TEST(test_a_broken_file), TEST(test_stale),	      TEST(test_two_families_add_up), TEST(test_contradictions), TEST(test_told_anew),
		TEST(test_wrong_values),  TEST(test_names),	      TEST(test_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
