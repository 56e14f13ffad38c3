/* status_json.c - how the host stands as JSON, by jansson. */
#include "status.h"

#include <errno.h>
#include <jansson.h>

#include "json.h"
#include "util.h"

static const char *const FAMILY_KEYS[FAMILIES] = { [V4] = "ipv4", [V6] = "ipv6" };

/* jansson's setters take NULL for an error and pass it on: what had no memory, or is no UTF-8 (a device's name may be anything), is left out. */
static void set_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, json_string(text));
}

static void set_number(json_t *object, const char *key, unsigned long long number)
{
	json_object_set_new(object, key, json_integer((json_int_t)number));
}

static json_t *prefix_json(const struct prefix *p)
{
	char text[PREFIX_TEXT];

	return json_string(prefix_text(p, text));
}

static json_t *prefixes_json(const struct prefixes *list)
{
	json_t *out = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(out, prefix_json(&list->items[i]));
	return out;
}

static json_t *holds_json(const struct facts *facts)
{
	json_t *out = json_array();

	for (size_t i = 0; i < facts->hold_count; i++) {
		const struct hold *hold = &facts->holds[i];
		json_t *item = json_object();

		set_text(item, "kind", hold->kind);
		set_text(item, "name", hold->name);
		set_text(item, "who", hold->who);
		set_number(item, "since", hold->since);
		json_array_append_new(out, item);
	}
	return out;
}

static json_t *view_json(const struct status *s, const struct view *view)
{
	json_t *out = json_object(), *addresses = json_array();

	set_text(out, "state", status_uplink_word(view->status));
	set_text(out, "learnt", status_source_word(view->source));
	if (prefix_is_set(&view->hop.gateway))
		json_object_set_new(out, "gateway", prefix_json(&view->hop.gateway));
	for (size_t i = 0; i < view->addresses.count; i++)
		if (!status_lacks(s, &view->addresses.items[i]))
			json_array_append_new(addresses, prefix_json(&view->addresses.items[i]));
	json_object_set_new(out, "addresses", addresses);
	json_object_set_new(out, "connected", prefixes_json(&view->connected));
	json_object_set_new(out, "servers", prefixes_json(&view->servers));
	return out;
}

/* null: nobody said anything that counts. */
static json_t *health_json(const struct facts *facts, const struct uplink *uplink)
{
	const struct health_fact *health = facts_find_health(facts, uplink);
	json_t *out, *silent;

	if (!health)
		return json_null();
	out = json_object();
	silent = json_array();
	set_text(out, "state", health_state_word(health->state));
	set_number(out, "since", health->since);
	set_text(out, "reason", health->reason);
	json_object_set_new(out, "silent", silent);
	for (int family = V4; family < FAMILIES; family++)
		if (health->silent & 1 << family)
			json_array_append_new(silent, json_string(FAMILY_KEYS[family]));
	if (health->measured) {
		set_number(out, "loss", health->loss);
		if (health->loss < 100)
			set_number(out, "latency-us", health->latency);
	}
	set_number(out, "falls", health->falls);
	set_number(out, "damping", 1u << health->damping);
	return out;
}

static json_t *uplinks_json(const struct status *s)
{
	const struct views *views = s->picture.views;
	json_t *out = json_array();

	for (size_t i = 0; i + 1 < views->count; i += FAMILIES) {
		const struct view *view = &views->items[i];
		json_t *item = json_object();

		set_text(item, "name", view->uplink->name);
		set_text(item, "interface", view->uplink->interface);
		if (view->link) {
			set_text(item, "dev", view->link->name);
			json_object_set_new(item, "up", json_boolean(view->link->up));
			json_object_set_new(item, "carrier", json_boolean(view->link->carrier));
		}
		set_number(item, "table", view->uplink->table);
		json_object_set_new(item, "health", health_json(s->picture.facts, view->uplink));
		for (int family = V4; family < FAMILIES; family++)
			json_object_set_new(item, FAMILY_KEYS[family], view_json(s, &view[family]));
		json_array_append_new(out, item);
	}
	return out;
}

static json_t *hops_json(const struct status *s, const struct route *route, int family)
{
	json_t *out = json_array();

	for (size_t i = 0; route && i < route->hop_count; i++) {
		const struct uplink *uplink = status_find_uplink(s, &route->hops[i]);
		json_t *item = json_object();

		if (uplink)
			set_text(item, "uplink", uplink->name);
		set_text(item, "dev", route->hops[i].device);
		if (prefix_is_set(&route->hops[i].gateway))
			json_object_set_new(item, "via", prefix_json(&route->hops[i].gateway));
		set_number(item, "weight", route->hops[i].weight);
		if (uplink)
			set_number(item, "share", status_share(s, uplink, family));
		json_array_append_new(out, item);
	}
	return out;
}

static json_t *balance_json(const struct status *s)
{
	json_t *out;

	if (!s->picture.config->balance.present)
		return json_null();
	out = json_object();
	set_number(out, "table", s->picture.config->homing.tables);
	for (int family = V4; family < FAMILIES; family++)
		json_object_set_new(out, FAMILY_KEYS[family], hops_json(s, s->balance[family], family));
	return out;
}

static json_t *aliases_json(const struct status *s)
{
	json_t *out = json_array();

	for (size_t i = 0; i < s->picture.config->alias_count; i++) {
		const struct alias_status *a = &s->aliases[i];
		json_t *item = json_object(), *there = json_array(), *missing = json_array();
		const struct taken_fact *fact;

		set_text(item, "name", a->alias->name);
		set_text(item, "interface", a->alias->interface);
		set_text(item, "state", status_alias_word(a->state));
		for (size_t k = 0; k < a->alias->addresses.count; k++)
			json_array_append_new(status_has_address(s, a, k) ? there : missing, prefix_json(&a->alias->addresses.items[k]));
		fact = facts_find_taken(s->picture.facts, a->alias->name, true);
		if (fact)
			set_text(item, "reason", fact->reason);
		json_object_set_new(item, "there", there);
		json_object_set_new(item, "not-there", missing);
		json_array_append_new(out, item);
	}
	return out;
}

static json_t *takeovers_json(const struct status *s)
{
	const struct config *config = s->picture.config;
	json_t *out = json_array();

	for (size_t i = 0; i < config->takeover_count; i++) {
		const struct takeover_section *takeover = &config->takeovers[i];
		const struct taken_fact *fact = facts_find_taken(s->picture.facts, takeover->name, false);
		json_t *item = json_object(), *aliases = json_array();

		set_text(item, "name", takeover->name);
		for (size_t k = 0; k < takeover->aliases.count; k++)
			json_array_append_new(aliases, json_string(takeover->aliases.items[k]));
		json_object_set_new(item, "aliases", aliases);
		set_text(item, "state", fact ? taken_state_word(fact->state) : "not known");
		if (fact) {
			json_object_set_new(item, "since", json_integer((json_int_t)fact->since));
			set_text(item, "reason", fact->reason);
		}
		json_array_append_new(out, item);
	}
	return out;
}

static json_t *drifts_json(const struct status *s)
{
	json_t *out = json_array();

	for (size_t i = 0; i < s->drift_count; i++) {
		json_t *item = json_object();

		if (s->drifts[i].have)
			json_object_set_new(item, "have", json_from_object(s->drifts[i].have));
		if (s->drifts[i].want)
			json_object_set_new(item, "want", json_from_object(s->drifts[i].want));
		json_array_append_new(out, item);
	}
	return out;
}

static json_t *warnings_json(const struct status *s)
{
	json_t *out = json_object();

	for (int family = V4; family < FAMILIES; family++)
		if (s->silenced[family])
			set_text(out, family == V4 ? "main-default-ipv4" : "main-default-ipv6", status_route_word(s->silenced[family]));
	if (s->grouped) {
		json_t *group = json_object();

		set_text(group, "dev", s->grouped->name);
		set_number(group, "group", s->grouped->group);
		json_object_set_new(out, "foreign-group", group);
	}
	if (s->picture.facts->health_of_other_boot)
		set_text(out, "health", "another boot");
	for (size_t i = 0; i < s->picture.config->uplink_count; i++)
		if (facts_is_stale(s->picture.facts, &s->picture.config->uplinks[i]))
			set_text(out, "health", "old");
	return out;
}

static void set_objects(json_t *out, const struct status *s)
{
	const struct state *state = &s->picture.host->ours;
	json_t *ours = json_array(), *foreign = json_array();

	for (size_t i = 0; i < state->count; i++)
		json_array_append_new(ours, json_from_object(&state->objects[i]));
	for (size_t i = 0; i < s->foreign_count; i++)
		json_array_append_new(foreign, json_from_object(s->foreign[i]));
	json_object_set_new(out, "ours", ours);
	json_object_set_new(out, "foreign", foreign);
}

int status_write_json(const struct status *s, struct buffer *out)
{
	_cleanup_free_ char *dumped = NULL;
	json_t *all = json_object();

	if (s->picture.watcher >= 0)
		set_number(all, "watcher", (unsigned)s->picture.watcher);
	json_object_set_new(all, "holds", holds_json(s->picture.facts));
	json_object_set_new(all, "warnings", warnings_json(s));
	json_object_set_new(all, "uplinks", uplinks_json(s));
	json_object_set_new(all, "balance", balance_json(s));
	json_object_set_new(all, "aliases", aliases_json(s));
	json_object_set_new(all, "takeovers", takeovers_json(s));
	json_object_set_new(all, "drift", drifts_json(s));
	set_objects(all, s);
	dumped = json_dumps(all, JSON_INDENT(2));
	json_decref(all);
	if (!dumped)
		return -ENOMEM;
	buffer_add(out, "%s\n", dumped);
	return out->failed ? -ENOMEM : 0;
}
