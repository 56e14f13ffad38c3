/* watch_standby.c - one [takeover] section: who is asked, what is made of the answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "packet.h"
#include "watch_standby.h"

const struct takeover_section *standby_section(const struct standby *t)
{
	return config_find_takeover(&t->subjects.watch->memory.config, t->name);
}

static struct health_rules rules_of(const struct takeover_section *section, unsigned rise, unsigned need)
{
	return (struct health_rules){
		.interval = section->interval, .timeout = section->timeout, .fall = section->fall, .rise = rise, .need = need, .window = 60000,
	};
}

static void ask(struct standby *t, size_t index, const struct checks *checks, const struct health_rules *rules, const struct way *way, const struct prefix *targets, size_t count)
{
	_cleanup_(questions_free) struct questions q = { 0 };
	const struct asked_of of = { .way = way, .targets = targets, .count = count, .web = index == STANDBY_PEER };

	if (!questions_list(checks, rules, &of, &q))
		subjects_put(&t->subjects, index, t->name, &q, way);
}

/* Neighbours: one of them is enough. */
static void ask_neighbours(struct standby *t, size_t index, const struct takeover_section *section, const struct way *way, const struct prefix *targets, size_t count)
{
	struct check item = { .kind = CHECK_ARP };
	const struct checks checks = { &item, 1 };
	struct health_rules rules = rules_of(section, 1, 1);

	if (index == STANDBY_ALIAS) {
		rules.fall = rules.fall < 3 ? 3 : rules.fall; /* as takeover.h wants it */
		rules.interval = (rules.interval + 1) / 2; /* twice as often as the peer: a frame is cheap, and of an owner that left in order nothing else is missing */
	}
	ask(t, index, &checks, &rules, way, targets, count);
}

/* The first address of each family of the set stands for it. */
static void find_first(const struct config *config, const struct takeover_section *section, struct prefix first[FAMILIES])
{
	for (size_t i = 0; i < section->aliases.count; i++)
		alias_find_first(config_find_alias(config, section->aliases.items[i]), first);
}

static void follow_link(struct standby *t, const struct stand *s)
{
	struct checked *gateways = t->subjects.items[STANDBY_GATEWAYS];
	struct packet_link link;

	if (!packet_read_link(s->way.device, &link) && link.refusal == LINK_FINE)
		t->own = link.mac;
	if (!gateways)
		return;
	if (s->linked)
		health_regain(&gateways->health, watch_clock());
	else
		health_lose(&gateways->health, "no carrier", watch_clock());
	checked_hurry(gateways);
}

/* The kernel has what somebody brought up by hand, or a watcher before us that died before it could note it; why it is held shows when it is known how the owner is. */
static bool adopt(struct standby *t)
{
	const struct takeover_section *section = standby_section(t);
	const struct stand *s = section ? run_memory_find_stand(&t->subjects.watch->memory, section->aliases.items[0]) : NULL;
	bool known = t->takeover.row && (t->takeover.view.peer & (PEER_WELL | PEER_RETURNING | PEER_DEAD));

	if (!s || !s->there || !known || t->takeover.held != HELD_NOT || taken_state_is_held(t->fact.state) || t->fact.state == TAKEN_RELEASING || t->leaving)
		return false;
	takeover_set(&t->takeover, takeover_reason(&t->takeover), watch_clock());
	t->fact.state = t->takeover.held == HELD_LOST ? TAKEN_LOST : TAKEN_HELD;
	t->fact.since = (unsigned long long)time(NULL);
	return true;
}

/* Addresses that were gone have come back by the last look. */
static bool is_back(const struct standby *t, const struct takeover_section *section)
{
	for (size_t i = 0; i < section->aliases.count; i++) {
		const struct stand *s = run_memory_find_stand(&t->subjects.watch->memory, section->aliases.items[i]);

		if (s && (s->came || s->lost))
			return true;
	}
	return false;
}

void standby_follow(struct standby *t)
{
	const struct takeover_section *section = standby_section(t);
	const struct config *config = &t->subjects.watch->memory.config;
	const struct stand *s = run_memory_find_stand(&t->subjects.watch->memory, section->aliases.items[0]);
	struct health_rules rules = rules_of(section, section->rise, section->need), witness = rules_of(section, 1, 1);
	const struct prefixes *gateways = &section->gateways;
	struct prefix first[FAMILIES] = { 0 };

	standby_unprepare(t);
	t->gone = s && !s->way.device[0];
	if (!s || t->gone) {
		subjects_end(&t->subjects);
		if (t->ending || (t->gone && standby_is_held(t)))
			subjects_wake(&t->subjects); /* what is given back does not wait for the interface */
		return;
	}
	if (!gateways->count)
		gateways = &s->gateways;
	if (!rules.need)
		rules.need = (unsigned)section->checks.count;
	find_first(config, section, first);
	standby_warn_of_gateways(t, s, gateways->count > 0);
	ask(t, STANDBY_PEER, &section->checks, &rules, &s->way, section->peers.items, section->peers.count);
	ask(t, STANDBY_WITNESS, &section->witness, &witness, &s->way, NULL, 0);
	ask_neighbours(t, STANDBY_GATEWAYS, section, &s->way, gateways->items, gateways->count);
	if (t->subjects.items[STANDBY_GATEWAYS])
		t->subjects.items[STANDBY_GATEWAYS]->line = true;
	ask_neighbours(t, STANDBY_ALIAS, section, &s->way, first, FAMILIES);
	ask_neighbours(t, STANDBY_CARDS_OF_PEER, section, &s->way, section->peers.items, section->peers.count);
	if (taken_state_is_held(t->fact.state) && t->takeover.held == HELD_NOT && t->subjects.items[STANDBY_PEER] && !t->takeover.row) {
		/* a watcher before us took it */
		takeover_set(&t->takeover, t->fact.state == TAKEN_LOST ? HELD_LOST : HELD_DEAD, watch_clock());
		if (t->fact.state == TAKEN_HELD)
			health_restore(&t->subjects.items[STANDBY_PEER]->health, HEALTH_DOWN, 0, "", 0, watch_clock());
	}
	follow_link(t, s);
	t->again |= section->on_take.count && !t->taking && t->takeover.held != HELD_NOT && is_back(t, section);
	subjects_wake(&t->subjects);
}

/* Of the peer's addresses, as they answered last. */
static void note_cards(struct standby *t)
{
	const struct checked *c = t->subjects.items[STANDBY_CARDS_OF_PEER];

	for (size_t i = 0; c && i < c->health.count && i < STANDBY_CARDS; i++)
		if (c->targets[i].known) {
			t->cards[i] = c->targets[i].mac;
			if (t->card_count <= i)
				t->card_count = i + 1;
		}
}

static bool has_card(const struct standby *t, size_t i)
{
	static const struct mac none = { 0 };

	return i < t->card_count && !mac_equal(&t->cards[i], &none);
}

/* Some of the peer's addresses may still answer for the first time: until then its card looks like a stranger's. */
static bool is_cardless(const struct standby *t)
{
	const struct checked *c = t->subjects.items[STANDBY_CARDS_OF_PEER];

	for (size_t i = 0; c && i < c->health.count && i < STANDBY_CARDS; i++)
		if (!has_card(t, i) && c->health.targets[i].misses < c->health.rules.fall)
			return true;
	return false;
}

static bool is_of_peer(struct standby *t, const struct mac *mac)
{
	note_cards(t);
	for (size_t i = 0; i < t->card_count; i++)
		if (has_card(t, i) && mac_equal(&t->cards[i], mac))
			return true;
	return false;
}

void standby_hear(struct standby *t, const struct mac *mac, bool wants)
{
	enum takeover_rival card = is_of_peer(t, mac) ? RIVAL_NONE : memcmp(mac->bytes, t->own.bytes, sizeof(mac->bytes)) < 0 ? RIVAL_LOWER : RIVAL_HIGHER;

	if (card != RIVAL_NONE && (mac_equal(&t->own, mac) || packet_is_own(&t->macs, mac) > 0))
		return;
	if (!wants) {
		t->owner = *mac;
		t->unknown = card != RIVAL_NONE && is_cardless(t);
	}
	if (wants || !t->unknown)
		takeover_hear(&t->takeover, card, wants, watch_clock());
}

static void overhear(size_t index, const struct claim *claim, void *context)
{
	struct standby *t = context;

	(void)index;
	if (!claim->seeks)
		standby_hear(t, &claim->mac, claim->wants);
	else if (t->takeover.held == HELD_NOT && is_of_peer(t, &claim->mac)) /* the owner itself has not got it: who has is asked at once, and no more is believed */
		health_hurry(&t->subjects.items[STANDBY_ALIAS]->health, watch_clock());
}

static enum takeover_witness hear_witness(const struct standby *t, const struct takeover_section *section)
{
	const struct checked *c = t->subjects.items[STANDBY_WITNESS];
	const struct health_target *target = c && c->health.count ? c->health.targets : NULL;

	if (!target || section->witness.items[0].kind != CHECK_EXEC)
		return 0;
	if (target->answers)
		return WITNESS_AGREES;
	if (!target->misses)
		return WITNESS_UNASKED;
	return target->why && !strcmp(target->why, "exit status 1") ? WITNESS_DISAGREES : WITNESS_NONE;
}

static struct health *health_at(struct standby *t, size_t index)
{
	return t->subjects.items[index] ? &t->subjects.items[index]->health : NULL;
}

/* Returns false when there is nobody to be asked yet. next: as standby_ask_rest(). */
static bool collect(struct standby *t, struct health *none, struct takeover_facts *out, long long *next)
{
	const struct takeover_section *section = standby_section(t);
	const struct stand *s = section ? run_memory_find_stand(&t->subjects.watch->memory, section->aliases.items[0]) : NULL;

	*next = -1;
	if (!s || !t->subjects.items[STANDBY_PEER] || !t->subjects.items[STANDBY_ALIAS])
		return false;
	*out = (struct takeover_facts){
		.peer = health_at(t, STANDBY_PEER), .gateways = health_at(t, STANDBY_GATEWAYS), .alias = health_at(t, STANDBY_ALIAS),
		.witness = health_at(t, STANDBY_WITNESS), .opinion = hear_witness(t, section),
		.hold = s->held, .manual = section->give_back == GIVE_BACK_MANUAL, .return_delay = section->return_delay,
	};
	if (!out->gateways) {
		none->rules = out->alias->rules;
		out->gateways = none;
	}
	out->rest = standby_ask_rest(t, next);
	return true;
}

/* What the decision made due goes at once. */
static void hurry(struct standby *t)
{
	struct checked *alias = t->subjects.items[STANDBY_ALIAS];

	for (size_t i = 0; i < alias->health.count; i++)
		alias->targets[i].wanted = t->takeover.wants;
	for (size_t i = 0; i < SUBJECTS; i++) {
		struct checked *c = t->subjects.items[i];

		if (c && health_due(&c->health) < checked_due(c))
			checked_hurry(c);
	}
}

static void wake(struct subjects *s)
{
	struct standby *t = (struct standby *)s;
	struct health none = { 0 };
	struct takeover_facts facts;
	long long next;

	if (collect(t, &none, &facts, &next) && takeover_wake(&t->takeover, &facts, watch_clock()))
		hurry(t);
}

static long long conclude(struct subjects *s)
{
	struct standby *t = (struct standby *)s;
	struct health none = { 0 };
	struct takeover_facts facts;
	long long next;
	bool changed, told;

	if (standby_catch_up(t))
		return -1;
	note_cards(t);
	if (t->unknown && t->takeover.held == HELD_NOT)
		standby_hear(t, &t->owner, false); /* the peer's card may be known by now */
	t->unknown = t->unknown && t->takeover.held == HELD_NOT; /* what was said before it was taken is no claim against us */
	own_macs_free(&t->macs);
	if (!collect(t, &none, &facts, &next))
		return -1;
	changed = takeover_judge(&t->takeover, &facts, watch_clock());
	if (adopt(t))
		changed |= takeover_judge(&t->takeover, &facts, watch_clock());
	hurry(t);
	standby_prepare(t);
	told = (changed || !t->refused) && standby_explain(t);
	if (changed)
		standby_say_row(t);
	if (t->takeover.tell)
		standby_tell_owner(t);
	if (standby_act(t))
		return watch_clock(); /* everything may be different now */
	if (changed || told)
		watch_note_taken(s->watch);
	if (next >= 0 && (t->takeover.due < 0 || next < t->takeover.due))
		return next;
	return t->takeover.due;
}

static void restore(struct standby *t)
{
	const struct run_memory *m = &t->subjects.watch->memory;

	t->fact = (struct taken_fact){ .since = (unsigned long long)time(NULL) };
	for (size_t i = 0; i < m->taken_count; i++)
		if (m->taken[i].state < TAKEN_YIELDED && !strcmp(m->taken[i].name, t->name))
			t->fact = m->taken[i];
	if (t->fact.state == TAKEN_RELEASING)
		t->fact.state = TAKEN_HELD; /* it was not to be, and is judged anew */
	strcpy(t->fact.name, t->name);
}

struct standby *standby_new(struct watch *w, const char *name)
{
	struct standby *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	subjects_init(&t->subjects, w, conclude);
	t->subjects.wake = wake;
	t->subjects.overhear = overhear;
	t->subjects.overheard = STANDBY_ALIAS;
	takeover_init(&t->takeover);
	t->commands.watch = w;
	t->asked = t->prepared = -1;
	strcpy(t->name, name);
	strcpy(t->commands.takeover, name);
	restore(t);
	return t;
}

void standby_free(struct standby *t)
{
	watch_commands_end(&t->commands);
	standby_end_rest(t);
	run_ready_free(&t->ready);
	subjects_end(&t->subjects);
	own_macs_free(&t->macs);
	free(t);
}
