/* hook_stanza.h - the facts of a stanza of interfaces(5); only hook.c uses it. */
#ifndef HOMING_HOOK_STANZA_H
#define HOMING_HOOK_STANZA_H

#include "config.h"
#include "event.h"
#include "run.h"

/* Adds what the event's stanza says of its uplink to stanza-IFACE.ini, under the lock. files: homing.conf alone; directory: the state directory.
 * Returns 1 (something is new), 0, or -errno (logged). */
int stanza_note(const struct event *event, const struct run_request *request, const struct config *files, const char *directory, struct log *log);

/* Removes stanza-IFACE.ini. Returns 0 or -errno. */
int stanza_forget(const struct event *event, const char *directory);

#endif
