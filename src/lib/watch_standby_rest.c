/* watch_standby_rest.c - of a set of many addresses the first ones are asked for all the time; the others when it comes to the point. */
#include <stdlib.h>
#include <string.h>

#include "packet.h"
#include "watch_standby.h"

/* An answer on a LAN takes less than a millisecond, and frames are lost one by one. */
static const struct probe_manner MANNER = { .count = 3, .wait = 50, .holders = true };
#define AGAIN 2000000 /* µs until somebody who has answered for one of them is asked again */

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
	t->answered = false;
	t->ended = watch_clock();
	for (size_t i = 0; i < t->rest.count; i++) {
		const struct probe *probe = &t->rest.probes[i];

		t->answered |= probe->answered || probe->error; /* who could not be asked for may be there */
		if (probe->answered)
			standby_hear(t, &probe->mac, false);
	}
	asked_free(&t->rest);
}

static bool is_to_be_asked(const struct standby *t)
{
	return t->asked != t->takeover.doubt || (t->answered && !t->probing && watch_clock() - t->ended > AGAIN);
}

enum takeover_rest standby_ask_rest(struct standby *t, long long *next)
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
	if (is_to_be_asked(t)) {
		bool answered = t->answered && t->asked == t->takeover.doubt; /* what was heard is believed until it is known better */

		standby_end_rest(t);
		if (!collect(t, config, section, s->way.device, count)) {
			standby_end_rest(t);
			return REST_ASKING; /* the next time */
		}
		t->answered = answered;
		t->asked = t->takeover.doubt;
	}
	wait = t->probing ? probe_step(t->probing) : -1;
	if (t->probing && wait < 0)
		finish(t);
	if (t->probing || t->answered)
		*next = t->probing ? watch_clock() + wait * 1000 : t->ended + AGAIN;
	return t->answered ? REST_ANSWERED : t->probing ? REST_ASKING : REST_SILENT;
}
