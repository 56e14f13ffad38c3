/* host.c - looking things up in what is known of the host. PURE. */
#include "host.h"

#include <string.h>

const struct link *host_find_link(const struct host *h, const char *name)
{
	for (size_t i = 0; i < h->link_count; i++)
		if (!strcmp(h->links[i].name, name) || !strcmp(h->links[i].altname, name))
			return &h->links[i];
	return NULL;
}

void host_free(struct host *h)
{
	free(h->links);
	state_free(&h->seen);
	state_free(&h->ours);
	state_free(&h->foreign);
	*h = (struct host){ 0 };
}

void facts_free(struct facts *f)
{
	free(f->leases);
	free(f->holds);
	free(f->noted);
	free(f->announced);
	for (size_t i = 0; i < f->static_count; i++) {
		state_free(&f->static_sets[i].wanted);
		state_free(&f->static_sets[i].dropped);
	}
	free(f->static_sets);
	free(f->health);
	free(f->taken);
	*f = (struct facts){ 0 };
}

/* That a prefix was delegated the kernel cannot contradict. */
static bool is_there(const struct host *h, const struct lease *lease)
{
	if (!prefix_is_set(&lease->address))
		return true;
	for (size_t i = 0; i < h->seen.count; i++) {
		const struct object *o = &h->seen.objects[i];

		if (o->kind == KIND_ADDRESS && !strcmp(o->address.device, lease->interface)) {
			struct prefix address = prefix_host(&o->address.local);

			if (prefix_equal(&address, &lease->address))
				return true;
		}
	}
	return false;
}

void facts_check(struct facts *f, const struct host *h)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->lease_count; i++)
		if (is_there(h, &f->leases[i]))
			f->leases[kept++] = f->leases[i];
	f->lease_count = kept;
}

bool facts_want_static(const struct facts *f, const char *device)
{
	size_t length = strlen(device);

	for (size_t i = 0; i < f->static_count; i++)
		if (f->static_sets[i].wanted.count && strcspn(f->static_sets[i].device, ":") == length && !strncmp(f->static_sets[i].device, device, length))
			return true;
	return false;
}

const struct hold *facts_find_hold(const struct facts *f, const char *kind, const char *name)
{
	for (size_t i = 0; i < f->hold_count; i++)
		if (!strcmp(f->holds[i].kind, kind) && !strcmp(f->holds[i].name, name))
			return &f->holds[i];
	return NULL;
}

const struct setting *facts_find_noted(const struct facts *f, const struct setting *like)
{
	for (size_t i = 0; i < f->noted_count; i++)
		if (!strcmp(f->noted[i].device, like->device) && !strcmp(f->noted[i].name, like->name))
			return &f->noted[i];
	return NULL;
}

const struct announced *facts_find_announced(const struct facts *f, const char *device)
{
	for (size_t i = 0; i < f->announced_count; i++)
		if (!strcmp(f->announced[i].device, device))
			return &f->announced[i];
	return NULL;
}

bool facts_is_announced(const struct facts *f, const struct link *link)
{
	const struct announced *a = facts_find_announced(f, link->name);

	return a && a->carrier_ups == link->carrier_ups;
}

static const struct health_fact *find_told(const struct facts *f, const struct uplink *uplink)
{
	for (size_t i = 0; i < f->health_count; i++)
		if (!strcmp(f->health[i].uplink, uplink->name))
			return &f->health[i];
	return NULL;
}

static bool is_old(const struct facts *f, const struct uplink *uplink)
{
	return !f->health_kept && f->health_age > 3ULL * uplink->interval;
}

const struct health_fact *facts_find_health(const struct facts *f, const struct uplink *uplink)
{
	return is_old(f, uplink) ? NULL : find_told(f, uplink);
}

bool facts_is_stale(const struct facts *f, const struct uplink *uplink)
{
	return is_old(f, uplink) && find_told(f, uplink);
}

const struct taken_fact *facts_find_taken(const struct facts *facts, const char *name, bool alias)
{
	for (size_t i = 0; i < facts->taken_count; i++)
		if (!strcmp(facts->taken[i].name, name) && (facts->taken[i].state >= TAKEN_YIELDED) == alias)
			return &facts->taken[i];
	return NULL;
}

bool taken_state_is_held(enum taken_state state)
{
	return state == TAKEN_HELD || state == TAKEN_LOST;
}

const char *taken_state_word(enum taken_state state)
{
	static const char *const words[] = {
		[TAKEN_STANDBY] = "standby", [TAKEN_HELD] = "taken", [TAKEN_LOST] = "alias lost", [TAKEN_RELEASING] = "releasing", [TAKEN_YIELDED] = "yielded", [TAKEN_PENDING] = "pending",
	};

	return words[state];
}
