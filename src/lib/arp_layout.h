/* arp_layout.h - where things are in the frames of arp.c and arp_read.c. PURE. */
#ifndef HOMING_ARP_LAYOUT_H
#define HOMING_ARP_LAYOUT_H

#include <stdint.h>

#include "arp.h"

/* Offsets from the first byte of the Ethernet header. */
enum {
	ETHERNET_TO = 0,
	ETHERNET_FROM = 6,
	ETHERNET_TYPE = 12,

	ARP_HARDWARE = 14,
	ARP_PROTOCOL = 16,
	ARP_SIZES = 18, /* of a MAC, of an address: a byte each */
	ARP_OPERATION = 20,
	ARP_SENDER_MAC = 22,
	ARP_SENDER = 28,
	ARP_TARGET_MAC = 32,
	ARP_TARGET = 38,
	ARP_END = 42,

	IPV6_VERSION = 14,
	IPV6_LENGTH = 18,
	IPV6_NEXT = 20,
	IPV6_HOPS = 21,
	IPV6_FROM = 22,
	IPV6_TO = 38,
	ND_TYPE = 54,
	ND_CODE = 55,
	ND_SUM = 56,
	ND_FLAGS = 58,
	ND_TARGET = 62,
	ND_OPTIONS = 78,
	ND_OPTION_SIZE = 8,
};

enum { TYPE_IPV4 = 0x0800, TYPE_ARP = 0x0806, TYPE_IPV6 = 0x86dd };
enum { ARP_ETHERNET = 1, ARP_REQUEST = 1, ARP_REPLY = 2, ARP_BOTH_SIZES = 0x0604 };
enum { NEXT_ICMPV6 = 58, ND_HOPS = 255, ND_SOLICITATION = 135, ND_ADVERTISEMENT = 136 };
enum { ND_ROUTER = 0x80, ND_SOLICITED = 0x40, ND_OVERRIDE = 0x20 };
enum { OPTION_SOURCE_MAC = 1, OPTION_TARGET_MAC = 2 };

static inline unsigned arp_get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static inline void arp_put16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

/* The ICMPv6 checksum (RFC 4443 2.3) over length bytes behind the IPv6 header at frame; 0 when the one in there is right. */
unsigned arp_checksum(const unsigned char *frame, size_t length);

#endif
