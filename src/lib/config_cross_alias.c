/* config_cross_alias.c - aliases: what one key cannot know of another, and one alias of the next. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "config_cross.h"

static bool has_family(const struct alias *a, unsigned char family)
{
	for (size_t i = 0; i < a->addresses.count; i++)
		if (a->addresses.items[i].family == family)
			return true;
	return false;
}

/* iproute2 and ifconfig(8) take a label only when it begins with the interface it is on. */
static void check_label(struct reading *r, const struct draft *d)
{
	const struct alias *a = d->section;
	size_t length = strlen(a->interface);

	if (!a->label[0])
		return;
	if (length && (strncmp(a->label, a->interface, length) != 0 || a->label[length] != ':'))
		reading_complain(r, d, "label", "`%s': must begin with the interface and a colon, `%s:'", a->label, a->interface);
	if (a->addresses.count && !has_family(a, AF_INET))
		reading_complain(r, d, "label", "`%s': only IPv4 addresses have labels, and here is none", a->label);
}

static void check_neighbours(struct reading *r, const struct draft *d)
{
	const struct alias *a = d->section;
	char text[PREFIX_TEXT];

	for (size_t i = 0; a->addresses.count && i < a->announce.count; i++)
		if (!has_family(a, a->announce.items[i].family))
			reading_complain(r, d, "announce", "%s can be told of no address here: none is of its family",
					 prefix_text(&a->announce.items[i], text));
}

static void check_alias(struct reading *r, const struct draft *d)
{
	struct alias *a = d->section;
	const struct said *checks = draft_said(d, "check");

	if (a->up == ALIAS_DEFAULT)
		a->up = ALIAS_ALWAYS;
	if (a->uplink[0])
		cross_check_uplink_name(r, d, "uplink", a->uplink);
	check_label(r, d);
	check_neighbours(r, d);
	cross_check_timeouts(r, d, "check", &a->checks, (unsigned long long)a->interval * a->fall);
	if (a->yield && (!checks || strcmp(checks->entry->value, "none") == 0))
		reading_complain(r, d, "yield", "needs a `check', which tells when to");
}

/* An address and who said it; turn: the how many-th of all. */
struct owned {
	struct prefix address;
	const struct draft *draft;
	size_t turn;
};

/* Link-local addresses are told apart by their links (RFC 4007), all others have one owner. */
static int compare_addresses(const struct owned *a, const struct owned *b)
{
	const struct alias *x = a->draft->section, *y = b->draft->section;
	int order = prefix_compare(&a->address, &b->address);

	if (order == 0 && a->address.family == AF_INET6 && prefix_is_link_local(&a->address))
		order = strcmp(x->interface, y->interface);
	return order;
}

static int compare_owned(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;
	int order = compare_addresses(x, y);

	return order ? order : x->turn < y->turn ? -1 : 1;
}

static bool brings(const struct config_key *key, const struct ini_entry *entry, const struct prefix *address)
{
	struct value_context context = { 0 };
	struct alias alias = { 0 };
	bool found = false;

	if (strncmp(entry->key, key->name, strlen(key->name)) != 0)
		return false;
	value_read(key, entry->value, &alias, &context);
	for (size_t i = 0; i < alias.addresses.count && !found; i++) {
		const struct prefix host = prefix_host(&alias.addresses.items[i]);

		found = prefix_equal(&host, address);
	}
	prefixes_free(&alias.addresses);
	return found;
}

/* Which line of a list brought the address is not kept, as it is seldom asked: the lines are read again. Sets said to the first one, or
 * to the last. */
static void find_line(const struct reading *r, const struct owned *what, bool last, struct said *said)
{
	const struct config_section *kind = what->draft->kind;
	const struct config_key *key = config_find_key(kind, "address");
	const struct alias *alias = what->draft->section;

	*said = *draft_said(what->draft, "address");
	for (size_t i = 0; i < r->ini->section_count; i++) {
		const struct ini_section *s = &r->ini->sections[i];

		if (strcmp(s->kind, kind->kind) != 0 || strcmp(s->name, alias->name) != 0)
			continue;
		for (size_t k = s->first; k < s->first + s->count; k++) {
			if (!brings(key, &r->ini->entries[k], &what->address))
				continue;
			*said = (struct said){ s, &r->ini->entries[k], 0, false };
			if (!last)
				return;
		}
	}
}

/* What one alias repeats of itself and of those before it: the first such address, and how many there are. */
struct repetition {
	const struct owned *first, *again;
	size_t count;
};

static void complain_repetition(struct reading *r, const struct repetition *repetition)
{
	const struct owned *first = repetition->first, *again = repetition->again;
	const struct alias *other = first->draft->section;
	char address[PREFIX_TEXT], more[64] = "";
	struct said there, here;

	find_line(r, first, false, &there);
	find_line(r, again, first->draft == again->draft, &here);
	prefix_text(&again->address, address);
	if (repetition->count > 1)
		snprintf(more, sizeof(more), ", and %zu more like it", repetition->count - 1);
	if (first->draft == again->draft)
		ini_complain(r->ini, r->log, here.section, here.entry->line, here.entry->key, "%s is said twice: first at %s:%u%s", address,
			     there.section->file, there.entry->line, more);
	else
		ini_complain(r->ini, r->log, here.section, here.entry->line, here.entry->key, "%s is also that of [alias %s] (%s:%u)%s",
			     address, other->name, there.section->file, there.entry->line, more);
	r->failed = true;
}

/* One complaint for each alias: two ranges that overlap are one mistake. */
static void find_repetitions(const struct reading *r, const struct owned *owned, size_t count, struct repetition *repetitions)
{
	const struct owned *first = owned;

	for (const struct owned *o = owned + 1; o < owned + count; o++) {
		const struct alias *alias = o->draft->section;
		struct repetition *repetition = &repetitions[alias - r->config->aliases];

		if (compare_addresses(first, o) != 0) {
			first = o;
			continue;
		}
		if (repetition->count++ == 0 || o->turn < repetition->again->turn) {
			repetition->first = first;
			repetition->again = o;
		}
	}
}

/* Sorted, so that 4096 addresses cost no more than they must. */
static int check_repetitions(struct reading *r)
{
	_cleanup_free_ struct repetition *repetitions = calloc(r->config->alias_count + 1, sizeof(*repetitions));
	_cleanup_free_ struct owned *owned = NULL;
	size_t count = 0, total = 0;

	for (size_t i = 0; i < r->config->alias_count; i++)
		total += r->config->aliases[i].addresses.count;
	owned = calloc(total + 1, sizeof(*owned));
	if (!owned || !repetitions)
		return -ENOMEM;
	for (size_t i = 0; i < r->draft_count; i++) {
		const struct alias *a = draft_section(&r->drafts[i], "alias");

		for (size_t k = 0; a && k < a->addresses.count; k++, count++)
			owned[count] = (struct owned){ prefix_host(&a->addresses.items[k]), &r->drafts[i], count };
	}
	qsort(owned, count, sizeof(*owned), compare_owned);
	find_repetitions(r, owned, count, repetitions);
	for (size_t i = 0; i < r->config->alias_count; i++)
		if (repetitions[i].count)
			complain_repetition(r, &repetitions[i]);
	return 0;
}

int cross_check_aliases(struct reading *r)
{
	for (size_t i = 0; i < r->draft_count; i++)
		if (draft_section(&r->drafts[i], "alias"))
			check_alias(r, &r->drafts[i]);
	return check_repetitions(r);
}
