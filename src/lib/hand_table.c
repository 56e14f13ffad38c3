/* hand_table.c - a route table and the rules that lead there, typed by hand: the uplink of a number. */
#include <errno.h>
#include <string.h>

#include "hand_change.h"

/* The section of --table, which must be nobody else's; NULL: not typed yet. */
static int find_table(struct change *c, struct hand_section **out, uint32_t *number)
{
	const struct hand_words *w = c->words;
	union scratch scratch = { 0 };
	int error = w->table ? change_check(c, HAND_TABLE, "--table", w->table, &scratch)
			     : change_refuse(c, "--table is missing: the number or name of a route table");

	*number = scratch.uplink.table;
	scratch_free(&scratch, HAND_TABLE);
	if (!error && w->interface)
		error = change_check_interface(c, "");
	if (error)
		return error;
	for (size_t i = 0; i < c->others->uplink_count; i++) {
		const struct uplink *u = &c->others->uplinks[i];

		if (u->table == *number)
			return change_refuse(c, "--table %s: it is that of [uplink %s] (%s:%u), which goes by its name", w->table, u->name,
					     u->place.file, u->place.line);
	}
	*out = hand_find_table(c->hand, *number);
	if (*out && w->interface && strcmp((*out)->values[HAND_INTERFACE], w->interface))
		return change_refuse(c, "--interface %s: table %s was typed for %s", w->interface, w->table, (*out)->values[HAND_INTERFACE]);
	return 0;
}

static int table_down(struct change *c, struct hand_section *section)
{
	int error;

	if (!section || !section->values[HAND_GUARD])
		return -ENOENT;
	error = change_concern(c, section);
	if (!error)
		error = hand_set(section, HAND_GUARD, NULL);
	if (!error)
		change_drop_if_empty(c, section);
	return error;
}

int change_table(struct change *c)
{
	const struct hand_words *w = c->words;
	struct hand_section typed = { 0 }, *section;
	uint32_t number;
	int error = find_table(c, &section, &number);

	if (!error && w->down)
		return table_down(c, section);
	if (!error)
		error = change_check_interface(c, "the one that the table's routes leave by");
	if (!error && !w->item_count)
		error = change_refuse(c, "--gateway is missing: its address, or auto");
	if (error)
		return error;
	if (!section)
		section = hand_add_uplink(c->hand, w->interface, number);
	if (!section || change_concern(c, section))
		return -ENOMEM;
	error = change_join_items(c, "--gateway", HAND_GATEWAY, &typed);
	if (!error)
		error = change_set_gateways(c, section, "--gateway", typed.values[HAND_GATEWAY]);
	free(typed.values[HAND_GATEWAY]);
	return error ? error : hand_set(section, HAND_GUARD, w->guard ? "yes" : "no");
}

static int rule_down(struct change *c, struct hand_section *section, const char *typed)
{
	size_t removed = 0;
	char item[ITEM_SIZE];
	int error;

	if (!section)
		return -ENOENT;
	error = change_concern(c, section);
	while (!error && (error = change_next_item(c, "--from", &typed, item)) == 1) {
		error = hand_remove_item(section, HAND_ADDRESSES, item);
		removed += error > 0;
		error = error < 0 ? error : 0;
	}
	if (!error && !removed)
		return -ENOENT;
	if (!error)
		change_drop_if_empty(c, section);
	return error;
}

int change_rule(struct change *c)
{
	const struct hand_words *w = c->words;
	struct hand_section typed = { 0 }, *section;
	union scratch scratch = { 0 };
	uint32_t number;
	int error = find_table(c, &section, &number);

	if (!error && !w->item_count)
		error = change_refuse(c, "--from is missing: an address or a prefix of this host");
	if (!error)
		error = change_join_items(c, "--from", HAND_ADDRESSES, &typed);
	if (!error)
		error = change_check(c, HAND_ADDRESSES, "--from", typed.values[HAND_ADDRESSES], &scratch);
	if (!error && scratch.uplink.addresses_auto)
		error = change_refuse(c, "--from: `auto': must be an address or a prefix of this host");
	if (!error && !section && !w->down)
		error = change_check_interface(c, "of this table nothing was typed before that would tell it");
	if (!error && w->down) {
		error = rule_down(c, section, typed.values[HAND_ADDRESSES]);
	} else if (!error) {
		if (!section)
			section = hand_add_uplink(c->hand, w->interface, number);
		error = section ? change_concern(c, section) : -ENOMEM;
		if (!error)
			error = change_join_items(c, "--from", HAND_ADDRESSES, section);
	}
	scratch_free(&scratch, HAND_ADDRESSES);
	free(typed.values[HAND_ADDRESSES]);
	return error;
}
