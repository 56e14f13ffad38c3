/* privilege.h - what root may do, given up. */
#ifndef HOMING_PRIVILEGE_H
#define HOMING_PRIVILEGE_H

#include <stdbool.h>
#include <sys/types.h>

/* Keeps CAP_NET_ADMIN and CAP_NET_RAW, and what starting and ending a helper as somebody else takes (CAP_SETUID, CAP_SETGID, CAP_KILL), as far as the process has them, and nothing else.
 * commands: it will start some that the administrator has named, which may need whatever root may do; they get it back. Else for good: a program that it starts gets CAP_NET_ADMIN at most
 * (homing-mark). Where a service manager has set the bounds these hold in any case. Returns 0, or -EPERM when it has not even CAP_NET_ADMIN. */
int privilege_keep_network(bool commands);

/* This process, which is a new one, is that user from now on, of this group alone, and without a capability. In a user namespace that has no such user it stays who it is, as the namespace has
 * nobody else, and loses its capabilities all the same. Returns 0 or -errno. */
int privilege_become(uid_t uid, gid_t gid);

/* This process is killed when its parent has ended. Returns 0 or -errno. */
int privilege_die_together(void);

/* Nobody of the same user may look into this process. */
void privilege_hide(void);

#endif
