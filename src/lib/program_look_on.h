/* program_look_on.h - for mains: the same look again and again, for a person. */
#ifndef HOMING_PROGRAM_LOOK_ON_H
#define HOMING_PROGRAM_LOOK_ON_H

#include "buffer.h"
#include "log.h"
#include "opt.h"
#include "run.h"

/* One look: what there is to show, and messages. */
typedef enum exit_status program_look(const struct options *options, struct buffer *text, struct log *log);

/* Looks again when the kernel tells of a change, and after `pause' ms; on a terminal each look takes the place of the one before, elsewhere they follow each other behind a
 * blank line. Ends with EXIT_DONE when somebody wants that (follow.h), with EXIT_NOT_TRIED when nothing can be written, or with the first look's status when that one was neither
 * EXIT_DONE nor EXIT_DIFFERS: later on, somebody is at work. most: of the messages. */
int program_look_on(const struct program *program, const struct options *options, program_look *look, unsigned pause, enum log_level most);

#endif
