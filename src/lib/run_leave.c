/* run_leave.c - an alias of this host has gone in order.
 *
 * Nobody can be told that an address is free: neither ARP nor neighbour discovery has a word for it. But who looks for an address has not got it, and so says the ordinary question
 * for it (RFC 826, RFC 4861 7.2.2), which everybody may ask and which changes nobody's cache for the alias. A guest ([takeover]) hears from whose card it comes and asks for himself
 * at once, where otherwise his next question would have to find out. */
#include <unistd.h>

#include "run_memory.h"
#include "run_work.h"

/* Its first address of each family that was there and is not wanted any more stands for it. */
static void collect(struct work *w, const struct alias *alias, const struct link *link, struct prefix gone[FAMILIES])
{
	for (size_t k = 0; k < alias->addresses.count; k++) {
		struct object o = work_alias_object(w, alias, link, k);
		struct prefix *first = &gone[family_index(o.address.local.family)];

		if (!prefix_is_set(first) && state_find(&w->host.ours, &o) && !state_find(&w->want, &o))
			*first = prefix_host(&o.address.local);
	}
}

static void ask_for(const struct prefix gone[FAMILIES], const struct prefix sources[FAMILIES], const struct packet_link *link)
{
	struct frame frame;
	int fd = packet_open_sender();

	for (int family = V4; fd >= 0 && family < FAMILIES; family++) {
		if (!prefix_is_set(&gone[family]) || !prefix_is_set(&sources[family]))
			continue;
		arp_write_search(&frame, &link->mac, &sources[family], &gone[family]);
		packet_send(fd, link, &frame);
	}
	if (fd >= 0)
		close(fd);
}

static bool drops_addresses(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].kind == STEP_DELETE && plan->steps[i].object->kind == KIND_ADDRESS)
			return true;
	return false;
}

void work_leave(struct work *w, const struct plan *plan)
{
	if (!drops_addresses(plan))
		return;
	for (size_t i = 0; i < w->config.alias_count; i++) {
		const struct alias *alias = &w->config.aliases[i];
		const struct link *link = host_find_link(&w->host, alias->interface);
		struct prefix gone[FAMILIES] = { 0 }, sources[FAMILIES] = { 0 };
		struct packet_link way;

		if (!link || !link->up || !link->carrier || config_takeover_of(&w->config, alias->name))
			continue; /* a guest lets go without a word */
		collect(w, alias, link, gone);
		if (!(prefix_is_set(&gone[V4]) || prefix_is_set(&gone[V6])) || packet_read_link(link->name, &way) || way.refusal != LINK_FINE)
			continue;
		work_find_sources(w, link, sources);
		if (!prefix_is_set(&sources[V6]))
			sources[V6] = way.link_local;
		ask_for(gone, sources, &way);
	}
}
