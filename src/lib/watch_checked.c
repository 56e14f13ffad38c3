/* watch_checked.c - somebody under test. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "watch_work.h"

long long watch_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_the_same(const struct checked *c, const struct questions *q)
{
	struct health_rules rules = c->health.rules;

	rules.windows = NULL;
	if (!c->health.targets || c->health.count != q->count || memcmp(&rules, &q->rules, sizeof(rules)) != 0)
		return false;
	for (size_t i = 0; i < q->count; i++)
		if (!asker_target_same(&c->targets[i], &q->targets[i]) || c->health.targets[i].check != (uint16_t)q->checks[i] ||
		    c->health.targets[i].timeout != q->timeouts[i])
			return false;
	return true;
}

void checked_stop(struct checked *c)
{
	if (!c->asker)
		return;
	ev_io_stop(c->watch->loop, &c->heard);
	asker_close(c->asker);
	c->asker = NULL;
}

void checked_free(struct checked *c)
{
	checked_stop(c);
	asker_targets_free(c->targets, c->health.count);
	health_free(&c->health);
	free(c->due);
	free(c);
}

static void name_target(const void *context, size_t index, char name[HEALTH_NAME])
{
	const struct checked *c = context;

	questions_name(&c->targets[index], name);
}

/* Other questions of the same: it is as well as it was until the new ones are answered. */
static int ask_anew(struct checked *c, struct questions *q)
{
	struct health before = c->health;
	long long now = watch_clock();
	int error;

	checked_stop(c);
	c->health = (struct health){ 0 };
	error = health_init(&c->health, &q->rules, q->count, now);
	if (!error)
		error = checked_pace(c);
	if (error) {
		health_free(&c->health);
		c->health = before;
		return error;
	}
	asker_targets_free(c->targets, before.count);
	c->targets = steal_pointer(&q->targets);
	for (size_t i = 0; i < q->count; i++) {
		c->health.targets[i].check = (uint16_t)q->checks[i];
		c->health.targets[i].timeout = q->timeouts[i];
		questions_tell(&c->targets[i], &c->health.targets[i]);
	}
	c->health.name = name_target;
	c->health.context = c;
	if (before.targets)
		health_inherit(&c->health, &before, now);
	health_free(&before);
	return 0;
}

bool checked_put(struct checked *c, struct questions *q)
{
	return !is_the_same(c, q) && !ask_anew(c, q);
}

static void say_state(const struct checked *c)
{
	_cleanup_(log_free) struct log log = { 0 };
	const struct health *h = &c->health;
	/* both: each check is well in one family, and too few are in either */
	static const char *const buts[] = { "", [1 << V4] = ", but down in IPv4", [1 << V6] = ", but down in IPv6", [1 << V4 | 1 << V6] = ", but down in either family" };

	if (!c->kind)
		return;
	log_add(&log, LEVEL_NOTE, "%s %s is %s%s%s%s", c->kind, c->name, health_state_word(h->state), buts[h->silent], h->reason[0] ? ": " : "", h->reason);
	c->watch->request->say("", &log, c->watch->request->context);
}

static bool is_asked_in(const struct health *h, unsigned char families)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->targets[i].families & families)
			return true;
	return false;
}

/* It lives, but not in each family. */
static void say_silent(const struct checked *c, unsigned char before)
{
	_cleanup_(log_free) struct log log = { 0 };
	const struct health *h = &c->health;

	for (int family = V4; c->kind && family < FAMILIES; family++) {
		unsigned char bit = (unsigned char)(1 << family);

		if ((h->silent & bit) && !(before & bit))
			log_add(&log, LEVEL_NOTE, "%s %s is down in IPv%d%s: %s", c->kind, c->name, family == V4 ? 4 : 6, h->silent == bit ? " alone" : "", h->reason);
		else if (!(h->silent & bit) && (before & bit) && is_asked_in(h, bit))
			log_add(&log, LEVEL_NOTE, "%s %s is up in IPv%d, too", c->kind, c->name, family == V4 ? 4 : 6);
	}
	if (log.count)
		c->watch->request->say("", &log, c->watch->request->context);
}

/* Judges it. True: it is another one now. */
bool checked_judge(struct checked *c, bool (*by)(struct health *h, long long now))
{
	enum health_state before = c->health.state;
	unsigned char silent = c->health.silent;
	bool changed;

	if (by == health_judge && !c->stale && !c->health.damping)
		return false;
	changed = by(&c->health, watch_clock());
	c->stale = false;
	if (changed && by != health_judge)
		checked_hurry(c);
	if (before == c->health.state) {
		say_silent(c, silent);
		return changed;
	}
	c->since = (unsigned long long)time(NULL);
	say_state(c);
	if (c->line && before == HEALTH_DOWN && c->health.state == HEALTH_UP)
		watch_tell_again(c->watch, c->way.index);
	return true;
}

/* What a watcher before us knew. */
static void restore(struct checked *c)
{
	const struct watch *w = c->watch;

	for (size_t i = 0; i < w->before.health_count; i++) {
		const struct health_fact *f = &w->before.health[i];

		if (strcmp(f->uplink, c->name) != 0)
			continue;
		health_restore(&c->health, f->state, f->silent, f->reason, f->falls, watch_clock());
		c->since = f->since;
	}
}

/* Sockets are bound to an address: another one, or the device made anew, needs others. */
void checked_open(struct checked *c, const struct way *way)
{
	if (c->asker && !memcmp(&c->way, way, sizeof(c->way)))
		return;
	checked_stop(c);
	if (!c->health.count || asker_open(way, c->watch->helper, c->targets, c->health.count, &c->asker))
		return;
	c->way = *way;
	ev_io_init(&c->heard, c->on_heard, asker_fd(c->asker), EV_READ);
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
		log_add(&log, LEVEL_WARNING, "uplink %s: check %s: left out: homing was built without libcurl", c->name, name);
	}
	c->watch->request->say("", &log, c->watch->request->context);
}

/* Who has checks, and nobody to ask by them, is up for what is seen of the line. That should be known. */
static bool explain_unasked(struct checked *c, const struct uplink *uplink)
{
	const char *why = uplink->checks.count ? "nobody can be asked: carrier and address alone count" : "";

	if (c->health.count || !strcmp(c->health.reason, why))
		return false;
	strcpy(c->health.reason, why);
	return true;
}

bool checked_follow(struct checked *c, const struct uplink *uplink, const struct seen *seen)
{
	_cleanup_(questions_free) struct questions q;
	enum health_state before = c->health.state;
	bool fresh = !c->health.targets, anew, changed;

	if (questions_of_uplink(uplink, seen, &q))
		return false;
	c->wanted = c->stale = true;
	anew = checked_put(c, &q);
	if (!c->health.targets)
		return false;
	if (fresh) {
		say_left_out(c, uplink);
		restore(c);
	}
	if (seen->lost)
		checked_stop(c);
	else
		checked_open(c, &seen->way);
	if (!seen->lost) {
		if (!fresh && before != c->health.state) { /* it is asked nothing any more, or something again */
			c->since = (unsigned long long)time(NULL);
			say_state(c);
		}
		changed = checked_judge(c, health_regain) || (anew && !fresh);
		return explain_unasked(c, uplink) || changed;
	}
	changed = c->health.state != HEALTH_DOWN || c->health.lost != seen->lost;
	changed = health_lose(&c->health, seen->lost, watch_clock()) && changed;
	if (changed) {
		c->since = (unsigned long long)time(NULL);
		say_state(c);
	}
	return changed;
}
