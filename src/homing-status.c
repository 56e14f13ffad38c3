/* homing-status - how the host stands: what is ours, missing, foreign, held. */
#include <stdio.h>

#include "lib/log.h"
#include "lib/opt.h"
#include "lib/program.h"
#include "lib/run.h"
#include "lib/status.h"
#include "lib/terminal.h"
#include "lib/util.h"

enum { OWN_CHECK, OWN_DUMP, OWN_JSON, OWN_METRICS, OWN_DOT };

static const struct option_row OPTIONS[] = {
	[OWN_CHECK] = { 0, "check", NULL, "only what drifted; status 4 when something did" },
	[OWN_DUMP] = { 0, "dump", NULL, "the ip commands that make what is ours" },
	[OWN_JSON] = { 0, "json", NULL, "all of it as JSON" },
	[OWN_METRICS] = { 0, "metrics", NULL, "numbers for Prometheus, by way of a text file" },
	[OWN_DOT] = { 0, "dot", NULL, "a drawing of it for Graphviz' dot(1)" },
	{ 0 },
};

static const char *const SYNOPSIS[] = { "[--check|--dump|--json|--metrics|--dot]", NULL };

static const char *const EXAMPLES[] = {
	"homing-status -q --check       for a monitor: status 0, or 4",
	"homing-status --json --check   both: JSON, and status 4",
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

static int show(const struct options *options)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_(log_free) struct log log = { .trace = options->verbose > 1 };
	struct run_request request = {
		.config = options->config,
		.config_directory = options->config_directory,
		.state_directory = options->state_directory,
		.kinds = RUN_EVERYTHING,
		.output = OUTPUT_PLAN,
	};
	const char *check = options->own[OWN_CHECK];
	enum exit_status status = run_status(&request, choose_writer(options), &text, &log);

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
	if (options.word_count)
		return opt_complain(&PROGRAM, "takes no words", options.words[0]);
	if ((options.own[OWN_DUMP] || options.own[OWN_METRICS] || options.own[OWN_DOT]) && count_own(&options) > 1)
		return opt_complain(&PROGRAM, "--dump, --metrics and --dot go with nothing else", NULL);
	return show(&options);
}
