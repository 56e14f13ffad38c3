/* homing-alias - alias addresses: probes for a rival, brings them up, announces them. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = { "up|down|show [ALIAS...]", NULL };

static const struct option_row OPTIONS[] = {
	[KIND_OPTION_JSON] = KIND_ROW_JSON,
	[KIND_OPTION_FORCE] = { 0, "force", NULL, "up: also what a rival holds (it is named all the same)" },
	[KIND_OPTION_NO_PROBE] = { 0, "no-probe", NULL, "up: look for no rival" },
	{ 0 },
};

static const char *const EXAMPLES[] = {
	"homing-alias up brain           the set of [alias brain]",
	"homing-alias down               all of them, until `homing-alias up'",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-alias",
	.purpose = "alias addresses: probes for a rival, brings them up, announces them",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "A",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_ALIAS, json_write_state, argc, argv);
}
