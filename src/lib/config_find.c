/* config_find.c - the configuration once it is read: looking things up in it, letting go of it. */
#include <string.h>

#include "config_table.h"

void config_free(struct config *c)
{
	for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++) {
		const struct config_section *kind = &CONFIG_SECTIONS[i];
		char *base = (char *)c, *array;
		size_t count;

		if (!kind->named) {
			if (kind->release)
				kind->release(base + kind->offset);
			continue;
		}
		memcpy(&array, base + kind->offset, sizeof(array));
		count = *(size_t *)(base + kind->count_offset);
		for (size_t j = 0; kind->release && j < count; j++)
			kind->release(array + j * kind->size);
		free(array);
	}
	for (size_t i = 0; i < c->file_count; i++)
		free(c->files[i]);
	free(c->files);
	*c = (struct config){ 0 };
}

const struct alias *config_find_alias(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->alias_count; i++)
		if (strcmp(c->aliases[i].name, name) == 0)
			return &c->aliases[i];
	return NULL;
}

const struct uplink *config_find_uplink(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->uplink_count; i++)
		if (strcmp(c->uplinks[i].name, name) == 0)
			return &c->uplinks[i];
	return NULL;
}

const struct takeover_section *config_find_takeover(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->takeover_count; i++)
		if (strcmp(c->takeovers[i].name, name) == 0)
			return &c->takeovers[i];
	return NULL;
}

const struct takeover_section *config_takeover_of(const struct config *c, const char *alias)
{
	for (size_t i = 0; i < c->takeover_count; i++)
		for (size_t k = 0; k < c->takeovers[i].aliases.count; k++)
			if (strcmp(c->takeovers[i].aliases.items[k], alias) == 0)
				return &c->takeovers[i];
	return NULL;
}

const char *config_interface(const struct config *c, size_t index)
{
	if (index < c->uplink_count)
		return c->uplinks[index].interface;
	index -= c->uplink_count;
	return index < c->alias_count ? c->aliases[index].interface : NULL;
}

uint32_t config_free_table(const struct config *c)
{
	for (unsigned long long table = c->homing.tables + 1ull; table <= UINT32_MAX; table++) {
		bool taken = table >= 253 && table <= 255;

		for (size_t i = 0; !taken && i < c->uplink_count; i++)
			taken = c->uplinks[i].table == table;
		if (!taken)
			return (uint32_t)table;
	}
	return 0;
}

bool config_flows_name(const struct flows_section *flows, const struct uplink *uplink)
{
	for (size_t i = 0; i < flows->uplinks.count; i++)
		if (!strcmp(flows->uplinks.items[i], uplink->name))
			return true;
	return !flows->uplinks.count;
}

void alias_find_first(const struct alias *alias, struct prefix first[FAMILIES])
{
	for (size_t k = 0; k < alias->addresses.count; k++) {
		struct prefix *p = &first[family_index(alias->addresses.items[k].family)];

		if (!prefix_is_set(p))
			*p = prefix_host(&alias->addresses.items[k]);
	}
}
