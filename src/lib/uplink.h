/* uplink.h - each uplink as the host has it now: does it serve, by which gateway, for which addresses. PURE. */
#ifndef HOMING_UPLINK_H
#define HOMING_UPLINK_H

#include "config.h"
#include "host.h"
#include "state.h"

enum uplink_status {
	UPLINK_OFF,	   /* the configuration does not carry this family on it */
	UPLINK_ABSENT,	   /* no such interface */
	UPLINK_HELD,	   /* somebody said `down` */
	UPLINK_ASIDE,	   /* not asked for, and nothing of it in the kernel */
	UPLINK_NO_ADDRESS, /* the interface has none of its addresses */
	UPLINK_LOST,	   /* the link is down and took its addresses along, as IPv6 does: their rules and guard stay, for sockets that still use them */
	UPLINK_WAITING,	   /* no gateway known yet */
	UPLINK_DOWN,	   /* the link is down but its addresses are there: rules and guard, or they would leave forged */
	UPLINK_UP,
};

enum gateway_source { GATEWAY_NONE, GATEWAY_CONFIG, GATEWAY_LEASE, GATEWAY_MAIN, GATEWAY_LINK };

/* One uplink in one family. Owns its lists. */
struct view {
	const struct uplink *uplink;
	const struct link *link; /* NULL: absent */
	unsigned char family;
	enum uplink_status status;
	enum gateway_source source;
	struct hop hop;		   /* of the default route, when source is not GATEWAY_NONE */
	struct prefixes addresses; /* its own, each of full length */
	struct prefixes connected; /* the subnets they live in on its interface, masked; a point-to-point peer */
	struct prefixes servers;   /* the DHCP servers of its leases */
	struct prefixes routed;	   /* what lives behind this host: the key's, and what its leases delegate */
};

/* Two for each uplink of the configuration, [2 * n + V4] and [2 * n + V6]. Free with views_free(). */
struct views {
	struct view *items;
	size_t count;
};

/* What a run was asked for: names of uplinks and of interfaces (empty: everything). An uplink that is not named but has routes or rules
 * in the kernel is kept right all the same: an event is a reason to look, and what changes for one uplink may change the rules of another
 * (a prefix that is shared from now on). */
struct scope {
	const char *const *names;
	size_t count;
	bool exact; /* names of uplinks or aliases, never of interfaces */
};

/* Looks at every uplink; aliases: the addresses that this run will add or keep, which count as if they were there. All pointers in the result borrow from config and host. Returns 0 or -ENOMEM. */
int uplink_look(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
		const struct state *aliases, struct views *out);
void views_free(struct views *views);

/* Rules exist for it: up, or down with its addresses still there. */
bool view_serves(const struct view *view);

/* The address (of full length) belongs to the uplink by its `addresses` key; only for addresses on the uplink's own interface. */
bool uplink_owns(const struct config *config, const struct uplink *uplink, const struct prefix *address);

/* Needs main's default to know its gateway: `auto`, and no lease that tells it for sure. */
bool uplink_needs_main(const struct uplink *uplink, int family, const struct facts *facts, const struct link *link);

#endif
