/* status_dot.c - how the host stands as a drawing: addresses, the rules that they meet, tables, uplinks. In Graphviz' language. PURE. */
#include "status.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "util.h"

#define MOST_LINES 16 /* of a box */

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
	if (!health || health->state == HEALTH_UNKNOWN || (health->state == HEALTH_UP && health->silent))
		return "khaki1";
	return health->state == HEALTH_UP ? "palegreen" : "lightcoral";
}

static void put_addresses(const struct status *s, struct buffer *out, size_t number, const struct view *views)
{
	size_t lines = 0;

	buffer_add(out, "\taddresses%zu [shape=note, style=filled, fillcolor=lightyellow, label=\"", number);
	for (int family = V4; family < FAMILIES; family++)
		for (size_t i = 0; i < views[family].addresses.count; i++) {
			char text[PREFIX_TEXT];

			if (!status_lacks(s, &views[family].addresses.items[i]))
				put_line(out, prefix_text(&views[family].addresses.items[i], text), &lines);
		}
	buffer_add(out, "%s\"];\n\taddresses%zu -> uplink%zu [style=dashed, arrowhead=none];\n", lines ? "" : "no address", number, number);
}

static void put_name(struct buffer *out, const struct uplink *uplink, const struct health_fact *health)
{
	put_text(out, uplink->name);
	buffer_add(out, "\\n");
	put_text(out, uplink->interface);
	if (health)
		buffer_add(out, "\\n%s%s%s", health_state_word(health->state), health->silent & 1 << V4 ? ", IPv4 down" : "", health->silent & 1 << V6 ? ", IPv6 down" : "");
	if (health && health->reason[0]) {
		buffer_add(out, "\\n");
		put_text(out, health->reason);
	}
	if (health && health->measured)
		buffer_add(out, "\\nloss %u%%", health->loss);
	if (health && health->measured && health->latency)
		buffer_add(out, ", %u.%u ms", health->latency / 1000, health->latency / 100 % 10);
}

static void put_uplink(const struct status *s, struct buffer *out, size_t number, const struct view *views)
{
	const struct uplink *uplink = views->uplink;
	const struct health_fact *health = facts_find_health(s->picture.facts, uplink);
	const char *between = "via ";

	buffer_add(out, "\tuplink%zu [fillcolor=%s, label=\"", number, uplink_color(health, views));
	put_name(out, uplink, health);
	buffer_add(out, "\"];\n\ttable%u [shape=cylinder, style=filled, fillcolor=aliceblue, label=\"table %u\"];\n", uplink->table, uplink->table);
	put_addresses(s, out, number, views);
	if (views[V4].source == GATEWAY_NONE && views[V6].source == GATEWAY_NONE)
		return;
	buffer_add(out, "\ttable%u -> uplink%zu [label=\"", uplink->table, number);
	for (int family = V4; family < FAMILIES; family++) {
		char gateway[PREFIX_TEXT] = "the link";

		if (views[family].source == GATEWAY_NONE)
			continue;
		if (prefix_is_set(&views[family].hop.gateway))
			prefix_text(&views[family].hop.gateway, gateway);
		buffer_add(out, "%s%s", between, gateway);
		between = "\\n";
	}
	buffer_add(out, "\"];\n");
}

static void put_balance(const struct status *s, struct buffer *out)
{
	const struct config *config = s->picture.config;
	unsigned table = config->homing.tables;

	if (!config->balance.present)
		return;
	buffer_add(out, "\ttable%u [shape=cylinder, style=filled, fillcolor=lightblue1, label=\"balance\\ntable %u\"];\n", table, table);
	for (size_t i = 0; i < config->uplink_count; i++) {
		unsigned four = status_share(s, &config->uplinks[i], V4), six = status_share(s, &config->uplinks[i], V6);

		if (four && four == six)
			buffer_add(out, "\ttable%u -> uplink%zu [label=\"%u%%\"];\n", table, i, four);
		else if (four && six)
			buffer_add(out, "\ttable%u -> uplink%zu [label=\"IPv4 %u%%\\nIPv6 %u%%\"];\n", table, i, four, six);
		else if (four || six)
			buffer_add(out, "\ttable%u -> uplink%zu [label=\"IPv%d %u%%\"];\n", table, i, four ? 4 : 6, four + six);
	}
}

/* A rule that leads to a table, as ip(8) says it around that: `7407  from 192.0.2.0/24 iif lo', `7250  all IPv4 suppress_prefixlength 1'. */
static void write_selector(const struct object *o, struct buffer *out)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
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
	buffer_add(out, "%u  %s", o->rule.priority, from != to ? from + 1 : o->rule.family == family_number(V4) ? "all IPv4" : "all IPv6");
	end = strstr(behind, " protocol ");
	buffer_add(out, "%.*s", (int)(end ? end - behind : 0), behind);
}

static int compare_rules(const void *left, const void *right)
{
	const struct rule *a = &(*(const struct object *const *)left)->rule, *b = &(*(const struct object *const *)right)->rule;

	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	return a->family == b->family ? 0 : a->family == family_number(V4) ? -1 : 1;
}

/* A box for all rules that lead to one table, in the order in which they are asked; what both families say alike is said once. Returns how many those were. */
static size_t put_box(struct buffer *out, const struct object *const *rules, size_t count)
{
	_cleanup_(buffer_free) struct buffer before = { 0 };
	uint32_t table = rules[0]->rule.table;
	size_t i, lines = 0;

	buffer_add(out, "\trules%u [fillcolor=gray97, label=\"", table);
	for (i = 0; i < count && rules[i]->rule.table == table; i++) {
		_cleanup_(buffer_free) struct buffer line = { 0 };

		write_selector(rules[i], &line);
		out->failed |= line.failed;
		if (!line.failed && line.data && (!before.data || strcmp(line.data, before.data) != 0))
			put_line(out, line.data, &lines);
		buffer_free(&before);
		before = line;
		line = (struct buffer){ 0 };
	}
	buffer_add(out, "\"];\n\trules%u -> table%u;\n", table, table);
	if (table == TABLE_MAIN)
		buffer_add(out, "\ttable%u [shape=cylinder, style=filled, fillcolor=aliceblue, label=\"main\"];\n", table);
	return i;
}

static void put_rules(const struct status *s, struct buffer *out)
{
	const struct state *ours = &s->picture.host->ours;
	const struct object **rules = calloc(ours->count + 1, sizeof(*rules));
	size_t count = 0;

	out->failed |= !rules;
	for (size_t i = 0; rules && i < ours->count; i++)
		if (ours->objects[i].kind == KIND_RULE && ours->objects[i].rule.action == FR_ACT_TO_TBL)
			rules[count++] = &ours->objects[i];
	if (count)
		qsort(rules, count, sizeof(*rules), compare_rules);
	for (size_t i = 0; i < count;)
		i += put_box(out, rules + i, count - i);
	free(rules);
}

int status_write_dot(const struct status *s, struct buffer *out)
{
	const struct views *views = s->picture.views;

	buffer_add(out, "digraph homing {\n\trankdir=LR;\n\tnodesep=0.3;\n"
			"\tnode [shape=box, style=\"rounded,filled\", fillcolor=white, color=gray50, fontname=\"Helvetica,Arial,sans-serif\", fontsize=11];\n"
			"\tedge [color=gray40, arrowsize=0.7, fontname=\"Helvetica,Arial,sans-serif\", fontsize=10];\n");
	for (size_t i = 0; i + 1 < views->count; i += FAMILIES)
		put_uplink(s, out, i / FAMILIES, &views->items[i]);
	put_balance(s, out);
	put_rules(s, out);
	buffer_add(out, "}\n");
	return out->failed ? -ENOMEM : 0;
}
