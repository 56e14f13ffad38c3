/* status_metrics.c - how the host stands in numbers, as Prometheus' text format: what its node exporter's textfile collector reads. PURE. */
#include "status.h"

#include <errno.h>

#include "util.h"

static const char *const FAMILY_WORDS[FAMILIES] = { [V4] = "ipv4", [V6] = "ipv6" };

static void put_head(struct buffer *out, const char *name, const char *type, const char *help)
{
	buffer_add(out, "# HELP homing_%s %s\n# TYPE homing_%s %s\n", name, help, name, type);
}

/* A label's value: backslash, quote and newline have their escapes; what else is no plain character may not be UTF-8, which would spoil the whole file. */
static void put_label(struct buffer *out, const char *before, const char *value)
{
	buffer_add(out, "%s=\"", before);
	for (; *value; value++)
		if (*value == '\n')
			buffer_add(out, "\\n");
		else if (*value == '\\' || *value == '"')
			buffer_add(out, "\\%c", *value);
		else
			buffer_add(out, "%c", *value < ' ' || *value > '~' ? '?' : *value);
	buffer_add(out, "\"");
}

static void put_uplink(struct buffer *out, const char *name, const struct uplink *uplink)
{
	buffer_add(out, "homing_%s{", name);
	put_label(out, "uplink", uplink->name);
}

/* One number of what the watcher said. */
enum told { TOLD_UP, TOLD_SINCE, TOLD_FALLS, TOLD_DAMPING, TOLD_LOSS, TOLD_LATENCY, TOLD };

static const struct {
	const char *name, *type, *help;
} TELLING[TOLD] = {
	[TOLD_UP] = { "uplink_up", "gauge", "1: its checks say that it lives or nothing yet, 0: that it is dead." },
	[TOLD_SINCE] = { "uplink_since_timestamp_seconds", "gauge", "When that was last another." },
	[TOLD_FALLS] = { "uplink_falls_total", "counter", "How often it died." },
	[TOLD_DAMPING] = { "uplink_rise_factor", "gauge", "By how much `rise' is multiplied, as it died too often." },
	[TOLD_LOSS] = { "uplink_loss_ratio", "gauge", "Share of the questions within the window that no answer came to." },
	[TOLD_LATENCY] = { "uplink_latency_seconds", "gauge", "Mean time to the answers within the window." },
};

static void put_told(struct buffer *out, const struct health_fact *health, enum told what)
{
	switch (what) {
	case TOLD_UP:
		buffer_add(out, "%d\n", health->state != HEALTH_DOWN);
		break;
	case TOLD_SINCE:
		buffer_add(out, "%llu\n", health->since);
		break;
	case TOLD_FALLS:
		buffer_add(out, "%u\n", health->falls);
		break;
	case TOLD_DAMPING:
		buffer_add(out, "%u\n", 1u << health->damping);
		break;
	case TOLD_LOSS:
		buffer_add(out, "%u.%02u\n", health->loss / 100, health->loss % 100);
		break;
	default:
		buffer_add(out, "%u.%06u\n", health->latency / 1000000, health->latency % 1000000);
	}
}

static void put_health(const struct status *s, struct buffer *out)
{
	const struct config *config = s->picture.config;

	for (enum told what = 0; what < TOLD; what++) {
		bool first = true;

		for (size_t i = 0; i < config->uplink_count; i++) {
			const struct health_fact *health = facts_find_health(s->picture.facts, &config->uplinks[i]);

			if (!health || (what >= TOLD_LOSS && !health->measured) || (what == TOLD_LATENCY && health->loss == 100))
				continue;
			if (first)
				put_head(out, TELLING[what].name, TELLING[what].type, TELLING[what].help);
			first = false;
			put_uplink(out, TELLING[what].name, &config->uplinks[i]);
			buffer_add(out, "} ");
			put_told(out, health, what);
		}
	}
}

static void put_silent(const struct status *s, struct buffer *out)
{
	const struct config *config = s->picture.config;
	bool first = true;

	for (size_t i = 0; i < FAMILIES * config->uplink_count; i++) {
		const struct uplink *uplink = &config->uplinks[i / FAMILIES];
		const struct health_fact *health = facts_find_health(s->picture.facts, uplink);

		if (!health)
			continue;
		if (first)
			put_head(out, "uplink_silent", "gauge", "1: it lives, but not in this family.");
		first = false;
		put_uplink(out, "uplink_silent", uplink);
		put_label(out, ",family", FAMILY_WORDS[i % FAMILIES]);
		buffer_add(out, "} %d\n", health->silent >> i % FAMILIES & 1);
	}
}

static void put_families(const struct status *s, struct buffer *out)
{
	const struct views *views = s->picture.views;

	if (!views->count)
		return;
	put_head(out, "uplink_serves", "gauge", "1: link, address and gateway are there, in this family.");
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];

		if (view->status == UPLINK_OFF)
			continue;
		put_uplink(out, "uplink_serves", view->uplink);
		put_label(out, ",interface", view->uplink->interface);
		put_label(out, ",family", FAMILY_WORDS[i % FAMILIES]);
		buffer_add(out, "} %d\n", view->status == UPLINK_UP);
	}
	put_silent(s, out);
	if (!s->picture.config->balance.present)
		return;
	put_head(out, "uplink_share_ratio", "gauge", "Share of the balance that it carries.");
	for (size_t i = 0; i < views->count; i++) {
		unsigned share = status_share(s, views->items[i].uplink, (int)(i % FAMILIES));

		put_uplink(out, "uplink_share_ratio", views->items[i].uplink);
		put_label(out, ",family", FAMILY_WORDS[i % FAMILIES]);
		buffer_add(out, "} %u.%02u\n", share / 100, share % 100);
	}
}

static void put_takeovers(const struct status *s, struct buffer *out)
{
	const struct config *config = s->picture.config;

	if (!config->takeover_count)
		return;
	put_head(out, "takeover_held", "gauge", "1: this host has the aliases of another one.");
	for (size_t i = 0; i < config->takeover_count; i++) {
		const struct taken_fact *fact = facts_find_taken(s->picture.facts, config->takeovers[i].name, false);

		put_label(out, "homing_takeover_held{takeover", config->takeovers[i].name);
		buffer_add(out, "} %d\n", fact && taken_state_is_held(fact->state));
	}
}

static void put_aliases(const struct status *s, struct buffer *out)
{
	size_t count = s->picture.config->alias_count;

	if (!count)
		return;
	put_head(out, "alias_addresses", "gauge", "Addresses that the alias has by the configuration.");
	for (size_t i = 0; i < count; i++) {
		put_label(out, "homing_alias_addresses{alias", s->aliases[i].alias->name);
		buffer_add(out, "} %zu\n", s->aliases[i].alias->addresses.count);
	}
	put_head(out, "alias_addresses_here", "gauge", "Those of them that this host has.");
	for (size_t i = 0; i < count; i++) {
		put_label(out, "homing_alias_addresses_here{alias", s->aliases[i].alias->name);
		buffer_add(out, "} %zu\n", s->aliases[i].there);
	}
}

static void put_number(struct buffer *out, const char *name, const char *help, size_t number)
{
	put_head(out, name, "gauge", help);
	buffer_add(out, "homing_%s %zu\n", name, number);
}

static void put_objects(const struct status *s, struct buffer *out)
{
	static const char *const words[] = {
		[KIND_SETTING] = "setting", [KIND_ADDRESS] = "address", [KIND_ROUTE] = "route", [KIND_RULE] = "rule",
	};

	put_head(out, "objects", "gauge", "What is ours in the kernel.");
	for (enum kind kind = KIND_SETTING; kind <= KIND_RULE; kind++) {
		put_label(out, "homing_objects{kind", words[kind]);
		buffer_add(out, "} %zu\n", status_count_ours(s, kind));
	}
	put_number(out, "drifted_objects", "What is missing, not wanted or has another value.", s->drift_count);
	put_number(out, "foreign_objects", "What is others' among ours.", s->foreign_count);
	put_number(out, "holds", "What somebody took down.", s->picture.facts->hold_count);
	put_number(out, "main_default_errors", "Families whose first default in main is an error route.",
		   (size_t)(s->silenced[V4] != NULL) + (size_t)(s->silenced[V6] != NULL));
	if (s->picture.watcher >= 0)
		put_number(out, "watcher_up", "1: homing-watch runs.", s->picture.watcher > 0);
}

int status_write_metrics(const struct status *s, struct buffer *out)
{
	put_health(s, out);
	put_families(s, out);
	put_aliases(s, out);
	put_takeovers(s, out);
	put_objects(s, out);
	return out->failed ? -ENOMEM : 0;
}
