/* text_write.c - objects and plans as ip(8) command lines. PURE. */
#include "text.h"

#include <inttypes.h>
#include <sys/socket.h>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "text_words.h"

static const char *const verbs[] = { [STEP_ADD] = "add", [STEP_REPLACE] = "replace", [STEP_DELETE] = "del" };

static void write_prefix(struct buffer *out, const char *word, const struct prefix *p)
{
	char text[PREFIX_TEXT];

	if (prefix_is_set(p))
		buffer_add(out, " %s %s", word, prefix_text(p, text));
}

/* With /LENGTH even for a whole address: iproute2 asks for it when an address is deleted. */
static void write_with_length(struct buffer *out, const struct prefix *p)
{
	char text[PREFIX_TEXT];
	struct prefix host = prefix_host(p);

	buffer_add(out, " %s/%u", prefix_text(&host, text), p->length);
}

/* The kernel lets a device be called `;reboot`, and a plan may go to a shell. */
static void write_name(struct buffer *out, const char *word, const char *name)
{
	if (name[0] == '\0')
		return;
	if (text_is_plain(name)) {
		buffer_add(out, " %s %s", word, name);
		return;
	}
	buffer_add(out, " %s '", word);
	for (; *name; name++)
		buffer_add(out, *name == '\'' ? "'\\''" : "%c", *name);
	buffer_add(out, "'");
}

static void write_address(struct buffer *out, const struct address *a, enum step_kind kind)
{
	if (prefix_is_set(&a->peer)) {
		struct prefix local = prefix_host(&a->local);

		write_prefix(out, "local", &local);
		buffer_add(out, " peer");
		write_with_length(out, &a->peer);
	} else {
		write_with_length(out, &a->local);
	}
	write_name(out, "dev", a->device);
	if (kind == STEP_DELETE)
		return;
	write_name(out, "label", a->label);
	if (a->deprecated)
		buffer_add(out, " preferred_lft 0");
	if (a->nodad && a->local.family == AF_INET6)
		buffer_add(out, " nodad");
}

static void write_hop(struct buffer *out, const struct hop *h)
{
	struct prefix gateway = prefix_host(&h->gateway);

	write_prefix(out, "via", &gateway);
	write_name(out, "dev", h->device);
}

/* A lone hop has a weight only when it is written as one of many. */
static bool needs_nexthops(const struct route *r)
{
	return r->hop_count > 1 || (r->hop_count == 1 && r->hops[0].weight > 1);
}

static void write_destination(struct buffer *out, const struct route *r)
{
	const char *type = name_of(text_route_types, r->type);
	char text[PREFIX_TEXT];

	if (r->type != RTN_UNICAST && type)
		buffer_add(out, " %s", type);
	if (r->destination.length == 0)
		buffer_add(out, " default");
	else
		buffer_add(out, " %s", prefix_text(&r->destination, text));
	if (r->tos)
		buffer_add(out, " tos 0x%x", r->tos);
}

static void write_route(struct buffer *out, const struct route *r, enum step_kind kind)
{
	bool nexthops = needs_nexthops(r);

	write_destination(out, r);
	if (r->hop_count == 1 && !nexthops) {
		write_hop(out, &r->hops[0]);
		if (r->hops[0].onlink && kind != STEP_DELETE)
			buffer_add(out, " onlink");
	}
	if (kind != STEP_DELETE)
		write_prefix(out, "src", &r->source);
	if (r->metric > 0 || r->family == AF_INET6)
		buffer_add(out, " metric %" PRIu32, r->metric);
	if (r->scope != text_default_scope(r, nexthops) && r->family == AF_INET)
		buffer_add(out, " scope %u", r->scope);
	buffer_add(out, " proto %u table %" PRIu32, r->protocol, r->table);
	if (kind != STEP_DELETE)
		text_write_metrics(out, r->metrics);

	/* destination, metric and table are enough to delete all hops at once */
	for (size_t i = 0; i < r->hop_count && nexthops && kind != STEP_DELETE; i++) {
		buffer_add(out, " nexthop");
		write_hop(out, &r->hops[i]);
		buffer_add(out, " weight %u%s", r->hops[i].weight, r->hops[i].onlink ? " onlink" : "");
	}
}

static void write_mark(struct buffer *out, const struct rule *r)
{
	if (r->mark == 0 && r->mask == 0)
		return;
	buffer_add(out, " fwmark 0x%" PRIx32, r->mark);
	/* without a mask a mark has all bits, and 0 means none */
	if (r->mask != UINT32_MAX || r->mark == 0)
		buffer_add(out, "/0x%" PRIx32, r->mask);
}

static void write_ports(struct buffer *out, const char *word, const uint16_t ports[2])
{
	if (ports[0] == 0 && ports[1] == 0)
		return;
	buffer_add(out, " %s %u", word, ports[0]);
	if (ports[1] != ports[0])
		buffer_add(out, "-%u", ports[1]);
}

static void write_action(struct buffer *out, const struct rule *r)
{
	if (r->action == FR_ACT_TO_TBL)
		buffer_add(out, " lookup %" PRIu32, r->table);
	else if (r->action == FR_ACT_GOTO)
		buffer_add(out, " goto %" PRIu32, r->target);
	else if (r->action == FR_ACT_NOP)
		buffer_add(out, " nop");
	else if (name_of(text_route_types, r->action)) /* FR_ACT_BLACKHOLE is RTN_BLACKHOLE, and so on */
		buffer_add(out, " %s", name_of(text_route_types, r->action));
}

static void write_rule(struct buffer *out, const struct rule *r)
{
	buffer_add(out, " pref %" PRIu32, r->priority);
	if (r->invert)
		buffer_add(out, " not");
	write_prefix(out, "from", &r->from);
	write_prefix(out, "to", &r->to);
	if (r->tos)
		buffer_add(out, " tos 0x%x", r->tos);
	write_mark(out, r);
	write_name(out, "iif", r->iif);
	write_name(out, "oif", r->oif);
	if (r->ip_protocol)
		buffer_add(out, " ipproto %u", r->ip_protocol);
	write_ports(out, "sport", r->source_port);
	write_ports(out, "dport", r->destination_port);
	write_action(out, r);
	if (r->suppress_prefixlength >= 0)
		buffer_add(out, " suppress_prefixlength %" PRId32, r->suppress_prefixlength);
	if (r->suppress_ifgroup >= 0)
		buffer_add(out, " suppress_ifgroup %" PRId32, r->suppress_ifgroup);
	buffer_add(out, " protocol %u", r->protocol);
}

/* The kernel has it in any case: whatever the step, this is the value from now on. */
static void write_setting(struct buffer *out, const struct setting *s)
{
	if (s->device[0]) {
		buffer_add(out, "ip link set");
		write_name(out, "dev", s->device);
		buffer_add(out, " group %" PRIu32, s->value);
	} else {
		buffer_add(out, "sysctl -q -w %s=%" PRIu32, s->name, s->value);
	}
}

void text_write_step(struct buffer *out, const struct step *step)
{
	static const char *const kinds[] = { [KIND_ADDRESS] = "addr", [KIND_ROUTE] = "route", [KIND_RULE] = "rule" };
	const struct object *o = step->object;

	if (o->kind == KIND_SETTING) {
		write_setting(out, &o->setting);
		return;
	}
	buffer_add(out, "ip -%d %s %s", object_family(o) == AF_INET6 ? 6 : 4, kinds[o->kind], verbs[step->kind]);
	switch (o->kind) {
	case KIND_SETTING:
		break;
	case KIND_ADDRESS:
		write_address(out, &o->address, step->kind);
		break;
	case KIND_ROUTE:
		write_route(out, &o->route, step->kind);
		break;
	case KIND_RULE:
		write_rule(out, &o->rule);
		break;
	}
}

void text_write_object(struct buffer *out, const struct object *object)
{
	text_write_step(out, &(struct step){ .kind = STEP_ADD, .object = object });
}

void text_write_plan(struct buffer *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		text_write_step(out, &plan->steps[i]);
		buffer_add(out, "\n");
	}
}

void text_write_state(struct buffer *out, const struct state *state)
{
	for (size_t i = 0; i < state->count; i++) {
		text_write_object(out, &state->objects[i]);
		buffer_add(out, "\n");
	}
}
