/* event.h - from the words of whoever brings interfaces up (arguments and environment) to what has happened. No files, no sockets: the
 * environment is a look-up that is passed in, and nothing of it goes on unchecked. */
#ifndef HOMING_EVENT_H
#define HOMING_EVENT_H

#include <stdbool.h>

#include "log.h"
#include "prefix.h"
#include "state.h"

enum event_what {
	EVENT_NOTHING,
	EVENT_UP,	  /* the interface came up: a hold of it ends */
	EVENT_DOWN,	  /* it is about to go, and is to be treated as gone */
	EVENT_GONE,	  /* it went: what was noted of it is over, but what counts is what the kernel shows by now */
	EVENT_LOOK,	  /* something about it has changed */
	EVENT_LEASE,	  /* a DHCP client was told something: lease, which EVENT_UP and EVENT_LOOK may bring along, too (its address is set then) */
	EVENT_LEASE_GONE, /* and that holds no longer: lease.client alone */
};

#define EVENT_CLIENT_SIZE 16
#define EVENT_SILENT_CLIENT "nm4" /* NetworkManager's, of whose leases its dispatcher tells the first one only */
#define EVENT_ROUTES 16

struct event_route {
	struct prefix destination, gateway; /* gateway unset: on link */
};

struct event_lease {
	char client[EVENT_CLIENT_SIZE]; /* dhclient4: part of a file's name */
	struct prefix address;		/* of full length; unset where a prefix was delegated and no more */
	unsigned char length;		/* of the subnet that it was given in */
	struct prefix gateway, server;	/* unset: not told */
	struct event_route routes[EVENT_ROUTES]; /* option 121, as many as fit */
	size_t route_count;
	struct prefix delegated[LEASE_PREFIXES]; /* RFC 8415 IA_PD */
	size_t delegated_count;
};

/* What a stanza of interfaces(5) may say of the uplink that it is (CONFIG 2). */
enum event_key { STANZA_UPLINK, STANZA_GATEWAY, STANZA_TABLE, STANZA_WEIGHT, STANZA_PREFERENCE, STANZA_GUARD, STANZA_ADDRESSES, STANZA_KEYS };
extern const char *const EVENT_KEYS[STANZA_KEYS]; /* `gateway', as homing.conf and the option behind `homing-' call it */

#define EVENT_VALUE_SIZE 256
#define EVENT_PATH_SIZE 256

struct event {
	enum event_what what;
	char interface[DEVICE_SIZE];
	struct event_lease lease;
	char stanza[STANZA_KEYS][EVENT_VALUE_SIZE]; /* harmless in an INI file, but not yet known to be right; empty: not said; of EVENT_UP and EVENT_LOOK */
	bool whole; /* the stanza is all that there is to say of the interface, not one of several */
	char profile[EVENT_PATH_SIZE]; /* a keyfile of NetworkManager whose section [user] may say more of the stanza; empty: none */
};

/* The value of a variable, or NULL. */
typedef const char *event_get(const char *name, void *context);

/* The look-up in this process' environment. */
event_get event_get_environment;

/* The name of the i-th system, NULL behind the last. */
const char *event_system(size_t i);

/* Translates the words of system. What is no concern of homing's (lo, --all, other phases, no interface) is EVENT_NOTHING; a variable that cannot be
 * what it should be is left out, with a warning in log. Returns 0, -ENOENT (no such system), -EINVAL (words that the system does not say). */
int event_read(const char *system, const char *const *words, size_t count, event_get *get, void *context, struct event *out,
	       struct log *log);

/* Takes value, which name said, for what the stanza says of key; with a warning in log when it cannot be one. An empty one says nothing. */
void event_say(struct event *event, enum event_key key, const char *name, const char *value, struct log *log);

/* The stanza says anything at all. */
bool event_has_stanza(const struct event *event);

/* Are we a line of a stanza, post-up or pre-down, run by ifup or ifdown? */
bool event_in_stanza(event_get *get, void *context);

#endif
