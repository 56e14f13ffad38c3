/* watch_rivals.c - others who say that they have an address of ours. Linux neither tells of that nor answers it (FACTS B): whoever held an alias on the other side of a net that has healed has
 * left his card in the neighbours' caches, so they are told again. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "packet.h"
#include "watch_work.h"

#define PAUSE 10000 /* ms between two answers of ours: RFC 5227 2.4 (c), DEFEND_INTERVAL */
#define MOMENT 1500 /* ms: what is said of an alias within it, in one family and in the other, is said once */
#define FRAME_SIZE 512
#define AT_ONCE 64 /* frames that are read in one go: a flood of them must not keep the watcher from its work */

/* One socket that hears them. */
struct rivals {
	struct watch *watch;
	ev_io heard;
	int fd;
	struct way way; /* its interface, and nothing else */
	unsigned char family;
	struct prefix addresses[PACKET_CLAIMS];
	size_t count;
	long long told; /* ms: when the neighbours were told last; 0: never */
	char said[NAME_SIZE]; /* of which alias that was */
};

/* What stands in for another host's alias is asked for by itself (watch_takeover.c). The first address of each family stands for its set. */
static void collect(const struct watch *w, const struct way *way, unsigned char family, struct rivals *r)
{
	*r = (struct rivals){ .fd = -1, .family = family };
	memcpy(r->way.device, way->device, sizeof(r->way.device));
	r->way.index = way->index;
	for (size_t i = 0; i < w->memory.stand_count && r->count < PACKET_CLAIMS; i++) {
		const struct stand *s = &w->memory.stands[i];
		const struct alias *alias = config_find_alias(&w->memory.config, s->alias);

		if (!alias || !s->there || s->way.index != way->index || config_takeover_of(&w->memory.config, s->alias))
			continue;
		for (size_t k = 0; k < alias->addresses.count; k++)
			if (alias->addresses.items[k].family == family) {
				r->addresses[r->count++] = prefix_host(&alias->addresses.items[k]);
				break;
			}
	}
}

static bool has_address(const struct alias *alias, const struct prefix *address)
{
	for (size_t k = 0; k < alias->addresses.count; k++) {
		struct prefix host = prefix_host(&alias->addresses.items[k]);

		if (prefix_equal(&host, address))
			return true;
	}
	return false;
}

static bool is_said(const struct watch *w, const struct alias *alias)
{
	for (size_t i = 0; i < w->rival_count; i++)
		if (w->rivals[i] && !strcmp(w->rivals[i]->said, alias->name) && packet_clock() - w->rivals[i]->told < MOMENT)
			return true;
	return false;
}

/* To our card alone comes the last word of a guest that gives it back, so that we announce: all is as it should be. */
static void answer(struct rivals *r, const struct claim *claim)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct watch *w = r->watch;
	char address[PREFIX_TEXT], mac[MAC_TEXT];

	for (size_t i = 0; i < w->memory.config.alias_count; i++) {
		const struct alias *alias = &w->memory.config.aliases[i];

		if (!has_address(alias, &claim->address))
			continue;
		if (!is_said(w, alias))
			log_add(&log, claim->alone ? LEVEL_NOTE : LEVEL_WARNING, "alias %s: %s says %sthat it has %s, too: the neighbours are told again", alias->name,
				mac_text(&claim->mac, mac), claim->alone ? "to this host alone " : "", prefix_text(&claim->address, address));
		strcpy(r->said, alias->name);
		run_memory_order(&w->memory, alias->name, ORDER_LOUD);
	}
	if (log.count)
		w->request->say("", &log, w->request->context);
	r->told = packet_clock();
}

static void on_heard(struct ev_loop *loop, ev_io *io, int events)
{
	struct rivals *r = io->data;
	struct watch *w = r->watch;
	unsigned char bytes[FRAME_SIZE];
	_cleanup_(own_macs_free) struct own_macs own = { 0 }; /* one look serves for all frames of one go */
	struct claim claim;
	bool told = false;
	int length = 0;

	(void)loop;
	(void)events;
	for (int frames = 0; frames < AT_ONCE && (length = packet_receive(r->fd, bytes, sizeof(bytes))) > 0; frames++) {
		if (told || (r->told && packet_clock() - r->told < PAUSE))
			continue;
		if (!arp_read_claim(bytes, (size_t)length, &claim) || claim.wants || packet_is_own(&own, &claim.mac) > 0)
			continue;
		answer(r, &claim);
		told = true;
	}
	if (length < 0) /* its device is gone: the look that follows is at hand */
		ev_io_stop(w->loop, &r->heard);
	if (told)
		watch_look(w);
}

static void open_listener(struct watch *w, struct rivals *r)
{
	struct packet_link link;

	if (packet_read_link(r->way.device, &link) || link.refusal != LINK_FINE)
		return;
	r->fd = packet_open_listener(&link, r->family);
	if (r->fd < 0 || packet_hear_claims(r->fd, r->family, r->addresses, r->count))
		return;
	r->watch = w;
	ev_io_init(&r->heard, on_heard, r->fd, EV_READ);
	r->heard.data = r;
	ev_io_start(w->loop, &r->heard);
}

static bool is_same(const struct rivals *a, const struct rivals *b)
{
	return a->watch && a->family == b->family && a->count == b->count && !memcmp(&a->way, &b->way, sizeof(a->way)) &&
	       !memcmp(a->addresses, b->addresses, sizeof(a->addresses));
}

static void close_listener(struct watch *w, struct rivals *r)
{
	if (r->watch)
		ev_io_stop(w->loop, &r->heard);
	if (r->fd >= 0)
		close(r->fd);
	free(r);
}

/* The listener that hears these already, or a new one. */
static struct rivals *take(struct watch *w, const struct rivals *wanted)
{
	struct rivals *r;

	for (size_t i = 0; i < w->rival_count; i++)
		if (w->rivals[i] && is_same(w->rivals[i], wanted))
			return steal_pointer(&w->rivals[i]);
	r = malloc(sizeof(*r));
	if (!r)
		return NULL;
	*r = *wanted;
	open_listener(w, r);
	return r;
}

/* Of the aliases on one interface the first tells of it. */
static bool is_first_there(const struct watch *w, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (w->memory.stands[k].way.index == w->memory.stands[i].way.index)
			return false;
	return w->memory.stands[i].linked;
}

void watch_follow_rivals(struct watch *w)
{
	struct rivals **all = calloc(FAMILIES * w->memory.stand_count + 1, sizeof(struct rivals *)), wanted;
	size_t count = 0;

	if (!all)
		return; /* those that there are go on */
	for (size_t i = 0; i < w->memory.stand_count; i++)
		for (int family = V4; family < FAMILIES && is_first_there(w, i); family++) {
			collect(w, &w->memory.stands[i].way, family_number(family), &wanted);
			all[count] = wanted.count ? take(w, &wanted) : NULL;
			count += all[count] != NULL;
		}
	watch_end_rivals(w);
	w->rivals = all;
	w->rival_count = count;
}

void watch_end_rivals(struct watch *w)
{
	for (size_t i = 0; i < w->rival_count; i++)
		if (w->rivals[i])
			close_listener(w, w->rivals[i]);
	free(w->rivals);
	w->rivals = NULL;
	w->rival_count = 0;
}
