/* status_screen_uplinks.c - how the uplinks, the balance and the aliases stand. PURE. */
#include "status_pen.h"

#include <string.h>

#include "util.h"

#define MOST_ADDRESSES 3 /* of a line */

static const char *uplink_color(enum uplink_status status)
{
	return status == UPLINK_UP ? GREEN : status == UPLINK_DOWN || status == UPLINK_LOST || status == UPLINK_ABSENT ? RED : YELLOW;
}

static void write_gateway(const struct view *view, struct buffer *out)
{
	char text[PREFIX_TEXT];

	if (view->source == GATEWAY_NONE)
		return;
	if (prefix_is_set(&view->hop.gateway))
		buffer_add(out, "via %s", prefix_text(&view->hop.gateway, text));
	else
		buffer_add(out, "on link");
	buffer_add(out, " (%s)", status_source_word(view->source));
}

static void put_addresses(struct screen *s, const struct prefixes *list)
{
	char text[PREFIX_TEXT];
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (status_lacks(s->status, &list->items[i]) || count++ >= MOST_ADDRESSES)
			continue;
		buffer_add(s->out, "%s%s", count > 1 ? ", " : "", prefix_text(&list->items[i], text));
	}
	if (count > MOST_ADDRESSES)
		buffer_add(s->out, " and %zu more", count - MOST_ADDRESSES);
}

static void put_view(struct screen *s, const struct view *view)
{
	_cleanup_(buffer_free) struct buffer gateway = { 0 };
	bool serves = view_serves(view);

	write_gateway(view, &gateway);
	s->out->failed |= gateway.failed;
	buffer_add(s->out, "    IPv%d  ", view->family == family_number(V4) ? 4 : 6);
	if (!serves && !view->addresses.count) {
		screen_put_colored(s, uplink_color(view->status), status_uplink_word(view->status), 0);
		buffer_add(s->out, "\n");
		return;
	}
	screen_put_colored(s, uplink_color(view->status), status_uplink_word(view->status), 10);
	screen_put_column(s, gateway.data ? gateway.data : "no gateway known yet", 34);
	buffer_add(s->out, "  ");
	put_addresses(s, &view->addresses);
	buffer_add(s->out, "\n");
}

static const char *health_color(enum health_state state)
{
	return state == HEALTH_UP ? GREEN : state == HEALTH_DOWN ? RED : YELLOW;
}

/* What the watcher said; where nobody watches there is nothing to say. */
static void put_health(struct screen *s, const struct uplink *uplink)
{
	const struct facts *facts = s->status->picture.facts;
	const struct health_fact *health = facts_find_health(facts, uplink);

	if (!health && !facts_is_stale(facts, uplink))
		return;
	buffer_add(s->out, "    health  ");
	if (!health) {
		screen_put_colored(s, YELLOW, "not known", 10);
		buffer_add(s->out, "what health.ini says is old, and no watcher runs: it counts as up\n");
		return;
	}
	screen_put_colored(s, health_color(health->state), health_state_word(health->state), 8);
	screen_put_age(s, health->since);
	for (int family = V4; family < FAMILIES; family++)
		if (health->silent & 1 << family) {
			buffer_add(s->out, ", ");
			screen_put_colored(s, RED, family == V4 ? "IPv4 down" : "IPv6 down", 0);
		}
	if (health->reason[0]) {
		buffer_add(s->out, ", ");
		screen_put(s, health->reason);
	}
	if (health->measured)
		buffer_add(s->out, "; loss %u%%", health->loss);
	if (health->measured && health->loss < 100) /* who did not answer took no time */
		buffer_add(s->out, ", latency %u.%u ms", health->latency / 1000, health->latency / 100 % 10);
	if (health->falls)
		buffer_add(s->out, "; %u fall%s", health->falls, health->falls > 1 ? "s" : "");
	if (health->damping)
		buffer_add(s->out, ", rise x %u", 1u << health->damping);
	buffer_add(s->out, "\n");
}

void screen_put_uplinks(struct screen *s)
{
	const struct views *views = s->status->picture.views;
	int width = screen_name_width(s->status->picture.config);

	if (!views->count)
		return;
	screen_put_heading(s, BOLD, "UPLINKS");
	buffer_add(s->out, "\n");
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];
		const struct uplink *uplink = view->uplink;

		if (i % FAMILIES == V4) {
			buffer_add(s->out, "  %-*s  ", width, uplink->name);
			screen_put_column(s, uplink->interface, 10);
			buffer_add(s->out, "  table %u%s\n", uplink->table,
				   view->link && view->link->up && !view->link->carrier ? ", no carrier" : "");
		}
		if (view->status != UPLINK_OFF)
			put_view(s, view);
		if (i % FAMILIES == V6)
			put_health(s, uplink);
	}
}

/* The balance */

static void put_hops(struct screen *s, const struct route *route)
{
	unsigned total = 0;

	for (size_t i = 0; i < route->hop_count; i++)
		total += route->hops[i].weight;
	for (size_t i = 0; i < route->hop_count; i++) {
		const struct hop *hop = &route->hops[i];
		const struct uplink *uplink = status_find_uplink(s->status, hop);

		buffer_add(s->out, i ? ", " : "");
		screen_put(s, uplink ? uplink->name : hop->device);
		if (route->hop_count > 1)
			buffer_add(s->out, " %u%% (weight %u)", (hop->weight * 100 + total / 2) / total, hop->weight);
	}
	buffer_add(s->out, "\n");
}

void screen_put_balance(struct screen *s)
{
	const struct config *config = s->status->picture.config;

	if (!config->balance.present)
		return;
	screen_put_heading(s, BOLD, "BALANCE");
	buffer_add(s->out, "  table %u\n", config->homing.tables);
	for (int family = V4; family < FAMILIES; family++) {
		buffer_add(s->out, "    IPv%d  ", family == V4 ? 4 : 6);
		if (s->status->balance[family])
			put_hops(s, s->status->balance[family]);
		else
			buffer_add(s->out, "empty: main's default holds\n");
	}
}
