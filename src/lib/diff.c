/* diff.c - from what is there and what should be to the steps between. PURE. */
#include "diff.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/fib_rules.h>

#include "util.h"

/* One identity in both states; either may be NULL, not both. */
struct pair {
	const struct object *have, *want;
};

/* The union of both states, in their order. */
struct pairs {
	struct pair *items;
	size_t count;
};

/* A table that loses routes of ours. The dump of the next run finds a table through the rules that lead to it. When the last
 * rule went first and the run were killed then, the routes would be ours and found by nobody: so that rule goes after them. */
struct losing {
	unsigned char family;
	uint32_t table;
	const struct object *rule; /* the last one that leads here and goes; NULL: none */
};

static void pairs_free(struct pairs *p)
{
	free(p->items);
}

static int pairs_join(struct pairs *pairs, const struct state *have, const struct state *want)
{
	size_t h = 0, w = 0;

	pairs->items = calloc(have->count + want->count, sizeof(*pairs->items));
	if (!pairs->items)
		return -ENOMEM;
	while (h < have->count || w < want->count) {
		struct pair *pair = &pairs->items[pairs->count++];
		int order;

		if (h == have->count)
			order = 1;
		else if (w == want->count)
			order = -1;
		else
			order = object_compare(&have->objects[h], &want->objects[w]);
		if (order <= 0)
			pair->have = &have->objects[h++];
		if (order >= 0)
			pair->want = &want->objects[w++];
	}
	return 0;
}

static const struct object *pair_any(const struct pair *p)
{
	return p->have ? p->have : p->want;
}

/* There is room: no pair makes more steps than it has objects. */
static void plan_push(struct plan *plan, enum step_kind kind, const struct object *object, const struct object *old)
{
	plan->steps[plan->count++] = (struct step){ .kind = kind, .object = object, .old = old };
}

/* RTM_NEWADDR with NLM_F_REPLACE sets lifetimes and flags of what is there, nothing else (inet_rtm_newaddr,
 * inet6_addr_modify). A rule is never replaced. */
static bool can_replace(const struct object *have, const struct object *want)
{
	struct object changed = *have;

	if (have->kind != KIND_ADDRESS)
		return have->kind == KIND_ROUTE || have->kind == KIND_SETTING;
	changed.address.deprecated = want->address.deprecated;
	changed.address.nodad = want->address.nodad;
	return object_equal(&changed, want, false);
}

/* What somebody else made and is as it should be stays his: the protocol does not count. */
static void push_up(struct plan *plan, const struct pair *pair)
{
	if (!pair->want)
		return;
	if (!pair->have) {
		plan_push(plan, STEP_ADD, pair->want, NULL);
	} else if (object_equal(pair->have, pair->want, false)) {
		return;
	} else if (can_replace(pair->have, pair->want)) {
		plan_push(plan, STEP_REPLACE, pair->want, pair->have);
	} else {
		plan_push(plan, STEP_DELETE, pair->have, NULL);
		plan_push(plan, STEP_ADD, pair->want, NULL);
	}
}

static bool goes(const struct pair *pair, enum kind kind)
{
	return !pair->want && pair->have->kind == kind;
}

static bool leads_to_a_table(const struct object *o)
{
	return o->kind == KIND_RULE && o->rule.action == FR_ACT_TO_TBL;
}

static int losing_compare(const void *x, const void *y)
{
	const struct losing *a = x, *b = y;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	return 0;
}

static struct losing *losing_find(struct losing *tables, size_t count, const struct rule *rule)
{
	struct losing like = { .family = rule->family, .table = rule->table };

	return bsearch(&like, tables, count, sizeof(*tables), losing_compare);
}

/* Fills tables, which has room for every pair, sorted because routes are; returns how many. */
static size_t losing_tables(struct losing *tables, const struct pairs *pairs)
{
	size_t count = 0;

	for (size_t i = 0; i < pairs->count; i++) {
		struct losing table = { 0 };

		if (!goes(&pairs->items[i], KIND_ROUTE))
			continue;
		table.family = pairs->items[i].have->route.family;
		table.table = pairs->items[i].have->route.table;
		if (count == 0 || losing_compare(&tables[count - 1], &table) != 0)
			tables[count++] = table;
	}

	for (size_t i = 0; i < pairs->count && count > 0; i++) {
		struct losing *table;

		if (!goes(&pairs->items[i], KIND_RULE) || !leads_to_a_table(pairs->items[i].have))
			continue;
		table = losing_find(tables, count, &pairs->items[i].have->rule);
		if (table)
			table->rule = pairs->items[i].have;
	}

	/* a rule that stays leads there as well as any */
	for (size_t i = 0; i < pairs->count && count > 0; i++) {
		struct losing *table;

		if (!pairs->items[i].want || !leads_to_a_table(pairs->items[i].want))
			continue;
		table = losing_find(tables, count, &pairs->items[i].want->rule);
		if (table)
			table->rule = NULL;
	}
	return count;
}

static bool same_family(const struct pair *a, const struct pair *b)
{
	return pair_any(a)->rule.family == pair_any(b)->rule.family;
}

static bool same_priority(const struct pair *a, const struct pair *b)
{
	return pair_any(a)->rule.priority == pair_any(b)->rule.priority;
}

/* IPv4, then IPv6, each from the highest number down: a rule's target is there before the goto; and the kernel, which looks for
 * the place from the front, finds it at once. Rules of one number keep their order, since the kernel puts a new one behind the
 * others. */
static void push_rules_up(struct plan *plan, const struct pairs *pairs)
{
	size_t first = 0, end;

	/* rules are the last kind */
	while (first < pairs->count && pair_any(&pairs->items[first])->kind != KIND_RULE)
		first++;
	for (; first < pairs->count; first = end) {
		for (end = first + 1; end < pairs->count && same_family(&pairs->items[end], &pairs->items[first]);)
			end++;
		for (size_t last = end, start; last > first; last = start) {
			for (start = last - 1; start > first && same_priority(&pairs->items[start - 1], &pairs->items[start]);)
				start--;
			for (size_t i = start; i < last; i++)
				push_up(plan, &pairs->items[i]);
		}
	}
}

static void push_rules_down(struct plan *plan, const struct pairs *pairs, struct losing *tables, size_t table_count)
{
	for (size_t i = 0; i < pairs->count; i++) {
		const struct object *rule = pairs->items[i].have;
		const struct losing *table = NULL;

		if (!goes(&pairs->items[i], KIND_RULE))
			continue;
		if (leads_to_a_table(rule) && table_count > 0)
			table = losing_find(tables, table_count, &rule->rule);
		if (!table || table->rule != rule)
			plan_push(plan, STEP_DELETE, rule, NULL);
	}
}

/* An IPv4 address without a connected prefix: neither primary nor secondary of any other. */
static bool stands_alone(const struct address *a)
{
	return a->local.family == AF_INET && prefix_is_host(&a->local) && !prefix_is_set(&a->peer);
}

/* Routes and addresses go the other way round than they came: the default before the way to its gateway; and an IPv4 primary
 * address after its secondaries, which the kernel takes along with it (promote_secondaries = 0). */
static void push_down(struct plan *plan, const struct pairs *pairs, enum kind kind)
{
	for (size_t i = pairs->count; i-- > 0;)
		if (goes(&pairs->items[i], kind) && !(kind == KIND_ADDRESS && stands_alone(&pairs->items[i].have->address)))
			plan_push(plan, STEP_DELETE, pairs->items[i].have, NULL);
}

/* The kernel looks for an IPv4 address from the oldest on (inet_rtm_deladdr), for an IPv6 one from the youngest: of thousands those that stand
 * alone go in the order in which they came. */
static void push_addresses_down(struct plan *plan, const struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (goes(&pairs->items[i], KIND_ADDRESS) && stands_alone(&pairs->items[i].have->address))
			plan_push(plan, STEP_DELETE, pairs->items[i].have, NULL);
	push_down(plan, pairs, KIND_ADDRESS);
}

static int push_all(struct plan *plan, const struct pairs *pairs)
{
	_cleanup_free_ struct losing *tables = calloc(pairs->count, sizeof(*tables));
	size_t table_count;

	if (!tables)
		return -ENOMEM;
	table_count = losing_tables(tables, pairs);

	for (size_t i = 0; i < pairs->count; i++)
		if (pair_any(&pairs->items[i])->kind != KIND_RULE)
			push_up(plan, &pairs->items[i]);
	push_rules_up(plan, pairs);
	push_rules_down(plan, pairs, tables, table_count);
	push_down(plan, pairs, KIND_ROUTE);
	for (size_t i = 0; i < table_count; i++)
		if (tables[i].rule)
			plan_push(plan, STEP_DELETE, tables[i].rule, NULL);
	push_addresses_down(plan, pairs);
	return 0;
}

int diff_states(const struct state *have, const struct state *want, struct plan *out)
{
	_cleanup_(pairs_free) struct pairs pairs = { 0 };
	size_t room = have->count + want->count;
	int error;

	*out = (struct plan){ 0 };
	if (room == 0)
		return 0;
	error = pairs_join(&pairs, have, want);
	if (error < 0)
		return error;
	out->steps = calloc(room, sizeof(*out->steps));
	if (!out->steps)
		return -ENOMEM;
	out->room = room;
	error = push_all(out, &pairs);
	if (error < 0)
		plan_free(out);
	return error;
}

void plan_free(struct plan *p)
{
	free(p->steps);
	*p = (struct plan){ 0 };
}
