/* checker_work.h - what the files of homing-check share. */
#ifndef HOMING_CHECKER_WORK_H
#define HOMING_CHECKER_WORK_H

#include <stdbool.h>
#include <sys/socket.h>

#include "errand.h"

struct checker;
struct job;

/* How a kind of question is asked. begin: returns NULL, or why it cannot be asked. hear: something came on a descriptor of the job. end: lets go of everything. Whoever is called may have
 * finished the job when he returns, and must not touch it behind checker_finish(). */
struct job_kind {
	const char *(*begin)(struct checker *c, struct job *job);
	void (*hear)(struct checker *c, struct job *job);
	void (*end)(struct checker *c, struct job *job);
};
extern const struct job_kind JOB_TCP, JOB_DNS, JOB_HTTP, JOB_EXEC;

/* One question that is being asked. */
struct job {
	struct job *next, *previous; /* of all that are */
	const struct job_kind *kind;
	uint32_t serial;    /* of this one, among all that had its slot */
	long long deadline; /* ms */
	int fd;		    /* tcp: the connection; exec: the process as a descriptor; else -1 */
	void *own;	    /* dns: struct lookup; http: struct transfer; exec: struct running */
	struct errand *errand;
};

struct web;

struct checker {
	int control, epoll;
	struct job *jobs[ERRAND_SLOTS]; /* by slot */
	struct job *first;
	uint32_t serial;
	long long soonest; /* ms: no deadline is before it; -1: there is none */
	struct web *web;   /* checker_http.c; NULL until it is needed */
};

/* It is over: tells (why: NULL, it is well), and the job is gone. */
void checker_finish(struct checker *c, struct job *job, const char *why);

/* The job's hear() is called when fd has something. Returns 0 or -errno. */
int checker_hear_on(struct checker *c, struct job *job, int fd, uint32_t events);

/* A socket that leaves by the question's device and address only; what cannot be bound does not leave by another uplink. Returns it, connected (or about to be), or -errno. */
int checker_bind(const struct errand *e, int type, unsigned char family);
int checker_connect(const struct errand *e, int type, const struct prefix *to, uint16_t port);

/* checker_lookup.c: a name asked for of name servers. Own descriptors; hear: returns 1: *found, 0: not yet, -1: *why. Servers: one, or (unset) those of this host that family can reach. families:
 * which addresses are wanted, a bit each; the first that comes is it. begin: *why, or NULL with *out. */
struct lookup;
const char *checker_begin_lookup(struct checker *c, struct job *job, const char *name, const struct prefix *server, unsigned families, struct lookup **out);
int checker_hear_lookup(struct lookup *l, struct prefix *found, const char **why);
void checker_end_lookup(struct lookup *l);

/* checker_http.c: where libcurl is built in. Waits for epoll and for its own connections until then (ms, -1: for ever), and works them off. */
void checker_wait(struct checker *c, long long wait);
void checker_end_web(struct checker *c);

#endif
