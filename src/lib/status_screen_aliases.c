/* status_screen_aliases.c - aliases and takeovers, for a person. PURE. */
#include <string.h>

#include "status_pen.h"

#define MOST_ADDRESSES 3 /* of a line */

static const char *alias_color(enum alias_state state)
{
	switch (state) {
	case ALIAS_STATE_UP:
		return GREEN;
	case ALIAS_STATE_MISSING:
	case ALIAS_STATE_PART:
	case ALIAS_STATE_ABSENT:
	case ALIAS_STATE_YIELDED:
		return RED;
	default:
		return YELLOW;
	}
}

static void put_reason(struct screen *s, const struct alias_status *a, bool lacks)
{
	const struct taken_fact *fact = facts_find_taken(s->status->picture.facts, a->alias->name, true);

	if (fact && (a->state == ALIAS_STATE_YIELDED || a->state == ALIAS_STATE_PENDING)) {
		buffer_add(s->out, "; since ");
		screen_put_age(s, fact->since);
		buffer_add(s->out, ": ");
		screen_put(s, fact->reason);
	} else if (lacks) {
		buffer_add(s->out, "; does a rival hold it?");
	}
	buffer_add(s->out, "\n");
}

/* The addresses that are there; of an alias that should be up and is not, those that are not. */
static void put_alias(struct screen *s, const struct alias_status *a, int width)
{
	bool lacks = a->state == ALIAS_STATE_MISSING || a->state == ALIAS_STATE_PART;
	size_t shown = 0, count = a->alias->addresses.count;
	size_t of_these = lacks ? count - a->there : count;
	char text[PREFIX_TEXT];

	buffer_add(s->out, "  %-*s  ", width, a->alias->name);
	screen_put_column(s, a->alias->interface, 10);
	buffer_add(s->out, "  ");
	screen_put_colored(s, alias_color(a->state), status_alias_word(a->state), 14);
	if (a->state == ALIAS_STATE_PART)
		buffer_add(s->out, "%zu of %zu, without ", a->there, count);
	for (size_t i = 0; i < count && shown < MOST_ADDRESSES; i++) {
		struct prefix host = prefix_host(&a->alias->addresses.items[i]);

		if (lacks && status_has_address(s->status, a, i))
			continue;
		buffer_add(s->out, "%s%s", shown++ ? ", " : "", prefix_text(&host, text));
	}
	if (of_these > shown)
		buffer_add(s->out, " and %zu more", of_these - shown);
	put_reason(s, a, lacks);
}

void screen_put_aliases(struct screen *s)
{
	const struct config *config = s->status->picture.config;
	int width = screen_name_width(config);

	if (!config->alias_count)
		return;
	screen_put_heading(s, BOLD, "ALIASES");
	buffer_add(s->out, "\n");
	for (size_t i = 0; i < config->alias_count; i++)
		put_alias(s, &s->status->aliases[i], width);
}

/* Takeovers */

static void put_takeover(struct screen *s, const struct takeover_section *takeover, int width)
{
	const struct taken_fact *fact = facts_find_taken(s->status->picture.facts, takeover->name, false);

	buffer_add(s->out, "  %-*s  ", width, takeover->name);
	if (!fact) {
		screen_put_colored(s, YELLOW, "not known", 10);
		buffer_add(s->out, "  %s\n", s->status->picture.watcher ? "homing-watch has not said anything yet" : "homing-watch, which would take it, does not run");
		return;
	}
	screen_put_colored(s, taken_state_is_held(fact->state) ? RED : fact->state == TAKEN_STANDBY ? GREEN : YELLOW, taken_state_word(fact->state), 10);
	buffer_add(s->out, "  since ");
	screen_put_age(s, fact->since);
	buffer_add(s->out, ": ");
	screen_put(s, fact->reason);
	buffer_add(s->out, s->status->picture.watcher ? "\n" : "; no watcher runs now\n");
}

void screen_put_takeovers(struct screen *s)
{
	const struct config *config = s->status->picture.config;
	int width = screen_name_width(config);

	if (!config->takeover_count)
		return;
	screen_put_heading(s, BOLD, "TAKEOVERS");
	buffer_add(s->out, "\n");
	for (size_t i = 0; i < config->takeover_count; i++)
		put_takeover(s, &config->takeovers[i], width);
}
