/* program.h - what the mains of the programs that change the kernel have in common. */
#ifndef HOMING_PROGRAM_H
#define HOMING_PROGRAM_H

#include "opt.h"
#include "run.h"
#include "state.h"

/* Fills in the common options, runs, prints: what would be or (-v) was sent on stdout, messages on stderr. Returns the exit status. */
int program_run(const struct program *program, const struct options *options, struct run_request *request);

/* What the options say, into request; how much of the log is printed; the text on stdout (returns EXIT_NOT_TRIED where it cannot be written). */
void program_fill_in(const struct options *options, struct run_request *request);
enum log_level program_loudness(const struct options *options, enum log_level usual);
int program_write_out(const struct program *program, const char *text);

/* What is due behind a run is started (CONFIG 8), and its end is waited for. False: it failed, which is in log. */
bool program_follow(const struct run_request *request, struct log *log);

/* JSON of objects; *out is the caller's to free. Returns 0 or -ENOMEM. */
typedef int program_json(const struct state *objects, char **out);

/* The whole of homing-table and homing-rule: `up|down|show [UPLINK...]` for one kind of object. */
int program_main_of_kind(const struct program *program, enum run_kinds kind, program_json *json, int argc, char **argv);

#define KIND_ROW_JSON { 0, "json", NULL, "show: as JSON" }

#endif
