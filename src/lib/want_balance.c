/* want_balance.c - unbound traffic shared over the uplinks that live: a multipath default in a table of its own, behind main's specific routes. PURE.
 *
 * Inline nexthops, not nexthop objects: on carrier loss the kernel deletes the object for good, while an inline hop is dead until its link is back. No preferred source:
 * each hop's device address is used, so the source agrees with the uplink. */
#include "want_rule.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

bool balance_carries(const struct config *config, const struct facts *facts, const struct uplink *uplink)
{
	if (!config->balance.present || facts_find_hold(facts, "balance", uplink->name))
		return false;
	if (uplink->by_hand || config->balance.by_hand)
		return uplink->by_hand && (uplink->parts & PART_BALANCE);
	for (size_t i = 0; i < config->balance.uplinks.count; i++)
		if (!strcmp(config->balance.uplinks.items[i], uplink->name))
			return true;
	return !config->balance.uplinks.count;
}

bool balance_is_on(const struct config *config, const struct facts *facts, const struct views *views)
{
	for (size_t i = 0; i < views->count; i++)
		if (view_serves(&views->items[i]) && balance_carries(config, facts, views->items[i].uplink))
			return true;
	return false;
}

/* It carries its share in this family now: a dead one's hop goes, its table and rules stay for who is bound to it, and for the questions that it is asked. */
static bool is_live(const struct layout *l, const struct view *view)
{
	const struct health_fact *health = facts_find_health(l->facts, view->uplink);

	return view->status == UPLINK_UP && balance_carries(l->config, l->facts, view->uplink) && !(health && (health->state == HEALTH_DOWN || (health->silent & 1 << l->family)));
}

/* The lowest preference among the uplinks that live carries all. 0: none lives. */
static unsigned best_preference(const struct layout *l)
{
	unsigned best = 0;
	const struct view *view;

	for_each_serving(view, l)
		if (is_live(l, view) && (!best || view->uplink->preference < best))
			best = view->uplink->preference;
	return best;
}

/* IPv6 takes no hop without a gateway into a multipath route (ip6_route_multipath_add): such an uplink (PPP) carries only when it is alone. */
static size_t drop_device_hops(struct hop *hops, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (prefix_is_set(&hops[i].gateway))
			hops[kept++] = hops[i];
	return kept ? kept : 1;
}

static int add_default(const struct layout *l)
{
	_cleanup_free_ struct hop *hops = calloc(l->views->count + 1, sizeof(*hops));
	unsigned preference = best_preference(l);
	unsigned char family = family_number(l->family);
	struct route route = {
		.family = family,
		.type = RTN_UNICAST,
		.protocol = (unsigned char)l->config->homing.protocol,
		.table = l->config->homing.tables,
		.metric = family == AF_INET6 ? METRIC_V6_DEFAULT : 0,
		.destination = { .family = family },
		.hops = hops,
	};
	const struct view *view;

	if (!hops)
		return -ENOMEM;
	for_each_serving(view, l) {
		if (!is_live(l, view) || view->uplink->preference != preference)
			continue;
		hops[route.hop_count] = view->hop;
		hops[route.hop_count++].weight = view->uplink->weight;
	}
	if (!route.hop_count)
		return 0; /* the rule stays, the lookup goes on to main */
	if (family == AF_INET6 && route.hop_count > 1)
		route.hop_count = drop_device_hops(hops, route.hop_count);
	if (route.hop_count == 1) {
		hops[0].weight = 1;
		if (family == AF_INET && !prefix_is_set(&hops[0].gateway))
			route.scope = RT_SCOPE_LINK;
	}
	return state_add_route(l->want, &route);
}

static struct rule at(const struct layout *l, uint32_t priority, uint32_t table)
{
	struct rule rule = layout_rule(l, 0);

	rule.priority = priority;
	rule.table = table;
	return rule;
}

static int add_neighbours(const struct layout *l)
{
	const struct view *view;

	for_each_serving(view, l)
		for (size_t i = 0; i < view->connected.count; i++) {
			struct rule rule = at(l, BALANCE_NEIGHBOUR, TABLE_MAIN);
			int error;

			rule.to = view->connected.items[i];
			error = state_add_rule(l->want, &rule);
			if (error)
				return error;
		}
	return 0;
}

bool balance_can_group(const struct config *config, const struct host *host)
{
	if (!config->homing.group)
		return false;
	for (size_t i = 0; i < config->uplink_count; i++) {
		const struct link *link = host_find_link(host, config->uplinks[i].interface);

		if (link && link->group && link->group != config->homing.group)
			return false;
	}
	return true;
}

/* A default of main that leaves by no uplink goes before the balance, and so do a full tunnel's halves. By the interface group where it may be set; else by suppressing
 * main's defaults, which `wg-quick down` deletes together with its own: it takes every rule of that shape. */
static int add_others(const struct layout *l)
{
	bool group = balance_can_group(l->config, l->host);
	struct rule rule = at(l, group ? BALANCE_OTHERS : BALANCE_NEIGHBOUR, TABLE_MAIN);

	if (group)
		rule.suppress_ifgroup = (int32_t)l->config->homing.group;
	else
		rule.suppress_prefixlength = 0;
	return state_add_rule(l->want, &rule);
}

static int add_family(const struct layout *l)
{
	struct rule rule = at(l, BALANCE_DEFAULT, l->config->homing.tables);
	size_t any = 0;
	int error;

	if (!layout_next(l, &any))
		return 0;
	error = add_default(l);
	if (!error)
		error = add_neighbours(l);
	if (!error)
		error = add_others(l);
	return error ? error : state_add_rule(l->want, &rule);
}

int want_balance(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
		 struct state *want)
{
	if (!balance_is_on(config, facts, views))
		return 0;
	for (int family = V4; family < FAMILIES; family++) {
		struct layout layout = {
			.config = config, .facts = facts, .host = host, .views = views, .family = family, .want = want,
			.parts = PART_RULE | PART_BALANCE,
		};
		int error = add_family(&layout);

		if (error)
			return error;
	}
	return 0;
}
