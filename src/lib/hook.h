/* hook.h - what an event asks for: facts written down, and a run. */
#ifndef HOMING_HOOK_H
#define HOMING_HOOK_H

#include "event.h"
#include "run.h"

/* Writes down or forgets what the event tells (lease-*.ini, stanza-*.ini), with what its profile says added to it, and runs for its interface. request has the options of the command line and
 * who; the rest is filled in here. Waits for nothing but the lock. Returns the status that is the run's; whether a caller sees it is not decided
 * here. */
enum exit_status hook_run(struct event *event, struct run_request *request, struct buffer *text, struct log *log);

#endif
