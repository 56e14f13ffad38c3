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
event_translate event_ifupdown, event_dhclient, event_dhcpcd, event_networkd_dispatcher, event_networkmanager, event_ppp, event_udhcpc;

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

/* All of text is a decimal number of at most three digits, no larger than most. */
bool event_read_decimal(const char *text, unsigned most, unsigned *out);

/* What a DHCP client says in one word. family 0: no lease. */
struct event_reason {
	const char *word;
	enum event_what what;
	unsigned char family;
};

/* The row with this word; NULL: none. */
const struct event_reason *event_find_reason(const struct event_reason *rows, size_t count, const char *word);

/* The length of a prefix in bits; most where there is none, and after a warning where it is wrong. */
unsigned char event_take_length(const struct reader *r, const char *name, unsigned char most);

/* Notes a prefix that was delegated to this host; the name is that of its variable. One that nobody can own is warned of; those that do not fit are left
 * out. */
void event_add_delegated(const struct reader *r, const char *name, const struct prefix *prefix);

/* The length that an IPv4 mask says; one that is missing or wrong (which is warned of) makes the address stand alone, and is 32. */
unsigned char event_take_mask(const struct reader *r, const char *name);

/* Option 121 (RFC 3442) to the lease's routes and gateway, in octets or as `PREFIX GATEWAY ...'. Returns whether it is there and right: then that of the
 * routers is void. A wrong one is warned of, and none of it is taken. */
bool event_take_routes(const struct reader *r, const char *name);

/* What the variables PREFIX and KEY, in capitals, say of the uplink. A value that cannot be one is warned of. */
void event_take_stanza(const struct reader *r, const char *prefix);

#endif
