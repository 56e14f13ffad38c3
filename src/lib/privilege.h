/* privilege.h - what root may do, given up. */
#ifndef HOMING_PRIVILEGE_H
#define HOMING_PRIVILEGE_H

/* Keeps CAP_NET_ADMIN and CAP_NET_RAW, as far as the process has them, and nothing else, for good: no program that it starts gets more. Returns 0, or -EPERM when it
 * has not even CAP_NET_ADMIN. */
int privilege_keep_network(void);

#endif
