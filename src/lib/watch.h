/* watch.h - the daemon: follows the kernel, and works the pipeline whenever something has changed. */
#ifndef HOMING_WATCH_H
#define HOMING_WATCH_H

#include <stdint.h>

#include "log.h"
#include "run.h"

#define WATCH_COALESCE 50     /* ms between two looks */
#define WATCH_COALESCE_MOST 60000
#define WATCH_RATE 200	      /* later announcements: frames a second, at most */
#define WATCH_RETRY 10000     /* ms until a look that failed is tried again */

struct watch_request {
	struct run_request run; /* how each look is made: verb and names are the watcher's affair */
	unsigned coalesce;	/* ms: what changes within it behind a look is one reason for the next */
	const char *notify;	/* NOTIFY_SOCKET of sd_notify(3), NULL: nobody is told */
	uint64_t watchdog;	/* WATCHDOG_USEC, µs; 0: nobody waits for a sign of life */

	/* After each look: what was sent as `ip' commands (plan, may be empty) and what there is to say; the log stays the watcher's. */
	void (*say)(const char *plan, struct log *log, void *context);
	void *context;
};

/* Runs until SIGTERM or SIGINT, SIGHUP reads the configuration anew. What it has made stays. Opens its sockets, then keeps CAP_NET_ADMIN and CAP_NET_RAW alone.
 * Returns an exit status: EXIT_DONE; EXIT_CONFIG (wrong at the start); EXIT_NOT_TRIED (another watcher runs, no permission). */
enum exit_status watch_run(const struct watch_request *request, struct log *log);

/* No daemon: one run, all checks until each uplink is up or down (`fall' questions at most), and one more run with what was found out, which is also written into health.ini.
 * While a watcher runs, or where request's output is no OUTPUT_NONE, nothing is changed nor written. table: a line for each uplink. Returns an exit status: EXIT_REFUSED when an
 * uplink is down, or what run() says. */
struct buffer;
enum exit_status watch_once(const struct watch_request *request, struct buffer *table, struct log *log);

#endif
