/* helper_process.h - starts and ends homing-check. */
#ifndef HOMING_HELPER_PROCESS_H
#define HOMING_HELPER_PROCESS_H

#include <sys/types.h>

#define HELPER_FD 3 /* where it finds the socket */

/* user: empty: homing, else nobody. Returns 0, with a socket (SOCK_SEQPACKET, never waits) to it; or -errno: *why says, a constant, what could not be done. */
int helper_process_start(const char *user, int *socket, pid_t *pid, const char **why);

/* At once, without asking it. */
void helper_process_end(int socket, pid_t pid);

#endif
