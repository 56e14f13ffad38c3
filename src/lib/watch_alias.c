/* watch_alias.c - the watcher's part in aliases: rivals are asked for, and neighbours told again, beside everything else. */
#include <unistd.h>

#include "packet.h"
#include "watch_work.h"

#define ASK_PAUSE 25  /* ms between two looks at the answers, at most */
#define SEND_PAUSE 50 /* ms between two handfuls of frames */

void watch_announce(struct watch *w)
{
	_cleanup_(log_free) struct log log = { 0 };

	w->memory.now = packet_clock();
	run_memory_announce(&w->memory, &w->run, &w->outbox, &log);
	w->request->say("", &log, w->request->context);
	if (w->standby_count)
		watch_note_taken(w);
	if (w->outbox.count && w->sender < 0)
		w->sender = packet_open_sender();
	if (w->sender < 0) {
		outbox_free(&w->outbox);
		return;
	}
	watch_start_timer(w, &w->sending, 0);
}

static void on_sending(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	if (outbox_send(&w->outbox, w->sender, WATCH_RATE * SEND_PAUSE / 1000)) {
		watch_start_timer(w, &w->sending, SEND_PAUSE);
		return;
	}
	close(w->sender);
	w->sender = -1;
	watch_plan(w);
}

/* A line that was cut behind the carrier tells nobody of it. Who stood in for us on the far side has left his card in the neighbours' caches, and may be dead since. */
void watch_tell_again(struct watch *w, unsigned index)
{
	for (size_t i = 0; i < w->memory.stand_count; i++) {
		const struct stand *s = &w->memory.stands[i];

		if (!s->there || s->way.index != index || config_takeover_of(&w->memory.config, s->alias))
			continue;
		run_memory_order(&w->memory, s->alias, ORDER_LOUD);
		watch_start_timer(w, &w->again, 0);
	}
}

void watch_ask(struct watch *w)
{
	bool ended;
	long long wait;

	w->memory.now = packet_clock();
	wait = run_memory_go_on(&w->memory, &ended);
	watch_start_timer(w, &w->asking, wait > ASK_PAUSE ? ASK_PAUSE : wait);
	if (ended)
		watch_look(w);
}

static void on_asking(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	watch_ask(timer->data);
}

void watch_init_aliases(struct watch *w)
{
	watch_init_timer(w, &w->asking, on_asking);
	watch_init_timer(w, &w->sending, on_sending);
}
