/* hold.c - many flows that are held for long, and from where the far end sees them, now and again.
 *
 * `keep' is the far end for TCP: of whatever a flow sends each byte is answered by ANSWER bytes, the flow's address as it is seen there. For UDP `serve' is. */
#define _GNU_SOURCE /* accept4 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"

#define ANSWER 48
#define LINE 128
#define EVENTS 256
#define PATIENCE_MS 10000 /* a flow that has not answered by then is silent */
#define REPEAT_MS 500	  /* a datagram may be lost */

struct flow {
	int fd;
	char first[LINE], now[LINE];
	size_t length; /* of now */
	bool answered, reset;
};

struct holding {
	bool stream;
	struct flow *flows;
	size_t count;
	int epoll;
};

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void allow_files(void)
{
	struct rlimit most;

	if (!getrlimit(RLIMIT_NOFILE, &most)) {
		most.rlim_cur = most.rlim_max;
		setrlimit(RLIMIT_NOFILE, &most);
	}
}

static void watch_fd(int epoll, int fd, uint64_t data)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = data };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
		die_of(errno);
}

/* The whole of it: a flow has never more than a few answers under way. */
static void answer(int fd)
{
	char asked[16], text[ANSWER + 1] = "", name[INET6_ADDRSTRLEN];
	ssize_t got = read(fd, asked, sizeof(asked));
	union address peer;
	socklen_t size = sizeof(peer);

	if (got <= 0 || getpeername(fd, &peer.any, &size)) {
		close(fd);
		return;
	}
	snprintf(text, sizeof(text), "%-*s", ANSWER - 1, address_text(&peer, name));
	text[ANSWER - 1] = '\n';
	for (; got > 0; got--)
		(void)!write(fd, text, ANSWER);
}

int keep(char **words)
{
	static const int families[] = { AF_INET, AF_INET6 };
	int epoll = epoll_create1(EPOLL_CLOEXEC), listeners[2], one = 1;

	allow_files();
	for (int i = 0; i < 2; i++) {
		union address a = read_address(families[i] == AF_INET ? "0.0.0.0" : "::", (unsigned)atoi(words[0]));
		int fd = listeners[i] = socket(families[i], SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

		if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
		    (families[i] == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one))) ||
		    bind(fd, &a.any, address_size(&a)) || listen(fd, 4096))
			die_of(errno);
		watch_fd(epoll, fd, (uint64_t)fd);
	}
	if (daemon(0, 0))
		die_of(errno);
	for (;;) {
		struct epoll_event events[EVENTS];
		int count = epoll_wait(epoll, events, EVENTS, -1);

		for (int i = 0; i < count; i++) {
			int fd = (int)events[i].data.u64, flow;

			if (fd != listeners[0] && fd != listeners[1]) {
				answer(fd);
				continue;
			}
			while ((flow = accept4(fd, NULL, NULL, SOCK_CLOEXEC)) >= 0)
				watch_fd(epoll, flow, (uint64_t)flow);
		}
	}
}

static void take(struct holding *h, struct flow *f)
{
	ssize_t got = recv(f->fd, f->now + f->length, sizeof(f->now) - 1 - f->length, MSG_DONTWAIT);
	char *end;

	if (got <= 0) {
		if (got == 0 || errno != EAGAIN) {
			f->reset = true;
			epoll_ctl(h->epoll, EPOLL_CTL_DEL, f->fd, NULL);
		}
		return;
	}
	f->length += (size_t)got;
	f->now[f->length] = '\0';
	end = strchr(f->now, '\n');
	if (!end)
		return;
	*end = '\0';
	f->answered = true;
	f->length = 0;
}

static void ask_all(struct holding *h, bool again)
{
	for (size_t i = 0; i < h->count; i++)
		if (!h->flows[i].reset && (!again || !h->flows[i].answered))
			(void)!send(h->flows[i].fd, "?", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static bool is_waiting(const struct holding *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (!h->flows[i].answered && !h->flows[i].reset)
			return true;
	return false;
}

/* Each flow says something, and is answered, or not. */
static void go_round(struct holding *h)
{
	long end = now_ms() + PATIENCE_MS, again = now_ms() + REPEAT_MS;

	for (size_t i = 0; i < h->count; i++)
		h->flows[i].answered = false;
	ask_all(h, false);
	while (is_waiting(h) && now_ms() < end) {
		struct epoll_event events[EVENTS];
		int count = epoll_wait(h->epoll, events, EVENTS, 50);

		for (int i = 0; i < count; i++)
			take(h, &h->flows[events[i].data.u64]);
		if (!h->stream && now_ms() > again) {
			ask_all(h, true);
			again = now_ms() + REPEAT_MS;
		}
	}
}

static void report(struct holding *h)
{
	size_t same = 0, other = 0, silent = 0, reset = 0;

	for (size_t i = 0; i < h->count; i++) {
		struct flow *f = &h->flows[i];

		if (f->reset)
			reset++;
		else if (!f->answered)
			silent++;
		else if (!f->first[0] || !strcmp(f->first, f->now))
			same++;
		else
			other++;
		if (f->answered)
			strcpy(f->first, f->now);
	}
	printf("same %zu other %zu silent %zu reset %zu\n", same, other, silent, reset);
	fflush(stdout);
}

/* Where the far end saw them: each answer that was heard, and how often. */
static void report_answers(struct holding *h)
{
	for (size_t i = 0; i < h->count; i++) {
		size_t count = 0, before = 0;

		for (size_t k = 0; k < h->count; k++)
			if (h->flows[k].answered && !strcmp(h->flows[k].now, h->flows[i].now)) {
				before += k < i;
				count++;
			}
		if (count && !before)
			printf("%s: %zu\n", h->flows[i].now, count);
	}
	puts(".");
	fflush(stdout);
}

int hold(char **words)
{
	struct holding h = { .epoll = epoll_create1(EPOLL_CLOEXEC) };
	union address to;
	char line[LINE];

	if (!words[0] || !words[1] || !words[2])
		return 2;
	allow_files();
	h.stream = !strcmp(words[0], "tcp");
	h.count = strtoul(words[1], NULL, 10);
	h.flows = calloc(h.count + 1, sizeof(*h.flows));
	to = read_address(words[2], words[3] ? (unsigned)atoi(words[3]) : 7000);
	for (size_t i = 0; i < h.count; i++) {
		int fd = socket(to.any.sa_family, (h.stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);

		if (fd < 0 || connect(fd, &to.any, address_size(&to)))
			die_of(errno);
		h.flows[i].fd = fd;
		watch_fd(h.epoll, fd, i);
	}
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		go_round(&h);
		if (line[0] == 'w')
			report_answers(&h);
		else
			report(&h);
	}
	return 0;
}
