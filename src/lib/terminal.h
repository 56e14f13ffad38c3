/* terminal.h - whether a person looks on. */
#ifndef HOMING_TERMINAL_H
#define HOMING_TERMINAL_H

#include <stdbool.h>

/* stdout is a terminal that shows colors, and NO_COLOR (no-color.org) is not set. */
bool terminal_has_color(void);

#endif
