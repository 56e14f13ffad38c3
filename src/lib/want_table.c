/* want_table.c - the uplinks' route tables: connected prefixes, default, guard. PURE.
 *
 * No copy of main, so nothing goes stale: main's specific routes are found by a rule (want_rule.c). No preferred source either: a route
 * outside main keeps one that is gone from the host (fib_sync_down_addr() compares the table), and packets would carry it. */
#include "want.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>

static struct route in_table(const struct config *config, const struct view *view)
{
	struct route route = {
		.family = view->family,
		.type = RTN_UNICAST,
		.protocol = (unsigned char)config->homing.protocol,
		.table = view->uplink->table,
		.metric = view->family == AF_INET6 ? METRIC_V6_DEFAULT : 0,
		.destination = { .family = view->family },
	};

	return route;
}

static int add_route(struct state *want, struct route route, struct hop hop)
{
	route.hops = &hop;
	route.hop_count = 1;
	if (route.family == AF_INET && !prefix_is_set(&hop.gateway))
		route.scope = RT_SCOPE_LINK;
	return state_add_route(want, &route);
}

static int add_connected(const struct config *config, const struct view *view, struct state *want)
{
	struct hop hop = view->hop;

	hop.gateway = (struct prefix){ 0 };
	hop.onlink = false;
	for (size_t i = 0; i < view->connected.count; i++) {
		struct route route = in_table(config, view);
		int error;

		route.destination = view->connected.items[i];
		error = add_route(want, route, hop);
		if (error)
			return error;
	}
	return 0;
}

/* The last resort: without it the address of a downed uplink would leave forged through another. IPv4 drops a device's routes from every
 * table when its link goes down (fib_disable_ip()); an unreachable route has no device and stays. */
static int add_guard(const struct config *config, const struct view *view, struct state *want)
{
	struct route route = in_table(config, view);

	route.type = RTN_UNREACHABLE;
	route.metric = UINT32_MAX;
	return state_add_route(want, &route);
}

/* Whether the table has its guard is not ours to decide while the uplink is lost: it goes on as it is. */
static int keep_guard(const struct host *host, const struct view *view, struct state *want)
{
	for (size_t i = 0; i < host->ours.count; i++) {
		const struct object *o = &host->ours.objects[i];

		if (o->kind == KIND_ROUTE && o->route.family == view->family && o->route.table == view->uplink->table &&
		    o->route.type == RTN_UNREACHABLE)
			return state_add_route(want, &o->route);
	}
	return 0;
}

int want_table(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
	       struct state *want)
{
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];
		int error;

		if (!(view->uplink->parts & PART_TABLE))
			continue;
		error = view->status == UPLINK_LOST ? keep_guard(host, view, want) : 0;
		if (error)
			return error;
		if (!view_serves(view) || facts_find_hold(facts, "table", view->uplink->name))
			continue;
		/* a link that is down takes no routes (ENETDOWN) */
		if (view->status == UPLINK_UP) {
			error = add_connected(config, view, want);
			if (!error)
				error = add_route(want, in_table(config, view), view->hop);
		}
		if (!error && view->uplink->guard)
			error = add_guard(config, view, want);
		if (error)
			return error;
	}
	return 0;
}
