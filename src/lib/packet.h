/* packet.h - frames to and from an interface, and what of an interface decides whether there can be any. Functions return 0 or -errno
 * unless they say otherwise; -EPERM: CAP_NET_RAW is wanted. */
#ifndef HOMING_PACKET_H
#define HOMING_PACKET_H

#include <stdbool.h>
#include <stddef.h>

#include "arp.h"
#include "prefix.h"
#include "state.h"

/* Why nobody can be told or asked on an interface. What stands behind LINK_PORT passes. */
enum packet_refusal {
	LINK_FINE,
	LINK_LOOPBACK,
	LINK_NO_ARP,	     /* IFF_NOARP: tunnels, dummies, PPP */
	LINK_NOT_ETHERNET, /* another kind of link, or addresses of another length: InfiniBand */
	LINK_PORT,	     /* of a bridge, bond or team, which has the addresses and takes the frames */
	LINK_DOWN,
	LINK_NO_CARRIER, /* or not let in yet (802.1X): the kernel would drop in silence what is sent */
};

struct packet_link {
	unsigned index;
	char name[DEVICE_SIZE];
	enum packet_refusal refusal;
	struct mac mac;		  /* set when refusal is LINK_FINE, as what follows */
	bool router;		  /* forwards IPv6, which an advertisement must say */
	struct prefix link_local; /* the address that IPv6 questions are asked from; unset: none that is usable yet */
};

/* The interface with this name or altname. -ENODEV: there is none. Needs no privilege. */
int packet_read_link(const char *name, struct packet_link *out);

/* `is down`: what a refusal means, for a message. LINK_FINE: NULL. */
const char *packet_refusal_text(enum packet_refusal refusal);

/* The interface one of whose subnets, the longest, holds the target; else the source, as a target may be a broadcast address of no subnet.
 * -ENOENT: none; -ENOTUNIQ: several that are as long. */
int packet_find_interface(const struct prefix *target, const struct prefix *source, char name[DEVICE_SIZE]);

/* Is it the MAC of an interface of this host? 1, 0 or -errno. One look at them serves for as long as the caller keeps own: start with { 0 }, free with own_macs_free(). */
struct own_macs {
	struct mac *items; /* NULL: not looked at yet */
	size_t count;
};
int packet_is_own(struct own_macs *own, const struct mac *mac);
void own_macs_free(struct own_macs *own);

/* Sockets, which the caller closes; the kernel takes some 10 ms for that (synchronize_net() in packet_release()), so close last.
 * A sender hears nothing. A listener hears the link's ARP (AF_INET) or neighbour discovery (AF_INET6), what we send ourselves left out.
 * Return a descriptor or -errno. */
int packet_open_sender(void);
int packet_open_listener(const struct packet_link *link, unsigned char family);

/* Lets an IPv6 listener hear what is sent to the solicited-node group of this address: others that check it (DAD). NULL: of every
 * address, which is the better way for many, as cards filter for some dozens only. */
int packet_hear_group(int fd, const struct packet_link *link, const struct prefix *address);

/* A listener hears from now on only who says that he has one of these addresses (of the listener's family; at most PACKET_CLAIMS). */
#define PACKET_CLAIMS 64
int packet_hear_claims(int fd, unsigned char family, const struct prefix *addresses, size_t count);

/* Sends a frame; waits for a full queue at most a second, then -EAGAIN or -ENOBUFS. */
int packet_send(int fd, const struct packet_link *link, const struct frame *frame);

/* The next frame that a listener has, cut at size; does not wait. Returns its length, 0: none there, or -errno. */
int packet_receive(int fd, unsigned char *buffer, size_t size);

/* Milliseconds of a clock that is never set; and a pause of so many. */
long long packet_clock(void);
void packet_pause(unsigned ms);

#endif
