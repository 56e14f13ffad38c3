/* config_value.c - from the text of a value to the value: lists, names, and what a refusal says. PURE.
 * Numbers are in config_number.c, addresses in config_address.c, those of an alias in config_alias.c, checks in config_check.c. */
#include "config_value.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int value_refuse(struct value_context *c, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(c->why, sizeof(c->why), format, list);
	va_end(list);
	return -EINVAL;
}

int value_refuse_syntax(struct value_context *c, const struct config_key *key, const char *text)
{
	char syntax[256];

	value_describe(key, syntax, sizeof(syntax));
	return value_refuse(c, "`%.200s': must be %s", text, syntax);
}

void *value_field(const struct config_key *key, void *section)
{
	return (char *)section + key->offset;
}

bool value_is_name(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return length > 0 && length < NAME_SIZE && text[length] == '\0' && text[0] != '_' && text[0] != '-';
}

static void describe_words(const char *words, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, "one of ");

	for (; *words && used + 3 < size; words++) {
		if (*words == ' ')
			out[used++] = ',';
		out[used++] = *words;
	}
	out[used] = '\0';
}

void value_describe(const struct config_key *key, char *out, size_t size)
{
	char low[32], high[32];

	switch (key->type->unit) {
	case UNIT_NUMBER:
		snprintf(out, size, "%s from %llu to %llu", key->type->syntax, key->min, key->max);
		break;
	case UNIT_TIME:
		snprintf(out, size, "%s from %s to %s", key->type->syntax, value_time_text(key->min, low), value_time_text(key->max, high));
		break;
	case UNIT_SHARE:
		snprintf(out, size, "%s from %llu%% to %llu%%", key->type->syntax, key->min, key->max);
		break;
	case UNIT_NONE:
		if (key->words)
			describe_words(key->words, out, size);
		else
			snprintf(out, size, "%s", key->type->syntax);
	}
}

bool value_has_control_byte(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

/* What useradd(8) takes; whether there is such a user is the business of whoever becomes it. */
static int read_user(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

	if (length == 0 || length >= NAME_SIZE || text[length] || strchr("-.0123456789", text[0]))
		return value_refuse_syntax(c, key, text);
	memcpy(value_field(key, section), text, length + 1);
	return 0;
}

static int read_path(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	size_t length = strlen(text);

	if (text[0] != '/' || length >= PATH_SIZE || value_has_control_byte(text))
		return value_refuse_syntax(c, key, text);
	if (strstr(text, "/../") || (length >= 3 && strcmp(text + length - 3, "/..") == 0))
		return value_refuse(c, "`%s': a path without `..'", text);
	memcpy(value_field(key, section), text, length + 1);
	return 0;
}

/* The kernel's dev_valid_name(): no '/', no ':', no blank, not `.' or `..'. Longer than IFNAMSIZ it can be an altname. */
static int read_interface(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	size_t length = strlen(text);

	if (length == 0 || length >= INTERFACE_SIZE)
		return value_refuse_syntax(c, key, text);
	if (strcmp(text, ".") == 0 || strcmp(text, "..") == 0)
		return value_refuse(c, "`%s' is no name of an interface", text);
	if (strpbrk(text, "/: \t") || value_has_control_byte(text))
		return value_refuse(c, "`%s': the name of an interface has no `/', no `:' and no blank", text);
	memcpy(value_field(key, section), text, length + 1);
	return 0;
}

const struct value_type VALUE_USER = { "the name of a user", UNIT_NONE, read_user };
const struct value_type VALUE_PATH = { "an absolute path of at most 255 bytes", UNIT_NONE, read_path };
const struct value_type VALUE_INTERFACE = { "a device name (1-15 bytes) or an altname (1-127 bytes)", UNIT_NONE, read_interface };

#define NAMES_MAX 1000 /* each is looked for among those before it */

/* Names are folded, as those of the sections are. */
static int copy_name(const struct config_key *key, const char *text, char out[NAME_SIZE], struct value_context *c)
{
	size_t length = strlen(text);

	if (length >= NAME_SIZE)
		return value_refuse_syntax(c, key, text);
	for (size_t i = 0; i <= length; i++)
		out[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
	return value_is_name(out) ? 0 : value_refuse_syntax(c, key, text);
}

static int read_uplink(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	char name[NAME_SIZE];
	int r = copy_name(key, text, name, c);

	if (r == 0)
		strcpy(value_field(key, section), name);
	return r;
}

static int read_names(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct names *names = value_field(key, section);
	char name[NAME_SIZE], **items;
	int r = copy_name(key, text, name, c);

	if (r < 0)
		return r;
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return value_refuse(c, "`%s' is said twice", name);
	if (names->count == NAMES_MAX)
		return value_refuse(c, "`%s': a list has at most %d names", name, NAMES_MAX);
	items = reallocarray(names->items, names->count + 1, sizeof(*items));
	if (!items)
		return -ENOMEM;
	names->items = items;
	items[names->count] = strdup(name);
	if (!items[names->count])
		return -ENOMEM;
	names->count++;
	return 0;
}

void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct names){ 0 };
}

const struct value_type VALUE_UPLINK = { "the name of an uplink", UNIT_NONE, read_uplink };
const struct value_type VALUE_UPLINKS = { "a list of names of uplinks", UNIT_NONE, read_names };
const struct value_type VALUE_ALIASES = { "a list of names of aliases", UNIT_NONE, read_names };

/* The end of the item that begins at text: a comma outside double quotes, or the NUL. */
static char *item_end(char *text)
{
	bool quoted = false;

	for (; *text && (quoted || *text != ','); text++)
		if (*text == '"')
			quoted = !quoted;
	return text;
}

static char *trim(char *text, char *end)
{
	while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	return text + strspn(text, " \t");
}

static int read_list(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	_cleanup_free_ char *copy = strdup(text);
	char *item = copy, *end;
	bool last = false;
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (unsigned n = 1; r == 0 && !last; n++, item = end + 1) {
		end = item_end(item);
		last = *end == '\0';
		item = trim(item, end);
		if (!*item)
			return value_refuse(c, "item %u of the list is empty", n);
		r = key->type->read(key, item, section, c);
	}
	return r;
}

int value_read(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	if ((key->flags & KEY_NONE) && strcmp(text, "none") == 0)
		return 0;
	return key->flags & KEY_LIST ? read_list(key, text, section, c) : key->type->read(key, text, section, c);
}
