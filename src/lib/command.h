/* command.h - starts what the configuration names: on-take, on-release. No shell, no PATH, no environment but what is given. */
#ifndef HOMING_COMMAND_H
#define HOMING_COMMAND_H

#include <sys/types.h>

#include "config.h"

#define COMMAND_FILE_SIZE 1152 /* a line of the configuration, which has 1022 bytes, behind a directory */

/* Where the command of that name is, into path. Returns 0, -ENOENT, -ENOEXEC (there is something, but nobody may execute it), or what keeps us from looking. */
int command_find(const char *name, char path[COMMAND_FILE_SIZE]);

/* Another program of the suite: beside this very one, which is where it was built, else in the directory where it was to be installed. Who may write beside us may replace
 * us. Returns 0 or -ENAMETOOLONG; whether it is there is for the caller to find out. */
int command_find_beside(const char *name, const char *directory, char path[COMMAND_FILE_SIZE]);

/* command_missing.c: a warning for each command of the configuration, of checks too, that could not be run now. They may come later, so it is no error. */
void command_warn_missing(const struct config *config, struct log *log);

/* Starts it in a process group of its own, with nothing to read. environment: NAME=VALUE, NULL behind the last. Returns its pid, to be
 * waited for, or -errno: what could not be executed. */
pid_t command_start(const struct command *command, char *const environment[]);

/* Ends it and all that it has started in its group. */
void command_kill(pid_t pid);

#endif
