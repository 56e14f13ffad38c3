/* homing-watch - the only daemon: follows the kernel and keeps everything as the configuration wants it. */
#include <stdio.h>
#include <string.h>

#include "lib/log.h"
#include "lib/notify.h"
#include "lib/program.h"
#include "lib/watch.h"

enum { OWN_ONCE, OWN_FOREGROUND, OWN_COALESCE };

static const struct option_row OPTIONS[] = {
	[OWN_ONCE] = { 0, "once", NULL, "ask until each uplink is up or down, act, tell" },
	[OWN_FOREGROUND] = { 0, "foreground", NULL, "what it does anyway" },
	[OWN_COALESCE] = { 0, "coalesce", "TIME", "what changes within it is one event (50ms)" },
	{ 0 },
};

static const char *const SYNOPSIS[] = { "[--foreground] [--coalesce TIME]", "--once", NULL };

static const char *const EXAMPLES[] = {
	"homing-watch -v        in a terminal, with every command that it sends",
	"homing-watch --once    ask all checks, act on them, and print a table",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-watch",
	.purpose = "follows the kernel and keeps everything as it should be",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "W",
	.examples = EXAMPLES,
};

#define HANDFUL 8

/* What a daemon says: the commands on stdout, many of them as a number; what there is to tell on stderr, but nothing twice in a row. */
struct saying {
	const struct options *options;
	struct log before;
};

static size_t count_lines(const char *text)
{
	size_t count = 0;

	while ((text = strchr(text, '\n'))) {
		count++;
		text++;
	}
	return count;
}

static void say(const char *plan, struct log *log, void *context)
{
	struct saying *s = context;

	log_keep_news(log, &s->before);
	log_print(log, PROGRAM.name, program_loudness(s->options, LEVEL_NOTE));
	if (!s->options->quiet && !s->options->verbose && count_lines(plan) > HANDFUL)
		printf("%zu commands (-v shows them)\n", count_lines(plan));
	else if (!s->options->quiet)
		fputs(plan, stdout);
	fflush(stdout);
}

static void say_once(const char *plan, struct log *log, void *context)
{
	const struct options *options = context;

	log_print(log, PROGRAM.name, program_loudness(options, LEVEL_NOTE));
	if (options->dry || options->verbose)
		fputs(plan, stdout);
}

static int look_once(const struct options *options, struct watch_request *request)
{
	_cleanup_(buffer_free) struct buffer table = { 0 };
	_cleanup_(log_free) struct log log = { 0 };
	struct options copy = *options;
	bool due = false;
	int status, written;

	request->say = say_once;
	request->context = &copy;
	request->run.flows_due = &due;
	status = (int)watch_once(request, &table, &log);
	if (due && request->run.output == OUTPUT_NONE && !program_follow(&request->run, &log) && !status)
		status = EXIT_REFUSED;
	log_print(&log, PROGRAM.name, program_loudness(options, LEVEL_NOTE));
	written = program_write_out(&PROGRAM, table.data);
	return status ? status : written;
}

static int watch(const struct options *options, struct watch_request *request)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct saying saying = { .options = options };
	int status;

	request->say = say;
	request->context = &saying;
	request->notify = notify_socket();
	request->watchdog = notify_watchdog();
	status = (int)watch_run(request, &log);
	log_print(&log, PROGRAM.name, program_loudness(options, LEVEL_NOTE));
	log_free(&saying.before);
	return status;
}

int main(int argc, char **argv)
{
	struct watch_request request = { .run.who = PROGRAM.name, .coalesce = WATCH_COALESCE };
	struct options options;
	int status;

	if (!opt_read(&PROGRAM, argc, argv, &options, &status))
		return status;
	if (options.word_count)
		return opt_complain(&PROGRAM, "takes no words", options.words[0]);
	if (!opt_read_time(&PROGRAM, &options, OWN_COALESCE, WATCH_COALESCE_MOST, &request.coalesce))
		return EXIT_USAGE;
	if (options.dry && !options.own[OWN_ONCE])
		return opt_complain(&PROGRAM, "-n goes with --once; `homing plan' says what would be done", NULL);
	program_fill_in(&options, &request.run);
	return options.own[OWN_ONCE] ? look_once(&options, &request) : watch(&options, &request);
}
