/* homing-status - how the host stands: what is ours, missing, foreign, held. */
#include <stdio.h>

#include "lib/log.h"
#include "lib/opt.h"
#include "lib/program.h"
#include "lib/program_look_on.h"
#include "lib/run.h"
#include "lib/status.h"
#include "lib/terminal.h"
#include "lib/util.h"

enum { OWN_CHECK, OWN_DUMP, OWN_JSON, OWN_METRICS, OWN_DOT, OWN_WATCH };

#define WATCH_PAUSE 2000 /* ms between two looks */
#define WATCH_LEAST 100
#define WATCH_MOST 86400000

static const struct option_row OPTIONS[] = {
	[OWN_CHECK] = { 0, "check", NULL, "only what drifted; status 4 when something did" },
	[OWN_DUMP] = { 0, "dump", NULL, "the ip commands that make what is ours" },
	[OWN_JSON] = { 0, "json", NULL, "all of it as JSON" },
	[OWN_METRICS] = { 0, "metrics", NULL, "numbers for Prometheus, by way of a text file" },
	[OWN_DOT] = { 0, "dot", NULL, "a drawing of it for Graphviz' dot(1)" },
	[OWN_WATCH] = { 0, "watch", "[SECONDS]", "the screen anew at each change and each 2 s; q ends" },
	{ 0 },
};

static const char *const SYNOPSIS[] = { "[--check|--dump|--json|--metrics|--dot]", "--watch [SECONDS]", NULL };

static const char *const EXAMPLES[] = {
	"homing-status -q --check       for a monitor: status 0, or 4",
	"homing-status --json --check   both: JSON, and status 4",
	"homing-status --watch          look on",
	"homing-status --dot | dot -Tsvg >homing.svg",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-status",
	.purpose = "how the host stands: what is ours, missing, foreign, held",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "S",
	.examples = EXAMPLES,
};

static status_writer *choose_writer(const struct options *options)
{
	if (options->own[OWN_JSON])
		return status_write_json;
	if (options->own[OWN_METRICS])
		return status_write_metrics;
	if (options->own[OWN_DOT])
		return status_write_dot;
	if (options->own[OWN_DUMP])
		return status_write_dump;
	if (options->own[OWN_CHECK])
		return status_write_drift;
	return terminal_has_color() ? status_write_colored_screen : status_write_screen;
}

static enum exit_status look(const struct options *options, struct buffer *text, struct log *log)
{
	struct run_request request = {
		.config = options->config,
		.config_directory = options->config_directory,
		.state_directory = options->state_directory,
		.kinds = RUN_EVERYTHING,
		.output = OUTPUT_PLAN,
	};

	return run_status(&request, choose_writer(options), text, log);
}

static int show(const struct options *options)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_(log_free) struct log log = { .trace = options->verbose > 1 };
	const char *check = options->own[OWN_CHECK];
	enum exit_status status = look(options, &text, &log);

	log_print(&log, PROGRAM.name, program_loudness(options, LEVEL_NOTE));
	if (check && options->quiet)
		return (int)status;
	/* a monitor that reads half of it would judge by that */
	if ((text.data && fputs(text.data, stdout) < 0) || fflush(stdout)) {
		fprintf(stderr, "%s: stdout: cannot be written\n", PROGRAM.name);
		return EXIT_NOT_TRIED;
	}
	return status == EXIT_DIFFERS && !check ? EXIT_DONE : (int)status;
}

static int watch(struct options *options)
{
	unsigned pause = WATCH_PAUSE;

	if (options->word_count && !*options->own[OWN_WATCH])
		options->own[OWN_WATCH] = options->words[0];
	if (!*options->own[OWN_WATCH])
		options->own[OWN_WATCH] = NULL;
	if (!opt_read_time(&PROGRAM, options, OWN_WATCH, WATCH_MOST, &pause))
		return EXIT_USAGE;
	if (pause < WATCH_LEAST)
		return opt_complain(&PROGRAM, "--watch: too short", options->own[OWN_WATCH]);
	return program_look_on(&PROGRAM, options, look, pause, program_loudness(options, LEVEL_NOTE));
}

static size_t count_own(const struct options *options)
{
	size_t count = 0;

	for (size_t i = 0; OPTIONS[i].word; i++)
		count += options->own[i] != NULL;
	return count;
}

int main(int argc, char **argv)
{
	struct options options;
	int status;

	if (!opt_read(&PROGRAM, argc, argv, &options, &status))
		return status;
	if (options.own[OWN_WATCH] ? options.word_count > 1 || (options.word_count && *options.own[OWN_WATCH]) : options.word_count)
		return opt_complain(&PROGRAM, "takes no words", options.words[0]);
	if ((options.own[OWN_DUMP] || options.own[OWN_METRICS] || options.own[OWN_DOT] || options.own[OWN_WATCH]) && count_own(&options) > 1)
		return opt_complain(&PROGRAM, "--dump, --metrics, --dot and --watch go with nothing else", NULL);
	return options.own[OWN_WATCH] ? watch(&options) : show(&options);
}
