/* run_report.c - what a run tells beside its plan. */
#include "run_work.h"
#include "text.h"
#include "want.h"

static const char *const STATUS_WORDS[] = {
	[UPLINK_OFF] = "not carried",
	[UPLINK_ABSENT] = "no such interface",
	[UPLINK_HELD] = "held",
	[UPLINK_ASIDE] = "not asked for",
	[UPLINK_NO_ADDRESS] = "no address",
	[UPLINK_LOST] = "the link is down, its addresses are gone",
	[UPLINK_WAITING] = "waits for its gateway",
	[UPLINK_DOWN] = "the link is down",
	[UPLINK_UP] = "up",
};

/* An alias that was asked for by its name, and does not come. */
static void note_aliases(struct work *w)
{
	for (size_t i = 0; w->request->kinds == RUN_ALIAS && i < w->request->name_count; i++) {
		const struct alias *alias = config_find_alias(&w->config, w->request->names[i]);
		const struct link *link = alias ? host_find_link(&w->host, alias->interface) : NULL;
		const struct hold *hold = alias ? alias_find_hold(&w->facts, alias, link) : NULL;

		if (!alias) /* typed by hand, and now gone */
			continue;
		if (hold)
			log_add(w->log, LEVEL_NOTE, "alias %s: held by %s; `homing apply' releases it", alias->name, hold->who);
		else if (!link)
			log_add(w->log, LEVEL_NOTE, "alias %s: no interface %s", alias->name, alias->interface);
		else if (!link->up)
			log_add(w->log, LEVEL_NOTE, "alias %s: %s is down", alias->name, alias->interface);
	}
}

/* An uplink that serves in no family is worth a note; one family that does not is only for those who ask. */
void work_note_uplinks(struct work *w)
{
	if (w->request->verb == RUN_UP)
		note_aliases(w);
	if (w->request->verb == RUN_UP && w->config.homing.group && balance_is_on(&w->config, &w->facts, &w->views) &&
	    !balance_can_group(&w->config, &w->host))
		log_add(w->log, LEVEL_NOTE, "balance: an uplink's interface is in a group of somebody else's: main's defaults are told apart by their length instead");
	for (size_t i = 0; i + 1 < w->views.count; i += FAMILIES) {
		const struct view *v4 = &w->views.items[i], *v6 = &w->views.items[i + 1];
		const struct view *best = v4->status >= v6->status ? v4 : v6;
		enum log_level level = best->status >= UPLINK_DOWN || best->status == UPLINK_ASIDE ? LEVEL_DEBUG : LEVEL_NOTE;

		if (w->request->verb != RUN_UP)
			level = LEVEL_DEBUG;
		if (level == LEVEL_NOTE)
			log_add(w->log, level, "uplink %s (%s): %s", v4->uplink->name, v4->uplink->interface, STATUS_WORDS[best->status]);
		else
			log_add(w->log, level, "uplink %s (%s): IPv4 %s, IPv6 %s", v4->uplink->name, v4->uplink->interface,
				STATUS_WORDS[v4->status], STATUS_WORDS[v6->status]);
	}
}

void work_write_diff(struct buffer *text, const struct state *have, const struct plan *plan)
{
	for (size_t i = 0; i < have->count; i++) {
		bool stays = true;

		for (size_t k = 0; stays && k < plan->count; k++)
			stays = plan->steps[k].kind == STEP_ADD || object_compare(plan->steps[k].object, &have->objects[i]);
		if (!stays)
			continue;
		buffer_add(text, "  ");
		text_write_object(text, &have->objects[i]);
		buffer_add(text, "\n");
	}
	for (size_t i = 0; i < plan->count; i++) {
		buffer_add(text, plan->steps[i].kind == STEP_DELETE ? "- " : "+ ");
		text_write_object(text, plan->steps[i].object);
		buffer_add(text, "\n");
	}
}
