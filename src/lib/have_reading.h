/* have_reading.h - what have.c and have_links.c share. */
#ifndef HOMING_HAVE_READING_H
#define HOMING_HAVE_READING_H

#include "config.h"
#include "have.h"
#include "host.h"
#include "nl.h"

struct nl_msg;

struct reading {
	struct netlink *nl;
	const struct config *config;
	const struct facts *facts; /* NULL: none are known yet */
	struct host *host;
	enum have_extent extent;
	bool marks_addresses; /* the kernel keeps IFA_PROTO */
	struct state *defaults; /* reading main: only its defaults count, and they go here; else NULL */
};

/* Asks the kernel, again when others' changes cut across the dump. make builds the request from detail (NULL: no memory). Returns 0 or -errno. */
int have_ask(struct reading *r, struct nl_msg *(*make)(const void *), const void *detail, netlink_receive *receive);

/* The links of the uplinks; one that is not there is left out. Returns 0 or -errno. */
int have_read_links(struct reading *r);

/* Addresses and settings. Return 0 or -errno. */
int have_read_addresses(struct reading *r);
int have_read_settings(struct reading *r);

#endif
