/* terminal.h - whether a person looks on, and the screen that he looks at. */
#ifndef HOMING_TERMINAL_H
#define HOMING_TERMINAL_H

#include <stdbool.h>

/* stdout is a terminal that shows colors, and NO_COLOR (no-color.org) is not set. */
bool terminal_has_color(void);

/* stdout is a terminal that moves its cursor where it is told. */
bool terminal_can_draw(void);

/* Takes the whole screen: the one before, with what stands there, comes back with terminal_leave(). Keys are no longer shown, and come one by one. */
void terminal_enter(void);
void terminal_leave(void);

/* Shows the text in place of the one before (redraw.h). Returns 0 or -errno. */
int terminal_show(const char *text, const char *foot);

#endif
