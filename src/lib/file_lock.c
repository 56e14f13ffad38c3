/* file_lock.c - the lock that makes runs of homing follow one another, and that of the watcher. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Nothing to do: that the signal was caught at all ends flock() with EINTR. */
static void wake_up(int number)
{
	(void)number;
}

static long long milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Sleeps in the kernel's queue for the lock until it is ours or the time is over. The timer goes on ringing after its first time,
 * because that one may come just before flock() begins to sleep and would be lost. */
static int wait_for_lock(int fd, unsigned timeout_ms)
{
	struct sigaction action = { .sa_handler = wake_up }, old_action; /* no SA_RESTART */
	struct itimerval timer = {
		.it_value = { .tv_sec = timeout_ms / 1000, .tv_usec = (timeout_ms % 1000) * 1000 },
		.it_interval = { .tv_usec = 10000 },
	}, old_timer;
	long long deadline = milliseconds_now() + timeout_ms;
	sigset_t alarm_set, old_set;
	int r = 0;

	sigemptyset(&action.sa_mask);
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	if (sigaction(SIGALRM, &action, &old_action) < 0)
		return -errno;
	sigprocmask(SIG_UNBLOCK, &alarm_set, &old_set); /* whoever started us may have blocked it */
	setitimer(ITIMER_REAL, &timer, &old_timer);

	while (flock(fd, LOCK_EX) < 0) {
		r = -errno;
		if (r != -EINTR)
			break;
		r = milliseconds_now() >= deadline ? -ETIMEDOUT : 0;
		if (r < 0)
			break;
	}

	setitimer(ITIMER_REAL, &old_timer, NULL);
	sigprocmask(SIG_SETMASK, &old_set, NULL);
	sigaction(SIGALRM, &old_action, NULL);
	return r;
}

int file_lock(const char *directory, const char *name, unsigned timeout_ms)
{
	int d = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd, r = 0;

	if (d < 0)
		return -errno;
	/* 0600: flock() asks for no right but that of opening, so whoever could read it could hold everybody up. */
	fd = openat(d, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		r = -errno;
	close(d);
	if (fd < 0)
		return r;

	/* nearly always nobody has it: no signals, no timer */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	r = -errno;
	if (r == -EWOULDBLOCK)
		r = timeout_ms ? wait_for_lock(fd, timeout_ms) : -ETIMEDOUT;
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}

int file_lock_sign(int lock)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d\n", (int)getpid());

	return ftruncate(lock, 0) || pwrite(lock, text, (size_t)length, 0) != length ? -errno : 0;
}

bool file_lock_is_lost(int lock)
{
	struct stat file;

	return !fstat(lock, &file) && !file.st_nlink;
}

int file_lock_owner(const char *directory, const char *name, int *pid)
{
	int d = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;
	char text[16] = "";

	*pid = 0;
	if (d < 0)
		return errno == ENOENT ? 0 : -errno;
	fd = openat(d, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	close(d);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK && pread(fd, text, sizeof(text) - 1, 0) > 0)
		*pid = (int)strtol(text, NULL, 10);
	close(fd);
	return 0;
}
