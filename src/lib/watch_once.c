/* watch_once.c - one decision instead of a daemon: all checks are asked until each uplink is known to be up or down, and that is told, and acted on. */
#include <errno.h>
#include <string.h>

#include "file.h"
#include "watch_work.h"

#define INTERVAL_MOST 60000 /* ms; nobody waits for hours at a terminal */

static void on_end(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)timer;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

/* ms by which the last of `fall' questions is over; nearly always it is sooner. */
static long long longest(const struct watch *w)
{
	long long most = 0;

	for (size_t i = 0; i < w->checked_count; i++) {
		const struct health *h = &w->checked[i]->health;
		unsigned interval = h->rules.interval < INTERVAL_MOST ? h->rules.interval : INTERVAL_MOST;

		for (size_t k = 0; k < h->count; k++) {
			long long one = interval + (h->rules.fall * health_timeout(&h->targets[k], &h->rules) + HEALTH_GRACE) / 1000;

			most = one > most ? one : most;
		}
	}
	return most;
}

bool watch_is_decided(const struct watch *w)
{
	for (size_t i = 0; i < w->checked_count; i++)
		if (w->checked[i]->asker && !health_is_decided(&w->checked[i]->health))
			return false;
	return true;
}

static enum exit_status look(struct watch *w, bool tells)
{
	_cleanup_(buffer_free) struct buffer plan = { 0 };
	_cleanup_(log_free) struct log log = { 0 };
	enum exit_status status;

	w->memory.now = packet_clock();
	status = run(&w->run, &plan, &log);
	w->request->say(tells && plan.data ? plan.data : "", &log, w->request->context);
	return status;
}

static const struct checked *find(const struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->checked_count; i++)
		if (!strcmp(w->checked[i]->name, name))
			return w->checked[i];
	return NULL;
}

static void put_row(const struct checked *c, struct buffer *out)
{
	unsigned loss, latency;
	bool measured = health_total(&c->health, watch_clock(), &loss, &latency);

	buffer_add(out, " %-8s", health_state_word(c->health.state));
	if (measured)
		buffer_add(out, " %3u%%", loss);
	else
		buffer_add(out, " %4s", "-");
	if (measured && loss < 100)
		buffer_add(out, " %7u.%u ms", latency / 1000, latency / 100 % 10);
	else
		buffer_add(out, " %12s", "-");
	buffer_add(out, "%s%s\n", c->health.reason[0] ? "  " : "", c->health.reason);
}

/* A line for each uplink of the configuration; whether one of them is down. */
static bool put_table(const struct watch *w, struct buffer *out)
{
	const struct config *config = &w->memory.config;
	int width = (int)strlen("UPLINK");
	bool down = false;

	for (size_t i = 0; i < config->uplink_count; i++)
		if ((int)strlen(config->uplinks[i].name) > width)
			width = (int)strlen(config->uplinks[i].name);
	buffer_add(out, "%-*s %-8s %4s %12s  WHY\n", width, "UPLINK", "STATE", "LOSS", "LATENCY");
	for (size_t i = 0; i < config->uplink_count; i++) {
		const struct checked *c = find(w, config->uplinks[i].name);

		buffer_add(out, "%-*s", width, config->uplinks[i].name);
		if (!c) {
			buffer_add(out, " held\n");
			continue;
		}
		put_row(c, out);
		down |= c->health.state == HEALTH_DOWN || c->health.silent;
	}
	return down;
}

static enum exit_status start(struct watch *w, struct log *log)
{
	int error = run_memory_reload(&w->memory, &w->run, log);

	if (error)
		return EXIT_CONFIG;
	error = netlink_open(&w->memory.nl);
	w->loop = ev_default_loop(EVFLAG_AUTO);
	if (!error && !w->loop)
		error = -ENOMEM;
	if (!error) {
		watch_init_checks(w);
		w->before.health_count = 0; /* asked now, as if nothing were known */
		error = watch_init_helper(w);
	}
	if (!error)
		return EXIT_DONE;
	log_add(log, LEVEL_ERROR, "%s", strerror(-error));
	return EXIT_NOT_TRIED;
}

enum exit_status watch_once(const struct watch_request *request, struct buffer *table, struct log *log)
{
	_cleanup_(watch_free) struct watch w = { .request = request, .run = request->run, .sender = -1, .once = true };
	enum exit_status status;
	bool acts, down;
	int pid;

	w.run.verb = RUN_UP;
	w.run.kinds = RUN_EVERYTHING;
	w.run.keep_holds = true;
	w.run.memory = &w.memory;
	status = start(&w, log);
	if (status)
		return status;
	acts = w.run.output == OUTPUT_NONE && (file_lock_owner(run_memory_directory(&w.memory, &w.run), FILE_WATCH_LOCK, &pid) || !pid);
	if (!acts) {
		w.run.output = OUTPUT_PLAN;
		w.run.flows_due = NULL;
	}
	status = look(&w, acts); /* each needs its table to be asked by */
	if (status && status != EXIT_REFUSED)
		return status;
	watch_follow_checks(&w);
	watch_init_timer(&w, &w.later, on_end);
	watch_start_timer(&w, &w.later, longest(&w));
	if (!watch_is_decided(&w))
		ev_run(w.loop, 0);
	down = put_table(&w, table);
	watch_note_health(&w);
	status = look(&w, true);
	return status ? status : table->failed ? EXIT_NOT_TRIED : down ? EXIT_REFUSED : EXIT_DONE;
}
