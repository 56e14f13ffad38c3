/* checker.c - homing-check: takes questions from its socket, asks each of them until its time is over, and answers. */
#include "checker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "checker_work.h"
#include "packet.h"
#include "privilege.h"
#include "util.h"

#define EVENTS 64
#define AT_ONCE 64 /* questions that are taken in one go */
#define MEMORY ((rlim_t)192 << 20)
#define FILES 4096
#define PROCESSES 256

#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static const struct job_kind *const KINDS[ERRAND_KINDS] = {
	[ERRAND_TCP] = &JOB_TCP, [ERRAND_HTTP] = &JOB_HTTP, [ERRAND_DNS] = &JOB_DNS, [ERRAND_EXEC] = &JOB_EXEC,
};

static size_t slot_of(const struct job *job)
{
	return job->errand->id % ERRAND_SLOTS;
}

/* Lets go of it without a word. */
static void drop(struct checker *c, struct job *job)
{
	if (job->kind->end)
		job->kind->end(c, job);
	if (job->fd >= 0)
		close(job->fd);
	if (job->previous)
		job->previous->next = job->next;
	else
		c->first = job->next;
	if (job->next)
		job->next->previous = job->previous;
	c->jobs[slot_of(job)] = NULL;
	free(job->errand);
	free(job);
}

/* A queue that is full is that of somebody who has not read for long: his question is as good as unanswered. */
static void answer(struct checker *c, const struct errand *e, const char *why)
{
	struct errand_answer said;

	errand_answer_write(e->id, e->sequence, why, &said);
	send(c->control, &said, sizeof(said), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void checker_finish(struct checker *c, struct job *job, const char *why)
{
	answer(c, job->errand, why);
	drop(c, job);
}

int checker_hear_on(struct checker *c, struct job *job, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.u64 = (uint64_t)job->serial << 32 | slot_of(job) };

	return epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static void begin(struct checker *c, const struct errand *e, size_t size)
{
	struct job *job = c->jobs[e->id % ERRAND_SLOTS];
	const char *why;

	if (job)
		drop(c, job);
	job = calloc(1, sizeof(*job));
	if (job)
		job->errand = malloc(size);
	if (!job || !job->errand) {
		free(job);
		return;
	}
	memcpy(job->errand, e, size);
	job->kind = KINDS[e->kind];
	job->fd = -1;
	job->serial = ++c->serial;
	job->deadline = packet_clock() + e->timeout;
	job->next = c->first;
	if (c->first)
		c->first->previous = job;
	c->first = c->jobs[slot_of(job)] = job;
	if (c->soonest < 0 || job->deadline < c->soonest)
		c->soonest = job->deadline;
	why = job->kind->begin(c, job);
	if (why)
		checker_finish(c, job, why);
}

/* Returns false when there is nobody to ask for any more, or he talks nonsense. */
static bool take(struct checker *c)
{
	for (int i = 0; i < AT_ONCE; i++) {
		char bytes[sizeof(struct errand) + 1];
		struct errand e;
		ssize_t length = recv(c->control, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (length < 0)
			return errno == EAGAIN || errno == EINTR;
		if (!length || errand_read(bytes, (size_t)length, &e))
			return false;
		begin(c, &e, (size_t)length);
	}
	return true;
}

static bool hear(struct checker *c)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(c->epoll, events, EVENTS, 0);

	for (int i = 0; i < count; i++) {
		struct job *job;

		if (events[i].data.u64 == UINT64_MAX) {
			if (!take(c))
				return false;
			continue;
		}
		job = c->jobs[(uint32_t)events[i].data.u64 % ERRAND_SLOTS];
		if (job && job->serial == events[i].data.u64 >> 32)
			job->kind->hear(c, job);
	}
	return true;
}

static void expire(struct checker *c)
{
	long long now = packet_clock();
	struct job *next;

	if (c->soonest < 0 || now < c->soonest)
		return;
	c->soonest = -1;
	for (struct job *job = c->first; job; job = next) {
		next = job->next;
		if (now >= job->deadline)
			checker_finish(c, job, "timed out");
		else if (c->soonest < 0 || job->deadline < c->soonest)
			c->soonest = job->deadline;
	}
}

static void limit(int what, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(what, &now))
		return;
	now.rlim_cur = now.rlim_max < most ? now.rlim_max : most; /* commands get back what the service manager gave */
	setrlimit(what, &now);
}

/* Whatever an answer may do to us, the host goes on. The sanitizers take terabytes that they never use. */
static void limit_resources(void)
{
	if (!SANITIZED)
		limit(RLIMIT_AS, MEMORY);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, FILES);
	limit(RLIMIT_NPROC, PROCESSES);
}

int checker_run(int control)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = UINT64_MAX };
	_cleanup_free_ struct checker *c = calloc(1, sizeof(*c));
	int error = 0;

	if (!c)
		return -ENOMEM;
	privilege_hide();
	limit_resources();
	signal(SIGPIPE, SIG_IGN);
	*c = (struct checker){ .control = control, .epoll = epoll_create1(EPOLL_CLOEXEC), .soonest = -1 };
	if (c->epoll < 0 || epoll_ctl(c->epoll, EPOLL_CTL_ADD, control, &event))
		error = -errno;
	do {
		long long wait = c->soonest < 0 ? -1 : c->soonest - packet_clock();

		if (error)
			break;
		checker_wait(c, c->soonest >= 0 && wait < 0 ? 0 : wait);
		expire(c);
	} while (hear(c));
	while (c->first)
		drop(c, c->first);
	checker_end_web(c);
	if (c->epoll >= 0)
		close(c->epoll);
	return error;
}
