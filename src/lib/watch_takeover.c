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

void watch_follow_takeovers(struct watch *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->standby_count; i++)
		w->standbys[i]->wanted = false;
	for (size_t i = 0; i < w->memory.config.takeover_count; i++) {
		struct standby *t = find(w, w->memory.config.takeovers[i].name);

		if (!t)
			continue;
		t->wanted = true;
		standby_follow(t);
	}
	for (size_t i = 0; i < w->standby_count; i++) {
		struct standby *t = w->standbys[i];

		if (t->wanted || t->subjects.busy)
			w->standbys[kept++] = t;
		else
			standby_free(t);
	}
	w->standby_count = kept;
}

void watch_recall_taken(struct watch *w)
{
	struct taken_fact *facts = calloc(w->standby_count + w->owned_count + 1, sizeof(*facts));
	size_t count = 0;

	if (!facts)
		return;
	for (size_t i = 0; i < w->standby_count; i++)
		if (w->standbys[i]->wanted)
			facts[count++] = w->standbys[i]->fact;
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
