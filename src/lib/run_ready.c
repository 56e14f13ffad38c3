/* run_ready.c - what a takeover would send, worked out beforehand, and sent. */
#include "run_ready.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "apply.h"
#include "file.h"
#include "run_work.h"
#include "want.h"

void run_ready_free(struct ready *r)
{
	plan_free(&r->plan);
	state_free(&r->want);
	host_free(&r->host);
	frames_free(&r->frames);
	*r = (struct ready){ 0 };
}

static uint64_t mark_holds(const struct run_memory *m, const struct run_request *request)
{
	return file_mark(run_memory_directory(m, request), "held", ".ini");
}

/* Rules come before the neighbours are told, and what a run would take away is its own affair. */
static bool is_simple(const struct plan *plan, const struct link *link)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (step->kind != STEP_ADD || step->object->kind != KIND_ADDRESS || strcmp(step->object->address.device, link->name) != 0)
			return false;
	}
	return plan->count > 0;
}

/* Each address of the set is to come: what is there already, or is not wanted now, is for a run to judge. */
static int collect(struct work *w, const struct names *aliases, const struct link *link, bool loud, struct ready *out)
{
	_cleanup_(telling_free) struct telling t = { .link = link };
	size_t count = 0;
	int error = 0;

	if (packet_read_link(link->name, &t.way) || t.way.refusal != LINK_FINE)
		return -ENOTSUP;
	for (size_t i = 0; !error && i < aliases->count; i++) {
		const struct alias *alias = config_find_alias(&w->config, aliases->items[i]);

		count += alias->addresses.count;
		if (loud)
			error = telling_add(&t, w, alias, &alias->addresses);
	}
	if (!error && count != out->plan.count)
		return -ENOTSUP;
	out->link = t.way;
	out->frames = t.frames;
	t.frames = (struct frames){ 0 };
	return error;
}

int run_ready_make(struct run_memory *m, const struct run_request *request, const struct names *aliases, bool loud, struct ready *out)
{
	static work_step *const look[] = { work_read_kernel, work_out }; /* by the configuration of the last run: the caller points into it */
	_cleanup_(log_free) struct log log = { 0 }; /* the run says it again */
	_cleanup_(work_free) struct work w = {
		.given = request, .request = request, .log = &log, .lock = -1, .config = m->config, .nl = m->nl, .directory = run_memory_directory(m, request)
	};
	_cleanup_(run_ready_free) struct ready r = { .holds = mark_holds(m, request) };
	const struct link *link;
	int error;

	if (m->fights.count || work_take_steps(&w, look, COUNT(look)))
		return -ENOTSUP;
	link = host_find_link(&w.host, config_find_alias(&w.config, aliases->items[0])->interface);
	if (!link || !link->up || !link->carrier)
		return -ENOTSUP;
	error = diff_states(&w.host.ours, &w.want, &r.plan);
	if (!error && !is_simple(&r.plan, link))
		error = -ENOTSUP;
	if (!error)
		error = collect(&w, aliases, link, loud, &r);
	if (error)
		return error;
	r.want = w.want; /* the plan's steps point into it */
	r.host = w.host;
	w.want = (struct state){ 0 };
	w.host = (struct host){ 0 };
	*out = r;
	r = (struct ready){ 0 };
	return 0;
}

int run_ready_take(struct run_memory *m, const struct run_request *request, const struct ready *r)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct applied applied;
	size_t sent;
	int error, lock;

	if (mark_holds(m, request) != r->holds)
		return -ESTALE;
	lock = file_lock(run_memory_directory(m, request), FILE_LOCK, 0);
	if (lock < 0)
		return lock;
	error = apply_plan(m->nl, &r->host, &r->plan, &applied, &log);
	close(lock);
	if (!error)
		announce_send(&r->frames, &r->link, 1, 0, &sent); /* if it cannot be told now, the rounds do it */
	return error;
}
