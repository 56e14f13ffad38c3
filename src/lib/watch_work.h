/* watch_work.h - what the files of the watcher share. */
#ifndef HOMING_WATCH_WORK_H
#define HOMING_WATCH_WORK_H

#include <ev.h>

#include "facts.h"
#include "health.h"
#include "questions.h"
#include "run_memory.h"
#include "watch.h"

/* Somebody under test: an uplink, the peer of a takeover. */
struct checked {
	struct watch *watch;
	void *owner;	  /* caller's */
	const char *kind; /* uplink: what it is called when its state is told; NULL: it is not */
	char name[NAME_SIZE];
	struct health health;
	struct asker_target *targets; /* one for each of health.targets */
	long long *due; /* µs: when the first target of a block is, or earlier: watch_paced.c */
	bool stale; /* some target's verdict is another one since it was judged */
	bool line; /* that it answers shows that the line behind the interface is whole */
	struct asker *asker; /* NULL: it cannot be asked now */
	struct way way; /* that asker was opened for */
	ev_io heard;
	void (*on_heard)(struct ev_loop *loop, ev_io *io, int events); /* io->data is the struct checked */
	unsigned long long since; /* seconds of the epoch */
	bool wanted;
	unsigned char down, uncleared; /* watch_clear.c, 1 << family: dead in these when that looked; whose flows are still to be forgotten */
};

struct watch_flows;

struct watch {
	const struct watch_request *request;
	struct run_request run;
	struct run_memory memory;
	struct ev_loop *loop;
	ev_io heard;
	ev_timer again; /* the next look: news came too soon behind the last one */
	ev_timer later; /* something is due by the clock: a round of announcing, the end of a fight, a second try */
	ev_timer asking, sending; /* rivals of aliases, frames that wait: watch_alias.c */
	ev_timer alive;
	ev_signal hangup, terminate, interrupt;
	struct outbox outbox;
	int sender; /* a socket, while the outbox holds something; else -1 */
	struct checked **checked; /* the uplinks under test: watch_checks.c */
	size_t checked_count;
	struct facts before; /* what a watcher before us found out */
	struct rivals **rivals; /* watch_rivals.c: a listener for each interface and family; NULL: none */
	size_t rival_count;
	struct owned **owned; /* aliases of this host that somebody looks after: watch_owner.c */
	size_t owned_count;
	struct standby **standbys; /* watch_takeover.c */
	size_t standby_count;
	ev_io noted_facts; /* the state directory: watch_facts.c */
	ev_timer facts_noted;
	int facts_fd; /* <= 0: none */
	int lock; /* watch_lock.c; < 0: there is no state directory */
	enum exit_status ended; /* how */
	ev_timer checking;
	struct helper *helper; /* watch_helper.c */
	ev_io told;
	struct watch_flows *flows; /* watch_flows.c; NULL: there has been no need of it */
	bool flows_due; /* by the last look */
	long long noted; /* when health.ini was written, ms */
	int unwritten;   /* ... and why it was not: -errno, told already */
	int untaken;	 /* the same of taken.ini */
	long long last; /* when the last look ended, ms */
	bool commands;	/* it was started to run some, with all that root may do */
	bool warned_of_commands;
	bool failed;	/* ... in that it could not be done */
	bool once;	/* no daemon: watch_once.c */
};

void watch_free(struct watch *w);

/* One run, now; what it left for later is planned. */
void watch_look(struct watch *w);
void watch_plan(struct watch *w);
bool watch_has_news(struct watch *w); /* of the kernel's, that no look has taken note of; they stay a reason for the next */

/* The sooner of two times; < 0: never. */
long long watch_sooner(long long a, long long b);

/* Rings once, in ms from now; < 0: not at all. A timer is initialised once. */
void watch_start_timer(struct watch *w, ev_timer *timer, long long ms);
void watch_init_timer(struct watch *w, ev_timer *timer, void (*callback)(struct ev_loop *, ev_timer *, int));

/* watch_alias.c: its timers; goes on asking for rivals of aliases; announces what is due. */
void watch_init_aliases(struct watch *w);
void watch_ask(struct watch *w);
void watch_announce(struct watch *w);

/* ... Aliases of this host on the interface are announced again, soon. */
void watch_tell_again(struct watch *w, unsigned index);

/* watch_lock.c: one a host. A state directory that cannot be is borne, as by every run: then nobody is kept out. Returns 0; -EBUSY, -EPERM: what to say is in log. */
int watch_take_lock(struct watch *w, struct log *log);

/* Takes it anew where somebody removed it; false: another watcher has it now, and this one ends. */
bool watch_keep_lock(struct watch *w);

/* watch_facts.c: what others note is heard. */
void watch_init_facts(struct watch *w);
void watch_end_facts(struct watch *w);

/* watch_owner.c: after a look, the aliases of this host; what of them is yielded (out has room for all of them), how many. */
void watch_follow_owned(struct watch *w);
size_t watch_list_owned(const struct watch *w, struct taken_fact *out);
void watch_end_owned(struct watch *w);

/* watch_takeover.c: after a look, the aliases of others; what was decided of aliases is believed by the next run, and written down for others'. */
void watch_follow_takeovers(struct watch *w);
bool watch_has_commands(const struct watch *w); /* the configuration names on-take or on-release */
bool watch_puts_off(const struct config *fresh, void *watch); /* run_memory.puts_off: what is held by a section that goes is given back first */
void watch_recall_taken(struct watch *w);
void watch_note_taken(struct watch *w);
void watch_end_takeovers(struct watch *w);

/* watch_rivals.c: after a look, claims of others to the addresses that this host has are listened for. */
void watch_follow_rivals(struct watch *w);
void watch_end_rivals(struct watch *w);

/* watch_flows.c: after a look, homing-mark is started where its table is not what it should be, and whoever changes that is heard. */
void watch_follow_flows(struct watch *w);
void watch_end_flows(struct watch *w);

/* watch_clear.c: after a look, so that a flow which begins anew finds another way. */
void watch_clear_flows(struct watch *w);

/* watch_checks.c. After a look, what is asked is what the host has now; true: some uplink's state is another one by that, and the next look should act on it. */
void watch_init_checks(struct watch *w);
bool watch_follow_checks(struct watch *w);
void watch_note_health(struct watch *w); /* writes down what was found out, and lets the next run believe it */
void watch_end_checks(struct watch *w);

/* watch_once.c: of all uplinks it is known how they are, or it will not be. */
bool watch_is_decided(const struct watch *w);

/* watch_helper.c: whom checks are asked by that take a connection or a process. Rested after a look: it ends when nobody needs it, and is who the configuration says. */
int watch_init_helper(struct watch *w);
void watch_rest_helper(struct watch *w);

/* watch_paced.c: hears what has come and asks what is due; when it wants to do so next (µs), < 0: never. Its targets are others now (0 or -ENOMEM); what they are due at is. */
void checked_ask(struct checked *c);
long long checked_due(struct checked *c);
int checked_pace(struct checked *c);
void checked_hurry(struct checked *c);

/* watch_checked.c: judges it (true: it is another one now, and it was said). */
long long watch_clock(void); /* µs, as health.h wants them */
bool checked_judge(struct checked *c, bool (*by)(struct health *h, long long now));

/* Other questions than before (taken out of q) are asked from now on: true. By this way, unless that is the one that it goes already. Not at all. */
bool checked_put(struct checked *c, struct questions *q);
void checked_open(struct checked *c, const struct way *way);
void checked_stop(struct checked *c);
void checked_free(struct checked *c);

/* An uplink is what the last look saw; returns as checked_judge(). */
bool checked_follow(struct checked *c, const struct uplink *uplink, const struct seen *seen);

#endif
