/* want_source.c - the rules for the host's own addresses: each prefix, or each address, to the table of its uplink. PURE.
 *
 * One rule a connected prefix, not one an address: a thousand aliases cost a packet no longer walk (each rule costs every packet some 11 ns). */
#include "want_rule.h"

#include <errno.h>
#include <string.h>

/* An uplink's interface carries it, and some uplink's rules answer for it. */
static bool is_answered_elsewhere(const struct layout *l, const struct view *view, const struct address *a)
{
	struct prefix address = prefix_host(&a->local);
	const struct view *other;

	for_each_serving(other, l)
		if (other != view && !strcmp(other->link->name, a->device) && uplink_owns(l->config, other->uplink, &address))
			return true;
	return false;
}

static bool is_uplink_device(const struct layout *l, const char *device)
{
	for (size_t i = 0; i < l->views->count; i++)
		if (l->views->items[i].link && !strcmp(l->views->items[i].link->name, device))
			return true;
	return false;
}

/* One rule for the whole prefix would also catch an address that belongs to no uplink that serves (one that waits for its gateway, one that
 * `addresses` leaves out): it would leave by the wrong provider. */
static bool catches_strangers(const struct layout *l, const struct view *view, const struct prefix *prefix)
{
	for (size_t i = 0; i < l->host->seen.count; i++) {
		const struct object *o = &l->host->seen.objects[i];
		struct prefix address;

		if (o->kind != KIND_ADDRESS || !prefix_contains(prefix, &o->address.local) || !is_uplink_device(l, o->address.device))
			continue;
		address = prefix_host(&o->address.local);
		if (!strcmp(o->address.device, view->link->name) && uplink_owns(l->config, view->uplink, &address))
			continue;
		if (!is_answered_elsewhere(l, view, &o->address))
			return true;
	}
	return false;
}

static bool is_source_of(const struct view *view, const struct prefix *prefix)
{
	if (prefixes_have(&view->uplink->addresses, prefix))
		return true;
	if (view->uplink->by_hand || !prefixes_have(&view->connected, prefix))
		return false; /* by hand: no more than was typed */
	for (size_t i = 0; i < view->addresses.count; i++)
		if (prefix_contains(prefix, &view->addresses.items[i]))
			return true;
	return false; /* a point-to-point peer */
}

static int consider_source(struct layout *l, const struct view *view, const struct prefix *prefix, bool named)
{
	const struct view *other;
	void *grown;

	/* an address that `addresses` names is one of the view's, and gets a rule only where no prefix covers it */
	if (family_index(prefix->family) != l->family || prefix_is_host(prefix) || !is_source_of(view, prefix))
		return 0;
	for_each_serving(other, l)
		if (other != view && is_source_of(other, prefix))
			return 0; /* shared: each address gets its own rule */
	if (!named && catches_strangers(l, view, prefix))
		return 0;
	grown = reallocarray(l->sources, l->source_count + 1, sizeof(*l->sources));
	if (!grown)
		return -ENOMEM;
	l->sources = grown;
	l->sources[l->source_count].prefix = *prefix;
	l->sources[l->source_count++].view = view;
	return 0;
}

static int choose_sources(struct layout *l)
{
	const struct view *view;
	int error = 0;

	for_each_serving(view, l) {
		for (size_t i = 0; !error && i < view->uplink->addresses.count; i++)
			error = consider_source(l, view, &view->uplink->addresses.items[i], true);
		for (size_t i = 0; !error && i < view->connected.count; i++)
			error = consider_source(l, view, &view->connected.items[i], false);
		if (error)
			return error;
	}
	return 0;
}

/* The uplink whose prefix rule a packet from this address meets first. */
static const struct view *find_source(const struct layout *l, const struct prefix *address)
{
	const struct view *best = NULL;
	int length = -1;

	for (size_t i = 0; i < l->source_count; i++)
		if (l->sources[i].prefix.length > length && prefix_contains(&l->sources[i].prefix, address)) {
			best = l->sources[i].view;
			length = l->sources[i].prefix.length;
		}
	return best;
}

/* IPv6 lets a socket go on sending from an address that is gone (ip6_dst_lookup() does not ask whose it is): without its rule it would leave forged, by main's default. */
static int keep_sources(const struct layout *l, const struct view *view)
{
	for (size_t i = 0; i < l->host->ours.count; i++) {
		const struct object *o = &l->host->ours.objects[i];
		int error;

		if (o->kind != KIND_RULE || o->rule.family != view->family || o->rule.table != view->uplink->table ||
		    !prefix_is_set(&o->rule.from))
			continue;
		error = state_add_rule(l->want, &o->rule);
		if (error)
			return error;
	}
	return 0;
}

static int keep_lost_sources(const struct layout *l)
{
	for (size_t i = 0; i < l->views->count; i++) {
		const struct view *view = &l->views->items[i];
		int error = 0;

		if (family_index(view->family) == l->family && view->status == UPLINK_LOST && (view->uplink->parts & PART_RULE))
			error = keep_sources(l, view);
		if (error)
			return error;
	}
	return 0;
}

int layout_add_sources(struct layout *l)
{
	const struct view *view;
	int error = keep_lost_sources(l);

	if (!error)
		error = choose_sources(l);
	for (size_t i = 0; !error && i < l->source_count; i++)
		error = layout_add_source(l, &l->sources[i].prefix, l->sources[i].view, true);
	if (error)
		return error;
	for_each_serving(view, l)
		for (size_t i = 0; i < view->addresses.count; i++) {
			if (find_source(l, &view->addresses.items[i]) == view)
				continue;
			error = layout_add_source(l, &view->addresses.items[i], view, true);
			if (error)
				return error;
		}
	return 0;
}
