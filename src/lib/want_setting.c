/* want_setting.c - what the kernel cannot mark as ours: the uplinks' interface group, the multipath hash, src_valid_mark. PURE. */
#include "want.h"

#include <stdio.h>
#include <string.h>

const char SETTING_SRC_VALID_MARK[] = "net.ipv4.conf.all.src_valid_mark";
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

/* on: it shall have value; else what stood there before, where that is known. */
static int want_sysctl(const struct facts *facts, const char *name, bool on, uint32_t value, struct state *want)
{
	struct setting setting = { .value = value };
	const struct setting *noted;

	snprintf(setting.name, sizeof(setting.name), "%s", name);
	noted = facts_find_noted(facts, &setting);
	if (!on && !noted)
		return 0;
	if (!on)
		setting.value = noted->value;
	return state_add_setting(want, &setting);
}

static int want_hash(const struct config *config, const struct facts *facts, bool on, struct state *want)
{
	int error = 0;

	on = on && config->balance.hash != HASH_KEEP;
	for (int family = V4; !error && family < FAMILIES; family++)
		error = want_sysctl(facts, SETTING_HASH[family], on, config->balance.hash == HASH_L4, want);
	return error;
}

bool flows_are_on(const struct config *config, const struct facts *facts)
{
	return config->flows.present && !facts_find_hold(facts, "flows", "") && !facts_find_hold(facts, "all", "");
}

/* An uplink beyond what the mask holds: a mark of 0 would be every unmarked packet. What was typed by hand is in no file that [flows] could speak of. */
bool flows_keep(const struct config *config, const struct facts *facts, const struct uplink *uplink)
{
	return flows_are_on(config, facts) && uplink->mark && !uplink->by_hand && config_flows_name(&config->flows, uplink);
}

int want_setting(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
		 struct state *want)
{
	bool on = balance_is_on(config, facts, views), flows = flows_are_on(config, facts);
	int error = want_groups(config, facts, host, on, want);

	if (!error)
		error = want_hash(config, facts, on, want);
	return error ? error : want_sysctl(facts, SETTING_SRC_VALID_MARK, flows && config->flows.src_valid_mark, 1, want);
}
