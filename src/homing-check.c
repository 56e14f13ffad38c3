/* homing-check - asks servers and runs commands for homing-watch, which starts it and talks to it through a socket. */
#include <stdio.h>
#include <string.h>

#include "lib/checker.h"
#include "lib/helper_process.h"

int main(int argc, char **argv)
{
	(void)argv;
	if (argc == 1 && checker_run(HELPER_FD) == 0)
		return 0;
	fputs("homing-check: homing-watch starts it when a check needs it; see homing-check(8)\n", stderr);
	return 5;
}
