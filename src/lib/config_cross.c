/* config_cross.c - what one key of the configuration cannot know of another. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "config_cross.h"
#include "suggest.h"

static struct uplink *uplink_of(const struct draft *d)
{
	return draft_section(d, "uplink");
}

const char *cross_other_text(const struct draft *other, const char *key, char *out, size_t size)
{
	const struct section_head *head = other->section;
	const struct said *said = draft_said(other, key);

	snprintf(out, size, "[%s %s] (%.300s:%u)", other->kind->kind, head->name, said ? said->section->file : head->place.file,
		 said ? said->entry->line : head->place.line);
	return out;
}

/* Two uplinks have the same number, which may be written in the file or given by order. Complains where it is written. */
static void complain_same(struct reading *r, const struct draft *a, const struct draft *b, const char *key, unsigned number)
{
	const struct draft *at = draft_said(b, key) ? b : a, *other = at == b ? a : b;
	char text[400];

	reading_complain(r, at, key, "%u is also that of %s%s", number, cross_other_text(other, key, text, sizeof(text)),
			 draft_said(other, key) ? "" : ", which has it by order of appearance");
}

static void give_table(struct reading *r, const struct draft *d, unsigned position)
{
	const unsigned base = r->config->homing.tables;
	struct uplink *u = uplink_of(d);
	unsigned long long table = (unsigned long long)base + position;

	if (draft_said(d, "table")) {
		if (u->table && u->table == base)
			reading_complain(r, d, "table", "%u is the balance table ([homing] tables)", u->table);
		return;
	}
	if (base == 0)
		return; /* there is a complaint about it already */
	if (d->overlaid) {
		u->table = config_free_table(r->config);
		return;
	}
	if (table > UINT32_MAX || (table >= 253 && table <= 255))
		reading_complain(r, d, "table", "by order of appearance it would be %llu, which cannot be: name a `table', or other [homing] tables",
				 table);
	else
		u->table = (uint32_t)table;
}

/* A stanza's uplink has no place in the file: whatever comes or goes beside it, it must not take a number that is another's. */
static unsigned find_free_mark(const struct config *c, unsigned most)
{
	for (unsigned mark = 1; mark <= most; mark++) {
		bool taken = false;

		for (size_t i = 0; !taken && i < c->uplink_count; i++)
			taken = c->uplinks[i].mark == mark;
		if (!taken)
			return mark;
	}
	return 0;
}

static unsigned most_marks(unsigned mask)
{
	return mask / (mask & -mask);
}

/* Uplinks beyond what the mask holds go unmarked: only homing-mark needs marks, and says so. */
static void give_mark(struct reading *r, const struct draft *d, unsigned position)
{
	const unsigned mask = r->config->homing.mark_mask;
	struct uplink *u = uplink_of(d);
	unsigned most;

	if (!mask)
		return; /* there is a complaint about it already */
	most = most_marks(mask);
	if (d->overlaid)
		u->mark = find_free_mark(r->config, most);
	else if (!draft_said(d, "mark"))
		u->mark = position <= most ? position : 0;
	else if (u->mark > most)
		reading_complain(r, d, "mark", "%u: must be from 1 to %u, which mark-mask 0x%x holds", u->mark, most, mask);
}

static void check_family(struct reading *r, const struct draft *d, const char *key, unsigned char family)
{
	if (family && !uplink_of(d)->family[family_index(family)])
		reading_complain(r, d, key, "has an IPv%c address, but `family' leaves IPv%c out", family == AF_INET6 ? '6' : '4',
				 family == AF_INET6 ? '6' : '4');
}

static void check_families(struct reading *r, const struct draft *d)
{
	static const char *const keys[] = { "addresses", "routed", "reach" };
	const struct uplink *u = uplink_of(d);
	const struct prefixes *lists[] = { &u->addresses, &u->routed, &u->reach };

	if (!u->family[V4] && !u->family[V6])
		return; /* there is a complaint about it already */
	for (int f = 0; f < FAMILIES; f++)
		check_family(r, d, "gateway", u->gateway[f].address.family);
	for (size_t i = 0; i < COUNT(lists); i++)
		for (size_t j = 0; j < lists[i]->count; j++)
			check_family(r, d, keys[i], lists[i]->items[j].family);
	for (size_t i = 0; i < u->checks.count; i++)
		check_family(r, d, "check", u->checks.items[i].target.family);
}

/* A family without an address in the list is automatic, whether or not `auto' stands in it. */
static void complete_gateways(struct uplink *u)
{
	for (int f = 0; f < FAMILIES; f++)
		u->gateway[f].automatic = !prefix_is_set(&u->gateway[f].address);
}

void cross_check_timeout(struct reading *r, const struct draft *d, unsigned timeout, unsigned long long most)
{
	char limit[32], time[32];

	if (most && timeout > most)
		reading_complain(r, d, "timeout", "%s: must be at most interval x fall, which is %s", value_time_text(timeout, time),
				 value_time_text(most, limit));
}

void cross_check_need(struct reading *r, const struct draft *d, unsigned need, size_t count)
{
	if (need > count && (count || draft_said(d, "need")))
		reading_complain(r, d, "need", "%u: must be from 1 to %zu, the number of checks", need, count);
}

void cross_check_timeouts(struct reading *r, const struct draft *d, const char *key, const struct checks *checks, unsigned long long most)
{
	char limit[32], time[32];

	value_time_text(most, limit);
	for (size_t i = 0; most && i < checks->count; i++)
		if (checks->items[i].timeout > most)
			reading_complain(r, d, key, "timeout=%s: must be at most interval x fall, which is %s",
					 value_time_text(checks->items[i].timeout, time), limit);
}

static void check_health(struct reading *r, const struct draft *d)
{
	struct uplink *u = uplink_of(d);
	unsigned long long most = (unsigned long long)u->interval * u->fall;

	cross_check_need(r, d, u->need, u->checks.count);
	cross_check_timeout(r, d, u->timeout, most);
	cross_check_timeouts(r, d, "check", &u->checks, most);
	/* nobody would act on what was found out, and it would wake an idle machine each second */
	if (!draft_said(d, "check") && !r->config->balance.present)
		checks_free(&u->checks);
}

/* The same whole address, or the same destination, cannot belong to two. Prefixes that two providers share are no mistake. */
static void check_shared_prefixes(struct reading *r, const struct draft *a, const struct draft *b, const char *key,
				  const struct prefixes *x, const struct prefixes *y, bool hosts_only)
{
	char text[400], prefix[PREFIX_TEXT];

	for (size_t i = 0; i < y->count; i++)
		if (prefixes_have(x, &y->items[i]) && (!hosts_only || prefix_is_host(&y->items[i])))
			reading_complain(r, b, key, "%s is also that of %s", prefix_text(&y->items[i], prefix),
					 cross_other_text(a, key, text, sizeof(text)));
}

/* Each form of the command line has a key of its own, which says what it was typed for. */
static void choose_parts(struct reading *r, const struct draft *d)
{
	struct balance_section *balance = &r->config->balance;
	struct uplink *u = uplink_of(d);

	u->by_hand = d->by_hand;
	u->parts = PART_ALL;
	if (!u->by_hand)
		return;
	u->parts = (draft_said(d, "guard") ? PART_TABLE : 0u) | (draft_said(d, "addresses") ? PART_RULE : 0u) |
		   (draft_said(d, "weight") ? PART_BALANCE : 0u);
	if ((u->parts & PART_BALANCE) && !balance->present)
		balance->present = balance->by_hand = true;
}

static void check_pair(struct reading *r, const struct draft *a, const struct draft *b)
{
	const struct uplink *x = uplink_of(a), *y = uplink_of(b);
	char text[400];

	if (x->table && x->table == y->table)
		complain_same(r, a, b, "table", x->table);
	if (x->mark && x->mark == y->mark)
		complain_same(r, a, b, "mark", x->mark);
	/* what was typed by hand has only the rules that were typed, which name their addresses */
	if (x->interface[0] && x->addresses_auto && y->addresses_auto && !x->by_hand && !y->by_hand && strcmp(x->interface, y->interface) == 0)
		reading_complain(r, b, "interface", "%s is also that of %s: name the `addresses' of one of them", y->interface,
				 cross_other_text(a, "interface", text, sizeof(text)));
	check_shared_prefixes(r, a, b, "addresses", &x->addresses, &y->addresses, true);
	check_shared_prefixes(r, a, b, "routed", &x->routed, &y->routed, false);
	check_shared_prefixes(r, a, b, "reach", &x->reach, &y->reach, false);
}

void cross_check_uplink_name(struct reading *r, const struct draft *d, const char *key, const char *name)
{
	struct suggestion meant = { .word = name };

	if (config_find_uplink(r->config, name))
		return;
	for (size_t i = 0; i < r->config->uplink_count; i++)
		suggest_offer(&meant, r->config->uplinks[i].name);
	reading_complain(r, d, key, "`%s': there is no [uplink %s]%s%s%s", name, name, meant.best ? " (did you mean " : "",
			 meant.best ? meant.best : "", meant.best ? "?)" : "");
}

/* The word `all' alone is every uplink, which the struct says by an empty list; unless one has that name. */
static void check_uplinks(struct reading *r, const struct draft *d, struct names *uplinks)
{
	if (uplinks->count == 1 && strcmp(uplinks->items[0], "all") == 0 && !config_find_uplink(r->config, "all"))
		names_free(uplinks);
	for (size_t i = 0; i < uplinks->count; i++)
		cross_check_uplink_name(r, d, "uplinks", uplinks->items[i]);
}

static void check_balance(struct reading *r, const struct draft *d)
{
	struct balance_section *b = d->section;

	b->present = d->first != NULL;
	check_uplinks(r, d, &b->uplinks);
}

/* Behind all uplinks: each has its mark then. What a stanza or a hand adds beyond the mask is left out, or a file that was right would be wrong by it. */
static void check_flows(struct reading *r, const struct draft *d)
{
	struct flows_section *f = d->section;

	f->present = d->first != NULL;
	check_uplinks(r, d, &f->uplinks);
	for (size_t i = 0; f->present && i < r->draft_count; i++) {
		const struct uplink *u = uplink_of(&r->drafts[i]);

		if (u && !u->mark && r->config->homing.mark_mask && !r->drafts[i].overlaid && !r->drafts[i].by_hand && config_flows_name(f, u))
			reading_complain(r, d, "uplinks", "[uplink %s] (%.300s:%u) has no mark: mark-mask 0x%x holds %u", u->name, u->place.file,
					 u->place.line, r->config->homing.mark_mask, most_marks(r->config->homing.mark_mask));
	}
}

int config_cross_check(struct reading *r)
{
	unsigned position = 0;

	for (size_t i = 0; i < r->draft_count; i++) {
		const struct draft *d = &r->drafts[i];

		if (draft_section(d, "balance"))
			check_balance(r, d);
		if (!uplink_of(d))
			continue;
		position++;
		choose_parts(r, d);
		give_table(r, d, position);
		give_mark(r, d, position);
		complete_gateways(uplink_of(d));
		check_families(r, d);
		check_health(r, d);
		for (size_t j = 0; j < i; j++)
			if (uplink_of(&r->drafts[j]))
				check_pair(r, &r->drafts[j], d);
	}
	for (size_t i = 0; i < r->draft_count; i++)
		if (draft_section(&r->drafts[i], "flows"))
			check_flows(r, &r->drafts[i]);
	cross_check_takeovers(r);
	return cross_check_aliases(r);
}
