/* hook_routes.h - ifup-routes and ifdown-routes: Red Hat's files noted as facts, and a run. */
#ifndef HOMING_HOOK_ROUTES_H
#define HOMING_HOOK_ROUTES_H

#include "run.h"

#define ROUTES_SYSCONFIG "/etc/sysconfig"

struct routes_call {
	const char *device;    /* eth0, or an alias: eth0:1 */
	const char *name;      /* of the configuration file, NULL: that of the device */
	const char *sysconfig; /* the directory of the files */
	bool up;
};

/* Are these words a device and the name of a file? */
bool routes_call_is_sound(const struct routes_call *call);

/* Reads the files (up) or forgets what they said (down), notes it in the state directory for every run to come, and runs for the interface. request has the
 * options of the command line and who; the rest is filled in here. Returns the run's status, or EXIT_REFUSED where that was well and a line was left out. */
enum exit_status hook_routes(const struct routes_call *call, struct run_request *request, struct buffer *text, struct log *log);

#endif
