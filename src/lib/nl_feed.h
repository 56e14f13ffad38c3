/* nl_feed.h - a netlink socket that the kernel tells of changes; for the ears of nl.h alone. */
#ifndef HOMING_NL_FEED_H
#define HOMING_NL_FEED_H

#include <stdbool.h>
#include <stddef.h>

struct nl_sock;
struct nlmsghdr;

/* Start with { 0 }, free with netlink_feed_close(). */
struct netlink_feed {
	struct nl_sock *socket; /* in no group yet */
	char *buffer;
	size_t size; /* of the longest datagram */
};

/* Return 0 or -errno. */
int netlink_feed_open(struct netlink_feed *n, int protocol, size_t size);
void netlink_feed_close(struct netlink_feed *n);

/* Each message that has come, without waiting; take() may end it with -errno. *lost: there was more than is told. Returns 0 or -errno. */
typedef int netlink_take(const struct nlmsghdr *message, void *context);
int netlink_feed_hear(struct netlink_feed *n, netlink_take *take, void *context, bool *lost);

#endif
