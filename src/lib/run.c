/* run.c - the pipeline in the few lines that say exactly this. */
#include "run.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "apply.h"
#include "diff.h"
#include "facts.h"
#include "file.h"
#include "have.h"
#include "run_holds.h"
#include "run_memory.h"
#include "run_work.h"
#include "text.h"
#include "want.h"

enum exit_status work_fail(struct work *w, int error, const char *what)
{
	log_add(w->log, LEVEL_ERROR, "%s: %s", what, strerror(-error));
	return EXIT_NOT_TRIED;
}

void work_unlock(struct work *w)
{
	if (w->lock >= 0)
		close(w->lock);
	w->lock = -1;
}

/* Forgets everything that was read and worked out under the lock. */
static void forget_picture(struct work *w)
{
	state_free(&w->want);
	views_free(&w->views);
	host_free(&w->host);
	facts_free(&w->facts);
}

void work_free(struct work *w)
{
	forget_picture(w);
	free(w->names);
	free(w->refused);
	free(w->unasked);
	if (!w->given->memory) {
		netlink_close(w->nl);
		config_free(&w->config);
	}
	config_free(&w->replaced);
	work_unlock(w);
}

enum exit_status work_read_config(struct work *w)
{
	const struct run_request *request = w->request;
	enum log_level difference = request->fresh_stanza ? LEVEL_WARNING : LEVEL_DEBUG;
	int error;

	if (request->memory)
		return work_recall_config(w);
	error = config_load_by_hand(request->config, request->config_directory, request->state_directory, request->hand, difference, &w->config, w->log);
	if (request->no_memory)
		w->config.homing.group = 0;
	if (request->strict)
		*request->strict = w->config.homing.strict;
	w->directory = request->state_directory ? request->state_directory : w->config.homing.state_directory;
	if (error == -ENOENT && (request->static_set || facts_has_static(w->directory, NULL)))
		error = 0; /* what ifup-routes was told needs no configuration */
	w->alone = request->static_set && (request->alone || error == -EINVAL);
	if (error == -EINVAL && w->alone) {
		log_add(w->log, LEVEL_WARNING, "the configuration is wrong: nothing is done but for the routes and rules of the interface");
		config_free(&w->config);
		error = config_load_nothing(&w->config);
	}
	w->bare = error == -ENOENT && (request->verb == RUN_REMOVE || request->by_hand || request->load || w->looks);
	if (w->bare)
		return EXIT_DONE;
	if (error == -ENOENT && request->optional) {
		w->over = true;
		return EXIT_DONE;
	}
	if (error == -ENOENT)
		log_add(w->log, LEVEL_ERROR, "no configuration (%s), see homing-detect(8)", CONFIG_FILE);
	if (error == -ENOMEM)
		return work_fail(w, error, "configuration");
	return error ? EXIT_CONFIG : EXIT_DONE;
}

/* A state directory that cannot be is borne (a read-only root, a rescue shell): then nobody else can hold its lock either. */
static enum exit_status take_lock(struct work *w)
{
	int error;

	if (w->request->output != OUTPUT_NONE)
		return EXIT_DONE;
	error = file_make_directory(w->directory);
	if (!error) {
		w->lock = file_lock(w->directory, FILE_LOCK, w->config.homing.lock_timeout);
		error = w->lock < 0 ? w->lock : 0;
	}
	if (error == -EPERM) {
		log_add(w->log, LEVEL_ERROR, "%s: must belong to root, and nobody else may write it", w->directory);
		return EXIT_NOT_TRIED;
	}
	if (error == -EROFS || error == -ENOENT) {
		log_add(w->log, LEVEL_DEBUG, "%s: %s: going on without a lock", w->directory, strerror(-error));
		return EXIT_DONE;
	}
	if (error == -ETIMEDOUT) {
		log_add(w->log, LEVEL_ERROR, "%s/lock: another run holds it", w->directory);
		return EXIT_NOT_TRIED;
	}
	return error ? work_fail(w, error, w->directory) : EXIT_DONE;
}

/* Hooks come in parallel, and each may have noted or dropped a stanza while we waited: what is worked out from the old ones would take their uplinks away
 * again. Not so homing.conf, which a person edits. */
static enum exit_status refresh_config(struct work *w)
{
	enum exit_status status;

	if (w->lock < 0 || !config_is_stale(&w->config, w->directory))
		return EXIT_DONE;
	if (!w->given->memory) {
		config_free(&w->replaced);
		w->replaced = w->config;
	}
	free(steal_pointer(&w->names));
	w->request = w->given;
	status = work_read_config(w);
	return status || w->over ? status : work_check_names(w);
}

enum exit_status work_read_kernel(struct work *w)
{
	/* what was typed by hand and is taken down is in no configuration any more */
	enum have_extent extent = w->bare || w->request->verb == RUN_REMOVE ? HAVE_EVERYTHING
				  : w->request->by_hand			    ? HAVE_ALL_TABLES
				  : w->foreign				    ? HAVE_FOREIGN
									    : HAVE_NEEDED;
	int error = w->request->static_set ? facts_put_static(&w->facts, w->request->static_set) : 0;

	if (!error)
		error = facts_read(w->directory, &w->facts, w->log);
	if (!error && w->request->memory && w->request->memory->health)
		error = facts_put_health(&w->facts, w->request->memory->health, w->request->memory->health_count);
	if (!error && w->request->memory && w->request->memory->taken)
		error = facts_put_taken(&w->facts, w->request->memory->taken, w->request->memory->taken_count);
	if (!error && !w->nl)
		error = netlink_open(&w->nl);
	if (!error)
		error = have_read(w->nl, &w->config, &w->facts, extent, &w->host);
	return error ? work_fail(w, error, "reading the kernel's state") : EXIT_DONE;
}

/* The holds are written before anything changes: a run that is killed behind this point leaves what the next one goes on with. */
static enum exit_status change_holds(struct work *w)
{
	int changed, error;

	work_take_absences(w);
	changed = w->expired = holds_expire(&w->facts, &w->host, w->log) > 0;
	error = holds_change(w->request, &w->config, &w->host, &w->facts, w->log);
	if (error < 0)
		return work_fail(w, error, "holds");
	if (!(changed | error) || w->request->output != OUTPUT_NONE)
		return EXIT_DONE;
	if (w->lock < 0) {
		log_add(w->log, LEVEL_WARNING, "%s: no state directory: the next event will not know of this", w->directory);
		return EXIT_DONE;
	}
	error = facts_write_holds(w->directory, &w->facts);
	return error ? work_fail(w, error, w->directory) : EXIT_DONE;
}

enum exit_status work_out(struct work *w)
{
	const struct run_request *request = w->request;
	struct scope scope = { .names = request->names, .count = request->name_count,
			       .exact = request->kinds != RUN_EVERYTHING };
	int error;

	w->facts.refused = w->refused;
	w->facts.refused_count = w->refused_count;
	w->facts.unasked = w->unasked;
	w->facts.unasked_count = w->unasked_count;
	w->facts.remembered = request->memory ? &request->memory->ours : NULL;
	if (request->memory && work_recall_lingering(w))
		return work_fail(w, -ENOMEM, "remembering");
	error = want_state(&w->config, &w->facts, &w->host, &scope, &w->views, &w->want);

	if (error)
		return work_fail(w, error, "working it out");
	work_keep_touched(&w->want, &w->config, request->kinds);
	work_keep_touched(&w->host.ours, &w->config, request->kinds);
	if (w->alone)
		work_keep_static(w);
	return EXIT_DONE;
}

static enum exit_status carry_out(struct work *w, const struct plan *plan)
{
	struct applied applied;
	enum exit_status status;
	int error;

	if (!plan->count)
		return w->request->verb == RUN_UP ? work_announce(w, plan) : EXIT_DONE;
	error = work_note_settings(w, plan);
	if (error)
		return work_fail(w, error, w->directory);
	error = apply_plan(w->nl, &w->host, plan, &applied, w->log);
	if (!error) {
		work_leave(w, plan);
		error = work_forget_settings(w, plan);
		if (error)
			return work_fail(w, error, w->directory);
		status = w->request->verb == RUN_UP ? work_announce(w, plan) : EXIT_DONE;
		/* who lives on tries again when something changes, and not every minute */
		return status || !applied.left_out || w->request->memory ? status : EXIT_REFUSED;
	}
	if (!applied.refused)
		log_add(w->log, LEVEL_ERROR, "netlink: %s", strerror(-error));
	if (applied.undone)
		log_add(w->log, LEVEL_ERROR, "nothing was changed: steps refused: %zu of %zu", applied.refused, plan->count);
	else
		log_add(w->log, LEVEL_ERROR, "%zu of %zu steps done", applied.done, plan->count);
	return error == -EPERM ? EXIT_NOT_TRIED : EXIT_REFUSED;
}

static enum exit_status finish(struct work *w, struct buffer *text)
{
	_cleanup_(plan_free) struct plan plan = { 0 };
	enum run_output output = w->request->output;
	enum exit_status status;

	if (output == OUTPUT_ALL) {
		state_free(&w->host.ours);
		w->host.ours = (struct state){ 0 };
	}
	if (w->request->memory)
		work_leave_fights(w);
	if (diff_states(&w->host.ours, &w->want, &plan))
		return work_fail(w, -ENOMEM, "comparing");
	work_note_uplinks(w);
	if (output == OUTPUT_DIFF)
		work_write_diff(text, &w->host.ours, &plan);
	else if (output != OUTPUT_NONE || w->request->tell)
		text_write_plan(text, &plan);
	if (text->failed)
		return work_fail(w, -ENOMEM, "writing the plan");
	status = output == OUTPUT_NONE ? carry_out(w, &plan) : EXIT_DONE;
	if (!status)
		status = work_flows(w, text);
	if (!status && w->request->memory && work_remember(w))
		return work_fail(w, -ENOMEM, "remembering");
	return status;
}

enum exit_status work_take_steps(struct work *w, work_step *const *steps, size_t count)
{
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; !status && !w->over && i < count; i++)
		status = steps[i](w);
	return status;
}

enum exit_status run(const struct run_request *request, struct buffer *text, struct log *log)
{
	static work_step *const before[] = { work_read_config, work_check_names }, *const look[] = {
		take_lock, refresh_config, work_read_kernel, change_holds, work_out
	};
	_cleanup_(work_free) struct work w = { .given = request, .request = request, .log = log, .lock = -1 };
	enum exit_status status = work_take_steps(&w, before, COUNT(before));
	bool asked = false;

	if (!status)
		status = work_take_steps(&w, look, COUNT(look));
	if (!status && !w.over && request->output == OUTPUT_NONE && request->verb == RUN_UP && (request->kinds & RUN_ALIAS))
		status = work_probe(&w, &asked);
	if (!status && asked) { /* that took its time, and others had the lock */
		forget_picture(&w);
		status = work_take_steps(&w, look, COUNT(look));
	}
	if (!status && !w.over)
		status = finish(&w, text);
	return status ? status : w.refused_count ? EXIT_REFUSED : w.unasked_count > w.pending ? EXIT_NOT_TRIED : EXIT_DONE;
}

enum exit_status run_show(const struct run_request *request, struct state *out, struct log *log)
{
	static work_step *const look[] = { work_read_config, work_check_names, work_read_kernel };
	_cleanup_(work_free) struct work w = { .given = request, .request = request, .log = log, .lock = -1, .looks = true };
	enum exit_status status = work_take_steps(&w, look, COUNT(look));

	if (status)
		return status;
	work_keep_touched(&w.host.ours, &w.config, request->kinds);
	work_keep_named(&w);
	*out = w.host.ours;
	w.host.ours = (struct state){ 0 };
	return EXIT_DONE;
}
