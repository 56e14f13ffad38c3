/* health.h - is what answers questions well, and the uplink that they go through? Who sends and hears is somebody else. PURE; the clock is an argument.
 *
 * All times are µs of a clock that is never set (CLOCK_MONOTONIC), as a round trip on a LAN is less than a millisecond; rules are in ms, as configured. */
#ifndef HOMING_HEALTH_H
#define HOMING_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

#define HEALTH_NAME 96	   /* bytes of `icmp 198.51.100.7', cut where it is longer */
#define HEALTH_REASON 256  /* bytes of `icmp 198.51.100.7: no answer (3 of 3)' and more of them */
#define HEALTH_LATE 20000  /* µs behind `due': whoever comes later has slept (SIGSTOP, a suspended machine), and what it did not hear may be its own fault */
#define HEALTH_SLICES 16   /* of a window */
#define HEALTH_GRACE 1500000 /* µs for which a helper's word may be late */
#define HEALTH_NO_TRIP -2LL
#define HEALTH_UNASKED 3   /* questions that its helper left unanswered: then nothing is known of the target any more */
#define HEALTH_DAMPING 4   /* `rise' doubles at most so often: x 16 */
#define HEALTH_WINDOWS 64  /* targets of an uplink that have a window each; more of them share one, unless loss or latency are acted on */

/* What the answers within the window were like. A slice is a part of the window; the oldest one goes as a whole. */
struct health_slice {
	unsigned questions, lost;
	unsigned long long trips; /* µs, of those that were answered, added up */
};
struct health_window {
	struct health_slice slices[HEALTH_SLICES];
	long long first;   /* since when questions were counted without a gap as long as the window */
	long long current; /* the number of the newest slice, from the clock's zero on; 0: nothing was counted yet */
};

/* How somebody is asked and judged: the keys of the section, in ms. One for all targets of a section. */
struct health_rules {
	unsigned interval, timeout; /* timeout 0: learnt */
	unsigned fall, rise, need;
	unsigned loss;		    /* percent, 0: not acted on */
	unsigned latency, window;   /* latency 0: not acted on */
	unsigned damping_count, damping_time; /* 0: none */
	struct health_window *windows; /* of the targets: no rule, but what is judged by them; NULL until health_init() */
};

enum health_verdict { VERDICT_UNKNOWN, VERDICT_WELL, VERDICT_ILL };

/* One check of one target: { .due = when to begin } is a fresh one. The caller may set what is marked so, and reads the rest. */
struct health_target {
	long long due;	 /* when health_ask() wants to be called next */
	long long asked; /* when the last question went */
	const char *why; /* of a target that is ill or misses: `no answer', `connection refused'; a constant, or as health_refuse() got it */
	uint32_t srtt, rttvar, peak; /* µs; RFC 6298, and the longest trip, slowly forgotten */
	uint32_t timeout;   /* caller's; ms, of this check alone; 0: as the rules say */
	uint16_t sequence;  /* of the last question; what an answer must bear */
	uint16_t missed;    /* of the 16 questions before that, those that were missed: bit 0 is the youngest */
	uint16_t misses, answers; /* in a row */
	uint16_t window;    /* caller's; of the rules' windows, from 1; 0: loss and latency are of no interest (hosts of a pool) */
	uint16_t check;	    /* caller's; targets with one number stand in for each other (a gateway of each family): one is enough */
	uint8_t damping : 3; /* `rise' is doubled so often; 0 - HEALTH_DAMPING */
	uint8_t learnt : 5; /* trips that the estimate was made of, the first few of them counted */
	uint8_t verdict : 2; /* enum health_verdict */
	bool waiting : 1;   /* a question is on its way */
	bool lenient : 1;   /* its time was given once more, as we were late */
	bool open : 1;	    /* the last question was missed, an answer would be a late one */
	bool delegated : 1; /* caller's: a helper asks, keeps the time, and tells that too: what it does not tell of is not known, and no miss */
	bool slow : 1;	    /* caller's: a page, a command, a name: what takes a second is no wonder */
	bool heard : 1;	    /* since it is ill: the first answer behind a silence has often waited for something else, as in the queue of a neighbour that is looked for */
	uint8_t families : 2; /* caller's: 1 << its family, of who stands in for a check in that alone (a gateway); 0: what it says holds for both */
	uint8_t unasked : 2; /* so many questions in a row nothing became known of, up to HEALTH_UNASKED */
};

/* To be called when now >= due; first hear what has arrived (health_answer). True: send the question t->sequence now. It also sees that a question's time is over: that is a
 * miss, and it is repeated at once, until `fall' of them have been missed; then one goes each interval. Who calls more than HEALTH_LATE too late has slept: the question gets
 * its whole time once more before it is missed, and nothing that comes with a delay is learnt from. */
bool health_ask(struct health_target *t, const struct health_rules *r, long long now);

/* Is the question that health_ask() has just wanted the repetition of one that was missed? Then it is sent twice where that is cheap, and either answer counts: three packets by
 * chance are lost in a row once in a million, and nobody shall be taken for dead by that. A target that is ill is asked once, as it is to prove itself. The window
 * leaves repetitions out: they are asked when the line is bad and go twice, so that by them the loss would be another than the line's. */
bool health_is_doubtful(const struct health_target *t);

/* An answer came to the question with this sequence number. trip: µs it took, as whoever sent it knows (a time in the packet); < 0: not known, then it is taken from the clock,
 * and nothing is learnt from an answer to an older question; HEALTH_NO_TRIP: from this one neither, as it came
 * unasked (an announcement). Answers to what was never asked, or answered before, are nothing. A late one undoes no miss in the loss; but where
 * the timeout is learnt it ends the row of misses, as the line has just shown that it lives and the estimate was too short. It never helps to come back. */
void health_answer(struct health_target *t, const struct health_rules *r, uint16_t sequence, long long trip, long long now);

/* The question with this number, which health_ask() has just wanted or which is on its way, came to nothing: could not be sent, not be bound, or was refused by whom it asked. A miss at once; the
 * repetition comes when the timeout would have been over, as what is refused costs no time (of what is
 * delegated also when an interval is over). why: `cannot be sent', a text that lives as long as the target. */
void health_refuse(struct health_target *t, const struct health_rules *r, uint16_t sequence, const char *why, long long now);

/* µs that an answer may take now: the check's timeout, the section's, or what was learnt: RFC 6298 (K = 4), but not less than twice the longest trip of late, 20 ms to 1 s;
 * 1 s before the first answer, and with each of the first ones the floor is half as high.
 * What is delegated doubles it with each miss, as its late answers are not waited for (RFC 6298 5.5), and takes all that there is once it is ill; what is slow has 1 s to interval x fall, at most 10 s. */
long long health_timeout(const struct health_target *t, const struct health_rules *r);

/* Over the window up to now; false: no question was counted in it. Loss in percent; latency is the mean of the answered, µs, 0 when none was. */
bool health_figures(const struct health_window *w, const struct health_rules *r, long long now, unsigned *loss, unsigned *latency);

enum health_state { HEALTH_UNKNOWN, HEALTH_UP, HEALTH_DOWN }; /* unknown counts as up */

/* An uplink, or whatever has several checks. Free with health_free(). */
struct health {
	struct health_rules rules;
	struct health_target *targets;
	size_t count;
	size_t window_count; /* one a target, or 1 for all of them */
	/* Caller's: what a target is called in reasons, as health_name() says it. NULL: nothing. */
	void (*name)(const void *context, size_t index, char name[HEALTH_NAME]);
	const void *context;
	enum health_state state;
	long long changed;	    /* when it last did, or began; of a state that was restored it may lie before the clock's zero */
	char reason[HEALTH_REASON]; /* of the state; empty when it is up in all families */
	unsigned char silent;	    /* 1 << family: it is up, but not in this one, where too few of the checks are well; none when it is down */
	const char *lost;	    /* `no carrier': why it is down whatever answers, a constant; NULL: nothing */
	bool unasked;		    /* it is unknown as some helper does not work */
	unsigned falls;		    /* all of them */
	unsigned damping;	    /* `rise' is doubled so often */
	long long *fallen;	    /* when the last damping_count falls were, a ring ... */
	unsigned fallen_count;	    /* ... that so many have gone into */
};

/* count targets that are due now, each with a check of its own (numbered from 0; the caller may give neighbours one number, in rising order). Without targets the
 * carrier and the address alone decide. Returns 0 or -ENOMEM. */
int health_init(struct health *h, const struct health_rules *rules, size_t count, long long now);
void health_free(struct health *h);

/* The rules of [uplink]. */
struct health_rules health_rules_of(const struct uplink *uplink);

/* What a check of a target is called in reasons: `icmp 198.51.100.7', `tcp [2001:db8::1]:443', `http URL'. target: unset where the check's text tells. */
void health_name(const struct check *check, const struct prefix *target, char name[HEALTH_NAME]);

/* Somebody knew the state before us (health.ini of this boot): a line that was down must prove itself anew. falls: up to then, and changed: when
 * (<= now). It is no fall. silent: as above. */
void health_restore(struct health *h, enum health_state state, unsigned char silent, const char *reason, unsigned falls, long long changed);

/* The same from one that was asked other questions until now. */
void health_inherit(struct health *h, const struct health *before, long long now);

/* To be called after anything has happened to the targets. True: the state, its silent families, its reason or the damping is another one. Each check is well when one of its targets is; `need' of them make
 * it up; when too few can be well any more it is down. */
bool health_judge(struct health *h, long long now);

/* Its state is known, and in which families. */
bool health_is_decided(const struct health *h);

/* Of one that is down, or silent in a family: the reason is what fails now, which may be something else than what it fell by. That is no news. */
void health_explain(struct health *h, long long now);

/* The carrier or the last address is gone: down at once, whatever answers. why: a constant. Returns as health_judge(). */
bool health_lose(struct health *h, const char *why, long long now);

/* It is back, or never was gone (then nothing happens, so it may be said at each look). A carrier that came back proves nothing about the line behind it, and a loose contact comes
 * back often: `rise' answers are needed as after any fall, and questions go out at once. Without checks it is up. Returns as health_judge(). */
bool health_regain(struct health *h, long long now);

/* When the next target is due; < 0: there is none. */
long long health_due(const struct health *h);

/* Of the whole: loss and latency of the check that comes `need'th by loss, as that many must be well; of all questions where they share a window. As health_figures(). */
bool health_total(const struct health *h, long long now, unsigned *loss, unsigned *latency);

/* For whoever must decide at once (takeover.h). Everybody is asked now, and not at the next interval; also those who have a question already, which then is no miss; and the same, but
 * what they said so far counts no more: neither answers nor misses in a row, nor a verdict; the state stays, and who is down still has to answer `rise' times, an interval each; where
 * that is once, it is asked again as if it had never missed. */
void health_hurry(struct health *h, long long now);
void health_repeat(struct health *h, long long now);
void health_forget(struct health *h, long long now);

/* Who never answered is given as much time as a neighbour that did, and not the first second. */
void health_expect(struct health *h, const struct health *like);

/* How many checks: there are; have each of their targets miss its last so many questions, or more; have a target that answered its last one. */
unsigned health_checks(const struct health *h);
unsigned health_missing(const struct health *h, unsigned misses);
unsigned health_answering(const struct health *h);

const char *health_state_word(enum health_state state); /* unknown, up, down */

#endif
