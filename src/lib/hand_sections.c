/* hand_sections.c - finding and making the sections of what was typed. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config_value.h"
#include "hand.h"

#define LIST_MOST 960 /* bytes: a line of an INI file has 1022 */

/* Items stand with a comma and a blank between them, as hand_add_item() writes them. */
static const char *find_item(const char *list, const char *item)
{
	size_t length = strlen(item);

	for (const char *at = list; *at; at += strcspn(at, ","), at += strspn(at, ", "))
		if (strcspn(at, ",") == length && !strncmp(at, item, length))
			return at;
	return NULL;
}

int hand_remove_item(struct hand_section *section, enum hand_key key, const char *item)
{
	char *list = section->values[key], *at = list ? (char *)find_item(list, item) : NULL;
	char *behind = at ? at + strlen(item) : NULL;

	if (!at)
		return 0;
	behind += strspn(behind, ", ");
	memmove(at, behind, strlen(behind) + 1);
	if (!*at && at > list)
		at[-2] = '\0'; /* it was the last one */
	return *list || !hand_set(section, key, NULL) ? 1 : -ENOMEM;
}

int hand_add_item(struct hand_section *section, enum hand_key key, const char *item)
{
	const char *list = section->values[key] ? section->values[key] : "";
	_cleanup_(buffer_free) struct buffer longer = { 0 };

	if (find_item(list, item))
		return 0;
	if (strlen(list) + strlen(item) > LIST_MOST)
		return -E2BIG;
	buffer_add(&longer, "%s%s%s", list, *list ? ", " : "", item);
	return longer.failed ? -ENOMEM : hand_set(section, key, longer.data);
}

static uint32_t table_of(const struct hand_section *section)
{
	unsigned long long table;

	if (section->alias || !section->values[HAND_TABLE] || value_read_number(section->values[HAND_TABLE], UINT32_MAX, &table))
		return 0;
	return (uint32_t)table;
}

struct hand_section *hand_find_table(const struct hand *h, uint32_t table)
{
	for (size_t i = 0; i < h->count; i++)
		if (table && table_of(&h->sections[i]) == table)
			return &h->sections[i];
	return NULL;
}

struct hand_section *hand_add_uplink(struct hand *h, const char *interface, uint32_t table)
{
	struct hand_section *section;
	char name[NAME_SIZE], number[16];

	snprintf(name, sizeof(name), "hand-%" PRIu32, table);
	snprintf(number, sizeof(number), "%" PRIu32, table);
	section = hand_add(h, false, name);
	if (section && (hand_set(section, HAND_INTERFACE, interface) || hand_set(section, HAND_TABLE, number))) {
		hand_drop(h, section);
		return NULL;
	}
	return section;
}

static bool is_taken(const struct hand *h, const struct config *others, const char *name)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->sections[i].alias && !strcmp(h->sections[i].name, name))
			return true;
	return config_find_alias(others, name) != NULL;
}

struct hand_section *hand_add_alias(struct hand *h, const struct config *others, const char *interface)
{
	struct hand_section *section;
	char name[NAME_SIZE];

	for (unsigned n = 1; snprintf(name, sizeof(name), "hand-%u", n), is_taken(h, others, name); n++)
		;
	section = hand_add(h, true, name);
	if (section && hand_set(section, HAND_INTERFACE, interface)) {
		hand_drop(h, section);
		return NULL;
	}
	return section;
}

uint32_t hand_free_table(const struct hand *h, const struct config *others)
{
	for (unsigned long long table = others->homing.tables + 1ull; table <= UINT32_MAX; table++) {
		bool taken = (table >= 253 && table <= 255) || hand_find_table(h, (uint32_t)table);

		for (size_t i = 0; !taken && i < others->uplink_count; i++)
			taken = others->uplinks[i].table == table;
		if (!taken)
			return (uint32_t)table;
	}
	return 0;
}
