/* state.c - a sorted set of addresses, routes and rules. PURE. */
#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A chain of these is an order: the first field that differs decides. */
#define ORDER_NUMBER(a, b)                             \
	do {                                           \
		if ((a) != (b))                        \
			return (a) < (b) ? -1 : 1;     \
	} while (0)
#define ORDER_BY(comparison)                           \
	do {                                           \
		int order_ = (comparison);             \
		if (order_ != 0)                       \
			return order_;                 \
	} while (0)

struct rule rule_empty(unsigned char family)
{
	return (struct rule){ .family = family, .suppress_prefixlength = -1, .suppress_ifgroup = -1 };
}

/* What the kernel looks for before it says EEXIST. IPv6 knows one address once a device, whatever its length
 * (ipv6_get_ifaddr); IPv4 the same address once for each prefix, which on a point-to-point device is the prefix of the other
 * end (inet_insert_ifa). */
static int address_compare(const struct address *a, const struct address *b)
{
	const struct prefix *net_a = prefix_is_set(&a->peer) ? &a->peer : &a->local, *net_b = prefix_is_set(&b->peer) ? &b->peer : &b->local;
	struct prefix x, y;

	ORDER_NUMBER(a->local.family, b->local.family);
	ORDER_BY(strcmp(a->device, b->device));
	ORDER_BY(memcmp(a->local.bytes, b->local.bytes, sizeof(a->local.bytes)));
	if (a->local.family != AF_INET || prefix_equal(net_a, net_b))
		return 0;
	x = prefix_masked(net_a);
	y = prefix_masked(net_b);
	return prefix_compare(&x, &y);
}

/* The longer prefix first: the way to a gateway is in its table before the route that needs it, and goes after it. */
static int route_compare(const struct route *a, const struct route *b)
{
	ORDER_NUMBER(a->family, b->family);
	ORDER_NUMBER(a->table, b->table);
	ORDER_BY(prefix_compare(&a->destination, &b->destination));
	ORDER_NUMBER(a->metric, b->metric);
	ORDER_NUMBER(a->tos, b->tos);
	return 0;
}

/* What rule_exists() looks at, but for who made it. */
static int rule_compare(const struct rule *a, const struct rule *b)
{
	ORDER_NUMBER(a->family, b->family);
	ORDER_NUMBER(a->priority, b->priority);
	ORDER_BY(prefix_compare(&a->from, &b->from));
	ORDER_BY(prefix_compare(&a->to, &b->to));
	ORDER_NUMBER(a->mark, b->mark);
	ORDER_NUMBER(a->mask, b->mask);
	ORDER_BY(strcmp(a->iif, b->iif));
	ORDER_BY(strcmp(a->oif, b->oif));
	ORDER_NUMBER(a->ip_protocol, b->ip_protocol);
	for (int i = 0; i < 2; i++) {
		ORDER_NUMBER(a->source_port[i], b->source_port[i]);
		ORDER_NUMBER(a->destination_port[i], b->destination_port[i]);
	}
	ORDER_NUMBER(a->tos, b->tos);
	ORDER_NUMBER(a->action, b->action);
	ORDER_NUMBER(a->table, b->table);
	ORDER_NUMBER(a->suppress_prefixlength, b->suppress_prefixlength);
	ORDER_NUMBER(a->suppress_ifgroup, b->suppress_ifgroup);
	return 0;
}

static bool rule_equal(const struct rule *a, const struct rule *b)
{
	return rule_compare(a, b) == 0 && a->invert == b->invert && a->target == b->target;
}

static int setting_compare(const struct setting *a, const struct setting *b)
{
	ORDER_BY(strcmp(a->device, b->device));
	return strcmp(a->name, b->name);
}

int object_compare(const struct object *a, const struct object *b)
{
	ORDER_NUMBER(a->kind, b->kind);
	switch (a->kind) {
	case KIND_SETTING:
		return setting_compare(&a->setting, &b->setting);
	case KIND_ADDRESS:
		return address_compare(&a->address, &b->address);
	case KIND_ROUTE:
		return route_compare(&a->route, &b->route);
	case KIND_RULE:
		ORDER_BY(rule_compare(&a->rule, &b->rule));
		ORDER_NUMBER(a->rule.protocol, b->rule.protocol);
		return 0;
	}
	return 0;
}

/* A label that is the device's name says nothing: the kernel sets it where none is given. */
static const char *label_of(const struct address *a)
{
	return strcmp(a->label, a->device) == 0 ? "" : a->label;
}

static bool address_equal(const struct address *a, const struct address *b)
{
	bool same_length = prefix_is_set(&a->peer) || a->local.length == b->local.length;

	return address_compare(a, b) == 0 && same_length && prefix_equal(&a->peer, &b->peer) &&
	       strcmp(label_of(a), label_of(b)) == 0 && a->deprecated == b->deprecated && a->nodad == b->nodad;
}

/* A hop that names its gateway alone is any that leads there: the kernel has put the device in. */
static bool same_device(const struct hop *a, const struct hop *b)
{
	return strcmp(a->device, b->device) == 0 || (prefix_is_set(&a->gateway) && (a->device[0] == '\0' || b->device[0] == '\0'));
}

static bool hop_equal(const struct hop *a, const struct hop *b)
{
	return same_device(a, b) && prefix_equal(&a->gateway, &b->gateway) && a->weight == b->weight && a->onlink == b->onlink;
}

static size_t route_count_hop(const struct route *r, const struct hop *like)
{
	size_t count = 0;

	for (size_t i = 0; i < r->hop_count; i++)
		count += hop_equal(&r->hops[i], like);
	return count;
}

/* The same hops in any order: IPv6 lists the siblings of a route as it likes (fib6_add_rt2node). */
static bool hops_equal(const struct route *a, const struct route *b)
{
	if (a->hop_count != b->hop_count)
		return false;
	for (size_t i = 0; i < a->hop_count; i++)
		if (!hop_equal(&a->hops[i], &b->hops[i]) &&
		    route_count_hop(a, &a->hops[i]) != route_count_hop(b, &a->hops[i]))
			return false;
	return true;
}

static bool route_equal(const struct route *a, const struct route *b)
{
	/* IPv6 routes have no scope: the kernel always answers universe */
	bool same_scope = a->family != AF_INET || a->scope == b->scope;

	return route_compare(a, b) == 0 && a->type == b->type && same_scope && prefix_equal(&a->source, &b->source) &&
	       memcmp(a->metrics, b->metrics, sizeof(a->metrics)) == 0 && hops_equal(a, b);
}

bool object_equal(const struct object *a, const struct object *b, bool with_protocol)
{
	if (a->kind != b->kind || (with_protocol && object_protocol(a) != object_protocol(b)))
		return false;
	switch (a->kind) {
	case KIND_SETTING:
		return setting_compare(&a->setting, &b->setting) == 0 && a->setting.value == b->setting.value;
	case KIND_ADDRESS:
		return address_equal(&a->address, &b->address);
	case KIND_ROUTE:
		return route_equal(&a->route, &b->route);
	case KIND_RULE:
		return rule_equal(&a->rule, &b->rule);
	}
	return false;
}

unsigned char object_protocol(const struct object *o)
{
	switch (o->kind) {
	case KIND_SETTING:
		return 0;
	case KIND_ADDRESS:
		return o->address.protocol;
	case KIND_ROUTE:
		return o->route.protocol;
	case KIND_RULE:
		return o->rule.protocol;
	}
	return 0;
}

unsigned char object_family(const struct object *o)
{
	switch (o->kind) {
	case KIND_SETTING:
		return 0;
	case KIND_ADDRESS:
		return o->address.local.family;
	case KIND_ROUTE:
		return o->route.family;
	case KIND_RULE:
		return o->rule.family;
	}
	return 0;
}

int state_add(struct state *s, struct object *o)
{
	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 16;
		struct object *objects = reallocarray(s->objects, room, sizeof(*objects));

		if (!objects) {
			object_free(o);
			return -ENOMEM;
		}
		s->objects = objects;
		s->room = room;
	}
	s->objects[s->count++] = *o;
	if (o->kind == KIND_ROUTE) {
		o->route.hops = NULL;
		o->route.hop_count = 0;
	}
	return 0;
}

int state_add_setting(struct state *s, const struct setting *setting)
{
	struct object o = { .kind = KIND_SETTING, .setting = *setting };

	return state_add(s, &o);
}

int state_add_address(struct state *s, const struct address *a)
{
	struct object o = { .kind = KIND_ADDRESS, .address = *a };

	return state_add(s, &o);
}

int state_add_route(struct state *s, const struct route *r)
{
	struct object o = { .kind = KIND_ROUTE, .route = *r };

	if (r->hop_count > 0) {
		o.route.hops = calloc(r->hop_count, sizeof(*r->hops));
		if (!o.route.hops)
			return -ENOMEM;
		memcpy(o.route.hops, r->hops, r->hop_count * sizeof(*r->hops));
	}
	return state_add(s, &o);
}

int state_add_rule(struct state *s, const struct rule *r)
{
	struct object o = { .kind = KIND_RULE, .rule = *r };

	return state_add(s, &o);
}

static int compare_for_search(const void *x, const void *y)
{
	return object_compare(x, y);
}

const struct object *state_find(const struct state *s, const struct object *like)
{
	if (s->count == 0)
		return NULL;
	return bsearch(like, s->objects, s->count, sizeof(*s->objects), compare_for_search);
}

void object_free(struct object *o)
{
	if (o->kind != KIND_ROUTE)
		return;
	free(o->route.hops);
	o->route.hops = NULL;
	o->route.hop_count = 0;
}

void state_free(struct state *s)
{
	for (size_t i = 0; i < s->count; i++)
		object_free(&s->objects[i]);
	free(s->objects);
	*s = (struct state){ 0 };
}
