/* switch - how long a neighbour goes on sending to the old owner of an address.
 *
 *	switch ROUNDS HOST FAR MAC ADDRESS[,ADDRESS...] RESET COMMAND...
 *
 * HOST and FAR are names of network namespaces. Each round runs `sh -c RESET`, untimed, then COMMAND in HOST, and waits until FAR's neighbour
 * table says that each ADDRESS is at MAC. Prints the median and the 90th percentile, in us: from the spawn of the command to the last of them; to
 * the end of the command. */
#define _GNU_SOURCE /* setns */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define MOST 16
#define PATIENCE 5000 /* ms */

struct watched {
	unsigned char address[16];
	size_t size;
	bool switched;
};

static struct watched watched[MOST];
static size_t watched_count;
static unsigned char mac[6];

static int listen_to_neighbours(void)
{
	struct sockaddr_nl groups = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_NEIGH };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || bind(fd, (struct sockaddr *)&groups, sizeof(groups)))
		err(2, "neighbours");
	return fd;
}

static struct watched *find(const void *address, size_t size)
{
	for (size_t i = 0; i < watched_count; i++)
		if (size == watched[i].size && !memcmp(address, watched[i].address, size))
			return &watched[i];
	return NULL;
}

/* Notes whether the entry that the message tells of is at the MAC, if it is one that is watched. */
static void read_entry(struct nlmsghdr *message)
{
	struct ndmsg *entry = NLMSG_DATA(message);
	struct rtattr *a = (void *)((char *)entry + NLMSG_ALIGN(sizeof(*entry)));
	size_t left = NLMSG_PAYLOAD(message, sizeof(*entry));
	struct watched *found = NULL;
	bool right = false;

	while (message->nlmsg_type == RTM_NEWNEIGH && left >= sizeof(*a) && a->rta_len >= sizeof(*a) && a->rta_len <= left) {
		size_t step = RTA_ALIGN(a->rta_len);

		if (a->rta_type == NDA_LLADDR)
			right = RTA_PAYLOAD(a) == sizeof(mac) && !memcmp(RTA_DATA(a), mac, sizeof(mac));
		if (a->rta_type == NDA_DST)
			found = find(RTA_DATA(a), RTA_PAYLOAD(a));
		left = step < left ? left - step : 0;
		a = (void *)((char *)a + step);
	}
	if (found)
		found->switched = right;
}

/* Returns how many addresses are not at the MAC yet. */
static size_t hear(int fd)
{
	static _Alignas(struct nlmsghdr) char heard[1 << 16];
	ssize_t got = recv(fd, heard, sizeof(heard), MSG_DONTWAIT);
	struct nlmsghdr *message = (void *)heard;
	unsigned left = got > 0 ? (unsigned)got : 0;
	size_t missing = 0;

	if (got < 0 && errno != EAGAIN)
		err(2, "recv");
	for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
		read_entry(message);
	for (size_t i = 0; i < watched_count; i++)
		missing += !watched[i].switched;
	return missing;
}

static void spawn(char **words, pid_t *child)
{
	extern char **environ;
	int error = posix_spawnp(child, words[0], NULL, NULL, words, environ);

	if (error)
		errx(2, "%s: %s", words[0], strerror(error));
}

static void await(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) < 0 || status)
		errx(2, "a command failed");
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print(double *times, size_t count)
{
	qsort(times, count, sizeof(*times), compare);
	printf("%.0f\t%.0f\n", times[count / 2], times[count * 9 / 10]);
}

static void read_addresses(char *list)
{
	for (char *word = strtok(list, ","); word; word = strtok(NULL, ",")) {
		struct watched *w = &watched[watched_count++];

		w->size = strchr(word, ':') ? 16 : 4;
		if (watched_count > MOST || inet_pton(w->size == 16 ? AF_INET6 : AF_INET, word, w->address) != 1)
			errx(2, "%s", word);
	}
}

int main(int argc, char **argv)
{
	char *reset[] = { "sh", "-c", argc > 7 ? argv[6] : NULL, NULL };
	size_t rounds = argc > 7 ? strtoul(argv[1], NULL, 10) : 0;
	double *switched = calloc(rounds + 1, sizeof(*switched)), *ended = calloc(rounds + 1, sizeof(*ended));

	if (!rounds || !switched || !ended ||
	    sscanf(argv[4], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5]) != 6)
		errx(2, "ROUNDS HOST FAR MAC ADDRESSES RESET COMMAND...");
	read_addresses(argv[5]);
	for (size_t round = 0; round < rounds; round++) {
		struct pollfd news = { .events = POLLIN };
		pid_t child;
		double start;

		enter(argv[2]);
		spawn(reset, &child);
		await(child);
		enter(argv[3]);
		news.fd = listen_to_neighbours();
		enter(argv[2]);
		for (size_t i = 0; i < watched_count; i++)
			watched[i].switched = false;
		start = now();
		spawn(&argv[7], &child);
		while (hear(news.fd))
			if (poll(&news, 1, PATIENCE) != 1)
				errx(1, "never switched");
		switched[round] = now() - start;
		await(child);
		ended[round] = now() - start;
		close(news.fd);
	}
	print(switched, rounds);
	print(ended, rounds);
	return 0;
}
