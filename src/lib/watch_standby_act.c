/* watch_standby_act.c - taking and giving back: the address, the commands, the announcement; and the other way round. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "packet.h"
#include "text.h"
#include "watch_standby.h"

#define ADDRESSES_TOLD 32768 /* bytes of HOMING_ADDRESSES */

static void set_state(struct standby *t, enum taken_state state)
{
	t->fact.state = state;
	t->fact.since = (unsigned long long)time(NULL);
	watch_recall_taken(t->subjects.watch);
}

static void order(struct standby *t, unsigned flags)
{
	const struct takeover_section *section = standby_section(t);

	for (size_t i = 0; section && i < section->aliases.count; i++)
		run_memory_order(&t->subjects.watch->memory, section->aliases.items[i], flags);
}

/* How many of the set's addresses the kernel has; *all: that they are. */
static size_t count_here(const struct standby *t, bool *all)
{
	const struct watch *w = t->subjects.watch;
	const struct takeover_section *section = standby_section(t);
	size_t here = 0, wanted = 0;

	for (size_t i = 0; section && i < section->aliases.count; i++) {
		const struct stand *s = run_memory_find_stand(&w->memory, section->aliases.items[i]);

		wanted += config_find_alias(&w->memory.config, section->aliases.items[i])->addresses.count;
		here += s ? s->there : 0;
	}
	*all = here == wanted;
	return here;
}

static void say(struct standby *t, enum log_level level, const char *what, size_t count)
{
	_cleanup_(log_free) struct log log = { 0 };

	if (count)
		log_add(&log, level, "takeover %s: %s (%zu %s): %s", t->name, what, count, count == 1 ? "address" : "addresses", t->fact.reason);
	else /* somebody has removed them, as he who said down */
		log_add(&log, level, "takeover %s: %s: %s", t->name, what, t->fact.reason);
	t->subjects.watch->request->say("", &log, t->subjects.watch->request->context);
}

/* Where the owner has it again without having heard of us, as after a split, the neighbours may still know our card. He is told, and nobody else: so that he announces. */
void standby_tell_owner(struct standby *t)
{
	const struct checked *alias = t->subjects.items[STANDBY_ALIAS];
	struct frame frames[ANNOUNCEMENT_FRAMES];
	struct packet_link link;
	int fd;

	if (!alias || packet_read_link(alias->way.device, &link) || link.refusal != LINK_FINE)
		return;
	fd = packet_open_sender();
	for (size_t i = 0; fd >= 0 && i < alias->health.count; i++) {
		arp_write_announcement(frames, &link.mac, &alias->targets[i].address, link.router);
		memcpy(frames[0].bytes, t->owner.bytes, sizeof(t->owner.bytes));
		packet_send(fd, &link, &frames[0]);
	}
	if (fd >= 0)
		close(fd);
}

static void let_go(struct standby *t)
{
	struct watch *w = t->subjects.watch;
	bool all;
	size_t before = count_here(t, &all);

	t->leaving = false;
	set_state(t, TAKEN_RELEASING);
	watch_look(w);
	if (count_here(t, &all) && !t->ending) {
		set_state(t, t->takeover.held == HELD_LOST ? TAKEN_LOST : TAKEN_HELD);
		return; /* the kernel would not; the row says it again */
	}
	takeover_set(&t->takeover, HELD_NOT, watch_clock());
	if (t->refused)
		takeover_fail(&t->takeover, watch_clock());
	t->refused = false;
	set_state(t, TAKEN_STANDBY);
	say(t, LEVEL_NOTE, "given back", before);
	watch_note_taken(w);
	subjects_wake(&t->subjects);
	if (!t->ending)
		return;
	w->memory.mark = ~w->memory.mark; /* what was put off is due */
	watch_look(w);
}

static const struct commands *list_commands(void *owner)
{
	const struct standby *t = owner;
	const struct takeover_section *section = standby_section(t);

	return !section ? NULL : t->leaving ? &section->on_release : &section->on_take;
}

static void leave(struct standby *t);

static void conclude_commands(struct standby *t, bool fine)
{
	const struct takeover_section *section = standby_section(t);

	if (t->leaving) {
		let_go(t);
		return;
	}
	if (fine || !section || !section->required) {
		order(t, ORDER_LOUD);
		watch_look(t->subjects.watch);
		return;
	}
	strcpy(t->fact.reason, "a command of on-take failed, and it is required");
	t->refused = true;
	leave(t);
}

/* A look may find that the section has gone, and t is still needed here. */
static void end_commands(void *owner, bool fine)
{
	struct standby *t = owner;
	bool busy = t->subjects.busy;

	t->subjects.busy = true;
	conclude_commands(t, fine);
	t->subjects.busy = busy;
}

static void tell_addresses(struct standby *t)
{
	_cleanup_(buffer_free) struct buffer list = { 0 }, names = { 0 };
	const struct config *config = &t->subjects.watch->memory.config;
	const struct takeover_section *section = standby_section(t);

	for (size_t i = 0; i < section->aliases.count; i++) {
		const struct alias *alias = config_find_alias(config, section->aliases.items[i]);

		buffer_add(&names, "%s%s", i ? " " : "", alias->name);
		for (size_t k = 0; k < alias->addresses.count && list.length < ADDRESSES_TOLD; k++) {
			struct prefix host = prefix_host(&alias->addresses.items[k]);
			char text[PREFIX_TEXT];

			buffer_add(&list, "%s%s", list.length ? " " : "", prefix_text(&host, text));
		}
	}
	if (names.failed || list.failed)
		return;
	watch_commands_tell(&t->commands, "HOMING_ALIASES", names.data);
	watch_commands_tell(&t->commands, "HOMING_ADDRESSES", list.data);
}

static void start_commands(struct standby *t, bool leaving)
{
	const struct config *config = &t->subjects.watch->memory.config;
	const struct takeover_section *section = standby_section(t);
	struct watch_commands *c = &t->commands;

	watch_commands_end(c);
	t->leaving = leaving;
	c->list = list_commands;
	c->end = end_commands;
	c->owner = t;
	watch_commands_tell(c, "HOMING_EVENT", leaving ? "release" : "take");
	watch_commands_tell(c, "HOMING_TAKEOVER", t->name);
	watch_commands_tell(c, "HOMING_INTERFACE", config_find_alias(config, section->aliases.items[0])->interface);
	watch_commands_tell(c, "HOMING_REASON", t->fact.reason);
	tell_addresses(t);
	watch_commands_start(c);
}

/* Whatever of on-take still runs is over. */
static void leave(struct standby *t)
{
	const struct takeover_section *section = standby_section(t);

	watch_commands_end(&t->commands);
	if (section && section->on_release.count)
		start_commands(t, true);
	else
		let_go(t);
}

void standby_unprepare(struct standby *t)
{
	run_ready_free(&t->ready);
	t->prepared = -1;
}

void standby_prepare(struct standby *t)
{
	struct watch *w = t->subjects.watch;
	const struct takeover_section *section = standby_section(t);
	enum taken_state state = t->fact.state;

	if (t->takeover.doubt < 0 || t->takeover.held != HELD_NOT || t->takeover.row->action == ACTION_TAKE) {
		if (t->takeover.doubt < 0)
			standby_unprepare(t);
		return;
	}
	if (t->prepared >= 0)
		return;
	t->prepared = t->takeover.doubt;
	t->fact.state = TAKEN_HELD;
	watch_recall_taken(w);
	run_ready_make(&w->memory, &w->run, &section->aliases, !section->on_take.count, &t->ready);
	t->fact.state = state;
	watch_recall_taken(w);
}

/* Clients wait: what is ready goes now, unless something has happened that no look has seen. The look behind it finds it there. */
static void take_at_once(struct standby *t)
{
	_cleanup_(buffer_free) struct buffer plan = { 0 };
	_cleanup_(log_free) struct log log = { 0 };
	struct watch *w = t->subjects.watch;

	if (!t->ready.plan.count || watch_has_news(w) || run_ready_take(&w->memory, &w->run, &t->ready))
		return;
	if (w->run.tell)
		text_write_plan(&plan, &t->ready.plan);
	w->request->say(plan.data ? plan.data : "", &log, w->request->context);
}

static void take(struct standby *t)
{
	struct watch *w = t->subjects.watch;
	const struct takeover_section *section = standby_section(t);
	enum takeover_held held = takeover_reason(&t->takeover);
	size_t here;
	bool all;

	take_at_once(t);
	takeover_set(&t->takeover, held, watch_clock());
	set_state(t, held == HELD_LOST ? TAKEN_LOST : TAKEN_HELD);
	order(t, section->on_take.count ? ORDER_PROVEN | ORDER_QUIET : ORDER_PROVEN);
	t->taking = true;
	watch_look(w);
	t->taking = false;
	section = standby_section(t);
	if (!section)
		return; /* the look has found another configuration: it is nobody's takeover any more */
	here = count_here(t, &all);
	if (!all) {
		takeover_set(&t->takeover, HELD_NOT, watch_clock());
		takeover_fail(&t->takeover, watch_clock());
		set_state(t, TAKEN_RELEASING); /* all or nothing */
		watch_look(w);
		set_state(t, TAKEN_STANDBY);
		say(t, LEVEL_ERROR, "could not be taken", here);
	} else {
		say(t, LEVEL_WARNING, "taken", here);
	}
	watch_note_taken(w);
	section = standby_section(t);
	if (all && section && section->on_take.count && !t->ending)
		start_commands(t, false);
}

bool standby_is_held(const struct standby *t)
{
	return t->takeover.held != HELD_NOT || taken_state_is_held(t->fact.state);
}

/* What on-take did with addresses that were lost, such as routes by them, is lost too. */
static void run_again(struct standby *t)
{
	_cleanup_(log_free) struct log log = { 0 };

	t->again = false;
	if (t->leaving || t->takeover.held == HELD_NOT)
		return;
	log_add(&log, LEVEL_NOTE, "takeover %s: addresses were gone and are back: on-take is run again", t->name);
	t->subjects.watch->request->say("", &log, t->subjects.watch->request->context);
	start_commands(t, false);
}

bool standby_catch_up(struct standby *t)
{
	if (t->again && !t->ending && !t->gone)
		run_again(t);
	if (!t->ending && !t->gone)
		return false;
	if (!standby_is_held(t) || (t->leaving && t->commands.pid))
		return true;
	strcpy(t->fact.reason, t->gone ? "its interface is gone" : "its section goes from the configuration");
	if (t->gone) { /* what comes back is taken anew, and by nobody else */
		set_state(t, TAKEN_RELEASING);
		watch_note_taken(t->subjects.watch);
	}
	leave(t);
	return true;
}

bool standby_act(struct standby *t)
{
	switch (t->takeover.row->action) {
	case ACTION_TAKE:
		take(t);
		return true;
	case ACTION_RELEASE:
		if (t->leaving && t->commands.pid)
			return false; /* they take their time */
		leave(t);
		return true;
	default:
		return false;
	}
}
