/* homing-table - the uplinks' route tables: connected routes, default route, guard. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = { "up|down|show [UPLINK...]", NULL };

static const char *const EXAMPLES[] = {
	"homing-table up                    every uplink's table",
	"homing-table show dsl              what is in the table of uplink dsl",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-table",
	.purpose = "the uplinks' route tables: connected routes, default route, guard",
	.synopsis = SYNOPSIS,
	.options = PROGRAM_KIND_OPTIONS,
	.readers = "T",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_TABLE, json_write_state, argc, argv);
}
