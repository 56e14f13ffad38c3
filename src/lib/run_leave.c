/* run_leave.c - aliases of this host have gone in order.
 *
 * Nobody can be told that an address is free: neither ARP nor neighbour discovery has a word for it. But who looks for an address has not got it, and so says the ordinary question
 * for it (RFC 826, RFC 4861 7.2.2), which everybody may ask and which changes nobody's cache for the alias. A guest ([takeover]) hears from whose card it comes and asks for himself
 * at once, where otherwise his next question would have to find out. */
#include <string.h>
#include <unistd.h>

#include "run_memory.h"
#include "run_work.h"

#define MOST 200 /* frames of a run: as many as may go in a second; of those behind them the guests find out by themselves */

/* One interface, and the only sender: the kernel takes some 10 ms to close it. */
struct leaving {
	struct packet_link way;
	struct prefix sources[FAMILIES];
	int sender;
	unsigned sent;
};

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

static void ask_for(struct leaving *l, const struct prefix gone[FAMILIES])
{
	struct frame frame;

	for (int family = V4; family < FAMILIES && l->sent < MOST; family++) {
		if (!prefix_is_set(&gone[family]) || !prefix_is_set(&l->sources[family]))
			continue;
		if (l->sender < 0)
			l->sender = packet_open_sender();
		if (l->sender < 0)
			return;
		arp_write_search(&frame, &l->way.mac, &l->sources[family], &gone[family]);
		packet_send(l->sender, &l->way, &frame);
		l->sent++;
	}
}

static void leave_on(struct work *w, const struct link *link, struct leaving *l)
{
	bool looked = false;

	for (size_t i = 0; i < w->config.alias_count && l->sent < MOST; i++) {
		const struct alias *alias = &w->config.aliases[i];
		struct prefix gone[FAMILIES] = { 0 };

		if (host_find_link(&w->host, alias->interface) != link || config_takeover_of(&w->config, alias->name))
			continue; /* a guest lets go without a word */
		collect(w, alias, link, gone);
		if (!prefix_is_set(&gone[V4]) && !prefix_is_set(&gone[V6]))
			continue;
		if (!looked && (packet_read_link(link->name, &l->way) || l->way.refusal != LINK_FINE))
			return;
		if (!looked) {
			work_find_sources(w, link, l->sources);
			if (!prefix_is_set(&l->sources[V6]))
				l->sources[V6] = l->way.link_local;
		}
		looked = true;
		ask_for(l, gone);
	}
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
	struct leaving l = { .sender = -1 };

	if (!drops_addresses(plan))
		return;
	for (size_t i = 0; i < w->host.link_count; i++) {
		memset(l.sources, 0, sizeof(l.sources));
		if (w->host.links[i].up && w->host.links[i].carrier)
			leave_on(w, &w->host.links[i], &l);
	}
	if (l.sender >= 0)
		close(l.sender);
}
