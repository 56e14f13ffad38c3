/* run_memory.h - what somebody who lives on keeps from run to run (homing-watch). */
#ifndef HOMING_RUN_MEMORY_H
#define HOMING_RUN_MEMORY_H

#include "announce.h"
#include "config.h"
#include "fight.h"
#include "nl.h"
#include "rounds.h"
#include "run.h"

/* Start with { 0 }; free with run_memory_free(). The first two are the caller's to set before each run. */
struct run_memory {
	long long now;		  /* ms of a clock that is never set */
	unsigned news;		  /* enum netlink_news: why the run is made; 0: for no reason of the kernel's */
	struct config config;	  /* the last one that was right, ... */
	struct config replaced;	  /* ... and the one before: a run may still point into it */
	uint64_t mark;		  /* config_mark() of its files */
	bool loaded;
	struct netlink *nl;
	struct state ours;	  /* what was ours when the last run ended */
	struct announced *links;  /* the carriers then, of the links with addresses of ours */
	size_t link_count;
	struct fights fights;
	struct rounds rounds;
};

void run_memory_free(struct run_memory *m);

/* Reads the configuration anew, whole, before the old one is let go of: complaints go to log, and the old one stays in force (-EINVAL). */
int run_memory_reload(struct run_memory *m, const struct run_request *request, struct log *log);

/* The announcements that are due of addresses that are still ours, behind what is in frames already. Returns 0 or -errno. */
struct outbox;
int run_memory_announce(struct run_memory *m, const struct run_request *request, struct outbox *out, struct log *log);

#endif
