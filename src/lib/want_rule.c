/* want_rule.c - the policy rules: who looks in which table (DESIGN 5). PURE. */
#include "want_rule.h"

#include <linux/fib_rules.h>
#include <netinet/in.h>
#include <string.h>

#define DHCP_SERVER_PORT 67
#define DHCPV6_SERVER_PORT 547

const struct view *layout_next(const struct layout *l, size_t *index)
{
	while (*index < l->views->count) {
		const struct view *view = &l->views->items[(*index)++];

		if (family_index(view->family) == l->family && view_serves(view) && (view->uplink->parts & l->parts) &&
		    !facts_find_hold(l->facts, "rule", view->uplink->name))
			return view;
	}
	return NULL;
}

struct rule layout_rule(const struct layout *l, unsigned step)
{
	struct rule rule = rule_empty(family_number(l->family));

	rule.priority = l->config->homing.priority + step;
	rule.protocol = (unsigned char)l->config->homing.protocol;
	rule.action = FR_ACT_TO_TBL;
	return rule;
}

static int add_goto(const struct layout *l, unsigned step, const struct prefix *to, unsigned target)
{
	struct rule rule = layout_rule(l, step);

	rule.action = FR_ACT_GOTO;
	rule.target = l->config->homing.priority + target;
	rule.to = *to;
	return state_add_rule(l->want, &rule);
}

int layout_add_lookup(const struct layout *l, struct rule rule, const struct view *view, bool local)
{
	rule.table = view->uplink->table;
	if (local)
		strcpy(rule.iif, "lo");
	return state_add_rule(l->want, &rule);
}

int layout_add_source(const struct layout *l, const struct prefix *from, const struct view *view, bool local)
{
	/* the longest prefix first by construction: never renumbered, many rules at one priority */
	struct rule rule = layout_rule(l, STEP_SOURCE + (unsigned)(prefix_full_length(from->family) - from->length));

	rule.from = *from;
	return layout_add_lookup(l, rule, view, local);
}

static bool is_connected_somewhere(const struct layout *l, const struct prefix *prefix)
{
	const struct view *view;

	for_each_serving(view, l)
		for (size_t i = 0; i < view->connected.count; i++)
			if (prefix_contains(&view->connected.items[i], prefix))
				return true;
	return false;
}

/* Prefixes that live behind this host: whoever forwards for them, and their way home when they lie inside an uplink's own prefix. */
static int add_routed(const struct layout *l, const struct view *view)
{
	for (size_t i = 0; i < view->routed.count; i++) {
		const struct prefix *prefix = &view->routed.items[i];
		int error = layout_add_source(l, prefix, view, false);

		if (!error && is_connected_somewhere(l, prefix))
			error = add_goto(l, STEP_ROUTED, prefix, STEP_SPECIFIC);
		if (error)
			return error;
	}
	return 0;
}

/* dhclient renews from 0.0.0.0, bound to no device: without this its request leaves by any uplink. */
static int add_servers(const struct layout *l, const struct view *view)
{
	uint16_t port = l->family == V4 ? DHCP_SERVER_PORT : DHCPV6_SERVER_PORT;

	for (size_t i = 0; i < view->servers.count; i++) {
		struct rule rule = layout_rule(l, STEP_REACH);
		int error;

		rule.to = view->servers.items[i];
		rule.ip_protocol = IPPROTO_UDP;
		rule.destination_port[0] = rule.destination_port[1] = port;
		error = layout_add_lookup(l, rule, view, true);
		if (error)
			return error;
	}
	for (size_t i = 0; i < view->uplink->reach.count; i++) {
		struct rule rule = layout_rule(l, STEP_REACH);
		int error;

		rule.to = view->uplink->reach.items[i];
		if (rule.to.family != view->family)
			continue;
		error = layout_add_lookup(l, rule, view, true);
		if (error)
			return error;
	}
	return 0;
}

static int add_device(const struct layout *l, const struct view *view)
{
	struct rule rule = layout_rule(l, STEP_DEVICE);
	const struct view *first;

	/* two uplinks on one interface: a socket bound to the device alone goes by the first of the file */
	for_each_serving(first, l)
		if (!strcmp(first->link->name, view->link->name))
			break;
	if (first != view)
		return 0;
	memcpy(rule.oif, view->link->name, sizeof(rule.oif));
	return layout_add_lookup(l, rule, view, false);
}

static int add_mark(const struct layout *l, const struct view *view)
{
	struct rule rule = layout_rule(l, STEP_MARK);

	if (!flows_keep(l->config, l->facts, view->uplink))
		return 0;
	rule.mask = l->config->homing.mark_mask;
	rule.mark = view->uplink->mark * (rule.mask & -rule.mask);
	return layout_add_lookup(l, rule, view, false);
}

static int add_neighbours(const struct layout *l, const struct view *view)
{
	for (size_t i = 0; i < view->connected.count; i++) {
		int error = add_goto(l, STEP_NEIGHBOUR, &view->connected.items[i], STEP_ANCHOR);

		if (error)
			return error;
	}
	return 0;
}

/* Main's specific routes for every source. Suppressed: its defaults and a full tunnel's halves (0/1; ::/1, and OpenVPN's 2000::/4), which
 * are a default by another name and would take every answer. */
static int add_common(const struct layout *l)
{
	struct rule main_table = layout_rule(l, STEP_SPECIFIC), anchor = layout_rule(l, STEP_ANCHOR);
	int error;

	main_table.table = TABLE_MAIN;
	main_table.suppress_prefixlength = l->family == V4 ? 1 : 4;
	anchor.action = FR_ACT_NOP;
	error = state_add_rule(l->want, &main_table);
	return error ? error : state_add_rule(l->want, &anchor);
}

static int add_family(struct layout *l)
{
	const struct view *view;
	int error = 0;

	for_each_serving(view, l) {
		error = add_neighbours(l, view);
		if (!error)
			error = add_mark(l, view);
		if (!error)
			error = add_routed(l, view);
		if (!error)
			error = add_device(l, view);
		if (!error)
			error = add_servers(l, view);
		if (!error)
			error = add_common(l);
		if (error)
			return error;
	}
	return layout_add_sources(l);
}

int want_rule(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
	      struct state *want)
{
	for (int family = V4; family < FAMILIES; family++) {
		struct layout layout = {
			.config = config, .facts = facts, .host = host, .views = views, .family = family, .want = want,
			.parts = PART_RULE,
		};
		int error = add_family(&layout);

		free(layout.sources);
		if (error)
			return error;
	}
	return 0;
}
