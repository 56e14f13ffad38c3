/* expect.c - does a text occur in what comes piece by piece? The algorithm is that of Knuth, Morris and Pratt: it never looks back at what has gone by. PURE. */
#include "expect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static unsigned char fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* How much of the text is matched behind one more byte. */
static size_t step(const struct expect *e, size_t at, char byte)
{
	while (at && fold(e->text[at]) != fold(byte))
		at = e->back[at - 1];
	return fold(e->text[at]) == fold(byte) ? at + 1 : 0;
}

int expect_begin(struct expect *e, const char *text)
{
	size_t at = 0;

	*e = (struct expect){ .text = text, .length = strlen(text), .found = !*text };
	if (e->found)
		return 0;
	e->back = calloc(e->length, sizeof(*e->back));
	if (!e->back)
		return -ENOMEM;
	for (size_t i = 1; i < e->length; i++) {
		at = step(e, at, text[i]);
		e->back[i] = (unsigned short)at;
	}
	return 0;
}

void expect_free(struct expect *e)
{
	free(e->back);
	e->back = NULL;
}

bool expect_hear(struct expect *e, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length && !e->found; i++) {
		e->at = step(e, e->at, bytes[i]);
		e->found = e->at == e->length;
	}
	return e->found;
}
