/* run_alias.c - aliases beside the kernel's objects: a rival is looked for before they come, the neighbours are told after. */
#include <errno.h>
#include <string.h>

#include "announce.h"
#include "facts.h"
#include "have.h"
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

static struct object wanted(const struct work *w, const struct alias *alias, const struct link *link, size_t index)
{
	struct object o = { .kind = KIND_ADDRESS };

	o.address = alias_address(&w->config, alias, link, &alias->addresses.items[index]);
	return o;
}

/* Only what is wanted and not there, and all of an interface that has found its carrier since; not on lo, NOARP devices, nor without carrier, where nobody could
 * answer. */
static void collect(struct work *w, struct asking *a)
{
	for (size_t i = 0; i < w->config.alias_count; i++) {
		const struct alias *alias = &w->config.aliases[i];
		const struct link *link = host_find_link(&w->host, alias->interface);

		bool anew = link && !facts_is_announced(&w->facts, link);

		if (!alias->probe || !link || packet_read_link(link->name, &a->links[i]) || a->links[i].refusal != LINK_FINE)
			continue;
		for (size_t k = 0; k < alias->addresses.count; k++) {
			struct object o = wanted(w, alias, link, k);

			if (!state_find(&w->want, &o) || (!anew && state_find(&w->host.ours, &o)))
				continue;
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
	return a->probes && a->aliases && a->links ? 0 : -ENOMEM;
}

static bool is_refused(const struct work *w, const struct alias *alias)
{
	for (size_t i = 0; i < w->refused_count; i++)
		if (!strcmp(w->refused[i], alias->name))
			return true;
	return false;
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
		if (!is_refused(w, a->aliases[i]) && !w->request->force)
			w->refused[w->refused_count++] = a->aliases[i]->name;
	}
}

enum exit_status work_probe(struct work *w, bool *asked)
{
	const struct probe_manner manner = { .count = PROBE_COUNT, .wait = PROBE_WAIT };
	_cleanup_(asking_free) struct asking asking = { 0 };
	int error;

	*asked = false;
	if (!w->config.alias_count || w->request->no_probe)
		return EXIT_DONE;
	if (make_room(w, &asking))
		return work_fail(w, -ENOMEM, "probing");
	collect(w, &asking);
	if (!asking.count)
		return EXIT_DONE;
	work_unlock(w);
	*asked = true;
	error = probe_ask(asking.probes, asking.count, &manner);
	if (error < 0)
		return work_fail(w, error, "looking for rivals of the aliases");
	w->refused = calloc(w->config.alias_count, sizeof(*w->refused));
	if (!w->refused)
		return work_fail(w, -ENOMEM, "probing");
	refuse(w, &asking);
	return EXIT_DONE;
}

/* The neighbours told by default: the gateways of the uplinks on the alias' interface; else main's on it. */
static int find_neighbours(struct work *w, const struct link *link, struct prefixes *out)
{
	int error = 0;

	for (size_t i = 0; !error && i < w->views.count; i++) {
		const struct view *view = &w->views.items[i];

		if (view->link == link && prefix_is_set(&view->hop.gateway))
			error = prefixes_add_once(out, &view->hop.gateway);
	}
	return error || out->count ? error : have_gateways(w->nl, link, out);
}

/* The addresses of the alias that came with this run; all of them when its interface has been without carrier since they were announced: IPv4 addresses survive
 * that, so the diff alone would be silent. */
static int choose(struct work *w, const struct alias *alias, const struct link *link, struct prefixes *out)
{
	bool again = !facts_is_announced(&w->facts, link);

	for (size_t k = 0; k < alias->addresses.count; k++) {
		struct object o = wanted(w, alias, link, k);
		int error;

		if (!state_find(&w->want, &o) || (!again && state_find(&w->host.ours, &o)))
			continue;
		error = prefixes_add(out, &o.address.local);
		if (error)
			return error;
	}
	return 0;
}

static int tell(struct work *w, const struct alias *alias, const struct link *link, const struct packet_link *way)
{
	_cleanup_(prefixes_free) struct prefixes addresses = { 0 }, found = { 0 };
	_cleanup_(frames_free) struct frames frames = { 0 };
	const struct prefixes *neighbours = &alias->announce;
	struct announcement what;
	size_t sent;
	int error = choose(w, alias, link, &addresses);

	if (error || !addresses.count)
		return error;
	if (!neighbours->count) {
		error = find_neighbours(w, link, &found);
		neighbours = &found;
	}
	what = (struct announcement){ addresses.items, addresses.count, neighbours->items, neighbours->count };
	if (!error)
		error = announce_write(&what, way, &frames);
	return error ? error : announce_send(&frames, way, 1, 0, &sent);
}

/* came: some alias has. Returns 1 when there is something to note, 0, or -errno. */
static int announce_on(struct work *w, const struct link *link, bool came)
{
	struct packet_link way;
	int error = 0;

	if (!came && facts_is_announced(&w->facts, link))
		return 0;
	if (!link->up || !link->carrier || packet_read_link(link->name, &way) || way.refusal != LINK_FINE)
		return 0;
	for (size_t i = 0; !error && i < w->config.alias_count; i++)
		if (host_find_link(&w->host, w->config.aliases[i].interface) == link)
			error = tell(w, &w->config.aliases[i], link, &way);
	if (error || facts_is_announced(&w->facts, link))
		return error;
	error = facts_set_announced(&w->facts, link->name, link->carrier_ups);
	return error ? error : 1;
}

static bool has_alias(const struct work *w, const struct link *link)
{
	for (size_t i = 0; i < w->config.alias_count; i++)
		if (host_find_link(&w->host, w->config.aliases[i].interface) == link)
			return true;
	return false;
}

static bool brings_addresses(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].kind == STEP_ADD && plan->steps[i].object->kind == KIND_ADDRESS)
			return true;
	return false;
}

enum exit_status work_announce(struct work *w, const struct plan *plan)
{
	bool changed = false, came = brings_addresses(plan);
	int error = 0;

	for (size_t i = 0; error >= 0 && i < w->host.link_count; i++) {
		if (!has_alias(w, &w->host.links[i]))
			continue;
		error = announce_on(w, &w->host.links[i], came);
		changed |= error > 0;
	}
	if (error >= 0)
		error = changed && w->lock >= 0 ? facts_write_announced(w->directory, &w->facts) : 0;
	return error < 0 ? work_fail(w, error, "announcing") : EXIT_DONE;
}
