/* program.c - what the mains of the programs that change the kernel have in common. */
#include "program.h"

#include <stdio.h>
#include <string.h>

#include "behind.h"
#include "log.h"
#include "program_by_hand.h"
#include "text.h"

enum log_level program_loudness(const struct options *options, enum log_level usual)
{
	if (options->quiet)
		return LEVEL_ERROR;
	return options->verbose > 1 ? LEVEL_TRACE : options->verbose ? LEVEL_DEBUG : usual;
}

void program_fill_in(const struct options *options, struct run_request *request)
{
	request->config = options->config;
	request->config_directory = options->config_directory;
	request->state_directory = options->state_directory;
	request->tell = options->verbose > 0;
	if (options->dry && request->output == OUTPUT_NONE)
		request->output = OUTPUT_PLAN;
}

/* What could not be written was not said: a script would go on with half a plan. */
int program_write_out(const struct program *program, const char *text)
{
	if ((text && fputs(text, stdout) < 0) || fflush(stdout)) {
		fprintf(stderr, "%s: stdout: cannot be written\n", program->name);
		return EXIT_NOT_TRIED;
	}
	return EXIT_DONE;
}

bool program_follow(const struct run_request *request, struct log *log)
{
	struct follower follower;
	int status = behind_start_flows(request, &follower);

	if (!status)
		status = follower_end(&follower, FOLLOWER_PATIENCE);
	return !behind_tell(status, log);
}

int program_run(const struct program *program, const struct options *options, struct run_request *request)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_(log_free) struct log log = { .trace = options->verbose > 1 };
	bool due = false;
	int status, written;

	program_fill_in(options, request);
	if (!request->load)
		request->flows_due = &due;
	status = (int)run(request, &text, &log);
	if (due && !program_follow(request, &log) && !status)
		status = EXIT_REFUSED;
	log_print(&log, program->name, program_loudness(options, LEVEL_NOTE));
	written = program_write_out(program, text.data);
	return status ? status : written;
}

static int show(const struct program *program, const struct options *options, struct run_request *request, program_json *json)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_(log_free) struct log log = { .trace = options->verbose > 1 };
	_cleanup_(state_free) struct state objects = { 0 };
	_cleanup_free_ char *as_json = NULL;
	int status;

	program_fill_in(options, request);
	status = (int)run_show(request, &objects, &log);
	log_print(&log, program->name, program_loudness(options, LEVEL_NOTE));
	if (status)
		return status;
	if (opt_own(program, options, "json"))
		text.failed = json(&objects, &as_json);
	else
		text_write_state(&text, &objects);
	if (text.failed) {
		fprintf(stderr, "%s: out of memory\n", program->name);
		return EXIT_NOT_TRIED;
	}
	return program_write_out(program, as_json ? as_json : text.data);
}

int program_main_of_kind(const struct program *program, enum run_kinds kind, program_json *json, int argc, char **argv)
{
	struct options options;
	struct run_request request = { .kinds = kind, .who = program->name };
	const char *by_hand;
	int status;

	if (!opt_read(program, argc, argv, &options, &status))
		return status;
	if (!options.word_count)
		return opt_complain(program, "a verb is missing: up, down or show", NULL);
	request.names = (const char *const *)options.words + 1;
	request.name_count = options.word_count - 1;
	by_hand = program_is_by_hand(program, &options);
	if (!strcmp(options.words[0], "show"))
		return by_hand ? opt_complain(program, "`show' takes names, not", by_hand) : show(program, &options, &request, json);
	if (opt_own(program, &options, "json"))
		return opt_complain(program, "--json belongs to `show'", NULL);
	request.force = opt_own(program, &options, "force") != NULL;
	request.no_probe = opt_own(program, &options, "no-probe") != NULL;
	if (!strcmp(options.words[0], "down"))
		request.verb = RUN_DOWN;
	else if (strcmp(options.words[0], "up"))
		return opt_complain(program, "not a verb", options.words[0]);
	return by_hand ? program_by_hand(program, &options, &request, by_hand) : program_run(program, &options, &request);
}
