/* suggest.c - did you mean. PURE. */
#include "suggest.h"

#include <stddef.h>
#include <string.h>

#define LONGEST 40

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, three rows at a time. */
unsigned suggest_distance(const char *a, const char *b)
{
	unsigned rows[3][LONGEST + 1];
	size_t m = strlen(a), n = strlen(b);

	if (m > LONGEST || n > LONGEST)
		return 1000;
	for (size_t j = 0; j <= n; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= m; i++) {
		unsigned *before = rows[(i + 1) % 3], *above = rows[(i - 1) % 3], *row = rows[i % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(above[j] + 1, row[j - 1] + 1);
			row[j] = least(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[m % 3][n];
}

void suggest_offer(struct suggestion *s, const char *candidate)
{
	unsigned distance = suggest_distance(s->word, candidate);
	size_t length = strlen(s->word);

	/* one slip in a short word, two in a longer one, three in a long one; never all of its letters */
	if (distance > (length < 5 ? 1 : length < 10 ? 2 : 3) || distance >= length)
		return;
	if (s->best && s->distance <= distance)
		return;
	s->best = candidate;
	s->distance = distance;
}
