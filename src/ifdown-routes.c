/* ifdown-routes - takes back what ifup-routes added. */
#include "lib/program_hook.h"

static const char *const SYNOPSIS[] = { "DEVICE [NAME]", NULL };

static const char *const EXAMPLES[] = {
	"ifdown-routes eth1                as ifdown(8) calls it",
	"ifdown-routes -n eth1             what would be removed",
	NULL,
};

static const struct program PROGRAM = {
	.name = "ifdown-routes",
	.purpose = "takes back what ifup-routes added",
	.synopsis = SYNOPSIS,
	.options = PROGRAM_ROUTES_OPTIONS,
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_routes(&PROGRAM, false, argc, argv);
}
