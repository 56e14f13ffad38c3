/* asker.h - asks the targets of checks by one uplink, and hears what they say: ICMP echo, ARP and neighbour solicitation, TCP connections. Whether what they say is well is
 * health.h's affair. */
#ifndef HOMING_ASKER_H
#define HOMING_ASKER_H

#include <stdint.h>

#include "arp.h"
#include "prefix.h"
#include "state.h"

/* How an uplink is left. */
struct way {
	char device[DEVICE_SIZE];
	unsigned index; /* of the device: another one means that it was made anew */
	struct prefix source[FAMILIES]; /* of full length; unset: it carries none of this family */
};

enum asker_kind { ASK_ECHO, ASK_NEIGHBOUR, ASK_TCP };

/* One target, of thousands; the caller fills in kind, address and port. */
struct asker_target {
	enum asker_kind kind : 8;
	unsigned check : 8; /* caller's */
	bool wanted : 1;    /* caller's, at any time; arp: asked as by somebody who is about to take the address (RFC 5227 2.1.1, RFC 4862 5.4.2) */
	bool known : 1;	    /* arp: it has answered from mac, and is asked there before everybody is */
	struct prefix address;
	uint16_t port, sequence;
	union {
		int fd; /* tcp: the connection that is being made, else -1 */
		struct mac mac;
	};
};

/* Opens a socket for each family and kind that the targets need, bound to device and source: what cannot be bound is never asked, as the question would leave by
 * another uplink and report that one. targets stay where they are until asker_close(). Returns 0 or -errno. */
struct asker;
int asker_open(const struct way *way, struct asker_target *targets, size_t count, struct asker **out);
void asker_close(struct asker *a);
int asker_fd(const struct asker *a); /* readable when there is something to hear */

/* What became of a question. refused: NULL, it was answered; else why not, a constant. */
typedef void asker_tell(size_t index, uint16_t sequence, const char *refused, void *context);

/* Asks one target; the answer will bear sequence. Echoes may wait, ASKER_GATHERED of them, for asker_flush(), which sends them together and tells of those that could not be.
 * Returns NULL, or why it could not be asked, a constant. */
#define ASKER_GATHERED 256
const char *asker_ask(struct asker *a, size_t index, uint16_t sequence);
void asker_flush(struct asker *a, asker_tell *tell, void *context);

/* Hears all that has come, and never waits. */
void asker_hear(struct asker *a, asker_tell *tell, void *context);

/* From now on asker_hear() also tells whatever is said of the addresses of arp targets, by whomever: who has one, who is about to take it. */
typedef void asker_overhear(size_t index, const struct claim *claim, void *context);
void asker_listen(struct asker *a, asker_overhear *overhear, void *context);

#endif
