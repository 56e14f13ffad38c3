/* stream.c - a question each millisecond for as long as nobody says that it is enough (SIGTERM), and how many of them came to nothing. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"

#define PORT 7000
#define EACH 1000000 /* ns */
#define MOST 50	     /* on their way: who answers may have to wait for a processor, and that is no loss */
#define WAIT 5000    /* ms after which what is on its way is lost */

static volatile sig_atomic_t enough;

static void on_term(int number)
{
	(void)number;
	enough = 1;
}

struct stream {
	int fd;
	unsigned long sent, answered, lost;
};

static unsigned long on_their_way(const struct stream *s)
{
	return s->sent - s->answered - s->lost;
}

/* Takes what has come, waiting for the first of it for ms. Returns whether there was anything. */
static bool hear(struct stream *s, int ms)
{
	struct pollfd p = { s->fd, POLLIN, 0 };
	unsigned long before = s->answered;
	char line[128];

	if (poll(&p, 1, ms) > 0)
		while (recv(s->fd, line, sizeof(line), MSG_DONTWAIT) > 0)
			s->answered++;
	return s->answered > before;
}

static void rest(struct timespec *next)
{
	struct timespec now;

	next->tv_nsec += EACH;
	if (next->tv_nsec >= 1000000000) {
		next->tv_nsec -= 1000000000;
		next->tv_sec++;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec > next->tv_sec) /* we have had to wait: what was left out is not made up for */
		*next = now;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

int stream(const char *to, const char *from)
{
	union address there = read_address(to, PORT), here = from ? read_address(from, 0) : (union address){ 0 };
	struct stream s = { .fd = socket(there.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0) };
	struct timespec next;

	if (s.fd < 0 || (from && bind(s.fd, &here.any, address_size(&here))) || connect(s.fd, &there.any, address_size(&there)))
		die_of(errno);
	signal(SIGTERM, on_term);
	clock_gettime(CLOCK_MONOTONIC, &next);
	while (!enough) {
		if (send(s.fd, "?", 1, 0) == 1 || errno != EINTR)
			s.sent++; /* what the kernel refuses is lost, too */
		hear(&s, 0);
		while (on_their_way(&s) >= MOST)
			if (!hear(&s, WAIT) && !enough)
				s.lost += on_their_way(&s);
		rest(&next);
	}
	while (on_their_way(&s))
		if (!hear(&s, WAIT))
			s.lost += on_their_way(&s);
	printf("%lu lost of %lu\n", s.lost, s.sent);
	return 0;
}
