/* state.h - a sorted set of addresses, routes and rules: the one struct that the configuration and the kernel both fill. PURE. */
#ifndef HOMING_STATE_H
#define HOMING_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prefix.h"

#define DEVICE_SIZE 16 /* IFNAMSIZ: 15 bytes and the NUL */

#define METRIC_V6_DEFAULT 1024u /* what the kernel takes for an IPv6 route without a metric (IP6_RT_PRIO_USER) */
#define TABLE_MAIN 254u
#define ROUTE_METRICS 16u /* RTAX_MTU and its like by number, up to RTAX_QUICKACK */

/* One address on a device. Identity: family, device, local, peer. */
struct address {
	char device[DEVICE_SIZE];
	struct prefix local;	   /* the address with the length of its connected prefix */
	struct prefix peer;	   /* point-to-point only: the other end with its length (IFA_ADDRESS); else unset */
	char label[DEVICE_SIZE];   /* IPv4 only; empty: none, or the device's own name */
	bool deprecated;	   /* preferred_lft 0: answers, but is not chosen as source (IPv6) */
	bool nodad;		   /* IPv6: no duplicate address detection */
	unsigned char protocol;	   /* IFA_PROTO, 0: none */
};

/* One way out of a route. */
struct hop {
	char device[DEVICE_SIZE]; /* empty: none (an error route), or with a gateway the one by which the kernel finds it */
	struct prefix gateway;	  /* unset: on link */
	unsigned weight;	  /* 1-256 as ip(8) shows it; the wire carries one less */
	bool onlink;
};

/* One route. Identity: family, table, destination, metric, tos. Owns hops. */
struct route {
	unsigned char family;
	unsigned char type;	/* RTN_UNICAST, RTN_UNREACHABLE, ... */
	unsigned char protocol; /* RTA_PROTOCOL; 72 is homing */
	unsigned char scope;	/* IPv4 only: RT_SCOPE_UNIVERSE with a gateway, RT_SCOPE_LINK without */
	unsigned char tos;
	uint32_t table;
	uint32_t metric;	/* IPv6: METRIC_V6_DEFAULT when none was given */
	uint32_t metrics[ROUTE_METRICS]; /* by RTAX_*, as on the wire; 0: not set; [RTAX_LOCK] has a bit for each that is locked */
	struct prefix destination; /* length 0: default */
	struct prefix source;	/* preferred source, or unset */
	struct hop *hops;
	size_t hop_count;
};

/* One policy rule. Identity: all of it but `invert` and `target`, which the kernel does not look at either (rule_exists). */
struct rule {
	unsigned char family;
	unsigned char action;	/* FR_ACT_TO_TBL, FR_ACT_GOTO, FR_ACT_NOP, ... */
	unsigned char protocol; /* FRA_PROTOCOL; 72 is homing */
	unsigned char ip_protocol; /* 0: any */
	unsigned char tos;
	bool invert;		/* `not` */
	uint32_t priority;
	uint32_t table;		/* FR_ACT_TO_TBL */
	uint32_t target;	/* FR_ACT_GOTO: the priority to go on with */
	struct prefix from, to;
	char iif[DEVICE_SIZE], oif[DEVICE_SIZE];
	uint32_t mark, mask;	/* both 0: none */
	uint16_t source_port[2], destination_port[2]; /* first and last, host order; 0, 0: any */
	int32_t suppress_prefixlength, suppress_ifgroup; /* -1: none */
};

#define SYSCTL_SIZE 64

/* Something that the kernel always has one of and cannot mark as ours: a device's group, a sysctl. Identity: device and name. It is never added or deleted, only
 * replaced by another value; what stood there before is noted in the state directory and put back. */
struct setting {
	char device[DEVICE_SIZE]; /* the group of this device; else empty */
	char name[SYSCTL_SIZE];	  /* a sysctl with dots: net.ipv4.fib_multipath_hash_policy; else empty */
	uint32_t value;
};

/* The order of the kinds is the order in which they are added (DESIGN 6); they are removed the other way round. */
enum kind { KIND_SETTING, KIND_ADDRESS, KIND_ROUTE, KIND_RULE };

struct object {
	enum kind kind;
	bool optional; /* when the kernel refuses it, that is told and stops nothing else; no part of what it is */
	union {
		struct setting setting;
		struct address address;
		struct route route;
		struct rule rule;
	};
};

/* Sorted by object_compare() and without repetition once state_sort() ran. Owns its objects. */
struct state {
	struct object *objects;
	size_t count, room;
};

/* A rule that selects nothing and does nothing yet: every field "not set". */
struct rule rule_empty(unsigned char family);

/* Order by identity: 0 means that the kernel would take the two for the same thing. */
int object_compare(const struct object *a, const struct object *b);

/* The same in every field, those that are not identity too; with_protocol = false: whoever made it. */
bool object_equal(const struct object *a, const struct object *b, bool with_protocol);

unsigned char object_protocol(const struct object *o);
unsigned char object_family(const struct object *o);

/* Adds a copy of what o holds and takes over its hops, also on failure; o's hops are NULL afterwards.
 * Returns 0 or -ENOMEM. */
int state_add(struct state *s, struct object *o);
int state_add_setting(struct state *s, const struct setting *setting);
int state_add_address(struct state *s, const struct address *a);
int state_add_route(struct state *s, const struct route *r); /* copies the hops */
int state_add_rule(struct state *s, const struct rule *r);

/* Sorts and drops repetitions; of two with one identity the first added stays. Returns 0 or -ENOMEM, and s is as it was. */
int state_sort(struct state *s);

/* The same for what others made: two of one identity that differ in value both stay (main may hold a default by each uplink, of one metric). */
int state_sort_facts(struct state *s);

/* In a sorted state: the object with the same identity, or NULL. It belongs to s. */
const struct object *state_find(const struct state *s, const struct object *like);

void object_free(struct object *o);
void state_free(struct state *s);

#endif
