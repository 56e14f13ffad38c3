/* packet.c - sockets that send and hear ARP and neighbour discovery. */
#include "packet.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "util.h"

#define SEND_PATIENCE_MS 1000
#define RECEIVE_ROOM (1 << 20) /* bytes: the answers to many questions at once */

/* To us or to all: no copies of what we send, nothing between others on a device in promiscuous mode, nothing from a VLAN that is not
 * ours (the kernel marks all three by the packet type). */
static struct sock_filter FILTER_ARP[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (unsigned)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, PACKET_MULTICAST, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, 0),
	BPF_STMT(BPF_RET | BPF_K, 0xffff),
};

/* The same, and ICMPv6 with hop limit 255 (no router forwarded it), types 135 and 136. */
static struct sock_filter FILTER_ND[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (unsigned)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, PACKET_MULTICAST, 6, 0),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20), /* next header, hop limit */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6 << 8 | 255, 0, 4),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 54), /* ICMPv6 type */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 135, 1, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 136, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, 0xffff),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* Protocol 0 hears nothing until bind(): whatever arrived before the filter was there would be heard. */
static int open_socket(void)
{
	struct timeval patience = { .tv_sec = SEND_PATIENCE_MS / 1000 };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience))) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

int packet_open_sender(void)
{
	return open_socket();
}

static int listen_on(int fd, const struct packet_link *link, unsigned char family)
{
	bool six = family == AF_INET6;
	struct sock_fprog program = { six ? COUNT(FILTER_ND) : COUNT(FILTER_ARP), six ? FILTER_ND : FILTER_ARP };
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_ifindex = (int)link->index };
	int room = RECEIVE_ROOM;

	at.sll_protocol = htons(six ? ETH_P_IPV6 : ETH_P_ARP);
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)))
		return -errno;
	/* past the host's limit only CAP_NET_ADMIN may go; what there is will do for a few hundred answers */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)))
		return -errno;
	return bind(fd, (struct sockaddr *)&at, sizeof(at)) ? -errno : 0;
}

int packet_open_listener(const struct packet_link *link, unsigned char family)
{
	int fd = open_socket(), error;

	if (fd < 0)
		return fd;
	error = listen_on(fd, link, family);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}

int packet_hear_group(int fd, const struct packet_link *link, const struct prefix *address)
{
	struct packet_mreq request = { .mr_ifindex = (int)link->index, .mr_type = PACKET_MR_ALLMULTI };
	struct mac group;

	if (address) {
		group = arp_group(address);
		request.mr_type = PACKET_MR_MULTICAST;
		request.mr_alen = sizeof(group.bytes);
		memcpy(request.mr_address, group.bytes, sizeof(group.bytes));
	}
	return setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request)) ? -errno : 0;
}

/* The socket's own room is waited for by the kernel (SO_SNDTIMEO); the queue of the device, which others fill, is not. */
int packet_send(int fd, const struct packet_link *link, const struct frame *frame)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = (int)link->index };

	memcpy(&to.sll_protocol, frame->bytes + 2 * ETH_ALEN, sizeof(to.sll_protocol));
	for (int tries = 0;; tries++) {
		if (sendto(fd, frame->bytes, frame->length, 0, (struct sockaddr *)&to, sizeof(to)) >= 0)
			return 0;
		if (errno != EINTR && errno != ENOBUFS)
			return -errno;
		if (tries == SEND_PATIENCE_MS)
			return -errno;
		packet_pause(1);
	}
}

int packet_receive(int fd, unsigned char *buffer, size_t size)
{
	ssize_t length = recv(fd, buffer, size, MSG_DONTWAIT);

	if (length >= 0)
		return (int)length;
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

long long packet_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void packet_pause(unsigned ms)
{
	long long end = packet_clock() + ms, left = ms;

	/* a signal ends poll() early */
	for (; left > 0; left = end - packet_clock())
		poll(NULL, 0, (int)left);
}
