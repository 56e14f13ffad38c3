/* chatter.c - a homing-check that has gone wrong. How is said by the last byte of its file: d dies, s is silent, n says nonsense, l talks too long, u what cannot be printed, f floods its reader
 * with answers to what nobody asked. */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "errand.h"
#include "helper_process.h"

static char read_mode(void)
{
	char mode = 'd';
	int fd = open("/proc/self/exe", O_RDONLY);

	if (fd < 0 || lseek(fd, -1, SEEK_END) < 0 || read(fd, &mode, 1) != 1)
		return 'd';
	close(fd);
	return mode;
}

static void answer(const struct errand *e, char mode)
{
	struct errand_answer said;
	char bytes[2 * sizeof(said)];

	errand_answer_write(e->id, e->sequence, "it failed", &said);
	memset(bytes, 'x', sizeof(bytes));
	switch (mode) {
	case 'n':
		send(HELPER_FD, bytes, 5, MSG_NOSIGNAL);
		break;
	case 'l':
		send(HELPER_FD, bytes, sizeof(bytes), MSG_NOSIGNAL);
		break;
	case 'u':
		said.why[0] = '\033';
		send(HELPER_FD, &said, sizeof(said), MSG_NOSIGNAL);
		break;
	case 'f':
		said.sequence++;
		for (;;)
			if (send(HELPER_FD, &said, sizeof(said), MSG_NOSIGNAL) < 0)
				usleep(10);
		break;
	default:
		break;
	}
}

int main(void)
{
	char mode = read_mode();
	struct errand e;

	while (mode != 'd') {
		ssize_t length = recv(HELPER_FD, &e, sizeof(e), 0);

		if (!length)
			break;
		if (length < 0)
			usleep(1000); /* the socket does not wait */
		else if (mode != 's')
			answer(&e, mode);
	}
	return 0;
}
