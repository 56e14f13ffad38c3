/* log.h - what a run has to say to a person. The library collects; only a main prints. */
#ifndef HOMING_LOG_H
#define HOMING_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "util.h"

enum log_level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_NOTE, LEVEL_DEBUG, LEVEL_TRACE };

struct log_line {
	enum log_level level;
	char *text; /* without a newline */
};

/* Start with { 0 }; free with log_free(). Running out of memory loses lines, never the run. */
struct log {
	struct log_line *lines;
	size_t count, room;
	bool trace; /* somebody wants LEVEL_TRACE: lines that cost time to make */
};

void log_add(struct log *log, enum log_level level, const char *format, ...) _printf_(3, 4);
bool log_has_errors(const struct log *log);
void log_free(struct log *log);

/* For mains that live on: strikes out of log what before holds too, which is all that was in log the time before; before keeps what was in it now. Start with { 0 }. */
void log_keep_news(struct log *log, struct log *before);

/* For mains of hooks, whose stderr often nobody reads: every line up to `most` to syslog, which is opened only when there is one. The log stays as it is. */
void log_send(struct log *log, const char *program, enum log_level most);

/* For mains: writes every line up to `most` to stderr as `PROGRAM: text` and empties the log. The prefix is left out of lines
 * that name a file and a line, so that editors find the place. Bytes that a terminal would obey are shown as `?`. */
void log_print(struct log *log, const char *program, enum log_level most);

#endif
