/* watch_takeover.c - aliases of other hosts: taken when their owner dies, and given back. Whether, takeover.h decides. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "watch_standby.h"

static struct standby *find(struct watch *w, const char *name)
{
	struct standby **all, *t;

	for (size_t i = 0; i < w->standby_count; i++)
		if (!strcmp(w->standbys[i]->name, name))
			return w->standbys[i];
	all = reallocarray(w->standbys, w->standby_count + 1, sizeof(*all));
	if (!all)
		return NULL;
	w->standbys = all;
	t = standby_new(w, name);
	if (t)
		w->standbys[w->standby_count++] = t;
	return t;
}

bool watch_has_commands(const struct watch *w)
{
	for (size_t i = 0; i < w->memory.config.takeover_count; i++)
		if (w->memory.config.takeovers[i].on_take.count || w->memory.config.takeovers[i].on_release.count)
			return true;
	return false;
}

/* What was dropped for good at the start cannot be had back. */
static void warn_of_commands(struct watch *w)
{
	_cleanup_(log_free) struct log log = { 0 };
	bool less = !w->commands && watch_has_commands(w);

	if (less && !w->warned_of_commands)
		log_add(&log, LEVEL_WARNING, "on-take, on-release: as there were none when homing-watch was started, they may do no more than it does itself, which is CAP_NET_ADMIN, until it is restarted");
	w->warned_of_commands = less;
	if (log.count)
		w->request->say("", &log, w->request->context);
}

static bool is_kept(const struct config *fresh, const struct standby *t)
{
	const struct takeover_section *before = standby_section(t), *section = config_find_takeover(fresh, t->name);

	for (size_t i = 0; before && i < before->aliases.count; i++) {
		size_t k = 0;

		while (section && k < section->aliases.count && strcmp(section->aliases.items[k], before->aliases.items[i]) != 0)
			k++;
		if (!section || k == section->aliases.count)
			return false;
	}
	return true;
}

/* on-release is that of the section which goes, and is run before the addresses do. */
bool watch_puts_off(const struct config *fresh, void *watch)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct watch *w = watch;
	bool put_off = false;

	for (size_t i = 0; i < w->standby_count; i++) {
		struct standby *t = w->standbys[i];
		bool held = standby_is_held(t), before = t->ending;

		t->ending = (held || before) && !is_kept(fresh, t);
		put_off |= held && t->ending;
		if (t->ending && !before)
			log_add(&log, LEVEL_NOTE, "takeover %s: its section goes, or an alias of it: the configuration waits until it is given back", t->name);
	}
	for (size_t i = 0; !put_off && i < w->standby_count; i++)
		w->standbys[i]->ending = false;
	w->request->say("", &log, w->request->context);
	return put_off;
}

/* With all its files the section has gone from the configuration. */
static void warn_of_end(struct standby *t)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct watch *w = t->subjects.watch;

	if (t->fact.state == TAKEN_STANDBY)
		return;
	log_add(&log, LEVEL_WARNING, "takeover %s: its section is gone while this host holds what it took; on-release is not run", t->name);
	t->fact.state = TAKEN_STANDBY;
	w->request->say("", &log, w->request->context);
}

void watch_follow_takeovers(struct watch *w)
{
	size_t kept = 0, before;
	bool gone = false;

	warn_of_commands(w);
	for (size_t i = 0; i < w->standby_count; i++)
		w->standbys[i]->wanted = false;
	for (size_t i = 0; i < w->memory.config.takeover_count; i++) {
		struct standby *t = find(w, w->memory.config.takeovers[i].name);

		if (!t)
			continue;
		t->wanted = true;
		standby_follow(t);
	}
	for (size_t i = 0; i < w->memory.stand_count; i++) { /* a look that fails leaves them as they are */
		w->memory.stands[i].came = 0;
		w->memory.stands[i].lost = false;
	}
	before = w->standby_count;
	for (size_t i = 0; i < before; i++) {
		struct standby *t = w->standbys[i];

		if (!t->wanted) {
			warn_of_end(t);
			subjects_end(&t->subjects); /* who is busy goes with the next look */
			gone = true;
		}
		if (t->wanted || t->subjects.busy)
			w->standbys[kept++] = t;
		else
			standby_free(t);
	}
	w->standby_count = kept;
	if (gone)
		watch_note_taken(w);
}

/* Of announcing, the first one at once; as far as the rounds of the set's first address have come. */
static void count_rounds(const struct watch *w, struct standby *t)
{
	const struct takeover_section *section = config_find_takeover(&w->memory.config, t->name);
	const struct alias *alias = section && taken_state_is_held(t->fact.state) ? config_find_alias(&w->memory.config, section->aliases.items[0]) : NULL;

	t->fact.rounds = !alias ? 0 : t->fact.rounds ? t->fact.rounds : 1;
	for (size_t i = 0; alias && i < w->memory.rounds.count; i++)
		if (prefix_equal(&w->memory.rounds.items[i].address.local, &alias->addresses.items[0]))
			t->fact.rounds = w->memory.rounds.items[i].done + 1;
}

void watch_recall_taken(struct watch *w)
{
	struct taken_fact *facts = calloc(w->standby_count + w->owned_count + 1, sizeof(*facts));
	size_t count = 0;

	if (!facts)
		return;
	for (size_t i = 0; i < w->standby_count; i++)
		if (w->standbys[i]->wanted) {
			count_rounds(w, w->standbys[i]);
			facts[count++] = w->standbys[i]->fact;
		}
	count += watch_list_owned(w, facts + count);
	free(w->memory.taken);
	w->memory.taken = facts;
	w->memory.taken_count = count;
}

void watch_note_taken(struct watch *w)
{
	_cleanup_(log_free) struct log log = { 0 };
	const char *directory = run_memory_directory(&w->memory, &w->run);
	int error;

	watch_recall_taken(w);
	error = facts_write_taken(directory, w->memory.taken, w->memory.taken_count);
	if (error && error != w->untaken)
		log_add(&log, LEVEL_WARNING, "%s/taken.ini: %s: this watcher alone knows what it has taken over", directory, strerror(-error));
	w->untaken = error;
	if (log.count)
		w->request->say("", &log, w->request->context);
}

void watch_end_takeovers(struct watch *w)
{
	for (size_t i = 0; i < w->standby_count; i++)
		standby_free(w->standbys[i]);
	free(w->standbys);
}
