/* run.h - the pipeline: event -> config -> want -> diff -> apply. Every program that changes the kernel is this with other words. */
#ifndef HOMING_RUN_H
#define HOMING_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "log.h"

/* CONFIG 5 */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,
	EXIT_USAGE = 2,
	EXIT_CONFIG = 3,
	EXIT_DIFFERS = 4,
	EXIT_NOT_TRIED = 5,
};

enum run_verb { RUN_UP, RUN_DOWN, RUN_REMOVE };

/* What a run may touch: the programs of one kind are run() with one of these alone; 0: nothing. */
enum run_kinds {
	RUN_TABLE = 1 << 0,
	RUN_RULE = 1 << 1,
	RUN_ALIAS = 1 << 2,
	RUN_BALANCE = 1 << 3,
	RUN_FLOWS = 1 << 4,
	RUN_EVERYTHING = RUN_TABLE | RUN_RULE | RUN_ALIAS | RUN_BALANCE | RUN_FLOWS,
};

enum run_output {
	OUTPUT_NONE,  /* carry it out */
	OUTPUT_PLAN,  /* change nothing, give the plan as text */
	OUTPUT_DIFF,  /* the same beside what stays, with +, - and a blank in front */
	OUTPUT_ALL,   /* the plan from an empty kernel */
};

struct hand;
struct run_memory;

struct static_set;
struct run_request {
	const char *config;	      /* NULL: the default file and its directory */
	const char *config_directory; /* NULL: as above */
	const char *state_directory;  /* NULL: as the configuration says */
	enum run_verb verb;
	unsigned kinds;
	const char *const *names; /* homing: interfaces; a program of one kind: uplinks, or aliases */
	size_t name_count;  /* 0: all of them */
	bool release_all;   /* a person said `apply`: every hold ends */
	bool keep_holds;    /* up: an event of the names, which nobody asked for; no hold ends by it */
	bool fresh_stanza;  /* a stanza was noted for this run: say where homing.conf differs */
	bool optional;	    /* without any configuration there is nothing to do, and that is well */
	enum run_output output;
	bool no_probe;	    /* bring aliases up without looking for a rival */
	bool force;	    /* ... in spite of one */
	bool tell;	    /* the plan as text also when it is carried out */
	bool by_hand;	    /* names are of what was typed without a file, and may be gone with this run */
	bool no_memory;	    /* and there is no state directory: nothing is done that would have to be noted to be put back */
	const struct hand *hand; /* all that was typed, in place of what the state directory has; NULL: that */
	const char *who;    /* for a hold: the program */
	struct run_memory *memory; /* of a caller that lives on (run_memory.h), else NULL */
	const struct static_set *static_set; /* ifup-routes: what holds for its device in place of what is noted; NULL: what is noted */
	bool alone;	    /* ... and nothing else: what others asked for is not known */
	bool *flows_due;    /* out, where not NULL: the table of homing-mark is not what [flows] asks for, so that this should be started */
	/* homing-mark: called at the end, under the lock, with what [flows] asks for (empty: nothing); dry: adds to text what would be done. NULL: not called */
	enum exit_status (*load)(const char *ruleset, const char *directory, bool dry, struct buffer *text, struct log *log);
	bool *strict;	    /* out, where not NULL: [homing] strict, once it is known */
};

/* Reads, decides, changes. What was or would be sent is in text, as `ip` commands; messages are in log. Returns an exit status. Free text with
 * buffer_free(). */
enum exit_status run(const struct run_request *request, struct buffer *text, struct log *log);

/* The kernel's objects of ours of these kinds, as the `ip` commands that create them (homing-table show). names: only these uplinks' tables. */
struct state;
enum exit_status run_show(const struct run_request *request, struct state *out, struct log *log);

/* How the host stands, written by write (status.h). Without the lock, and nothing is changed. Returns EXIT_DIFFERS when something is missing, not wanted or has
 * another value; the text is there then too. */
struct status;
enum exit_status run_status(const struct run_request *request, int (*write)(const struct status *s, struct buffer *out), struct buffer *text,
			    struct log *log);

#endif
