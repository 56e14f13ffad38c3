/* event_ifupdown.c - interfaces(5): if-up.d, if-down.d, and the lines of a stanza. Classic ifupdown, -ng, 2, and NetworkManager's 01-ifupdown, which
 * plays ifupdown with METHOD=NetworkManager. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "event_words.h"

/* ifupdown-ng and ifupdown2 call the phase `up' or `down' where ifupdown says `post-up' and `pre-down'. ifupdown-ng runs the
 * hooks of if-down.d before it takes the addresses away, too. */
static const struct {
	const char *mode, *phase;
	enum event_what what;
} MOMENTS[] = {
	{ "start", "post-up", EVENT_UP },
	{ "start", "up", EVENT_UP },
	{ "stop", "pre-down", EVENT_DOWN },
	{ "stop", "down", EVENT_DOWN },
};

static const char *const OPTIONS[STANZA_KEYS] = {
	[STANZA_UPLINK] = "IF_HOMING_UPLINK", [STANZA_GATEWAY] = "IF_HOMING_GATEWAY",	    [STANZA_TABLE] = "IF_HOMING_TABLE",
	[STANZA_WEIGHT] = "IF_HOMING_WEIGHT", [STANZA_PREFERENCE] = "IF_HOMING_PREFERENCE", [STANZA_GUARD] = "IF_HOMING_GUARD",
	[STANZA_ADDRESSES] = "IF_HOMING_ADDRESSES",
};

static enum event_what find_moment(event_get *get, void *context)
{
	const char *mode = get("MODE", context), *phase = get("PHASE", context);

	for (size_t i = 0; mode && phase && i < COUNT(MOMENTS); i++)
		if (!strcmp(MOMENTS[i].mode, mode) && !strcmp(MOMENTS[i].phase, phase))
			return MOMENTS[i].what;
	return EVENT_NOTHING;
}

bool event_in_stanza(event_get *get, void *context)
{
	const char *interface = get("IFACE", context);

	return interface && *interface && find_moment(get, context) != EVENT_NOTHING;
}

/* Letters, digits and what the values of these keys are made of: nothing that an INI file would take for something else. */
static bool is_harmless(const char *value)
{
	return value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \t,.:/_+-")] == '\0';
}

static void take_option(struct reader *r, enum event_key key)
{
	const char *value = event_variable(r, OPTIONS[key]);
	char *out = r->event->stanza[key];
	size_t length;

	value += strspn(value, " \t");
	length = strlen(value);
	while (length && (value[length - 1] == ' ' || value[length - 1] == '\t'))
		length--;
	if (!length)
		return;
	if (length >= EVENT_VALUE_SIZE) {
		event_refuse(r, OPTIONS[key], value, "too long");
	} else if (!is_harmless(value)) {
		event_refuse(r, OPTIONS[key], value, "holds what no value of it can");
	} else {
		memcpy(out, value, length);
		out[length] = '\0';
	}
}

int event_ifupdown(struct reader *r)
{
	enum event_what what = find_moment(r->get, r->context);
	const char *name = event_variable(r, "IFACE");
	size_t device = strcspn(name, ":");
	char text[DEVICE_SIZE];

	if (r->count)
		return -EINVAL;
	/* `eth0:1' is a label of eth0 and no interface: that it comes is news of eth0 and no more, that it goes does not mean that eth0 goes */
	if (what == EVENT_NOTHING || (what == EVENT_DOWN && name[device]))
		return 0;
	snprintf(text, sizeof(text), "%.*s", (int)device, name);
	if (!event_take_interface(r, "IFACE", name[device] && device < sizeof(text) ? text : name))
		return 0;
	r->event->what = name[device] ? EVENT_LOOK : what;
	for (int key = 0; what == EVENT_UP && key < STANZA_KEYS; key++)
		take_option(r, (enum event_key)key);
	return 0;
}
