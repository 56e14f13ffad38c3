/* watch - how soon somebody puts back what is taken away.
 *
 *	watch ROUNDS PAUSE
 *
 * Each round deletes one object of protocol 72, by turns an IPv4 rule, an IPv4 route, an IPv6 rule, an IPv6 route, and the same one no more than
 * MOST times; then, after PAUSE ms, comes the next. Prints the median, the 90th percentile and the maximum, in us, from the kernel's
 * acknowledgement to its notification that the same object is there again. */
#define _GNU_SOURCE /* lab.h */
#include <err.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define MOST 2 /* homing-watch leaves alone what goes more often than three times a minute */
#define PROTOCOL 72
#define PATIENCE 10000 /* ms */
#define KINDS 4

struct kind {
	unsigned char family;
	unsigned short get, add, delete;
	int group;
	struct nlmsghdr **objects; /* as the kernel says that they are new */
	size_t count;
};

static struct kind kinds[KINDS] = {
	{ AF_INET, RTM_GETRULE, RTM_NEWRULE, RTM_DELRULE, RTNLGRP_IPV4_RULE, NULL, 0 },
	{ AF_INET, RTM_GETROUTE, RTM_NEWROUTE, RTM_DELROUTE, RTNLGRP_IPV4_ROUTE, NULL, 0 },
	{ AF_INET6, RTM_GETRULE, RTM_NEWRULE, RTM_DELRULE, RTNLGRP_IPV6_RULE, NULL, 0 },
	{ AF_INET6, RTM_GETROUTE, RTM_NEWROUTE, RTM_DELROUTE, RTNLGRP_IPV6_ROUTE, NULL, 0 },
};
static _Alignas(struct nlmsghdr) char heard[1 << 16];

/* Hears of the group; 0: answers alone. */
static int open_socket(int group)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || (group && setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group))))
		err(2, "socket");
	return fd;
}

static bool is_ours(const struct nlmsghdr *message)
{
	const struct rtmsg *header = NLMSG_DATA(message);
	const struct rtattr *a = RTM_RTA(header);
	unsigned left = (unsigned)NLMSG_PAYLOAD(message, sizeof(*header));

	if (message->nlmsg_type == RTM_NEWROUTE)
		return header->rtm_protocol == PROTOCOL;
	/* struct fib_rule_hdr is laid out alike */
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if (a->rta_type == FRA_PROTOCOL)
			return *(const unsigned char *)RTA_DATA(a) == PROTOCOL;
	return false;
}

static void keep(struct kind *kind, const struct nlmsghdr *message)
{
	struct nlmsghdr *copy = malloc(message->nlmsg_len);

	kind->objects = reallocarray(kind->objects, kind->count + 1, sizeof(*kind->objects));
	if (!copy || !kind->objects)
		err(2, "malloc");
	memcpy(copy, message, message->nlmsg_len);
	kind->objects[kind->count++] = copy;
}

/* Receives until the kernel has answered; what is told on the way is kept. */
static void receive(int fd, struct kind *kind)
{
	for (;;) {
		ssize_t got = recv(fd, heard, sizeof(heard), 0);
		unsigned left = (unsigned)got;

		if (got < 0)
			err(2, "recv");
		for (struct nlmsghdr *m = (void *)heard; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
			if (m->nlmsg_type == NLMSG_ERROR && ((struct nlmsgerr *)NLMSG_DATA(m))->error)
				errx(1, "refused: %s", strerror(-((struct nlmsgerr *)NLMSG_DATA(m))->error));
			if (m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR)
				return;
			if (kind && m->nlmsg_type == kind->add && is_ours(m))
				keep(kind, m);
		}
	}
}

static void list(int fd, struct kind *kind)
{
	struct {
		struct nlmsghdr header;
		struct rtmsg route;
	} request = {
		.header = { sizeof(request), kind->get, NLM_F_REQUEST | NLM_F_DUMP, 0, 0 },
		.route = { .rtm_family = kind->family },
	};

	if (send(fd, &request, sizeof(request), 0) < 0)
		err(2, "send");
	receive(fd, kind);
}

static void delete(int fd, const struct kind *kind, struct nlmsghdr *object)
{
	object->nlmsg_type = kind->delete;
	object->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	object->nlmsg_pid = 0;
	if (send(fd, object, object->nlmsg_len, 0) < 0)
		err(2, "send");
	receive(fd, NULL);
}

/* Has it come back, among what there is to hear now? */
static bool is_back(int fd, const struct kind *kind, const struct nlmsghdr *object)
{
	ssize_t got = recv(fd, heard, sizeof(heard), MSG_DONTWAIT);
	unsigned left = got > 0 ? (unsigned)got : 0;

	if (got < 0 && errno != EAGAIN && errno != ENOBUFS)
		err(2, "recv");
	for (struct nlmsghdr *m = (void *)heard; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left))
		if (m->nlmsg_type == kind->add && m->nlmsg_len == object->nlmsg_len &&
		    !memcmp(NLMSG_DATA(m), NLMSG_DATA(object), NLMSG_PAYLOAD(m, 0)))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	size_t rounds = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	int pause = argc == 3 ? atoi(argv[2]) : 0, fd = open_socket(0);
	double *times = calloc(rounds + 1, sizeof(*times));

	if (!rounds || pause < 0 || !times)
		errx(2, "usage: watch ROUNDS PAUSE");
	for (size_t k = 0; k < KINDS; k++)
		list(fd, &kinds[k]);
	for (size_t round = 0; round < rounds; round++) {
		const struct kind *kind = &kinds[round % KINDS];
		struct nlmsghdr *object;
		struct pollfd news = { .fd = open_socket(kind->group), .events = POLLIN };
		double start;

		if (round / KINDS >= kind->count * MOST)
			errx(2, "too few objects for so many rounds");
		object = kind->objects[round / KINDS % kind->count];
		poll(NULL, 0, pause);
		delete(fd, kind, object);
		start = now();
		while (!is_back(news.fd, kind, object))
			if (poll(&news, 1, PATIENCE) != 1)
				errx(1, "round %zu: never came back", round);
		times[round] = now() - start;
		close(news.fd);
	}
	qsort(times, rounds, sizeof(*times), compare);
	printf("%.0f\t%.0f\t%.0f\n", times[rounds / 2], times[rounds * 9 / 10], times[rounds - 1]);
	return 0;
}
