/* status.c - how the host stands. PURE. */
#include "status.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "util.h"
#include "want.h"

/* A rule or an address that the kernel cannot change in place goes and comes anew: one drift of two steps, side by side in the plan. */
static int find_drifts(struct status *s)
{
	const struct plan *plan = s->picture.plan;

	s->drifts = calloc(plan->count + 1, sizeof(*s->drifts));
	if (!s->drifts)
		return -ENOMEM;
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		struct drift *last = s->drift_count ? &s->drifts[s->drift_count - 1] : NULL;

		if (step->kind == STEP_ADD && last && !last->want && !object_compare(last->have, step->object))
			last->want = step->object;
		else if (step->kind == STEP_DELETE)
			s->drifts[s->drift_count++] = (struct drift){ .have = step->object };
		else
			s->drifts[s->drift_count++] = (struct drift){ .have = step->old, .want = step->object };
	}
	return 0;
}

/* host->seen has what others made in our tables, beside main's defaults; host->foreign the rules. */
static int find_foreign(struct status *s)
{
	const struct host *host = s->picture.host;
	const struct object *o;

	s->foreign = calloc(host->foreign.count + host->seen.count + 1, sizeof(*s->foreign));
	if (!s->foreign)
		return -ENOMEM;
	for (size_t i = 0; i < host->foreign.count; i++) {
		o = &host->foreign.objects[i];
		if (o->kind == KIND_RULE)
			s->foreign[s->foreign_count++] = o;
	}
	for (size_t i = 0; i < host->seen.count; i++) {
		o = &host->seen.objects[i];
		if (o->kind == KIND_ROUTE && o->route.table != TABLE_MAIN)
			s->foreign[s->foreign_count++] = o;
	}
	return 0;
}

bool status_lacks(const struct status *s, const struct prefix *address)
{
	for (size_t i = 0; i < s->drift_count; i++) {
		const struct drift *drift = &s->drifts[i];
		struct prefix missing;

		if (drift->have || drift->want->kind != KIND_ADDRESS)
			continue;
		missing = prefix_host(&drift->want->address.local);
		if (prefix_equal(&missing, address))
			return true;
	}
	return false;
}

bool status_has_address(const struct status *s, const struct alias_status *a, size_t index)
{
	const struct picture *p = &s->picture;
	struct object like = { .kind = KIND_ADDRESS };

	if (!a->link)
		return false;
	like.address = alias_address(p->config, a->alias, a->link, &a->alias->addresses.items[index]);
	return state_find(&p->host->ours, &like) || state_find(&p->host->seen, &like);
}

static enum alias_state decide_alias(const struct status *s, const struct alias_status *a)
{
	static const struct scope everything;
	const struct picture *p = &s->picture;
	const struct taken_fact *fact = facts_find_taken(p->facts, a->alias->name, true);

	if (!a->link)
		return ALIAS_STATE_ABSENT;
	if (fact && fact->state == TAKEN_YIELDED && !alias_find_hold(p->facts, a->alias, a->link))
		return ALIAS_STATE_YIELDED;
	if (alias_decide(p->config, p->facts, p->host, &everything, a->alias) == ALIAS_GONE) {
		/* an alias that is always up goes only when it is held */
		bool held = a->alias->up == ALIAS_ALWAYS || facts_find_hold(p->facts, "alias", a->alias->name) || a->there;

		return held ? ALIAS_STATE_HELD : ALIAS_STATE_OFF;
	}
	if (a->there == a->alias->addresses.count)
		return ALIAS_STATE_UP;
	if (!a->link->up)
		return ALIAS_STATE_WAITING;
	if (fact && fact->state == TAKEN_PENDING && p->watcher)
		return ALIAS_STATE_PENDING;
	return a->there ? ALIAS_STATE_PART : ALIAS_STATE_MISSING;
}

static int look_at_aliases(struct status *s)
{
	const struct config *config = s->picture.config;

	s->aliases = calloc(config->alias_count + 1, sizeof(*s->aliases));
	if (!s->aliases)
		return -ENOMEM;
	for (size_t i = 0; i < config->alias_count; i++) {
		struct alias_status *a = &s->aliases[i];

		a->alias = &config->aliases[i];
		a->link = host_find_link(s->picture.host, a->alias->interface);
		for (size_t k = 0; k < a->alias->addresses.count; k++)
			a->there += status_has_address(s, a, k);
		a->state = decide_alias(s, a);
	}
	return 0;
}

static void find_balance(struct status *s)
{
	const struct state *ours = &s->picture.host->ours;

	for (size_t i = 0; i < ours->count; i++) {
		const struct object *o = &ours->objects[i];

		if (o->kind == KIND_ROUTE && o->route.table == s->picture.config->homing.tables && !o->route.destination.length)
			s->balance[family_index(o->route.family)] = &o->route;
	}
}

static bool is_error(const struct route *r)
{
	return r->type == RTN_UNREACHABLE || r->type == RTN_BLACKHOLE || r->type == RTN_PROHIBIT;
}

/* The kernel suppresses no error route: fib_rules_lookup() asks for suppress_prefixlength only after a lookup that found a way. Where main's first default is one, our
 * rule P+50 returns its error for every packet that no specific route of main takes. */
static void find_silence(struct status *s)
{
	const struct state *foreign = &s->picture.host->foreign;
	const struct route *first[FAMILIES] = { 0 };

	for (size_t i = 0; i < foreign->count; i++) {
		const struct object *o = &foreign->objects[i];
		const struct route **best;

		if (o->kind != KIND_ROUTE || o->route.tos)
			continue;
		best = &first[family_index(o->route.family)];
		if (!*best || o->route.metric < (*best)->metric)
			*best = &o->route;
	}
	for (int family = V4; family < FAMILIES; family++)
		if (first[family] && is_error(first[family]))
			s->silenced[family] = first[family];
}

static void find_group(struct status *s)
{
	const struct config *config = s->picture.config;

	if (!config->balance.present || !config->homing.group)
		return;
	for (size_t i = 0; !s->grouped && i < config->uplink_count; i++) {
		const struct link *link = host_find_link(s->picture.host, config->uplinks[i].interface);

		if (link && link->group && link->group != config->homing.group)
			s->grouped = link;
	}
}

int status_make(const struct picture *picture, struct status *out)
{
	int error;

	*out = (struct status){ .picture = *picture };
	error = find_drifts(out);
	if (!error)
		error = find_foreign(out);
	if (!error)
		error = look_at_aliases(out);
	find_balance(out);
	find_silence(out);
	find_group(out);
	return error;
}

void status_free(struct status *s)
{
	free(s->drifts);
	free(s->foreign);
	free(s->aliases);
	*s = (struct status){ 0 };
}

size_t status_count_ours(const struct status *s, enum kind kind)
{
	const struct state *ours = &s->picture.host->ours;
	size_t count = 0;

	for (size_t i = 0; i < ours->count; i++)
		count += ours->objects[i].kind == kind;
	return count;
}

/* Two uplinks may share an interface: then the gateway tells which. */
const struct uplink *status_find_uplink(const struct status *s, const struct hop *hop)
{
	const struct views *views = s->picture.views;
	const struct uplink *found = NULL;

	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];

		if (!view->link || strcmp(view->link->name, hop->device))
			continue;
		if (prefix_equal(&view->hop.gateway, &hop->gateway))
			return view->uplink;
		if (!found)
			found = view->uplink;
	}
	return found;
}

unsigned status_share(const struct status *s, const struct uplink *uplink, int family)
{
	const struct route *route = s->balance[family];
	unsigned total = 0, own = 0;

	for (size_t i = 0; route && i < route->hop_count; i++) {
		total += route->hops[i].weight;
		if (status_find_uplink(s, &route->hops[i]) == uplink)
			own += route->hops[i].weight;
	}
	return total ? (own * 100 + total / 2) / total : 0;
}

const char *status_uplink_word(enum uplink_status status)
{
	static const char *const words[] = {
		[UPLINK_OFF] = "off",	     [UPLINK_ABSENT] = "no interface", [UPLINK_HELD] = "held", [UPLINK_ASIDE] = "aside",
		[UPLINK_NO_ADDRESS] = "no address", [UPLINK_LOST] = "lost", [UPLINK_WAITING] = "waiting", [UPLINK_DOWN] = "down", [UPLINK_UP] = "up",
	};

	return words[status];
}

const char *status_source_word(enum gateway_source source)
{
	static const char *const words[] = {
		[GATEWAY_NONE] = "unknown", [GATEWAY_CONFIG] = "configuration", [GATEWAY_LEASE] = "lease",
		[GATEWAY_MAIN] = "main",    [GATEWAY_LINK] = "point-to-point",
	};

	return words[source];
}

const char *status_alias_word(enum alias_state state)
{
	static const char *const words[] = {
		[ALIAS_STATE_ABSENT] = "no interface", [ALIAS_STATE_HELD] = "held",	  [ALIAS_STATE_OFF] = "off",
		[ALIAS_STATE_WAITING] = "waiting",     [ALIAS_STATE_MISSING] = "missing", [ALIAS_STATE_PART] = "in part",
		[ALIAS_STATE_UP] = "up",	       [ALIAS_STATE_YIELDED] = "yielded", [ALIAS_STATE_PENDING] = "pending",
	};

	return words[state];
}

const char *status_route_word(const struct route *silenced)
{
	return silenced->type == RTN_BLACKHOLE ? "blackhole" : silenced->type == RTN_PROHIBIT ? "prohibit" : "unreachable";
}

int status_write_drift(const struct status *s, struct buffer *out)
{
	for (size_t i = 0; i < s->drift_count; i++) {
		if (s->drifts[i].have) {
			buffer_add(out, "- ");
			text_write_object(out, s->drifts[i].have);
			buffer_add(out, "\n");
		}
		if (s->drifts[i].want) {
			buffer_add(out, "+ ");
			text_write_object(out, s->drifts[i].want);
			buffer_add(out, "\n");
		}
	}
	return out->failed ? -ENOMEM : 0;
}

/* In the order in which they can be made (DESIGN 6). */
int status_write_dump(const struct status *s, struct buffer *out)
{
	static const struct state nothing;
	_cleanup_(plan_free) struct plan plan = { 0 };
	int error = diff_states(&nothing, &s->picture.host->ours, &plan);

	text_write_plan(out, &plan);
	return error || out->failed ? -ENOMEM : 0;
}
