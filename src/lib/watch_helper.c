/* watch_helper.c - the watcher's part in homing-check. */
#include "watch_work.h"

static void say(void *context, bool bad, const char *text)
{
	struct watch *w = context;
	_cleanup_(log_free) struct log log = { 0 };

	log_add(&log, bad ? LEVEL_ERROR : LEVEL_NOTE, "%s", text);
	w->request->say("", &log, w->request->context);
}

/* What it tells of wakes the askers, each in its turn. */
static void on_told(struct ev_loop *loop, ev_io *io, int events)
{
	struct watch *w = io->data;

	(void)loop;
	(void)events;
	helper_hear(w->helper);
}

int watch_init_helper(struct watch *w)
{
	int error = helper_new(say, w, &w->helper);

	if (error)
		return error;
	ev_io_init(&w->told, on_told, helper_fd(w->helper), EV_READ);
	w->told.data = w;
	ev_io_start(w->loop, &w->told);
	return 0;
}

void watch_rest_helper(struct watch *w)
{
	helper_set_user(w->helper, w->memory.config.homing.check_user);
	helper_rest(w->helper);
}
