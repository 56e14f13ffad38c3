/* watch_flows.c - the watcher's part in [flows]: homing-mark is started when its table is not what it should be, by a look or by somebody else's hand. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "behind.h"
#include "command.h"
#include "ruleset.h"
#include "watch_work.h"

#define REST 1000 /* ms between two starts for somebody else's hand: he may be at it again and again */

struct watch_flows {
	struct watch *watch;
	struct netfilter_ear *ear; /* NULL: no flows are kept */
	ev_io heard;
	ev_child ended; /* the loop waits for all children of the process, so nobody else can */
	ev_timer late, again;
	bool was_late;
	struct follower follower;
	long long started; /* ms */
	bool news; /* of our table, while it ran: mostly its own */
};

static void say(struct watch *w, struct log *log)
{
	if (log->count)
		w->request->say("", log, w->request->context);
	log_free(log);
}

static void finish(struct watch_flows *f, int status)
{
	struct log log = { 0 };

	if (behind_tell(status, &log))
		watch_start_timer(f->watch, &f->again, WATCH_RETRY);
	say(f->watch, &log);
}

static void start(struct watch_flows *f)
{
	struct watch *w = f->watch;
	int error;

	if (f->follower.pid)
		return;
	ev_timer_stop(w->loop, &f->again);
	f->news = false;
	f->started = packet_clock();
	error = behind_start_flows(&w->run, &f->follower);
	if (error) {
		finish(f, error);
		return;
	}
	f->was_late = false;
	ev_child_set(&f->ended, f->follower.pid, 0);
	ev_child_start(w->loop, &f->ended);
	watch_start_timer(w, &f->late, FOLLOWER_PATIENCE);
}

/* Not before it has rested. */
static void start_soon(struct watch_flows *f)
{
	long long rest = f->started ? f->started + REST - packet_clock() : 0;

	if (!f->follower.pid && !ev_is_active(&f->again))
		watch_start_timer(f->watch, &f->again, rest > 0 ? rest : 0);
}

static void hear(struct watch_flows *f)
{
	bool heard = false;

	if (f->ear && netfilter_ear_hear(f->ear, RULESET_TABLE, &heard))
		heard = true;
	f->news |= heard;
}

static void on_ended(struct ev_loop *loop, ev_child *child, int events)
{
	struct watch_flows *f = child->data;
	int status;

	(void)events;
	ev_child_stop(loop, child);
	ev_timer_stop(loop, &f->late);
	status = follower_reaped(&f->follower, child->rstatus);
	finish(f, f->was_late ? -ETIMEDOUT : status);
	hear(f);
	if (f->news)
		start_soon(f); /* which finds all as it should be, and says nothing to the kernel */
}

static void on_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	w->flows->was_late = true;
	command_kill(w->flows->follower.pid);
}

static void on_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	start(w->flows);
}

static void on_heard(struct ev_loop *loop, ev_io *io, int events)
{
	struct watch_flows *f = io->data;

	(void)loop;
	(void)events;
	hear(f);
	if (f->news)
		start_soon(f);
}

/* A host that keeps no flows hears nothing of nftables. */
static void listen_or_not(struct watch_flows *f, bool on)
{
	struct watch *w = f->watch;

	if (on && !f->ear && !netfilter_ear_open(&f->ear)) {
		ev_io_set(&f->heard, netfilter_ear_fd(f->ear), EV_READ);
		ev_io_start(w->loop, &f->heard);
	} else if (!on && f->ear) {
		ev_io_stop(w->loop, &f->heard);
		netfilter_ear_close(steal_pointer(&f->ear));
	}
}

static struct watch_flows *make(struct watch *w)
{
	struct watch_flows *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->watch = w;
	f->follower.end = -1;
	ev_io_init(&f->heard, on_heard, -1, EV_READ);
	ev_child_init(&f->ended, on_ended, 0, 0);
	f->heard.data = f->ended.data = f;
	watch_init_timer(w, &f->late, on_late);
	watch_init_timer(w, &f->again, on_again);
	return f;
}

void watch_follow_flows(struct watch *w)
{
	bool on = w->memory.config.flows.present;

	if (!w->flows && (on || w->flows_due))
		w->flows = make(w);
	if (!w->flows)
		return;
	listen_or_not(w->flows, on);
	if (w->flows_due && w->flows->follower.pid)
		w->flows->news = true;
	else if (w->flows_due)
		start(w->flows);
}

void watch_end_flows(struct watch *w)
{
	struct watch_flows *f = w->flows;

	if (!f)
		return;
	if (f->follower.pid) /* it has a lock of the state directory, and is nearly done */
		follower_end(&f->follower, FOLLOWER_PATIENCE);
	netfilter_ear_close(f->ear);
	free(f);
	w->flows = NULL;
}
