/* sysconfig_variables.c - ADDRESS0=, NETMASK0=, GATEWAY0= and so on, with the quotes of a shell and nothing else of it. PURE. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "sysconfig_lines.h"
#include "text_words.h"

enum field { ADDRESS, NETMASK, GATEWAY, METRIC, OPTIONS, FIELDS };

static const char *const field_names[] = { [ADDRESS] = "ADDRESS", [NETMASK] = "NETMASK", [GATEWAY] = "GATEWAY", [METRIC] = "METRIC", [OPTIONS] = "OPTIONS" };

/* Those of one number. */
struct entry {
	char *values[FIELDS]; /* owned; NULL: not said */
	unsigned line;	      /* of ADDRESS, or of whatever came */
	unsigned bad;	      /* a bit for each field that was told to be wrong */
};

struct entries {
	struct entry *items;
	size_t count; /* as many as the file has lines: what comes behind a gap is not read anyway */
};

static void entries_free(struct entries *e)
{
	for (size_t i = 0; i < e->count; i++)
		for (int field = 0; field < FIELDS; field++)
			free(e->items[i].values[field]);
	free(e->items);
}

/* Cuts the value off, in place and without its quotes. Returns NULL when it is plain, else what is not. */
static const char *cut_value(char **rest, char **value)
{
	char *in = *rest, *out = *rest, quote = '\0';

	*value = out;
	for (; *in && (quote || !strchr(SYSCONFIG_BLANKS, *in)); in++) {
		if (*in == quote)
			quote = '\0';
		else if (!quote && (*in == '"' || *in == '\''))
			quote = *in;
		else if (quote != '\'' && strchr(quote ? "$`\\" : "$`\\;|&<>(){}*?[]~!", *in))
			return "no shell reads this file: plain text only";
		else
			*out++ = *in;
	}
	if (quote)
		return "the quotes do not end on this line";
	*rest = *in ? in + 1 : in;
	*out = '\0';
	return NULL;
}

/* `ADDRESS12`: the field and 12; -1: another name. A number with a zero in front is another name to a shell, too. */
static int find_field(const char *key, size_t *number)
{
	for (int field = 0; field < FIELDS; field++) {
		size_t length = strlen(field_names[field]);
		uint32_t value;

		if (strncmp(key, field_names[field], length) == 0 && text_number(key + length, 0, UINT32_MAX, &value)) {
			*number = value;
			return field;
		}
	}
	return -1;
}

static void note_variable(struct lines *l, const char *key)
{
	char text[TEXT_WHY];

	snprintf(text, sizeof(text), "%.60s: not read%s", key, strncmp(key, "PREFIX", 6) == 0 ? "; NETMASK takes a length too" : "");
	l->s->say(l->s->context, l->file, l->number, false, text);
}

static int assign(struct lines *l, struct entries *e, const char *key, const char *value, const char *wrong)
{
	struct entry *entry;
	size_t number;
	int field = find_field(key, &number);
	char *copy;

	if (wrong)
		lines_refuse(l, key, wrong);
	if (field < 0) {
		if (!wrong)
			note_variable(l, key);
		return 0;
	}
	if (number >= e->count) {
		lines_refuse(l, key, "not read: the numbers before it are missing");
		return 0;
	}
	entry = &e->items[number];
	entry->bad = wrong ? entry->bad | 1u << field : entry->bad & ~(1u << field);
	copy = strdup(wrong ? "" : value);
	if (!copy)
		return -ENOMEM;
	free(entry->values[field]);
	entry->values[field] = copy;
	if (field == ADDRESS || !entry->line)
		entry->line = l->number;
	return 0;
}

/* KEY=VALUE KEY=VALUE # comment */
static int read_line(struct lines *l, struct entries *e)
{
	char *rest = l->text;
	int error = 0;

	while (!error && !lines_is_empty(rest)) {
		const char *wrong;
		char *key, *value;
		size_t length;

		rest += strspn(rest, SYSCONFIG_BLANKS);
		if (strncmp(rest, "export ", 7) == 0) {
			rest += 7;
			continue;
		}
		key = rest;
		length = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
		if (length == 0 || key[length] != '=') {
			key[strcspn(key, SYSCONFIG_BLANKS)] = '\0';
			lines_refuse(l, key, "no shell reads this file: NAME=VALUE only");
			return 0;
		}
		key[length] = '\0';
		rest = key + length + 1;
		wrong = cut_value(&rest, &value);
		error = assign(l, e, key, value, wrong);
		if (wrong)
			break;
	}
	return error;
}

int lines_mask(const struct prefix *address, const char *mask, unsigned char *length)
{
	unsigned char full = prefix_full_length(address->family);
	unsigned bits = 0;
	struct prefix p;
	uint32_t value;

	if (!mask[0] && address->family == AF_INET) {
		*length = address->bytes[0] < 128 ? 8 : address->bytes[0] < 192 ? 16 : address->bytes[0] < 224 ? 24 : 32;
		return 0;
	}
	if (text_number(mask, 0, full, &value)) {
		*length = (unsigned char)value;
		return 0;
	}
	if (address->family != AF_INET || prefix_read(mask, &p) < 0 || p.family != AF_INET || strchr(mask, '/'))
		return -EINVAL;
	while (bits < 32 && p.bytes[bits / 8] & 0x80u >> bits % 8)
		bits++;
	p.length = (unsigned char)bits;
	if (prefix_has_host_bits(&p))
		return -EINVAL;
	*length = (unsigned char)bits;
	return 0;
}

static const char *value_of(const struct entry *e, enum field field)
{
	return e->values[field] ? e->values[field] : "";
}

static void refuse_field(struct lines *l, enum field field, size_t number, const char *reason)
{
	char key[32];

	snprintf(key, sizeof(key), "%s%zu", field_names[field], number);
	lines_refuse(l, key, reason);
}

/* DEVICE of NICK.route is taken as it is; else an alias is its device. */
static void write_device(const struct lines *l, struct buffer *out)
{
	const char *device = l->s->device;

	buffer_add(out, " dev %.*s", (int)(l->file->form == SYSCONFIG_NICK ? strlen(device) : strcspn(device, ":")), device);
}

/* Not said, or 0.0.0.0: on the link. */
static bool is_nowhere(const struct prefix *gateway)
{
	for (size_t i = 0; i < sizeof(gateway->bytes); i++)
		if (gateway->bytes[i])
			return false;
	return true;
}

static int add_entry(struct lines *l, const struct entry *e, size_t number)
{
	_cleanup_(buffer_free) struct buffer words = { 0 };
	struct prefix address, gateway = { 0 };
	char text[PREFIX_TEXT];

	if (prefix_read(value_of(e, ADDRESS), &address) < 0 || strchr(value_of(e, ADDRESS), '/')) {
		refuse_field(l, ADDRESS, number, "an address, its length goes into NETMASK");
		return 0;
	}
	if (lines_mask(&address, value_of(e, NETMASK), &address.length) < 0) {
		refuse_field(l, NETMASK, number, "a mask such as 255.255.255.0, or a length");
		return 0;
	}
	if (value_of(e, GATEWAY)[0] && (prefix_read(value_of(e, GATEWAY), &gateway) < 0 || strchr(value_of(e, GATEWAY), '/'))) {
		refuse_field(l, GATEWAY, number, "an address");
		return 0;
	}
	if (strcspn(value_of(e, METRIC), SYSCONFIG_BLANKS) != strlen(value_of(e, METRIC))) {
		refuse_field(l, METRIC, number, "one number");
		return 0;
	}
	buffer_add(&words, "%s", prefix_text(&address, text));
	if (!is_nowhere(&gateway))
		buffer_add(&words, " via %s", prefix_text(&gateway, text));
	write_device(l, &words);
	if (value_of(e, METRIC)[0])
		buffer_add(&words, " metric %s", value_of(e, METRIC));
	buffer_add(&words, " %s", value_of(e, OPTIONS));
	return words.failed ? -ENOMEM : lines_add(l, KIND_ROUTE, 0, words.data);
}

static bool is_said(const struct entry *e)
{
	return e->bad || value_of(e, ADDRESS)[0];
}

/* From 0 to the first number without an address; what follows is told. */
static int add_entries(struct lines *l, const struct entries *e)
{
	size_t gap = 0;
	int error = 0;

	for (; !error && gap < e->count && is_said(&e->items[gap]); gap++) {
		l->number = e->items[gap].line;
		if (!e->items[gap].bad)
			error = add_entry(l, &e->items[gap], gap);
	}
	for (size_t i = gap + 1; !error && i < e->count; i++) {
		char reason[64];

		if (!is_said(&e->items[i]))
			continue;
		l->number = e->items[i].line;
		snprintf(reason, sizeof(reason), "not read: there is no ADDRESS%zu before it", gap);
		refuse_field(l, ADDRESS, i, reason);
	}
	return error;
}

int sysconfig_read_variables(struct lines *l)
{
	_cleanup_(entries_free) struct entries e = { .count = 2 };
	int error = 0;

	for (const char *c = l->rest; c < l->end; c++)
		e.count += *c == '\n';
	e.items = calloc(e.count, sizeof(*e.items));
	if (!e.items)
		return -ENOMEM;
	while (!error && lines_next(l))
		error = read_line(l, &e);
	return error ? error : add_entries(l, &e);
}
