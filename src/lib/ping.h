/* ping.h - ICMP echo (RFC 792, RFC 4443 4.1) by one uplink: one socket asks thousands of targets. */
#ifndef HOMING_PING_H
#define HOMING_PING_H

#include <stdint.h>

#include "prefix.h"

/* A socket that can leave by one device only, from one address of it. Where it cannot be bound there is no socket: a probe that went out by another uplink would report
 * the wrong one. Closed with ping_close(). */
struct ping;
int ping_open(const char *device, const struct prefix *source, struct ping **out); /* 0 or -errno; -EADDRNOTAVAIL: the address is not there (any more) */
void ping_close(struct ping *p);
int ping_fd(const struct ping *p); /* readable when there are answers */

/* One question, and its answer: nonce is the asker's own number, which comes back, so that nobody who has not seen the question can answer it. */
struct echo {
	struct prefix target; /* its length does not matter */
	uint16_t number;
	uint64_t nonce;
};

/* Sends them in their order, many to a system call. *sent: how many left; errors of single targets (no route, refused by a firewall) count as sent, as no answer will come.
 * Returns 0 or -errno, which concerns all that were not sent: -ENETDOWN, -ENODEV, -EAGAIN (the queue is full: later). */
int ping_send(struct ping *p, const struct echo *echoes, size_t count, size_t *sent);

/* The answers that have come, at most room; their targets are who answered. Never waits. Returns how many, or -errno: the socket is of no use any more. */
int ping_receive(struct ping *p, struct echo *out, size_t room);

#endif
