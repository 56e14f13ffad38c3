/* probe.h - has anybody else got these addresses? Many of them, on many interfaces and of both families, in one wait. */
#ifndef HOMING_PROBE_H
#define HOMING_PROBE_H

#include "packet.h"

/* One address on one interface. */
struct probe {
	const struct packet_link *link; /* in: one that is LINK_FINE */
	struct prefix address;		/* in: its length does not matter */
	bool answered;			/* out: another host has it, or is about to take it */
	struct mac mac;			/* out: that host's, when it answered */
	int error;			/* out: 0, or why it could not be asked for, as below; never with an answer */
};

struct probe_manner {
	unsigned count; /* each address is asked so often, from 1 */
	unsigned wait;	/* ms for an answer, after each time */
	bool first;	/* one answer to any of them is enough: the rest is not waited for */
	bool holders;	/* who has an address answers, not who is about to take it: who of two goes first the caller settles himself */
};

#define PROBE_COUNT 3
#define PROBE_WAIT 250
#define PROBE_RATE 4000 /* frames a second: 500 addresses in an eighth of one */

/* Asks for all of them side by side and takes count x wait ms, and what PROBE_RATE adds to that; less only when nothing is left to learn.
 * It heeds what RFC 5227 2.1.1 and RFC 4862 5.4 call a conflict; what this host sends itself, by whichever interface, is none.
 * The kernel takes some 10 ms more for each interface and family to close the sockets.
 * Returns how many were answered; or, when there are some that could not be asked for, the first one's -EPERM (CAP_NET_RAW), -EMFILE, -ENETDOWN, -ENOMEM or
 * another -errno: each has its own in `error', and the answers of the others hold. */
int probe_ask(struct probe *probes, size_t count, const struct probe_manner *manner);

/* The same in steps, for a loop that has other things to do. probes and their links stay as they are until probe_end(). Returns 0 or -ENOMEM. */
struct probing;
int probe_begin(struct probe *probes, size_t count, const struct probe_manner *manner, struct probing **out);

/* Sends what is due and hears what has come; never waits. Returns in how many ms it wants to be called again (it may be later: what comes until then is kept), or -1: that
 * was all. */
long long probe_step(struct probing *p);

/* Frees it; returns what probe_ask() would. */
int probe_end(struct probing *p);

/* Append a line: the frame that asks; `ADDRESS MAC' of the one that answered. */
void probe_text_question(struct buffer *text, const struct probe *probe);
void probe_text_answer(struct buffer *text, const struct probe *probe);

#endif
