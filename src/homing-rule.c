/* homing-rule - the policy rules: who looks in which table. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = {
	"up|down|show [UPLINK...]",
	"up|down --from PREFIX... --table TABLE [--interface IFACE]",
	NULL,
};

static const struct option_row OPTIONS[] = {
	KIND_ROW_JSON,
	{ 0, "from", "PREFIX...", "by hand: addresses of this host" },
	{ 0, "table", "TABLE", "by hand: the one that they look in" },
	{ 0, "interface", "INTERFACE", "by hand: of a table that was not typed before" },
	{ 0 },
};

static const char *const EXAMPLES[] = {
	"homing-rule up -n               what would be sent, as ip commands",
	"homing-rule up --from 192.0.2.0/24 --table 101",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-rule",
	.purpose = "the policy rules: who looks in which table",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "R",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_RULE, json_write_state, argc, argv);
}
