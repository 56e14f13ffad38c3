/* hand_hop.c - the hops of a balance typed by hand: IFACE[,GATEWAY[,WEIGHT]]. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hand_change.h"

struct hop_words {
	char interface[ITEM_SIZE], gateway[ITEM_SIZE], weight[ITEM_SIZE]; /* empty: not said */
	unsigned char family; /* of the gateway */
};

static int read_hop(struct change *c, const char *word, struct hop_words *out)
{
	char *fields[] = { out->interface, out->gateway, out->weight };
	const char *rest = word;
	union scratch scratch = { 0 };
	int error = 0;

	*out = (struct hop_words){ 0 };
	for (size_t i = 0; i < COUNT(fields) && (error = change_next_item(c, "--hop", &rest, fields[i])) == 1; i++)
		;
	if (error >= 0 && rest)
		error = change_refuse(c, "--hop %s: must be IFACE[,GATEWAY[,WEIGHT]]", word);
	if (error >= 0)
		error = change_check(c, HAND_INTERFACE, "--hop", out->interface, NULL);
	if (!error && out->weight[0])
		error = change_check(c, HAND_WEIGHT, "--hop, its weight", out->weight, NULL);
	if (!error && out->gateway[0])
		error = change_check(c, HAND_GATEWAY, "--hop, its gateway", out->gateway, &scratch);
	for (int family = V4; !error && family < FAMILIES; family++)
		if (prefix_is_set(&scratch.uplink.gateway[family].address))
			out->family = scratch.uplink.gateway[family].address.family;
	if (!out->family)
		out->gateway[0] = '\0'; /* auto */
	scratch_free(&scratch, HAND_GATEWAY);
	return error;
}

/* Has the uplink this gateway (1), another one of its family (-1), or none of it (0)? */
static int has_gateway(const struct hand_section *section, const struct hop_words *hop)
{
	struct value_context context = { 0 };
	union scratch theirs = { 0 }, ours = { 0 };
	const struct config_key *key = config_find_key(config_find_section("uplink"), HAND_KEY_NAMES[HAND_GATEWAY]);
	int f = family_index(hop->family), found = 0;

	if (section->values[HAND_GATEWAY] && !value_read(key, section->values[HAND_GATEWAY], &theirs, &context) &&
	    !value_read(key, hop->gateway, &ours, &context) && prefix_is_set(&theirs.uplink.gateway[f].address))
		found = prefix_equal(&theirs.uplink.gateway[f].address, &ours.uplink.gateway[f].address) ? 1 : -1;
	return found;
}

/* The uplink of the hop: the one with its gateway; without a gateway the only one on the interface; one of this command that has no gateway of the family yet. */
static int find_hop(struct change *c, const struct hop_words *hop, size_t begun, struct hand_section **out)
{
	size_t candidates = 0;

	*out = NULL;
	for (size_t i = 0; i < c->hand->count; i++) {
		struct hand_section *section = &c->hand->sections[i];

		if (section->alias || strcmp(section->values[HAND_INTERFACE], hop->interface))
			continue;
		if (hop->gateway[0] ? has_gateway(section, hop) == 1 || (i >= begun && !has_gateway(section, hop))
				    : !c->words->down || section->values[HAND_WEIGHT]) {
			*out = section;
			candidates++;
		}
	}
	if (candidates > 1)
		return change_refuse(c, "--hop %s: it was typed with several gateways: name the one that is meant", hop->interface);
	return 0;
}

static int refuse_others(struct change *c, const struct hop_words *hop)
{
	for (size_t i = 0; i < c->others->uplink_count; i++) {
		const struct uplink *u = &c->others->uplinks[i];

		if (!strcmp(u->interface, hop->interface))
			return change_refuse(c, "--hop %s: it is the interface of [uplink %s] (%s:%u): a [balance] section there shares over it",
					     hop->interface, u->name, u->place.file, u->place.line);
	}
	return 0;
}

static int hop_up(struct change *c, const struct hop_words *hop, size_t begun, struct hand_section *section)
{
	char both[2 * ITEM_SIZE + 2];
	int error = 0;

	if (!section)
		section = hand_add_uplink(c->hand, hop->interface, hand_free_table(c->hand, c->others));
	if (!section || change_concern(c, section))
		return -ENOMEM;
	if (hop->gateway[0] && (size_t)(section - c->hand->sections) >= begun && has_gateway(section, hop) != 1) {
		const char *before = section->values[HAND_GATEWAY];

		snprintf(both, sizeof(both), "%.255s%s%s", before ? before : "", before ? ", " : "", hop->gateway);
		error = change_set_gateways(c, section, "--hop", both);
	}
	return error ? error : hand_set(section, HAND_WEIGHT, hop->weight[0] ? hop->weight : "1");
}

static int hop_down(struct change *c, struct hand_section *section)
{
	int error;

	if (!section || !section->values[HAND_WEIGHT])
		return -ENOENT;
	error = change_concern(c, section);
	if (!error)
		error = hand_set(section, HAND_WEIGHT, NULL);
	if (!error)
		change_drop_if_empty(c, section);
	return error;
}

int change_balance(struct change *c)
{
	const struct hand_words *w = c->words;
	size_t begun = c->hand->count, gone = 0;
	int error = 0;

	for (size_t i = 0; !error && i < w->item_count; i++) {
		struct hand_section *section;
		struct hop_words hop;

		error = read_hop(c, w->items[i], &hop);
		if (!error)
			error = refuse_others(c, &hop);
		if (!error)
			error = find_hop(c, &hop, w->down ? c->hand->count : begun, &section);
		if (!error && !w->down)
			error = hop_up(c, &hop, begun, section);
		if (error || !w->down)
			continue;
		error = hop_down(c, section);
		gone += !error;
		error = error == -ENOENT ? 0 : error; /* two families are one hop, which may be gone already */
	}
	return !error && w->down && !gone ? -ENOENT : error;
}
