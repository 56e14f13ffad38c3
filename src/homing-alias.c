/* homing-alias - alias addresses: probes for a rival, brings them up, announces them. */
#include <stddef.h>

#include "lib/json.h"
#include "lib/program.h"

static const char *const SYNOPSIS[] = {
	"up|down|show [ALIAS...]",
	"up|down --interface IFACE --address ADDRESS... [--label L]",
	NULL,
};

static const struct option_row OPTIONS[] = {
	KIND_ROW_JSON,
	{ 0, "force", NULL, "up: also what a rival holds, who is named" },
	{ 0, "no-probe", NULL, "up: look for no rival" },
	{ 0, "interface", "INTERFACE", "by hand: the one that bears it" },
	{ 0, "address", "ADDRESS...", "by hand: one set, ADDRESS[/LENGTH], FIRST-LAST" },
	{ 0, "label", "LABEL", "by hand: of its IPv4 addresses, INTERFACE:text" },
	{ 0 },
};

static const char *const EXAMPLES[] = {
	"homing-alias up brain           the set of [alias brain]",
	"homing-alias up --interface eth0 --address 192.0.2.12",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-alias",
	.purpose = "alias addresses: looks for a rival, adds, announces",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "A",
	.examples = EXAMPLES,
};

int main(int argc, char **argv)
{
	return program_main_of_kind(&PROGRAM, RUN_ALIAS, json_write_state, argc, argv);
}
