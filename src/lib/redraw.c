/* redraw.c - a text as what a terminal is sent to show it in place of the one before. PURE. */
#include "redraw.h"

#include <errno.h>
#include <string.h>

/* How many bytes of a color's escape sequence stand there; 0: none. */
static size_t color_length(const char *text)
{
	size_t length;

	if (text[0] != '\033' || text[1] != '[')
		return 0;
	length = 2 + strspn(text + 2, "0123456789;");
	return text[length] == 'm' ? length + 1 : 0;
}

/* The colors of what is cut off are sent all the same, or the last one would hold for the rest of the screen. Behind a line as wide as the screen the cursor still stands on the
 * last column, which would be cleared. Returns what is behind the line. */
static const char *put_line(const char *text, unsigned columns, struct buffer *out)
{
	unsigned used = 0;

	while (*text && *text != '\n') {
		size_t length = color_length(text);

		if (length)
			buffer_add(out, "%.*s", (int)length, text);
		else if (used++ < columns)
			buffer_add(out, "%c", *text >= ' ' && *text <= '~' ? *text : '?');
		text += length ? length : 1;
	}
	if (used < columns)
		buffer_add(out, "\033[K");
	return *text ? text + 1 : text;
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; count++) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return count;
}

int redraw_compose(const char *text, const char *foot, unsigned rows, unsigned columns, struct buffer *out)
{
	_cleanup_(buffer_free) struct buffer last = { 0 };
	size_t left;

	buffer_add(out, "\033[H");
	for (unsigned row = 1; row < rows && *text; row++) {
		text = put_line(text, columns, out);
		buffer_add(out, "\r\n");
	}
	left = count_lines(text);
	if (left)
		buffer_add(&last, "%zu more line%s; ", left, left > 1 ? "s" : "");
	buffer_add(&last, "%s", foot);
	if (last.failed)
		return -ENOMEM;
	buffer_add(out, "\033[J");
	put_line(last.data, columns, out);
	return out->failed ? -ENOMEM : 0;
}
