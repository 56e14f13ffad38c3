/* hand_kernel.c - the kernel is the memory where no state directory can be: the words that would have made what is ours there. */
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "hand.h"

struct recalling {
	const struct state *ours;
	const struct config *others;
	struct hand *hand;
};

static bool is_others_table(const struct recalling *r, uint32_t table)
{
	for (size_t i = 0; i < r->others->uplink_count; i++)
		if (r->others->uplinks[i].table == table)
			return true;
	return table == r->others->homing.tables;
}

static int add_gateway(struct hand_section *section, const struct hop *hop)
{
	char text[PREFIX_TEXT], item[PREFIX_TEXT + 16];

	snprintf(item, sizeof(item), "%s%s", prefix_is_set(&hop->gateway) ? prefix_text(&hop->gateway, text) : "auto",
		 prefix_is_set(&hop->gateway) && hop->onlink ? " onlink" : "");
	return hand_add_item(section, HAND_GATEWAY, item);
}

/* The tables that have a default: by which interface, and gateway. */
static int recall_tables(struct recalling *r)
{
	for (size_t i = 0; i < r->ours->count; i++) {
		const struct object *o = &r->ours->objects[i];
		struct hand_section *section;

		if (o->kind != KIND_ROUTE || o->route.destination.length || o->route.type != RTN_UNICAST || is_others_table(r, o->route.table))
			continue;
		section = hand_find_table(r->hand, o->route.table);
		if (!section)
			section = hand_add_uplink(r->hand, o->route.hops[0].device, o->route.table);
		if (!section || add_gateway(section, &o->route.hops[0]) ||
		    (!section->values[HAND_GUARD] && hand_set(section, HAND_GUARD, "no")) ||
		    hand_set(section, HAND_FAMILY, section->values[HAND_FAMILY] ? "4, 6" : o->route.family == family_number(V4) ? "4" : "6"))
			return -ENOMEM;
	}
	for (size_t i = 0; i < r->ours->count; i++) {
		const struct object *o = &r->ours->objects[i];
		struct hand_section *section = o->kind == KIND_ROUTE ? hand_find_table(r->hand, o->route.table) : NULL;

		if (section && o->route.type == RTN_UNREACHABLE && hand_set(section, HAND_GUARD, "yes"))
			return -ENOMEM;
	}
	return 0;
}

/* The rule of the interface says it for a table that holds nothing. */
static const char *find_interface(const struct recalling *r, uint32_t table)
{
	for (size_t i = 0; i < r->ours->count; i++) {
		const struct object *o = &r->ours->objects[i];

		if (o->kind == KIND_RULE && o->rule.action == FR_ACT_TO_TBL && o->rule.table == table && o->rule.oif[0])
			return o->rule.oif;
	}
	return NULL;
}

static int recall_rules(struct recalling *r)
{
	for (size_t i = 0; i < r->ours->count; i++) {
		const struct object *o = &r->ours->objects[i];
		struct hand_section *section;
		const char *interface;
		char text[PREFIX_TEXT];

		if (o->kind != KIND_RULE || o->rule.action != FR_ACT_TO_TBL || !prefix_is_set(&o->rule.from) || is_others_table(r, o->rule.table))
			continue;
		section = hand_find_table(r->hand, o->rule.table);
		interface = find_interface(r, o->rule.table);
		if (!section && !interface)
			continue;
		if (!section)
			section = hand_add_uplink(r->hand, interface, o->rule.table);
		if (!section || hand_add_item(section, HAND_ADDRESSES, prefix_text(&o->rule.from, text)) == -ENOMEM)
			return -ENOMEM;
	}
	return 0;
}

static bool is_others_interface(const struct recalling *r, const char *device)
{
	for (size_t i = 0; i < r->others->uplink_count; i++)
		if (!strcmp(r->others->uplinks[i].interface, device))
			return true;
	return false;
}

/* The uplink whose gateway the hop has; one that has no table, if need be a new one. */
static struct hand_section *find_hop(struct recalling *r, const struct hop *hop)
{
	struct hand_section wanted = { 0 }, *found = NULL;

	if (add_gateway(&wanted, hop))
		return NULL;
	for (size_t i = 0; !found && i < r->hand->count; i++) {
		struct hand_section *s = &r->hand->sections[i];
		const char *gateways = s->values[HAND_GATEWAY] ? s->values[HAND_GATEWAY] : "auto";

		if (!s->alias && !strcmp(s->values[HAND_INTERFACE], hop->device) &&
		    (!s->values[HAND_GUARD] || strstr(gateways, wanted.values[HAND_GATEWAY])))
			found = s;
	}
	free(wanted.values[HAND_GATEWAY]);
	return found ? found : hand_add_uplink(r->hand, hop->device, hand_free_table(r->hand, r->others));
}

static int recall_hops(struct recalling *r, const struct route *route)
{
	for (size_t i = 0; i < route->hop_count; i++) {
		const struct hop *hop = &route->hops[i];
		struct hand_section *section;
		char weight[16];

		if (is_others_interface(r, hop->device))
			continue;
		snprintf(weight, sizeof(weight), "%u", hop->weight);
		section = find_hop(r, hop);
		if (!section || hand_set(section, HAND_WEIGHT, weight) || (!section->values[HAND_GUARD] && add_gateway(section, hop)))
			return -ENOMEM;
	}
	return 0;
}

static bool is_others_address(const struct recalling *r, const struct prefix *local)
{
	for (size_t i = 0; i < r->others->alias_count; i++)
		if (prefixes_have(&r->others->aliases[i].addresses, local))
			return true;
	return false;
}

static int recall_alias(struct recalling *r, const struct address *address)
{
	struct hand_section *section;
	char text[PREFIX_TEXT];

	if (is_others_address(r, &address->local))
		return 0;
	section = hand_add_alias(r->hand, r->others, address->device);
	if (!section || hand_set(section, HAND_ADDRESS, prefix_text(&address->local, text)))
		return -ENOMEM;
	return strchr(address->label, ':') ? hand_set(section, HAND_LABEL, address->label) : 0;
}

int hand_from_kernel(const struct state *ours, const struct config *others, struct hand *out)
{
	struct recalling r = { .ours = ours, .others = others, .hand = out };
	int error = recall_tables(&r);

	if (!error)
		error = recall_rules(&r);
	for (size_t i = 0; !error && i < ours->count; i++) {
		const struct object *o = &ours->objects[i];

		if (o->kind == KIND_ADDRESS)
			error = recall_alias(&r, &o->address);
		else if (o->kind == KIND_ROUTE && o->route.table == others->homing.tables)
			error = recall_hops(&r, &o->route);
	}
	return error;
}
