/* program_hook.c - being called by whoever brings interfaces up. */
#include "program_hook.h"

#include <errno.h>

#include "event.h"
#include "hook.h"
#include "log.h"

/* event: NULL where request says it all. */
static int run_hook(const struct program *program, const struct options *options, struct event *event, struct run_request *request,
		    struct log *log)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	enum log_level most = program_loudness(options, LEVEL_WARNING);
	bool strict = false;
	int status, written;

	log->trace = options->verbose > 1;
	program_fill_in(options, request);
	request->strict = &strict;
	status = event ? (int)hook_run(event, request, &text, log) : (int)run(request, &text, log);
	log_send(log, program->name, most < LEVEL_WARNING ? most : LEVEL_WARNING);
	log_print(log, program->name, most);
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
