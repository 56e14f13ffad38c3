/* uplink.c - each uplink as the host has it now. PURE. */
#include "uplink.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>

static bool same_interface(const struct link *link, const struct uplink *uplink, const char *name)
{
	return !strcmp(uplink->interface, name) || (link && (!strcmp(link->name, name) || !strcmp(link->altname, name)));
}

static bool is_held(const struct facts *facts, const struct uplink *uplink, const struct link *link)
{
	for (size_t i = 0; i < facts->hold_count; i++) {
		const struct hold *hold = &facts->holds[i];

		if (!strcmp(hold->kind, "all"))
			return true;
		if (!strcmp(hold->kind, "interface") && same_interface(link, uplink, hold->name))
			return true;
	}
	return facts_find_hold(facts, "uplink", uplink->name) != NULL;
}

static bool has_objects(const struct state *ours, uint32_t table)
{
	for (size_t i = 0; i < ours->count; i++) {
		const struct object *o = &ours->objects[i];

		if (o->kind == KIND_ROUTE && o->route.table == table)
			return true;
		if (o->kind == KIND_RULE && o->rule.action == FR_ACT_TO_TBL && o->rule.table == table)
			return true;
	}
	return false;
}

static bool in_scope(const struct scope *scope, const struct host *host, const struct uplink *uplink, const struct link *link)
{
	for (size_t i = 0; i < scope->count; i++)
		if (!strcmp(uplink->name, scope->names[i]) || same_interface(link, uplink, scope->names[i]))
			return true;
	return !scope->count || uplink->by_hand || has_objects(&host->ours, uplink->table);
}

static bool is_named_by(const struct uplink *uplink, const struct prefix *address)
{
	for (size_t i = 0; i < uplink->addresses.count; i++)
		if (prefix_contains(&uplink->addresses.items[i], address))
			return true;
	return false;
}

bool uplink_owns(const struct config *config, const struct uplink *uplink, const struct prefix *address)
{
	if (is_named_by(uplink, address))
		return true;
	if (!uplink->addresses_auto)
		return false;
	/* what another uplink names is its own, wherever it sits: two routers on one switch, a block that is routed to us */
	for (size_t i = 0; i < config->uplink_count; i++) {
		const struct uplink *other = &config->uplinks[i];

		if (other != uplink && is_named_by(other, address))
			return false;
	}
	return true;
}

static bool is_usable_source(const struct prefix *local)
{
	return !prefix_is_link_local(local) && !prefix_is_loopback(local);
}

/* The uplink that an alias says it belongs to, wherever its interface is; NULL: none says so. */
static const char *find_alias_uplink(const struct config *config, const struct address *a)
{
	for (size_t i = 0; i < config->alias_count; i++)
		if (config->aliases[i].uplink[0] && prefixes_have(&config->aliases[i].addresses, &a->local))
			return config->aliases[i].uplink;
	return NULL;
}

/* An address of the uplink's interface, or one that `addresses` names and that lives elsewhere on the host (lo, a LAN device). */
static int add_address(const struct config *config, const struct address *a, struct view *view)
{
	struct prefix address, subnet;
	const char *said;
	bool here;
	int error;

	if (a->local.family != view->family || !is_usable_source(&a->local))
		return 0;
	address = prefix_host(&a->local);
	here = !strcmp(a->device, view->link->name);
	said = find_alias_uplink(config, a);
	if (said ? strcmp(said, view->uplink->name) != 0
		 : here ? !uplink_owns(config, view->uplink, &address) : !prefixes_have(&view->uplink->addresses, &address))
		return 0;

	/* straight to the end: the kernel has each only once, and a search would make 4,000 aliases quadratic */
	error = prefixes_add(&view->addresses, &address);
	if (error || !here)
		return error;
	subnet = prefix_masked(prefix_is_set(&a->peer) ? &a->peer : &a->local);
	if (prefix_is_host(&subnet) && !prefix_is_set(&a->peer))
		return 0;
	return prefixes_add_once(&view->connected, &subnet);
}

static bool prefixes_cover(const struct prefixes *list, const struct prefix *p)
{
	for (size_t i = 0; i < list->count; i++)
		if (prefix_contains(&list->items[i], p))
			return true;
	return false;
}

static void set_gateway(struct view *view, enum gateway_source source, const struct prefix *gateway, bool onlink)
{
	view->source = source;
	view->hop = (struct hop){ .gateway = *gateway, .weight = 1, .onlink = onlink };
	memcpy(view->hop.device, view->link->name, sizeof(view->hop.device));
}

static bool lease_counts(const struct lease *lease, const struct view *view)
{
	return lease->family == view->family && !strcmp(lease->interface, view->link->name) &&
	       (!prefix_is_set(&lease->address) || prefixes_have(&view->addresses, &lease->address));
}

/* The newest lease that names a router. Its word is good even outside the subnet (RFC 3442; /32 leases of hosters). */
static void find_leased_gateway(const struct facts *facts, bool silent, struct view *view)
{
	const struct lease *best = NULL;

	for (size_t i = 0; i < facts->lease_count; i++) {
		const struct lease *lease = &facts->leases[i];

		if (lease->silent == silent && lease_counts(lease, view) && prefix_is_set(&lease->gateway) && (!best || lease->time > best->time))
			best = lease;
	}
	if (best)
		set_gateway(view, GATEWAY_LEASE, &best->gateway,
			    !prefix_is_link_local(&best->gateway) && !prefixes_cover(&view->connected, &best->gateway));
}

/* The default of main with the lowest metric that leaves by the interface: DHCP's, RA's or a person's. */
static void find_main_gateway(const struct host *host, struct view *view)
{
	const struct hop *best = NULL;
	uint32_t metric = 0;

	for (size_t i = 0; i < host->seen.count; i++) {
		const struct object *o = &host->seen.objects[i];

		if (o->kind != KIND_ROUTE || o->route.family != view->family || o->route.table != TABLE_MAIN ||
		    o->route.type != RTN_UNICAST || o->route.destination.length)
			continue;
		for (size_t h = 0; h < o->route.hop_count; h++) {
			const struct hop *hop = &o->route.hops[h];

			if (!strcmp(hop->device, view->link->name) && (!best || o->route.metric < metric)) {
				best = hop;
				metric = o->route.metric;
			}
		}
	}
	if (!best)
		return;
	set_gateway(view, GATEWAY_MAIN, &best->gateway,
		    best->onlink || (prefix_is_set(&best->gateway) && !prefix_is_link_local(&best->gateway) &&
				     !prefixes_cover(&view->connected, &best->gateway)));
}

/* A gateway that a person named outside every subnet may be a typing error: then the kernel shall refuse it, unless the file says `onlink`
 * or the interface has no subnet at all (a /32 or /128 uplink), where nothing else can be meant. */
static void find_gateway(const struct facts *facts, const struct host *host, struct view *view)
{
	const struct gateway_key *key = &view->uplink->gateway[family_index(view->family)];
	static const struct prefix none;

	if (!key->automatic) {
		set_gateway(view, GATEWAY_CONFIG, &key->address,
			    key->onlink || (!view->connected.count && !prefix_is_link_local(&key->address)));
		return;
	}
	find_leased_gateway(facts, false, view);
	if (view->source == GATEWAY_NONE)
		find_main_gateway(host, view);
	if (view->source == GATEWAY_NONE)
		find_leased_gateway(facts, true, view);
	if (view->source == GATEWAY_NONE && view->link->pointopoint)
		set_gateway(view, GATEWAY_LINK, &none, false);
}

static int add_addresses(const struct config *config, const struct state *from, struct view *view)
{
	for (size_t i = 0; i < from->count; i++) {
		int error = from->objects[i].kind == KIND_ADDRESS ? add_address(config, &from->objects[i].address, view) : 0;

		if (error)
			return error;
	}
	return 0;
}

static int add_routed(const struct prefix *prefixes, size_t count, struct view *view)
{
	for (size_t i = 0; i < count; i++) {
		int error = prefixes[i].family == view->family ? prefixes_add_once(&view->routed, &prefixes[i]) : 0;

		if (error)
			return error;
	}
	return 0;
}

/* What its leases bring beside the gateway. */
static int add_leased(const struct facts *facts, struct view *view)
{
	for (size_t i = 0; i < facts->lease_count; i++) {
		const struct lease *lease = &facts->leases[i];
		int error;

		if (!lease_counts(lease, view))
			continue;
		error = prefix_is_set(&lease->server) ? prefixes_add_once(&view->servers, &lease->server) : 0;
		if (!error)
			error = add_routed(lease->delegated, lease->delegated_count, view);
		if (error)
			return error;
	}
	return 0;
}

/* NetworkManager takes all IPv6 addresses away and puts them back when it changes one. Old sockets go on sending from them meanwhile, as IPv6 lets them. */
static bool is_lingering(const struct facts *facts, const struct view *view)
{
	for (size_t i = 0; i < facts->lingering_count; i++)
		if (family_index(view->family) == V6 && !strcmp(facts->lingering[i], view->uplink->name))
			return true;
	return false;
}

static int look_at(const struct config *config, const struct facts *facts, const struct host *host, const struct state *aliases,
		   struct view *view)
{
	int error = add_addresses(config, &host->seen, view);

	if (!error)
		error = add_addresses(config, aliases, view);
	if (error)
		return error;
	error = add_routed(view->uplink->routed.items, view->uplink->routed.count, view);
	if (!error)
		error = add_leased(facts, view);
	if (error)
		return error;
	if (!view->addresses.count) {
		view->status = view->link->up && !is_lingering(facts, view) ? UPLINK_NO_ADDRESS : UPLINK_LOST;
		return 0;
	}
	find_gateway(facts, host, view);
	if (!view->link->up)
		view->status = UPLINK_DOWN;
	else
		view->status = view->source == GATEWAY_NONE ? UPLINK_WAITING : UPLINK_UP;
	return 0;
}

int uplink_look(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
		const struct state *aliases, struct views *out)
{
	out->items = calloc(config->uplink_count * FAMILIES + 1, sizeof(*out->items));
	if (!out->items)
		return -ENOMEM;
	out->count = config->uplink_count * FAMILIES;

	for (size_t i = 0; i < out->count; i++) {
		struct view *view = &out->items[i];
		const struct uplink *uplink = &config->uplinks[i / FAMILIES];
		int error;

		view->uplink = uplink;
		view->family = family_number((int)(i % FAMILIES));
		view->link = host_find_link(host, uplink->interface);
		if (!uplink->family[i % FAMILIES])
			view->status = UPLINK_OFF;
		else if (!view->link)
			view->status = UPLINK_ABSENT;
		else if (is_held(facts, uplink, view->link))
			view->status = UPLINK_HELD;
		else if (!in_scope(scope, host, uplink, view->link))
			view->status = UPLINK_ASIDE;
		else if ((error = look_at(config, facts, host, aliases, view)))
			return error;
	}
	return 0;
}

void views_free(struct views *views)
{
	for (size_t i = 0; i < views->count; i++) {
		prefixes_free(&views->items[i].addresses);
		prefixes_free(&views->items[i].connected);
		prefixes_free(&views->items[i].servers);
		prefixes_free(&views->items[i].routed);
	}
	free(views->items);
	*views = (struct views){ 0 };
}

bool view_serves(const struct view *view)
{
	return view->status == UPLINK_UP || view->status == UPLINK_DOWN;
}

bool uplink_needs_main(const struct uplink *uplink, int family, const struct facts *facts, const struct link *link)
{
	if (!uplink->family[family] || !uplink->gateway[family].automatic)
		return false;
	for (size_t i = 0; i < facts->lease_count; i++) {
		const struct lease *lease = &facts->leases[i];

		if (!lease->silent && family_index(lease->family) == family && !strcmp(lease->interface, link->name) && prefix_is_set(&lease->gateway))
			return false;
	}
	return true;
}
