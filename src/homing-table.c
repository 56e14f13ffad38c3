/* homing-table - the uplinks' route tables: connected routes, default route, guard. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = {
	"up|down|show [UPLINK...]",
	"up|down --interface IFACE --gateway GATEWAY... --table TABLE",
	NULL,
};

static const struct option_row OPTIONS[] = {
	KIND_ROW_JSON,
	{ 0, "interface", "INTERFACE", "by hand: the one that its routes leave by" },
	{ 0, "gateway", "GATEWAY...", "by hand: one for each family, or auto" },
	{ 0, "table", "TABLE", "by hand: its number" },
	{ 0, "guard", NULL, "by hand: unreachable while the link is down" },
	{ 0 },
};

static const char *const EXAMPLES[] = {
	"homing-table up                 every uplink's table",
	"homing-table up --interface eth1 --gateway 192.0.2.1 --table 101",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-table",
	.purpose = "the uplinks' route tables: connected, default, guard",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "T",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_TABLE, json_write_state, argc, argv);
}
