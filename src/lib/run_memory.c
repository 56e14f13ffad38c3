/* run_memory.c - what somebody who lives on keeps from run to run. */
#include "run_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "facts.h"
#include "run_work.h"
#include "text.h"

void run_memory_free(struct run_memory *m)
{
	config_free(&m->config);
	config_free(&m->replaced);
	netlink_close(m->nl);
	netlink_ear_close(m->ear);
	state_free(&m->ours);
	free(m->links);
	seen_free(m->seen, m->seen_count);
	work_forget_aliases(m);
	free(m->health);
	free(m->taken);
	free(m->lingering);
	fights_free(&m->fights);
	rounds_free(&m->rounds);
	if (m->probing)
		probe_end(m->probing);
	asked_free(&m->answers);
	asked_free(&m->asking);
	*m = (struct run_memory){ 0 };
}

const char *run_memory_directory(const struct run_memory *m, const struct run_request *request)
{
	return request->state_directory ? request->state_directory : m->config.homing.state_directory;
}

int run_memory_reload(struct run_memory *m, const struct run_request *request, struct log *log)
{
	struct config fresh;
	uint64_t mark = config_mark(request->config, request->config_directory); /* before: what changes while we read is seen as a change */
	int error = config_load_overlaid(request->config, request->config_directory, request->state_directory, LEVEL_DEBUG, &fresh, log);
	bool anew = !m->loaded || mark != m->mark; /* not a stanza of it */

	m->mark = mark; /* of one that is wrong, too: it is complained of once */
	if (error && error != -ENOENT) {
		config_free(&fresh);
		if (m->loaded) {
			if (m->puts_off)
				m->puts_off(&m->config, m->context); /* nothing goes any more */
			config_settle(&m->config, run_memory_directory(m, request));
			log_add(log, LEVEL_WARNING, "the configuration as it was before stays in force");
		}
		return error;
	}
	if (!error && m->loaded && m->puts_off && m->puts_off(&fresh, m->context)) {
		config_free(&fresh);
		config_settle(&m->config, run_memory_directory(m, request));
		return 0;
	}
	if (error && m->config.file_count)
		log_add(log, LEVEL_WARNING, "the configuration is gone: everything stays as it is, and nothing is put back until there is one again");
	config_free(&m->replaced);
	m->replaced = m->config;
	m->config = fresh;
	m->loaded = true;
	if (anew)
		command_warn_missing(&m->config, log);
	return error;
}

enum exit_status work_recall_config(struct work *w)
{
	const struct run_request *request = w->request;
	struct run_memory *m = request->memory;
	int error = 0;

	if (!m->loaded || config_mark(request->config, request->config_directory) != m->mark || config_is_stale(&m->config, run_memory_directory(m, request)))
		error = run_memory_reload(m, request, w->log);
	if (!error && !m->nl)
		error = netlink_open(&m->nl);
	w->config = m->config;
	w->directory = run_memory_directory(m, request);
	w->nl = m->nl;
	if (error == -ENOENT || (m->loaded && !m->config.file_count)) {
		w->over = !facts_has_static(w->directory, NULL); /* what ifup-routes was told needs no configuration */
		return EXIT_DONE;
	}
	if (error == -ENOMEM || (error && m->loaded && !m->nl))
		return work_fail(w, error, "configuration");
	return m->loaded ? EXIT_DONE : EXIT_CONFIG;
}

void work_take_absences(struct work *w)
{
	struct netlink_ear *ear = w->request->memory ? w->request->memory->ear : NULL;

	for (size_t i = 0; ear && i < w->host.link_count; i++) {
		struct link *link = &w->host.links[i];

		link->was_down = netlink_ear_was_down(ear, link->name);
		link->was_gone = netlink_ear_was_gone(ear, link->name);
	}
	if (ear)
		netlink_ear_forget(ear);
}

/* Did somebody take it away, or did it go with its link or its address? The kernel removes routes with both; an alias goes with its link only, and rules with
 * nothing. */
static bool is_by_hand(const struct run_memory *m, const struct object *o)
{
	switch (o->kind) {
	case KIND_ADDRESS:
		return !(m->news & NEWS_LINK);
	case KIND_ROUTE:
		return !(m->news & (NEWS_LINK | NEWS_ADDRESS));
	default:
		return true;
	}
}

static void report_fight(struct work *w, const struct object *o)
{
	_cleanup_(buffer_free) struct buffer line = { 0 };

	text_write_object(&line, o);
	log_add(w->log, LEVEL_WARNING, "somebody removes it again and again (%d times in a minute), left alone until the minute is over: %s", FIGHT_TIMES,
		line.failed ? "" : line.data);
}

void work_leave_fights(struct work *w)
{
	struct run_memory *m = w->request->memory;
	struct state *want = &w->want;
	size_t kept = 0;

	/* a link that went since the news were heard, but before the kernel was read */
	if (m->ear && netlink_ear_hear(m->ear, m->nl, &m->heard))
		m->heard = NEWS_LOST;
	m->news |= m->heard;

	for (size_t i = 0; i < want->count; i++) {
		struct object *o = &want->objects[i];
		enum fight_verdict verdict = FIGHT_PUT_BACK;

		if (o->kind != KIND_SETTING && !state_find(&w->host.ours, o))
			verdict = fight_judge(&m->fights, o, !w->expired && state_find(&m->ours, o) && is_by_hand(m, o), m->now);
		if (verdict == FIGHT_GIVE_UP)
			report_fight(w, o);
		if (verdict == FIGHT_PUT_BACK)
			want->objects[kept++] = *o;
		else
			object_free(o);
	}
	want->count = kept;
}

static const struct announced *find_link(const struct run_memory *m, const char *device)
{
	for (size_t i = 0; i < m->link_count; i++)
		if (!strcmp(m->links[i].device, device))
			return &m->links[i];
	return NULL;
}

/* It was told of anew, with this run. */
static bool is_ordered(const struct work *w, const struct object *o)
{
	const struct run_memory *m = w->request->memory;

	for (size_t i = 0; i < m->order_count; i++) {
		const struct alias *alias = m->orders[i].flags & ORDER_LOUD ? config_find_alias(&w->config, m->orders[i].alias) : NULL;

		if (alias && prefixes_have(&alias->addresses, &o->address.local))
			return true;
	}
	return false;
}

/* It came, came back, or its link did: its neighbours have been told once and shall be told again. */
static bool is_news(const struct work *w, const struct object *o)
{
	const struct run_memory *m = w->request->memory;
	const struct link *link = host_find_link(&w->host, o->address.device);
	const struct announced *before = find_link(m, o->address.device);

	if (!link || !link->up || !link->carrier)
		return false;
	return is_ordered(w, o) || !state_find(&m->ours, o) || !state_find(&w->host.ours, o) || !before || before->carrier_ups != link->carrier_ups;
}

static bool is_quiet(const struct run_memory *m, const struct config *config, const struct object *o)
{
	for (size_t i = 0; i < m->stand_count; i++)
		if (m->stands[i].quiet && prefixes_have(&config_find_alias(config, m->stands[i].alias)->addresses, &o->address.local))
			return true;
	return false;
}

static int remember_links(struct work *w)
{
	struct run_memory *m = w->request->memory;
	struct announced *links = calloc(w->host.link_count + 1, sizeof(*links));
	size_t count = 0;

	if (!links)
		return -ENOMEM;
	for (size_t i = 0; i < w->host.link_count; i++) {
		const struct link *link = &w->host.links[i];

		if (!link->up || !link->carrier)
			continue; /* when it is back, that is news */
		links[count].carrier_ups = link->carrier_ups;
		memcpy(links[count++].device, link->name, sizeof(links->device));
	}
	free(m->links);
	m->links = links;
	m->link_count = count;
	return 0;
}

static const char *find_loss(const struct view *v4, const struct view *v6)
{
	const struct link *link = v4->link;

	if (!link)
		return "no such interface";
	if (!link->up)
		return "the interface is down";
	if (!link->carrier)
		return "no carrier";
	return v4->addresses.count || v6->addresses.count ? NULL : "no address";
}

struct seen *run_memory_find_seen(const struct run_memory *m, const char *uplink)
{
	for (size_t i = 0; i < m->seen_count; i++)
		if (!strcmp(m->seen[i].uplink, uplink))
			return &m->seen[i];
	return NULL;
}

/* It had addresses at the last look, or lost them within LINGER_TIME. */
static bool may_linger(const struct run_memory *m, const struct seen *s)
{
	return s && (prefix_is_set(&s->way.source[V6]) || (s->lingers && m->now - s->lingers < LINGER_TIME));
}

int work_recall_lingering(struct work *w)
{
	struct run_memory *m = w->request->memory;

	free(m->lingering);
	m->lingering_count = 0;
	m->lingering = calloc(m->seen_count + 1, sizeof(*m->lingering));
	if (!m->lingering)
		return -ENOMEM;
	for (size_t i = 0; i < m->seen_count; i++)
		if (may_linger(m, &m->seen[i]))
			m->lingering[m->lingering_count++] = m->seen[i].uplink;
	w->facts.lingering = m->lingering;
	w->facts.lingering_count = m->lingering_count;
	return 0;
}

long long run_memory_linger_wait(const struct run_memory *m, long long now)
{
	long long wait = -1;

	for (size_t i = 0; i < m->seen_count; i++) {
		long long rest = m->seen[i].lingers + LINGER_TIME - now;

		if (m->seen[i].lingers && (wait < 0 || rest < wait))
			wait = rest > 0 ? rest : 0;
	}
	return wait;
}

static int remember_uplinks(struct work *w)
{
	struct run_memory *m = w->request->memory;
	struct seen *seen = calloc(w->views.count / FAMILIES + 1, sizeof(*seen));
	size_t count = 0;

	if (!seen)
		return -ENOMEM;
	for (size_t i = 0; i + 1 < w->views.count; i += FAMILIES) {
		const struct view *views = &w->views.items[i];
		struct seen *before = run_memory_find_seen(m, views->uplink->name), *s;

		if (views[V4].status == UPLINK_HELD || views[V6].status == UPLINK_HELD)
			continue; /* it was not looked at, and nobody asks how it is; released, it is as good as new */
		s = &seen[count++];
		strcpy(s->uplink, views->uplink->name);
		if (views[V6].status == UPLINK_LOST && views->link->up)
			s->lingers = before && before->lingers ? before->lingers : m->now;
		s->lost = find_loss(&views[V4], &views[V6]);
		if (views->link) {
			memcpy(s->way.device, views->link->name, sizeof(s->way.device));
			s->way.index = views->link->index;
		}
		for (int family = V4; family < FAMILIES; family++) {
			if (views[family].addresses.count)
				s->way.source[family] = views[family].addresses.items[0];
			if (views[family].source != GATEWAY_NONE)
				s->gateway[family] = views[family].hop.gateway;
		}
		if (seen_take_addresses(s, before, views)) {
			seen_free(seen, count);
			return -ENOMEM;
		}
	}
	free(steal_pointer(&m->lingering)); /* names in what goes now */
	m->lingering_count = 0;
	seen_free(m->seen, m->seen_count);
	m->seen = seen;
	m->seen_count = count;
	return 0;
}

int work_remember(struct work *w)
{
	struct run_memory *m = w->request->memory;
	int error = work_remember_aliases(w);

	for (size_t i = 0; !error && i < w->want.count; i++) {
		const struct object *o = &w->want.objects[i];

		if (o->kind != KIND_ADDRESS || !is_news(w, o))
			continue;
		if (is_quiet(m, &w->config, o))
			rounds_end(&m->rounds, &o->address);
		else
			error = rounds_start(&m->rounds, &o->address, m->now);
	}
	if (!error)
		error = remember_links(w);
	if (!error)
		error = remember_uplinks(w);
	if (error)
		return error;
	work_forget_orders(m);
	state_free(&m->ours);
	m->ours = w->want;
	w->want = (struct state){ 0 };
	return 0;
}
