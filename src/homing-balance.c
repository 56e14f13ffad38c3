/* homing-balance - the multipath default over the uplinks. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = {
	"up|down|show [UPLINK...]",
	"up|down --hop IFACE[,GATEWAY[,WEIGHT]]...",
	NULL,
};

static const struct option_row OPTIONS[] = {
	KIND_ROW_JSON,
	{ 0, "hop", "HOP...", "by hand: IFACE[,GATEWAY[,WEIGHT]]" },
	{ 0 },
};

static const char *const EXAMPLES[] = {
	"homing-balance down dsl         take the uplink out, until `up dsl'",
	"homing-balance up --hop eth1,192.0.2.1,2 --hop eth2,198.51.100.1",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-balance",
	.purpose = "the multipath default over the uplinks",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "B",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_BALANCE, json_write_state, argc, argv);
}
