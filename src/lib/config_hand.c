/* config_hand.c - what was typed without a file, as sections. */
#include "config_hand.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_value.h"

const char *const HAND_KEY_NAMES[HAND_KEYS] = {
	[HAND_INTERFACE] = "interface", [HAND_TABLE] = "table",		[HAND_GATEWAY] = "gateway",
	[HAND_FAMILY] = "family",	[HAND_GUARD] = "guard",		[HAND_ADDRESSES] = "addresses",
	[HAND_WEIGHT] = "weight",	[HAND_ADDRESS] = "address",	[HAND_LABEL] = "label",
};

struct hand_section *hand_add(struct hand *h, bool alias, const char *name)
{
	struct hand_section *sections = reallocarray(h->sections, h->count + 1, sizeof(*sections));

	if (!sections)
		return NULL;
	h->sections = sections;
	sections[h->count] = (struct hand_section){ .alias = alias };
	snprintf(sections[h->count].name, NAME_SIZE, "%s", name);
	return &sections[h->count++];
}

static void release(struct hand_section *section)
{
	for (int key = 0; key < HAND_KEYS; key++)
		free(section->values[key]);
}

void hand_drop(struct hand *h, struct hand_section *section)
{
	size_t behind = (size_t)(h->sections + h->count - section) - 1;

	release(section);
	memmove(section, section + 1, behind * sizeof(*section));
	h->count--;
}

int hand_set(struct hand_section *section, enum hand_key key, const char *value)
{
	char *copy = value ? strdup(value) : NULL;

	if (value && !copy)
		return -ENOMEM;
	free(section->values[key]);
	section->values[key] = copy;
	return 0;
}

int hand_add_ini(struct hand *h, const struct ini *ini)
{
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];
		bool alias = !strcmp(s->kind, "alias");
		struct hand_section *section;

		if ((!alias && strcmp(s->kind, "uplink")) || !value_is_name(s->name) || !ini_get(ini, s, HAND_KEY_NAMES[HAND_INTERFACE]))
			continue;
		section = hand_add(h, alias, s->name);
		for (int key = 0; section && key < HAND_KEYS; key++) {
			const char *value = ini_get(ini, s, HAND_KEY_NAMES[key]);

			if (value && hand_set(section, (enum hand_key)key, value))
				return -ENOMEM;
		}
		if (!section)
			return -ENOMEM;
	}
	return 0;
}

void hand_write(const struct hand *h, const char *interface, struct buffer *out)
{
	for (size_t i = 0; i < h->count; i++) {
		const struct hand_section *s = &h->sections[i];

		if (strcmp(s->values[HAND_INTERFACE], interface))
			continue;
		buffer_add(out, "[%s %s]\n", s->alias ? "alias" : "uplink", s->name);
		for (int key = 0; key < HAND_KEYS; key++)
			if (s->values[key])
				buffer_add(out, "%s = %s\n", HAND_KEY_NAMES[key], s->values[key]);
	}
}

bool hand_is_first(const struct hand *h, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!strcmp(h->sections[i].values[HAND_INTERFACE], h->sections[index].values[HAND_INTERFACE]))
			return false;
	return true;
}

void hand_free(struct hand *h)
{
	for (size_t i = 0; i < h->count; i++)
		release(&h->sections[i]);
	free(h->sections);
	*h = (struct hand){ 0 };
}
