/* watch_owner.c - the aliases that are this host's own: one whose service is dead is left to others ([alias] yield), and one that another host holds is asked for until he has let go of it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "watch_subjects.h"

#define PENDING_INTERVAL 250 /* ms between two questions for an alias that a rival holds: clients wait for it */
#define PENDING_TIMEOUT 100  /* ms for an answer, which on a LAN takes less than one; learnt it would begin with a second */
#define SURE 3

enum { SERVICE, GATEWAY, RIVAL };

struct owned {
	struct subjects subjects;
	char alias[NAME_SIZE];
	bool yielded, pending;
	unsigned long long since; /* seconds of the epoch */
	char reason[HEALTH_REASON];
	bool wanted;
};

static struct health_rules rules_of(const struct alias *alias)
{
	return (struct health_rules){ .interval = alias->interval, .fall = alias->fall, .rise = alias->rise, .need = (unsigned)alias->checks.count, .window = 60000 };
}

/* Neighbours, of which one answer shows that somebody is there. */
static int list_neighbours(const struct way *way, unsigned interval, unsigned fall, bool wanted, const struct prefix *targets, size_t count, struct questions *q)
{
	struct check item = { .kind = CHECK_ARP };
	const struct checks checks = { &item, 1 };
	const struct health_rules rules = {
		.interval = interval, .timeout = wanted ? PENDING_TIMEOUT : 0, .fall = fall, .rise = 1, .need = 1, .window = 60000,
	};
	const struct asked_of of = { .way = way, .targets = targets, .count = count };
	int error = questions_list(&checks, &rules, &of, q);

	for (size_t i = 0; !error && i < q->count; i++)
		q->targets[i].wanted = wanted;
	return error;
}

/* The service is asked on this host, by no device: where the alias is, else, as long as others have it, at the interface's own address. */
static void ask_service(struct owned *o, const struct alias *alias, const struct stand *s)
{
	_cleanup_(questions_free) struct questions q = { 0 };
	const struct health_rules rules = rules_of(alias);
	struct way way = { .index = s->there != 0 };
	struct asked_of of = { .way = &way, .count = 1, .web = true };
	struct prefix first[FAMILIES] = { 0 }, target;
	int family = family_index(alias->addresses.items[0].family);

	alias_find_first(alias, first);
	for (int f = V4; f < FAMILIES; f++)
		way.source[f] = s->there && prefix_is_set(&first[f]) ? first[f] : s->way.source[f];
	target = s->there ? first[family] : s->way.source[family];
	of.targets = &target;
	if (!questions_list(&alias->checks, &rules, &of, &q))
		subjects_put(&o->subjects, SERVICE, alias->name, &q, &way);
}

static void ask_around(struct owned *o, const struct alias *alias, const struct stand *s)
{
	_cleanup_(questions_free) struct questions gateways = { 0 }, rivals = { 0 };
	struct prefix first[FAMILIES] = { 0 };

	alias_find_first(alias, first);
	if (alias->yield && !list_neighbours(&s->way, alias->interval, alias->fall, false, s->gateways.items, s->gateways.count, &gateways))
		subjects_put(&o->subjects, GATEWAY, alias->name, &gateways, &s->way);
	if (!list_neighbours(&s->way, PENDING_INTERVAL, SURE, true, first, FAMILIES, &rivals))
		subjects_put(&o->subjects, RIVAL, alias->name, s->refused && s->linked ? &rivals : NULL, &s->way);
}

static bool is(const struct checked *c, enum health_state state)
{
	return c && c->health.state == state;
}

/* The rival has let go. One address of a family has been asked for as often as a run would; of more the run asks for the others. */
static void come_back(struct owned *o)
{
	struct watch *w = o->subjects.watch;
	const struct alias *alias = config_find_alias(&w->memory.config, o->alias);
	struct prefix first[FAMILIES] = { 0 };

	alias_find_first(alias, first);
	asked_free(&w->memory.answers);
	if (alias->addresses.count == (size_t)(prefix_is_set(&first[V4]) + prefix_is_set(&first[V6])))
		run_memory_order(&w->memory, o->alias, ORDER_PROVEN);
	watch_look(w);
}

static void set_yielded(struct owned *o, bool yielded, const char *reason)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct watch *w = o->subjects.watch;

	o->yielded = yielded;
	o->since = (unsigned long long)time(NULL);
	strcpy(o->reason, reason);
	log_add(&log, LEVEL_WARNING, yielded ? "alias %s is yielded: %s" : "alias %s is wanted again%s", o->alias, reason);
	w->request->say("", &log, w->request->context);
	watch_note_taken(w);
	watch_look(w);
}

/* It is yielded for what fails now. */
static void explain(struct owned *o, struct checked *service)
{
	health_explain(&service->health, watch_clock());
	if (!strcmp(o->reason, service->health.reason))
		return;
	strcpy(o->reason, service->health.reason);
	watch_note_taken(o->subjects.watch);
}

static long long conclude(struct subjects *s)
{
	struct owned *o = (struct owned *)s;
	const struct alias *alias = config_find_alias(&s->watch->memory.config, o->alias);
	struct checked *service = s->items[SERVICE], *gateway = s->items[GATEWAY], *rival = s->items[RIVAL];

	if (!alias)
		return -1;
	if (alias->yield && !o->yielded && is(service, HEALTH_DOWN) && (!gateway || is(gateway, HEALTH_UP)))
		set_yielded(o, true, service->health.reason);
	else if (o->yielded && (!alias->yield || !service || is(service, HEALTH_UP)))
		set_yielded(o, false, "");
	else if (is(rival, HEALTH_DOWN))
		come_back(o);
	else if (o->yielded && is(service, HEALTH_DOWN))
		explain(o, service);
	return -1;
}

/* What a watcher before us decided. */
static void restore(struct owned *o)
{
	const struct run_memory *m = &o->subjects.watch->memory;

	for (size_t i = 0; i < m->taken_count; i++) {
		const struct taken_fact *fact = &m->taken[i];

		if (fact->state != TAKEN_YIELDED || strcmp(fact->name, o->alias) != 0)
			continue;
		o->yielded = true;
		o->since = fact->since;
		memcpy(o->reason, fact->reason, sizeof(o->reason));
	}
}

/* It is told by the run; here it is written down for homing-status. */
static void note_pending(struct owned *o, bool pending)
{
	bool changed = o->pending != pending;

	o->pending = pending;
	if (!changed || o->yielded)
		return;
	o->since = (unsigned long long)time(NULL);
	strcpy(o->reason, "another host answers for it, and is waited for");
	watch_note_taken(o->subjects.watch);
}

static struct owned *find(struct watch *w, const char *alias)
{
	struct owned **all, *o;

	for (size_t i = 0; i < w->owned_count; i++)
		if (!strcmp(w->owned[i]->alias, alias))
			return w->owned[i];
	all = reallocarray(w->owned, w->owned_count + 1, sizeof(*all));
	if (!all)
		return NULL;
	w->owned = all;
	o = calloc(1, sizeof(*o));
	if (!o)
		return NULL;
	subjects_init(&o->subjects, w, conclude);
	strcpy(o->alias, alias);
	restore(o);
	return w->owned[w->owned_count++] = o;
}

void watch_follow_owned(struct watch *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->owned_count; i++)
		w->owned[i]->wanted = false;
	for (size_t i = 0; i < w->memory.config.alias_count; i++) {
		const struct alias *alias = &w->memory.config.aliases[i];
		const struct stand *s = run_memory_find_stand(&w->memory, alias->name);
		struct owned *o;

		if (!s || config_takeover_of(&w->memory.config, alias->name) || (!alias->checks.count && !s->refused))
			continue;
		o = find(w, alias->name);
		if (!o)
			continue;
		o->wanted = true;
		ask_service(o, alias, s);
		ask_around(o, alias, s);
		note_pending(o, s->refused);
		subjects_wake(&o->subjects);
	}
	for (size_t i = 0; i < w->owned_count; i++)
		if (!w->owned[i]->wanted)
			note_pending(w->owned[i], false); /* which goes through all of them */
	for (size_t i = 0; i < w->owned_count; i++) {
		struct owned *o = w->owned[i];

		if (!o->wanted)
			subjects_end(&o->subjects);
		if (o->wanted || o->subjects.busy)
			w->owned[kept++] = o;
		else
			free(o);
	}
	w->owned_count = kept;
}

size_t watch_list_owned(const struct watch *w, struct taken_fact *out)
{
	size_t count = 0;

	for (size_t i = 0; i < w->owned_count; i++) {
		const struct owned *o = w->owned[i];
		struct taken_fact *fact = &out[count];

		if (!o->yielded && !o->pending)
			continue;
		*fact = (struct taken_fact){ .state = o->yielded ? TAKEN_YIELDED : TAKEN_PENDING, .since = o->since };
		strcpy(fact->name, o->alias);
		memcpy(fact->reason, o->reason, sizeof(fact->reason));
		count++;
	}
	return count;
}

void watch_end_owned(struct watch *w)
{
	for (size_t i = 0; i < w->owned_count; i++) {
		subjects_end(&w->owned[i]->subjects);
		free(w->owned[i]);
	}
	free(w->owned);
}
