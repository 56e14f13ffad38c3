/* command.c - starts what the configuration names. */
#define _GNU_SOURCE /* memrchr() */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

static int look_at(const char *path)
{
	struct stat found;

	if (stat(path, &found))
		return -errno;
	return S_ISREG(found.st_mode) && (found.st_mode & 0111) ? 0 : -ENOEXEC;
}

/* A bare name is looked up in COMMAND_PATH, never in PATH (CONFIG 1). */
int command_find(const char *name, char path[COMMAND_FILE_SIZE])
{
	const char *directory = COMMAND_PATH;
	int error = -ENOENT;

	if (name[0] == '/') {
		snprintf(path, COMMAND_FILE_SIZE, "%s", name);
		return look_at(path);
	}
	while (error == -ENOENT && *directory) {
		size_t length = strcspn(directory, ":");

		snprintf(path, COMMAND_FILE_SIZE, "%.*s/%s", (int)length, directory, name);
		error = look_at(path);
		directory += length + (directory[length] == ':');
	}
	return error;
}

int command_find_beside(const char *name, const char *directory, char path[COMMAND_FILE_SIZE])
{
	ssize_t length = readlink("/proc/self/exe", path, COMMAND_FILE_SIZE);
	const char *slash = length > 0 && length < COMMAND_FILE_SIZE ? memrchr(path, '/', (size_t)length) : NULL;
	size_t used = slash ? (size_t)(slash - path) + 1 : 0;

	if (used && snprintf(path + used, COMMAND_FILE_SIZE - used, "%s", name) < (int)(COMMAND_FILE_SIZE - used) && !access(path, X_OK))
		return 0;
	return snprintf(path, COMMAND_FILE_SIZE, "%s/%s", directory, name) < COMMAND_FILE_SIZE ? 0 : -ENAMETOOLONG;
}

/* The kernel has the last word about what command_find() finds wrong. Returns 0 or an errno. */
static int spawn(const struct command *command, char *const environment[], const posix_spawnattr_t *how, const posix_spawn_file_actions_t *files, pid_t *pid)
{
	char path[COMMAND_FILE_SIZE];

	command_find(command->words[0], path);
	return posix_spawn(pid, path, files, how, command->words, environment);
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
