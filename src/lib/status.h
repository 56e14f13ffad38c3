/* status.h - how the host stands: what a person or a monitor asks. PURE. */
#ifndef HOMING_STATUS_H
#define HOMING_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "config.h"
#include "diff.h"
#include "host.h"
#include "state.h"
#include "uplink.h"

/* What one look at the host has read and worked out; borrowed. host->ours holds only what is ours, host->foreign is read. */
struct picture {
	const struct config *config;
	const struct facts *facts;
	const struct host *host;
	const struct views *views;
	const struct plan *plan;
	unsigned long long now; /* seconds of the epoch */
	int watcher; /* its pid; 0: none runs; < 0: not known */
};

/* One thing that is not as it should be. */
struct drift {
	const struct object *have; /* NULL: missing */
	const struct object *want; /* NULL: there and not wanted */
};

enum alias_state {
	ALIAS_STATE_ABSENT, /* no such interface */
	ALIAS_STATE_HELD,
	ALIAS_STATE_OFF, /* up = takeover or manual, and nobody asked for it */
	ALIAS_STATE_YIELDED, /* its service is dead here, others may have it */
	ALIAS_STATE_PENDING, /* a rival holds it; it comes when he lets go */
	ALIAS_STATE_WAITING, /* its link is down */
	ALIAS_STATE_MISSING,
	ALIAS_STATE_PART,
	ALIAS_STATE_UP,
};

struct alias_status {
	const struct alias *alias;
	const struct link *link; /* NULL: absent */
	enum alias_state state;
	size_t there; /* how many of its addresses the kernel has */
};

struct status {
	struct picture picture;
	struct drift *drifts;
	size_t drift_count;
	const struct object **foreign; /* rules of others among ours, routes of others in our tables */
	size_t foreign_count;
	struct alias_status *aliases; /* one for each of the configuration */
	const struct route *balance[FAMILIES];	/* the multipath default; NULL: there is none */
	const struct route *silenced[FAMILIES]; /* main's first default is this error route (FACTS F6); NULL: it is not */
	const struct link *grouped; /* an uplink's link whose foreign group keeps the balance from rule 32764; NULL: none */
};

/* Returns 0 or -ENOMEM; free with status_free(), whatever was returned. */
int status_make(const struct picture *picture, struct status *out);
void status_free(struct status *s);

/* The address is wanted, and the kernel has it not: a view lists it as if it were there (uplink_look). */
bool status_lacks(const struct status *s, const struct prefix *address);

bool status_has_address(const struct status *s, const struct alias_status *a, size_t index);
size_t status_count_ours(const struct status *s, enum kind kind);

/* The uplink that a hop of the balance is; NULL: none of the configuration. */
const struct uplink *status_find_uplink(const struct status *s, const struct hop *hop);

/* Percent of the family's balance that the uplink carries. */
unsigned status_share(const struct status *s, const struct uplink *uplink, int family);

const char *status_uplink_word(enum uplink_status status);
const char *status_source_word(enum gateway_source source);
const char *status_alias_word(enum alias_state state);
const char *status_route_word(const struct route *silenced); /* unreachable, blackhole, prohibit */

/* Ways to write it. Each returns 0 or -ENOMEM. */
typedef int status_writer(const struct status *s, struct buffer *out);
status_writer status_write_screen;	   /* one screen, status_screen.c */
status_writer status_write_colored_screen; /* the same for a terminal */
status_writer status_write_drift; /* all that drifted, a line each: `- ' what is there and not wanted, `+ ' what is wanted and not there */
status_writer status_write_dump;  /* the ip commands that make what is ours */
status_writer status_write_json;  /* status_json.c */
status_writer status_write_metrics; /* Prometheus' text format, status_metrics.c */
status_writer status_write_dot;     /* Graphviz, status_dot.c */

#endif
