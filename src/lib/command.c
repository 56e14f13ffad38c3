/* command.c - starts what the configuration names. */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A group of its own, to be killed whole, and nothing of what the caller does with signals. */
static int prepare(posix_spawnattr_t *how, posix_spawn_file_actions_t *files)
{
	sigset_t all, none;
	int error;

	sigfillset(&all);
	sigemptyset(&none);
	error = posix_spawnattr_setflags(how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	if (!error)
		error = posix_spawnattr_setpgroup(how, 0);
	if (!error)
		error = posix_spawnattr_setsigdefault(how, &all);
	if (!error)
		error = posix_spawnattr_setsigmask(how, &none);
	return error ? error : posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
}

/* A bare name is looked up in COMMAND_PATH, never in PATH (CONFIG 1). Returns 0 or an errno, of the last place where it was not. */
static int spawn(const struct command *command, char *const environment[], const posix_spawnattr_t *how, const posix_spawn_file_actions_t *files, pid_t *pid)
{
	const char *name = command->words[0], *directory = COMMAND_PATH;
	char path[2 * PATH_SIZE];
	int error = ENOENT;

	if (name[0] == '/')
		return posix_spawn(pid, name, files, how, command->words, environment);
	while (error == ENOENT && *directory) {
		size_t length = strcspn(directory, ":");

		if (snprintf(path, sizeof(path), "%.*s/%s", (int)length, directory, name) < (int)sizeof(path))
			error = posix_spawn(pid, path, files, how, command->words, environment);
		directory += length + (directory[length] == ':');
	}
	return error;
}

pid_t command_start(const struct command *command, char *const environment[])
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	pid_t pid = 0;
	int error = posix_spawnattr_init(&how);

	if (error)
		return -error;
	error = posix_spawn_file_actions_init(&files);
	if (!error) {
		error = prepare(&how, &files);
		if (!error)
			error = spawn(command, environment, &how, &files, &pid);
		posix_spawn_file_actions_destroy(&files);
	}
	posix_spawnattr_destroy(&how);
	return error ? -error : pid;
}

void command_kill(pid_t pid)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL); /* it may have left its group */
}
