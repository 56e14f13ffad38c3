/* flows.h - homing-mark's part in a run: the table in the kernel becomes what [flows] asks for. */
#ifndef HOMING_FLOWS_H
#define HOMING_FLOWS_H

#include "buffer.h"
#include "log.h"
#include "run.h"

/* As run_request.load wants it. */
enum exit_status flows_load(const char *ruleset, const char *directory, bool dry, struct buffer *text, struct log *log);

#endif
