/* follow.c - waits until there is reason for another look. */
#include "follow.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "nl.h"
#include "packet.h"
#include "util.h"

#define REST 100 /* ms that a burst of changes may take: it is shown once */

enum { SIGNALS, EAR, KEYS, SOURCES };

struct follow {
	struct netlink_ear *ear;
	int signals;
	sigset_t before;
};

int follow_open(unsigned char protocol, struct follow **out)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGTSTP, SIGWINCH };
	struct follow *f = calloc(1, sizeof(*f));
	sigset_t taken;
	int error;

	if (!f)
		return -ENOMEM;
	sigemptyset(&taken);
	for (size_t i = 0; i < COUNT(numbers); i++)
		sigaddset(&taken, numbers[i]);
	sigprocmask(SIG_BLOCK, &taken, &f->before);
	f->signals = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
	error = f->signals < 0 ? -errno : netlink_ear_open(protocol, &f->ear);
	if (error) {
		follow_close(f);
		return error;
	}
	*out = f;
	return 0;
}

void follow_close(struct follow *f)
{
	if (!f)
		return;
	netlink_ear_close(f->ear);
	if (f->signals >= 0)
		close(f->signals);
	sigprocmask(SIG_SETMASK, &f->before, NULL);
	free(f);
}

static enum follow_reason read_signal(struct follow *f)
{
	struct signalfd_siginfo signal;

	if (read(f->signals, &signal, sizeof(signal)) != sizeof(signal) || signal.ssi_signo == SIGWINCH)
		return FOLLOW_LOOK;
	return signal.ssi_signo == SIGTSTP ? FOLLOW_PAUSE : FOLLOW_END;
}

/* The end of the input, too: whoever had the terminal is gone. */
static enum follow_reason read_key(void)
{
	char key;

	return read(STDIN_FILENO, &key, 1) == 1 && key != 'q' && key != 'Q' ? FOLLOW_LOOK : FOLLOW_END;
}

enum follow_reason follow_wait(struct follow *f, unsigned ms, bool keys)
{
	struct pollfd sources[SOURCES] = {
		[SIGNALS] = { .fd = f->signals, .events = POLLIN },
		[EAR] = { .fd = netlink_ear_fd(f->ear), .events = POLLIN },
		[KEYS] = { .fd = keys ? STDIN_FILENO : -1, .events = POLLIN },
	};
	long long end = packet_clock() + ms, now;
	unsigned news;

	for (;;) {
		now = packet_clock();
		if (end <= now || poll(sources, SOURCES, (int)(end - now)) == 0)
			break;
		if (sources[SIGNALS].revents)
			return read_signal(f);
		if (sources[KEYS].revents)
			return read_key();
		if (sources[EAR].revents) {
			if (end > now + REST)
				end = now + REST;
			sources[EAR].fd = -1; /* what comes until then is in it */
		}
	}
	netlink_ear_hear(f->ear, NULL, &news);
	netlink_ear_forget(f->ear);
	return FOLLOW_LOOK;
}

void follow_pause(void)
{
	raise(SIGSTOP);
}
