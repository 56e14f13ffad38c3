/* event_ifupdown.c - interfaces(5): if-up.d, if-down.d, and the lines of a stanza. Classic ifupdown, -ng, 2, and NetworkManager's 01-ifupdown, which
 * plays ifupdown with METHOD=NetworkManager. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "event_words.h"

/* ifupdown-ng and ifupdown2 call the phase `up' or `down' where ifupdown says `post-up' and `pre-down', and do so once for the whole interface.
 * ifupdown-ng's executor is called in all four: with `use homing' on top of a stanza the addresses are there behind `up' only. It runs the hooks of
 * if-down.d before it takes the addresses away, too. */
static const struct moment {
	const char *mode, *phase;
	enum event_what what;
	bool whole;
} MOMENTS[] = {
	{ "start", "post-up", EVENT_UP, false },
	{ "start", "up", EVENT_UP, true },
	{ "stop", "pre-down", EVENT_DOWN, false },
	{ "stop", "down", EVENT_DOWN, true },
};

static const struct moment *find_moment(event_get *get, void *context)
{
	const char *mode = get("MODE", context), *phase = get("PHASE", context);

	for (size_t i = 0; mode && phase && i < COUNT(MOMENTS); i++)
		if (!strcmp(MOMENTS[i].mode, mode) && !strcmp(MOMENTS[i].phase, phase))
			return &MOMENTS[i];
	return NULL;
}

bool event_in_stanza(event_get *get, void *context)
{
	const char *interface = get("IFACE", context);

	return interface && *interface && find_moment(get, context);
}

int event_ifupdown(struct reader *r)
{
	const struct moment *moment = find_moment(r->get, r->context);
	enum event_what what = moment ? moment->what : EVENT_NOTHING;
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
	r->event->whole = moment->whole && !name[device];
	/* 01-ifupdown says `up' of what others have configured, too. NetworkManager's own hook, before or after, knows more. */
	if (!strcmp(event_variable(r, "METHOD"), "NetworkManager"))
		r->event->what = EVENT_LOOK;
	else if (what == EVENT_UP)
		event_take_stanza(r, "IF_HOMING_");
	return 0;
}
