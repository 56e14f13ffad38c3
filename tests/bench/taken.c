/* taken - from the decision to take addresses over to neighbours that know, seen from outside.
 *
 *	taken GUEST FAR GATEWAY MAC ADDRESS...
 *
 * GUEST and FAR are names of network namespaces. What the guest waits for last, before it takes the addresses, is the gateway's answer to its ARP request: with that it decides. Waits until FAR's
 * neighbour table has said of each ADDRESS that it is at MAC. Prints in us, from the last frame with an answer of GATEWAY's that came to the guest's eth0 before that: to the first frame
 * with one of the addresses that left there; to the first of the entries that switched; to the last of them. */
#define _GNU_SOURCE /* setns */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define PATIENCE 60000 /* ms */
#define ROOM (4 << 20) /* bytes of a socket's queue: hundreds of entries switch at once */
#define ARP_OPERATION 20
#define ARP_SENDER 28

struct watched {
	unsigned char address[16];
	size_t size;
	bool switched;
};

static struct watched *watched;
static size_t watched_count, missing;
static unsigned char mac[6], gateway[4];
/* us of the clock that frames are stamped by */
static double decided, said, first, last;

static int open_socket(int family, int protocol, const void *address, socklen_t size)
{
	int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol), room = ROOM, on = 1;

	if (fd < 0 || bind(fd, address, size) || setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)))
		err(2, "socket");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	return fd;
}

static int listen_to_frames(void)
{
	struct sockaddr_ll eth0 = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex("eth0") };

	return open_socket(AF_PACKET, htons(ETH_P_ALL), &eth0, sizeof(eth0));
}

static int listen_to_neighbours(void)
{
	struct sockaddr_nl groups = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_NEIGH };

	return open_socket(AF_NETLINK, NETLINK_ROUTE, &groups, sizeof(groups));
}

static double stamp_of(struct msghdr *m)
{
	struct timespec t;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&t, CMSG_DATA(c), sizeof(t));
			return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
		}
	errx(2, "a frame without a time");
}

static bool is_watched(const void *address, size_t size)
{
	for (size_t i = 0; i < watched_count; i++)
		if (size == watched[i].size && !memcmp(address, watched[i].address, size))
			return true;
	return false;
}

/* An ARP frame that says an address is the sender's, or a neighbour advertisement of one, that the guest sends for the first time; an answer of the gateway's before that. */
static void hear_frames(int fd)
{
	unsigned char frame[256];
	union {
		struct cmsghdr align;
		char bytes[64];
	} control;
	struct sockaddr_ll from;
	struct iovec part = { frame, sizeof(frame) };
	struct msghdr m = { &from, sizeof(from), &part, 1, &control, sizeof(control), 0 };
	ssize_t got;

	while ((got = recvmsg(fd, &m, 0)) >= 0) {
		bool ours = from.sll_pkttype == PACKET_OUTGOING, arp = got >= 42 && frame[12] == 8 && frame[13] == 6;

		if (!ours && !said && arp && frame[ARP_OPERATION + 1] == 2 && !memcmp(&frame[ARP_SENDER], gateway, sizeof(gateway)))
			decided = stamp_of(&m);
		if (ours && !said && ((arp && is_watched(&frame[ARP_SENDER], 4)) || (got >= 78 && frame[20] == 58 && frame[54] == 136 && is_watched(&frame[62], 16))))
			said = stamp_of(&m);
		m.msg_namelen = sizeof(from);
		m.msg_controllen = sizeof(control);
	}
}

/* Notes that the entry which the message tells of is at the MAC, if it is one that is watched. */
static void read_entry(struct nlmsghdr *message)
{
	struct ndmsg *entry = NLMSG_DATA(message);
	struct rtattr *a = (void *)((char *)entry + NLMSG_ALIGN(sizeof(*entry)));
	size_t left = NLMSG_PAYLOAD(message, sizeof(*entry)), size = 0;
	unsigned char address[16];
	bool right = false;

	while (message->nlmsg_type == RTM_NEWNEIGH && left >= sizeof(*a) && a->rta_len >= sizeof(*a) && a->rta_len <= left) {
		size_t step = RTA_ALIGN(a->rta_len);

		if (a->rta_type == NDA_LLADDR)
			right = RTA_PAYLOAD(a) == sizeof(mac) && !memcmp(RTA_DATA(a), mac, sizeof(mac));
		if (a->rta_type == NDA_DST && RTA_PAYLOAD(a) <= sizeof(address))
			memcpy(address, RTA_DATA(a), size = RTA_PAYLOAD(a));
		left = step < left ? left - step : 0;
		a = (void *)((char *)a + step);
	}
	for (size_t i = 0; right && i < watched_count; i++)
		if (!watched[i].switched && size == watched[i].size && !memcmp(address, watched[i].address, size)) {
			watched[i].switched = true;
			missing--;
			last = clock_of(CLOCK_REALTIME);
			first = first ? first : last;
		}
}

static void hear_neighbours(int fd)
{
	static _Alignas(struct nlmsghdr) char heard[1 << 16];
	ssize_t got;

	while ((got = recv(fd, heard, sizeof(heard), 0)) > 0) {
		struct nlmsghdr *message = (void *)heard;
		unsigned left = (unsigned)got;

		for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
			read_entry(message);
	}
	if (got < 0 && errno != EAGAIN)
		err(2, "neighbours");
}

static void read_address(const char *word, struct watched *w)
{
	w->size = strchr(word, ':') ? 16 : 4;
	if (inet_pton(w->size == 16 ? AF_INET6 : AF_INET, word, w->address) != 1)
		errx(2, "%s", word);
}

int main(int argc, char **argv)
{
	struct pollfd news[2] = { { .events = POLLIN }, { .events = POLLIN } };

	if (argc < 6 || inet_pton(AF_INET, argv[3], gateway) != 1 ||
	    sscanf(argv[4], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5]) != 6)
		errx(2, "GUEST FAR GATEWAY MAC ADDRESS...");
	watched_count = missing = (size_t)argc - 5;
	watched = calloc(watched_count, sizeof(*watched));
	for (size_t i = 0; watched && i < watched_count; i++)
		read_address(argv[5 + i], &watched[i]);
	enter(argv[1]);
	news[0].fd = listen_to_frames();
	enter(argv[2]);
	news[1].fd = listen_to_neighbours();
	while (missing) {
		if (poll(news, 2, PATIENCE) < 1)
			errx(1, "never switched");
		if (news[1].revents)
			hear_neighbours(news[1].fd);
		if (news[0].revents)
			hear_frames(news[0].fd);
	}
	hear_frames(news[0].fd);
	if (!decided || !said)
		errx(1, "the decision was not seen");
	printf("%.0f\t%.0f\t%.0f\n", said - decided, first - decided, last - decided);
	return 0;
}
