/* packet_claims.c - a listener that is woken by nothing but claims to certain addresses. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>

#include "arp_layout.h"
#include "packet.h"
#include "util.h"

#define PER_ADDRESS 9 /* instructions, at most */

struct program {
	struct sock_filter code[16 + PACKET_CLAIMS * PER_ADDRESS];
	unsigned short length;
};

static void add(struct program *p, struct sock_filter instruction)
{
	p->code[p->length++] = instruction;
}

static unsigned word_at(const struct prefix *address, unsigned offset)
{
	const unsigned char *b = address->bytes + offset;

	return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

/* One address that is at `where' in the frame: all its words are the same, or the next one is tried. */
static void add_address(struct program *p, const struct prefix *address, unsigned where)
{
	unsigned words = address->family == AF_INET ? 1 : 4;

	for (unsigned w = 0; w < words; w++) {
		add(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, where + 4 * w));
		add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word_at(address, 4 * w), 0, (unsigned char)(2 * (words - w) - 1)));
	}
	add(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0xffff));
}

int packet_hear_claims(int fd, unsigned char family, const struct prefix *addresses, size_t count)
{
	bool six = family == AF_INET6;
	struct program p = { .length = 0 };
	struct sock_fprog filter = { .filter = p.code };

	/* to us or to all, as packet.c wants it; the rest is that of a frame that arp_read_claim() would take */
	add(&p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (unsigned)(SKF_AD_OFF + SKF_AD_PKTTYPE)));
	add(&p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, PACKET_MULTICAST, 0, 1));
	add(&p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
	if (six) {
		add(&p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_H | BPF_ABS, IPV6_NEXT)); /* and the hop limit behind it */
		add(&p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NEXT_ICMPV6 << 8 | ND_HOPS, 1, 0));
		add(&p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
		add(&p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ND_TYPE));
		add(&p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_ADVERTISEMENT, 1, 0));
		add(&p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
	}
	for (size_t i = 0; i < count && i < PACKET_CLAIMS; i++)
		if (addresses[i].family == family)
			add_address(&p, &addresses[i], six ? ND_TARGET : ARP_SENDER);
	add(&p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
	filter.len = p.length;
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) ? -errno : 0;
}
