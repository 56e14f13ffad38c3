/* run_memory_alias.c - aliases, as somebody who lives on remembers them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run_memory.h"
#include "run_work.h"
#include "want.h"

int run_memory_order(struct run_memory *m, const char *alias, unsigned flags)
{
	struct alias_order *orders;

	for (size_t i = 0; i < m->order_count; i++)
		if (!strcmp(m->orders[i].alias, alias)) {
			m->orders[i].flags |= flags;
			return 0;
		}
	orders = reallocarray(m->orders, m->order_count + 1, sizeof(*orders));
	if (!orders)
		return -ENOMEM;
	m->orders = orders;
	orders[m->order_count] = (struct alias_order){ .flags = flags };
	strcpy(orders[m->order_count++].alias, alias);
	return 0;
}

unsigned run_memory_ordered(const struct run_memory *m, const char *alias)
{
	for (size_t i = 0; m && i < m->order_count; i++)
		if (!strcmp(m->orders[i].alias, alias))
			return m->orders[i].flags;
	return 0;
}

const struct stand *run_memory_find_stand(const struct run_memory *m, const char *alias)
{
	for (size_t i = 0; i < m->stand_count; i++)
		if (!strcmp(m->stands[i].alias, alias))
			return &m->stands[i];
	return NULL;
}

static bool is_held(const struct work *w, const struct takeover_section *takeover)
{
	const struct taken_fact *fact = facts_find_taken(&w->facts, takeover->name, false);

	return fact && taken_state_is_held(fact->state);
}

size_t work_count_coming(struct work *w, const struct alias *alias, const struct link *link)
{
	size_t count = 0;

	for (size_t k = 0; k < alias->addresses.count; k++) {
		struct object o = work_alias_object(w, alias, link, k);

		count += state_find(&w->want, &o) && !state_find(&w->host.ours, &o);
	}
	return count;
}

/* Where somebody lives on who runs on-take, also for what went and is back. */
bool work_is_quiet(const struct work *w, const struct alias *alias, size_t coming)
{
	const struct run_memory *m = w->request->memory;
	const struct takeover_section *takeover = m && m->ear && coming ? config_takeover_of(&w->config, alias->name) : NULL;
	unsigned ordered = run_memory_ordered(m, alias->name);

	return ordered & ORDER_QUIET || (takeover && takeover->on_take.count && is_held(w, takeover) && !(ordered & ORDER_LOUD));
}

static void free_stands(struct stand *stands, size_t count)
{
	for (size_t i = 0; i < count; i++)
		prefixes_free(&stands[i].gateways);
	free(stands);
}

static void forget_stands(struct run_memory *m)
{
	free_stands(m->stands, m->stand_count);
	m->stands = NULL;
	m->stand_count = 0;
}

void work_forget_orders(struct run_memory *m)
{
	free(m->orders);
	m->orders = NULL;
	m->order_count = 0;
}

void work_forget_aliases(struct run_memory *m)
{
	forget_stands(m);
	work_forget_orders(m);
}

void work_find_sources(const struct work *w, const struct link *link, struct prefix sources[FAMILIES])
{
	for (size_t i = 0; i < w->host.seen.count; i++) {
		const struct object *o = &w->host.seen.objects[i];
		struct prefix *source;

		if (o->kind != KIND_ADDRESS || strcmp(o->address.device, link->name) != 0 || prefix_is_link_local(&o->address.local))
			continue;
		source = &sources[family_index(o->address.local.family)];
		if (!prefix_is_set(source))
			*source = prefix_host(&o->address.local);
	}
}

/* The kernel keeps IPv4 addresses when a link goes down (unless it goes for good). */
static bool has_ipv6(const struct alias *alias)
{
	struct prefix first[FAMILIES] = { 0 };

	alias_find_first(alias, first);
	return prefix_is_set(&first[V6]);
}

static int look_at(struct work *w, const struct alias *alias, struct stand *s)
{
	const struct link *link = host_find_link(&w->host, alias->interface);
	bool moves = alias->yield || config_takeover_of(&w->config, alias->name);

	strcpy(s->alias, alias->name);
	if (!link)
		return 0;
	memcpy(s->way.device, link->name, sizeof(s->way.device));
	s->way.index = link->index;
	s->linked = link->up && link->carrier;
	s->held = alias_find_hold(&w->facts, alias, link) != NULL;
	s->refused = alias_is_among(w->refused, w->refused_count, alias);
	work_find_sources(w, link, s->way.source);
	for (size_t k = 0; k < alias->addresses.count; k++) {
		struct object o = work_alias_object(w, alias, link, k);

		if (state_find(&w->want, &o))
			s->there++;
		else if (!prefix_is_set(&s->lacks))
			s->lacks = prefix_host(&alias->addresses.items[k]);
	}
	s->came = work_count_coming(w, alias, link);
	s->lost = s->there && (link->was_gone || (link->was_down && has_ipv6(alias)));
	s->quiet = work_is_quiet(w, alias, s->came);
	return moves ? work_find_gateways(w, link, &s->gateways) : 0;
}

int work_remember_aliases(struct work *w)
{
	struct run_memory *m = w->request->memory;
	struct stand *stands = calloc(w->config.alias_count + 1, sizeof(*stands));
	int error = stands ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < w->config.alias_count; i++)
		error = look_at(w, &w->config.aliases[i], &stands[i]);
	if (error) {
		free_stands(stands, stands ? w->config.alias_count : 0);
		return error;
	}
	forget_stands(m);
	m->stands = stands;
	m->stand_count = w->config.alias_count;
	return 0;
}
