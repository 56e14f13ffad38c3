/* want.h - what the kernel should hold, one function a kind of object (DESIGN 5). PURE. */
#ifndef HOMING_WANT_H
#define HOMING_WANT_H

#include "config.h"
#include "host.h"
#include "state.h"
#include "uplink.h"

/* The steps of the rule layout, added to [homing] priority. */
enum {
	STEP_ROUTED = 0,    /* to ROUTED-PREFIX goto STEP_SPECIFIC */
	STEP_NEIGHBOUR = 10, /* to UPLINK-PREFIX goto STEP_ANCHOR */
	STEP_SPECIFIC = 50, /* main's specific routes */
	STEP_ANCHOR = 99,   /* nop */
	STEP_MARK = 100,    /* flows pinned by homing-mark */
	STEP_SOURCE = 200,  /* + 32 or 128 - length: from PREFIX */
	STEP_DEVICE = 500,  /* oif INTERFACE */
	STEP_REACH = 600,   /* to SERVER */
	STEP_LAST = 700,    /* nothing of ours stands behind it, but for the unbound part */
};

/* The unbound part, just above main (32766), where the rules of a VPN started earlier come first. */
enum {
	BALANCE_NEIGHBOUR = 32763, /* to UPLINK-PREFIX lookup main */
	BALANCE_OTHERS = 32764,	   /* main's defaults that leave by no uplink: a VPN's */
	BALANCE_DEFAULT = 32765,
	BALANCE_FIRST = BALANCE_NEIGHBOUR,
	BALANCE_LAST = BALANCE_DEFAULT,
};

/* The uplink has a share in the balance: it is listed, and nobody took it out. */
bool balance_carries(const struct config *config, const struct facts *facts, const struct uplink *uplink);

/* Some uplink that serves is in the balance. */
bool balance_is_on(const struct config *config, const struct facts *facts, const struct views *views);

/* The uplinks' interfaces may carry our group: none of them bears another. */
bool balance_can_group(const struct config *config, const struct host *host);

/* Flows are kept on their uplinks: [flows] stands in the file, and nobody said `homing-mark down'. */
bool flows_are_on(const struct config *config, const struct facts *facts);

/* ... on this one. */
bool flows_keep(const struct config *config, const struct facts *facts, const struct uplink *uplink);

extern const char SETTING_SRC_VALID_MARK[]; /* the sysctl of [flows] src-valid-mark; IPv6 has none, nor an rp_filter */
extern const char *const SETTING_HASH[FAMILIES]; /* the sysctls of [balance] hash */

/* What an alias is told to do in this run. */
enum alias_fate {
	ALIAS_GONE,    /* not wanted */
	ALIAS_KEPT,    /* what of it is there stays; nothing is added (its link is down, a rival holds it) */
	ALIAS_WANTED,
};
enum alias_fate alias_decide(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
			     const struct alias *alias);

/* The hold that keeps the alias down, or NULL. */
const struct hold *alias_find_hold(const struct facts *facts, const struct alias *alias, const struct link *link);

/* Its name is one of these. */
bool alias_is_among(const char *const *names, size_t count, const struct alias *alias);

/* The address as the kernel shall hold it. */
struct address alias_address(const struct config *config, const struct alias *alias, const struct link *link, const struct prefix *p);

/* Each adds to want what the views that serve need. Return 0 or -ENOMEM; want is not sorted yet. */
int want_table(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
	       struct state *want);
int want_alias(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
	       struct state *want);
int want_balance(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
		 struct state *want);
int want_setting(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
		 struct state *want);
int want_rule(const struct config *config, const struct facts *facts, const struct host *host, const struct views *views,
	      struct state *want);

/* What ifup-routes was told, each of it optional. Returns 0 or -ENOMEM. */
int want_static(const struct config *config, const struct facts *facts, const struct host *host, struct state *want);

/* The whole of it, sorted, without what somebody else has made already just so; views is filled on the way. Returns 0 or -ENOMEM; both are the caller's to free,
 * whatever was returned. */
int want_state(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
	       struct views *views, struct state *want);

#endif
