/* config_check.h - what the parts of the grammar of checks and commands share. PURE. */
#ifndef HOMING_CONFIG_CHECK_H
#define HOMING_CONFIG_CHECK_H

#include "config_value.h"

#define HOST_NAME_SIZE 254 /* RFC 1035: 253 bytes as text */

/* Which checks an option belongs to. */
enum { OPTION_TIMEOUT = 1, OPTION_HTTP = 2, OPTION_VERIFY = 4 };

/* Reads `name=value`, which is cut in place, into check. allowed: the OPTION_ bits of its kind; *said remembers what stood before.
 * Returns 0, -EINVAL with c->why, or -ENOMEM. */
int check_read_option(char *word, unsigned allowed, unsigned *said, struct check *check, struct value_context *c);

/* Labels of at most 63 letters, digits, `-', `_', with dots between; with_port: `:PORT` may follow. */
bool check_is_host(const char *text, bool with_port);

/* 1 to 65535, the whole string. Returns 0 or -EINVAL. */
int check_read_port(const char *text, uint16_t *port);

#define COMMAND_WORDS 64

/* Cuts text at blanks, in place; double quotes group and go. Returns how many words, or -EINVAL with c->why. */
int command_split(char *text, char *words[COMMAND_WORDS], struct value_context *c);

/* May a command begin with this word? */
bool command_is_name(const char *word);

/* strdup() that returns 0 or -ENOMEM. */
int check_copy(char **to, const char *text);

#endif
