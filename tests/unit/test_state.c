/* test_state.c - the sorted set: order, identity, equality, ownership. */
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

#include "state.h"
#include "util.h"

static struct prefix P(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_read(text, &p), 0);
	return p;
}

static struct object an_address(const char *device, const char *local)
{
	struct object o = { .kind = KIND_ADDRESS };

	snprintf(o.address.device, DEVICE_SIZE, "%s", device);
	o.address.local = P(local);
	return o;
}

static struct object a_route(uint32_t table, const char *destination, uint32_t metric)
{
	struct object o = { .kind = KIND_ROUTE, .route = { .type = RTN_UNICAST, .protocol = 72, .table = table, .metric = metric } };

	o.route.destination = P(destination);
	o.route.family = o.route.destination.family;
	return o;
}

static struct object a_rule(unsigned char family, uint32_t priority)
{
	struct object o = { .kind = KIND_RULE, .rule = rule_empty(family) };

	o.rule.action = FR_ACT_NOP;
	o.rule.priority = priority;
	o.rule.protocol = 72;
	return o;
}

static void test_an_empty_rule_selects_nothing(void **state)
{
	struct rule r = rule_empty(AF_INET6);

	(void)state;
	assert_int_equal(r.family, AF_INET6);
	assert_int_equal(r.suppress_prefixlength, -1);
	assert_int_equal(r.suppress_ifgroup, -1);
	assert_int_equal(r.action, FR_ACT_UNSPEC);
	assert_false(prefix_is_set(&r.from) || prefix_is_set(&r.to) || r.invert || r.iif[0] || r.oif[0]);
}

static void test_order(void **state)
{
	/* kinds in the order of their adding; v4 before v6; a connected route before the default that needs it */
	struct object rising[] = {
		an_address("eth0", "192.0.2.12"),
		an_address("eth0", "192.0.2.12/24"),
		an_address("eth0", "192.0.2.13"),
		an_address("eth1", "192.0.2.12"),
		an_address("eth0", "2001:db8::12"),
		a_route(7201, "192.0.2.0/24", 0),
		a_route(7201, "0.0.0.0/0", 0),
		a_route(7201, "0.0.0.0/0", 4294967295u),
		a_route(7202, "203.0.113.0/24", 0),
		a_route(7201, "2001:db8::/64", 1024),
		a_route(7201, "::/0", 1024),
		a_rule(AF_INET, 7250),
		a_rule(AF_INET, 7299),
		a_rule(AF_INET6, 7200),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++)
		for (size_t j = 0; j < COUNT(rising); j++) {
			int order = object_compare(&rising[i], &rising[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
			assert_int_equal(object_equal(&rising[i], &rising[j], true), i == j);
		}
}

static void assert_same_thing(const struct object *a, const struct object *b, bool same, bool equal)
{
	assert_int_equal(object_compare(a, b) == 0, same);
	assert_int_equal(object_compare(b, a) == 0, same);
	assert_int_equal(object_equal(a, b, true), equal);
	assert_int_equal(object_equal(b, a, true), equal);
}

static void test_identity_of_addresses_is_the_kernels(void **state)
{
	struct object a = an_address("eth0", "2001:db8::12/64"), b = an_address("eth0", "2001:db8::12");

	(void)state;
	assert_same_thing(&a, &b, true, false); /* IPv6: once a device, whatever the length */
	a = an_address("eth0", "192.0.2.12/24");
	b = an_address("eth0", "192.0.2.12");
	assert_same_thing(&a, &b, false, false);

	b = a;
	b.address.deprecated = true;
	assert_same_thing(&a, &b, true, false);
	b = a;
	b.address.nodad = true;
	assert_same_thing(&a, &b, true, false);
	b = a;
	strcpy(b.address.label, "eth0:brain");
	assert_same_thing(&a, &b, true, false);
	strcpy(b.address.label, "eth0");
	assert_same_thing(&a, &b, true, true);
	b.address.protocol = 72;
	assert_same_thing(&a, &b, true, false);
	assert_true(object_equal(&a, &b, false));
}

static void test_identity_of_point_to_point(void **state)
{
	struct object a = an_address("ppp0", "192.0.2.12"), b;

	(void)state;
	a.address.peer = P("198.51.100.1");
	b = a;
	assert_same_thing(&a, &b, true, true);
	b.address.local.length = 31; /* only the peer's length counts */
	assert_same_thing(&a, &b, true, true);
	b.address.peer = P("198.51.100.2");
	assert_same_thing(&a, &b, false, false);
	a.address.peer = P("198.51.100.1/24");
	b.address.peer = P("198.51.100.2/24");
	assert_same_thing(&a, &b, true, false);

	a = an_address("ppp0", "2001:db8::12");
	b = a;
	b.address.peer = P("2001:db8::1");
	assert_same_thing(&a, &b, true, false);
}

static void test_values_of_routes(void **state)
{
	static const char *const destinations[] = { "0.0.0.0/0", "::/0" };
	static const char *const sources[] = { "192.0.2.12", "2001:db8::12" };

	(void)state;
	for (size_t i = 0; i < COUNT(destinations); i++) {
		struct object a = a_route(7201, destinations[i], 1024), b = a;

		b.route.type = RTN_UNREACHABLE;
		assert_same_thing(&a, &b, true, false);
		b = a;
		b.route.source = P(sources[i]);
		assert_same_thing(&a, &b, true, false);
		b = a;
		b.route.protocol = 3;
		assert_same_thing(&a, &b, true, false);
		assert_true(object_equal(&a, &b, false));
		b = a;
		b.route.scope = RT_SCOPE_LINK; /* means nothing to IPv6 */
		assert_same_thing(&a, &b, true, i == 1);
		b = a;
		b.route.tos = 16;
		assert_same_thing(&a, &b, false, false);
		b = a;
		b.route.metric = 1025;
		assert_same_thing(&a, &b, false, false);
	}
}

static void test_hops_are_a_set(void **state)
{
	struct hop one = { .device = "eth1", .gateway = P("192.0.2.1"), .weight = 1 };
	struct hop two = { .device = "eth2", .gateway = P("2001:db8::1"), .weight = 2, .onlink = true };
	struct hop x[] = { one, two, two }, y[] = { two, one, two }, z[] = { one, one, two };
	struct object a = a_route(7200, "0.0.0.0/0", 0), b = a;

	(void)state;
	a.route.hops = x;
	a.route.hop_count = 3;
	b.route.hops = y;
	b.route.hop_count = 3;
	assert_same_thing(&a, &b, true, true);
	b.route.hops = z;
	assert_same_thing(&a, &b, true, false);
	b.route.hops = x;
	b.route.hop_count = 2;
	assert_same_thing(&a, &b, true, false);

	a.route.hop_count = b.route.hop_count = 1;
	b.route.hops = y;
	y[0] = one;
	assert_same_thing(&a, &b, true, true);
	y[0].weight = 2;
	assert_same_thing(&a, &b, true, false);
	y[0] = one;
	y[0].onlink = true;
	assert_same_thing(&a, &b, true, false);
	y[0] = one;
	y[0].gateway = P("192.0.2.2");
	assert_same_thing(&a, &b, true, false);
	y[0] = one;
	strcpy(y[0].device, "eth3");
	assert_same_thing(&a, &b, true, false);
}

/* Each field of a rule in turn differs. */
static void test_identity_of_rules_is_the_kernels(void **state)
{
	struct object a = a_rule(AF_INET, 7200), b[18];
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(b); i++)
		b[i] = a;
	b[n++].rule.family = AF_INET6;
	b[n++].rule.action = FR_ACT_GOTO;
	b[n++].rule.ip_protocol = 17;
	b[n++].rule.tos = 16;
	b[n++].rule.priority = 7201;
	b[n++].rule.table = 7201;
	b[n++].rule.from = P("192.0.2.0/24");
	b[n++].rule.to = P("192.0.2.0/24");
	b[n++].rule.iif[0] = 'e';
	b[n++].rule.oif[0] = 'e';
	b[n++].rule.mark = 1;
	b[n++].rule.mask = 1;
	b[n++].rule.source_port[0] = 67;
	b[n++].rule.source_port[1] = 67;
	b[n++].rule.destination_port[0] = 67;
	b[n++].rule.destination_port[1] = 67;
	b[n++].rule.suppress_prefixlength = 0;
	b[n++].rule.suppress_ifgroup = 0;
	assert_int_equal(n, COUNT(b));
	for (size_t i = 0; i < n; i++) {
		assert_same_thing(&a, &b[i], false, false);
		assert_false(object_equal(&a, &b[i], false));
		assert_same_thing(&b[i], &b[i], true, true);
	}
	b[0] = a;
	b[0].rule.invert = true;
	assert_same_thing(&a, &b[0], true, false);
	b[0] = a;
	b[0].rule.target = 7299;
	assert_same_thing(&a, &b[0], true, false);
	b[0] = a;
	b[0].rule.protocol = 3;
	assert_same_thing(&a, &b[0], false, false);
	assert_true(object_equal(&a, &b[0], false));
}

static void test_protocol_and_family_of_any(void **state)
{
	struct object address = an_address("eth0", "2001:db8::1"), route = a_route(1, "::/0", 1), rule = a_rule(AF_INET, 1);

	(void)state;
	address.address.protocol = 71;
	rule.rule.protocol = 73;
	assert_int_equal(object_protocol(&address), 71);
	assert_int_equal(object_protocol(&route), 72);
	assert_int_equal(object_protocol(&rule), 73);
	assert_int_equal(object_family(&address), AF_INET6);
	assert_int_equal(object_family(&route), AF_INET6);
	assert_int_equal(object_family(&rule), AF_INET);
}

static void test_sort_keeps_the_first_of_each(void **state)
{
	enum { MANY = 10000 };
	struct state s = { 0 };
	struct hop hop = { .device = "eth1", .weight = 1 };

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		struct object o = a_route(10000 + i * 7919 % 1000, i % 2 ? "0.0.0.0/0" : "::/0", 1024);

		o.route.source.length = (unsigned char)(i / 1000); /* who came first; 7919 is coprime to 1000 */
		o.route.hops = &hop;
		o.route.hop_count = 1;
		assert_int_equal(state_add_route(&s, &o.route), 0);
	}
	assert_int_equal(s.count, MANY);
	assert_int_equal(state_sort(&s), 0);
	assert_int_equal(s.count, 1000);
	for (size_t i = 0; i < s.count; i++) {
		assert_int_equal(s.objects[i].route.source.length, 0);
		assert_true(i == 0 || object_compare(&s.objects[i - 1], &s.objects[i]) < 0);
		assert_ptr_equal(state_find(&s, &s.objects[i]), &s.objects[i]);
	}

	/* what was sorted before stays before what is added now */
	for (uint32_t i = 0; i < 1000; i++) {
		struct object o = s.objects[i];

		o.route.source.length = 99;
		assert_int_equal(state_add_route(&s, &o.route), 0);
	}
	assert_int_equal(state_sort(&s), 0);
	assert_int_equal(s.count, 1000);
	for (size_t i = 0; i < s.count; i++)
		assert_int_equal(s.objects[i].route.source.length, 0);
	state_free(&s);
	assert_null(s.objects);
}

/* As they are filled: kinds that follow each other, each rising or falling, and some of it twice. */
static void test_sort_of_runs(void **state)
{
	enum { EACH = 500 };
	struct state s = { 0 };

	(void)state;
	for (int run = 0; run < 6; run++)
		for (uint32_t i = 0; i < EACH; i++) {
			uint32_t number = run % 2 ? EACH - i : i + 1;
			struct object rule = a_rule(AF_INET, number), route = a_route(number, "::/0", 1);

			/* 0 and 1 bring rules, 2 and 3 routes, 4 and 5 the rules again; who was first says so */
			rule.rule.target = route.route.source.length = (unsigned char)run;
			assert_int_equal(run % 4 < 2 ? state_add_rule(&s, &rule.rule) : state_add_route(&s, &route.route), 0);
		}
	assert_int_equal(state_sort(&s), 0);
	assert_int_equal(s.count, 2 * EACH);
	for (size_t i = 0; i < s.count; i++) {
		assert_true(i == 0 || object_compare(&s.objects[i - 1], &s.objects[i]) < 0);
		if (i < EACH)
			assert_int_equal(s.objects[i].route.source.length, 2);
		else
			assert_int_equal(s.objects[i].rule.target, 0);
	}
	state_free(&s);
}

static void test_adding_takes_the_hops(void **state)
{
	struct state s = { 0 };
	struct object o = a_route(7201, "::/0", 1024);
	struct object absent = a_route(7202, "::/0", 1024);
	struct hop *hops = calloc(1, sizeof(*hops));
	struct address address = an_address("eth0", "192.0.2.1").address;
	struct rule rule = rule_empty(AF_INET);

	(void)state;
	assert_null(state_find(&s, &absent));
	o.route.hops = hops;
	o.route.hop_count = 1;
	assert_int_equal(state_add(&s, &o), 0);
	assert_null(o.route.hops);
	assert_int_equal(o.route.hop_count, 0);
	assert_ptr_equal(s.objects[0].route.hops, hops);
	assert_int_equal(state_add_rule(&s, &rule), 0);
	assert_int_equal(state_add_address(&s, &address), 0);
	assert_int_equal(state_sort(&s), 0);
	assert_int_equal(s.objects[0].kind, KIND_ADDRESS);
	assert_int_equal(s.objects[1].kind, KIND_ROUTE);
	assert_int_equal(s.objects[2].kind, KIND_RULE);
	assert_null(state_find(&s, &absent));
	state_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_empty_rule_selects_nothing),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_identity_of_addresses_is_the_kernels),
		cmocka_unit_test(test_identity_of_point_to_point),
		cmocka_unit_test(test_values_of_routes),
		cmocka_unit_test(test_hops_are_a_set),
		cmocka_unit_test(test_identity_of_rules_is_the_kernels),
		cmocka_unit_test(test_protocol_and_family_of_any),
		cmocka_unit_test(test_sort_keeps_the_first_of_each),
		cmocka_unit_test(test_sort_of_runs),
		cmocka_unit_test(test_adding_takes_the_hops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
