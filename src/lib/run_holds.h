/* run_holds.h - what a verb does to the holds before anything else; only run.c uses it. */
#ifndef HOMING_RUN_HOLDS_H
#define HOMING_RUN_HOLDS_H

#include "config.h"
#include "host.h"
#include "log.h"
#include "run.h"

/* Ends the holds whose time is over: the interface is gone, was seen without IFF_UP, or has been made anew since. Returns how many ended. */
size_t holds_expire(struct facts *facts, const struct host *host, struct log *log);

/* Adds (down, remove) or releases (up, apply) what the request says. Returns 1 (something changed), 0 or -ENOMEM. */
int holds_change(const struct run_request *request, const struct config *config, const struct host *host, struct facts *facts,
		 struct log *log);

#endif
