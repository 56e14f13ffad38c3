/* watch_standby.h - one [takeover] section at work; only watch_takeover.c and the watch_standby files use it. */
#ifndef HOMING_WATCH_STANDBY_H
#define HOMING_WATCH_STANDBY_H

#include "run_ready.h"
#include "takeover.h"
#include "watch_commands.h"
#include "watch_subjects.h"

#define STANDBY_CARDS 8 /* addresses of the peer whose MACs are known */

/* Who is asked. CARDS: the peer, for its MACs alone: by them it is told from a stranger. */
enum { STANDBY_PEER, STANDBY_GATEWAYS, STANDBY_ALIAS, STANDBY_WITNESS, STANDBY_CARDS_OF_PEER };

struct standby {
	struct subjects subjects;
	char name[NAME_SIZE];
	struct takeover takeover;
	struct taken_fact fact;
	struct watch_commands commands;
	bool refused; /* a command of on-take failed, and it is required */
	bool unknown; /* whether that is the owner: its card is still being asked for */
	bool without_gateway; /* it was said that none is known */
	bool gone; /* its interface */
	bool again; /* addresses of it were gone, and are back: on-take is to be run again */
	bool taking; /* the look that brings them is that of taking */
	bool ending; /* its section goes as soon as it is given back */
	bool leaving; /* the commands are those of on-release */
	struct own_macs macs; /* of this host, as far as it was asked for since the last conclusion: a flood of frames looks once */
	struct mac own, owner; /* its card on the link; who answered for the alias last */
	struct mac cards[STANDBY_CARDS];
	size_t card_count;
	struct asked rest; /* the addresses of the set behind the first of each family, ... */
	struct probing *probing; /* ... that are being asked for; NULL: they are not */
	long long ended; /* µs: when the last answer of them could come */
	long long asked; /* takeover.doubt, for which they are or were */
	bool answered;
	struct ready ready; /* what taking it would send, worked out ... */
	long long prepared; /* ... in this doubt, takeover.doubt; < 0: not yet */
	bool wanted;
};

struct standby *standby_new(struct watch *w, const char *name); /* NULL: no memory */
void standby_free(struct standby *t);

/* After a look: who is asked what, and by which way. */
void standby_follow(struct standby *t);

/* Somebody said that he has an address of the set, or wants it. */
void standby_hear(struct standby *t, const struct mac *mac, bool wants);

/* watch_standby_act.c: does what the row in force says; true: it did something. */
bool standby_act(struct standby *t);

/* ... What has nothing to do with the row: its interface or its section goes, addresses went and are back. True: there is nothing to decide. */
bool standby_catch_up(struct standby *t);

/* ... In doubt, works out what it would do; once, and anew behind a look, which forgets it. */
void standby_prepare(struct standby *t);
void standby_unprepare(struct standby *t);

/* ... what takeover.tell says. */
void standby_tell_owner(struct standby *t);

/* This host has it, or had when another watcher ran. */
bool standby_is_held(const struct standby *t);

/* The section as the configuration has it now, or NULL. */
const struct takeover_section *standby_section(const struct standby *t);

/* watch_standby_say.c: puts the row in force, and what of the peer fails now, into fact.reason (true: that is another one); says it; says that no gateway is known, or that one is again. */
bool standby_explain(struct standby *t);
void standby_say_row(struct standby *t);
void standby_warn_of_gateways(struct standby *t, const struct stand *s, bool known);

/* watch_standby_rest.c: the rest of the set is asked for, once for each doubt; how that stands. next: when it wants to be called again, µs; < 0: not. */
enum takeover_rest standby_ask_rest(struct standby *t, long long *next);
void standby_end_rest(struct standby *t);

#endif
