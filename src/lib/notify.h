/* notify.h - telling the service manager how we are: the protocol of sd_notify(3), which its manual page allows to be spoken without its library. */
#ifndef HOMING_NOTIFY_H
#define HOMING_NOTIFY_H

/* Where the service manager listens (NOTIFY_SOCKET), NULL: nobody does; and how often it wants a sign of life from this process, in µs (WATCHDOG_USEC), 0: never. */
const char *notify_socket(void);
unsigned long long notify_watchdog(void);

/* Sends lines of VARIABLE=VALUE to the socket (a path, or an abstract name behind `@'); NULL: to nobody. Never blocks; that nobody listens is no error. */
void notify_send(const char *socket_name, const char *lines);

#endif
