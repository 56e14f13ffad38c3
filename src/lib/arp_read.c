/* arp_read.c - reading what neighbours say of addresses, and frames as text. PURE. */
#include <string.h>
#include <sys/socket.h>

#include "arp.h"
#include "arp_layout.h"

static bool is_zero(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static struct prefix address_at(unsigned char family, const unsigned char *bytes)
{
	struct prefix p = { .family = family, .length = prefix_full_length(family) };

	memcpy(p.bytes, bytes, p.length / 8);
	return p;
}

static struct mac mac_at(const unsigned char *bytes)
{
	struct mac mac;

	memcpy(mac.bytes, bytes, sizeof(mac.bytes));
	return mac;
}

/* Returns its operation, 0: it is none of Ethernet and IPv4. */
static unsigned arp_operation(const unsigned char *b, size_t length)
{
	unsigned operation;

	if (length < ARP_END || arp_get16(b + ARP_HARDWARE) != ARP_ETHERNET || arp_get16(b + ARP_PROTOCOL) != TYPE_IPV4 ||
	    arp_get16(b + ARP_SIZES) != ARP_BOTH_SIZES)
		return 0;
	operation = arp_get16(b + ARP_OPERATION);
	return operation == ARP_REQUEST || operation == ARP_REPLY ? operation : 0;
}

/* RFC 5227 2.1.1: who names itself as the sender has the address; a request from 0.0.0.0 asks for one to take it. */
static bool read_arp(const unsigned char *b, size_t length, struct claim *out)
{
	unsigned operation = arp_operation(b, length);

	if (!operation)
		return false;
	out->wants = is_zero(b + ARP_SENDER, 4);
	if (out->wants && (operation != ARP_REQUEST || is_zero(b + ARP_TARGET, 4)))
		return false;
	out->address = address_at(AF_INET, b + (out->wants ? ARP_TARGET : ARP_SENDER));
	out->mac = mac_at(b + ARP_SENDER_MAC);
	out->seeks = false;
	out->answers = operation == ARP_REPLY && out->alone; /* some announce by replies to everybody */
	return true;
}

/* The options from ND_OPTIONS to end. Returns false when one is empty or goes on behind the end; *found is the MAC option of that kind. */
static bool read_options(const unsigned char *b, size_t end, unsigned char kind, const unsigned char **found)
{
	size_t size;

	*found = NULL;
	for (size_t at = ND_OPTIONS; at < end; at += size) {
		if (end - at < ND_OPTION_SIZE)
			return false;
		size = (size_t)b[at + 1] * 8;
		if (size == 0 || size > end - at)
			return false;
		if (b[at] == kind && size == ND_OPTION_SIZE)
			*found = b + at + 2;
	}
	return true;
}

/* RFC 4861 7.1.1: what a check from :: must look like; any other solicitation is about the asker, not about the target. */
static bool is_check(const unsigned char *b, size_t end)
{
	static const unsigned char group[13] = { 0xff, 0x02, [11] = 1, [12] = 0xff };
	const unsigned char *source_mac;

	return is_zero(b + IPV6_FROM, 16) && !memcmp(b + IPV6_TO, group, sizeof(group)) &&
	       read_options(b, end, OPTION_SOURCE_MAC, &source_mac) && !source_mac;
}

/* Where a message about one address that is valid ends; 0: it is none. */
static size_t nd_end(const unsigned char *b, size_t length)
{
	size_t payload, end;

	if (length < ND_OPTIONS || b[IPV6_VERSION] >> 4 != 6 || b[IPV6_NEXT] != NEXT_ICMPV6 || b[IPV6_HOPS] != ND_HOPS || b[ND_CODE] != 0)
		return 0;
	payload = arp_get16(b + IPV6_LENGTH);
	end = ND_TYPE + payload;
	if (end < ND_OPTIONS || end > length || b[ND_TARGET] == 0xff || is_zero(b + ND_TARGET, 16) || arp_checksum(b, payload))
		return 0;
	return end;
}

static bool read_nd(const unsigned char *b, size_t length, struct claim *out)
{
	const unsigned char *target_mac = NULL;
	size_t end = nd_end(b, length);

	if (!end)
		return false;
	out->wants = b[ND_TYPE] == ND_SOLICITATION;
	if (out->wants) {
		if (!is_check(b, end))
			return false;
	} else if (b[ND_TYPE] != ND_ADVERTISEMENT || (b[IPV6_TO] == 0xff && (b[ND_FLAGS] & ND_SOLICITED)) ||
		   !read_options(b, end, OPTION_TARGET_MAC, &target_mac)) {
		return false;
	}
	out->address = address_at(AF_INET6, b + ND_TARGET);
	out->mac = mac_at(target_mac ? target_mac : b + ETHERNET_FROM);
	out->seeks = false;
	out->answers = !out->wants && (b[ND_FLAGS] & ND_SOLICITED);
	return true;
}

bool arp_read_claim(const unsigned char *bytes, size_t length, struct claim *out)
{
	if (length < ARP_END)
		return false;
	out->alone = !(bytes[ETHERNET_TO] & 1);
	switch (arp_get16(bytes + ETHERNET_TYPE)) {
	case TYPE_ARP:
		return read_arp(bytes, length, out);
	case TYPE_IPV6:
		return read_nd(bytes, length, out);
	}
	return false;
}

/* The asker's MAC is in the frame's header as well; a question that carries none is asked of one who knows it. */
static bool read_nd_question(const unsigned char *b, size_t length, struct claim *out)
{
	const unsigned char *source_mac;
	size_t end = nd_end(b, length);

	if (!end || b[ND_TYPE] != ND_SOLICITATION || is_zero(b + IPV6_FROM, 16) || !read_options(b, end, OPTION_SOURCE_MAC, &source_mac))
		return false;
	*out = (struct claim){ .address = address_at(AF_INET6, b + ND_TARGET), .mac = mac_at(source_mac ? source_mac : b + ETHERNET_FROM), .seeks = true };
	return true;
}

static bool read_arp_question(const unsigned char *b, size_t length, struct claim *out)
{
	if (arp_operation(b, length) != ARP_REQUEST || is_zero(b + ARP_SENDER, 4) || !memcmp(b + ARP_SENDER, b + ARP_TARGET, 4))
		return false; /* a probe, an announcement */
	*out = (struct claim){ .address = address_at(AF_INET, b + ARP_TARGET), .mac = mac_at(b + ARP_SENDER_MAC), .seeks = true };
	return true;
}

bool arp_read_question(const unsigned char *bytes, size_t length, struct claim *out)
{
	if (length < ARP_END)
		return false;
	switch (arp_get16(bytes + ETHERNET_TYPE)) {
	case TYPE_ARP:
		return read_arp_question(bytes, length, out);
	case TYPE_IPV6:
		return read_nd_question(bytes, length, out);
	}
	return false;
}

static const char *address_text(unsigned char family, const unsigned char *bytes, char buffer[PREFIX_TEXT])
{
	struct prefix p = address_at(family, bytes);

	return prefix_text(&p, buffer);
}

static const char *mac_text_at(const unsigned char *bytes, char buffer[MAC_TEXT])
{
	struct mac mac = mac_at(bytes);

	return mac_text(&mac, buffer);
}

static void arp_part_text(struct buffer *text, const unsigned char *b)
{
	char sender[PREFIX_TEXT], target[PREFIX_TEXT], sender_mac[MAC_TEXT], target_mac[MAC_TEXT];

	address_text(AF_INET, b + ARP_SENDER, sender);
	address_text(AF_INET, b + ARP_TARGET, target);
	mac_text_at(b + ARP_SENDER_MAC, sender_mac);
	mac_text_at(b + ARP_TARGET_MAC, target_mac);
	if (arp_get16(b + ARP_OPERATION) == ARP_REPLY)
		buffer_add(text, "arp reply %s is-at %s to %s (%s)", sender, sender_mac, target, target_mac);
	else
		buffer_add(text, "arp request who-has %s (%s) tell %s (%s)", target, target_mac, sender, sender_mac);
}

static void nd_part_text(struct buffer *text, const unsigned char *b, bool with_mac)
{
	char from[PREFIX_TEXT], to[PREFIX_TEXT], target[PREFIX_TEXT], mac[MAC_TEXT] = "";
	bool advertises = b[ND_TYPE] == ND_ADVERTISEMENT;

	buffer_add(text, "%s > %s: %s %s", address_text(AF_INET6, b + IPV6_FROM, from), address_text(AF_INET6, b + IPV6_TO, to),
		   advertises ? "neighbour advertisement" : "neighbour solicitation who-has", address_text(AF_INET6, b + ND_TARGET, target));
	if (with_mac)
		buffer_add(text, advertises ? " is-at %s" : " tell %s", mac_text_at(b + ND_OPTIONS + 2, mac));
	if (b[ND_FLAGS] & ND_ROUTER)
		buffer_add(text, " router");
	if (b[ND_FLAGS] & ND_OVERRIDE)
		buffer_add(text, " override");
}

void arp_text(struct buffer *text, const struct frame *frame)
{
	const unsigned char *b = frame->bytes;
	char from[MAC_TEXT], to[MAC_TEXT];

	buffer_add(text, "%s > %s: ", mac_text_at(b + ETHERNET_FROM, from), mac_text_at(b + ETHERNET_TO, to));
	if (arp_get16(b + ETHERNET_TYPE) == TYPE_ARP)
		arp_part_text(text, b);
	else
		nd_part_text(text, b, frame->length > ND_OPTIONS);
}
