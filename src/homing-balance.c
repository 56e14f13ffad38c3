/* homing-balance - the multipath default over the uplinks. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = { "up|down|show [UPLINK...]", NULL };

static const char *const EXAMPLES[] = {
	"homing-balance down dsl         take the uplink out, until `up dsl'",
	"homing-balance show             what is in the kernel",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-balance",
	.purpose = "the multipath default over the uplinks",
	.synopsis = SYNOPSIS,
	.options = PROGRAM_KIND_OPTIONS,
	.readers = "B",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_BALANCE, json_write_state, argc, argv);
}
