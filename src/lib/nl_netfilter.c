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

#include "nl_feed.h"
#include "util.h"

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
	struct netlink_feed told;
};

int netfilter_ear_open(struct netfilter_ear **out)
{
	struct netfilter_ear *ear = calloc(1, sizeof(*ear));
	int error;

	if (!ear)
		return -ENOMEM;
	error = netlink_feed_open(&ear->told, NETLINK_NETFILTER, HEAR_SIZE);
	if (!error && nl_socket_add_membership(ear->told.socket, NFNLGRP_NFTABLES))
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
	netlink_feed_close(&ear->told);
	free(ear);
}

int netfilter_ear_fd(const struct netfilter_ear *ear)
{
	return nl_socket_get_fd(ear->told.socket);
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

struct hearing {
	const char *table;
	bool *heard;
};

static int take(const struct nlmsghdr *message, void *context)
{
	struct hearing *h = context;

	*h->heard |= is_about(message, h->table);
	return 0;
}

int netfilter_ear_hear(struct netfilter_ear *ear, const char *table, bool *heard)
{
	struct hearing hearing = { table, heard };
	bool lost;
	int error;

	*heard = false;
	error = netlink_feed_hear(&ear->told, take, &hearing, &lost);
	*heard |= lost;
	return error;
}
