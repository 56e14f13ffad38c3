/* behind.h - who is started behind a run, and how that came out. */
#ifndef HOMING_BEHIND_H
#define HOMING_BEHIND_H

#include <stdbool.h>

#include "follower.h"
#include "log.h"
#include "run.h"

/* Starts homing-mark for the files of the request. Returns 0 or -errno. */
int behind_start_flows(const struct run_request *request, struct follower *out);

/* status: of its end, or why it could not be started. True: it failed, and log says so. */
bool behind_tell(int status, struct log *log);

#endif
