/* burst - the floor of checks by ICMP: many echoes in one burst a second, and their answers, with nobody who thinks about them.
 *
 *	burst DEVICE SOURCE FIRST COUNT
 *
 * Asks COUNT IPv4 addresses from FIRST on, through DEVICE and from SOURCE, until it is ended. */
#define _GNU_SOURCE /* sendmmsg() */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/ip_icmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE 64
#define ANSWER 64

struct packet {
	uint8_t type, code;
	uint16_t checksum, id, number;
	uint8_t rest[8];
};

static struct packet packets[AT_ONCE];
static unsigned char answers[AT_ONCE][ANSWER];
static struct sockaddr_in to[AT_ONCE];
static struct iovec out[AT_ONCE], in[AT_ONCE];
static struct mmsghdr sent[AT_ONCE], received[AT_ONCE];

static uint16_t sum(const struct packet *p)
{
	uint16_t words[sizeof(*p) / 2];
	uint32_t s = 0;

	memcpy(words, p, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / 2; i++)
		s += words[i];
	s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~(s + (s >> 16));
}

static int open_socket(const char *device, const char *source, uint16_t id)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_ECHOREPLY, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, offsetof(struct packet, id)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr(source) };
	int fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP), room = 4 << 20;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device) + 1) || bind(fd, (struct sockaddr *)&from, sizeof(from)))
		err(2, "socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return fd;
}

static void ask(int fd, uint32_t first, unsigned count, uint16_t id)
{
	for (unsigned done = 0; done < count;) {
		unsigned some = count - done < AT_ONCE ? count - done : AT_ONCE;
		int went;

		for (unsigned i = 0; i < some; i++) {
			packets[i] = (struct packet){ .type = ICMP_ECHO, .id = htons(id), .number = htons((uint16_t)(done + i)) };
			packets[i].checksum = sum(&packets[i]);
			to[i] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(first + done + i) };
		}
		went = sendmmsg(fd, sent, some, 0);
		if (went < 0)
			err(2, "sendmmsg");
		done += (unsigned)went;
	}
}

static void hear(int fd)
{
	int got;

	do
		got = recvmmsg(fd, received, AT_ONCE, 0, NULL);
	while (got == AT_ONCE);
	if (got < 0 && errno != EAGAIN)
		err(2, "recvmmsg");
}

int main(int argc, char **argv)
{
	uint16_t id = (uint16_t)getpid();
	struct timespec next;
	int fd;

	if (argc != 5)
		errx(2, "usage: burst DEVICE SOURCE FIRST COUNT");
	fd = open_socket(argv[1], argv[2], id);
	for (unsigned i = 0; i < AT_ONCE; i++) {
		out[i] = (struct iovec){ &packets[i], sizeof(packets[i]) };
		sent[i].msg_hdr = (struct msghdr){ .msg_name = &to[i], .msg_namelen = sizeof(to[i]), .msg_iov = &out[i], .msg_iovlen = 1 };
		in[i] = (struct iovec){ answers[i], ANSWER };
		received[i].msg_hdr = (struct msghdr){ .msg_iov = &in[i], .msg_iovlen = 1 };
	}
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (;;) {
		ask(fd, ntohl(inet_addr(argv[3])), (unsigned)atoi(argv[4]), id);
		hear(fd); /* over a veth they are all there */
		next.tv_sec++;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		hear(fd);
	}
}
