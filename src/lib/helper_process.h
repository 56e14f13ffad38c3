/* helper_process.h - starts and ends homing-check. */
#ifndef HOMING_HELPER_PROCESS_H
#define HOMING_HELPER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#define HELPER_FD 3 /* where it finds the socket */

/* user: empty: homing, else nobody. Returns 0, with a socket (SOCK_SEQPACKET, never waits) to it; or -errno: *why says, a constant, what could not be done. */
int helper_process_start(const char *user, int *socket, pid_t *pid, const char **why);

/* It sees that nobody asks any more, and ends with all its commands; by_force: at once, without being asked. */
void helper_process_end(int socket, pid_t pid, bool by_force);

#endif
