/* hook_stanza.c - what a stanza of interfaces(5) says of its uplink, noted where the runs to come find it. */
#include "hook_stanza.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "config_value.h"
#include "file.h"
#include "ini.h"

#define NAME_BYTES 64

struct stanza {
	char name[NAME_SIZE];
	char values[STANZA_KEYS][EVENT_VALUE_SIZE];
};

static const char *file_name(const struct event *event, char out[NAME_BYTES])
{
	snprintf(out, NAME_BYTES, "stanza-%s.ini", event->interface);
	return out;
}

int stanza_forget(const struct event *event, const char *directory)
{
	char name[NAME_BYTES];

	return file_remove(directory, file_name(event, name));
}

/* What stanzas of this interface that came before have said. */
static void read_noted(const struct event *event, const char *directory, struct stanza *out, struct log *log)
{
	_cleanup_(ini_free) struct ini ini = { .level = LEVEL_WARNING };
	char path[PATH_SIZE + NAME_BYTES], name[NAME_BYTES];

	snprintf(path, sizeof(path), "%s/%s", directory, file_name(event, name));
	if (ini_read(path, &ini, log) || ini.section_count != 1 || !value_is_name(ini.sections[0].name))
		return;
	snprintf(out->name, sizeof(out->name), "%s", ini.sections[0].name);
	for (int key = STANZA_UPLINK + 1; key < STANZA_KEYS; key++) {
		const char *value = ini_get(&ini, ini.sections, EVENT_KEYS[key]);

		if (value && strlen(value) < EVENT_VALUE_SIZE)
			strcpy(out->values[key], value);
	}
}

static void fold(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text | 0x20);
}

/* The uplink of the files on this interface, when it is one; else the interface's name, as far as it can be one of a section. */
static void make_name(const struct event *event, const struct config *files, char out[NAME_SIZE])
{
	size_t count = 0;

	for (size_t i = 0; i < files->uplink_count; i++) {
		if (strcmp(files->uplinks[i].interface, event->interface))
			continue;
		strcpy(out, files->uplinks[i].name);
		count++;
	}
	if (count == 1)
		return;
	strcpy(out, event->interface);
	fold(out);
	for (char *c = out; *c; c++)
		if (strchr(".+@", *c))
			*c = '-';
	if (!value_is_name(out))
		out[0] = 'x';
}

static void choose_name(const struct event *event, const struct config *files, struct stanza *s, struct log *log)
{
	char name[EVENT_VALUE_SIZE] = "";

	strcpy(name, event->stanza[STANZA_UPLINK]);
	fold(name);
	if (name[0] && !value_is_name(name)) {
		log_add(log, LEVEL_WARNING, "%s: homing-uplink %s: must be a name of at most 32 letters, digits, - and _; ignored", event->interface, name);
		name[0] = '\0';
	}
	if (s->name[0] && name[0] && strcmp(s->name, name))
		log_add(log, LEVEL_WARNING, "%s: homing-uplink %s: another stanza of this interface has said or meant %s, which holds until the interface is taken down",
			event->interface, name, s->name);
	if (s->name[0])
		return;
	if (name[0])
		memcpy(s->name, name, NAME_SIZE);
	else
		make_name(event, files, s->name);
}

/* The address that an item of `gateway' begins with; 0 for `auto'. */
static unsigned char item_family(const char *item)
{
	char word[PREFIX_TEXT];
	struct prefix address;
	size_t length = strcspn(item, " \t");

	snprintf(word, sizeof(word), "%.*s", (int)length, item);
	return prefix_read(word, &address) ? 0 : address.family;
}

/* Cuts the first item of a list off. Returns NULL behind the last. */
static const char *next_item(const char **list, char out[EVENT_VALUE_SIZE])
{
	const char *item = *list + strspn(*list, " \t,");
	size_t length = strcspn(item, ",");

	*list = item + length;
	while (length && (item[length - 1] == ' ' || item[length - 1] == '\t'))
		length--;
	memcpy(out, item, length);
	out[length] = '\0';
	return length ? out : NULL;
}

enum fit { FITS, THERE, CONTRADICTS };

/* How an item goes with a list that others have begun: a family has one gateway, but any number of addresses. */
static enum fit item_fits(enum event_key key, const char *item, const char *list)
{
	char other[EVENT_VALUE_SIZE];
	unsigned char family = item_family(item);

	while (next_item(&list, other)) {
		if (!strcmp(item, other))
			return THERE;
		if (key == STANZA_GATEWAY && family && family == item_family(other))
			return CONTRADICTS;
	}
	return FITS;
}

static bool add_item(char list[EVENT_VALUE_SIZE], const char *item)
{
	size_t length = strlen(list), more = strlen(item);

	if (length + more + 3 > EVENT_VALUE_SIZE)
		return false;
	if (length) {
		memcpy(list + length, ", ", 2);
		length += 2;
	}
	memcpy(list + length, item, more + 1);
	return true;
}

static void complain(const struct event *event, enum event_key key, const char *value, const char *holds, struct log *log)
{
	log_add(log, LEVEL_WARNING, "%s: homing-%s %s: another stanza of this interface has said %s, which holds until the interface is taken down", event->interface,
		EVENT_KEYS[key], value, holds);
}

/* Two stanzas of one interface add up, as for IPv4 and IPv6; where they contradict each other the first one holds. */
static void add_value(const struct event *event, enum event_key key, struct stanza *s, struct log *log)
{
	const char *value = event->stanza[key];
	char *noted = s->values[key], item[EVENT_VALUE_SIZE], why[VALUE_WHY];

	if (config_try_uplink(EVENT_KEYS[key], value, why)) {
		log_add(log, LEVEL_WARNING, "%s: homing-%s: %s; ignored", event->interface, EVENT_KEYS[key], why);
		return;
	}
	if (key != STANZA_GATEWAY && key != STANZA_ADDRESSES) {
		if (noted[0] && strcmp(noted, value))
			complain(event, key, value, noted, log);
		else if (!noted[0])
			strcpy(noted, value);
		return;
	}
	while (next_item(&value, item)) {
		enum fit fit = item_fits(key, item, noted);

		if (fit == CONTRADICTS || (fit == FITS && !add_item(noted, item)))
			complain(event, key, item, noted, log);
	}
}

/* The stanza is told anew: it holds instead of what it said before. The table stays unless it names one, which the uplink has by now. */
static void begin_anew(const struct event *event, struct stanza *s)
{
	if (event->stanza[STANZA_UPLINK][0])
		s->name[0] = '\0';
	for (int key = STANZA_UPLINK + 1; key < STANZA_KEYS; key++)
		if (key != STANZA_TABLE || event->stanza[key][0])
			s->values[key][0] = '\0';
}

static bool is_other(const struct stanza *a, const struct stanza *b)
{
	for (int key = STANZA_UPLINK + 1; key < STANZA_KEYS; key++)
		if (strcmp(a->values[key], b->values[key]))
			return true;
	return strcmp(a->name, b->name);
}

/* A table is noted with the rest: the uplink keeps it, whatever other stanzas come and go. */
static int choose_table(const struct run_request *request, const struct config *files, const char *directory, struct stanza *s, struct log *log)
{
	_cleanup_(config_free) struct config all = { 0 };
	_cleanup_(log_free) struct log said = { 0 }; /* the run will say it */
	uint32_t table;
	int error;

	if (s->values[STANZA_TABLE][0] || config_find_uplink(files, s->name))
		return 0;
	error = config_load_overlaid(request->config, request->config_directory, directory, LEVEL_DEBUG, &all, &said);
	table = error && error != -ENOENT ? 0 : config_free_table(&all);
	if (!table) {
		log_add(log, LEVEL_ERROR, "[uplink %s]: no number for its table", s->name);
		return error ? error : -ENOSPC;
	}
	snprintf(s->values[STANZA_TABLE], EVENT_VALUE_SIZE, "%u", table);
	return 0;
}

static int write_noted(const struct event *event, const char *directory, const struct stanza *s)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	char name[NAME_BYTES];

	buffer_add(&text, "[uplink %s]\ninterface = %s\n", s->name, event->interface);
	for (int key = STANZA_UPLINK + 1; key < STANZA_KEYS; key++)
		if (s->values[key][0])
			buffer_add(&text, "%s = %s\n", EVENT_KEYS[key], s->values[key]);
	return text.failed ? -ENOMEM : file_replace(directory, file_name(event, name), text.data, text.length);
}

static int note(const struct event *event, const struct run_request *request, const struct config *files, const char *directory, struct log *log)
{
	struct stanza s = { 0 }, before;
	int error;

	read_noted(event, directory, &s, log);
	before = s;
	if (event->whole)
		begin_anew(event, &s);
	choose_name(event, files, &s, log);
	for (int key = STANZA_UPLINK + 1; key < STANZA_KEYS; key++)
		if (event->stanza[key][0])
			add_value(event, (enum event_key)key, &s, log);
	if (!is_other(&s, &before))
		return 0;
	error = choose_table(request, files, directory, &s, log);
	if (error)
		return error;
	error = write_noted(event, directory, &s);
	if (error)
		log_add(log, LEVEL_ERROR, "%s: %s", directory, strerror(-error));
	return error ? error : 1;
}

int stanza_note(const struct event *event, const struct run_request *request, const struct config *files, const char *directory, struct log *log)
{
	int lock = file_lock(directory, FILE_LOCK, files->homing.lock_timeout), result;

	if (lock < 0) {
		log_add(log, LEVEL_ERROR, lock == -ETIMEDOUT ? "%s/lock: another run holds it" : "%s/lock: %s", directory, strerror(-lock));
		return lock;
	}
	result = note(event, request, files, directory, log);
	close(lock);
	return result;
}
