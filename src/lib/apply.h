/* apply.h - carries a plan out. */
#ifndef HOMING_APPLY_H
#define HOMING_APPLY_H

#include "diff.h"
#include "host.h"
#include "log.h"
#include "nl.h"

struct applied {
	size_t done;	/* steps that the kernel took and that still stand */
	bool undone;	/* a step was refused, and everything before it is as it was */
	size_t refused;	/* steps that the kernel refused */
	size_t left_out; /* optional steps that it refused, which stop nothing */
};

/* Sends the plan's steps in their order, a batch a stage (addresses up, routes up, ...). A stage with a refusal stops the next ones, and what the run had done is
 * undone in reverse. What is there already when it is added, or gone already when it is deleted, is no refusal. Each refusal goes to log: the `ip` command, the errno
 * in words and the kernel's own words. Returns 0 or the first error. */
int apply_plan(struct netlink *nl, const struct host *host, const struct plan *plan, struct applied *result, struct log *log);

#endif
