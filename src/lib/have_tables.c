/* have_tables.c - which tables a run reads. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

#include "have_reading.h"

bool have_is_kernel_table(uint32_t table)
{
	return table >= RT_TABLE_DEFAULT && table <= RT_TABLE_LOCAL;
}

static bool is_known_table(const uint32_t *tables, size_t count, uint32_t table)
{
	for (size_t i = 0; i < count; i++)
		if (tables[i] == table)
			return true;
	return false;
}

void have_tables_free(struct have_tables *t)
{
	free(t->items);
}

static int add_table(struct have_tables *t, uint32_t table)
{
	if (is_known_table(t->items, t->count, table))
		return 0;
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 16;
		uint32_t *items = reallocarray(t->items, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		t->items = items;
		t->room = room;
	}
	t->items[t->count++] = table;
	return 0;
}

/* Those that ifup-routes was told of. */
static int add_static_tables(struct have_tables *t, const struct state *s)
{
	int error = 0;

	for (size_t i = 0; !error && i < s->count; i++)
		if (s->objects[i].kind == KIND_ROUTE)
			error = add_table(t, s->objects[i].route.table);
	return error;
}

/* The tables of the configuration, and those that rules of ours lead to: an uplink that left the file, a table that was renumbered. */
int have_list_tables(const struct reading *r, struct have_tables *out)
{
	const struct state *ours = &r->host->ours;
	int error = 0;

	for (size_t i = 0; !error && i < r->config->uplink_count; i++)
		error = add_table(out, r->config->uplinks[i].table);
	if (!error && r->config->balance.present)
		error = add_table(out, r->config->homing.tables);
	for (size_t i = 0; !error && i < ours->count; i++) {
		uint32_t table = ours->objects[i].rule.table;

		if (table > RT_TABLE_UNSPEC && !have_is_kernel_table(table))
			error = add_table(out, table);
	}
	for (size_t i = 0; !error && i < r->facts->static_count; i++) {
		error = add_static_tables(out, &r->facts->static_sets[i].wanted);
		if (!error)
			error = add_static_tables(out, &r->facts->static_sets[i].dropped);
	}
	return error;
}
