/* run_ready.h - what a takeover would send, worked out when its owner is in doubt: when it is decided, clients wait for it. */
#ifndef HOMING_RUN_READY_H
#define HOMING_RUN_READY_H

#include "diff.h"
#include "host.h"
#include "run_memory.h"

/* Start with { 0 }; free with run_ready_free(). */
struct ready {
	struct host host;
	struct state want;
	struct plan plan; /* addresses of these aliases, and nothing else; empty: nothing is ready */
	struct packet_link link;
	struct frames frames;
	uint64_t holds; /* a mark of them as they were */
};
void run_ready_free(struct ready *r);

/* What a run would do now with these aliases, which m->taken says are this host's; loud: the neighbours are told, too. Returns 0 or -errno; -ENOTSUP: it is more than addresses on one
 * link, and wants a whole run. Good until the next run, or news of the kernel's. */
int run_ready_make(struct run_memory *m, const struct run_request *request, const struct names *aliases, bool loud, struct ready *out);

/* Does that, under the lock if nobody else has it. Returns 0, or -errno: then nothing was done. A run is wanted in any case, which sees to the rest. */
int run_ready_take(struct run_memory *m, const struct run_request *request, const struct ready *r);

#endif
