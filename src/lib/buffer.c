/* buffer.c - text that grows. PURE. */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>

/* Room for `more` further bytes and the NUL; sets b->failed where there is none. */
static void buffer_reserve(struct buffer *b, size_t more)
{
	size_t room = b->room ? b->room : 128;
	char *data;

	while (room - b->length <= more)
		room *= 2;
	if (room == b->room)
		return;
	data = realloc(b->data, room);
	if (!data) {
		b->failed = 1;
		return;
	}
	b->data = data;
	b->room = room;
}

void buffer_add(struct buffer *b, const char *format, ...)
{
	va_list arguments;
	int needed;

	if (b->failed)
		return;
	buffer_reserve(b, 0);
	if (b->failed)
		return;

	va_start(arguments, format);
	needed = vsnprintf(b->data + b->length, b->room - b->length, format, arguments);
	va_end(arguments);
	if (needed < 0) {
		b->failed = 1;
		return;
	}
	if ((size_t)needed >= b->room - b->length) {
		buffer_reserve(b, (size_t)needed);
		if (b->failed) {
			b->data[b->length] = '\0'; /* whole additions only */
			return;
		}
		va_start(arguments, format);
		vsnprintf(b->data + b->length, b->room - b->length, format, arguments);
		va_end(arguments);
	}
	b->length += (size_t)needed;
}

void buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){ 0 };
}
