/* nl.h - the rtnetlink socket. */
#ifndef HOMING_NL_H
#define HOMING_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct netlink;
struct nl_msg;
struct nlmsghdr;

#define NETLINK_TEXT 160 /* room for the kernel's own words about a refusal */

/* Opens an rtnetlink socket with strict checking of dump requests and extended acks, where the kernel has them (4.20, 4.12).
 * Returns 0 or -errno; close with netlink_close(). */
int netlink_open(struct netlink **out);
void netlink_close(struct netlink *nl);
#define _cleanup_netlink_ _cleanup_(netlink_closep)
void netlink_closep(struct netlink **nl);

/* The port that the kernel's messages about our own changes name as their cause. */
uint32_t netlink_port(const struct netlink *nl);

/* Called for each message of an answer; a negative return ends the reading and is handed on. */
typedef int netlink_receive(const struct nlmsghdr *message, void *context);

/* Sends one request (message is taken over and freed) and hands every message of the answer to receive. A dump (NLM_F_DUMP) that the kernel
 * found inconsistent is returned as -EAGAIN. Returns 0 or -errno, the kernel's. */
int netlink_ask(struct netlink *nl, struct nl_msg *message, netlink_receive *receive, void *context);

/* One answer to a batch. */
struct netlink_error {
	size_t index;	    /* of the message in the batch, from 0 */
	int error;	    /* -errno */
	char text[NETLINK_TEXT]; /* extended ack, empty when the kernel said none */
};
typedef void netlink_refuse(const struct netlink_error *error, void *context);

/* A batch packs many messages into one sendmsg(). The kernel works them off in order inside that call, goes on behind one that it refuses, and sends an
 * error for each of those even without NLM_F_ACK: so only the last one asks for an ack. Messages are copied; the sequence number is the batch's affair. */
struct netlink_batch;
int netlink_batch_start(struct netlink *nl, struct netlink_batch **out);
int netlink_batch_add(struct netlink_batch *batch, const struct nlmsghdr *message);

/* Sends what is in it and waits for the last ack; every refusal is told to refuse. The batch is empty afterwards. Returns 0 when the exchange itself
 * worked, else -errno (then nothing is known of the messages behind the last refusal). */
int netlink_batch_send(struct netlink_batch *batch, netlink_refuse *refuse, void *context);
size_t netlink_batch_count(const struct netlink_batch *batch);
size_t netlink_batch_size(const struct netlink_batch *batch); /* bytes */
void netlink_batch_free(struct netlink_batch *batch);

/* What changed in the kernel, by the kind of its messages. They are reasons to look and nothing else. */
enum netlink_news {
	NEWS_LINK = 1 << 0,
	NEWS_ADDRESS = 1 << 1,
	NEWS_ROUTE = 1 << 2,
	NEWS_RULE = 1 << 3,
	NEWS_LOST = 1 << 4, /* there was more than the socket could hold: anything may have changed */
};

/* A second socket that hears of all changes of links, addresses, routes and rules of both families, but for those that nothing hangs on: the kernel's own local
 * table, and main's specific routes unless they bear protocol. So a full Internet table may change as it likes and wakes nobody. Never blocks. Returns 0 or -errno;
 * free with netlink_ear_close(). */
struct netlink_ear;
int netlink_ear_open(unsigned char protocol, struct netlink_ear **out);
void netlink_ear_close(struct netlink_ear *ear);
int netlink_ear_fd(const struct netlink_ear *ear); /* readable when there is news */

/* All that has come since the last time, but for what speaker (may be NULL) itself has asked the kernel to change: 0 or several of enum netlink_news.
 * Returns 0 or -errno. */
int netlink_ear_hear(struct netlink_ear *ear, const struct netlink *speaker, unsigned *news);

/* What no later look can see, for it may be over by then: the interface was heard to be without IFF_UP, or (gone) to be no more, since netlink_ear_forget(). */
bool netlink_ear_was_down(const struct netlink_ear *ear, const char *device);
bool netlink_ear_was_gone(const struct netlink_ear *ear, const char *device);
void netlink_ear_forget(struct netlink_ear *ear);

/* Is there a table of that name of nftables' family inet? Returns 0 (yes), -ENOENT (no), or -errno: nobody but CAP_NET_ADMIN may ask. */
int netfilter_find_table(const char *name);

/* A socket that hears of changes in nftables. Never blocks. Returns 0 or -errno; free with netfilter_ear_close(). */
struct netfilter_ear;
int netfilter_ear_open(struct netfilter_ear **out);
void netfilter_ear_close(struct netfilter_ear *ear);
int netfilter_ear_fd(const struct netfilter_ear *ear); /* readable when there is news */

/* Takes what has come since the last time. *heard: something of a table of that name was among it, or could have been. Returns 0 or -errno. */
int netfilter_ear_hear(struct netfilter_ear *ear, const char *table, bool *heard);

#endif
