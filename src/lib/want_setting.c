/* want_setting.c - what the kernel cannot mark as ours: the uplinks' interface group and the multipath hash. PURE. */
#include "want.h"

#include <string.h>

const char *const SETTING_HASH[FAMILIES] = { "net.ipv4.fib_multipath_hash_policy", "net.ipv6.fib_multipath_hash_policy" };

static bool is_uplink_link(const struct config *config, const struct link *link)
{
	for (size_t i = 0; i < config->uplink_count; i++) {
		const char *name = config->uplinks[i].interface;

		if (!strcmp(name, link->name) || !strcmp(name, link->altname))
			return true;
	}
	return false;
}

/* Every uplink's interface, also of one that does not serve now: its default in main is no VPN's. A group that somebody else set is left alone, and then the others need
 * none either: the rule that looks at it stays away. */
static int want_groups(const struct config *config, const struct facts *facts, const struct host *host, bool on, struct state *want)
{
	on = on && balance_can_group(config, host);
	for (size_t i = 0; i < host->link_count; i++) {
		const struct link *link = &host->links[i];
		struct setting setting = { .value = link->group };
		const struct setting *noted;
		int error;

		memcpy(setting.device, link->name, sizeof(setting.device));
		noted = facts_find_noted(facts, &setting);
		if (link->group && link->group != config->homing.group)
			continue;
		if (on && is_uplink_link(config, link))
			setting.value = config->homing.group;
		else if (noted)
			setting.value = noted->value;
		else
			continue;
		error = state_add_setting(want, &setting);
		if (error)
			return error;
	}
	return 0;
}

static int want_hash(const struct config *config, const struct facts *facts, bool on, struct state *want)
{
	for (int family = V4; family < FAMILIES; family++) {
		struct setting setting = { 0 };
		const struct setting *noted;
		int error;

		strcpy(setting.name, SETTING_HASH[family]);
		noted = facts_find_noted(facts, &setting);
		if (on && config->balance.hash != HASH_KEEP)
			setting.value = config->balance.hash == HASH_L4;
		else if (noted)
			setting.value = noted->value;
		else
			continue;
		error = state_add_setting(want, &setting);
		if (error)
			return error;
	}
	return 0;
}

int want_setting(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
		 struct state *want)
{
	bool on = balance_is_on(config, facts, views);
	int error = want_groups(config, facts, host, on, want);

	return error ? error : want_hash(config, facts, on, want);
}
