/* flows.c - many short flows, and which of our addresses each of them left with.
 *
 * A flow is a connected UDP socket and one datagram: the kernel chooses its source port, and, where nothing is bound, its route and its
 * source address. Flow n goes to the address that lies n modulo SPREAD behind the given one. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"

#define SOURCES 64
#define PORT 7000

struct tally {
	union address source[SOURCES];
	unsigned long flows[SOURCES];
	size_t count;
};

static void add_to_address(union address *a, unsigned long n)
{
	unsigned char *low = a->any.sa_family == AF_INET ? (unsigned char *)&a->v4.sin_addr + 2 : a->v6.sin6_addr.s6_addr + 14;

	n += (unsigned long)low[0] << 8 | low[1];
	low[0] = (unsigned char)(n >> 8);
	low[1] = (unsigned char)n;
}

static void count_source(struct tally *t, union address source)
{
	size_t i = 0;

	if (source.any.sa_family == AF_INET)
		source.v4.sin_port = 0;
	else
		source.v6.sin6_port = 0;
	while (i < t->count && memcmp(&t->source[i], &source, sizeof(source)) != 0)
		i++;
	if (i == SOURCES)
		die("too many sources");
	if (i == t->count)
		t->source[t->count++] = source;
	t->flows[i]++;
}

static void open_flow(struct tally *t, const union address *to, const union address *from, const char *device)
{
	union address source = { 0 };
	socklen_t size = sizeof(source);
	int fd = socket(to->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || (device && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device))) ||
	    (from && bind(fd, &from->any, address_size(from))) || connect(fd, &to->any, address_size(to)) ||
	    getsockname(fd, &source.any, &size) || write(fd, "?", 1) < 0)
		die_of(errno);
	close(fd);
	count_source(t, source);
}

int flows(char **words)
{
	struct tally t = { 0 };
	const char *device = NULL;
	union address first, from = { 0 };
	unsigned long count, spread;

	if (!words[0] || !words[1] || !words[2])
		return 2;
	count = strtoul(words[0], NULL, 10);
	first = read_address(words[1], PORT);
	spread = strtoul(words[2], NULL, 10);
	for (words += 3; *words; words++) {
		if (!words[1] || !spread)
			return 2;
		if (!strcmp(*words, "from"))
			from = read_address(*++words, 0);
		else if (!strcmp(*words, "dev"))
			device = *++words;
		else
			return 2;
	}
	for (unsigned long n = 0; n < count; n++) {
		union address to = first;

		add_to_address(&to, n % spread);
		open_flow(&t, &to, from.any.sa_family ? &from : NULL, device);
	}
	for (size_t i = 0; i < t.count; i++) {
		char text[INET6_ADDRSTRLEN];

		printf("%s %lu\n", address_text(&t.source[i], text), t.flows[i]);
	}
	return 0;
}
