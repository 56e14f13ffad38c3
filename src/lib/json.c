/* json.c - objects as JSON, by jansson. */
#include "json.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "buffer.h"
#include "text.h"

static json_t *prefix_json(const struct prefix *p)
{
	char text[PREFIX_TEXT];

	return json_string(prefix_text(p, text));
}

static void set_prefix(json_t *object, const char *key, const struct prefix *p)
{
	if (prefix_is_set(p))
		json_object_set_new(object, key, prefix_json(p));
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text[0])
		json_object_set_new(object, key, json_string(text));
}

static void set_number(json_t *object, const char *key, long long number)
{
	json_object_set_new(object, key, json_integer(number));
}

static void set_address(json_t *out, const struct address *a)
{
	json_object_set_new(out, "address", prefix_json(&a->local));
	set_prefix(out, "peer", &a->peer);
	set_text(out, "dev", a->device);
	set_text(out, "label", a->label);
}

static void set_route(json_t *out, const struct route *r)
{
	json_t *hops = json_array();

	json_object_set_new(out, "to", r->destination.length ? prefix_json(&r->destination) : json_string("default"));
	set_number(out, "table", r->table);
	set_number(out, "metric", r->metric);
	set_prefix(out, "src", &r->source);
	for (size_t i = 0; i < r->hop_count; i++) {
		json_t *hop = json_object();

		set_prefix(hop, "via", &r->hops[i].gateway);
		set_text(hop, "dev", r->hops[i].device);
		set_number(hop, "weight", r->hops[i].weight);
		json_object_set_new(hop, "onlink", json_boolean(r->hops[i].onlink));
		json_array_append_new(hops, hop);
	}
	json_object_set_new(out, "nexthops", hops);
}

static void set_rule(json_t *out, const struct rule *r)
{
	set_number(out, "pref", r->priority);
	set_prefix(out, "from", &r->from);
	set_prefix(out, "to", &r->to);
	set_text(out, "iif", r->iif);
	set_text(out, "oif", r->oif);
	if (r->mask) {
		set_number(out, "fwmark", r->mark);
		set_number(out, "fwmask", r->mask);
	}
	if (r->table)
		set_number(out, "table", r->table);
	if (r->target)
		set_number(out, "goto", r->target);
	if (r->suppress_prefixlength >= 0)
		set_number(out, "suppress_prefixlength", r->suppress_prefixlength);
	if (r->suppress_ifgroup >= 0)
		set_number(out, "suppress_ifgroup", r->suppress_ifgroup);
}

static void set_setting(json_t *out, const struct setting *s)
{
	set_text(out, "dev", s->device);
	set_text(out, "sysctl", s->name);
	set_number(out, s->device[0] ? "group" : "value", s->value);
}

struct json_t *json_from_object(const struct object *o)
{
	static const char *const kinds[] = {
		[KIND_SETTING] = "setting", [KIND_ADDRESS] = "address", [KIND_ROUTE] = "route", [KIND_RULE] = "rule",
	};
	_cleanup_(buffer_free) struct buffer command = { 0 };
	json_t *out = json_object();

	json_object_set_new(out, "kind", json_string(kinds[o->kind]));
	if (o->kind != KIND_SETTING) {
		set_number(out, "family", object_family(o) == family_number(V4) ? 4 : 6);
		set_number(out, "protocol", object_protocol(o));
	}
	if (o->kind == KIND_SETTING)
		set_setting(out, &o->setting);
	else if (o->kind == KIND_ADDRESS)
		set_address(out, &o->address);
	else if (o->kind == KIND_ROUTE)
		set_route(out, &o->route);
	else
		set_rule(out, &o->rule);
	text_write_object(&command, o);
	if (command.data)
		json_object_set_new(out, "command", json_string(command.data));
	return out;
}

int json_write_state(const struct state *objects, char **out)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_free_ char *dumped = NULL;
	json_t *array = json_array();

	for (size_t i = 0; i < objects->count; i++)
		json_array_append_new(array, json_from_object(&objects->objects[i]));
	dumped = json_dumps(array, JSON_INDENT(2));
	json_decref(array);
	if (!dumped)
		return -ENOMEM;
	buffer_add(&text, "%s\n", dumped);
	if (text.failed)
		return -ENOMEM;
	*out = steal_pointer(&text.data);
	return 0;
}
