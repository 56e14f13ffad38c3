/* program_hook.c - being called by whoever brings interfaces up. */
#include "program_hook.h"

#include <errno.h>

#include "event.h"
#include "hook.h"
#include "hook_routes.h"
#include "log.h"

/* What a hook has to say: to whoever called it, and to syslog. */
static void tell(const struct program *program, struct log *log, enum log_level most)
{
	log_send(log, program->name, most < LEVEL_WARNING ? most : LEVEL_WARNING);
	log_print(log, program->name, most);
}

/* event: NULL where request says it all. */
static int run_hook(const struct program *program, const struct options *options, struct event *event, struct run_request *request,
		    struct log *log)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	enum log_level most = program_loudness(options, LEVEL_WARNING);
	bool strict = false, due = false;
	int status, written;

	log->trace = options->verbose > 1;
	program_fill_in(options, request);
	request->strict = &strict;
	request->flows_due = &due;
	status = event ? (int)hook_run(event, request, &text, log) : (int)run(request, &text, log);
	if (due && !program_follow(request, log) && !status)
		status = EXIT_REFUSED;
	tell(program, log, most);
	written = program_write_out(program, text.data);
	if (!status)
		status = written;
	return strict ? status : EXIT_DONE;
}

static int complain_of_system(const struct program *program, const char *what)
{
	_cleanup_(buffer_free) struct buffer systems = { 0 };
	const char *name;

	for (size_t i = 0; (name = event_system(i)); i++)
		buffer_add(&systems, "%s%s", i ? ", " : "", name);
	return opt_complain(program, what, systems.data);
}

int program_hook(const struct program *program, const struct options *options, struct run_request *request)
{
	_cleanup_(log_free) struct log log = { 0 };
	const char *const *words = (const char *const *)options->words;
	struct event event;

	if (options->word_count < 2)
		return complain_of_system(program, "`hook' needs a system");
	switch (event_read(words[1], words + 2, options->word_count - 2, event_get_environment, NULL, &event, &log)) {
	case -ENOENT:
		return opt_complain(program, "hook: no such system", words[1]);
	case -EINVAL:
		return opt_complain(program, "hook: not what this system says", words[options->word_count - 1]);
	}
	return run_hook(program, options, &event, request, &log);
}

bool program_in_stanza(void)
{
	return event_in_stanza(event_get_environment, NULL);
}

int program_stanza(const struct program *program, const struct options *options, struct run_request *request)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct event event;

	if (request->name_count)
		return run_hook(program, options, NULL, request, &log);
	event_read("ifupdown", NULL, 0, event_get_environment, NULL, &event, &log);
	if (event.what != EVENT_NOTHING) /* the verb was written by a person */
		event.what = request->verb == RUN_DOWN ? EVENT_DOWN : EVENT_UP;
	return run_hook(program, options, &event, request, &log);
}

enum { ROUTES_OPTION_SYSCONFIG };

const struct option_row PROGRAM_ROUTES_OPTIONS[] = {
	[ROUTES_OPTION_SYSCONFIG] = { 0, "sysconfig", "DIR", "another directory than " ROUTES_SYSCONFIG },
	{ 0 },
};

/* A usage error is 1 here, as it is with the scripts of this name. */
static int complain(const struct program *program, const char *what, const char *word)
{
	opt_complain(program, what, word);
	return EXIT_REFUSED;
}

int program_main_of_routes(const struct program *program, bool up, int argc, char **argv)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_(log_free) struct log log = { 0 };
	struct run_request request = { .kinds = RUN_EVERYTHING, .who = program->name };
	struct routes_call call = { .up = up, .sysconfig = ROUTES_SYSCONFIG };
	struct options options;
	int status, written;

	if (!opt_read(program, argc, argv, &options, &status))
		return status == EXIT_USAGE ? EXIT_REFUSED : status;
	if (!options.word_count || options.word_count > 2)
		return complain(program, "a device is wanted, then the name of its configuration or nothing", NULL);
	call.device = options.words[0];
	/* the callers leave NAME unquoted, and it may be empty */
	call.name = options.word_count > 1 && options.words[1][0] ? options.words[1] : NULL;
	if (options.own[ROUTES_OPTION_SYSCONFIG])
		call.sysconfig = options.own[ROUTES_OPTION_SYSCONFIG];
	if (!routes_call_is_sound(&call))
		return complain(program, "no device, or no name of a file", call.name ? call.name : call.device);
	log.trace = options.verbose > 1;
	program_fill_in(&options, &request);
	status = (int)hook_routes(&call, &request, &text, &log);
	tell(program, &log, program_loudness(&options, LEVEL_WARNING));
	written = program_write_out(program, text.data);
	return status ? status : written;
}
