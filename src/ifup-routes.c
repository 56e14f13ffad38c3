/* ifup-routes - the routes and rules of Red Hat's route- and rule- files. */
#include "lib/program_hook.h"

static const char *const SYNOPSIS[] = { "DEVICE [NAME]", NULL };

static const char *const EXAMPLES[] = {
	"ifup-routes eth1                  as ifup(8) calls it",
	"ifup-routes -n eth1 office        what route-eth1, route-office and so on would change",
	NULL,
};

static const struct program PROGRAM = {
	.name = "ifup-routes",
	.purpose = "the routes and rules of Red Hat's route- and rule- files",
	.synopsis = SYNOPSIS,
	.options = PROGRAM_ROUTES_OPTIONS,
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_routes(&PROGRAM, true, argc, argv);
}
