/* event_words.h - what the translators of event_*.c share. */
#ifndef HOMING_EVENT_WORDS_H
#define HOMING_EVENT_WORDS_H

#include "event.h"

struct reader {
	const char *const *words;
	size_t count;
	event_get *get;
	void *context;
	struct event *event;
	struct log *log;
};

/* One a system: fills r->event. Returns 0, or -EINVAL when the words are none of the system's. */
typedef int event_translate(struct reader *r);
event_translate event_ifupdown, event_dhclient, event_ppp;

/* The variable, or "" where it is missing. */
const char *event_variable(const struct reader *r, const char *name);

/* Takes value, which is that of the variable or a part of it, for the device's name. Returns false when it is none of ours: after a warning, where it is
 * not just missing, lo or --all. */
bool event_take_interface(struct reader *r, const char *name, const char *value);

/* Warns that the variable is ignored, and why: the value is shown as far as it is short. */
void event_refuse(const struct reader *r, const char *name, const char *value, const char *why);

/* An address that a router or a server can have: no network 0, no loopback, no multicast, no broadcast. */
bool event_is_usable(const struct prefix *p);

/* The first of several addresses separated by blanks, of the family, that a machine can have. Returns whether there is one; a wrong one is
 * warned of. */
bool event_take_address(const struct reader *r, const char *name, unsigned char family, struct prefix *out);

#endif
