/* watch_subjects.c - what is under test together, for one decision. */
#include "watch_subjects.h"

#include <stdlib.h>
#include <string.h>

static void plan(struct subjects *s, long long due)
{
	for (size_t i = 0; i < SUBJECTS; i++)
		if (s->items[i])
			due = watch_sooner(due, checked_due(s->items[i]));
	ev_timer_stop(s->watch->loop, &s->due);
	if (due < 0)
		return;
	due -= watch_clock();
	ev_now_update(s->watch->loop);
	ev_timer_set(&s->due, due > 0 ? (double)due / 1e6 : 0, 0);
	ev_timer_start(s->watch->loop, &s->due);
}

static void go_on(struct subjects *s)
{
	if (s->wake)
		s->wake(s);
	for (size_t i = 0; i < SUBJECTS; i++)
		if (s->items[i]) {
			checked_ask(s->items[i]);
			checked_judge(s->items[i], health_judge);
		}
	s->busy = true;
	plan(s, s->conclude(s));
	s->busy = false;
}

static void on_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	go_on(timer->data);
}

static void on_heard(struct ev_loop *loop, ev_io *io, int events)
{
	struct checked *c = io->data;

	(void)loop;
	(void)events;
	go_on(c->owner);
}

void subjects_wake(struct subjects *s)
{
	plan(s, 0);
}

void subjects_init(struct subjects *s, struct watch *w, long long (*conclude)(struct subjects *s))
{
	*s = (struct subjects){ .watch = w, .conclude = conclude };
	ev_timer_init(&s->due, on_due, 0, 0);
	s->due.data = s;
}

static void drop(struct subjects *s, size_t index)
{
	if (s->items[index])
		checked_free(s->items[index]);
	s->items[index] = NULL;
}

void subjects_end(struct subjects *s)
{
	ev_timer_stop(s->watch->loop, &s->due);
	for (size_t i = 0; i < SUBJECTS; i++)
		drop(s, i);
}

static struct checked *make(struct subjects *s, const char *name)
{
	struct checked *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->watch = s->watch;
	c->owner = s;
	c->on_heard = on_heard;
	strcpy(c->name, name);
	return c;
}

void subjects_put(struct subjects *s, size_t index, const char *name, struct questions *q, const struct way *way)
{
	struct checked *c = s->items[index];
	const struct asker *before = c ? c->asker : NULL;

	if (!q || !q->count) {
		drop(s, index);
		return;
	}
	if (!c)
		c = s->items[index] = make(s, name);
	if (!c)
		return;
	checked_put(c, q);
	checked_open(c, way);
	if (c->asker && c->asker != before && s->overhear && index == s->overheard)
		asker_listen(c->asker, s->overhear, s);
}
