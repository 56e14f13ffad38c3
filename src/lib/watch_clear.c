/* watch_clear.c - what connection tracking remembers of a dead uplink is forgotten: flows that are pinned to it, or leave with its address, would go on into the void. */
#include <errno.h>
#include <string.h>

#include "conntrack.h"
#include "watch_work.h"

/* In which families: 1 << family. */
static unsigned char dead_in(const struct checked *c)
{
	return c->health.state == HEALTH_DOWN ? 1 << V4 | 1 << V6 : c->health.silent;
}

/* With no other uplink alive in its family a flow had nowhere to go: it stays until there is one, or its own is back. */
static bool lives_another(const struct watch *w, const struct checked *than, int family)
{
	for (size_t i = 0; i < w->checked_count; i++) {
		const struct checked *c = w->checked[i];
		const struct seen *seen = run_memory_find_seen(&w->memory, c->name);

		if (c != than && !(dead_in(c) & 1 << family) && seen && !seen->lost && prefix_is_set(&seen->way.source[family]))
			return true;
	}
	return false;
}

/* Marks are ours only where flows are kept. */
static void clear(struct watch *w, const struct checked *c, const struct uplink *uplink, unsigned char families)
{
	const struct config *config = &w->memory.config;
	struct seen *seen = run_memory_find_seen(&w->memory, c->name);
	uint32_t mask = config->homing.mark_mask;
	_cleanup_(log_free) struct log log = { 0 };
	struct conntrack_of of = { .family = { [V4] = families & 1 << V4, [V6] = families & 1 << V6 } };
	size_t count;
	int error;

	if (config->flows.present && uplink->mark && config_flows_name(&config->flows, uplink)) {
		of.mask = mask;
		of.mark = uplink->mark * (mask & -mask);
	}
	if (seen) {
		conntrack_sort(&seen->addresses);
		of.addresses = seen->addresses;
	}
	error = conntrack_forget(&of, &count);
	if (error)
		log_add(&log, LEVEL_WARNING, "uplink %s: its flows cannot be forgotten: %s", c->name, strerror(-error));
	else if (count)
		log_add(&log, LEVEL_NOTE, "uplink %s: %zu of its flows forgotten", c->name, count);
	if (log.count)
		w->request->say("", &log, w->request->context);
}

void watch_clear_flows(struct watch *w)
{
	for (size_t i = 0; i < w->checked_count; i++) {
		struct checked *c = w->checked[i];
		const struct uplink *uplink = config_find_uplink(&w->memory.config, c->name);
		unsigned char down = dead_in(c), fell = down & (unsigned char)~c->down, back = c->down & (unsigned char)~down, now = 0;

		if (!uplink)
			continue;
		c->down = down;
		c->uncleared &= (unsigned char)~(fell | back);
		c->uncleared |= (uplink->clear_flows != CLEAR_NO ? fell : 0) | (uplink->clear_flows == CLEAR_BOTH ? back : 0);
		for (int family = V4; family < FAMILIES; family++)
			if ((c->uncleared & 1 << family) && lives_another(w, c, family))
				now |= (unsigned char)(1 << family);
		c->uncleared &= (unsigned char)~now;
		if (now)
			clear(w, c, uplink, now);
	}
}
