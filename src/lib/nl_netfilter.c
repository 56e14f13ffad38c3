/* nl_netfilter.c - what rtnetlink does not tell: is a table of nftables there, and did somebody change it. */
#include "nl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "util.h"

#define ANSWER_SIZE 4096
#define HEAR_SIZE (32 * 1024) /* of one datagram: what a transaction tells comes in pieces of a page */

static void free_socket(struct nl_sock **socket)
{
	nl_socket_free(*socket);
}

static int take_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *context)
{
	(void)from;
	*(int *)context = e->error;
	return NL_STOP;
}

int netfilter_find_table(const char *name)
{
	_cleanup_(free_socket) struct nl_sock *socket = nl_socket_alloc();
	struct nfgenmsg head = { .nfgen_family = NFPROTO_INET, .version = NFNETLINK_V0 };
	struct nl_msg *message;
	int answer = 0, error;

	if (!socket)
		return -ENOMEM;
	if (nl_connect(socket, NETLINK_NETFILTER))
		return -errno;
	message = nlmsg_alloc_simple(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE, NLM_F_ACK);
	if (!message)
		return -ENOMEM;
	if (nlmsg_append(message, &head, sizeof(head), NLMSG_ALIGNTO) || nla_put_string(message, NFTA_TABLE_NAME, name)) {
		nlmsg_free(message);
		return -ENOMEM;
	}
	nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, take_error, &answer);
	nl_socket_disable_auto_ack(socket);
	error = nl_send_auto(socket, message);
	nlmsg_free(message);
	if (error >= 0)
		error = nl_wait_for_ack(socket);
	return answer ? answer : error < 0 ? -EIO : 0;
}

struct netfilter_ear {
	struct nl_sock *socket;
	char *buffer;
};

int netfilter_ear_open(struct netfilter_ear **out)
{
	struct netfilter_ear *ear = calloc(1, sizeof(*ear));
	int error = 0;

	if (!ear)
		return -ENOMEM;
	ear->buffer = malloc(HEAR_SIZE);
	ear->socket = nl_socket_alloc();
	if (!ear->buffer || !ear->socket)
		error = -ENOMEM;
	if (!error && (nl_connect(ear->socket, NETLINK_NETFILTER) || nl_socket_add_membership(ear->socket, NFNLGRP_NFTABLES)))
		error = -errno;
	if (error) {
		netfilter_ear_close(ear);
		return error;
	}
	*out = ear;
	return 0;
}

void netfilter_ear_close(struct netfilter_ear *ear)
{
	if (!ear)
		return;
	nl_socket_free(ear->socket);
	free(ear->buffer);
	free(ear);
}

int netfilter_ear_fd(const struct netfilter_ear *ear)
{
	return nl_socket_get_fd(ear->socket);
}

/* The first attribute of tables, chains, rules, maps and elements alike is the table's name. */
static bool is_about(const struct nlmsghdr *h, const char *table)
{
	const struct nlattr *name;

	if (NFNL_SUBSYS_ID(h->nlmsg_type) != NFNL_SUBSYS_NFTABLES || NFNL_MSG_TYPE(h->nlmsg_type) == NFT_MSG_NEWGEN ||
	    !nlmsg_valid_hdr(h, sizeof(struct nfgenmsg)))
		return false;
	name = nlmsg_find_attr((struct nlmsghdr *)h, sizeof(struct nfgenmsg), NFTA_TABLE_NAME);
	return name && nla_len(name) == (int)strlen(table) + 1 && !memcmp(nla_data(name), table, strlen(table) + 1);
}

int netfilter_ear_hear(struct netfilter_ear *ear, const char *table, bool *heard)
{
	*heard = false;
	for (;;) {
		struct sockaddr_nl from = { 0 };
		struct iovec data = { .iov_base = ear->buffer, .iov_len = HEAR_SIZE };
		struct msghdr header = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &data, .msg_iovlen = 1 };
		ssize_t size = recvmsg(netfilter_ear_fd(ear), &header, MSG_DONTWAIT);
		int left = (int)size;

		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0 && errno == ENOBUFS) {
			*heard = true;
			continue;
		}
		if (size < 0)
			return errno == EAGAIN ? 0 : -errno;
		if (from.nl_pid) /* anybody may send to a netlink port */
			continue;
		*heard |= (header.msg_flags & MSG_TRUNC) != 0;
		for (struct nlmsghdr *h = (struct nlmsghdr *)ear->buffer; nlmsg_ok(h, left); h = nlmsg_next(h, &left))
			*heard |= is_about(h, table);
	}
}
