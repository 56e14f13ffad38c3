/* arp.h - the frames by which neighbours learn who has an address, as bytes: ARP (RFC 826, RFC 5227) for IPv4, neighbour discovery
 * (RFC 4861, RFC 4862) for IPv6. Every function takes both families. Ethernet only. PURE. */
#ifndef HOMING_ARP_H
#define HOMING_ARP_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "prefix.h"

struct mac {
	unsigned char bytes[6];
};

#define MAC_TEXT 18 /* room for aa:bb:cc:dd:ee:ff and the NUL */

/* Reads twelve hexadecimal digits, with a colon between all pairs or none. Returns 0 or -EINVAL. */
int mac_read(const char *text, struct mac *out);
const char *mac_text(const struct mac *mac, char buffer[MAC_TEXT]); /* lower case, with colons; returns buffer */
bool mac_equal(const struct mac *a, const struct mac *b);

/* The Ethernet header included, without the padding that the device adds. */
struct frame {
	size_t length;
	unsigned char bytes[86]; /* ARP takes 42; IPv6, ICMPv6 and one option 86 */
};

#define ANNOUNCEMENT_FRAMES 2

/* mac has address: to everybody. IPv4: a gratuitous request and a gratuitous reply, since some listen to the one only and some to the
 * other. IPv6: an unsolicited advertisement to all nodes; router as RFC 4861 wants it: whether this host forwards. Returns how many
 * frames it wrote. */
size_t arp_write_announcement(struct frame out[ANNOUNCEMENT_FRAMES], const struct mac *mac, const struct prefix *address, bool router);

/* The ordinary question for target's MAC, which teaches target the sender's: the surest way to tell one neighbour. sender and target are
 * of one family. target_mac: to whom the frame goes; NULL or all ones: to everybody (IPv6: target's solicited-node group). */
void arp_write_request(struct frame *out, const struct mac *mac, const struct prefix *sender, const struct prefix *target,
		       const struct mac *target_mac);

/* The same question, heard by everybody on the link: an IPv6 one goes to all nodes, as switches that snoop carry a solicited-node group to those alone who are in it
 * (RFC 4541 3), and who has just left an address may have been the last. */
void arp_write_search(struct frame *out, const struct mac *mac, const struct prefix *sender, const struct prefix *target);

/* Has anybody got address? Nobody's cache is changed by an IPv4 probe, and nobody's but the owner's by an IPv6 one.
 * link_local: the sender's own, for IPv6; unset: it has none yet. */
void arp_write_probe(struct frame *out, const struct mac *mac, const struct prefix *link_local, const struct prefix *address);

/* The Ethernet group that hears of an IPv6 address (RFC 4291 2.7.1). */
struct mac arp_group(const struct prefix *address);

/* What a received frame says of an address. */
struct claim {
	struct prefix address;
	struct mac mac; /* the one that neighbours would note */
	bool wants;	/* not in use yet: somebody asks whether it is free, to take it */
	bool answers;	/* somebody has asked for it: no announcement, nor a question of its owner's */
	bool alone;	/* told to one card, and nobody else */
	bool seeks;	/* whoever this is looks for it: he has not got it */
};

/* Reads any bytes, padded or not. Returns false when they are no claim, or not valid as RFC 826, or RFC 4861 7.1, says. */
bool arp_read_claim(const unsigned char *bytes, size_t length, struct claim *out);

/* Reads any bytes as an ordinary question, of somebody who names himself, for the MAC of an address: he seeks it. Returns false when they are none, or not valid as
 * above. An IPv4 question is a claim as well, to the asker's own address. */
bool arp_read_question(const unsigned char *bytes, size_t length, struct claim *out);

/* Appends what a frame that was written here says, without a newline. */
void arp_text(struct buffer *text, const struct frame *frame);

#endif
