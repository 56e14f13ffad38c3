/* homing-mark - flows stay on the uplink that they came or left by. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/flows.h"
#include "lib/nft.h"
#include "lib/program.h"
#include "lib/ruleset.h"

static const char *const SYNOPSIS[] = { "[up|down]", "show|print", NULL };

static const char *const EXAMPLES[] = {
	"homing-mark -n          what would be done, as commands",
	"homing-mark show        what the kernel has, with the number of flows",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing-mark",
	.purpose = "flows stay on the uplink that they came or left by",
	.synopsis = SYNOPSIS,
	.readers = "M",
	.examples = EXAMPLES,
};

static enum exit_status print(const char *ruleset, const char *directory, bool dry, struct buffer *text, struct log *log)
{
	(void)directory;
	(void)dry;
	(void)log;
	buffer_add(text, "%s", ruleset);
	return text->failed ? EXIT_NOT_TRIED : EXIT_DONE;
}

/* An own table only: what others have made is nft's to show. */
static int show(const struct options *options)
{
	_cleanup_(log_free) struct log log = { 0 };
	_cleanup_free_ char *table = NULL;
	int error = nft_list(RULESET_TABLE, true, &table, &log);

	if (error)
		log_add(&log, LEVEL_ERROR, "nftables: %s", strerror(-error));
	log_print(&log, PROGRAM.name, program_loudness(options, LEVEL_NOTE));
	return error ? EXIT_NOT_TRIED : program_write_out(&PROGRAM, table);
}

int main(int argc, char **argv)
{
	struct run_request request = { .kinds = RUN_FLOWS, .who = PROGRAM.name, .load = flows_load };
	struct options options;
	const char *verb;
	int status;

	if (!opt_read(&PROGRAM, argc, argv, &options, &status))
		return status;
	verb = options.word_count ? options.words[0] : "up";
	if (options.word_count > 1)
		return opt_complain(&PROGRAM, "takes no name", options.words[1]);
	if (!strcmp(verb, "show"))
		return show(&options);
	if (!strcmp(verb, "down")) {
		request.verb = RUN_DOWN;
	} else if (!strcmp(verb, "print")) {
		request.kinds = 0;
		request.keep_holds = true;
		request.output = OUTPUT_PLAN;
		request.load = print;
	} else if (!strcmp(verb, "refresh")) { /* behind a run that has seen to the rest: nothing of that is touched, and no hold ends by it */
		request.kinds = 0;
		request.keep_holds = true;
	} else if (strcmp(verb, "up") != 0) {
		return opt_complain(&PROGRAM, "not a verb", verb);
	}
	return program_run(&PROGRAM, &options, &request);
}
