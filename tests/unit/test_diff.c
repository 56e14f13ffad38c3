/* test_diff.c - the steps between two states, and their order. Each case in both families. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "diff.h"
#include "util.h"

static struct prefix P(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_read(text, &p), 0);
	return p;
}

static void add_address(struct state *s, const char *local)
{
	struct address a = { .device = "eth0", .local = P(local), .protocol = 72 };

	assert_int_equal(state_add_address(s, &a), 0);
}

static void add_route(struct state *s, uint32_t table, const char *destination, unsigned char type)
{
	struct route r = { .table = table, .type = type, .protocol = 72, .destination = P(destination) };

	r.family = r.destination.family;
	assert_int_equal(state_add_route(s, &r), 0);
}

/* A rule of that family which leads to the table; table 0: goes nowhere. */
static void add_rule(struct state *s, unsigned char family, uint32_t priority, uint32_t table)
{
	struct rule r = rule_empty(family);

	r.priority = priority;
	r.action = table ? FR_ACT_TO_TBL : FR_ACT_NOP;
	r.table = table;
	r.protocol = 72;
	assert_int_equal(state_add_rule(s, &r), 0);
}

/* Writes the plan in short: `+rule 7200`, `-route 7201 192.0.2.0/24`, `~addr 192.0.2.12`. */
static const char *plan_of(struct state *have, struct state *want)
{
	static char text[8192];
	static const char sign[] = { [STEP_ADD] = '+', [STEP_REPLACE] = '~', [STEP_DELETE] = '-' };
	struct plan plan;
	size_t used = 0;

	assert_int_equal(state_sort(have), 0);
	assert_int_equal(state_sort(want), 0);
	assert_int_equal(diff_states(have, want, &plan), 0);
	text[0] = '\0';
	for (size_t i = 0; i < plan.count; i++) {
		const struct object *o = plan.steps[i].object;
		char prefix[PREFIX_TEXT];

		assert_true((plan.steps[i].kind == STEP_REPLACE) == (plan.steps[i].old != NULL));
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%c", sign[plan.steps[i].kind]);
		if (o->kind == KIND_ADDRESS)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "addr %s\n", prefix_text(&o->address.local, prefix));
		else if (o->kind == KIND_ROUTE)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "route %u %s\n", o->route.table,
						 prefix_text(&o->route.destination, prefix));
		else
			used += (size_t)snprintf(text + used, sizeof(text) - used, "rule%d %u %u\n",
						 o->rule.family == AF_INET6 ? 6 : 4, o->rule.priority, o->rule.table);
	}
	plan_free(&plan);
	state_free(have);
	state_free(want);
	return text;
}

/* A little of everything, both families. */
static void fill(struct state *s)
{
	add_address(s, "192.0.2.12");
	add_address(s, "192.0.2.13");
	add_address(s, "2001:db8::12");
	add_route(s, 7201, "0.0.0.0/0", RTN_UNICAST);
	add_route(s, 7201, "192.0.2.0/24", RTN_UNICAST);
	add_route(s, 7201, "::/0", RTN_UNICAST);
	add_route(s, 7201, "2001:db8::/64", RTN_UNICAST);
	add_rule(s, AF_INET, 7299, 0);
	add_rule(s, AF_INET, 7408, 7201);
	add_rule(s, AF_INET6, 7464, 7201);
	add_rule(s, AF_INET6, 7299, 0);
}

static void test_nothing_to_do(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	assert_string_equal(plan_of(&have, &want), "");
	fill(&have);
	fill(&want);
	assert_string_equal(plan_of(&have, &want), "");
}

static void test_who_made_it_does_not_count(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	add_address(&have, "192.0.2.12");
	add_address(&have, "2001:db8::12");
	have.objects[0].address.protocol = have.objects[1].address.protocol = 0; /* a kernel before 5.18 */
	add_address(&want, "192.0.2.12");
	add_address(&want, "2001:db8::12");
	add_route(&have, 7201, "0.0.0.0/0", RTN_UNICAST);
	have.objects[2].route.protocol = RTPROT_BOOT;
	add_route(&want, 7201, "0.0.0.0/0", RTN_UNICAST);
	assert_string_equal(plan_of(&have, &want), "");
}

static void test_up(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	fill(&want);
	add_rule(&want, AF_INET, 7408, 7203);
	add_rule(&want, AF_INET, 7408, 7202);
	add_rule(&want, AF_INET6, 7464, 7202);
	assert_string_equal(plan_of(&have, &want), "+addr 192.0.2.12\n+addr 192.0.2.13\n+addr 2001:db8::12\n"
						   "+route 7201 192.0.2.0/24\n+route 7201 0.0.0.0/0\n"
						   "+route 7201 2001:db8::/64\n+route 7201 ::/0\n"
						   "+rule4 7408 7201\n+rule4 7408 7202\n+rule4 7408 7203\n+rule4 7299 0\n"
						   "+rule6 7464 7201\n+rule6 7464 7202\n+rule6 7299 0\n");
}

static void test_down_keeps_the_way_to_a_table_until_last(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	fill(&have);
	add_rule(&have, AF_INET, 7700, 7201);
	add_rule(&have, AF_INET6, 7700, 7202); /* leads where nothing goes */
	assert_string_equal(plan_of(&have, &want), "-rule4 7299 0\n-rule4 7408 7201\n-rule6 7299 0\n-rule6 7700 7202\n"
						   "-route 7201 ::/0\n-route 7201 2001:db8::/64\n"
						   "-route 7201 0.0.0.0/0\n-route 7201 192.0.2.0/24\n"
						   "-rule4 7700 7201\n-rule6 7464 7201\n"
						   "-addr 192.0.2.12\n-addr 192.0.2.13\n-addr 2001:db8::12\n");
}

/* A primary takes its secondaries along; what has no prefix is found quickest from the oldest on. */
static void test_addresses_go(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	add_address(&have, "192.0.2.12/24");
	add_address(&have, "192.0.2.13/24");
	add_address(&have, "192.0.2.14");
	add_address(&have, "192.0.2.15");
	add_address(&have, "2001:db8::12/64");
	add_address(&have, "2001:db8::13");
	assert_string_equal(plan_of(&have, &want), "-addr 192.0.2.14\n-addr 192.0.2.15\n-addr 2001:db8::13\n-addr 2001:db8::12/64\n"
						   "-addr 192.0.2.13/24\n-addr 192.0.2.12/24\n");
}

static void test_a_wanted_rule_keeps_the_way_too(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	add_route(&have, 7201, "192.0.2.0/24", RTN_UNICAST);
	add_rule(&have, AF_INET, 7408, 7201);
	add_rule(&have, AF_INET, 7409, 7201);
	add_rule(&want, AF_INET, 7408, 7201);
	add_route(&have, 7202, "2001:db8::/64", RTN_UNICAST);
	add_rule(&have, AF_INET6, 7464, 7202);
	add_rule(&want, AF_INET6, 7400, 7202);
	assert_string_equal(plan_of(&have, &want), "+rule6 7400 7202\n-rule4 7409 7201\n-rule6 7464 7202\n"
						   "-route 7202 2001:db8::/64\n-route 7201 192.0.2.0/24\n");
}

static void test_the_other_family_is_another_table(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	add_route(&have, 7201, "192.0.2.0/24", RTN_UNICAST);
	add_rule(&have, AF_INET, 7408, 7201);
	add_rule(&have, AF_INET6, 7464, 7201);
	add_rule(&want, AF_INET6, 7465, 7201);
	assert_string_equal(plan_of(&have, &want), "+rule6 7465 7201\n-rule6 7464 7201\n"
						   "-route 7201 192.0.2.0/24\n-rule4 7408 7201\n");
}

static void test_another_lease(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	add_route(&have, 7201, "192.0.2.0/24", RTN_UNICAST);
	add_route(&have, 7201, "0.0.0.0/0", RTN_UNREACHABLE);
	add_route(&have, 7201, "::/0", RTN_UNREACHABLE);
	add_rule(&have, AF_INET, 7408, 7201);
	add_route(&want, 7201, "198.51.100.0/25", RTN_UNICAST);
	add_route(&want, 7201, "0.0.0.0/0", RTN_UNICAST);
	add_route(&want, 7201, "::/0", RTN_UNICAST);
	add_rule(&want, AF_INET, 7407, 7201);
	assert_string_equal(plan_of(&have, &want), "+route 7201 198.51.100.0/25\n~route 7201 0.0.0.0/0\n~route 7201 ::/0\n"
						   "+rule4 7407 7201\n-rule4 7408 7201\n-route 7201 192.0.2.0/24\n");
}

static void test_what_of_an_address_can_be_replaced(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	add_address(&have, "192.0.2.1");
	add_address(&want, "192.0.2.1");
	want.objects[0].address.deprecated = true;
	add_address(&have, "192.0.2.2");
	add_address(&want, "192.0.2.2");
	strcpy(want.objects[1].address.label, "eth0:brain");
	add_address(&have, "2001:db8::1");
	add_address(&want, "2001:db8::1");
	want.objects[2].address.deprecated = want.objects[2].address.nodad = true;
	add_address(&have, "2001:db8::2/64");
	add_address(&want, "2001:db8::2");
	want.objects[3].address.deprecated = true;
	assert_string_equal(plan_of(&have, &want), "~addr 192.0.2.1\n-addr 192.0.2.2\n+addr 192.0.2.2\n"
						   "~addr 2001:db8::1\n-addr 2001:db8::2/64\n+addr 2001:db8::2\n");
}

static void test_a_rule_that_the_kernel_takes_for_the_same_goes_first(void **state)
{
	struct state have = { 0 }, want = { 0 };

	(void)state;
	add_rule(&have, AF_INET, 7200, 0);
	add_rule(&want, AF_INET, 7200, 0);
	have.objects[0].rule.action = want.objects[0].rule.action = FR_ACT_GOTO;
	have.objects[0].rule.target = 7250;
	want.objects[0].rule.target = 7299;
	add_rule(&have, AF_INET6, 7408, 7201);
	add_rule(&want, AF_INET6, 7408, 7201);
	have.objects[1].rule.invert = true;
	assert_string_equal(plan_of(&have, &want), "-rule4 7200 0\n+rule4 7200 0\n-rule6 7408 7201\n+rule6 7408 7201\n");
}

/* Whatever the two states, the plan turns the one into the other. */
static void test_the_plan_leads_there(void **state)
{
	struct state have = { 0 }, want = { 0 }, result = { 0 };
	struct plan plan;

	(void)state;
	for (uint32_t i = 0; i < 10000; i++) {
		struct state *s = i % 3 ? &have : &want;

		add_route(s, 7201 + i % 7, i % 2 ? "0.0.0.0/0" : "::/0", RTN_UNICAST);
		s->objects[s->count - 1].route.metric = i * 7919 % 5000;
		add_rule(s, i % 2 ? AF_INET : AF_INET6, 7000 + i * 7919 % 4000, i % 11 + 7200);
	}
	assert_int_equal(state_sort(&have), 0);
	assert_int_equal(state_sort(&want), 0);
	assert_int_equal(diff_states(&have, &want, &plan), 0);
	for (size_t i = 0; i < have.count; i++) {
		bool deleted = false;

		for (size_t j = 0; j < plan.count && !deleted; j++)
			deleted = plan.steps[j].kind == STEP_DELETE && plan.steps[j].object == &have.objects[i];
		assert_int_equal(deleted, state_find(&want, &have.objects[i]) == NULL);
		if (!deleted && have.objects[i].kind == KIND_ROUTE)
			assert_int_equal(state_add_route(&result, &have.objects[i].route), 0);
		else if (!deleted)
			assert_int_equal(state_add_rule(&result, &have.objects[i].rule), 0);
	}
	for (size_t j = 0; j < plan.count; j++)
		if (plan.steps[j].kind == STEP_ADD && plan.steps[j].object->kind == KIND_ROUTE)
			assert_int_equal(state_add_route(&result, &plan.steps[j].object->route), 0);
		else if (plan.steps[j].kind == STEP_ADD)
			assert_int_equal(state_add_rule(&result, &plan.steps[j].object->rule), 0);
	plan_free(&plan);
	assert_int_equal(result.count, want.count); /* before the sort: nothing is added twice */
	assert_int_equal(state_sort(&result), 0);
	assert_int_equal(diff_states(&result, &want, &plan), 0);
	assert_int_equal(plan.count, 0);
	plan_free(&plan);
	state_free(&have);
	state_free(&want);
	state_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_to_do),
		cmocka_unit_test(test_who_made_it_does_not_count),
		cmocka_unit_test(test_up),
		cmocka_unit_test(test_down_keeps_the_way_to_a_table_until_last),
		cmocka_unit_test(test_addresses_go),
		cmocka_unit_test(test_a_wanted_rule_keeps_the_way_too),
		cmocka_unit_test(test_the_other_family_is_another_table),
		cmocka_unit_test(test_another_lease),
		cmocka_unit_test(test_what_of_an_address_can_be_replaced),
		cmocka_unit_test(test_a_rule_that_the_kernel_takes_for_the_same_goes_first),
		cmocka_unit_test(test_the_plan_leads_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
