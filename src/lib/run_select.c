/* run_select.c - which of the objects that were read and worked out concern this run. */
#include <string.h>

#include "run_work.h"
#include "want.h"

/* Whose an object is: the balance has a table of its own, rules just above main, and the settings. */
static unsigned kind_of(const struct object *o, const struct config *config)
{
	switch (o->kind) {
	case KIND_SETTING:
		return strcmp(o->setting.name, SETTING_SRC_VALID_MARK) ? RUN_BALANCE : RUN_FLOWS;
	case KIND_ADDRESS:
		return RUN_ALIAS;
	case KIND_ROUTE:
		return o->route.table == config->homing.tables ? RUN_BALANCE : RUN_TABLE;
	case KIND_RULE:
		if (o->rule.mask && o->rule.priority == config->homing.priority + STEP_MARK)
			return RUN_RULE | RUN_FLOWS;
		return o->rule.priority >= BALANCE_FIRST && o->rule.priority <= BALANCE_LAST ? RUN_BALANCE : RUN_RULE;
	}
	return RUN_EVERYTHING;
}

void work_keep_touched(struct state *s, const struct config *config, unsigned kinds)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (kind_of(&s->objects[i], config) & kinds)
			s->objects[kept++] = s->objects[i];
		else
			object_free(&s->objects[i]);
	}
	s->count = kept;
}

static bool is_named(const struct config *config, const char *name, const struct object *o, uint32_t table)
{
	const struct alias *alias = config_find_alias(config, name);
	const struct uplink *uplink = config_find_uplink(config, name);

	if (o->kind == KIND_SETTING)
		return false;
	if (o->kind == KIND_ADDRESS)
		return alias && prefixes_have(&alias->addresses, &o->address.local);
	return uplink && table == uplink->table;
}

/* Only what leads to or stands in the tables of the uplinks that were named. */
void work_keep_named(struct work *w)
{
	struct state *s = &w->host.ours;
	bool is_whole = !w->request->name_count || w->request->kinds == RUN_BALANCE; /* one route, of which each has a share */
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct object *o = &s->objects[i];
		uint32_t table = o->kind == KIND_ROUTE ? o->route.table : o->kind == KIND_RULE ? o->rule.table : 0;
		/* a setting is nobody's but where an old value of it is noted */
		bool named = is_whole && (o->kind != KIND_SETTING || facts_find_noted(&w->facts, &o->setting));

		for (size_t n = 0; !named && n < w->request->name_count; n++)
			named = is_named(&w->config, w->request->names[n], o, table);
		if (named)
			s->objects[kept++] = s->objects[i];
		else
			object_free(&s->objects[i]);
	}
	s->count = kept;
}

static void keep_found(struct state *s, const struct state *in, const struct state *or_in)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (state_find(in, &s->objects[i]) || state_find(or_in, &s->objects[i]))
			s->objects[kept++] = s->objects[i];
		else
			object_free(&s->objects[i]);
	}
	s->count = kept;
}

void work_keep_static(struct work *w)
{
	const struct static_set *set = w->request->static_set;

	keep_found(&w->want, &set->wanted, &set->wanted);
	keep_found(&w->host.ours, &set->wanted, &set->dropped);
}
