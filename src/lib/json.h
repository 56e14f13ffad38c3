/* json.h - objects as JSON. Only linked by programs that print it, never by a hook. */
#ifndef HOMING_JSON_H
#define HOMING_JSON_H

#include "state.h"

/* An array of objects with the words of ip(8) as keys and the command that makes each under "command". *out is the caller's to free and ends with a
 * newline. Returns 0 or -ENOMEM. */
int json_write_state(const struct state *objects, char **out);

/* One of them. jansson's, as json_decref() has it; NULL: no memory. */
struct json_t;
struct json_t *json_from_object(const struct object *o);

#endif
