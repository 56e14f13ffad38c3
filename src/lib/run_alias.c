/* run_alias.c - a rival is looked for before aliases come. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "probe.h"
#include "run_memory.h"
#include "run_work.h"
#include "want.h"

/* The addresses that this run would bring up, each with the interface's frames. */
struct asking {
	struct asked asked;
	const struct alias **aliases; /* whose each is */
};

static void asking_free(struct asking *a)
{
	asked_free(&a->asked);
	free(a->aliases);
}

/* Also what was there a moment ago, until somebody on this host removed it: the neighbours know it as ours. */
static bool was_there(const struct work *w, const struct object *o)
{
	return state_find(&w->host.ours, o) || (w->facts.remembered && state_find(w->facts.remembered, o));
}

/* Whoever has it may have it: what is there stays, nothing comes, and the next run asks again. */
static void leave_out(struct work *w, const struct alias *alias, const struct link *link, int error)
{
	if (alias_is_among(w->unasked, w->unasked_count, alias))
		return;
	log_add(w->log, LEVEL_ERROR, "alias %s: left out, a rival cannot be looked for on %s: %s", alias->name, link->name, strerror(-error));
	w->unasked[w->unasked_count++] = alias->name;
}

/* Only what is wanted and not there, and all of an interface that has found its carrier since; not on lo, NOARP devices, nor without carrier, where nobody could
 * answer. */
static void collect(struct work *w, struct asking *a)
{
	for (size_t i = 0; i < w->config.alias_count; i++) {
		const struct alias *alias = &w->config.aliases[i];
		const struct link *link = host_find_link(&w->host, alias->interface);
		bool anew = link && !facts_is_announced(&w->facts, link);
		int error;

		if (!alias->probe || !link || run_memory_ordered(w->request->memory, alias->name) & ORDER_PROVEN)
			continue;
		error = packet_read_link(link->name, &a->asked.links[i]);
		if (!error && a->asked.links[i].refusal != LINK_FINE)
			continue;
		for (size_t k = 0; k < alias->addresses.count; k++) {
			struct object o = work_alias_object(w, alias, link, k);

			if (!state_find(&w->want, &o) || (!anew && was_there(w, &o)))
				continue;
			if (error) {
				leave_out(w, alias, link, error);
				break;
			}
			a->asked.probes[a->asked.count] = (struct probe){ .link = &a->asked.links[i], .address = o.address.local };
			a->aliases[a->asked.count++] = alias;
		}
	}
}

static int make_room(struct work *w, struct asking *a)
{
	size_t room = 1;

	for (size_t i = 0; i < w->config.alias_count; i++)
		room += w->config.aliases[i].addresses.count;
	a->asked.probes = calloc(room, sizeof(*a->asked.probes));
	a->aliases = calloc(room, sizeof(*a->aliases));
	a->asked.links = calloc(w->config.alias_count, sizeof(*a->asked.links));
	w->refused = calloc(w->config.alias_count, sizeof(*w->refused));
	w->unasked = calloc(w->config.alias_count, sizeof(*w->unasked));
	return a->asked.probes && a->aliases && a->asked.links && w->refused && w->unasked ? 0 : -ENOMEM;
}

/* A line for an alias, however many of its addresses are held. */
static void say_held(struct work *w, const struct alias *alias, const struct probe *first, size_t count)
{
	struct prefix host = prefix_host(&first->address);
	char address[PREFIX_TEXT], mac[MAC_TEXT], more[32] = "";

	if (count > 1)
		snprintf(more, sizeof(more), ", and %zu more", count - 1);
	log_add(w->log, w->request->force ? LEVEL_WARNING : LEVEL_ERROR, "alias %s: %s is held by %s on %s%s", alias->name, prefix_text(&host, address),
		mac_text(&first->mac, mac), first->link->name, more);
}

/* One set, all or none: the first rival refuses all of it. An alias' addresses stand side by side. */
static void refuse(struct work *w, const struct asking *a)
{
	size_t next;

	for (size_t i = 0; i < a->asked.count; i = next) {
		const struct probe *first = NULL;
		size_t count = 0;

		for (next = i; next < a->asked.count && a->aliases[next] == a->aliases[i]; next++) {
			if (!a->asked.probes[next].answered)
				continue;
			first = first ? first : &a->asked.probes[next];
			count++;
		}
		if (!first)
			continue;
		say_held(w, a->aliases[i], first, count);
		if (!w->request->force)
			w->refused[w->refused_count++] = a->aliases[i]->name;
	}
}

static void report_failures(struct work *w, const struct asking *a)
{
	for (size_t i = 0; i < a->asked.count; i++)
		if (a->asked.probes[i].error)
			leave_out(w, a->aliases[i], host_find_link(&w->host, a->aliases[i]->interface), a->asked.probes[i].error);
}

/* Who lives on does not wait for answers: what he has none of yet is left out of this run and asked for beside it (memory->asking), and the run after that knows. */
static void recall(struct work *w, struct asking *a)
{
	struct run_memory *m = w->request->memory;
	bool unknown = false;

	for (size_t i = 0; i < a->asked.count; i++) {
		struct probe *probe = &a->asked.probes[i];
		enum answer_age age = run_memory_recall(m, probe);

		unknown |= age != ANSWER_FRESH;
		if (age != ANSWER_NONE || alias_is_among(w->unasked, w->unasked_count, a->aliases[i]))
			continue;
		w->unasked[w->unasked_count++] = a->aliases[i]->name;
		w->pending++;
	}
	refuse(w, a);
	report_failures(w, a);
	if (unknown)
		run_memory_ask(m, &a->asked);
}

enum exit_status work_probe(struct work *w, bool *asked)
{
	const struct probe_manner manner = { .count = PROBE_COUNT, .wait = PROBE_WAIT };
	_cleanup_(asking_free) struct asking asking = { 0 };

	*asked = false;
	if (!w->config.alias_count || w->request->no_probe)
		return EXIT_DONE;
	if (make_room(w, &asking))
		return work_fail(w, -ENOMEM, "probing");
	collect(w, &asking);
	if (!asking.asked.count && !w->unasked_count)
		return EXIT_DONE;
	work_unlock(w);
	*asked = true;
	if (w->request->memory) {
		recall(w, &asking);
		return EXIT_DONE;
	}
	probe_ask(asking.asked.probes, asking.asked.count, &manner); /* each probe tells */
	refuse(w, &asking);
	report_failures(w, &asking);
	return EXIT_DONE;
}
