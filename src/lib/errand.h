/* errand.h - what homing-watch and its helper homing-check say to each other: a question, and how it came out. Each reads the other as a stranger: whatever comes is looked at
 * whole before it is believed. Both are built together and run on one machine, so that numbers are as the machine has them. PURE. */
#ifndef HOMING_ERRAND_H
#define HOMING_ERRAND_H

#include <stdint.h>

#include "prefix.h"
#include "state.h"

enum errand_kind { ERRAND_TCP, ERRAND_HTTP, ERRAND_DNS, ERRAND_EXEC, ERRAND_KINDS };

/* The strings of a question. */
enum errand_word {
	ERRAND_TEXT,   /* http: the URL; dns: the name; exec: the command with its words */
	ERRAND_EXPECT, /* http: what its body must hold; empty: anything */
	ERRAND_HOST,   /* http: the Host that is asked for; empty: the URL's */
	ERRAND_FACTS,  /* exec: NAME=VALUE, with newlines between */
	ERRAND_WORDS_COUNT
};

#define ERRAND_WORDS 1600 /* bytes of all of them: a line of the configuration has 1024 */
#define ERRAND_WHY 72	  /* bytes of `connection refused' */
#define ERRAND_SLOTS 65536
#define ERRAND_TIMEOUT_MOST 3600000 /* ms */

/* A question. What lies behind the last word is not sent. */
struct errand {
	uint32_t id;	   /* below ERRAND_SLOTS in its lower half: a question with the slot of another takes its place */
	uint32_t timeout;  /* ms */
	uint32_t limit;	   /* http: bytes of body */
	uint16_t sequence; /* comes back */
	uint16_t port;	   /* tcp */
	uint16_t status_first, status_last, status_also; /* http */
	uint8_t kind, redirects, verify, unused;
	char device[DEVICE_SIZE];
	struct prefix source[FAMILIES]; /* of full length; unset: none of this family */
	struct prefix target;		/* of full length; unset with http: whom the URL's host is, asked for by the name servers; exec: nobody */
	uint8_t family;			/* AF_INET or AF_INET6, by which it is asked; exec: 0 */
	uint8_t more[3];
	char words[ERRAND_WORDS];
};

/* Puts the words in (NULL: empty). Returns how many bytes of the question are to be sent, or -E2BIG. */
int errand_write_words(struct errand *e, const char *const words[ERRAND_WORDS_COUNT]);
const char *errand_word(const struct errand *e, enum errand_word which);

/* Takes what has come. Returns 0, or -EINVAL: nothing that homing-watch would ask. */
int errand_read(const void *message, size_t length, struct errand *out);

#define ERRAND_NOBODY UINT32_MAX /* id: of no question; why says what keeps the helper from working */

struct errand_answer {
	uint32_t id;
	uint16_t sequence;
	uint8_t well, unused;
	char why[ERRAND_WHY]; /* printable ASCII; empty when it is well */
};

/* why: NULL, it is well; what cannot be printed goes, what is too long is cut. */
void errand_answer_write(uint32_t id, uint16_t sequence, const char *why, struct errand_answer *out);

/* Returns 0, or -EINVAL: nothing that homing-check would say. */
int errand_answer_read(const void *message, size_t length, struct errand_answer *out);

#endif
