/* text_words.h - what the files of text.h share: words, their types, iproute2's defaults. PURE. */
#ifndef HOMING_TEXT_WORDS_H
#define HOMING_TEXT_WORDS_H

#include "text.h"

/* A word and what it means; a table of these ends with a NULL name. */
struct name {
	const char *name;
	int value;
};

extern const struct name text_route_types[]; /* RTN_* */
extern const struct name text_protocols[];   /* RTPROT_*, those that are compiled into iproute2 */
extern const struct name text_tables[];	     /* RT_TABLE_*, likewise */

/* The value of that name, or -1. */
int name_find(const struct name *table, const char *name);

/* The name of that value, or NULL. */
const char *name_of(const struct name *table, int value);

/* A name that neither a shell nor the reader takes for anything else. */
bool text_is_plain(const char *name);

/* Can a route of that type leave by a hop? Those that cannot answer with an error. */
bool text_type_has_hops(unsigned char type);

/* The scope that iproute2 gives to a route without one. With `nexthops` the line says `nexthop` (iproute_modify). */
unsigned char text_default_scope(const struct route *r, bool nexthops);

/* What of a line is not read yet. */
struct words {
	char *rest; /* is written to: words are cut off in place */
	char *why;  /* TEXT_WHY bytes */
	const struct text_manner *manner; /* NULL: the words of a whole `ip` command line, numbers alone */
	const char *note; /* out: something was read and will not be sent; NULL: nothing */
};

/* The next word, or NULL at the end of the line or where a comment starts. */
char *words_next(struct words *w);

/* Writes "WORD: reason" for a person; returns -EINVAL. */
int words_fail(struct words *w, const char *word, const char *reason);

/* For each word that is known: refuses the second of a kind. *seen starts as 0, kind is below 32. */
int words_once(struct words *w, const char *word, int kind, uint32_t *seen);

/* Each reads what follows `word`. Returns 0 or -EINVAL with the reason in w->why. Numbers are decimal, the whole word and
 * without a leading zero, which iproute2 would read as octal; *_hexadecimal also takes 0x. */
int words_argument(struct words *w, const char *word, char **out);
int words_number(struct words *w, const char *word, uint32_t least, uint32_t most, uint32_t *out);
int words_byte(struct words *w, const char *word, unsigned char *out);
int words_named(struct words *w, const char *word, const struct name *names, uint32_t least, uint32_t most, uint32_t *out);
int words_tos(struct words *w, const char *word, unsigned char *out);
int words_table(struct words *w, const char *word, uint32_t *out);

/* The word at hand as a name of less than size bytes. */
int words_name(struct words *w, const char *text, char *out, size_t size);

/* A device or label: up to 15 bytes. */
int words_device(struct words *w, const char *word, char out[DEVICE_SIZE]);

/* An address of *family, which is set where it is 0. */
int words_address(struct words *w, const char *word, unsigned char *family, struct prefix *out);

/* As words_address() with the text at hand, and with a /LENGTH. */
int words_prefix(struct words *w, const char *text, unsigned char *family, struct prefix *out);

/* RTA_METRICS: `mtu lock 1400`. text_metric_number() is RTAX_* of the word or -1; only such a word may be given to words_metric(). */
int text_metric_number(const char *word);
int words_metric(struct words *w, const char *word, uint32_t values[ROUTE_METRICS]);
void text_write_metrics(struct buffer *out, const uint32_t values[ROUTE_METRICS]);

bool text_number(const char *text, uint32_t least, uint32_t most, uint32_t *out);
bool text_hexadecimal(const char *text, uint32_t *out);

/* Each reads what follows the verb. Returns 0, -EINVAL with the reason in w->why, or -ENOMEM; what out owns is the caller's to free
 * in any case. family is 0 where the line did not say. */
int text_read_route(struct words *w, enum step_kind step, unsigned char family, struct route *out);
int text_read_rule(struct words *w, enum step_kind step, unsigned char family, struct rule *out);
int text_read_address(struct words *w, unsigned char family, struct address *out);

/* What follows `link`, the verb too. */
int text_read_link(struct words *w, struct text_line *out);

#endif
