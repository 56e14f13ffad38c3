/* hand_change.c - what the words of a command line change of what was typed before. Values are checked by the table that checks homing.conf. */
#include "hand_change.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config_draft.h"

int change_refuse(struct change *c, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(c->why, HAND_WHY, format, list);
	va_end(list);
	return -EINVAL;
}

static const struct config_section *section_of(enum hand_key key)
{
	return config_find_section(key == HAND_ADDRESS || key == HAND_LABEL ? "alias" : "uplink");
}

void scratch_free(union scratch *s, enum hand_key key)
{
	section_of(key)->release(s);
}

int change_check(struct change *c, enum hand_key key, const char *option, const char *value, union scratch *out)
{
	struct value_context context = { .find_table = config_find_table };
	union scratch own = { 0 };
	int error = value_read(config_find_key(section_of(key), HAND_KEY_NAMES[key]), value, out ? out : &own, &context);

	scratch_free(&own, key);
	return error == -EINVAL ? change_refuse(c, "%s: %s", option, context.why) : error;
}

int change_check_interface(struct change *c, const char *what)
{
	if (!c->words->interface)
		return change_refuse(c, "--interface is missing: %s", what);
	return change_check(c, HAND_INTERFACE, "--interface", c->words->interface, NULL);
}

int change_concern(struct change *c, const struct hand_section *section)
{
	char **items;

	for (size_t i = 0; i < c->names->count; i++)
		if (!strcmp(c->names->items[i], section->name))
			return 0;
	items = reallocarray(c->names->items, c->names->count + 1, sizeof(*items));
	if (!items)
		return -ENOMEM;
	c->names->items = items;
	items[c->names->count] = strdup(section->name);
	return items[c->names->count] ? (c->names->count++, 0) : -ENOMEM;
}

int change_next_item(struct change *c, const char *option, const char **list, char out[ITEM_SIZE])
{
	const char *start = *list;
	size_t length;

	if (!start)
		return 0;
	length = strcspn(start, ",");
	*list = start[length] ? start + length + 1 : NULL;
	start += strspn(start, " \t");
	length = strcspn(start, ",");
	while (length && strchr(" \t", start[length - 1]))
		length--;
	if (!length || length >= ITEM_SIZE)
		return change_refuse(c, "%s: %s", option, length ? "a word of more than 255 bytes" : "an empty word");
	snprintf(out, ITEM_SIZE, "%.*s", (int)length, start);
	return 1;
}

/* What stands behind a blank stays. */
static void rewrite(char item[ITEM_SIZE])
{
	char text[PREFIX_TEXT], rest[ITEM_SIZE], word[ITEM_SIZE];
	size_t length = strcspn(item, " \t");
	struct prefix p;

	snprintf(rest, sizeof(rest), "%s", item + length);
	snprintf(word, sizeof(word), "%.*s", (int)length, item);
	if (!prefix_read(word, &p))
		snprintf(item, ITEM_SIZE, "%s%.180s", prefix_text(&p, text), rest);
}

int change_join_items(struct change *c, const char *option, enum hand_key key, struct hand_section *into)
{
	const struct hand_words *w = c->words;
	char item[ITEM_SIZE];
	int error = 0;

	for (size_t i = 0; !error && i < w->item_count; i++) {
		const char *list = w->items[i];

		while (!error && (error = change_next_item(c, option, &list, item)) == 1) {
			rewrite(item);
			error = hand_add_item(into, key, item);
			if (error == -E2BIG)
				error = change_refuse(c, "%s %s: there is no room left for it: too many were typed", option, item);
		}
	}
	return error;
}

int change_set_gateways(struct change *c, struct hand_section *section, const char *option, const char *gateways)
{
	union scratch scratch = { 0 };
	const struct gateway_key *key = scratch.uplink.gateway;
	const char *family = NULL;
	int error = change_check(c, HAND_GATEWAY, option, gateways, &scratch);

	if (!error && !key[V4].automatic && !key[V6].automatic && prefix_is_set(&key[V4].address) != prefix_is_set(&key[V6].address))
		family = prefix_is_set(&key[V4].address) ? "4" : "6";
	scratch_free(&scratch, HAND_GATEWAY);
	if (!error)
		error = hand_set(section, HAND_GATEWAY, gateways);
	return error ? error : hand_set(section, HAND_FAMILY, family);
}

void change_drop_if_empty(struct change *c, struct hand_section *section)
{
	if (!section->values[HAND_GUARD] && !section->values[HAND_ADDRESSES] && !section->values[HAND_WEIGHT])
		hand_drop(c->hand, section);
}

int hand_change(struct hand *hand, const struct config *others, const struct hand_words *words, struct names *names, char why[HAND_WHY])
{
	struct change c = { .hand = hand, .others = others, .words = words, .names = names, .why = why };

	switch (words->kind) {
	case RUN_TABLE:
		return change_table(&c);
	case RUN_RULE:
		return change_rule(&c);
	case RUN_ALIAS:
		return change_alias(&c);
	default:
		return change_balance(&c);
	}
}
