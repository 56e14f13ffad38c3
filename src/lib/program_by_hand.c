/* program_by_hand.c - the forms without a file: options that say what a section would. */
#include "program_by_hand.h"

#include <string.h>

#include "hand.h"
#include "log.h"

const char *program_is_by_hand(const struct program *program, const struct options *options)
{
	static const char *const words[] = { "--interface", "--table", "--guard", "--label", "--gateway", "--from", "--address", "--hop" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (opt_own(program, options, words[i] + strlen("--")))
			return words[i];
	return NULL;
}

int program_by_hand(const struct program *program, const struct options *options, struct run_request *request, const char *option)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_(log_free) struct log log = { .trace = options->verbose > 1 };
	const struct hand_words words = {
		.kind = (enum run_kinds)request->kinds,
		.down = request->verb == RUN_DOWN,
		.interface = opt_own(program, options, "interface"),
		.table = opt_own(program, options, "table"),
		.label = opt_own(program, options, "label"),
		.guard = opt_own(program, options, "guard") != NULL,
		.items = options->repeated,
		.item_count = options->repeated_count,
	};
	int status, written;

	if (request->name_count)
		return opt_complain(program, "a name and what is typed by hand do not go together", option);
	program_fill_in(options, request);
	request->verb = RUN_UP; /* what is taken down is forgotten, and then it is not wanted */
	status = (int)hand_run(&words, request, &text, &log);
	log_print(&log, program->name, program_loudness(options, LEVEL_NOTE));
	written = program_write_out(program, text.data);
	return status ? status : written;
}
