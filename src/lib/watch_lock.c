/* watch_lock.c - one watcher a host: two would both be right, and do everything twice. */
#include <errno.h>
#include <unistd.h>

#include "file.h"
#include "watch_work.h"

#define PATIENCE 2000 /* ms; who asks whether there is a watcher (file_lock_owner) has its lock himself for that moment */

int watch_take_lock(struct watch *w, struct log *log)
{
	const char *directory = run_memory_directory(&w->memory, &w->run);
	int error = file_make_directory(directory);

	w->lock = -1;
	if (!error)
		w->lock = file_lock(directory, FILE_WATCH_LOCK, PATIENCE);
	if (w->lock >= 0)
		file_lock_sign(w->lock);
	if (w->lock == -ETIMEDOUT) {
		log_add(log, LEVEL_ERROR, "%s/%s: another homing-watch runs", directory, FILE_WATCH_LOCK);
		return -EBUSY;
	}
	if (error == -EPERM)
		log_add(log, LEVEL_ERROR, "%s: must belong to root, and nobody else may write it", directory);
	return error == -EPERM ? error : 0;
}

bool watch_keep_lock(struct watch *w)
{
	_cleanup_(log_free) struct log log = { 0 };
	int before = w->lock, error;

	if (before < 0 || !file_lock_is_lost(before))
		return true;
	error = watch_take_lock(w, &log);
	if (w->lock >= 0) {
		log_add(&log, LEVEL_WARNING, "%s: somebody removed it, and it is made anew", run_memory_directory(&w->memory, &w->run));
		close(before);
	} else {
		w->lock = before;
	}
	if (error == -EBUSY) { /* who was started meanwhile could not know of us */
		w->ended = EXIT_NOT_TRIED;
		ev_break(w->loop, EVBREAK_ALL);
	}
	w->request->say("", &log, w->request->context);
	return error != -EBUSY;
}
