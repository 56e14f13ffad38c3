/* dump - asks the kernel for every policy rule of both families and looks at none: the floor for whoever has to read them.
 *
 *	dump ROUNDS		prints the median in us */
#include <err.h>
#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void dump(int fd, unsigned char family)
{
	struct {
		struct nlmsghdr header;
		struct fib_rule_hdr rule;
	} request = {
		.header = { sizeof(request), RTM_GETRULE, NLM_F_REQUEST | NLM_F_DUMP, 1, 0 },
		.rule = { .family = family },
	};
	static _Alignas(struct nlmsghdr) char answer[1 << 16];
	const struct nlmsghdr *message;

	if (send(fd, &request, sizeof(request), 0) < 0)
		err(1, "send");
	for (;;) {
		ssize_t got = recv(fd, answer, sizeof(answer), 0);
		unsigned left = (unsigned)got;

		if (got < 0)
			err(1, "recv");
		for (message = (void *)answer; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
			if (message->nlmsg_type == NLMSG_DONE)
				return;
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 21;
	double *times = calloc(rounds ? rounds : 1, sizeof(*times));
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (!times || !rounds || fd < 0)
		err(1, "dump");
	for (size_t i = 0; i < rounds; i++) {
		double start = now();

		dump(fd, AF_INET);
		dump(fd, AF_INET6);
		times[i] = now() - start;
	}
	qsort(times, rounds, sizeof(*times), compare);
	printf("%.0f\n", times[rounds / 2]);
	return 0;
}
