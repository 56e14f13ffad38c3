/* nl_ear.c - the socket that hears of changes. */
#include "nl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "nl_feed.h"
#include "state.h"
#include "util.h"

#define HEAR_SIZE (16 * 1024) /* of one message: a link with many virtual functions takes some */
#define QUEUE_SIZE (1024 * 1024) /* what overruns it costs one look more, nothing else */

/* An interface that was not there for a while. */
struct absence {
	char device[DEVICE_SIZE];
	bool gone; /* not only without IFF_UP */
};

struct netlink_ear {
	struct netlink_feed told;
	struct absence *absences;
	size_t absence_count;
};

/* Offsets of what the filter looks at: one notification, one datagram. */
enum {
	TYPE_AT = offsetof(struct nlmsghdr, nlmsg_type),
	LENGTH_AT = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_dst_len),
	TABLE_AT = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_table),
	PROTOCOL_AT = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_protocol),
};

/* Routes that nothing of ours hangs on never leave the kernel. BPF loads in network order, netlink is in the host's. */
static int filter_routes(int fd, unsigned char protocol)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, TYPE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 7),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, TABLE_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RT_TABLE_LOCAL, 6, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RT_TABLE_MAIN, 0, 4),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, PROTOCOL_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, protocol, 2, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, LENGTH_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = { .len = COUNT(code), .filter = code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) ? -errno : 0;
}

static int join(struct nl_sock *socket)
{
	static const int groups[] = { RTNLGRP_LINK,	   RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
				      RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,	 RTNLGRP_IPV6_RULE };

	for (size_t i = 0; i < COUNT(groups); i++)
		if (nl_socket_add_membership(socket, groups[i]))
			return -errno;
	return 0;
}

int netlink_ear_open(unsigned char protocol, struct netlink_ear **out)
{
	struct netlink_ear *ear = calloc(1, sizeof(*ear));
	int error, fd, size = QUEUE_SIZE;

	if (!ear)
		return -ENOMEM;
	error = netlink_feed_open(&ear->told, NETLINK_ROUTE, HEAR_SIZE);
	if (!error) {
		fd = netlink_ear_fd(ear);
		if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
			setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
		error = filter_routes(fd, protocol);
	}
	if (!error)
		error = join(ear->told.socket);
	if (error) {
		netlink_ear_close(ear);
		return error;
	}
	*out = ear;
	return 0;
}

void netlink_ear_close(struct netlink_ear *ear)
{
	if (!ear)
		return;
	netlink_feed_close(&ear->told);
	free(ear->absences);
	free(ear);
}

int netlink_ear_fd(const struct netlink_ear *ear)
{
	return nl_socket_get_fd(ear->told.socket);
}

static unsigned news_of(const struct nlmsghdr *message)
{
	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		return NEWS_LINK;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		return NEWS_ADDRESS;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		return NEWS_ROUTE;
	case RTM_NEWRULE:
	case RTM_DELRULE:
		return NEWS_RULE;
	default:
		return 0;
	}
}

static const struct absence *find_absence(const struct netlink_ear *ear, const char *device, bool gone)
{
	for (size_t i = 0; i < ear->absence_count; i++)
		if (ear->absences[i].gone == gone && !strcmp(ear->absences[i].device, device))
			return &ear->absences[i];
	return NULL;
}

bool netlink_ear_was_down(const struct netlink_ear *ear, const char *device)
{
	return find_absence(ear, device, false);
}

bool netlink_ear_was_gone(const struct netlink_ear *ear, const char *device)
{
	return find_absence(ear, device, true);
}

void netlink_ear_forget(struct netlink_ear *ear)
{
	free(steal_pointer(&ear->absences));
	ear->absence_count = 0;
}

/* A bridge, too, tells of its ports in such messages, and of one that leaves it in a RTM_DELLINK: those are of AF_BRIDGE. */
static int note_absence(struct netlink_ear *ear, const struct nlmsghdr *message)
{
	const struct ifinfomsg *link = nlmsg_data(message);
	struct absence absence = { .gone = message->nlmsg_type == RTM_DELLINK }, *absences;
	const struct nlattr *name;

	if ((message->nlmsg_type != RTM_NEWLINK && !absence.gone) || !nlmsg_valid_hdr(message, sizeof(*link)) || link->ifi_family != AF_UNSPEC ||
	    (!absence.gone && (link->ifi_flags & IFF_UP)))
		return 0;
	name = nlmsg_find_attr((struct nlmsghdr *)message, sizeof(*link), IFLA_IFNAME);
	if (!name || nla_strlcpy(absence.device, name, sizeof(absence.device)) >= sizeof(absence.device) ||
	    find_absence(ear, absence.device, absence.gone))
		return 0;
	absences = reallocarray(ear->absences, ear->absence_count + 1, sizeof(*absences));
	if (!absences)
		return -ENOMEM;
	ear->absences = absences;
	absences[ear->absence_count++] = absence;
	return 0;
}

struct hearing {
	struct netlink_ear *ear;
	uint32_t own; /* the port of whose doings are no news; 0: there is none */
	unsigned *news;
};

static int take(const struct nlmsghdr *message, void *context)
{
	struct hearing *h = context;

	if (h->own && message->nlmsg_pid == h->own)
		return 0;
	*h->news |= news_of(message);
	return note_absence(h->ear, message);
}

int netlink_ear_hear(struct netlink_ear *ear, const struct netlink *speaker, unsigned *news)
{
	struct hearing hearing = { .ear = ear, .own = speaker ? netlink_port(speaker) : 0, .news = news };
	bool lost;
	int error;

	*news = 0;
	error = netlink_feed_hear(&ear->told, take, &hearing, &lost);
	if (lost)
		*news |= NEWS_LOST;
	return error;
}
