/* takeover.h - may this host take the aliases of another, and must it let go of them? Who asks, adds and announces is somebody else. PURE; the clock is an argument.
 *
 * Two hosts that ask each other cannot know which of them is cut off. So a third one, the gateway, must answer; nobody may answer for the alias; and what is believed was
 * asked since the doubt began, while the gateway answered. What that leaves open: homing-watch(8), "What it can promise". */
#ifndef HOMING_TAKEOVER_H
#define HOMING_TAKEOVER_H

#include "health.h"

/* What is seen: one bit of each kind, so that a row of the table can name several. */
enum takeover_held { HELD_NOT = 1, HELD_DEAD = 2, HELD_LOST = 4 }; /* the owner was dead; it lived, and nobody answered for the alias */
enum takeover_gateway { GATEWAY_UNASKED = 1, GATEWAY_ANSWERS = 2, GATEWAY_SILENT = 4 };
enum takeover_alias { ALIAS_UNASKED = 1, ALIAS_SILENT = 2, ALIAS_AT_PEER = 4, ALIAS_AT_STRANGER = 8, ALIAS_AT_SOMEBODY = 16 }; /* whose card answers for it; not ours; it is not known whose (takeover_hear() was not told) */
enum takeover_rival { RIVAL_NONE = 1, RIVAL_LOWER = 2, RIVAL_HIGHER = 4 }; /* a stranger, by its card: not held, it wants the alias; held, it answered `fall' times in a row */
enum takeover_peer { PEER_UNKNOWN = 1, PEER_WELL = 2, PEER_RETURNING = 4, PEER_DOUBTED = 8, PEER_DEAD = 16 }; /* returning: well, but return-delay is not over */
enum takeover_witness { WITNESS_NONE = 1, WITNESS_UNASKED = 2, WITNESS_AGREES = 4, WITNESS_DISAGREES = 8 };
enum takeover_answer { NO = 1, YES = 2 };

struct takeover_view {
	enum takeover_held held;
	enum takeover_answer hold;   /* a person said down */
	enum takeover_gateway gateway;
	enum takeover_alias alias;
	enum takeover_rival rival;
	enum takeover_peer peer;
	enum takeover_witness witness;
	enum takeover_answer manual; /* return = manual */
	enum takeover_answer called; /* the owner asked whether the alias is free: it wants it */
	enum takeover_answer given;  /* we let go of it a moment ago: the owner may have it */
	enum takeover_answer failed; /* taking it failed a moment ago */
};

enum takeover_action {
	ACTION_WAIT,	/* not held, nothing to do */
	ACTION_TAKE,
	ACTION_KEEP,	/* held, nothing to do */
	ACTION_RELEASE, /* let go of it, and say nothing on the wire: t->tell will */
	ACTION_REPORT,	/* nothing is done, but a person should know */
};

struct takeover_row {
	/* any of these bits; 0: all */
	unsigned char held, hold, gateway, alias, rival, peer, witness, manual, called, given, failed;
	enum takeover_action action;
	const char *why;
};

/* The row in force: the first that fits. There always is one. */
const struct takeover_row *takeover_decide(const struct takeover_view *view);

const char *takeover_action_word(enum takeover_action action); /* standby, take, keep, release, report */

enum takeover_rest { REST_SILENT, REST_ASKING, REST_ANSWERED };

/* What the watcher has. `alias' asks for the first address of each family, `gateways' for each of them, and each of the two is one check of them all: one answer is enough. All
 * four have the section's rules, but rise = 1 for all save the peer, and the alias' fall is 3 at least, its interval half of theirs. Only of the peer the state is looked at, of the others what they said since
 * health_forget(). A question for the alias goes out twice while t->doubt >= 0 or the one before was missed: one lost frame in a hundred must not look like a lost alias. */
struct takeover_facts {
	struct health *peer, *gateways, *alias;
	struct health *witness; /* NULL: none */
	enum takeover_witness opinion; /* of an exec witness, which can have none: as it said since t->doubt; 0: as the health tells */
	enum takeover_rest rest; /* the other addresses of the set; asked since t->doubt, and again when that changes */
	bool hold, manual;
	unsigned return_delay; /* ms */
};

/* µs of health.h's clock; < 0: never. Begin with takeover_init(). */
struct takeover {
	enum takeover_held held;
	long long since;  /* when that began */
	long long doubt;  /* when somebody missed first, or everybody was asked anew; < 0: nobody is in doubt */
	const struct takeover_row *row; /* in force; NULL: not judged yet */
	struct takeover_view view;	/* ... and what it fits */
	long long due;	  /* when takeover_judge() wants to be called, whatever happens; < 0: nothing passes by the clock */
	bool tell;	  /* one claim to the owner's card alone is to be sent now, so that it announces again */
	bool wants;	  /* probes for the alias say that we are about to take it (asker_target.wanted) */
	/* its own */
	bool cut, confirming, alias_misses, peer_missed;
	long long given, failed, called, contended, contended_first, told, heard_peer, heard_stranger, last_due;
	enum takeover_rival stranger;
	unsigned tells;
};

void takeover_init(struct takeover *t);

/* It is held for this reason from now on, or no more (HELD_NOT); a watcher before us held it: then the peer's health is to be restored as down, too. */
void takeover_set(struct takeover *t, enum takeover_held held, long long now);

/* Taking it came to nothing: it is tried again in a while. */
void takeover_fail(struct takeover *t, long long now);

/* First of all when the watcher wakes, before it hears and asks: who comes much too late has slept, and believes nothing of what it knew. True: it did. */
bool takeover_wake(struct takeover *t, const struct takeover_facts *facts, long long now);

/* Somebody's frame says that it has an address of the set, or (wants) is about to take it; before the health hears of it. rival: RIVAL_NONE, it is the peer's card; else a
 * stranger's, which is lower or higher than ours. Whose it is must be known: what is not told is only an answer. Our own frames are not for this. */
void takeover_hear(struct takeover *t, enum takeover_rival card, bool wants, long long now);

/* To be called when anything has happened: answers, misses, frames, holds, t->due. When doubt begins it makes everybody due at once (health_due). True: another row is in
 * force, t->row. TAKE and RELEASE are said again each time until takeover_set() or takeover_fail(): a row that stays is no reason to do nothing. */
bool takeover_judge(struct takeover *t, const struct takeover_facts *facts, long long now);

/* The reason to give to takeover_set() when t->row says TAKE. */
enum takeover_held takeover_reason(const struct takeover *t);

#endif
