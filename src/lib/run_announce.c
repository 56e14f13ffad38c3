/* run_announce.c - the neighbours are told where aliases are: of those that came, at once; later again, where somebody lives on to do it. */
#include <errno.h>
#include <string.h>

#include "announce.h"
#include "facts.h"
#include "have.h"
#include "run_memory.h"
#include "run_work.h"
#include "want.h"

struct object work_alias_object(const struct work *w, const struct alias *alias, const struct link *link, size_t index)
{
	struct object o = { .kind = KIND_ADDRESS };

	o.address = alias_address(&w->config, alias, link, &alias->addresses.items[index]);
	return o;
}

int work_find_gateways(struct work *w, const struct link *link, struct prefixes *out)
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
	bool again = !facts_is_announced(&w->facts, link) || (run_memory_ordered(w->request->memory, alias->name) & ORDER_LOUD);

	for (size_t k = 0; k < alias->addresses.count; k++) {
		struct object o = work_alias_object(w, alias, link, k);
		int error;

		if (!state_find(&w->want, &o) || (!again && state_find(&w->host.ours, &o)))
			continue;
		error = prefixes_add(out, &o.address.local);
		if (error)
			return error;
	}
	return 0;
}

void telling_free(struct telling *t)
{
	prefixes_free(&t->gateways);
	frames_free(&t->frames);
}

int telling_add(struct telling *t, struct work *w, const struct alias *alias, const struct prefixes *addresses)
{
	_cleanup_(frames_free) struct frames frames = { 0 };
	const struct prefixes *neighbours = alias->announce.count ? &alias->announce : &t->gateways;
	struct announcement what;
	int error = 0;

	if (!alias->announce.count && !t->looked)
		error = work_find_gateways(w, t->link, &t->gateways);
	t->looked |= !alias->announce.count;
	what = (struct announcement){ addresses->items, addresses->count, neighbours->items, neighbours->count };
	if (!error)
		error = announce_write(&what, &t->way, &frames);
	return error ? error : frames_join(&t->frames, &frames);
}

static int tell(struct work *w, const struct alias *alias, struct telling *t)
{
	_cleanup_(prefixes_free) struct prefixes addresses = { 0 };
	int error = 0;

	if (!work_is_quiet(w, alias, work_count_coming(w, alias, t->link)))
		error = choose(w, alias, t->link, &addresses);
	return error || !addresses.count ? error : telling_add(t, w, alias, &addresses);
}

/* came: some alias has. Returns 1 when there is something to note, 0, or -errno. */
static int announce_on(struct work *w, const struct link *link, bool came)
{
	_cleanup_(telling_free) struct telling t = { .link = link };
	bool unasked = false;
	size_t sent;
	int error = 0;

	if (!came && facts_is_announced(&w->facts, link))
		return 0;
	if (!link->up || !link->carrier || packet_read_link(link->name, &t.way) || t.way.refusal != LINK_FINE)
		return 0;
	for (size_t i = 0; !error && i < w->config.alias_count; i++) {
		const struct alias *alias = &w->config.aliases[i];

		if (host_find_link(&w->host, alias->interface) != link)
			continue;
		if (alias_is_among(w->unasked, w->unasked_count, alias))
			unasked = true; /* the next run asks and tells */
		else
			error = tell(w, alias, &t);
	}
	if (!error)
		error = announce_send(&t.frames, &t.way, 1, 0, &sent); /* all at once, as the kernel takes its time to close the socket */
	if (error || unasked || facts_is_announced(&w->facts, link))
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
	bool changed = false, came = brings_addresses(plan) || (w->request->memory && w->request->memory->order_count);
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

/* Later rounds */

struct collecting {
	struct work *w;
	struct state due;
	bool failed;
};

static bool collect_due(const struct address *address, void *context)
{
	struct collecting *c = context;
	struct object o = { .kind = KIND_ADDRESS };

	o.address = *address;
	if (!state_find(&c->w->host.ours, &o))
		return false; /* it has gone since */
	c->failed |= state_add_address(&c->due, address) != 0;
	return true;
}

/* What of the aliases on a link is due. */
static int announce_again(struct work *w, const struct link *link, const struct state *due, struct outbox *out)
{
	_cleanup_(telling_free) struct telling t = { .link = link };
	int error = 0;

	if (packet_read_link(link->name, &t.way) || t.way.refusal != LINK_FINE)
		return 0;
	for (size_t i = 0; !error && i < w->config.alias_count; i++) {
		_cleanup_(prefixes_free) struct prefixes addresses = { 0 };
		const struct alias *alias = &w->config.aliases[i];

		for (size_t k = 0; !error && host_find_link(&w->host, alias->interface) == link && k < alias->addresses.count; k++) {
			struct object o = work_alias_object(w, alias, link, k);

			if (state_find(due, &o))
				error = prefixes_add(&addresses, &o.address.local);
		}
		if (!error && addresses.count)
			error = telling_add(&t, w, alias, &addresses);
	}
	return error || !t.frames.count ? error : outbox_add(out, &t.frames, &t.way);
}

/* The host cannot be looked at now, and the round is over. */
static bool skip_due(const struct address *address, void *context)
{
	(void)address;
	(void)context;
	return true;
}

int run_memory_announce(struct run_memory *m, const struct run_request *request, struct outbox *out, struct log *log)
{
	static work_step *const look[] = { work_read_config, work_read_kernel, work_out };
	_cleanup_(work_free) struct work w = { .given = request, .request = request, .log = log, .lock = -1 };
	_cleanup_(state_free) struct state due = { 0 };
	struct collecting c = { .w = &w };
	enum exit_status status = work_take_steps(&w, look, COUNT(look));
	int error = 0;

	if (status || w.over) {
		rounds_take(&m->rounds, m->now, skip_due, NULL);
		return status ? -EIO : 0;
	}
	rounds_take(&m->rounds, m->now, collect_due, &c);
	due = c.due;
	error = c.failed ? -ENOMEM : state_sort(&due);
	for (size_t i = 0; !error && due.count && i < w.host.link_count; i++)
		if (has_alias(&w, &w.host.links[i]))
			error = announce_again(&w, &w.host.links[i], &due, out);
	return error;
}
