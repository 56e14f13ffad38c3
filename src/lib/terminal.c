/* terminal.c - whether a person looks on. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_has_color(void)
{
	const char *none = getenv("NO_COLOR"), *kind = getenv("TERM");

	return isatty(STDOUT_FILENO) && (!none || !*none) && kind && strcmp(kind, "dumb") != 0;
}
