/* nl.c - the rtnetlink socket: questions with answers, and batches. */
#include "nl.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "util.h"

#define RECEIVE_SIZE (64 * 1024) /* the kernel fills dump answers up to the size of the reader's buffer, at most 32 KiB */
#define BATCH_RECEIVE_SIZE (4 * 1024 * 1024)

struct netlink {
	struct nl_sock *socket;
	int fd;
	uint32_t sequence;
	char *buffer; /* RECEIVE_SIZE */
};

struct netlink_batch {
	struct netlink *nl;
	char *data;
	size_t length, room;
	size_t count;
	uint32_t first;	  /* sequence number of message 0 */
	size_t last;	  /* offset of the last message */
};

static void set_option(int fd, int option)
{
	int one = 1;

	/* a kernel without it answers more or says less; both are borne */
	setsockopt(fd, SOL_NETLINK, option, &one, sizeof(one));
}

int netlink_open(struct netlink **out)
{
	_cleanup_netlink_ struct netlink *nl = calloc(1, sizeof(*nl));
	int error;

	if (!nl)
		return -ENOMEM;
	nl->buffer = malloc(RECEIVE_SIZE);
	nl->socket = nl_socket_alloc();
	if (!nl->buffer || !nl->socket)
		return -ENOMEM;
	error = nl_connect(nl->socket, NETLINK_ROUTE);
	if (error)
		return error == -NLE_NOMEM ? -ENOMEM : -errno;
	nl->fd = nl_socket_get_fd(nl->socket);
	set_option(nl->fd, NETLINK_GET_STRICT_CHK);
	set_option(nl->fd, NETLINK_EXT_ACK);
	set_option(nl->fd, NETLINK_CAP_ACK); /* errors without a copy of what was sent: a full batch of them fits the buffer */
	*out = steal_pointer(&nl);
	return 0;
}

void netlink_close(struct netlink *nl)
{
	if (!nl)
		return;
	nl_socket_free(nl->socket);
	free(nl->buffer);
	free(nl);
}

void netlink_closep(struct netlink **nl)
{
	netlink_close(*nl);
}

uint32_t netlink_port(const struct netlink *nl)
{
	return nl_socket_get_local_port(nl->socket);
}

static int send_bytes(struct netlink *nl, const void *data, size_t length)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	do
		sent = sendto(nl->fd, data, length, 0, (struct sockaddr *)&kernel, sizeof(kernel));
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* One datagram from the kernel (nl_pid 0): anybody may send to a netlink port. Returns its size or -errno. */
static ssize_t receive_bytes(struct netlink *nl)
{
	for (;;) {
		struct sockaddr_nl from = { 0 };
		struct iovec data = { .iov_base = nl->buffer, .iov_len = RECEIVE_SIZE };
		struct msghdr header = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &data, .msg_iovlen = 1 };
		ssize_t size = recvmsg(nl->fd, &header, 0);

		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return -errno;
		if (header.msg_flags & MSG_TRUNC)
			return -EMSGSIZE;
		if (from.nl_pid == 0)
			return size;
	}
}

/* The kernel's words behind an error, if it said any (NLMSGERR_ATTR_MSG). */
static void read_text(const struct nlmsghdr *message, char text[NETLINK_TEXT])
{
	const struct nlmsgerr *answer = nlmsg_data(message);
	size_t skip = sizeof(*answer);
	struct nlattr *words;

	text[0] = '\0';
	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(message->nlmsg_flags & NLM_F_CAPPED)) /* then the whole request stands before them */
		skip += answer->msg.nlmsg_len - sizeof(answer->msg);
	if (skip >= (size_t)nlmsg_datalen(message))
		return;
	words = nlmsg_find_attr((struct nlmsghdr *)message, (int)skip, NLMSGERR_ATTR_MSG);
	if (words)
		nla_strlcpy(text, words, NETLINK_TEXT);
}

int netlink_ask(struct netlink *nl, struct nl_msg *message, netlink_receive *receive, void *context)
{
	struct nlmsghdr *request = nlmsg_hdr(message);
	uint32_t sequence = ++nl->sequence;
	int inconsistent = 0, result;

	request->nlmsg_seq = sequence;
	request->nlmsg_pid = 0;
	request->nlmsg_flags |= NLM_F_REQUEST;
	result = send_bytes(nl, request, request->nlmsg_len);
	nlmsg_free(message);
	if (result)
		return result;

	for (;;) {
		ssize_t size = receive_bytes(nl);
		int left = (int)size;

		if (size < 0)
			return (int)size;
		for (struct nlmsghdr *h = (struct nlmsghdr *)nl->buffer; nlmsg_ok(h, left); h = nlmsg_next(h, &left)) {
			if (h->nlmsg_seq != sequence)
				continue;
			inconsistent |= h->nlmsg_flags & NLM_F_DUMP_INTR;
			if (h->nlmsg_type == NLMSG_DONE) {
				/* a dump that failed says so here */
				int error = nlmsg_datalen(h) >= (int)sizeof(int) ? *(int *)nlmsg_data(h) : 0;

				return result ? result : error ? error : inconsistent ? -EAGAIN : 0;
			}
			if (h->nlmsg_type == NLMSG_ERROR)
				return ((struct nlmsgerr *)nlmsg_data(h))->error;
			if (!result)
				result = receive(h, context);
			if (!(h->nlmsg_flags & NLM_F_MULTI))
				return result;
		}
	}
}

/* Room for an error to every message of a batch: one that did not fit would be lost, the last one too, which we wait for. */
static void enlarge_receive_buffer(int fd)
{
	int size = BATCH_RECEIVE_SIZE;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

int netlink_batch_start(struct netlink *nl, struct netlink_batch **out)
{
	struct netlink_batch *batch = calloc(1, sizeof(*batch));

	if (!batch)
		return -ENOMEM;
	batch->nl = nl;
	enlarge_receive_buffer(nl->fd);
	*out = batch;
	return 0;
}

int netlink_batch_add(struct netlink_batch *batch, const struct nlmsghdr *message)
{
	size_t length = NLMSG_ALIGN(message->nlmsg_len);
	struct nlmsghdr *copy;

	if (batch->length + length > batch->room) {
		size_t room = (batch->length + length) * 2;
		char *data = realloc(batch->data, room);

		if (!data)
			return -ENOMEM;
		batch->data = data;
		batch->room = room;
	}
	copy = (struct nlmsghdr *)(batch->data + batch->length);
	memcpy(copy, message, message->nlmsg_len);
	memset((char *)copy + message->nlmsg_len, 0, length - message->nlmsg_len);
	if (!batch->count)
		batch->first = batch->nl->sequence + 1;
	copy->nlmsg_seq = ++batch->nl->sequence;
	copy->nlmsg_pid = 0;
	copy->nlmsg_flags = (uint16_t)((copy->nlmsg_flags | NLM_F_REQUEST) & ~NLM_F_ACK);
	batch->last = batch->length;
	batch->length += length;
	batch->count++;
	return 0;
}

/* Reads answers until the one for the last message. */
static int read_answers(struct netlink_batch *batch, netlink_refuse *refuse, void *context)
{
	struct netlink *nl = batch->nl;

	for (;;) {
		ssize_t size = receive_bytes(nl);
		int left = (int)size;

		if (size < 0)
			return (int)size;
		for (struct nlmsghdr *h = (struct nlmsghdr *)nl->buffer; nlmsg_ok(h, left); h = nlmsg_next(h, &left)) {
			size_t index = h->nlmsg_seq - batch->first;
			int error;

			if (h->nlmsg_type != NLMSG_ERROR || index >= batch->count)
				continue;
			error = ((struct nlmsgerr *)nlmsg_data(h))->error;
			if (error) {
				struct netlink_error refusal = { .index = index, .error = error };

				read_text(h, refusal.text);
				refuse(&refusal, context);
			}
			if (index == batch->count - 1)
				return 0;
		}
	}
}

int netlink_batch_send(struct netlink_batch *batch, netlink_refuse *refuse, void *context)
{
	int error;

	if (!batch->count)
		return 0;
	((struct nlmsghdr *)(batch->data + batch->last))->nlmsg_flags |= NLM_F_ACK;
	error = send_bytes(batch->nl, batch->data, batch->length);
	if (!error)
		error = read_answers(batch, refuse, context);
	batch->length = batch->count = 0;
	return error;
}

size_t netlink_batch_count(const struct netlink_batch *batch)
{
	return batch->count;
}

size_t netlink_batch_size(const struct netlink_batch *batch)
{
	return batch->length;
}

void netlink_batch_free(struct netlink_batch *batch)
{
	if (batch)
		free(batch->data);
	free(batch);
}
