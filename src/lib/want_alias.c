/* want_alias.c - alias addresses. PURE. */
#include "want.h"

#include <string.h>
#include <sys/socket.h>

static bool is_interface(const struct link *link, const struct alias *alias, const char *name)
{
	return !strcmp(alias->interface, name) || (link && (!strcmp(link->name, name) || !strcmp(link->altname, name)));
}

const struct hold *alias_find_hold(const struct facts *facts, const struct alias *alias, const struct link *link)
{
	for (size_t i = 0; i < facts->hold_count; i++) {
		const struct hold *hold = &facts->holds[i];

		if (!strcmp(hold->kind, "all") || (!strcmp(hold->kind, "interface") && is_interface(link, alias, hold->name)))
			return hold;
	}
	return facts_find_hold(facts, "alias", alias->name);
}

bool alias_is_among(const char *const *names, size_t count, const struct alias *alias)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], alias->name))
			return true;
	return false;
}

/* `DEVICE:text`; the file may call the device by another of its names, but iproute2 wants the label to begin with the real one. */
static void write_label(const struct alias *alias, const struct link *link, char label[DEVICE_SIZE])
{
	const char *text = strrchr(alias->label, ':');
	size_t device = strlen(link->name);

	strcpy(label, alias->label);
	if (!text || device + strlen(text) >= DEVICE_SIZE)
		return;
	memcpy(label, link->name, device);
	strcpy(label + device, text);
}

struct address alias_address(const struct config *config, const struct alias *alias, const struct link *link, const struct prefix *p)
{
	struct address a = { .local = *p, .protocol = (unsigned char)config->homing.protocol };

	memcpy(a.device, link->name, sizeof(a.device));
	if (p->family == AF_INET) {
		write_label(alias, link, a.label);
		return a;
	}
	/* homing looks for a rival itself before it adds: an address that fails DAD during a brief split would stay dead for ever */
	a.nodad = true;
	/* never chosen as source: RFC 6724 rule 3; IPv4 knows no such thing, there the base address comes first */
	a.deprecated = !alias->source;
	return a;
}

/* What somebody else has removed since the last look counts as there: it was brought up, whoever asked for it then. */
static bool is_there(const struct config *config, const struct facts *facts, const struct host *host, const struct alias *alias,
		     const struct link *link)
{
	for (size_t i = 0; i < alias->addresses.count; i++) {
		struct object like = { .kind = KIND_ADDRESS };

		like.address = alias_address(config, alias, link, &alias->addresses.items[i]);
		if (state_find(&host->ours, &like) || (facts->remembered && state_find(facts->remembered, &like)))
			return true;
	}
	return false;
}

static bool is_named(const struct scope *scope, const struct alias *alias, const struct link *link)
{
	for (size_t i = 0; i < scope->count; i++)
		if (scope->exact ? !strcmp(alias->name, scope->names[i]) : is_interface(link, alias, scope->names[i]))
			return true;
	return !scope->count && alias->up == ALIAS_ALWAYS;
}

/* What the watcher decided of it; TAKEN_STANDBY where it decided nothing. */
static enum taken_state find_decision(const struct config *config, const struct facts *facts, const struct alias *alias)
{
	const struct takeover_section *takeover = config_takeover_of(config, alias->name);
	const struct taken_fact *fact = takeover ? facts_find_taken(facts, takeover->name, false) : facts_find_taken(facts, alias->name, true);

	return fact ? fact->state : TAKEN_STANDBY;
}

enum alias_fate alias_decide(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
			     const struct alias *alias)
{
	const struct link *link = host_find_link(host, alias->interface);
	enum taken_state decided = find_decision(config, facts, alias);
	bool there, asked;

	if (!link || decided == TAKEN_RELEASING || decided == TAKEN_YIELDED || alias_find_hold(facts, alias, link))
		return ALIAS_GONE;
	there = is_there(config, facts, host, alias, link);
	asked = taken_state_is_held(decided) || (is_named(scope, alias, link) && (alias->up == ALIAS_ALWAYS || scope->exact));
	if (!there && !asked)
		return ALIAS_GONE;
	/* an address that is there stays when its link goes down, as IPv4's do; what is missing comes when the link is back */
	if (alias_is_among(facts->refused, facts->refused_count, alias)) /* what came while nobody could be asked goes again; what was announced stays ours */
		return facts_is_announced(facts, link) ? ALIAS_KEPT : ALIAS_GONE;
	return link->up && !alias_is_among(facts->unasked, facts->unasked_count, alias) ? ALIAS_WANTED : ALIAS_KEPT;
}

int want_alias(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
	       struct state *want)
{
	for (size_t i = 0; i < config->alias_count; i++) {
		const struct alias *alias = &config->aliases[i];
		const struct link *link = host_find_link(host, alias->interface);
		enum alias_fate fate = alias_decide(config, facts, host, scope, alias);

		for (size_t k = 0; fate != ALIAS_GONE && k < alias->addresses.count; k++) {
			struct object o = { .kind = KIND_ADDRESS };
			int error;

			o.address = alias_address(config, alias, link, &alias->addresses.items[k]);
			if (fate == ALIAS_KEPT && !state_find(&host->ours, &o))
				continue;
			error = state_add(want, &o);
			if (error)
				return error;
		}
	}
	return 0;
}
