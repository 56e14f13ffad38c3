/* addresses - adds, deletes or lists addresses with bare rtnetlink, one after the other in batches, and does nothing else: the kernel's own
 * share, which nobody can save.
 *
 *	addresses add|del DEVICE COUNT FIRST [LABEL]	COUNT addresses from FIRST on: /32, or /128 as homing's aliases are;
 *							IPv6 is deleted from FIRST downwards, as the kernel finds it at once then
 *	addresses list					all there are */
#include <arpa/inet.h>
#include <err.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CHUNK 60000

struct request {
	struct nlmsghdr header;
	struct ifaddrmsg info;
	char attributes[128];
};

static void put(struct request *q, unsigned short type, const void *data, size_t size)
{
	struct rtattr *a = (void *)((char *)q + NLMSG_ALIGN(q->header.nlmsg_len));

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(RTA_DATA(a), data, size);
	q->header.nlmsg_len = (unsigned)(NLMSG_ALIGN(q->header.nlmsg_len) + RTA_LENGTH(size));
}

/* Takes answers until one says done, or acknowledges. */
static void receive(int fd)
{
	static _Alignas(struct nlmsghdr) char answer[1 << 16];
	struct nlmsghdr *message;

	for (;;) {
		ssize_t got = recv(fd, answer, sizeof(answer), 0);
		unsigned left = (unsigned)got;

		if (got < 0)
			err(1, "recv");
		for (message = (void *)answer; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
			int error = message->nlmsg_type == NLMSG_ERROR ? ((struct nlmsgerr *)NLMSG_DATA(message))->error : 0;

			if (error)
				errx(1, "message %u: %s", message->nlmsg_seq, strerror(-error));
			if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
				return;
		}
	}
}

static void list(int fd)
{
	struct request q = { .header = { NLMSG_LENGTH(sizeof(q.info)), RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, 1, 0 } };

	if (send(fd, &q, q.header.nlmsg_len, 0) < 0)
		err(1, "send");
	receive(fd);
}

static unsigned char address[16], family;

static void step(size_t size, bool up)
{
	size_t i = size;

	while (i-- > 0 && (up ? ++address[i] == 0 : address[i]-- == 0))
		;
}

/* The next address. */
static void build(struct request *q, bool add, unsigned device, const char *label)
{
	size_t size = family == AF_INET ? 4 : 16;

	memset(q, 0, sizeof(*q));
	q->header.nlmsg_len = NLMSG_LENGTH(sizeof(q->info));
	q->header.nlmsg_type = add ? RTM_NEWADDR : RTM_DELADDR;
	q->header.nlmsg_flags = (unsigned short)(NLM_F_REQUEST | (add ? NLM_F_CREATE | NLM_F_EXCL : 0));
	q->info.ifa_family = family;
	q->info.ifa_prefixlen = (unsigned char)(size * 8);
	q->info.ifa_index = device;
	put(q, IFA_LOCAL, address, size);
	put(q, IFA_ADDRESS, address, size);
	if (add && family == AF_INET && label)
		put(q, IFA_LABEL, label, strlen(label) + 1);
	if (add && family == AF_INET6) {
		struct ifa_cacheinfo never = { .ifa_prefered = 0, .ifa_valid = 0xffffffff };

		q->info.ifa_flags = IFA_F_NODAD;
		put(q, IFA_CACHEINFO, &never, sizeof(never));
	}
	step(size, add || family == AF_INET);
}

static void send_all(int fd, bool add, unsigned device, unsigned long count, const char *label)
{
	static char chunk[CHUNK + sizeof(struct request)];
	size_t used = 0;

	for (unsigned long i = 1; i <= count; i++) {
		struct request q;

		build(&q, add, device, label);
		q.header.nlmsg_seq = (unsigned)i;
		if (i == count || used + NLMSG_ALIGN(q.header.nlmsg_len) > CHUNK)
			q.header.nlmsg_flags |= NLM_F_ACK;
		memcpy(chunk + used, &q, q.header.nlmsg_len);
		used += NLMSG_ALIGN(q.header.nlmsg_len);
		if (!(q.header.nlmsg_flags & NLM_F_ACK))
			continue;
		if (send(fd, chunk, used, 0) < 0)
			err(1, "send");
		receive(fd);
		used = 0;
	}
}

int main(int argc, char **argv)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	unsigned long count = argc > 4 ? strtoul(argv[3], NULL, 10) : 0;
	unsigned device = count ? if_nametoindex(argv[2]) : 0;

	if (fd < 0)
		err(1, "socket");
	if (argc == 2 && !strcmp(argv[1], "list")) {
		list(fd);
		return 0;
	}
	family = count && strchr(argv[4], ':') ? AF_INET6 : AF_INET;
	if (!device || inet_pton(family, argv[4], address) != 1)
		errx(2, "add|del DEVICE COUNT FIRST [LABEL], or list");
	send_all(fd, !strcmp(argv[1], "add"), device, count, argc > 5 ? argv[5] : NULL);
	return 0;
}
