/* checker_socket.c - sockets of homing-check, and the question whether somebody takes a connection. */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "checker_work.h"
#include "endpoint.h"

/* Device and address: the first chooses the uplink's own table (DESIGN 5, `oif'), which is never withdrawn; the second keeps the answer's way. Since Linux 5.7 nobody needs a capability for it. */
int checker_bind(const struct errand *e, int type, unsigned char family)
{
	int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error;
	struct sockaddr_storage at;

	if (fd < 0)
		return -errno;
	error = setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, e->device, (socklen_t)strlen(e->device) + 1) ||
			bind(fd, (struct sockaddr *)&at, endpoint_write(&e->source[family_index(family)], 0, &at)) ? -errno : 0;
	if (error)
		close(fd);
	return error ? error : fd;
}

int checker_connect(const struct errand *e, int type, const struct prefix *to, uint16_t port)
{
	int fd = checker_bind(e, type, to->family), error;
	struct sockaddr_storage whom;

	if (fd < 0)
		return fd;
	error = connect(fd, (struct sockaddr *)&whom, endpoint_write(to, port, &whom)) && errno != EINPROGRESS ? -errno : 0;
	if (error)
		close(fd);
	return error ? error : fd;
}

static const char *begin_tcp(struct checker *c, struct job *job)
{
	int error;

	job->fd = checker_connect(job->errand, SOCK_STREAM, &job->errand->target, job->errand->port);
	error = job->fd < 0 ? job->fd : checker_hear_on(c, job, job->fd, EPOLLOUT);
	return error ? endpoint_why(error) : NULL;
}

static void hear_tcp(struct checker *c, struct job *job)
{
	socklen_t size = sizeof(int);
	int error = 0;

	getsockopt(job->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	checker_finish(c, job, error ? endpoint_why(error) : NULL);
}

const struct job_kind JOB_TCP = { begin_tcp, hear_tcp, NULL };
