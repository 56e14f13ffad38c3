/* sysconfig_lines.h - what the readers of sysconfig.h share. PURE. */
#ifndef HOMING_SYSCONFIG_LINES_H
#define HOMING_SYSCONFIG_LINES_H

#include "sysconfig.h"

#define SYSCONFIG_BLANKS " \t\r\v\f"

/* One file that is being read. */
struct lines {
	struct sysconfig *s;
	const struct sysconfig_file *file;
	const char *rest, *end;
	unsigned next;	 /* the number of the line at rest, from 1 */
	unsigned number; /* of the line in text: where it begins */
	char text[SYSCONFIG_LINE_MAX];
};

/* The next line as the shell's `read` has it: a backslash takes the newline behind it away, or itself. Lines that are too long or hold a NUL are told and passed
 * over. false: there is none. */
bool lines_next(struct lines *l);

/* Tells something of the line at hand: the word, and what would be right. */
void lines_refuse(struct lines *l, const char *word, const char *reason);

/* Nothing but a comment? */
bool lines_is_empty(const char *text);

/* Cuts off the first word; NULL: there is none, or a comment begins. */
char *lines_word(char **rest);

/* Reads words of `ip route add` or `ip rule add` and adds what they say; what a shell would expand is refused. Returns 0 (told when wrong) or -ENOMEM. */
int lines_add(struct lines *l, enum kind kind, unsigned char family, const char *words);

/* The length of `255.255.255.0`, of `24`, or where mask is empty that of the address's class, as ipcalc(1) -p has it. Returns 0 or -EINVAL. */
int lines_mask(const struct prefix *address, const char *mask, unsigned char *length);

/* sysconfig_variables.c, sysconfig_static.c: the whole file. Return 0 or -ENOMEM. */
int sysconfig_read_variables(struct lines *l);
int sysconfig_read_static(struct lines *l);
int sysconfig_read_static_rules(struct lines *l);
int sysconfig_read_static6(struct lines *l);

#endif
