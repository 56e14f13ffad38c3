/* asker.h - asks the targets of checks by one uplink, and hears what they say: ICMP echo, ARP and neighbour solicitation by itself, anything else
 * through homing-check (helper.h). Whether what they say is well is health.h's affair. */
#ifndef HOMING_ASKER_H
#define HOMING_ASKER_H

#include <stdint.h>

#include "arp.h"
#include "helper.h"
#include "prefix.h"
#include "state.h"

/* How an uplink is left. */
struct way {
	char device[DEVICE_SIZE]; /* empty: by none, for what lies on this host */
	unsigned index; /* of the device: another one means that it was made anew */
	struct prefix source[FAMILIES]; /* of full length; unset: it carries none of this family */
};

enum asker_kind { ASK_ECHO, ASK_NEIGHBOUR, ASK_BY_HELPER };

/* What homing-check is to do for a target, and what came of it: asker_errand_copy() makes one of a question whose id, sequence, timeout, device, sources and family may be left out. */
struct asker_errand {
	uint32_t id;
	bool enlisted, heard, well;
	uint16_t sequence; /* of what was heard */
	char why[ERRAND_WHY];
	size_t size;	   /* of question, which is cut behind its last word: errand_write_words() tells */
	struct errand question;
};
struct asker_errand *asker_errand_copy(const struct errand *question, size_t size); /* NULL: no memory */

/* One target, of thousands; the caller fills in kind, address and, by helper, errand. */
struct asker_target {
	enum asker_kind kind : 8;
	unsigned check : 8; /* caller's */
	bool stands_in : 1; /* caller's: one of several that a check is asked of, each for its family */
	bool wanted : 1;    /* caller's, at any time; arp: asked as by somebody who is about to take the address (RFC 5227 2.1.1, RFC 4862 5.4.2) */
	bool known : 1;	    /* arp: it has answered from mac, and is asked there before everybody is */
	bool unasked : 1;   /* arp: what it said last was no answer: how long it took says nothing */
	struct prefix address; /* by helper only the family counts, by which it is asked; unset: none */
	uint16_t sequence;
	union {
		struct mac mac;
		struct asker_errand *errand; /* by helper; owned */
	};
};
void asker_targets_free(struct asker_target *targets, size_t count);
bool asker_target_same(const struct asker_target *a, const struct asker_target *b); /* the same question */

/* Opens a socket for each family and kind that the targets need, bound to device and source: what cannot be bound is never asked, as the question would leave by
 * another uplink and report that one. targets stay where they are until asker_close(); helper may be NULL where none needs it. Returns 0 or -errno. */
struct asker;
int asker_open(const struct way *way, struct helper *helper, struct asker_target *targets, size_t count, struct asker **out);
void asker_close(struct asker *a);
int asker_fd(const struct asker *a); /* readable when there is something to hear */

/* What became of a question. refused: NULL, it was answered; else why not: good until the target is heard again or freed. */
typedef void asker_tell(size_t index, uint16_t sequence, const char *refused, void *context);

/* Asks one target; the answer will bear sequence. Echoes may wait, ASKER_GATHERED of them, for asker_flush(), which sends them together and tells of those that could not be.
 * timeout: µs that it may take, for who keeps the time himself (the helper). Returns NULL, or why it could not be asked, a constant. */
#define ASKER_GATHERED 512
const char *asker_ask(struct asker *a, size_t index, uint16_t sequence, long long timeout);
void asker_flush(struct asker *a, asker_tell *tell, void *context);

/* Hears all that has come, and never waits. */
void asker_hear(struct asker *a, asker_tell *tell, void *context);

/* From now on asker_hear() also tells whatever is said of the addresses of arp targets, by whomever: who has one, who is about to take it, who looks for it. */
typedef void asker_overhear(size_t index, const struct claim *claim, void *context);
void asker_listen(struct asker *a, asker_overhear *overhear, void *context);

#endif
