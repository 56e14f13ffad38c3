/* follower.c - a program of the suite that is started by another. */
#define _GNU_SOURCE /* pipe2() */
#include "follower.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"

#define WORDS 12

int follower_start(const char *name, const char *const *words, struct follower *out)
{
	static char *const nothing[] = { NULL };
	char path[COMMAND_FILE_SIZE], *argv[WORDS + 2] = { path };
	const struct command command = { .words = argv };
	int ends[2], error = command_find_beside(name, SBINDIR, path);

	*out = (struct follower){ .end = -1 };
	for (size_t i = 0; words[i]; i++) {
		if (i == WORDS)
			return -E2BIG;
		argv[i + 1] = (char *)words[i];
	}
	if (error)
		return error;
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	/* it has the other end as long as it lives; whoever else is started has it not */
	fcntl(ends[1], F_SETFD, 0);
	out->pid = command_start(&command, nothing);
	close(ends[1]);
	if (out->pid < 0) {
		error = out->pid;
		close(ends[0]);
		*out = (struct follower){ .end = -1 };
		return error;
	}
	out->end = ends[0];
	return 0;
}

int follower_end(struct follower *f, int ms)
{
	struct pollfd end = { .fd = f->end, .events = POLLIN };
	int status = 0, ready;

	do
		ready = poll(&end, 1, ms);
	while (ready < 0 && errno == EINTR);
	if (ready <= 0)
		command_kill(f->pid);
	while (waitpid(f->pid, &status, 0) < 0 && errno == EINTR)
		;
	status = follower_reaped(f, status);
	return ready <= 0 ? -ETIMEDOUT : status;
}

int follower_reaped(struct follower *f, int status)
{
	close(f->end);
	*f = (struct follower){ .end = -1 };
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}
