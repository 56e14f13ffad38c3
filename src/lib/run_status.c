/* run_status.c - the pipeline up to the difference, to look at: without the lock, and nothing is changed. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "file.h"
#include "hand.h"
#include "run_holds.h"
#include "run_work.h"
#include "status.h"

/* A hold that is over counts for nothing; the next run that changes something strikes it out. */
static enum exit_status expire_holds(struct work *w)
{
	holds_expire(&w->facts, &w->host, w->log);
	return EXIT_DONE;
}

static int find_watcher(const struct work *w)
{
	int pid;

	return file_lock_owner(w->directory, FILE_WATCH_LOCK, &pid) ? -1 : pid;
}

/* What the watcher waits for until a rival lets go of it no run could bring: it is not missing. */
static enum exit_status leave_pending(struct work *w)
{
	w->unasked = calloc(w->facts.taken_count + 1, sizeof(*w->unasked));
	if (!w->unasked)
		return work_fail(w, -ENOMEM, "aliases");
	for (size_t i = 0; i < w->facts.taken_count; i++)
		if (w->facts.taken[i].state == TAKEN_PENDING && find_watcher(w))
			w->unasked[w->unasked_count++] = w->facts.taken[i].name;
	return EXIT_DONE;
}

/* Every link has a group, and the kernel a hash: it is ours where it is as we want it. Where it is not, it is missing. */
static enum exit_status keep_own_settings(struct work *w)
{
	struct state *ours = &w->host.ours;
	size_t kept = 0;

	for (size_t i = 0; i < ours->count; i++) {
		const struct object *o = &ours->objects[i];
		const struct object *wanted = o->kind == KIND_SETTING ? state_find(&w->want, o) : o;

		if (wanted && object_equal(o, wanted, false))
			ours->objects[kept++] = *o;
	}
	ours->count = kept; /* settings hold nothing to free */
	return EXIT_DONE;
}

/* Neither a configuration nor a place where anything could be noted: then the kernel has to say what was typed by hand. */
static enum exit_status recall_hand(struct work *w)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	_cleanup_(hand_free) struct hand hand = { 0 };
	struct run_request request = *w->request;
	enum exit_status status;

	if (!w->bare || !file_list(w->directory, HAND_FILES, ".ini", &names))
		return EXIT_DONE;
	if (hand_from_kernel(&w->host.ours, &w->config, &hand))
		return work_fail(w, -ENOMEM, "what is ours");
	request.hand = &hand;
	request.no_memory = true;
	host_free(&w->host);
	facts_free(&w->facts);
	config_free(&w->config);
	w->request = &request;
	status = work_read_config(w);
	w->request = w->given;
	return status ? status : work_read_kernel(w);
}

enum exit_status run_status(const struct run_request *request, status_writer *write, struct buffer *text, struct log *log)
{
	static work_step *const look[] = { work_read_config, work_check_names, work_read_kernel, recall_hand, expire_holds, leave_pending, work_out, keep_own_settings };
	_cleanup_(work_free) struct work w = { .given = request, .request = request, .log = log, .lock = -1, .looks = true, .foreign = true };
	_cleanup_(plan_free) struct plan plan = { 0 };
	_cleanup_(status_free) struct status status = { 0 };
	struct picture picture = { &w.config, &w.facts, &w.host, &w.views, &plan, (unsigned long long)time(NULL), 0 };
	enum exit_status ended = work_take_steps(&w, look, COUNT(look));
	int error;

	if (ended)
		return ended;
	picture.watcher = find_watcher(&w);
	error = diff_states(&w.host.ours, &w.want, &plan);
	if (!error)
		error = status_make(&picture, &status);
	if (!error)
		error = write(&status, text);
	if (error)
		return work_fail(&w, error, "status");
	return status.drift_count ? EXIT_DIFFERS : EXIT_DONE;
}
