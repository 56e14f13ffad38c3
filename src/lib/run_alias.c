/* run_alias.c - a rival is looked for before aliases come. */
#include <errno.h>
#include <string.h>

#include "probe.h"
#include "run_work.h"
#include "want.h"

/* The addresses of one alias that this run would bring up, each with the interface's frames. */
struct asking {
	struct probe *probes;
	const struct alias **aliases; /* whose each is */
	size_t count;
	struct packet_link *links; /* one an alias */
};

static void asking_free(struct asking *a)
{
	free(a->probes);
	free(a->aliases);
	free(a->links);
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

		if (!alias->probe || !link)
			continue;
		error = packet_read_link(link->name, &a->links[i]);
		if (!error && a->links[i].refusal != LINK_FINE)
			continue;
		for (size_t k = 0; k < alias->addresses.count; k++) {
			struct object o = work_alias_object(w, alias, link, k);

			if (!state_find(&w->want, &o) || (!anew && was_there(w, &o)))
				continue;
			if (error) {
				leave_out(w, alias, link, error);
				break;
			}
			a->probes[a->count] = (struct probe){ .link = &a->links[i], .address = o.address.local };
			a->aliases[a->count++] = alias;
		}
	}
}

static int make_room(struct work *w, struct asking *a)
{
	size_t room = 1;

	for (size_t i = 0; i < w->config.alias_count; i++)
		room += w->config.aliases[i].addresses.count;
	a->probes = calloc(room, sizeof(*a->probes));
	a->aliases = calloc(room, sizeof(*a->aliases));
	a->links = calloc(w->config.alias_count, sizeof(*a->links));
	w->refused = calloc(w->config.alias_count, sizeof(*w->refused));
	w->unasked = calloc(w->config.alias_count, sizeof(*w->unasked));
	return a->probes && a->aliases && a->links && w->refused && w->unasked ? 0 : -ENOMEM;
}

/* One set, all or none: the first rival refuses all of it. */
static void refuse(struct work *w, const struct asking *a)
{
	for (size_t i = 0; i < a->count; i++) {
		char address[PREFIX_TEXT], mac[MAC_TEXT];
		struct prefix host = prefix_host(&a->probes[i].address);

		if (!a->probes[i].answered)
			continue;
		log_add(w->log, w->request->force ? LEVEL_WARNING : LEVEL_ERROR, "alias %s: %s is held by %s on %s", a->aliases[i]->name,
			prefix_text(&host, address), mac_text(&a->probes[i].mac, mac), a->probes[i].link->name);
		if (!w->request->force && !alias_is_among(w->refused, w->refused_count, a->aliases[i]))
			w->refused[w->refused_count++] = a->aliases[i]->name;
	}
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
	if (!asking.count && !w->unasked_count)
		return EXIT_DONE;
	work_unlock(w);
	*asked = true;
	probe_ask(asking.probes, asking.count, &manner); /* each probe tells */
	refuse(w, &asking);
	for (size_t i = 0; i < asking.count; i++)
		if (asking.probes[i].error)
			leave_out(w, asking.aliases[i], host_find_link(&w->host, asking.aliases[i]->interface), asking.probes[i].error);
	return EXIT_DONE;
}
