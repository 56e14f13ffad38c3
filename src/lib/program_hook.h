/* program_hook.h - being called by whoever brings interfaces up. */
#ifndef HOMING_PROGRAM_HOOK_H
#define HOMING_PROGRAM_HOOK_H

#include "program.h"

/* The whole of ifup-routes and ifdown-routes: `DEVICE [NAME]`, and the option --sysconfig (PROGRAM_ROUTES_OPTIONS). */
int program_main_of_routes(const struct program *program, bool up, int argc, char **argv);
extern const struct option_row PROGRAM_ROUTES_OPTIONS[];

/* `hook SYSTEM WORD...`: the environment has the rest. A hook that fails would keep an interface from coming up, so the status is 0 unless [homing] strict says
 * otherwise, or the words are wrong; what went wrong is on stderr and in syslog. */
int program_hook(const struct program *program, const struct options *options, struct run_request *request);

/* Is this a post-up or pre-down line of a stanza of interfaces(5)? */
bool program_in_stanza(void);

/* `up` and `down` there, which request has already: as a hook. Without a name it is the stanza's own interface, and the same as `hook ifupdown`. */
int program_stanza(const struct program *program, const struct options *options, struct run_request *request);

#endif
