/* checker_lookup.c - names, asked for of name servers through the uplink under test, and the question whether a server knows one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <unistd.h>

#include "checker_work.h"
#include "dns_message.h"
#include "endpoint.h"
#include "util.h"

#define SERVERS 3 /* as resolv.conf(5) */
#define PORT 53

struct lookup {
	struct query {
		int fd; /* -1: it is over */
		size_t length;
		unsigned char question[DNS_MESSAGE];
	} queries[SERVERS * FAMILIES];
	size_t count;
	const char *why; /* of the last that came to nothing */
};

static void close_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

/* A stub resolver on this host would ask by whatever uplink it likes: those do not count. */
static size_t read_servers(const char *path, unsigned char family, struct prefix servers[SERVERS])
{
	_cleanup_(close_file) FILE *f = fopen(path, "re");
	char line[256], address[PREFIX_TEXT];
	size_t count = 0;

	while (f && count < SERVERS && fgets(line, sizeof(line), f)) {
		if (sscanf(line, " nameserver %63s", address) != 1 || prefix_read(address, &servers[count]) || !prefix_is_host(&servers[count]))
			continue;
		if (servers[count].family == family && !prefix_is_loopback(&servers[count]) && !prefix_is_link_local(&servers[count]))
			count++;
	}
	return count;
}

/* Where /etc/resolv.conf names a stub, who runs it says elsewhere whom that asks. */
static size_t find_servers(unsigned char family, struct prefix servers[SERVERS])
{
	static const char *const files[] = { "/etc/resolv.conf", "/run/systemd/resolve/resolv.conf", "/run/NetworkManager/no-stub-resolv.conf" };
	size_t count = 0;

	for (size_t i = 0; !count && i < COUNT(files); i++)
		count = read_servers(files[i], family, servers);
	return count;
}

/* A port and a number of its own for each question: who does not see it will not guess both. */
static const char *ask(struct checker *c, struct job *job, struct lookup *l, const char *name, const struct prefix *server, enum dns_type type)
{
	struct query *q = &l->queries[l->count];
	uint16_t id;
	int length, error;

	if (getrandom(&id, sizeof(id), 0) != sizeof(id))
		return "cannot be asked";
	length = dns_write_question(name, type, id, q->question);
	if (length < 0)
		return "no such name can be";
	q->length = (size_t)length;
	q->fd = checker_connect(job->errand, SOCK_DGRAM, server, PORT);
	error = q->fd < 0 ? q->fd : checker_hear_on(c, job, q->fd, EPOLLIN);
	if (!error && send(q->fd, q->question, q->length, MSG_NOSIGNAL) < 0)
		error = -errno;
	if (!error)
		l->count++;
	else if (q->fd >= 0)
		close(q->fd);
	return error ? endpoint_why(error) : NULL;
}

const char *checker_begin_lookup(struct checker *c, struct job *job, const char *name, const struct prefix *server, unsigned families, struct lookup **out)
{
	struct prefix servers[SERVERS];
	size_t count = server ? 1 : 0;
	struct lookup *l;
	const char *why = "no name server outside this host";

	for (int family = V4; !server && !count && family < FAMILIES; family++)
		if (prefix_is_set(&job->errand->source[family]))
			count = find_servers(family_number(family), servers);
	if (server)
		servers[0] = *server;
	if (count)
		why = "cannot be asked";
	l = calloc(1, sizeof(*l));
	for (size_t i = 0; l && i < count; i++)
		for (int family = V4; family < FAMILIES; family++)
			if (families & 1u << family) {
				const char *error = ask(c, job, l, name, &servers[i], family == V4 ? DNS_A : DNS_AAAA);

				if (error)
					why = error;
			}
	if (l && l->count) {
		*out = l;
		return NULL;
	}
	free(l);
	return why;
}

/* 1: found; 0: it may still come; -1: nothing. */
static int hear_query(struct query *q, struct prefix *found, const char **why)
{
	unsigned char reply[4096]; /* more than was offered; who sends more is cut */
	ssize_t length = recv(q->fd, reply, sizeof(reply), MSG_DONTWAIT);

	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (length < 0) {
		*why = endpoint_why(errno);
		return -1;
	}
	switch (dns_read_reply(q->question, q->length, reply, (size_t)length, found, why)) {
	case DNS_FOUND:
		return 1;
	case DNS_NOTHING:
		return -1;
	default:
		return 0;
	}
}

int checker_hear_lookup(struct lookup *l, struct prefix *found, const char **why)
{
	size_t open = 0;

	for (size_t i = 0; i < l->count; i++) {
		struct query *q = &l->queries[i];
		int heard = q->fd >= 0 ? hear_query(q, found, &l->why) : -1;

		if (heard > 0)
			return 1;
		if (heard == 0)
			open++;
		else if (q->fd >= 0) {
			close(q->fd);
			q->fd = -1;
		}
	}
	*why = l->why;
	return open ? 0 : -1;
}

void checker_end_lookup(struct lookup *l)
{
	for (size_t i = 0; l && i < l->count; i++)
		if (l->queries[i].fd >= 0)
			close(l->queries[i].fd);
	free(l);
}

static const char *begin_dns(struct checker *c, struct job *job)
{
	const struct errand *e = job->errand;
	struct lookup *l = NULL;
	const char *why = checker_begin_lookup(c, job, errand_word(e, ERRAND_TEXT), &e->target, 1u << V4 | 1u << V6, &l);

	job->own = l;
	return why;
}

static void hear_dns(struct checker *c, struct job *job)
{
	struct prefix found;
	const char *why;
	int heard = checker_hear_lookup(job->own, &found, &why);

	if (heard)
		checker_finish(c, job, heard > 0 ? NULL : why);
}

static void end_dns(struct checker *c, struct job *job)
{
	(void)c;
	checker_end_lookup(job->own);
}

const struct job_kind JOB_DNS = { begin_dns, hear_dns, end_dns };
