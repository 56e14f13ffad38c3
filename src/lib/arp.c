/* arp.c - writing the frames by which neighbours learn who has an address. PURE. */
#include "arp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "arp_layout.h"

static const struct mac EVERYBODY = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };
static const struct mac NOBODY = { { 0 } };
static const unsigned char ALL_NODES[16] = { 0xff, 0x02, [15] = 1 };
static const unsigned char UNSPECIFIED[16] = { 0 };

static int digit_value(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = digit ? strchr(digits, digit >= 'A' && digit <= 'F' ? digit - 'A' + 'a' : digit) : NULL;

	return at ? (int)(at - digits) : -1;
}

int mac_read(const char *text, struct mac *out)
{
	struct mac mac;
	bool colons = strchr(text, ':') != NULL;

	for (size_t i = 0; i < sizeof(mac.bytes); i++) {
		int high, low;

		if (i > 0 && colons && *text++ != ':')
			return -EINVAL;
		high = digit_value(text[0]);
		low = high < 0 ? -1 : digit_value(text[1]);
		if (low < 0)
			return -EINVAL;
		mac.bytes[i] = (unsigned char)(high << 4 | low);
		text += 2;
	}
	if (*text)
		return -EINVAL;
	*out = mac;
	return 0;
}

const char *mac_text(const struct mac *mac, char buffer[MAC_TEXT])
{
	const unsigned char *b = mac->bytes;

	snprintf(buffer, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
	return buffer;
}

bool mac_equal(const struct mac *a, const struct mac *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static void put_mac(unsigned char *at, const struct mac *mac)
{
	memcpy(at, mac->bytes, sizeof(mac->bytes));
}

static void start_frame(struct frame *out, const struct mac *from, const struct mac *to, unsigned type)
{
	*out = (struct frame){ 0 };
	put_mac(out->bytes + ETHERNET_TO, to);
	put_mac(out->bytes + ETHERNET_FROM, from);
	arp_put16(out->bytes + ETHERNET_TYPE, type);
}

/* sender: 4 bytes; NULL: 0.0.0.0, which makes it a probe */
static void write_arp(struct frame *out, unsigned operation, const struct mac *mac, const unsigned char *sender, const struct mac *to,
		      const struct mac *target_mac, const unsigned char *target)
{
	unsigned char *b = out->bytes;

	start_frame(out, mac, to, TYPE_ARP);
	arp_put16(b + ARP_HARDWARE, ARP_ETHERNET);
	arp_put16(b + ARP_PROTOCOL, TYPE_IPV4);
	arp_put16(b + ARP_SIZES, ARP_BOTH_SIZES);
	arp_put16(b + ARP_OPERATION, operation);
	put_mac(b + ARP_SENDER_MAC, mac);
	if (sender)
		memcpy(b + ARP_SENDER, sender, 4);
	put_mac(b + ARP_TARGET_MAC, target_mac);
	memcpy(b + ARP_TARGET, target, 4);
	out->length = ARP_END;
}

unsigned arp_checksum(const unsigned char *frame, size_t length)
{
	const unsigned char *payload = frame + ND_TYPE;
	uint64_t sum = length + NEXT_ICMPV6;

	for (size_t i = IPV6_FROM; i < ND_TYPE; i += 2) /* both addresses */
		sum += arp_get16(frame + i);
	for (size_t i = 0; i + 1 < length; i += 2)
		sum += arp_get16(payload + i);
	if (length % 2)
		sum += (unsigned)payload[length - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~(unsigned)sum & 0xffff;
}

/* The solicited-node group of an address: ff02::1:ff and its last 24 bits. */
static void group_address(const struct prefix *address, unsigned char out[16])
{
	static const unsigned char group[16] = { 0xff, 0x02, [11] = 1, [12] = 0xff };

	memcpy(out, group, sizeof(group));
	memcpy(out + 13, address->bytes + 13, 3);
}

/* RFC 2464 7: a group's last 32 bits. */
static struct mac group_mac(const unsigned char group[16])
{
	struct mac mac = { { 0x33, 0x33, group[12], group[13], group[14], group[15] } };

	return mac;
}

struct mac arp_group(const struct prefix *address)
{
	unsigned char group[16];

	group_address(address, group);
	return group_mac(group);
}

/* option: which of the two MAC options it carries; 0: none, as a solicitation from :: must not (RFC 4861 4.3) */
static void write_nd(struct frame *out, unsigned char type, unsigned char flags, const struct mac *mac, const unsigned char from[16],
		     const struct mac *to_mac, const unsigned char to[16], const unsigned char target[16], unsigned char option)
{
	unsigned char *b = out->bytes;

	start_frame(out, mac, to_mac, TYPE_IPV6);
	out->length = option ? ND_OPTIONS + ND_OPTION_SIZE : ND_OPTIONS;
	b[IPV6_VERSION] = 6 << 4;
	arp_put16(b + IPV6_LENGTH, (unsigned)out->length - ND_TYPE);
	b[IPV6_NEXT] = NEXT_ICMPV6;
	b[IPV6_HOPS] = ND_HOPS;
	memcpy(b + IPV6_FROM, from, 16);
	memcpy(b + IPV6_TO, to, 16);
	b[ND_TYPE] = type;
	b[ND_FLAGS] = flags;
	memcpy(b + ND_TARGET, target, 16);
	if (option) {
		b[ND_OPTIONS] = option;
		b[ND_OPTIONS + 1] = ND_OPTION_SIZE / 8;
		put_mac(b + ND_OPTIONS + 2, mac);
	}
	arp_put16(b + ND_SUM, arp_checksum(b, out->length - ND_TYPE));
}

/* Linux takes a reply for gratuitous, and past `locktime', only when its two MACs are the same (arp_is_garp). The request leaves
 * the target's MAC empty, as RFC 5227 2.3 has it. An advertisement replaces what a cache holds only with the override flag. */
size_t arp_write_announcement(struct frame out[ANNOUNCEMENT_FRAMES], const struct mac *mac, const struct prefix *address, bool router)
{
	const unsigned char *bytes = address->bytes;
	unsigned char flags = router ? ND_ROUTER | ND_OVERRIDE : ND_OVERRIDE;
	struct mac all_nodes;

	if (address->family == AF_INET6) {
		all_nodes = group_mac(ALL_NODES);
		write_nd(out, ND_ADVERTISEMENT, flags, mac, bytes, &all_nodes, ALL_NODES, bytes, OPTION_TARGET_MAC);
		return 1;
	}
	write_arp(&out[0], ARP_REQUEST, mac, bytes, &EVERYBODY, &NOBODY, bytes);
	write_arp(&out[1], ARP_REPLY, mac, bytes, &EVERYBODY, mac, bytes);
	return 2;
}

/* A host that is asked for an address of its own notes the asker's (RFC 826, RFC 4861 7.2.3). Linux makes an entry even with
 * arp_accept 0, and replaces a fresh one even with drop_gratuitous_arp 1: for it this is no announcement. */
void arp_write_request(struct frame *out, const struct mac *mac, const struct prefix *sender, const struct prefix *target,
		       const struct mac *target_mac)
{
	unsigned char group[16];
	struct mac to;

	if (target->family == AF_INET6) {
		group_address(target, group);
		to = target_mac && !mac_equal(target_mac, &EVERYBODY) ? *target_mac : group_mac(group);
		write_nd(out, ND_SOLICITATION, 0, mac, sender->bytes, &to, group, target->bytes, OPTION_SOURCE_MAC);
		return;
	}
	write_arp(out, ARP_REQUEST, mac, sender->bytes, target_mac ? target_mac : &EVERYBODY, target_mac ? target_mac : &NOBODY, target->bytes);
}

/* RFC 4861 7.1.1 wants a solicited-node group only of questions from ::. */
void arp_write_search(struct frame *out, const struct mac *mac, const struct prefix *sender, const struct prefix *target)
{
	struct mac all_nodes = group_mac(ALL_NODES);

	if (target->family == AF_INET6)
		write_nd(out, ND_SOLICITATION, 0, mac, sender->bytes, &all_nodes, ALL_NODES, target->bytes, OPTION_SOURCE_MAC);
	else
		arp_write_request(out, mac, sender, target, NULL);
}

/* From :: it would be the solicitation of RFC 4862 5.4.2, which does not ask but claims: an owner that is just booting and still checks
 * the address would have to give it up, for good, and neither side had it. From an address of our own such an owner keeps silent,
 * and its own check is heard as a claim. One that is past it answers both. */
void arp_write_probe(struct frame *out, const struct mac *mac, const struct prefix *link_local, const struct prefix *address)
{
	unsigned char group[16];
	struct mac to;
	bool known = prefix_is_set(link_local);

	if (address->family == AF_INET6) {
		group_address(address, group);
		to = group_mac(group);
		write_nd(out, ND_SOLICITATION, 0, mac, known ? link_local->bytes : UNSPECIFIED, &to, group, address->bytes,
			 known ? OPTION_SOURCE_MAC : 0);
		return;
	}
	write_arp(out, ARP_REQUEST, mac, NULL, &EVERYBODY, &NOBODY, address->bytes);
}
