/* redraw.h - a text as what a terminal is sent to show it in place of the one before, without flicker. PURE. */
#ifndef HOMING_REDRAW_H
#define HOMING_REDRAW_H

#include "buffer.h"

/* From the upper left corner on, line by line, each cut at `columns' and cleared behind its end; the last row is `foot', and what finds no room above it is counted there. Of
 * escape sequences only those that color (ESC [ digits and semicolons m) pass, and take no column; what else is no plain ASCII is a `?'. Returns 0 or -ENOMEM. */
int redraw_compose(const char *text, const char *foot, unsigned rows, unsigned columns, struct buffer *out);

#endif
