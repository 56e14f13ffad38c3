/* watch_commands.h - on-take and on-release: one command after the other, while the watcher goes on. */
#ifndef HOMING_WATCH_COMMANDS_H
#define HOMING_WATCH_COMMANDS_H

#include <ev.h>

#include "buffer.h"
#include "config.h"

#define COMMAND_TIME 30 /* s for each (CONFIG 1) */

/* Start with { 0 }. */
struct watch_commands {
	struct watch *watch;
	ev_child child;
	ev_timer limit;
	pid_t pid; /* 0: none runs */
	const struct commands *(*list)(void *owner); /* as the configuration has them now; NULL: there are none any more */
	void (*end)(void *owner, bool fine);	      /* they are over; fine: all of them exited with 0 */
	void *owner;
	char takeover[NAME_SIZE];
	struct buffer environment; /* NAME=VALUE, a NUL behind each */
	size_t next;		   /* the first that has not been started */
	bool failed, late;	   /* one of them did; the one that runs had its time */
};

/* Runs them; end() is called from the event loop, or, where there is none, from here. */
void watch_commands_start(struct watch_commands *c);
void watch_commands_end(struct watch_commands *c);

/* A fact for their environment. */
void watch_commands_tell(struct watch_commands *c, const char *name, const char *value);

#endif
