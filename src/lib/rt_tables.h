/* rt_tables.h - the numbers that iproute2's files give to the names of route tables. They are read, never written. */
#ifndef HOMING_RT_TABLES_H
#define HOMING_RT_TABLES_H

#include <stdint.h>

/* Where iproute2 keeps them: before 6.5 in /etc, since then in its own directory below /usr, which /etc overrides. */
#define RT_TABLES_FILES "/etc/iproute2, /usr/share/iproute2 or /usr/lib/iproute2 (rt_tables and rt_tables.d/*.conf)"

/* Looks for name in rt_tables and rt_tables.d/ *.conf of each directory in turn (a NULL ends them; directories NULL: those above); the
 * first file that has it holds, then the kernel's own main, local, default, unspec. What cannot be read is passed over.
 * Returns 0, -ENOENT, or -ENOMEM. */
int rt_tables_find(const char *const directories[], const char *name, uint32_t *number);

#endif
