/* program_look_on.c - the same look again and again. */
#include "program_look_on.h"

#include <stdio.h>
#include <string.h>

#include "follow.h"
#include "terminal.h"
#include "util.h"

#define PROTOCOL 72 /* of what is heard at once in main; other marks are seen when the pause is over */
#define FOOT "q ends"

struct onlooker {
	const struct program *program;
	const struct options *options;
	program_look *look;
	struct follow *follow;
	unsigned pause;
	enum log_level most;
	bool draws; /* on a terminal */
	bool drawn; /* ... and has its screen */
};

/* A screen has one place for everything: messages stand above. */
static int draw(struct onlooker *o, const char *text, const struct log *log)
{
	_cleanup_(buffer_free) struct buffer screen = { 0 };

	for (size_t i = 0; i < log->count; i++)
		if (log->lines[i].level <= o->most)
			buffer_add(&screen, "%s\n", log->lines[i].text);
	buffer_add(&screen, "%s", text);
	if (!o->drawn)
		terminal_enter();
	o->drawn = true;
	return screen.failed ? -1 : terminal_show(screen.data, FOOT);
}

static int print_next(struct onlooker *o, const char *text, struct log *log, bool first)
{
	log_print(log, o->program->name, o->most);
	return printf("%s%s", first ? "" : "\n", text) < 0 || fflush(stdout) ? -1 : 0;
}

static int look_once(struct onlooker *o, bool first)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	_cleanup_(log_free) struct log log = { .trace = o->most == LEVEL_TRACE };
	enum exit_status status = o->look(o->options, &text, &log);
	const char *shown = text.data ? text.data : "";

	if (first && status && status != EXIT_DIFFERS) {
		log_print(&log, o->program->name, o->most);
		return (int)status;
	}
	return (o->draws ? draw(o, shown, &log) : print_next(o, shown, &log, first)) ? EXIT_NOT_TRIED : EXIT_DONE;
}

static void leave(struct onlooker *o)
{
	if (o->drawn)
		terminal_leave();
	o->drawn = false;
}

int program_look_on(const struct program *program, const struct options *options, program_look *look, unsigned pause, enum log_level most)
{
	struct onlooker o = { program, options, look, NULL, pause, most, terminal_can_draw(), false };
	enum follow_reason reason = FOLLOW_LOOK;
	int status = follow_open(PROTOCOL, &o.follow);

	if (status) {
		fprintf(stderr, "%s: %s\n", program->name, strerror(-status));
		return EXIT_NOT_TRIED;
	}
	for (bool first = true; reason != FOLLOW_END; first = false) {
		status = look_once(&o, first);
		if (status)
			break;
		reason = follow_wait(o.follow, pause, o.draws);
		if (reason == FOLLOW_PAUSE) {
			leave(&o);
			follow_pause();
		}
	}
	leave(&o);
	follow_close(o.follow);
	return status;
}
