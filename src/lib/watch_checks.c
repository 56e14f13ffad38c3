/* watch_checks.c - the watcher's part in checks: each uplink is asked by itself, alone, and what is found out is written down and acted on. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "health.h"
#include "resident.h"
#include "watch_work.h"

#define SHRINK 1000 /* ms; more often costs more than it is worth */

/* A disk that is full keeps nobody from acting on what was found out; the others go by what they have. */
static void write_down(struct watch *w)
{
	_cleanup_(log_free) struct log log = { 0 };
	const char *directory = run_memory_directory(&w->memory, &w->run);
	int error = facts_write_health(directory, w->memory.health, w->memory.health_count);

	if (error && error != w->unwritten)
		log_add(&log, LEVEL_WARNING, "%s/health.ini: %s: this watcher alone knows what its checks find out", directory, strerror(-error));
	w->unwritten = error;
	if (log.count)
		w->request->say("", &log, w->request->context);
}

/* What was found out is believed by the run that follows, and goes into the file that every other one reads. */
void watch_note_health(struct watch *w)
{
	struct health_fact *facts = calloc(w->checked_count + 1, sizeof(*facts));
	long long now;

	for (size_t i = 0; facts && i < w->checked_count; i++) {
		struct checked *c = w->checked[i];
		struct health_fact *f = &facts[i];

		health_explain(&c->health, watch_clock());
		strcpy(f->uplink, c->name);
		f->state = c->health.state;
		f->silent = c->health.silent;
		f->since = c->since;
		memcpy(f->reason, c->health.reason, sizeof(f->reason));
		f->measured = health_total(&c->health, watch_clock(), &f->loss, &f->latency);
		f->falls = c->health.falls;
		f->damping = c->health.damping;
	}
	if (facts) {
		free(w->memory.health);
		w->memory.health = facts;
		w->memory.health_count = w->checked_count;
		if (w->run.output == OUTPUT_NONE)
			write_down(w);
	}
	now = packet_clock();
	if (now - w->noted >= SHRINK)
		resident_shrink(); /* the code that did this is of no use for a while */
	w->noted = now;
}

static void plan_checks(struct watch *w)
{
	long long next = -1;

	for (size_t i = 0; i < w->checked_count; i++) {
		long long due = checked_due(w->checked[i]);

		if (due >= 0 && (next < 0 || due < next))
			next = due;
	}
	ev_timer_stop(w->loop, &w->checking);
	if (next < 0)
		return;
	next -= watch_clock();
	ev_now_update(w->loop);
	ev_timer_set(&w->checking, next > 0 ? (double)next / 1e6 : 0, 0);
	ev_timer_start(w->loop, &w->checking);
}

/* Once each interval, for who reads when we are gone: what is older than three of them is not believed then (CONFIG 8). */
static bool is_time_to_note(const struct watch *w)
{
	long long age = packet_clock() - w->noted;

	for (size_t i = 0; i < w->checked_count; i++)
		if (age >= w->checked[i]->health.rules.interval)
			return true;
	return false;
}

/* changed: some state. */
static void conclude(struct watch *w, bool changed)
{
	if (w->once) {
		if (watch_is_decided(w))
			ev_break(w->loop, EVBREAK_ALL);
		plan_checks(w);
		return;
	}
	if (changed || is_time_to_note(w))
		watch_note_health(w);
	if (changed)
		watch_look(w); /* which plans anew */
	else
		plan_checks(w);
}

static void on_heard(struct ev_loop *loop, ev_io *io, int events)
{
	struct checked *c = io->data;

	(void)loop;
	(void)events;
	checked_ask(c);
	conclude(c->watch, checked_judge(c, health_judge));
}

static void on_checking(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;
	bool changed = false;

	(void)loop;
	(void)events;
	for (size_t i = 0; i < w->checked_count; i++) {
		struct checked *c = w->checked[i];

		if (!c->asker)
			continue;
		checked_ask(c);
		changed |= checked_judge(c, health_judge);
	}
	conclude(w, changed);
}

static struct checked *find(struct watch *w, const char *name)
{
	struct checked **all, *c;

	for (size_t i = 0; i < w->checked_count; i++)
		if (!strcmp(w->checked[i]->name, name))
			return w->checked[i];
	all = reallocarray(w->checked, w->checked_count + 1, sizeof(*all));
	if (!all)
		return NULL;
	w->checked = all;
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->watch = w;
	c->kind = "uplink";
	c->line = true;
	c->on_heard = on_heard;
	c->since = (unsigned long long)time(NULL);
	strcpy(c->name, name);
	return w->checked[w->checked_count++] = c;
}

bool watch_follow_checks(struct watch *w)
{
	bool changed = false;
	size_t kept = 0;

	for (size_t i = 0; i < w->checked_count; i++)
		w->checked[i]->wanted = false;
	for (size_t i = 0; i < w->memory.seen_count; i++) {
		const struct uplink *uplink = config_find_uplink(&w->memory.config, w->memory.seen[i].uplink);
		struct checked *c = uplink ? find(w, uplink->name) : NULL;

		if (c)
			changed |= checked_follow(c, uplink, &w->memory.seen[i]);
	}
	for (size_t i = 0; i < w->checked_count; i++) {
		if (w->checked[i]->wanted)
			w->checked[kept++] = w->checked[i];
		else
			checked_free(w->checked[i]);
	}
	changed |= kept != w->checked_count;
	w->checked_count = kept;
	watch_rest_helper(w);
	facts_free(&w->before); /* who comes later is no acquaintance of theirs */
	if (changed && !w->once)
		watch_note_health(w);
	plan_checks(w);
	return changed;
}

void watch_init_checks(struct watch *w)
{
	struct log said = { 0 };

	watch_init_timer(w, &w->checking, on_checking);
	facts_read(run_memory_directory(&w->memory, &w->run), &w->before, &said);
	log_free(&said); /* the first look says it */
	w->memory.taken = steal_pointer(&w->before.taken);
	w->memory.taken_count = w->before.taken_count;
	w->before.taken_count = 0;
}

void watch_end_checks(struct watch *w)
{
	for (size_t i = 0; i < w->checked_count; i++)
		checked_free(w->checked[i]);
	free(w->checked);
	facts_free(&w->before);
}
