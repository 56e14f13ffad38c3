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

/* main, local, default: others' routes there are theirs, and may be an Internet table. */
bool have_is_kernel_table(uint32_t table);

/* The tables of the configuration, those that rules of ours lead to (an uplink that left the file, a table that was renumbered), and those that ifup-routes was told
 * of, each once. Returns 0 or -ENOMEM; free with have_tables_free(), whatever was returned. */
struct have_tables {
	uint32_t *items;
	size_t count, room;
};
int have_list_tables(const struct reading *r, struct have_tables *out);
void have_tables_free(struct have_tables *t);

/* Addresses and settings. Return 0 or -errno. */
int have_read_addresses(struct reading *r);
int have_read_settings(struct reading *r);

#endif
