/* host.h - what want needs to know of the host besides the configuration. Filled by have.c from the kernel and by facts.c from
 * the state directory; in a test, from text. PURE data. */
#ifndef HOMING_HOST_H
#define HOMING_HOST_H

#include "config.h"
#include "health.h"
#include "state.h"

struct link {
	unsigned index;
	char name[DEVICE_SIZE];
	char altname[INTERFACE_SIZE]; /* the one a configuration used, else empty */
	bool up;		      /* IFF_UP */
	bool carrier;		      /* IFF_LOWER_UP */
	bool pointopoint;	      /* IFF_POINTOPOINT */
	uint32_t group;
	uint32_t carrier_ups; /* IFLA_CARRIER_UP_COUNT */
	bool was_down, was_gone; /* for a while since the watcher's last look, whatever it is now */
};

/* What a DHCP client was told (CONFIG 6, lease-IFACE-CLIENT.ini). Only believed while its address, if it has one, is on the interface. */
struct lease {
	char interface[DEVICE_SIZE];
	unsigned char family;
	struct prefix address;	       /* of full length; unset: prefixes were delegated and no more */
	struct prefix gateway, server; /* unset: none */
	struct prefix delegated[LEASE_PREFIXES]; /* to this host (RFC 8415 IA_PD): they live behind it */
	size_t delegated_count;
	unsigned long long time;       /* seconds of the epoch; the newer one counts */
	bool silent;		       /* its client tells no change of it: main's default, which it does change, is the newer word */
};

/* A `down` (CONFIG 4). */
struct hold {
	char kind[NAME_SIZE]; /* interface, table, rule, alias, balance, flows, takeover, all */
	char name[INTERFACE_SIZE];
	char who[PATH_SIZE];
	unsigned long long since; /* seconds of the epoch */
	uint32_t carrier_seen;	  /* the interface's carrier_ups then */
};

/* The carrier_ups of an interface when its aliases were last announced. */
struct announced {
	char device[DEVICE_SIZE];
	uint32_t carrier_ups;
};

/* What the files of one interface ask for (ifup-routes; CONFIG 6, routes-DEVICE.ip). Owns its objects. */
struct static_set {
	char device[DEVICE_SIZE]; /* an alias too: eth0:1 */
	struct state wanted;	  /* routes and rules; of two with one identity the first that can be holds */
	struct state dropped;	  /* what they asked for before: it may still stand where only these tell us to look */
};

/* What the watcher said of an uplink when it last wrote (CONFIG 6, health.ini). */
struct health_fact {
	char uplink[NAME_SIZE];
	enum health_state state;
	unsigned long long since; /* seconds of the epoch */
	char reason[HEALTH_REASON];
	unsigned char silent;	  /* as in struct health */
	bool measured;		  /* questions were asked within the window, of which ... */
	unsigned loss, latency;	  /* ... percent were lost, and the others took so many µs on average */
	unsigned falls, damping;  /* as in struct health */
};

/* What the watcher decided about a [takeover], or about an alias of this host (CONFIG 6, taken.ini). */
enum taken_state {
	TAKEN_STANDBY,	 /* takeover: another host has it; nothing is said against who brings it up by hand */
	TAKEN_HELD,	 /* takeover: we have it, as its owner was dead */
	TAKEN_LOST,	 /* the same, as nobody answered for it, though its owner lives */
	TAKEN_RELEASING, /* takeover: it goes */
	TAKEN_YIELDED,	 /* alias: its service is down here, it is left to others */
	TAKEN_PENDING,	 /* alias: another host holds it, and is waited for */
};
struct taken_fact {
	char name[NAME_SIZE];
	enum taken_state state;
	unsigned long long since; /* seconds of the epoch */
	char reason[HEALTH_REASON];
	unsigned rounds; /* of announcing, since it was taken */
};

struct facts {
	struct lease *leases;
	size_t lease_count;
	struct hold *holds;
	size_t hold_count;
	struct setting *noted; /* what stood there before ours (sysctl.ini) */
	size_t noted_count;
	struct announced *announced;
	size_t announced_count;
	struct health_fact *health;
	size_t health_count;
	unsigned long long health_age; /* ms since it was written */
	bool health_kept; /* a watcher lives that would have written, had anything changed */
	bool health_of_other_boot; /* there was some, and it was not read */
	struct taken_fact *taken;
	size_t taken_count;
	const struct state *remembered; /* of a run that was not the first of its process: what was ours when the last one ended, else NULL; borrowed */
	struct static_set *static_sets;
	size_t static_count;
	const char *const *lingering; /* uplinks that had IPv6 addresses a moment ago: of such a run; borrowed */
	size_t lingering_count;
	const char *const *refused; /* aliases that a rival holds: of this run only; borrowed */
	size_t refused_count;
	const char *const *unasked; /* aliases that no rival could be looked for; as above */
	size_t unasked_count;
};

struct host {
	struct link *links; /* those that the configuration names, and those that objects of ours use */
	size_t link_count;
	struct state seen; /* foreign: the uplinks' usable addresses (not tentative, not dadfailed), main's defaults where asked for, foreign
			    * routes in our tables */
	struct state ours; /* all that bears our protocol */
	struct state foreign; /* only where asked for (homing-status): rules of others where ours stand, all defaults of main. Nothing is decided by it. */
};

const struct link *host_find_link(const struct host *h, const char *name); /* by name or altname */
void host_free(struct host *h);
void facts_free(struct facts *f);

/* Forgets the leases whose address is not on their interface: what the kernel contradicts is not believed. */
void facts_check(struct facts *f, const struct host *h);
const struct setting *facts_find_noted(const struct facts *f, const struct setting *like); /* by device and name */
const struct announced *facts_find_announced(const struct facts *f, const char *device);

/* The aliases of the link were announced since its carrier came last: until then nobody who has them could have been heard. */
bool facts_is_announced(const struct facts *f, const struct link *link);
/* Some set of the interface, aliases of it too, wants something. */
bool facts_want_static(const struct facts *f, const char *device);

/* What the watcher said of the uplink; NULL: nothing, or nothing that counts any more: older than 3 of its intervals, and no watcher lives. */
const struct health_fact *facts_find_health(const struct facts *f, const struct uplink *uplink);
bool facts_is_stale(const struct facts *f, const struct uplink *uplink); /* it is there, and too old */

/* Of an alias, else of a takeover. NULL: nothing is known. */
const struct taken_fact *facts_find_taken(const struct facts *facts, const char *name, bool alias);
bool taken_state_is_held(enum taken_state state); /* its addresses are wanted here */
const char *taken_state_word(enum taken_state state); /* standby, taken, alias lost, releasing, yielded, pending */

const struct hold *facts_find_hold(const struct facts *f, const char *kind, const char *name);

#endif
