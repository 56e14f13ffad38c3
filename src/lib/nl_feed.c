/* nl_feed.c - a netlink socket that the kernel tells of changes. */
#include "nl_feed.h"

#include <errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>

int netlink_feed_open(struct netlink_feed *n, int protocol, size_t size)
{
	n->size = size;
	n->buffer = malloc(size);
	n->socket = nl_socket_alloc();
	if (!n->buffer || !n->socket)
		return -ENOMEM;
	return nl_connect(n->socket, protocol) ? -errno : 0;
}

void netlink_feed_close(struct netlink_feed *n)
{
	nl_socket_free(n->socket);
	free(n->buffer);
	*n = (struct netlink_feed){ 0 };
}

int netlink_feed_hear(struct netlink_feed *n, netlink_take *take, void *context, bool *lost)
{
	*lost = false;
	for (;;) {
		struct sockaddr_nl from = { 0 };
		struct iovec data = { .iov_base = n->buffer, .iov_len = n->size };
		struct msghdr header = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &data, .msg_iovlen = 1 };
		ssize_t size = recvmsg(nl_socket_get_fd(n->socket), &header, MSG_DONTWAIT);
		int left = (int)size, error;

		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0 && errno == ENOBUFS) {
			*lost = true;
			continue;
		}
		if (size < 0)
			return errno == EAGAIN ? 0 : -errno;
		if (from.nl_pid) /* anybody may send to a netlink port */
			continue;
		*lost |= (header.msg_flags & MSG_TRUNC) != 0;
		for (struct nlmsghdr *h = (struct nlmsghdr *)n->buffer; nlmsg_ok(h, left); h = nlmsg_next(h, &left)) {
			error = take(h, context);
			if (error)
				return error;
		}
	}
}
