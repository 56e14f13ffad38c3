/* checker_exec.c - a command of the administrator's: well when it exits with 0. No shell, no PATH. */
#define _GNU_SOURCE /* execve's environ is ours */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checker_work.h"
#include "command.h"
#include "privilege.h"
#include "util.h"
#include "words.h"

#define WORDS_MAX 64
#define FACTS_MAX 24
#define NOT_FOUND 127

struct running {
	pid_t pid; /* of its group, too */
};

/* What it is told. Names and values are the watcher's; device and addresses are those of the question. */
struct facts {
	char *list[FACTS_MAX + 1];
	size_t count;
	char text[4][96];
	char copy[ERRAND_WORDS];
};

static void add_fact(struct facts *f, char *fact)
{
	if (f->count < FACTS_MAX)
		f->list[f->count++] = fact;
}

static void gather_facts(const struct errand *e, struct facts *f)
{
	static const char *const names[FAMILIES] = { "HOMING_ADDRESS", "HOMING_ADDRESS6" };
	char address[PREFIX_TEXT];

	*f = (struct facts){ 0 };
	snprintf(f->text[0], sizeof(f->text[0]), "PATH=" COMMAND_PATH);
	add_fact(f, f->text[0]);
	snprintf(f->text[1], sizeof(f->text[1]), "HOMING_INTERFACE=%s", e->device);
	add_fact(f, f->text[1]);
	for (int family = V4; family < FAMILIES; family++)
		if (prefix_is_set(&e->source[family])) {
			snprintf(f->text[2 + family], sizeof(f->text[0]), "%s=%s", names[family], prefix_text(&e->source[family], address));
			add_fact(f, f->text[2 + family]);
		}
	snprintf(f->copy, sizeof(f->copy), "%s", errand_word(e, ERRAND_FACTS));
	for (char *fact = f->copy, *next; *fact; fact = next) {
		next = fact + strcspn(fact, "\n");
		if (*next)
			*next++ = '\0';
		add_fact(f, fact);
	}
}

static void run(const char *path, char *const words[], char *const facts[])
{
	struct rlimit memory;
	int nothing = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	privilege_die_together();
	for (int fd = 0; fd < 3; fd++)
		dup2(nothing, fd);
	syscall(SYS_close_range, 3, ~0U, 0);
	signal(SIGPIPE, SIG_DFL);
	if (!getrlimit(RLIMIT_AS, &memory)) {
		memory.rlim_cur = memory.rlim_max;
		setrlimit(RLIMIT_AS, &memory);
	}
	execve(path, words, facts);
	_exit(NOT_FOUND);
}

static const char *begin_exec(struct checker *c, struct job *job)
{
	struct running *command = calloc(1, sizeof(*command));
	char text[ERRAND_WORDS], path[COMMAND_FILE_SIZE], *words[WORDS_MAX + 1];
	struct facts facts;
	int count;

	job->own = command;
	snprintf(text, sizeof(text), "%s", errand_word(job->errand, ERRAND_TEXT));
	count = words_split(text, words, WORDS_MAX);
	if (!command || count <= 0 || !words[0][0])
		return "cannot be run";
	words[count] = NULL;
	gather_facts(job->errand, &facts);
	command_find(words[0], path); /* what it finds wrong the kernel says, too */
	command->pid = fork();
	if (command->pid == 0)
		run(path, words, facts.list);
	if (command->pid < 0)
		return "cannot be run: too many processes";
	setpgid(command->pid, command->pid); /* whoever of us comes first */
	job->fd = (int)syscall(SYS_pidfd_open, command->pid, 0);
	return job->fd < 0 || checker_hear_on(c, job, job->fd, EPOLLIN) ? "cannot be run" : NULL;
}

static void hear_exec(struct checker *c, struct job *job)
{
	struct running *command = job->own;
	char why[ERRAND_WHY];
	siginfo_t ended = { 0 };
	int status;

	if (waitid(P_PID, (id_t)command->pid, &ended, WEXITED | WNOHANG | WNOWAIT) || !ended.si_pid)
		return;
	kill(-command->pid, SIGKILL); /* what it left behind, while the number is still its own */
	waitpid(command->pid, &status, 0);
	command->pid = 0;
	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why), "killed by signal %d", WTERMSIG(status));
	else
		snprintf(why, sizeof(why), WEXITSTATUS(status) == NOT_FOUND ? "exit status %d: perhaps no such command" : "exit status %d", WEXITSTATUS(status));
	checker_finish(c, job, WIFEXITED(status) && !WEXITSTATUS(status) ? NULL : why);
}

/* The whole group, at once. */
static void end_exec(struct checker *c, struct job *job)
{
	struct running *command = job->own;

	(void)c;
	if (command && command->pid > 0) {
		kill(-command->pid, SIGKILL);
		kill(command->pid, SIGKILL); /* before it had its group */
		waitpid(command->pid, NULL, 0);
	}
	free(command);
}

const struct job_kind JOB_EXEC = { begin_exec, hear_exec, end_exec };
