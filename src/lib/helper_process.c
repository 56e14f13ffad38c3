/* helper_process.c - starts and ends homing-check, as somebody else and with nothing of what the watcher has. */
#define _GNU_SOURCE /* O_PATH, fexecve(), close_range() */
#include "helper_process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "command.h"
#include "errand.h"
#include "privilege.h"
#include "util.h"

#define PROGRAM "homing-check"

struct account {
	uid_t uid;
	gid_t gid;
};

static void close_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

/* Of this machine alone: a directory service is behind the uplinks that are to be checked. */
static int find_account(const char *name, struct account *out)
{
	_cleanup_(close_file) FILE *f = fopen("/etc/passwd", "re");

	for (const struct passwd *p; f && (p = fgetpwent(f));)
		if (!strcmp(p->pw_name, name)) {
			*out = (struct account){ p->pw_uid, p->pw_gid };
			return 0;
		}
	return -ENOENT;
}

static int choose_account(const char *user, struct account *out, const char **why)
{
	int error = *user ? find_account(user, out) : find_account("homing", out);

	if (error && !*user)
		error = find_account("nobody", out);
	if (error)
		*why = *user ? "there is no such user in /etc/passwd" : "there is neither a user homing nor nobody in /etc/passwd";
	else if (!out->uid)
		*why = "the user is root, which it shall not be";
	return *why ? error ? error : -EPERM : 0;
}

static int open_program(const char **why)
{
	char path[COMMAND_FILE_SIZE];
	int fd = -1, error = command_find_beside(PROGRAM, HELPERDIR, path);

	if (!error) {
		fd = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
		error = fd < 0 ? -errno : 0;
	}
	if (error)
		*why = HELPERDIR "/" PROGRAM " cannot be opened";
	return error ? error : fd;
}

static void tell(int fd, const char *what, int error)
{
	struct errand_answer answer;
	char text[ERRAND_WHY];

	snprintf(text, sizeof(text), "%s: %s", what, strerror(-error));
	errand_answer_write(ERRAND_NOBODY, 0, text, &answer);
	send(fd, &answer, sizeof(answer), MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* The new process until it is homing-check: only calls that may be made after fork(2). It is opened before the user changes, who need not be able to walk there. */
static void become(int program, int fd, const struct account *account)
{
	static char *const words[] = { (char *)(uintptr_t)PROGRAM, NULL };
	char *const nothing[] = { NULL };
	sigset_t none;
	int error;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	if (fd != HELPER_FD)
		dup2(fd, HELPER_FD);
	else
		fcntl(fd, F_SETFD, 0);
	syscall(SYS_close_range, HELPER_FD + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	error = privilege_become(account->uid, account->gid);
	if (error)
		tell(HELPER_FD, "its user cannot be had", error);
	if (error || chdir("/"))
		_exit(1);
	fexecve(program, words, nothing);
	tell(HELPER_FD, PROGRAM " cannot be run", -errno);
	_exit(1);
}

int helper_process_start(const char *user, int *socket, pid_t *pid, const char **why)
{
	struct account account;
	int ends[2], program, error;

	*why = NULL;
	error = choose_account(user, &account, why);
	if (error)
		return error;
	program = open_program(why);
	if (program < 0)
		return program;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends)) {
		*why = "no socket to it can be made";
		error = -errno;
		close(program);
		return error;
	}
	*pid = fork();
	if (*pid == 0)
		become(program, ends[1], &account);
	error = *pid < 0 ? -errno : 0;
	close(program);
	close(ends[1]);
	if (error) {
		*why = "no process for it can be made";
		close(ends[0]);
		return error;
	}
	*socket = ends[0];
	return 0;
}

void helper_process_end(int socket, pid_t pid, bool by_force)
{
	close(socket);
	if (by_force)
		kill(pid, SIGKILL);
}
