/* have.h - what the kernel holds. */
#ifndef HOMING_HAVE_H
#define HOMING_HAVE_H

#include "config.h"
#include "host.h"
#include "nl.h"

/* How much a run reads of the kernel. */
enum have_extent {
	HAVE_NEEDED,
	HAVE_EVERYTHING, /* the routes of ours in every table (by protocol; walks the whole FIB), for `remove` */
	HAVE_ALL_TABLES, /* as HAVE_NEEDED, and the routes of ours in every table */
	HAVE_FOREIGN,	 /* host->foreign too (looks at every rule, walks main), for a person who asks; no event pays for it */
};

/* Reads what a run needs: the uplinks' links, their usable addresses, all rules of ours, and the tables that are ours by the configuration or
 * that a rule of ours leads to; main's defaults through an interface only where an uplink's gateway is `auto` and no lease tells it (facts->leases that
 * the kernel contradicts are dropped on the way). main itself is never dumped otherwise: only the table filter spares the kernel the walk.
 * Fills out; free with host_free(), whatever was returned. Returns 0 or -errno. */
int have_read(struct netlink *nl, const struct config *config, struct facts *facts, enum have_extent extent, struct host *out);

/* By which name the configuration calls the interface that the kernel knows as `name`. *configured is NULL when it is none of ours. Returns 0, -ENODEV (the
 * kernel knows none of this name), or another -errno. */
int have_configured_name(struct netlink *nl, const struct config *config, const char *name, const char **configured);

/* The gateways of main's defaults through the link, both families; walks main. Returns 0 or -errno. */
int have_gateways(struct netlink *nl, const struct link *link, struct prefixes *out);

#endif
