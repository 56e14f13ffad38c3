/* status_pen.h - what the two halves of the screen write with. PURE. */
#ifndef HOMING_STATUS_PEN_H
#define HOMING_STATUS_PEN_H

#include "status.h"

#define MOST_LINES 12 /* of a section; --check and --json have all */

#define BOLD "1"
#define RED "31"
#define GREEN "32"
#define YELLOW "33"

struct screen {
	const struct status *status;
	struct buffer *out;
	bool colored;
};

/* Text of others: names come from the kernel and from files, and may hold what a terminal obeys. Returns how many columns it took. */
int screen_put(struct screen *s, const char *text);

/* In a column; what is too long for it pushes the rest aside. */
void screen_put_column(struct screen *s, const char *text, int width);
void screen_put_colored(struct screen *s, const char *color, const char *text, int width);

/* A section's first line, after a blank one; the caller ends it. */
void screen_put_heading(struct screen *s, const char *color, const char *text);

/* How long ago that was (seconds of the epoch): `5 min ago'. */
void screen_put_age(struct screen *s, unsigned long long since);

/* line of count has no room any more; the first time that is said, and where to find the rest. */
bool screen_is_full(struct screen *s, size_t line, size_t count, const char *where);

/* Columns of the longest name of an uplink, alias or takeover. */
int screen_name_width(const struct config *config);

/* status_screen_uplinks.c, status_screen_aliases.c */
void screen_put_uplinks(struct screen *s);
void screen_put_balance(struct screen *s);
void screen_put_aliases(struct screen *s);
void screen_put_takeovers(struct screen *s);

#endif
