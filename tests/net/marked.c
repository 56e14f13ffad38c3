/* marked.c - the addresses of this box that bear somebody's mark (IFA_PROTO, Linux 5.18), which ip(8) shows since its version 6.3 only. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"

#define ROOM 65536 /* more than a kernel puts into one answer to a dump */

static void print_address(struct nlmsghdr *h)
{
	struct ifaddrmsg *a = NLMSG_DATA(h);
	unsigned left = (unsigned)IFA_PAYLOAD(h);
	const void *bytes = NULL;
	unsigned protocol = 0;
	char text[INET6_ADDRSTRLEN], device[IF_NAMESIZE];

	for (struct rtattr *r = IFA_RTA(a); RTA_OK(r, left); r = RTA_NEXT(r, left)) {
		if (r->rta_type == IFA_LOCAL || (r->rta_type == IFA_ADDRESS && !bytes))
			bytes = RTA_DATA(r);
		if (r->rta_type == IFA_PROTO)
			protocol = *(unsigned char *)RTA_DATA(r);
	}
	if (bytes && protocol > IFAPROT_KERNEL_LL && if_indextoname(a->ifa_index, device))
		printf("addr %s/%u dev %s proto %u\n", inet_ntop(a->ifa_family, bytes, text, sizeof(text)), a->ifa_prefixlen, device, protocol);
}

/* Returns whether more follows. */
static bool print_answer(void *answer, ssize_t size)
{
	for (struct nlmsghdr *h = answer; NLMSG_OK(h, (size_t)size); h = NLMSG_NEXT(h, size)) {
		if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
			return false;
		if (h->nlmsg_type == RTM_NEWADDR)
			print_address(h);
	}
	return true;
}

int marked(void)
{
	struct {
		struct nlmsghdr header;
		struct ifaddrmsg address;
	} question = {
		.header = { .nlmsg_len = sizeof(question), .nlmsg_type = RTM_GETADDR, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
	};
	static _Alignas(struct nlmsghdr) char answer[ROOM];
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	ssize_t got;

	if (fd < 0 || send(fd, &question, sizeof(question), 0) < 0)
		die_of(errno);
	do {
		got = recv(fd, answer, sizeof(answer), 0);
		if (got < 0)
			die_of(errno);
	} while (print_answer(answer, got));
	close(fd);
	return 0;
}
