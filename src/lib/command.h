/* command.h - starts what the configuration names: on-take, on-release. No shell, no PATH, no environment but what is given. */
#ifndef HOMING_COMMAND_H
#define HOMING_COMMAND_H

#include <sys/types.h>

#include "config.h"

/* Starts it in a process group of its own, with nothing to read. environment: NAME=VALUE, NULL behind the last. Returns its pid, to be
 * waited for, or -errno: what could not be executed. */
pid_t command_start(const struct command *command, char *const environment[]);

/* Ends it and all that it has started in its group. */
void command_kill(pid_t pid);

#endif
