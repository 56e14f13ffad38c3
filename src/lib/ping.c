/* ping.c - ICMP echo by one uplink. */
#define _GNU_SOURCE /* sendmmsg() */
#include "ping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "endpoint.h"
#include "util.h"

#define AT_ONCE 64	    /* messages to a system call */
#define ROOM (512 * 1024) /* bytes of answers: some thousand that come in one millisecond */
#define ANSWER_SIZE 128   /* an IPv4 header with options, ours behind it */

/* What goes over the wire; ICMP and ICMPv6 are alike so far. */
struct echo_packet {
	uint8_t type, code;
	uint16_t checksum;
	uint16_t id, number; /* network order */
	uint8_t nonce[8];
};

struct ping {
	int fd;
	unsigned char family;
	bool raw; /* else the kernel chooses the id and hands over only what answers it */
	uint16_t id;
};

static uint8_t type_of(const struct ping *p, bool answer)
{
	if (p->family == AF_INET)
		return answer ? ICMP_ECHOREPLY : ICMP_ECHO;
	return answer ? ICMP6_ECHO_REPLY : ICMP6_ECHO_REQUEST;
}

/* Everybody's answers come to a raw socket: the others stay in the kernel. An IPv4 one sees the IP header, an IPv6 one does not. */
static int filter_answers(const struct ping *p)
{
	bool four = p->family == AF_INET;
	struct sock_filter code[] = {
		four ? (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0) : (struct sock_filter)BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, offsetof(struct echo_packet, type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, type_of(p, true), 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, offsetof(struct echo_packet, id)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, p->id, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = { .len = COUNT(code), .filter = code };

	return setsockopt(p->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) ? -errno : 0;
}

/* Datagram sockets where the host lets us (ping_group_range; root alone does not suffice), else raw ones (CAP_NET_RAW). The sysctl is the administrator's. */
static int open_socket(struct ping *p)
{
	int protocol = p->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6, kind = SOCK_CLOEXEC | SOCK_NONBLOCK;

	p->fd = socket(p->family, SOCK_DGRAM | kind, protocol);
	p->raw = p->fd < 0;
	if (p->raw)
		p->fd = socket(p->family, SOCK_RAW | kind, protocol);
	if (p->fd < 0)
		return -errno;
	if (!p->raw)
		return 0;
	p->id = (uint16_t)(random() & 0xffff);
	return filter_answers(p);
}

/* Device and address: the first chooses the uplink's own table (DESIGN 5, `oif'), which is never withdrawn; the second keeps the answer's way. */
static int bind_way(struct ping *p, const char *device, const struct prefix *source)
{
	struct sockaddr_storage at;
	socklen_t length = endpoint_write(source, 0, &at);
	int room = ROOM;

	if (setsockopt(p->fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device) + 1))
		return -errno;
	if (setsockopt(p->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	return bind(p->fd, (struct sockaddr *)&at, length) ? -errno : 0;
}

int ping_open(const char *device, const struct prefix *source, struct ping **out)
{
	struct ping *p = calloc(1, sizeof(*p));
	int error;

	if (!p)
		return -ENOMEM;
	p->family = source->family;
	error = open_socket(p);
	if (!error)
		error = bind_way(p, device, source);
	if (error) {
		ping_close(p);
		return error;
	}
	*out = p;
	return 0;
}

void ping_close(struct ping *p)
{
	if (p && p->fd >= 0)
		close(p->fd);
	free(p);
}

int ping_fd(const struct ping *p)
{
	return p->fd;
}

/* RFC 1071. ICMPv6's covers the addresses too and is the kernel's affair (RFC 3542 3.1); on datagram sockets both are. */
static uint16_t checksum_of(const struct echo_packet *packet)
{
	uint16_t words[sizeof(*packet) / 2];
	uint32_t sum = 0;

	memcpy(words, packet, sizeof(words));
	for (size_t i = 0; i < COUNT(words); i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~(sum + (sum >> 16));
}

static void write_packet(const struct ping *p, const struct echo *echo, struct echo_packet *out)
{
	*out = (struct echo_packet){ .type = type_of(p, false), .id = htons(p->id), .number = htons(echo->number) };
	memcpy(out->nonce, &echo->nonce, sizeof(out->nonce));
	if (p->family == AF_INET)
		out->checksum = checksum_of(out);
}

/* Errors that are one target's own: it will not answer, and that is all there is to say. */
static bool is_of_target(int error)
{
	return error == EHOSTUNREACH || error == ENETUNREACH || error == ECONNREFUSED || error == EPERM || error == EACCES || error == EINVAL ||
	       error == EHOSTDOWN || error == EMSGSIZE;
}

static int send_some(struct ping *p, const struct echo *echoes, size_t count, size_t *sent)
{
	struct echo_packet packets[AT_ONCE];
	struct sockaddr_storage to[AT_ONCE];
	struct iovec data[AT_ONCE];
	struct mmsghdr messages[AT_ONCE] = { 0 };
	int done;

	for (size_t i = 0; i < count; i++) {
		write_packet(p, &echoes[i], &packets[i]);
		data[i] = (struct iovec){ &packets[i], sizeof(packets[i]) };
		messages[i].msg_hdr = (struct msghdr){ .msg_name = &to[i], .msg_namelen = endpoint_write(&echoes[i].target, 0, &to[i]), .msg_iov = &data[i],
						       .msg_iovlen = 1 };
	}
	done = sendmmsg(p->fd, messages, (unsigned)count, MSG_NOSIGNAL);
	if (done < 0 && !is_of_target(errno))
		return -errno;
	*sent += done < 0 ? 1 : (size_t)done;
	return 0;
}

int ping_send(struct ping *p, const struct echo *echoes, size_t count, size_t *sent)
{
	int error = 0;

	*sent = 0;
	while (!error && *sent < count) {
		size_t some = count - *sent < AT_ONCE ? count - *sent : AT_ONCE;

		error = send_some(p, echoes + *sent, some, sent);
		if (error == -EINTR)
			error = 0;
	}
	return error;
}

/* Whoever sent it may have put in what he liked. */
static bool read_answer(const struct ping *p, const unsigned char *bytes, size_t length, struct echo *out)
{
	struct echo_packet packet;
	size_t skip = 0;

	if (p->raw && p->family == AF_INET)
		skip = length ? (size_t)(bytes[0] & 0x0f) * 4 : length;
	if (length < skip + sizeof(packet))
		return false;
	memcpy(&packet, bytes + skip, sizeof(packet));
	if (packet.type != type_of(p, true) || packet.code != 0 || (p->raw && ntohs(packet.id) != p->id))
		return false;
	out->number = ntohs(packet.number);
	memcpy(&out->nonce, packet.nonce, sizeof(out->nonce));
	return true;
}

int ping_receive(struct ping *p, struct echo *out, size_t room)
{
	unsigned char bytes[AT_ONCE][ANSWER_SIZE];
	struct sockaddr_storage from[AT_ONCE];
	struct iovec data[AT_ONCE];
	struct mmsghdr messages[AT_ONCE] = { 0 };
	size_t some = room < AT_ONCE ? room : AT_ONCE, kept = 0;
	int count;

	for (size_t i = 0; i < some; i++) {
		data[i] = (struct iovec){ bytes[i], sizeof(bytes[i]) };
		messages[i].msg_hdr = (struct msghdr){ .msg_name = &from[i], .msg_namelen = sizeof(from[i]), .msg_iov = &data[i], .msg_iovlen = 1 };
	}
	do
		count = recvmmsg(p->fd, messages, (unsigned)some, MSG_DONTWAIT, NULL);
	while (count < 0 && (errno == EINTR || is_of_target(errno))); /* an ICMP error of one target */
	if (count < 0)
		return errno == EAGAIN ? 0 : -errno;
	for (int i = 0; i < count; i++) {
		if (!read_answer(p, bytes[i], messages[i].msg_len, &out[kept]))
			continue;
		out[kept++].target = endpoint_read(&from[i]);
	}
	return (int)kept;
}
