/* buffer.h - text that grows. PURE. */
#ifndef HOMING_BUFFER_H
#define HOMING_BUFFER_H

#include <stddef.h>

#include "util.h"

/* Start with { 0 }. data is always NUL-terminated once something was added, and freed by buffer_free(). When memory
 * ran out `failed` is set and later additions do nothing: check it once at the end. */
struct buffer {
	char *data;
	size_t length, room;
	int failed;
};

void buffer_add(struct buffer *b, const char *format, ...) _printf_(2, 3);
void buffer_free(struct buffer *b);

#endif
