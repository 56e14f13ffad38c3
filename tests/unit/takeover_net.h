/* takeover_net.h - a switch with a gateway, a client, and two or three hosts that take each other's aliases over, all of it simulated: kernels that answer whatever their
 * watcher does, watchers that ask, judge and act by health.h, takeover.h and rounds.h. */
#ifndef HOMING_TAKEOVER_NET_H
#define HOMING_TAKEOVER_NET_H

#include "rounds.h"
#include "takeover.h"

#define MS 1000LL
#define S 1000000LL
#define NEVER (1LL << 60)

enum { NODES = 3, GATEWAY = NODES, CLIENT, HOSTS };
enum { ALIASES = 2, REAL = ALIASES };
#define ALL (-1)

enum frame_kind { ASK, ANSWER, ECHO, ECHOED, CLAIM };

struct net_frame {
	enum frame_kind kind;
	int from, to;	/* to: ALL or one */
	int about;	/* an alias, or REAL: the address of `whose' */
	int whose, role; /* the guest of which alias asked */
	bool wants;
	uint16_t sequence;
};

/* What a host does to one alias of another. */
struct guest {
	struct takeover t;
	struct health peer, gateways, alias;
	struct rounds rounds;
};

enum owner_state { OWNER_PROBES, OWNER_HOLDS, OWNER_YIELDED };

struct owner {
	enum owner_state state;
	bool asked;		/* there was a probe already */
	unsigned silent;	/* probes that nobody answered */
	bool heard;		/* since the last one */
	long long due, defended;
	struct rounds rounds;
	long long service;	/* since when it is as it is */
};

struct node {
	unsigned down, killed, stopped, ill; /* so many causes have put the kernel, or the watcher, or the service out */
	bool has[ALIASES], noted[ALIASES];   /* in the kernel; in taken.ini */
	enum takeover_held reason[ALIASES];
	long long took[ALIASES];	     /* when it did last; 0: never */
	struct guest guest[ALIASES];
	struct owner owner;
	struct net_frame heard[256];
	size_t heard_count;
	unsigned wakes; /* an older wake is void */
	long long runs; /* since when its watcher does */
};

struct net_rules {
	unsigned nodes, aliases; /* the owner of alias k is node k */
	unsigned interval, fall, rise; /* of the peers, ms */
	unsigned loss;		 /* frames of 10,000 */
	unsigned cards;		 /* node k has the card (k + cards) % nodes, or, above nodes, the other way round */
};

struct net {
	struct net_rules rules;
	uint64_t seed;
	long long now;
	struct node nodes[NODES];
	unsigned cut[HOSTS], gateway_down;
	unsigned split[HOSTS]; /* on the far side, so many times */
	long long changed[HOSTS][HOSTS]; /* since when two reach each other, or do not */
	bool reached[HOSTS][HOSTS];
	int cache[ALIASES];		 /* the client's: who has it; ALL: nobody knows */
	long long verified[ALIASES];	 /* when he last answered it */
	bool verbose;
	/* what came out */
	unsigned takes, false_takes, lost_takes, releases;
	long long both_most, isolated_most, lag_most;
	char failure[256];
	/* its own */
	struct net_event *events;
	size_t count, room;
	unsigned order;
	long long both[ALIASES][NODES][NODES], isolated[NODES], settled[ALIASES];
};

enum fault_kind { FAULT_CUT, FAULT_SPLIT, FAULT_KILL, FAULT_STOP, FAULT_REBOOT, FAULT_GATEWAY, FAULT_SERVICE, FAULT_KINDS };

void net_begin(struct net *n, const struct net_rules *rules, uint64_t seed);
void net_end(struct net *n);

/* Goes on until then, or a failure. */
void net_run(struct net *n, long long until);

/* host: a node, or, to be cut, any; of a split the bits of those on the far side. */
void net_fault(struct net *n, enum fault_kind kind, unsigned host, bool begins);

/* Is everything as it should be when all is well? Else n->failure says what is not. */
void net_check_settled(struct net *n);

uint64_t net_chance(uint64_t *seed);

/* Between its files. */
bool net_reaches(const struct net *n, int a, int b);
bool net_has(const struct net *n, int node, int alias); /* and answers for it */
void net_send(struct net *n, struct net_frame frame);
void net_wake(struct net *n, int node, long long at);
void net_fail(struct net *n, const char *format, ...) __attribute__((format(printf, 2, 3)));
void net_say(const struct net *n, const char *format, ...) __attribute__((format(printf, 2, 3)));
void net_add(struct net *n, int node, int alias);
int net_card(const struct net *n, int node);
bool node_runs(const struct net *n, int node);
void node_start(struct net *n, int node);
void node_end(struct net *n, int node);
void node_wake(struct net *n, int node);

#endif
