/* test_health_facts.c - health.ini: what is written is read, by whom it is believed, and what is wrong in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "facts.h"
#include "file.h"
#include "util.h"

static char directory[] = "/tmp/test_health_facts.XXXXXX";
static struct facts facts;
static struct log messages;
static struct uplink dsl = { .name = "dsl", .interval = 1000 };

static int make_directory(void **unused)
{
	(void)unused;
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **unused)
{
	(void)unused;
	file_remove(directory, "health.ini");
	file_remove(directory, FILE_WATCH_LOCK);
	return rmdir(directory);
}

static int clear(void **unused)
{
	(void)unused;
	facts_free(&facts);
	log_free(&messages);
	messages = (struct log){ 0 };
	return 0;
}

static void write_text(const char *text)
{
	assert_int_equal(file_replace(directory, "health.ini", text, strlen(text)), 0);
}

static void read_all(void)
{
	clear(NULL);
	assert_int_equal(facts_read(directory, &facts, &messages), 0);
}

static void test_there_and_back(void **unused)
{
	static const struct health_fact written[] = {
		{ .uplink = "dsl", .state = HEALTH_DOWN, .since = 1700000000, .reason = "icmp 198.51.100.7: no answer (3 of 3)", .measured = true,
		  .loss = 34, .latency = 12345, .falls = 7, .damping = 4 },
		{ .uplink = "cable", .state = HEALTH_UP, .since = 0 },
		{ .uplink = "four", .state = HEALTH_UP, .silent = 1 << V6 },
		{ .uplink = "six", .state = HEALTH_UP, .silent = 1 << V4, .reason = "arp 192.0.2.1: no answer (3 of 3)" },
		{ .uplink = "none", .state = HEALTH_UP, .silent = 1 << V4 | 1 << V6 },
		{ .uplink = "radio", .state = HEALTH_UNKNOWN, .since = 1, .reason = "http http://a/?x=\"1\";#\\\n\xff: no" },
	};

	(void)unused;
	assert_int_equal(facts_write_health(directory, written, COUNT(written)), 0);
	read_all();
	assert_int_equal(messages.count, 0);
	assert_int_equal(facts.health_count, COUNT(written));
	for (size_t i = 0; i < COUNT(written); i++) {
		const struct health_fact *w = &written[i], *r = &facts.health[i];

		assert_string_equal(r->uplink, w->uplink);
		assert_int_equal(r->state, w->state);
		assert_int_equal(r->since, w->since);
		assert_int_equal(r->measured, w->measured);
		assert_int_equal(r->loss, w->loss);
		assert_int_equal(r->latency, w->latency);
		assert_int_equal(r->silent, w->silent);
		assert_int_equal(r->falls, w->falls);
		assert_int_equal(r->damping, w->damping);
		assert_string_equal(r->reason, i + 1 < COUNT(written) ? w->reason : "http http://a/?x=?1?;#???: no");
	}
	assert_true(facts.health_age < 10000);
	assert_false(facts.health_kept);
	assert_false(facts.health_of_other_boot);

	assert_int_equal(facts_write_health(directory, NULL, 0), 0);
	read_all();
	assert_int_equal(facts.health_count, 0);
	assert_int_equal(messages.count, 0);
}

/* Older than 3 intervals it is believed only as long as a watcher holds its lock. */
static void test_who_is_believed(void **unused)
{
	const struct health_fact fact = { .uplink = "dsl", .state = HEALTH_DOWN }, up = { .uplink = "dsl", .state = HEALTH_UP };
	int lock;

	(void)unused;
	assert_int_equal(facts_write_health(directory, &fact, 1), 0);
	read_all();
	facts.health_age = 3000;
	assert_non_null(facts_find_health(&facts, &dsl));
	assert_false(facts_is_stale(&facts, &dsl));
	facts.health_age = 3001;
	assert_null(facts_find_health(&facts, &dsl));
	assert_true(facts_is_stale(&facts, &dsl));

	lock = file_lock(directory, FILE_WATCH_LOCK, 0);
	assert_true(lock >= 0);
	assert_int_equal(file_lock_sign(lock), 0);
	write_text("[health]\ntime = 0\n[uplink dsl]\nstate = down\nsince = 5\n");
	read_all();
	assert_true(facts.health_kept);
	assert_non_null(facts_find_health(&facts, &dsl));
	close(lock);
	read_all();
	assert_false(facts.health_kept);
	assert_null(facts_find_health(&facts, &dsl));

	/* who asked by itself believes itself */
	assert_int_equal(facts_put_health(&facts, &up, 1), 0);
	assert_int_equal(facts_find_health(&facts, &dsl)->state, HEALTH_UP);
	assert_int_equal(facts_put_health(&facts, NULL, 0), 0);
	assert_null(facts_find_health(&facts, &dsl));
	read_all();
	assert_null(facts_find_health(&facts, &dsl));
	assert_true(facts_is_stale(&facts, &dsl));
	strcpy(dsl.name, "other");
	assert_false(facts_is_stale(&facts, &dsl));
	strcpy(dsl.name, "dsl");

	/* from a time that is not yet: not of this boot's clock */
	write_text("[health]\ntime = 999999999999999\n[uplink dsl]\nstate = down\nsince = 5\n");
	read_all();
	assert_true(facts_is_stale(&facts, &dsl));
}

static void test_another_boot(void **unused)
{
	(void)unused;
	write_text("[health]\ntime = 0\nboot = 00000000-0000-0000-0000-000000000000\n[uplink dsl]\nstate = down\nsince = 5\n");
	read_all();
	assert_int_equal(facts.health_count, 0);
	assert_true(facts.health_of_other_boot);
	assert_int_equal(messages.count, 0);
}

#define HEAD "[health]\ntime = 0\n"
#define DSL "[uplink dsl]\nstate = down\nsince = 5\n"

/* Each is said, and nothing of it is believed but what is right. */
static void test_what_is_wrong(void **unused)
{
	static const struct {
		const char *text, *says;
		size_t count;
	} tries[] = {
		{ DSL, "no [health] section with its time", 0 },
		{ "[health]\n" DSL, "no [health] section with its time", 0 },
		{ "[health]\ntime = -1\n" DSL, "no [health] section with its time", 0 },
		{ "[health]\ntime = 0\nmore = 1\n" DSL, "health.ini:3: more: unknown key", 0 },
		{ HEAD "[uplink dsl]\nsince = 5\n", ":3: [uplink dsl] state: missing or wrong", 0 },
		{ HEAD "[uplink dsl]\nstate = sick\nsince = 5\n", "state: missing", 0 },
		{ HEAD "[uplink dsl]\nstate = down\n", "since: missing", 0 },
		{ HEAD "[uplink dsl]\nstate = down\nsince = 1e9\n", "since: missing", 0 },
		{ HEAD DSL "loss = 101\n", "loss: missing", 0 },
		{ HEAD DSL "loss = 1%\n", "loss: missing", 0 },
		{ HEAD DSL "latency = 4294967296\n", "latency: missing", 0 },
		{ HEAD DSL "falls = x\n", "falls: missing", 0 },
		{ HEAD DSL "damping = 5\n", "damping: missing", 0 },
		{ HEAD DSL "silent = ipv5\n", "silent: missing", 0 },
		{ HEAD DSL "evil = 5\n", "evil: unknown key", 0 },
		{ HEAD "[uplink]\nstate = down\nsince = 5\n", "name: missing", 0 },
		{ HEAD "[uplink a123456789012345678901234567890123456789]\nstate = down\nsince = 5\n", "name: missing", 0 },
		{ HEAD "[nonsense]\na = 1\n" DSL, "[nonsense] is no section of it", 1 },
		{ HEAD DSL "[uplink cable]\nstate = sick\nsince = 1\n", "[uplink cable] state", 1 },
		{ HEAD DSL "[pool www 192.0.2.80]\nstate = down\nsince = 1\n", NULL, 1 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(tries); i++) {
		write_text(tries[i].text);
		read_all();
		assert_int_equal(facts.health_count, tries[i].count);
		assert_int_equal(messages.count > 0, tries[i].says != NULL);
		if (tries[i].says && !strstr(messages.lines[0].text, tries[i].says))
			fail_msg("no '%s' in: %s", tries[i].says, messages.lines[0].text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_there_and_back, clear),
		cmocka_unit_test_teardown(test_who_is_believed, clear),
		cmocka_unit_test_teardown(test_another_boot, clear),
		cmocka_unit_test_teardown(test_what_is_wrong, clear),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
