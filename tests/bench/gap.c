/* gap - how long addresses do not answer while something happens to who has them.
 *
 *	gap NAMESPACE COMMAND AFTER ADDRESS...
 *
 * Sends each address an echo request each millisecond, from the network namespace of that name. After a while runs `sh -c COMMAND` beside that, and goes on until AFTER ms behind its
 * end, and until each address has answered a question asked behind that. Prints for each the longest time between two answers since the command began, in us. Wants
 * net.ipv4.ping_group_range to hold root's group. */
#define _GNU_SOURCE /* setns */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define MOST 4
#define WARM 400e3	/* us */
#define PATIENCE 60e6	/* us */

struct asked {
	int fd;
	int family;
	double last;	/* when it answered last */
	double longest; /* since the command began */
	bool back;
};

/* An echo request of either family; the kernel fills in id and checksum. */
struct echo {
	unsigned char type, code;
	unsigned short checksum, id, sequence;
	double asked;
};

static struct asked asked[MOST];
static int count;
static double begun, ended = -1; /* of the command; < 0: not yet */

static void open_address(const char *word, struct asked *a)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };
	bool is_six = strchr(word, ':');

	a->family = is_six ? AF_INET6 : AF_INET;
	if (inet_pton(a->family, word, is_six ? (void *)&six.sin6_addr : (void *)&four.sin_addr) != 1)
		errx(2, "%s", word);
	a->fd = socket(a->family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, is_six ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
	if (a->fd < 0 || connect(a->fd, is_six ? (void *)&six : (void *)&four, is_six ? sizeof(six) : sizeof(four)))
		err(2, "%s", word);
}

static void ask(struct asked *a)
{
	struct echo e = { .type = a->family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST, .asked = now() };

	/* nobody there, or no neighbour: a gap */
	(void)!send(a->fd, &e, sizeof(e), 0);
}

static void hear(struct asked *a, double after)
{
	struct echo e;
	ssize_t got;

	while ((got = recv(a->fd, &e, sizeof(e), 0)) > 0 || (got < 0 && errno != EAGAIN)) {
		double time = now();

		if (got != sizeof(e))
			continue;
		if (begun && time - a->last > a->longest)
			a->longest = time - a->last;
		a->last = time;
		a->back |= ended >= 0 && e.asked >= ended + after;
	}
}

static pid_t spawn(char *command)
{
	char *words[] = { "sh", "-c", command, NULL };
	extern char **environ;
	pid_t child;
	int error = posix_spawnp(&child, words[0], NULL, NULL, words, environ);

	if (error)
		errx(2, "sh: %s", strerror(error));
	begun = now();
	for (int i = 0; i < count; i++)
		if (!asked[i].last)
			errx(1, "no answer from the beginning");
	return child;
}

static bool is_over(void)
{
	for (int i = 0; i < count; i++)
		if (!asked[i].back)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	struct itimerspec each = { { 0, 1000000 }, { 0, 1000000 } };
	struct pollfd ready[MOST + 1];
	double start = now(), after;
	pid_t child = 0;

	if (argc < 5 || argc - 4 > MOST)
		errx(2, "NAMESPACE COMMAND AFTER ADDRESS...");
	after = atof(argv[3]) * 1e3;
	enter(argv[1]);
	for (char **word = &argv[4]; *word; word++)
		open_address(*word, &asked[count++]);
	for (int i = 0; i < count; i++)
		ready[i] = (struct pollfd){ asked[i].fd, POLLIN, 0 };
	ready[count] = (struct pollfd){ timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), POLLIN, 0 };
	timerfd_settime(ready[count].fd, 0, &each, NULL);
	while (!is_over()) {
		unsigned long long ticks;
		int status;

		if (now() - start > PATIENCE)
			errx(1, "no answer any more");
		poll(ready, (nfds_t)count + 1, -1);
		for (int i = 0; i < count; i++)
			hear(&asked[i], after);
		if (!ready[count].revents || read(ready[count].fd, &ticks, sizeof(ticks)) < 0)
			continue;
		for (int i = 0; i < count; i++)
			ask(&asked[i]);
		if (!child && now() - start > WARM)
			child = spawn(argv[2]);
		if (child > 0 && ended < 0 && waitpid(child, &status, WNOHANG) == child) {
			if (status)
				errx(2, "the command failed");
			ended = now();
		}
	}
	for (int i = 0; i < count; i++)
		printf("%.0f%c", asked[i].longest, i + 1 < count ? '\t' : '\n');
	return 0;
}
