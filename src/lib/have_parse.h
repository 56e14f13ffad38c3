/* have_parse.h - rtnetlink messages into the structs of state.h; only have.c uses it. */
#ifndef HOMING_HAVE_PARSE_H
#define HOMING_HAVE_PARSE_H

#include "host.h"

struct nlmsghdr;

/* The device's name by its index; what the configuration named is known already. Returns 0 or -errno (-ENODEV: gone meanwhile). */
int have_device(const struct host *host, unsigned index, char name[DEVICE_SIZE]);

/* Each reads one message. Returns 1 (out is filled), 0 (not a message of this kind, or one that cannot be said in our structs), or -errno.
 * Multipath hops are the caller's to free. */
int have_parse_link(const struct nlmsghdr *message, struct link *out);
int have_parse_route(const struct nlmsghdr *message, const struct host *host, struct route *out);

/* The device is left to the caller, by its index: most addresses are nobody's here, and a name may cost a question. usable: neither tentative nor dadfailed. */
int have_parse_address(const struct nlmsghdr *message, struct address *out, unsigned *index, bool *usable);

/* Only rules that bear the protocol: looked at raw before anything else is read, since others may have thousands. 0: anybody's. */
int have_parse_rule(const struct nlmsghdr *message, unsigned char protocol, struct rule *out);

#endif
