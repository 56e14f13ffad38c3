/* program_by_hand.h - the forms without a file: options that say what a section would. */
#ifndef HOMING_PROGRAM_BY_HAND_H
#define HOMING_PROGRAM_BY_HAND_H

#include "program.h"

/* The first of the options that say it, with its dashes, or NULL: then the words are names. */
const char *program_is_by_hand(const struct program *program, const struct options *options);

/* `up' and `down', which request has already. Returns the exit status. */
int program_by_hand(const struct program *program, const struct options *options, struct run_request *request, const char *option);

#endif
