/* status_dot.c - how the host stands as a drawing: addresses, the rules that they meet, tables, uplinks. In Graphviz' language. PURE. */
#include "status.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <string.h>

#include "text.h"
#include "util.h"

#define MOST_LINES 8 /* of a box */

/* Within double quotes; names are others', and no terminal or browser shall obey them. */
static void put_text(struct buffer *out, const char *text)
{
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			buffer_add(out, "\\%c", *text);
		else
			buffer_add(out, "%c", *text < ' ' || *text > '~' ? '?' : *text);
}

/* One line of a box, counted; the first one too many says that there are more. */
static void put_line(struct buffer *out, const char *text, size_t *lines)
{
	if (*lines == MOST_LINES)
		buffer_add(out, "...\\l");
	if (++*lines > MOST_LINES)
		return;
	put_text(out, text);
	buffer_add(out, "\\l");
}

static const char *uplink_color(const struct health_fact *health, const struct view *views)
{
	if (views[V4].status != UPLINK_UP && views[V6].status != UPLINK_UP)
		return "gray80";
	if (!health || health->state == HEALTH_UNKNOWN)
		return "khaki1";
	return health->state == HEALTH_UP ? "palegreen" : "lightcoral";
}

static void put_addresses(const struct status *s, struct buffer *out, size_t number, const struct view *views)
{
	size_t lines = 0;

	buffer_add(out, "\taddresses%zu [shape=note, label=\"", number);
	for (int family = V4; family < FAMILIES; family++)
		for (size_t i = 0; i < views[family].addresses.count; i++) {
			char text[PREFIX_TEXT];

			if (!status_lacks(s, &views[family].addresses.items[i]))
				put_line(out, prefix_text(&views[family].addresses.items[i], text), &lines);
		}
	buffer_add(out, "%s\"];\n\taddresses%zu -> uplink%zu [style=dashed, arrowhead=none];\n", lines ? "" : "no address", number, number);
}

static void put_uplink(const struct status *s, struct buffer *out, size_t number, const struct view *views)
{
	const struct uplink *uplink = views->uplink;
	const struct health_fact *health = facts_find_health(s->picture.facts, uplink);

	buffer_add(out, "\tuplink%zu [style=filled, fillcolor=%s, label=\"", number, uplink_color(health, views));
	put_text(out, uplink->name);
	buffer_add(out, "\\n");
	put_text(out, uplink->interface);
	if (health)
		buffer_add(out, "\\n%s", health_state_word(health->state));
	if (health && health->reason[0]) {
		buffer_add(out, "\\n");
		put_text(out, health->reason);
	}
	buffer_add(out, "\"];\n\ttable%u [shape=cylinder, label=\"table %u\"];\n", uplink->table, uplink->table);
	for (int family = V4; family < FAMILIES; family++) {
		char gateway[PREFIX_TEXT] = "on link";

		if (views[family].source == GATEWAY_NONE)
			continue;
		if (prefix_is_set(&views[family].hop.gateway))
			prefix_text(&views[family].hop.gateway, gateway);
		buffer_add(out, "\ttable%u -> uplink%zu [label=\"via %s\"];\n", uplink->table, number, gateway);
	}
	put_addresses(s, out, number, views);
}

static void put_balance(const struct status *s, struct buffer *out)
{
	const struct config *config = s->picture.config;

	if (!config->balance.present)
		return;
	buffer_add(out, "\ttable%u [shape=cylinder, label=\"balance\\ntable %u\"];\n", config->homing.tables, config->homing.tables);
	for (size_t i = 0; i < config->uplink_count; i++)
		for (int family = V4; family < FAMILIES; family++) {
			unsigned share = status_share(s, &config->uplinks[i], family);

			if (share)
				buffer_add(out, "\ttable%u -> uplink%zu [label=\"IPv%d %u%%\"];\n", config->homing.tables, i,
					   family == V4 ? 4 : 6, share);
		}
}

static const struct rule *lookup_at(const struct state *ours, size_t index)
{
	const struct object *o = &ours->objects[index];

	return o->kind == KIND_RULE && o->rule.action == FR_ACT_TO_TBL ? &o->rule : NULL;
}

static bool is_beside(const struct rule *a, const struct rule *b)
{
	return b && a->priority == b->priority && a->table == b->table;
}

static bool was_before(const struct state *ours, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_beside(lookup_at(ours, index), lookup_at(ours, i)))
			return true;
	return false;
}

/* What ip(8) says around the table: `from 192.0.2.0/24 iif lo', `all IPv4 suppress_prefixlength 1'. */
static void put_selector(struct buffer *out, const struct object *o, size_t *lines)
{
	_cleanup_(buffer_free) struct buffer text = { 0 }, line = { 0 };
	char *from, *to, *behind, *end;

	text_write_object(&text, o);
	from = text.failed ? NULL : strstr(text.data, " pref ");
	from = from ? strchr(from + 6, ' ') : NULL;
	to = from ? strstr(from, " lookup ") : NULL;
	if (!to) {
		out->failed |= text.failed;
		return;
	}
	*to = '\0';
	behind = to + 8 + strcspn(to + 8, " ");
	buffer_add(&line, "%s", from != to ? from + 1 : o->rule.family == family_number(V4) ? "all IPv4" : "all IPv6");
	end = strstr(behind, " protocol ");
	buffer_add(&line, "%.*s", (int)(end ? end - behind : 0), behind);
	out->failed |= line.failed;
	put_line(out, line.failed ? "" : line.data, lines);
}

/* A box for all rules of one number that lead to one table. */
static void put_rules(const struct status *s, struct buffer *out)
{
	const struct state *ours = &s->picture.host->ours;

	for (size_t i = 0; i < ours->count; i++) {
		const struct rule *rule = lookup_at(ours, i);
		size_t lines = 0;

		if (!rule || was_before(ours, i))
			continue;
		buffer_add(out, "\trule%u_%u [label=\"%u\\n", rule->priority, rule->table, rule->priority);
		for (size_t k = i; k < ours->count; k++)
			if (is_beside(rule, lookup_at(ours, k)))
				put_selector(out, &ours->objects[k], &lines);
		buffer_add(out, "\"];\n\trule%u_%u -> table%u;\n", rule->priority, rule->table, rule->table);
		if (rule->table == TABLE_MAIN)
			buffer_add(out, "\ttable%u [shape=cylinder, label=\"main\"];\n", rule->table);
	}
}

int status_write_dot(const struct status *s, struct buffer *out)
{
	const struct views *views = s->picture.views;

	buffer_add(out, "digraph homing {\n\trankdir=LR;\n\tnode [shape=box, fontname=\"sans-serif\"];\n\tedge [fontname=\"sans-serif\", fontsize=10];\n");
	for (size_t i = 0; i + 1 < views->count; i += FAMILIES)
		put_uplink(s, out, i / FAMILIES, &views->items[i]);
	put_balance(s, out);
	put_rules(s, out);
	buffer_add(out, "}\n");
	return out->failed ? -ENOMEM : 0;
}
