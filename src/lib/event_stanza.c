/* event_stanza.c - what a person has written beside the rest of an interface's settings: what the uplink is that the interface makes. */
#include <stdio.h>
#include <string.h>

#include "event_words.h"

/* Letters, digits and what the values of these keys are made of: nothing that an INI file would take for something else. */
static bool is_harmless(const char *value)
{
	return value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \t,.:/_+-")] == '\0';
}

void event_say(struct event *event, enum event_key key, const char *name, const char *value, struct log *log)
{
	const struct reader r = { .event = event, .log = log };
	size_t length;

	value += strspn(value, " \t");
	length = strlen(value);
	while (length && (value[length - 1] == ' ' || value[length - 1] == '\t'))
		length--;
	if (!length)
		return;
	if (length >= EVENT_VALUE_SIZE) {
		event_refuse(&r, name, value, "too long");
	} else if (!is_harmless(value)) {
		event_refuse(&r, name, value, "holds what no value of it can");
	} else {
		memcpy(event->stanza[key], value, length);
		event->stanza[key][length] = '\0';
	}
}

void event_take_stanza(const struct reader *r, const char *prefix)
{
	for (int key = 0; key < STANZA_KEYS; key++) {
		char name[48];
		int length = snprintf(name, sizeof(name), "%s%s", prefix, EVENT_KEYS[key]);

		for (int i = 0; i < length && i < (int)sizeof(name) - 1; i++)
			if (name[i] >= 'a' && name[i] <= 'z')
				name[i] = (char)(name[i] - 'a' + 'A');
		event_say(r->event, (enum event_key)key, name, event_variable(r, name), r->log);
	}
}

bool event_has_stanza(const struct event *event)
{
	for (int key = 0; key < STANZA_KEYS; key++)
		if (event->stanza[key][0])
			return true;
	return false;
}
