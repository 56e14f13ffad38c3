/* watch_standby_say.c - what there is to say of a takeover: to the log, and to who asks homing-status. */
#include <stdio.h>
#include <string.h>

#include "watch_standby.h"

#define MISSING (PREFIX_TEXT + 64)

/* What of the set should be there and is not: somebody had his will (fight.h). */
static void write_missing(const struct standby *t, char text[MISSING])
{
	const struct watch *w = t->subjects.watch;
	const struct takeover_section *section = standby_section(t);
	char address[PREFIX_TEXT] = "";
	size_t count = 0;

	text[0] = '\0';
	for (size_t i = 0; t->takeover.held != HELD_NOT && i < section->aliases.count; i++) {
		const struct stand *s = run_memory_find_stand(&w->memory, section->aliases.items[i]);

		if (!s || s->held || !prefix_is_set(&s->lacks))
			continue;
		if (!count)
			prefix_text(&s->lacks, address);
		count += config_find_alias(&w->memory.config, s->alias)->addresses.count - s->there;
	}
	if (count == 1)
		snprintf(text, MISSING, ", but %s is missing", address);
	else if (count)
		snprintf(text, MISSING, ", but %s and %zu more are missing", address, count - 1);
}

bool standby_explain(struct standby *t)
{
	struct health *peer = &t->subjects.items[STANDBY_PEER]->health;
	char reason[HEALTH_REASON], missing[MISSING];
	bool dead;

	health_explain(peer, watch_clock());
	dead = peer->state == HEALTH_DOWN && peer->reason[0];
	write_missing(t, missing);
	snprintf(reason, sizeof(reason), "%s%s%s%.*s%s", t->takeover.row->why, missing, dead ? " (" : "", dead ? (int)sizeof(reason) / 2 : 0, peer->reason, dead ? ")" : "");
	if (!t->subjects.items[STANDBY_GATEWAYS])
		strcpy(reason, "no gateway is known: nothing is taken");
	if (!strcmp(reason, t->fact.reason))
		return false;
	strcpy(t->fact.reason, reason);
	return true;
}

void standby_say_row(struct standby *t)
{
	_cleanup_(log_free) struct log log = { 0 };
	const struct takeover_row *row = t->takeover.row;

	log_add(&log, row->action == ACTION_REPORT ? LEVEL_WARNING : LEVEL_DEBUG, "takeover %s: %s: %s", t->name,
		takeover_action_word(row->action), t->fact.reason);
	t->subjects.watch->request->say("", &log, t->subjects.watch->request->context);
}

/* The configuration alone cannot tell: main's default may come later. Without a carrier nobody is asked anyway. */
void standby_warn_of_gateways(struct standby *t, const struct stand *s, bool known)
{
	_cleanup_(log_free) struct log log = { 0 };
	const struct takeover_section *section = standby_section(t);

	if (known == !t->without_gateway || (!known && !s->linked))
		return;
	t->without_gateway = !known;
	if (known)
		log_add(&log, LEVEL_NOTE, "takeover %s: a gateway is known now", t->name);
	else
		log_add(&log, LEVEL_WARNING, "%s:%u: [takeover %s] gateway: none is named, and none is known on %s: nothing is taken over; write gateway = ADDRESS of a host there that lives when the peer does not",
			section->place.file, section->place.line, t->name, s->way.device);
	t->subjects.watch->request->say("", &log, t->subjects.watch->request->context);
}
