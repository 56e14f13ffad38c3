/* packets - what an unconnected UDP packet costs in several network namespaces, side by side.
 *
 *	packets COUNT ROUNDS DESTINATION SOURCE|- NETNS...
 *
 * Each round sends COUNT packets in every namespace, in an order that rotates. For each a line: NETNS, median ns a packet, median over the
 * rounds of its cost by that of the first namespace. */
#define _GNU_SOURCE /* setns */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lab.h"

#define MOST 8

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t read_address(const char *text, in_port_t port, union address *out)
{
	*out = (union address){ 0 };
	if (strchr(text, ':')) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = port;
		if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) != 1)
			errx(2, "%s is no address", text);
		return sizeof(out->v6);
	}
	out->v4.sin_family = AF_INET;
	out->v4.sin_port = port;
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) != 1)
		errx(2, "%s is no address", text);
	return sizeof(out->v4);
}

static int open_socket(const char *netns, int family, const char *source)
{
	union address from;
	int fd;

	enter(netns);
	fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		err(2, "socket");
	if (strcmp(source, "-") && bind(fd, &from.any, read_address(source, 0, &from)))
		err(2, "%s", source);
	return fd;
}

int main(int argc, char **argv)
{
	size_t count, rounds, boxes = (size_t)argc - 5;
	double *times[MOST], *ratios;
	union address to;
	socklen_t size;
	int sockets[MOST];

	if (argc < 6 || boxes > MOST)
		errx(2, "usage: packets COUNT ROUNDS DESTINATION SOURCE|- NETNS...");
	count = strtoul(argv[1], NULL, 10);
	rounds = strtoul(argv[2], NULL, 10);
	size = read_address(argv[3], htons(9), &to);
	ratios = calloc(rounds, sizeof(*ratios));
	for (size_t i = 0; i < boxes; i++) {
		sockets[i] = open_socket(argv[5 + i], to.any.sa_family, argv[4]);
		times[i] = calloc(rounds, sizeof(double));
		if (!times[i] || !ratios)
			err(2, "calloc");
	}
	for (size_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < boxes; i++) {
			size_t box = (round + i) % boxes;
			double start = now();

			for (size_t sent = 0; sent < count; sent++)
				if (sendto(sockets[box], "", 1, 0, &to.any, size) < 0)
					err(1, "%s: sendto", argv[5 + box]);
			times[box][round] = (now() - start) * 1e3 / (double)count; /* ns */
		}
	}
	for (size_t i = 0; i < boxes; i++) {
		for (size_t round = 0; round < rounds; round++)
			ratios[round] = times[i][round] / times[0][round];
		printf("%s\t%.0f\t%.4f\n", argv[5 + i], median(times[i], rounds), median(ratios, rounds));
	}
	return 0;
}
