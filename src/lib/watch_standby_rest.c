/* watch_standby_rest.c - of a set of many addresses the first ones are asked for all the time; the others when it comes to the point. */
#include <stdlib.h>
#include <string.h>

#include "packet.h"
#include "watch_standby.h"

/* An answer on a LAN takes less than a millisecond, and frames are lost one by one. */
static const struct probe_manner MANNER = { .count = 3, .wait = 50 };

void standby_end_rest(struct standby *t)
{
	if (t->probing)
		probe_end(t->probing);
	t->probing = NULL;
	asked_free(&t->rest);
	t->asked = -1;
	t->answered = false;
}

static size_t count_addresses(const struct config *config, const struct takeover_section *section)
{
	size_t count = 0;

	for (size_t i = 0; i < section->aliases.count; i++)
		count += config_find_alias(config, section->aliases.items[i])->addresses.count;
	return count;
}

/* All of them, so that nobody has to know which are the first; these have been asked, and do no harm. */
static bool collect(struct standby *t, const struct config *config, const struct takeover_section *section, const char *device, size_t count)
{
	t->rest.probes = calloc(count, sizeof(*t->rest.probes));
	t->rest.links = calloc(1, sizeof(*t->rest.links));
	if (!t->rest.probes || !t->rest.links || packet_read_link(device, t->rest.links) || t->rest.links->refusal != LINK_FINE)
		return false;
	for (size_t i = 0; i < section->aliases.count; i++) {
		const struct alias *alias = config_find_alias(config, section->aliases.items[i]);

		for (size_t k = 0; k < alias->addresses.count; k++)
			t->rest.probes[t->rest.count++] = (struct probe){ .link = t->rest.links, .address = prefix_host(&alias->addresses.items[k]) };
	}
	return !probe_begin(t->rest.probes, t->rest.count, &MANNER, &t->probing);
}

static void finish(struct standby *t)
{
	probe_end(t->probing);
	t->probing = NULL;
	for (size_t i = 0; i < t->rest.count; i++)
		t->answered |= t->rest.probes[i].answered || t->rest.probes[i].error; /* who could not be asked for may be there */
	asked_free(&t->rest);
}

int standby_ask_rest(struct standby *t, long long *next)
{
	const struct config *config = &t->subjects.watch->memory.config;
	const struct takeover_section *section = standby_section(t);
	const struct stand *s = run_memory_find_stand(&t->subjects.watch->memory, section->aliases.items[0]);
	const struct checked *first = t->subjects.items[STANDBY_ALIAS];
	size_t count = count_addresses(config, section);
	long long wait;

	*next = -1;
	if (t->takeover.doubt < 0 || t->takeover.held != HELD_NOT || count <= first->health.count) {
		standby_end_rest(t);
		return REST_SILENT;
	}
	if (t->asked != t->takeover.doubt) {
		standby_end_rest(t);
		if (!collect(t, config, section, s->way.device, count)) {
			standby_end_rest(t);
			return REST_ASKING; /* the next time */
		}
		t->asked = t->takeover.doubt;
	}
	wait = t->probing ? probe_step(t->probing) : -1;
	if (t->probing && wait >= 0) {
		*next = watch_clock() + wait * 1000;
		return REST_ASKING;
	}
	if (t->probing)
		finish(t);
	return t->answered ? REST_ANSWERED : REST_SILENT;
}
