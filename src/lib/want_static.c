/* want_static.c - the routes and rules that ifup-routes was told of. PURE. */
#include "want.h"

#include <string.h>

static bool is_held(const struct facts *facts, const struct host *host, const char *device)
{
	const struct link *link = host_find_link(host, device);

	for (size_t i = 0; i < facts->hold_count; i++) {
		const struct hold *hold = &facts->holds[i];

		if (!strcmp(hold->kind, "all"))
			return true;
		if (!strcmp(hold->kind, "interface") && (!strcmp(hold->name, device) || (link && link == host_find_link(host, hold->name))))
			return true;
	}
	return false;
}

/* The kernel refuses a route through a link that is missing or down; one that is there goes with it by itself, all of it or a hop. A gateway alone is taken to be behind
 * the interface whose file names it. */
static bool can_be(const struct host *host, const char *own, const struct object *o)
{
	if (o->kind != KIND_ROUTE)
		return true;
	for (size_t i = 0; i < o->route.hop_count; i++) {
		const char *device = o->route.hops[i].device;
		const struct link *link = host_find_link(host, device[0] ? device : own);

		if (!link || !link->up) {
			const struct object *there = state_find(&host->ours, o);

			return there && object_equal(there, o, false);
		}
	}
	return true;
}

static int add_copy(const struct config *config, const struct object *o, struct state *want)
{
	int error = o->kind == KIND_ROUTE ? state_add_route(want, &o->route) : state_add_rule(want, &o->rule);
	struct object *copy;

	if (error)
		return error;
	copy = &want->objects[want->count - 1];
	copy->optional = true;
	if (copy->kind == KIND_ROUTE)
		copy->route.protocol = (unsigned char)config->homing.protocol;
	else
		copy->rule.protocol = (unsigned char)config->homing.protocol;
	return 0;
}

int want_static(const struct config *config, const struct facts *facts, const struct host *host, struct state *want)
{
	for (size_t i = 0; i < facts->static_count; i++) {
		const struct static_set *set = &facts->static_sets[i];
		char device[DEVICE_SIZE] = ""; /* eth0 of eth0:1 */

		memcpy(device, set->device, strcspn(set->device, ":"));
		if (is_held(facts, host, device))
			continue;
		for (size_t k = 0; k < set->wanted.count; k++) {
			const struct object *o = &set->wanted.objects[k];
			int error = can_be(host, device, o) ? add_copy(config, o, want) : 0;

			if (error)
				return error;
		}
	}
	return 0;
}
