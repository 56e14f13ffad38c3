/* homing-rule - the policy rules: who looks in which table. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = { "up|down|show [UPLINK...]", NULL };

static const char *const EXAMPLES[] = {
	"homing-rule up -n                  what would be sent, as ip commands",
	"homing-rule show                   our rules in the kernel",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-rule",
	.purpose = "the policy rules: who looks in which table",
	.synopsis = SYNOPSIS,
	.options = PROGRAM_KIND_OPTIONS,
	.readers = "R",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_RULE, json_write_state, argc, argv);
}
