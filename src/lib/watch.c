/* watch.c - the daemon: follows the kernel, and works the pipeline whenever something has changed. */
#include "watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "notify.h"
#include "privilege.h"
#include "resident.h"
#include "watch_work.h"

#define FAR_AWAY 1e9 /* s */

void watch_start_timer(struct watch *w, ev_timer *timer, long long ms)
{
	ev_timer_stop(w->loop, timer);
	if (ms < 0)
		return;
	ev_now_update(w->loop);
	ev_timer_set(timer, (double)ms / 1000, 0);
	ev_timer_start(w->loop, timer);
}

void watch_init_timer(struct watch *w, ev_timer *timer, void (*callback)(struct ev_loop *, ev_timer *, int))
{
	ev_timer_init(timer, callback, 0, 0);
	timer->data = w;
}

void watch_free(struct watch *w)
{
	watch_end_checks(w);
	watch_end_facts(w);
	watch_end_owned(w);
	watch_end_takeovers(w);
	watch_end_flows(w);
	helper_free(w->helper);
	watch_end_rivals(w);
	if (w->loop)
		ev_loop_destroy(w->loop);
	if (w->sender >= 0)
		close(w->sender);
	outbox_free(&w->outbox);
	run_memory_free(&w->memory);
}

long long watch_sooner(long long a, long long b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* Nothing is due: no timer, no wake-up. */
void watch_plan(struct watch *w)
{
	long long now = packet_clock(), wait = fight_wait(&w->memory.fights, now);

	/* what a look that failed has left is still due, and would be at once, again and again */
	wait = watch_sooner(wait, w->failed ? WATCH_RETRY : run_memory_linger_wait(&w->memory, now));
	/* a round that comes due while the last one still waits to be sent comes behind it */
	if (w->sender < 0)
		wait = watch_sooner(wait, rounds_wait(&w->memory.rounds, now));
	watch_start_timer(w, &w->later, wait);
}

/* Takes the news that has come. A look for another reason takes it too, or it would mistake what went with a link for somebody's work. */
static unsigned hear(struct watch *w)
{
	unsigned news = 0;

	if (netlink_ear_hear(w->memory.ear, w->memory.nl, &news))
		news = NEWS_LOST;
	w->memory.news |= news | w->memory.heard;
	w->memory.heard = 0;
	return w->memory.news;
}

bool watch_has_news(struct watch *w)
{
	return hear(w) != 0;
}

static void look_once(struct watch *w)
{
	_cleanup_(buffer_free) struct buffer plan = { 0 };
	_cleanup_(log_free) struct log log = { .trace = w->run.tell };
	enum exit_status status;

	hear(w);
	w->memory.now = packet_clock();
	w->flows_due = false;
	status = run(&w->run, &plan, &log);
	w->memory.news = 0;
	w->failed = status != EXIT_DONE;
	w->request->say(plan.data ? plan.data : "", &log, w->request->context);
}

/* What a look tells about the uplinks may be the end of one: that is acted on at once. The second look may already see it come back, and has then taken the news of it. */
void watch_look(struct watch *w)
{
	ev_timer_stop(w->loop, &w->again);
	look_once(w);
	if (watch_follow_checks(w)) {
		look_once(w);
		if (watch_follow_checks(w))
			w->memory.heard |= NEWS_LINK;
	}
	watch_follow_owned(w);
	watch_follow_takeovers(w);
	watch_follow_rivals(w);
	watch_clear_flows(w);
	watch_follow_flows(w);
	w->last = packet_clock();
	if (w->memory.heard)
		watch_start_timer(w, &w->again, w->request->coalesce);
	watch_plan(w);
	watch_ask(w);
	ev_io_start(w->loop, &w->heard);
	resident_shrink();
}

/* The first of a burst is answered at once, the rest of it together. Until then nobody listens: what comes waits in the socket, and more than that holds is one reason
 * like another. */
static void on_heard(struct ev_loop *loop, ev_io *watcher, int events)
{
	struct watch *w = watcher->data;
	long long rest = w->last + w->request->coalesce - packet_clock();

	(void)events;
	if (rest > 0) {
		ev_io_stop(loop, &w->heard);
		watch_start_timer(w, &w->again, rest);
		return;
	}
	if (hear(w))
		watch_look(w);
}

static void on_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	if (hear(w) || w->memory.order_count)
		watch_look(w);
	else
		ev_io_start(w->loop, &w->heard);
}

static void on_later(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;
	uint64_t mark = w->memory.mark;

	(void)loop;
	(void)events;
	if (rounds_wait(&w->memory.rounds, packet_clock()) == 0)
		watch_announce(w);
	/* an announcement may have met another configuration, which a look must follow */
	if (w->failed || mark != w->memory.mark || w->memory.fights.count || run_memory_linger_wait(&w->memory, packet_clock()) == 0)
		watch_look(w);
	else
		watch_plan(w);
}

static void on_alive(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	notify_send(w->request->notify, "WATCHDOG=1");
}

static void on_hangup(struct ev_loop *loop, ev_signal *watcher, int events)
{
	struct watch *w = watcher->data;
	char reloading[64];

	(void)loop;
	(void)events;
	snprintf(reloading, sizeof(reloading), "RELOADING=1\nMONOTONIC_USEC=%lld", packet_clock() * 1000);
	notify_send(w->request->notify, reloading);
	w->memory.mark = ~w->memory.mark; /* 0 would be that of a file that is gone */
	watch_look(w);
	notify_send(w->request->notify, "READY=1");
}

static void on_end(struct ev_loop *loop, ev_signal *watcher, int events)
{
	struct watch *w = watcher->data;

	(void)events;
	notify_send(w->request->notify, "STOPPING=1");
	ev_break(loop, EVBREAK_ALL);
}

static void on_never(struct ev_loop *loop, ev_periodic *periodic, int events)
{
	(void)loop;
	(void)periodic;
	(void)events;
}

/* libev wakes up each minute to see whether the clock was set, unless a timerfd tells it; that it makes for the first periodic watcher, and keeps. */
static void sleep_soundly(struct ev_loop *loop)
{
	ev_periodic never;

	ev_periodic_init(&never, on_never, FAR_AWAY, 0, NULL);
	ev_periodic_set(&never, ev_now(loop) + FAR_AWAY, 0, NULL);
	ev_periodic_start(loop, &never);
	ev_periodic_stop(loop, &never);
}

static void start_signal(struct watch *w, ev_signal *watcher, int number, void (*callback)(struct ev_loop *, ev_signal *, int))
{
	ev_signal_init(watcher, callback, number);
	watcher->data = w;
	ev_signal_start(w->loop, watcher);
}

static int start_loop(struct watch *w)
{
	int error;

	w->loop = ev_default_loop(EVFLAG_AUTO);
	if (!w->loop)
		return -ENOMEM;
	sleep_soundly(w->loop);
	watch_init_timer(w, &w->again, on_again);
	watch_init_timer(w, &w->later, on_later);
	watch_init_aliases(w);
	watch_init_checks(w);
	watch_init_facts(w);
	error = watch_init_helper(w);
	if (error)
		return error;
	watch_init_timer(w, &w->alive, on_alive);
	start_signal(w, &w->hangup, SIGHUP, on_hangup);
	start_signal(w, &w->terminate, SIGTERM, on_end);
	start_signal(w, &w->interrupt, SIGINT, on_end);
	ev_io_init(&w->heard, on_heard, netlink_ear_fd(w->memory.ear), EV_READ);
	w->heard.data = w;
	if (w->request->watchdog) {
		double half = (double)w->request->watchdog / 2e6;

		ev_timer_set(&w->alive, half, half);
		ev_timer_start(w->loop, &w->alive);
	}
	return 0;
}

/* Everything that may fail, before we say that we are ready. The ear is opened before the first look: what changes in between is not missed. */
static enum exit_status start(struct watch *w, struct log *log)
{
	int error = run_memory_reload(&w->memory, &w->run, log);

	if (error && error != -ENOENT)
		return EXIT_CONFIG;
	if (error)
		log_add(log, LEVEL_NOTE, "no configuration yet");
	error = watch_take_lock(w, log);
	if (error)
		return EXIT_NOT_TRIED;
	w->commands = watch_has_commands(w);
	error = netlink_ear_open((unsigned char)w->memory.config.homing.protocol, &w->memory.ear);
	if (!error)
		error = netlink_open(&w->memory.nl);
	if (!error)
		error = privilege_keep_network(w->commands);
	if (!error)
		error = start_loop(w);
	if (!error)
		return EXIT_DONE;
	log_add(log, LEVEL_ERROR, "%s%s", strerror(-error), error == -EPERM ? ": CAP_NET_ADMIN is missing: start it as root, or with that and CAP_NET_RAW" : "");
	return EXIT_NOT_TRIED;
}

/* A reload that is asked for before we listen would end us: it waits until we do. */
static void mask_hangup(int how)
{
	sigset_t hangup;

	sigemptyset(&hangup);
	sigaddset(&hangup, SIGHUP);
	sigprocmask(how, &hangup, NULL);
}

enum exit_status watch_run(const struct watch_request *request, struct log *log)
{
	_cleanup_(watch_free) struct watch w = { .request = request, .run = request->run, .sender = -1, .lock = -1, .memory.puts_off = watch_puts_off, .memory.context = &w };
	enum exit_status status;

	w.run.verb = RUN_UP;
	w.run.kinds = RUN_EVERYTHING;
	w.run.keep_holds = true;
	w.run.optional = true;
	w.run.tell = true;
	w.run.memory = &w.memory;
	w.run.flows_due = &w.flows_due;
	mask_hangup(SIG_BLOCK);
	status = start(&w, log);
	mask_hangup(SIG_UNBLOCK);
	if (!status) {
		request->say("", log, request->context); /* now, and not when it ends */
		watch_look(&w);
		notify_send(request->notify, "READY=1");
		ev_run(w.loop, 0);
		status = w.ended;
	}
	if (w.lock >= 0)
		close(w.lock);
	return status;
}
