/* config_cross_takeover.c - takeovers: what one key cannot know of another, nor of the aliases and of the other takeovers. */
#include <string.h>

#include "config_cross.h"
#include "suggest.h"

static struct takeover_section *takeover_of(const struct draft *d)
{
	return draft_section(d, "takeover");
}

static struct draft *find_alias(struct reading *r, const char *name)
{
	return draft_find(r, config_find_section("alias"), name);
}

static void complain_unknown(struct reading *r, const struct draft *d, const char *name)
{
	struct suggestion meant = { .word = name };

	for (size_t i = 0; i < r->config->alias_count; i++)
		suggest_offer(&meant, r->config->aliases[i].name);
	reading_complain(r, d, "alias", "`%s': there is no [alias %s]%s%s%s", name, name, meant.best ? " (did you mean " : "",
			 meant.best ? meant.best : "", meant.best ? "?)" : "");
}

/* Has another takeover, one before d, this alias? */
static void check_owner(struct reading *r, const struct draft *d, const char *name)
{
	char text[400];

	for (const struct draft *other = r->drafts; other < d; other++) {
		const struct takeover_section *t = takeover_of(other);

		for (size_t i = 0; t && i < t->aliases.count; i++)
			if (strcmp(t->aliases.items[i], name) == 0)
				reading_complain(r, d, "alias", "`%s' is also taken over by %s", name,
						 cross_other_text(other, "alias", text, sizeof(text)));
	}
}

/* Everything that its watcher asks must be somebody else's: an address that comes and goes with the takeover would follow it. */
static void check_asked(struct reading *r, const struct draft *d, const struct alias *a, const char *key, const struct prefix *asked)
{
	char address[PREFIX_TEXT];

	for (size_t i = 0; prefix_is_set(asked) && i < a->addresses.count; i++) {
		const struct prefix own = prefix_host(&a->addresses.items[i]);

		if (prefix_equal(&own, asked))
			reading_complain(r, d, key, "%s is an address of [alias %s], which is taken over; ask one that stays", prefix_text(asked, address),
					 a->name);
	}
}

static void check_alias(struct reading *r, const struct draft *d, const struct draft *alias, const struct draft *first)
{
	const struct takeover_section *t = d->section;
	struct alias *a = alias->section;
	const struct alias *b = first->section;
	char text[400];

	if (a->up == ALIAS_DEFAULT)
		a->up = ALIAS_TAKEOVER;
	if (a->up != ALIAS_TAKEOVER)
		reading_complain(r, alias, "up", "%s, but %s takes it over: leave `up' out", a->up == ALIAS_ALWAYS ? "always" : "manual",
				 cross_other_text(d, "alias", text, sizeof(text)));
	if (a->interface[0] && b->interface[0] && strcmp(a->interface, b->interface) != 0)
		reading_complain(r, d, "alias", "`%s' is on %s, `%s' on %s: one set is on one interface", b->name, b->interface, a->name, a->interface);
	for (size_t i = 0; i < t->peers.count; i++)
		check_asked(r, d, a, "peer", &t->peers.items[i]);
	for (size_t i = 0; i < t->gateways.count; i++)
		check_asked(r, d, a, "gateway", &t->gateways.items[i]);
	for (size_t i = 0; i < t->witness.count; i++)
		check_asked(r, d, a, "witness", &t->witness.items[i].target);
}

static void check_aliases(struct reading *r, const struct draft *d)
{
	const struct takeover_section *t = d->section;
	const struct draft *first = NULL;

	for (size_t i = 0; i < t->aliases.count; i++) {
		const struct draft *alias = find_alias(r, t->aliases.items[i]);

		if (!alias) {
			complain_unknown(r, d, t->aliases.items[i]);
			continue;
		}
		if (!first)
			first = alias;
		check_owner(r, d, t->aliases.items[i]);
		check_alias(r, d, alias, first);
	}
}

/* What is asked whether we are cut off must not be the one that is asked whether it lives. */
static void check_third(struct reading *r, const struct draft *d, const char *key, const struct prefix *third)
{
	const struct takeover_section *t = d->section;
	char address[PREFIX_TEXT];

	if (prefix_is_set(third) && prefixes_have(&t->peers, third))
		reading_complain(r, d, key, "%s is the peer: when it is dead nobody would be left to say that this host is not cut off",
				 prefix_text(third, address));
}

static void check_others(struct reading *r, const struct draft *d)
{
	const struct takeover_section *t = d->section;
	const struct check *witness = t->witness.count ? &t->witness.items[0] : NULL;

	for (size_t i = 0; i < t->gateways.count; i++)
		check_third(r, d, "gateway", &t->gateways.items[i]);
	for (size_t i = 0; i < t->checks.count; i++)
		if (t->checks.items[i].kind == CHECK_GATEWAY)
			reading_complain(r, d, "check", "`gateway' says nothing about the peer; the gateways are asked anyway");
	if (!witness)
		return;
	check_third(r, d, "witness", &witness->target);
	if (witness->kind == CHECK_GATEWAY)
		reading_complain(r, d, "witness", "`gateway' is no third opinion: the gateways are asked anyway");
	else if (!prefix_is_set(&witness->target) && (witness->kind <= CHECK_TCP || witness->kind == CHECK_DNS))
		reading_complain(r, d, "witness", "`%s' needs the address of a third host", check_word(witness->kind));
}

void cross_check_takeovers(struct reading *r)
{
	for (size_t i = 0; i < r->draft_count; i++) {
		const struct draft *d = &r->drafts[i];
		struct takeover_section *t = takeover_of(d);
		unsigned long long most = t ? (unsigned long long)t->interval * t->fall : 0;

		if (!t)
			continue;
		if (!draft_said(d, "need"))
			t->need = (unsigned)t->checks.count;
		cross_check_need(r, d, t->need, t->checks.count);
		cross_check_timeout(r, d, t->timeout, most);
		cross_check_timeouts(r, d, "check", &t->checks, most);
		cross_check_timeouts(r, d, "witness", &t->witness, most);
		check_aliases(r, d);
		check_others(r, d);
	}
}
