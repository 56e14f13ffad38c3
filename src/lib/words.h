/* words.h - a line cut into words. PURE. */
#ifndef HOMING_WORDS_H
#define HOMING_WORDS_H

#include <stddef.h>

/* Cuts text at blanks, in place; double quotes group and go. Returns how many words, -E2BIG (more than room), or -EINVAL (a double quote is not closed). */
int words_split(char *text, char *words[], size_t room);

#endif
