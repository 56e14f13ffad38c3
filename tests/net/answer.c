/* answer.c - the boxes of the lab speak through this: a server that says whom it hears, and a client that asks one question.
 *
 *	answer serve PORT...		TCP and UDP, IPv4 and IPv6; goes to the background when it listens
 *	answer flows COUNT ADDRESS SPREAD [from ADDRESS] [dev DEVICE]	that many flows; prints each source that was chosen, and how often
 *	answer keep PORT		TCP flows that are held; goes to the background when it listens
 *	answer hold tcp|udp COUNT ADDRESS [PORT]	that many flows, then `ready'. With each line on stdin every flow asks once more, and it says how many are
 *					seen from the same address as before, from another, heard nothing, were reset; a line `who' has it say the answers
 *	answer stream ADDRESS [from ADDRESS]	a question each millisecond, until SIGTERM; prints how many came to nothing
 *	answer marked			the addresses that bear a mark
 *	answer told PATH		what is said by sd_notify(3) to the socket of that name, behind `ready'
 *	answer ask tcp|udp|icmp ADDRESS[%DEVICE] [port N] [from ADDRESS] [sport N] [dev DEVICE] [wait MS] [connected] [held]
 *
 * The server answers `LOCAL PEER`, the two addresses as it saw them, from the address that was asked. The client prints that line; or
 * `silent`, or the kernel's words. For icmp, which the far kernel answers, it prints who answered and which of our addresses it
 * answered to. `connected` connects the UDP socket, which then hears ICMP errors. `held` binds, says `ready`, and asks when a line comes
 * on stdin: a program that was there before the network changed. */
#define _GNU_SOURCE /* struct in6_pktinfo, accept4 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"

#define LINE 128 /* holds two addresses as text */
#define LISTENERS 64
#define REPEAT_MS 250 /* a datagram may be lost while a neighbour is resolved */

struct question {
	const char *protocol, *to, *from, *device;
	unsigned port, source_port;
	int wait;
	bool connected, held;
};

void die(const char *what)
{
	puts(what);
	exit(1);
}

void die_of(int error)
{
	die(error == ETIMEDOUT ? "silent" : strerror(error));
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void set_option(int fd, int level, int name, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)))
		die_of(errno);
}

socklen_t address_size(const union address *a)
{
	return a->any.sa_family == AF_INET ? sizeof(a->v4) : sizeof(a->v6);
}

const char *address_text(const union address *a, char text[INET6_ADDRSTRLEN])
{
	const void *bytes = a->any.sa_family == AF_INET ? (const void *)&a->v4.sin_addr : (const void *)&a->v6.sin6_addr;

	return inet_ntop(a->any.sa_family, bytes, text, INET6_ADDRSTRLEN);
}

union address read_address(const char *text, unsigned port)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_DGRAM }, *info;
	union address out = { 0 };

	if (getaddrinfo(text, NULL, &hints, &info))
		die("not an address");
	memcpy(&out, info->ai_addr, info->ai_addrlen);
	freeaddrinfo(info);
	if (out.any.sa_family == AF_INET)
		out.v4.sin_port = htons((uint16_t)port);
	else
		out.v6.sin6_port = htons((uint16_t)port);
	return out;
}

/* A socket that is told, with each datagram, to which of our addresses it came. */
static int open_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		die_of(errno);
	set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (family == AF_INET6)
		set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	if (type == SOCK_DGRAM && family == AF_INET)
		set_option(fd, IPPROTO_IP, IP_PKTINFO, 1);
	if (type == SOCK_DGRAM && family == AF_INET6)
		set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
	return fd;
}

/* One datagram, and with it the address it was sent to. */
struct datagram {
	union address peer, local;
	char data[LINE + 1];
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	struct iovec part;
	struct msghdr message;
};

/* Returns false with errno. What is left in message sends an answer from the address that was asked, by whatever device the rules
 * choose (RFC 1122 4.1.3.5): in_pktinfo comes with its ipi_spec_dst filled in, and an index of 0 leaves the device open. */
static bool receive(int fd, struct datagram *d)
{
	void *info = CMSG_DATA((struct cmsghdr *)d->control);
	ssize_t got;

	memset(d, 0, sizeof(*d));
	d->part = (struct iovec){ .iov_base = d->data, .iov_len = LINE };
	d->message = (struct msghdr){ .msg_name = &d->peer, .msg_namelen = sizeof(d->peer), .msg_iov = &d->part, .msg_iovlen = 1,
				      .msg_control = d->control, .msg_controllen = sizeof(d->control) };
	got = recvmsg(fd, &d->message, 0);
	if (got < 0)
		return false;
	if (d->peer.any.sa_family == AF_INET) {
		d->local.v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr = ((struct in_pktinfo *)info)->ipi_addr };
		((struct in_pktinfo *)info)->ipi_ifindex = 0;
	} else {
		d->local.v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_addr = ((struct in6_pktinfo *)info)->ipi6_addr };
		((struct in6_pktinfo *)info)->ipi6_ifindex = 0;
	}
	return true;
}

/* `LOCAL PEER`; returns its length. */
static size_t write_pair(char out[LINE], const union address *local, const union address *peer)
{
	char me[INET6_ADDRSTRLEN], you[INET6_ADDRSTRLEN];

	return (size_t)snprintf(out, LINE, "%s %s\n", address_text(local, me), address_text(peer, you));
}

static void serve_datagram(int fd)
{
	struct datagram d;

	if (!receive(fd, &d))
		return;
	d.part.iov_len = write_pair(d.data, &d.local, &d.peer);
	(void)!sendmsg(fd, &d.message, 0);
}

static void serve_stream(int listener)
{
	union address local, peer;
	socklen_t local_size = sizeof(local), peer_size = sizeof(peer);
	char line[LINE];
	int fd = accept4(listener, &peer.any, &peer_size, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (!getsockname(fd, &local.any, &local_size))
		(void)!write(fd, line, write_pair(line, &local, &peer));
	close(fd);
}

static int serve(char **ports)
{
	static const int families[] = { AF_INET, AF_INET6 }, types[] = { SOCK_STREAM, SOCK_DGRAM };
	struct pollfd fds[LISTENERS];
	int type_of[LISTENERS];
	nfds_t count = 0;

	for (; *ports; ports++)
		for (int i = 0; i < 4 && count < LISTENERS; i++, count++) {
			union address a = read_address(families[i / 2] == AF_INET ? "0.0.0.0" : "::", (unsigned)atoi(*ports));

			type_of[count] = types[i % 2];
			fds[count] = (struct pollfd){ open_socket(families[i / 2], types[i % 2], 0), POLLIN, 0 };
			if (bind(fds[count].fd, &a.any, address_size(&a)) ||
			    (types[i % 2] == SOCK_STREAM && listen(fds[count].fd, 64)))
				die_of(errno);
		}
	if (daemon(0, 0))
		die_of(errno);
	for (;;) {
		if (poll(fds, count, -1) < 0)
			return 1;
		for (nfds_t i = 0; i < count; i++)
			if (fds[i].revents && type_of[i] == SOCK_STREAM)
				serve_stream(fds[i].fd);
			else if (fds[i].revents)
				serve_datagram(fds[i].fd);
	}
}

/* Waits for fd until the deadline or for at most most_ms. Returns whether it is ready. */
static bool wait_for(int fd, short events, long deadline, long most_ms)
{
	struct pollfd p = { fd, events, 0 };
	long left = deadline - now_ms();

	if (left > most_ms)
		left = most_ms;
	return poll(&p, 1, left < 0 ? 0 : (int)left) > 0;
}

static void ask_stream(int fd, const union address *to, long deadline)
{
	char line[LINE];
	int error = 0;
	socklen_t size = sizeof(error);
	ssize_t got;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (connect(fd, &to->any, address_size(to)) && errno != EINPROGRESS)
		die_of(errno);
	if (!wait_for(fd, POLLOUT, deadline, LONG_MAX))
		die("silent");
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error)
		die_of(error);
	if (!wait_for(fd, POLLIN, deadline, LONG_MAX))
		die("silent");
	got = read(fd, line, sizeof(line));
	if (got < 0)
		die_of(errno);
	fwrite(line, 1, (size_t)got, stdout);
}

static size_t make_datagram(const struct question *q, int family, char data[LINE])
{
	struct icmphdr v4 = { .type = ICMP_ECHO };
	struct icmp6_hdr v6 = { .icmp6_type = ICMP6_ECHO_REQUEST };

	memset(data, '?', LINE);
	if (strcmp(q->protocol, "icmp"))
		return 1;
	memcpy(data, family == AF_INET ? (void *)&v4 : (void *)&v6, sizeof(v4));
	return LINE;
}

static void ask_datagram(int fd, const struct question *q, const union address *to, long deadline)
{
	char data[LINE], who[INET6_ADDRSTRLEN], asked[INET6_ADDRSTRLEN];
	size_t size = make_datagram(q, to->any.sa_family, data);
	struct datagram d;

	if (q->connected && connect(fd, &to->any, address_size(to)))
		die_of(errno);
	do {
		if (sendto(fd, data, size, 0, q->connected ? NULL : &to->any, q->connected ? 0 : address_size(to)) < 0)
			die_of(errno);
		if (now_ms() >= deadline)
			die("silent");
	} while (!wait_for(fd, POLLIN, deadline, REPEAT_MS));

	if (!receive(fd, &d))
		die_of(errno);
	if (!strcmp(q->protocol, "icmp"))
		write_pair(d.data, &d.peer, &d.local);
	else if (strcmp(address_text(&d.peer, who), address_text(to, asked)))
		printf("%s answered for %s: ", who, asked);
	fputs(d.data, stdout);
}

static int ask(const struct question *q)
{
	union address to = read_address(q->to, q->port);
	int family = to.any.sa_family, type = strcmp(q->protocol, "tcp") ? SOCK_DGRAM : SOCK_STREAM;
	int protocol = strcmp(q->protocol, "icmp") ? 0 : family == AF_INET ? IPPROTO_ICMP : (int)IPPROTO_ICMPV6;
	int fd = open_socket(family, type, protocol);

	if (q->device && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, q->device, (socklen_t)strlen(q->device)))
		die_of(errno);
	if (q->from || q->source_port) {
		union address from = read_address(q->from ? q->from : family == AF_INET ? "0.0.0.0" : "::", q->source_port);

		if (bind(fd, &from.any, address_size(&from)))
			die_of(errno);
	}
	if (q->held) {
		char line[LINE];

		puts("ready");
		fflush(stdout);
		if (!fgets(line, sizeof(line), stdin))
			return 1;
	}
	if (type == SOCK_STREAM)
		ask_stream(fd, &to, now_ms() + q->wait);
	else
		ask_datagram(fd, q, &to, now_ms() + q->wait);
	return 0;
}

int main(int argc, char **argv)
{
	struct question q = { .port = 7000, .wait = 10000 };

	signal(SIGPIPE, SIG_IGN);
	if (argc > 2 && !strcmp(argv[1], "serve"))
		return serve(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "flows"))
		return flows(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "keep"))
		return keep(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "hold"))
		return hold(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "stream"))
		return stream(argv[2], argc > 4 ? argv[4] : NULL);
	if (argc > 1 && !strcmp(argv[1], "marked"))
		return marked();
	if (argc > 2 && !strcmp(argv[1], "told"))
		return told(argv[2]);
	if (argc < 4 || strcmp(argv[1], "ask"))
		return 2;
	q.protocol = argv[2];
	q.to = argv[3];
	for (char **a = argv + 4; *a; a++) {
		if (!strcmp(*a, "connected"))
			q.connected = true;
		else if (!strcmp(*a, "held"))
			q.held = true;
		else if (!a[1])
			return 2;
		else if (!strcmp(*a, "port"))
			q.port = (unsigned)atoi(*++a);
		else if (!strcmp(*a, "sport"))
			q.source_port = (unsigned)atoi(*++a);
		else if (!strcmp(*a, "wait"))
			q.wait = atoi(*++a);
		else if (!strcmp(*a, "from"))
			q.from = *++a;
		else if (!strcmp(*a, "dev"))
			q.device = *++a;
		else
			return 2;
	}
	return ask(&q);
}
