/* watch_checks.c - the watcher's part in checks: each uplink is asked by itself, alone, and what is found out is written down and acted on. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "health.h"
#include "questions.h"
#include "watch_work.h"

#define NOTE_PAUSE 10000 /* ms between two writings of figures alone */

/* One uplink under test. */
struct checked {
	struct watch *watch;
	char name[NAME_SIZE];
	struct health health;
	struct asker_target *targets; /* one for each of health.targets */
	struct asker *asker; /* NULL: it cannot be asked now */
	struct way way; /* that asker was opened for */
	ev_io heard;
	unsigned long long since; /* seconds of the epoch */
	bool wanted;
};

static long long clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_the_same(const struct checked *c, const struct questions *q)
{
	if (c->health.count != q->count || memcmp(&c->health.rules, &q->rules, sizeof(q->rules)) != 0)
		return false;
	for (size_t i = 0; i < q->count; i++)
		if (strcmp(c->health.names[i], q->names[i]) != 0 || c->targets[i].kind != q->targets[i].kind || c->targets[i].port != q->targets[i].port ||
		    !prefix_equal(&c->targets[i].address, &q->targets[i].address) || c->health.targets[i].timeout != q->timeouts[i])
			return false;
	return true;
}

static void stop_asking(struct checked *c)
{
	if (!c->asker)
		return;
	ev_io_stop(c->watch->loop, &c->heard);
	asker_close(c->asker);
	c->asker = NULL;
}

static void checked_free(struct checked *c)
{
	stop_asking(c);
	health_free(&c->health);
	free(c->targets);
	free(c);
}

/* Other questions, the same uplink: it is as well as it was until the new ones are answered. */
static int ask_anew(struct checked *c, struct questions *q)
{
	struct health before = c->health;
	long long now = clock_us();
	int error;

	stop_asking(c);
	c->health = (struct health){ 0 };
	error = health_init(&c->health, &q->rules, q->count, now);
	if (error) {
		health_free(&c->health);
		c->health = before;
		return error;
	}
	free(c->targets);
	c->targets = steal_pointer(&q->targets);
	for (size_t i = 0; i < q->count; i++) {
		c->health.targets[i].check = (uint16_t)q->checks[i];
		c->health.targets[i].timeout = q->timeouts[i];
		memcpy(c->health.names[i], q->names[i], sizeof(q->names[i]));
	}
	if (before.names)
		health_restore(&c->health, before.state, before.reason, before.falls, now);
	health_free(&before);
	return 0;
}

static void on_answer(size_t index, uint16_t sequence, const char *refused, void *context)
{
	struct checked *c = context;
	struct health_target *t = &c->health.targets[index];

	if (refused)
		health_refuse(t, &c->health.rules, sequence, refused, clock_us());
	else
		health_answer(t, &c->health.rules, sequence, -1, clock_us());
}

static void ask_due(struct checked *c)
{
	for (size_t i = 0; c->asker && i < c->health.count; i++) {
		struct health_target *t = &c->health.targets[i];
		long long now = clock_us();
		const char *refused;

		if (t->due > now || !health_ask(t, &c->health.rules, now))
			continue;
		refused = asker_ask(c->asker, i, t->sequence);
		if (refused)
			health_refuse(t, &c->health.rules, t->sequence, refused, clock_us());
	}
}

/* What was found out goes into the file that every run reads, and the run that follows acts on it. */
static void note(struct watch *w)
{
	struct health_fact *facts = calloc(w->checked_count + 1, sizeof(*facts));

	for (size_t i = 0; facts && i < w->checked_count; i++) {
		const struct checked *c = w->checked[i];
		struct health_fact *f = &facts[i];

		strcpy(f->uplink, c->name);
		f->state = c->health.state;
		f->since = c->since;
		memcpy(f->reason, c->health.reason, sizeof(f->reason));
		f->measured = health_total(&c->health, clock_us(), &f->loss, &f->latency);
		f->falls = c->health.falls;
		f->damping = c->health.damping;
	}
	if (facts)
		facts_write_health(run_memory_directory(&w->memory, &w->run), facts, w->checked_count);
	free(facts);
	w->noted = packet_clock();
}

static void say_state(const struct checked *c)
{
	_cleanup_(log_free) struct log log = { 0 };
	const struct health *h = &c->health;

	log_add(&log, LEVEL_NOTE, "uplink %s is %s%s%s", c->name, health_state_word(h->state), h->reason[0] ? ": " : "", h->reason);
	c->watch->request->say("", &log, c->watch->request->context);
}

/* Judges it. True: it is another one now. */
static bool judge(struct checked *c, bool (*by)(struct health *h, long long now))
{
	enum health_state before = c->health.state;
	bool changed = by(&c->health, clock_us());

	if (before == c->health.state)
		return changed;
	c->since = (unsigned long long)time(NULL);
	say_state(c);
	return true;
}

static void plan_checks(struct watch *w)
{
	long long next = -1;

	for (size_t i = 0; i < w->checked_count; i++) {
		long long due = w->checked[i]->asker ? health_due(&w->checked[i]->health) : -1;

		if (due >= 0 && (next < 0 || due < next))
			next = due;
	}
	ev_timer_stop(w->loop, &w->checking);
	if (next < 0)
		return;
	next -= clock_us();
	ev_now_update(w->loop);
	ev_timer_set(&w->checking, next > 0 ? (double)next / 1e6 : 0, 0);
	ev_timer_start(w->loop, &w->checking);
}

/* changed: some state. What has not changed but for its figures can wait. */
static void conclude(struct watch *w, bool changed)
{
	if (changed || (w->checked_count && packet_clock() - w->noted > NOTE_PAUSE))
		note(w);
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
	asker_hear(c->asker, on_answer, c);
	ask_due(c);
	conclude(c->watch, judge(c, health_judge));
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
		asker_hear(c->asker, on_answer, c); /* before anything is missed */
		ask_due(c);
		changed |= judge(c, health_judge);
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
	c->since = (unsigned long long)time(NULL);
	strcpy(c->name, name);
	return w->checked[w->checked_count++] = c;
}

/* What a watcher before us knew. */
static void restore(struct watch *w, struct checked *c)
{
	for (size_t i = 0; i < w->before.health_count; i++) {
		const struct health_fact *f = &w->before.health[i];

		if (strcmp(f->uplink, c->name) != 0)
			continue;
		health_restore(&c->health, f->state, f->reason, f->falls, clock_us());
		c->since = f->since;
	}
}

/* Sockets are bound to an address: another one, or the device made anew, needs others. */
static void open_way(struct checked *c, const struct seen *seen)
{
	if (c->asker && !memcmp(&c->way, &seen->way, sizeof(c->way)))
		return;
	stop_asking(c);
	if (seen->lost || !c->health.count || asker_open(&seen->way, c->targets, c->health.count, &c->asker))
		return;
	c->way = seen->way;
	ev_io_init(&c->heard, on_heard, asker_fd(c->asker), EV_READ);
	c->heard.data = c;
	ev_io_start(c->watch->loop, &c->heard);
}

static void say_left_out(const struct checked *c, const struct uplink *uplink)
{
	_cleanup_(log_free) struct log log = { 0 };

	for (size_t i = 0; i < uplink->checks.count; i++) {
		char name[HEALTH_NAME];

		if (questions_can_ask(&uplink->checks.items[i]))
			continue;
		health_name(&uplink->checks.items[i], &uplink->checks.items[i].target, name);
		log_add(&log, LEVEL_WARNING, "uplink %s: check %s: left out: icmp, arp, gateway and tcp are what homing-watch can ask", c->name, name);
	}
	c->watch->request->say("", &log, c->watch->request->context);
}

static bool follow(struct watch *w, const struct uplink *uplink, const struct seen *seen)
{
	struct checked *c = find(w, uplink->name);
	_cleanup_(questions_free) struct questions q;
	bool fresh = c && !c->health.names, changed;

	if (questions_list(uplink, seen, &q) || !c)
		return false;
	c->wanted = true;
	if ((fresh || !is_the_same(c, &q)) && ask_anew(c, &q))
		return false;
	if (fresh) {
		say_left_out(c, uplink);
		restore(w, c);
	}
	if (seen->lost)
		stop_asking(c);
	else
		open_way(c, seen);
	if (!seen->lost)
		return judge(c, health_regain);
	changed = c->health.state != HEALTH_DOWN || c->health.lost != seen->lost;
	changed = health_lose(&c->health, seen->lost, clock_us()) && changed;
	if (changed) {
		c->since = (unsigned long long)time(NULL);
		say_state(c);
	}
	return changed;
}

bool watch_follow_checks(struct watch *w)
{
	bool changed = false;
	size_t kept = 0;

	for (size_t i = 0; i < w->checked_count; i++)
		w->checked[i]->wanted = false;
	for (size_t i = 0; i < w->memory.seen_count; i++) {
		const struct uplink *uplink = config_find_uplink(&w->memory.config, w->memory.seen[i].uplink);

		if (uplink)
			changed |= follow(w, uplink, &w->memory.seen[i]);
	}
	for (size_t i = 0; i < w->checked_count; i++) {
		if (w->checked[i]->wanted)
			w->checked[kept++] = w->checked[i];
		else
			checked_free(w->checked[i]);
	}
	changed |= kept != w->checked_count;
	w->checked_count = kept;
	if (changed)
		note(w);
	plan_checks(w);
	return changed;
}

void watch_init_checks(struct watch *w)
{
	struct log said = { 0 };

	watch_init_timer(w, &w->checking, on_checking);
	facts_read(run_memory_directory(&w->memory, &w->run), &w->before, &said);
	log_free(&said); /* the first look says it */
}

void watch_end_checks(struct watch *w)
{
	for (size_t i = 0; i < w->checked_count; i++)
		checked_free(w->checked[i]);
	free(w->checked);
	facts_free(&w->before);
}
