/* run_memory.h - what somebody who lives on keeps from run to run (homing-watch). */
#ifndef HOMING_RUN_MEMORY_H
#define HOMING_RUN_MEMORY_H

#include "announce.h"
#include "asker.h"
#include "config.h"
#include "fight.h"
#include "nl.h"
#include "probe.h"
#include "rounds.h"
#include "run.h"

#define ANSWER_SILENCE 1000 /* ms for which silence is believed: the addresses come at once or not at all */
#define ANSWER_RIVAL 10000  /* ms until a rival is asked for again */

/* Addresses that were asked for, with their links. Start with { 0 }. */
struct asked {
	struct probe *probes;
	size_t count;
	struct packet_link *links;
	long long when; /* ms: when the last answer could come */
};
void asked_free(struct asked *a);

/* ms for which an uplink that lost all its IPv6 addresses, but not its link, keeps their rules: a host that has found its carrier again asks for a router within a second (RFC 4861 6.3.7),
 * which answers within half a second more */
#define LINGER_TIME 3000

/* How an uplink stood at the end of the last run. */
struct seen {
	char uplink[NAME_SIZE];
	struct way way;
	struct prefix gateway[FAMILIES]; /* unset: none known */
	struct prefixes addresses; /* all that it has, or had when it had any; owned */
	long long lingers; /* ms: since when it has had no IPv6 address, 0: it has, or has had none for long */
	const char *lost; /* why nothing can go through it, a constant; NULL: it may */
};

/* How an alias stood at the end of the last run. */
struct stand {
	char alias[NAME_SIZE];
	struct way way;		   /* of its interface; no device: there is none */
	struct prefixes gateways;  /* the neighbours there that lead elsewhere; only of what is taken over or yielded */
	bool linked;		   /* it is up, and has a carrier */
	bool refused;		   /* a rival holds it */
	bool held;		   /* a person said down */
	struct prefix lacks;	   /* the first of its addresses that is not there; unset: all are */
	size_t there;		   /* so many of its addresses, ... */
	size_t came;		   /* ... and so many of them by that run */
	bool lost;		   /* addresses of it were gone with the link since the run before, and somebody else has put them back */
	bool quiet;		   /* its neighbours are told by a later run */
};

/* What the caller wants done with an alias in the next run, beside what the configuration says. */
enum alias_order_flag {
	ORDER_PROVEN = 1 << 0, /* nobody else has it: he has just asked */
	ORDER_QUIET = 1 << 1,  /* its neighbours are told by a later run */
	ORDER_LOUD = 1 << 2,   /* they are told, although it was there before */
};
struct alias_order {
	char alias[NAME_SIZE];
	unsigned flags;
};

/* Start with { 0 }; free with run_memory_free(). The first two are the caller's to set before each run, the next two once. */
struct run_memory {
	long long now;		  /* ms of a clock that is never set */
	unsigned news;		  /* enum netlink_news: why the run is made; 0: for no reason of the kernel's */
	/* Is this configuration to wait, as something of the one in force has to come to its end first? Then the caller makes mark another one. NULL: it never is. */
	bool (*puts_off)(const struct config *fresh, void *context);
	void *context;
	struct config config;	  /* the last one that was right, ... */
	struct config replaced;	  /* ... and the one before: a run may still point into it */
	uint64_t mark;		  /* config_mark() of its files */
	bool loaded;
	struct netlink *nl;
	struct netlink_ear *ear;  /* NULL: nobody listens */
	unsigned heard;		  /* news that came while the run was at work: a reason for the next one */
	struct state ours;	  /* what was ours when the last run ended */
	struct announced *links;  /* the carriers then, of the links with addresses of ours */
	size_t link_count;
	struct seen *seen;	  /* one for each uplink of config that nobody holds */
	size_t seen_count;
	struct stand *stands;	  /* one for each alias of config */
	size_t stand_count;
	struct alias_order *orders; /* the caller's; forgotten when a run has come to its end */
	size_t order_count;
	struct health_fact *health; /* what the caller found out about the uplinks, and a run believes before what stands in health.ini; NULL: nothing yet */
	size_t health_count;
	struct taken_fact *taken; /* the same of what it has taken over and yields (taken.ini) */
	size_t taken_count;
	const char **lingering;	  /* names in seen: those that count as if they were soon to have their IPv6 addresses again */
	size_t lingering_count;
	struct fights fights;
	struct rounds rounds;
	struct asked answers, asking; /* of rivals of aliases: what was heard, and what is being asked, ... */
	struct probing *probing;      /* ... NULL: nothing */
};

void run_memory_free(struct run_memory *m);

/* run_memory_seen.c: the addresses of the uplink's views, else those of before, which are taken from there. Returns 0 or -ENOMEM. */
struct view;
int seen_take_addresses(struct seen *s, struct seen *before, const struct view *views);
void seen_free(struct seen *seen, size_t count);

/* ms until the rules of an uplink that has lost its addresses shall go, 0: they are due; -1: there is none. */
long long run_memory_linger_wait(const struct run_memory *m, long long now);

/* The state directory of its runs. */
const char *run_memory_directory(const struct run_memory *m, const struct run_request *request);

/* Adds flags for the next run. Returns 0 or -ENOMEM. */
int run_memory_order(struct run_memory *m, const char *alias, unsigned flags);

/* What was ordered for it; m may be NULL. */
unsigned run_memory_ordered(const struct run_memory *m, const char *alias);

const struct stand *run_memory_find_stand(const struct run_memory *m, const char *alias);

/* How the uplink stood; NULL: not looked at. */
struct seen *run_memory_find_seen(const struct run_memory *m, const char *uplink);

/* Reads the configuration anew, whole, before the old one is let go of: complaints go to log, and the old one stays in force (-EINVAL). */
int run_memory_reload(struct run_memory *m, const struct run_request *request, struct log *log);

/* What is known of a rival for the probe's address, into probe. A rival that was heard long ago (ANSWER_OLD) is still believed until he was asked for again. */
enum answer_age { ANSWER_NONE, ANSWER_OLD, ANSWER_FRESH };
enum answer_age run_memory_recall(const struct run_memory *m, struct probe *probe);

/* Begins to ask for these, unless others are being asked for: those come first, and the run that they end asks again. Takes what is in asked. */
void run_memory_ask(struct run_memory *m, struct asked *asked);

/* Goes on asking. Returns ms until it wants to be called again, or -1: nobody is being asked for; *ended: that has ended just now, and a run should follow. */
long long run_memory_go_on(struct run_memory *m, bool *ended);

/* The announcements that are due of addresses that are still ours, behind what is in frames already. Returns 0 or -errno. */
struct outbox;
int run_memory_announce(struct run_memory *m, const struct run_request *request, struct outbox *out, struct log *log);

#endif
