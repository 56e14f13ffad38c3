/* words.c - a line cut into words. PURE. */
#include "words.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

int words_split(char *text, char *words[], size_t room)
{
	size_t count = 0;
	char *to = text;

	for (;;) {
		bool quoted = false, end;

		text += strspn(text, " \t");
		if (!*text)
			return (int)count;
		if (count == room)
			return -E2BIG;
		words[count++] = to;
		for (; *text && (quoted || (*text != ' ' && *text != '\t')); text++) {
			if (*text == '"')
				quoted = !quoted;
			else
				*to++ = *text;
		}
		if (quoted)
			return -EINVAL;
		end = *text == '\0';
		text += !end;
		*to++ = '\0';
		if (end)
			return (int)count;
	}
}
