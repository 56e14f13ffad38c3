/* suggest.h - did you mean. PURE. */
#ifndef HOMING_SUGGEST_H
#define HOMING_SUGGEST_H

/* Start with { .word = what was typed }, offer each word that would have been right, then read best: the nearest of them when it is near
 * enough to be meant, else NULL. Nothing is copied. */
struct suggestion {
	const char *word;
	const char *best;
	unsigned distance; /* of best */
};

void suggest_offer(struct suggestion *s, const char *candidate);

/* How many letters must be added, dropped, changed or swapped with their neighbour; a large number for words of over 40 bytes. */
unsigned suggest_distance(const char *a, const char *b);

#endif
