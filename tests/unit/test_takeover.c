/* test_takeover.c - who may take an alias: every combination that can be seen against rules written down apart from the table, the reasons in words, and the time that it takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "takeover.h"
#include "util.h"

#define MS 1000LL
#define S 1000000LL

/* --- the table */

static const struct takeover_view standby = {
	.held = HELD_NOT, .hold = NO, .gateway = GATEWAY_ANSWERS, .alias = ALIAS_AT_PEER, .rival = RIVAL_NONE, .peer = PEER_WELL, .witness = WITNESS_NONE, .manual = NO,
	.called = NO, .given = NO, .failed = NO,
};

#define FOR(field, last) for (v->field = 1; (unsigned)v->field <= (last); v->field <<= 1)

static void check_all(void (*check)(const struct takeover_view *v, const struct takeover_row *row))
{
	struct takeover_view view, *v = &view;

	FOR(held, HELD_LOST) FOR(hold, YES) FOR(gateway, GATEWAY_SILENT) FOR(alias, ALIAS_AT_SOMEBODY) FOR(rival, RIVAL_HIGHER) FOR(peer, PEER_DEAD)
		FOR(witness, WITNESS_DISAGREES) FOR(manual, YES) FOR(called, YES) FOR(given, YES) FOR(failed, YES)
			check(v, takeover_decide(v));
}

#define CLAIM(condition, v, row) do { if (!(condition)) fail_view(#condition, v, row); } while (0)

static void fail_view(const char *claim, const struct takeover_view *v, const struct takeover_row *row)
{
	fail_msg("not so: %s; held %d hold %d gateway %d alias %d rival %d peer %d witness %d manual %d called %d given %d failed %d: %s, %s", claim, v->held, v->hold,
		 v->gateway, v->alias, v->rival, v->peer, v->witness, v->manual, v->called, v->given, v->failed, takeover_action_word(row->action), row->why);
}

static bool lives(const struct takeover_view *v)
{
	return v->peer == PEER_WELL || v->peer == PEER_RETURNING;
}

/* Exactly then: all of it is known, and speaks for it. */
static bool may_take(const struct takeover_view *v)
{
	bool free = v->held == HELD_NOT && v->hold == NO && v->alias == ALIAS_SILENT && v->called == NO && v->rival != RIVAL_LOWER && v->failed == NO;
	bool dead = v->peer == PEER_DEAD && (v->witness == WITNESS_NONE || v->witness == WITNESS_AGREES);
	bool lost = lives(v) && v->given == NO;

	return free && v->gateway == GATEWAY_ANSWERS && (dead || lost);
}

static bool must_release(const struct takeover_view *v)
{
	if (v->held == HELD_NOT)
		return false;
	if (v->hold == YES || v->gateway == GATEWAY_SILENT || v->alias == ALIAS_AT_PEER)
		return true;
	if (v->alias == ALIAS_AT_STRANGER)
		return v->rival == RIVAL_LOWER;
	return v->manual == NO && v->peer == PEER_WELL && (v->held == HELD_DEAD || v->called == YES);
}

static void check_acts(const struct takeover_view *v, const struct takeover_row *row)
{
	CLAIM((row->action == ACTION_TAKE) == may_take(v), v, row);
	CLAIM((row->action == ACTION_RELEASE) == must_release(v), v, row);
	CLAIM(row->action != ACTION_KEEP || v->held != HELD_NOT, v, row);
	CLAIM(row->action != ACTION_WAIT || v->held == HELD_NOT, v, row);
	CLAIM(row->why && strlen(row->why) > 10, v, row);
}

/* What a person must be told of: rivals, being cut off, a witness that says otherwise, an owner that lives and fails, what waits for a person. */
static bool must_report(const struct takeover_view *v)
{
	bool acts = may_take(v) || must_release(v);

	if (acts || v->hold == YES)
		return false;
	if (v->alias == ALIAS_AT_STRANGER || v->gateway == GATEWAY_SILENT)
		return true;
	if (v->held != HELD_NOT)
		return (v->manual == YES && lives(v) && (v->held == HELD_DEAD || v->called == YES)) ||
		       (v->held == HELD_DEAD && v->peer == PEER_DEAD && v->witness == WITNESS_DISAGREES);
	if (v->alias == ALIAS_AT_PEER)
		return v->peer == PEER_DEAD;
	if (v->alias == ALIAS_AT_SOMEBODY)
		return false;
	if (v->alias == ALIAS_SILENT && (v->called == YES || (v->given == YES && lives(v))))
		return false;
	return (v->peer == PEER_DEAD && v->witness == WITNESS_DISAGREES) || (v->failed == YES && v->alias == ALIAS_SILENT);
}

static void check_reports(const struct takeover_view *v, const struct takeover_row *row)
{
	CLAIM((row->action == ACTION_REPORT) == must_report(v), v, row);
}

/* Whatever one does to a view that says take, as long as it makes it less sure, it takes no more: nothing is taken by what is not known. */
static void check_doubts(const struct takeover_view *v, const struct takeover_row *row)
{
	struct takeover_view less = *v;

	if (row->action != ACTION_TAKE)
		return;
	less.gateway = GATEWAY_UNASKED;
	CLAIM(takeover_decide(&less)->action == ACTION_WAIT, &less, takeover_decide(&less));
	less = *v;
	less.alias = ALIAS_UNASKED;
	CLAIM(takeover_decide(&less)->action == ACTION_WAIT, &less, takeover_decide(&less));
	less = *v;
	less.peer = PEER_DOUBTED;
	CLAIM(takeover_decide(&less)->action == ACTION_WAIT, &less, takeover_decide(&less));
	less.peer = PEER_UNKNOWN;
	CLAIM(takeover_decide(&less)->action == ACTION_WAIT, &less, takeover_decide(&less));
}

static void test_every_combination(void **state)
{
	(void)state;
	check_all(check_acts);
	check_all(check_reports);
	check_all(check_doubts);
}

static const struct takeover_row *seen[128];
static size_t seen_count;

static void note(const struct takeover_view *v, const struct takeover_row *row)
{
	(void)v;
	for (size_t i = 0; i < seen_count; i++)
		if (seen[i] == row)
			return;
	assert_true(seen_count < COUNT(seen));
	seen[seen_count++] = row;
}

/* The rows lie side by side, and the last one fits always: so those that were seen are all there are. */
static void test_each_row_is_reached(void **state)
{
	const struct takeover_row *first, *last;

	(void)state;
	seen_count = 0;
	check_all(note);
	first = last = seen[0];
	for (size_t i = 0; i < seen_count; i++) {
		first = seen[i] < first ? seen[i] : first;
		last = seen[i] > last ? seen[i] : last;
	}
	assert_true(first->held && first->hold == YES);
	assert_int_equal(last->held | last->hold | last->gateway | last->alias | last->rival | last->peer | last->witness | last->manual | last->called | last->given | last->failed, 0);
	assert_int_equal(last - first + 1, seen_count);
}

static void assert_row(struct takeover_view v, enum takeover_action action, const char *why)
{
	const struct takeover_row *row = takeover_decide(&v);

	if (row->action != action || strcmp(row->why, why))
		fail_msg("%s: %s, not %s: %s", takeover_action_word(row->action), row->why, takeover_action_word(action), why);
}

static void test_reasons_of_who_does_not_hold(void **state)
{
	struct takeover_view v = standby;

	(void)state;
	assert_row(v, ACTION_WAIT, "the owner answers for the alias");
	v.peer = PEER_DEAD; /* and its address, or what its checks ask, is gone */
	assert_row(v, ACTION_REPORT, "the owner fails its checks, but answers for the alias");
	v.alias = ALIAS_AT_STRANGER;
	assert_row(v, ACTION_REPORT, "another host answers for the alias");
	v.alias = ALIAS_AT_SOMEBODY;
	assert_row(v, ACTION_WAIT, "the alias answers");
	v.alias = ALIAS_SILENT;
	assert_row(v, ACTION_TAKE, "the owner is dead");
	v.witness = WITNESS_AGREES;
	assert_row(v, ACTION_TAKE, "the owner is dead");
	v.witness = WITNESS_UNASKED;
	assert_row(v, ACTION_WAIT, "the owner is dead; the others are asked");
	v.witness = WITNESS_DISAGREES;
	assert_row(v, ACTION_REPORT, "the owner is dead from here, but not to the witness");
	v.gateway = GATEWAY_SILENT;
	assert_row(v, ACTION_REPORT, "no gateway answers: this host may be the one that is cut off, and takes nothing");
	v.hold = YES;
	assert_row(v, ACTION_WAIT, "held down: a person said so");
	v = standby;
	v.alias = ALIAS_SILENT;
	assert_row(v, ACTION_TAKE, "alias lost: the owner lives, but nobody answers for it");
	v.gateway = GATEWAY_UNASKED;
	assert_row(v, ACTION_WAIT, "the owner lives, but nobody answers for the alias; the gateway is asked");
	v.rival = RIVAL_LOWER;
	assert_row(v, ACTION_WAIT, "another host is about to take the alias, and its card is the lower one");
	v.failed = YES;
	assert_row(v, ACTION_REPORT, "the alias could not be taken; it is tried again");
	v.given = YES;
	assert_row(v, ACTION_WAIT, "given back: the owner has not taken the alias yet");
	v.called = YES;
	assert_row(v, ACTION_WAIT, "the owner is about to take the alias");
	v = standby;
	v.alias = ALIAS_UNASKED;
	assert_row(v, ACTION_WAIT, "the owner is well");
	v.peer = PEER_DOUBTED;
	assert_row(v, ACTION_WAIT, "the owner is in doubt");
	v.peer = PEER_UNKNOWN;
	assert_row(v, ACTION_WAIT, "the owner has not answered yet");
}

static void test_reasons_of_who_holds(void **state)
{
	struct takeover_view v = standby;

	(void)state;
	v.held = HELD_DEAD;
	assert_row(v, ACTION_RELEASE, "the owner answers for the alias");
	v.alias = ALIAS_SILENT;
	assert_row(v, ACTION_RELEASE, "the owner is back");
	v.manual = YES;
	assert_row(v, ACTION_REPORT, "the owner is back; return = manual: homing-alias down gives it back");
	v.manual = NO;
	v.peer = PEER_RETURNING;
	assert_row(v, ACTION_KEEP, "the owner is back; return-delay is not over");
	v.peer = PEER_DOUBTED;
	assert_row(v, ACTION_KEEP, "the owner is not well yet");
	v.peer = PEER_DEAD;
	assert_row(v, ACTION_KEEP, "the owner is dead");
	v.witness = WITNESS_DISAGREES;
	assert_row(v, ACTION_REPORT, "the owner is dead from here, but not to the witness");
	v.alias = ALIAS_AT_STRANGER;
	assert_row(v, ACTION_REPORT, "another host has answered for the alias, too");
	v.rival = RIVAL_HIGHER;
	assert_row(v, ACTION_REPORT, "another host answers for the alias, too; its card is the higher one, so it should let go");
	v.rival = RIVAL_LOWER;
	assert_row(v, ACTION_RELEASE, "another host answers for the alias, too, and its card is the lower one");
	v.gateway = GATEWAY_SILENT;
	assert_row(v, ACTION_RELEASE, "no gateway answers: this host is the one that is cut off");
	v.hold = YES;
	assert_row(v, ACTION_RELEASE, "a person said down");
	v = standby;
	v.held = HELD_LOST;
	v.alias = ALIAS_SILENT;
	assert_row(v, ACTION_KEEP, "alias lost: the owner has not asked for it");
	v.called = YES;
	assert_row(v, ACTION_RELEASE, "the owner asks for the alias");
	v.peer = PEER_RETURNING;
	assert_row(v, ACTION_KEEP, "the owner asks for the alias; return-delay is not over");
	v.peer = PEER_DEAD;
	assert_row(v, ACTION_KEEP, "the owner asks for the alias, but is not well");
	v.peer = PEER_WELL;
	v.manual = YES;
	assert_row(v, ACTION_REPORT, "the owner asks for the alias; return = manual: homing-alias down gives it back");
}

/* --- what is seen, and since when: one guest whose world answers at once, or not at all */

static struct world {
	struct health peer, gateways, alias, witness;
	struct takeover t;
	struct takeover_facts facts;
	bool peer_answers, gateway_answers, alias_answers, witness_answers;
	long long now;
} w;

static void answer(struct health *h, bool answers)
{
	struct health_target *t = h->targets;

	while (t->due <= w.now)
		if (!health_ask(t, &h->rules, w.now) && t->due <= w.now)
			break;
		else if (t->waiting && t->asked == w.now && answers)
			health_answer(t, &h->rules, t->sequence, 200, w.now + 200);
}

/* The next thing that is due, or that time; nobody is late. */
static void step_until(long long limit)
{
	struct health *const all[] = { &w.peer, &w.gateways, &w.alias, &w.witness };
	const bool answers[] = { w.peer_answers, w.gateway_answers, w.alias_answers, w.witness_answers };
	long long next = w.t.due < 0 || w.t.due > limit ? limit : w.t.due;

	for (size_t i = 0; i < COUNT(all); i++)
		if (health_due(all[i]) < next)
			next = health_due(all[i]);
	w.now = next > w.now ? next : w.now;
	takeover_wake(&w.t, &w.facts, w.now);
	if (w.alias_answers && w.alias.targets->due <= w.now)
		takeover_hear(&w.t, RIVAL_NONE, false, w.now);
	for (size_t i = 0; i < COUNT(all); i++)
		answer(all[i], answers[i]);
	health_judge(&w.peer, w.now);
	takeover_judge(&w.t, &w.facts, w.now);
}

static void step(void)
{
	step_until(INT64_MAX);
}

static void until(long long time)
{
	while (w.now < time)
		step_until(time);
}

/* Steps until it wants that; within so many µs. */
static long long wait_for(enum takeover_action action, long long most)
{
	long long start = w.now;

	while (!w.t.row || w.t.row->action != action) {
		if (w.now - start > most)
			fail_msg("after %lld ms it is still %s: %s", (w.now - start) / 1000, takeover_action_word(w.t.row->action), w.t.row->why);
		step();
	}
	return w.now - start;
}

static void never(enum takeover_action action, long long time)
{
	for (long long end = w.now + time; w.now < end;) {
		step();
		if (w.t.row->action == action)
			fail_msg("%s: %s", takeover_action_word(action), w.t.row->why);
	}
}

static int begin(void **state)
{
	struct health_rules rules = { .interval = 1000, .fall = 3, .rise = 5, .need = 1, .window = 60000 };

	(void)state;
	w = (struct world){ .peer_answers = true, .gateway_answers = true, .alias_answers = true, .witness_answers = true, .now = 3 * S };
	takeover_init(&w.t);
	assert_int_equal(health_init(&w.peer, &rules, 1, w.now), 0);
	rules.rise = 1;
	assert_int_equal(health_init(&w.gateways, &rules, 1, w.now), 0);
	assert_int_equal(health_init(&w.alias, &rules, 1, w.now), 0);
	assert_int_equal(health_init(&w.witness, &rules, 1, w.now), 0);
	w.facts = (struct takeover_facts){ .peer = &w.peer, .gateways = &w.gateways, .alias = &w.alias };
	until(30 * S);
	assert_string_equal(w.t.row->why, "the owner answers for the alias");
	return 0;
}

static int end(void **state)
{
	(void)state;
	health_free(&w.peer);
	health_free(&w.gateways);
	health_free(&w.alias);
	health_free(&w.witness);
	return 0;
}

/* At the start the alias may answer sooner than the peer's own address, whose card tells it from a stranger's. */
static void test_nobody_is_blamed_before_the_owner_is_known(void **state)
{
	long long start = w.now;

	(void)state;
	takeover_init(&w.t);
	health_repeat(&w.alias, w.now);
	takeover_wake(&w.t, &w.facts, w.now);
	answer(&w.alias, true);
	takeover_judge(&w.t, &w.facts, w.now);
	assert_string_equal(w.t.row->why, "the alias answers");
	takeover_hear(&w.t, RIVAL_HIGHER, false, w.now);
	takeover_judge(&w.t, &w.facts, w.now);
	assert_string_equal(w.t.row->why, "another host answers for the alias");
	until(start + 2 * S);
	assert_string_equal(w.t.row->why, "the owner answers for the alias");
}

static void die(void)
{
	w.peer_answers = w.alias_answers = false;
}

static void test_asking_the_others_costs_no_time(void **state)
{
	(void)state;
	die();
	assert_in_range(wait_for(ACTION_TAKE, 2 * S), 0, S + 3 * 20 * MS + MS);
	assert_int_equal(takeover_reason(&w.t), HELD_DEAD);
}

static void test_a_cut_line_takes_nothing_and_when_it_is_whole_again_nothing_old_counts(void **state)
{
	(void)state;
	die();
	w.gateway_answers = false;
	never(ACTION_TAKE, 30 * S);
	w.gateway_answers = true;
	w.alias_answers = true; /* a moment later than the gateway is enough */
	never(ACTION_TAKE, 30 * S);
}

static void test_who_is_cut_off_drops_it_in_time(void **state)
{
	(void)state;
	die();
	wait_for(ACTION_TAKE, 2 * S);
	takeover_set(&w.t, HELD_DEAD, w.now);
	never(ACTION_RELEASE, 60 * S);
	w.gateway_answers = false;
	assert_in_range(wait_for(ACTION_RELEASE, 5 * S), 0, S + 3 * 20 * MS);
}

static void test_an_owner_that_returns(void **state)
{
	(void)state;
	w.facts.return_delay = 7000;
	die();
	wait_for(ACTION_TAKE, 2 * S);
	takeover_set(&w.t, HELD_DEAD, w.now);
	never(ACTION_RELEASE, 20 * S);
	w.peer_answers = true;
	assert_in_range(wait_for(ACTION_RELEASE, 20 * S), 4 * S + 7 * S - MS, 5 * S + 7 * S + 20 * MS);
	takeover_set(&w.t, HELD_NOT, w.now);
	never(ACTION_TAKE, 9 * S); /* the owner may have it */
	assert_in_range(wait_for(ACTION_TAKE, 5 * S), 0, 3 * S); /* it did not */
	assert_int_equal(takeover_reason(&w.t), HELD_LOST);
}

static void test_the_owners_last_words_are_no_claim(void **state)
{
	(void)state;
	step();
	takeover_hear(&w.t, RIVAL_NONE, false, w.now);
	die();
	health_repeat(&w.peer, w.now);
	health_repeat(&w.alias, w.now);
	assert_in_range(wait_for(ACTION_TAKE, 2 * S), 0, 200 * MS);
	takeover_set(&w.t, HELD_DEAD, w.now);
	takeover_judge(&w.t, &w.facts, w.now);
	assert_int_equal(w.t.row->action, ACTION_KEEP);
	never(ACTION_RELEASE, 5 * S);
}

/* Its announcement is heard before it is asked again: what it missed until then is no reason to take the alias back from it. */
static void test_an_owner_that_says_it_is_back_keeps_it(void **state)
{
	(void)state;
	die();
	wait_for(ACTION_TAKE, 2 * S);
	takeover_set(&w.t, HELD_DEAD, w.now);
	until(w.now + 5400 * MS);
	takeover_hear(&w.t, RIVAL_NONE, false, w.now);
	takeover_judge(&w.t, &w.facts, w.now);
	assert_int_equal(w.t.row->action, ACTION_RELEASE);
	takeover_set(&w.t, HELD_NOT, w.now);
	takeover_judge(&w.t, &w.facts, w.now);
	never(ACTION_TAKE, 15 * MS); /* the gateway is quicker with its answer */
	w.peer_answers = w.alias_answers = true;
	never(ACTION_TAKE, 20 * S);
}

static void test_a_lost_alias_is_given_to_who_asks(void **state)
{
	(void)state;
	w.alias_answers = false;
	assert_in_range(wait_for(ACTION_TAKE, 3 * S), 0, S + 3 * 20 * MS + MS);
	assert_int_equal(takeover_reason(&w.t), HELD_LOST);
	takeover_set(&w.t, HELD_LOST, w.now);
	never(ACTION_RELEASE, 60 * S);
	takeover_hear(&w.t, RIVAL_HIGHER, true, w.now);
	never(ACTION_RELEASE, 10 * S);
	takeover_hear(&w.t, RIVAL_NONE, true, w.now);
	takeover_judge(&w.t, &w.facts, w.now);
	assert_int_equal(w.t.row->action, ACTION_RELEASE);
	takeover_set(&w.t, HELD_NOT, w.now);
	w.alias_answers = true;
	for (unsigned told = 0; told < 3; told += w.t.tell) /* the neighbours may still look for it here */
		step();
	never(ACTION_TAKE, 30 * S);
	assert_false(w.t.tell);
}

/* The alias misses as often as the peer does; then the peer answers, and the alias has not been asked again yet. */
static void test_a_blip_of_the_owners_line_is_no_lost_alias(void **state)
{
	(void)state;
	for (long long length = 0; length < 39 * MS; length += MS) {
		step();
		until(w.now + 400 * MS); /* it is asked first */
		health_hurry(&w.alias, w.now);
		die();
		while (w.t.doubt < 0)
			step();
		until(w.now + length);
		w.peer_answers = w.alias_answers = true;
		never(ACTION_TAKE, 15 * S);
	}
	die();
	wait_for(ACTION_TAKE, 2 * S); /* 40 ms behind the first miss all is asked that can be */
	assert_int_equal(takeover_reason(&w.t), HELD_DEAD);
}

static void test_one_forged_frame_delays_and_does_no_worse(void **state)
{
	(void)state;
	die();
	while (w.t.doubt < 0)
		step();
	for (int i = 0; i < 20; i++) { /* all the time: nothing is taken, and it is said */
		takeover_hear(&w.t, RIVAL_HIGHER, false, w.now);
		until(w.now + 400 * MS);
		assert_int_equal(w.t.row->action, ACTION_REPORT);
	}
	wait_for(ACTION_TAKE, 3 * S);
	takeover_set(&w.t, HELD_DEAD, w.now);
	takeover_hear(&w.t, RIVAL_LOWER, false, w.now);
	health_answer(w.alias.targets, &w.alias.rules, w.alias.targets->sequence, 200, w.now);
	takeover_judge(&w.t, &w.facts, w.now);
	assert_int_equal(w.t.row->action, ACTION_REPORT);
	never(ACTION_RELEASE, 30 * S);
}

/* It is asked for between two questions for the peer, as the watcher does it, who wakes up a little late each time. */
static void test_the_alias_is_missed_first(void **state)
{
	long long start;

	(void)state;
	w.alias.rules.interval = 500;
	until(w.now + 10 * S);
	while (w.peer.targets->asked != w.now)
		step();
	die();
	for (start = w.now; w.t.row->action != ACTION_TAKE && w.now < start + 2 * S; w.now += MS / 3)
		step();
	assert_in_range(w.now - start, S / 2, S / 2 + 4 * 20 * MS + 10 * MS);
}

/* It asks before it takes the alias; when it has it, that is over. */
static void test_who_has_it_asks_no_more(void **state)
{
	(void)state;
	takeover_hear(&w.t, RIVAL_NONE, true, w.now);
	until(w.now + S);
	die();
	assert_in_range(wait_for(ACTION_TAKE, 3 * S), 0, S + 4 * 20 * MS + MS);
}

static void test_of_two_guests_the_lower_card_goes_on(void **state)
{
	(void)state;
	die();
	while (!w.t.wants)
		step();
	takeover_hear(&w.t, RIVAL_HIGHER, true, w.now);
	takeover_hear(&w.t, RIVAL_LOWER, true, w.now);
	never(ACTION_TAKE, S);
	wait_for(ACTION_TAKE, 3 * S); /* it did not take it */
}

static void test_who_slept_believes_nothing(void **state)
{
	(void)state;
	die();
	while (health_missing(&w.peer, 2) == 0)
		step();
	w.now += 60 * S;
	w.peer_answers = w.alias_answers = true;
	never(ACTION_TAKE, 30 * S);
	assert_string_equal(w.t.row->why, "the owner answers for the alias");
}

static void test_a_witness(void **state)
{
	(void)state;
	w.facts.witness = &w.witness;
	w.witness_answers = false;
	die();
	never(ACTION_TAKE, 30 * S);
	assert_string_equal(w.t.row->why, "the owner is dead from here, but not to the witness");
	w.witness_answers = true;
	wait_for(ACTION_TAKE, 5 * S);
	takeover_set(&w.t, HELD_DEAD, w.now);
	w.facts.opinion = WITNESS_DISAGREES;
	never(ACTION_RELEASE, 10 * S);
	assert_int_equal(w.t.row->action, ACTION_REPORT);
}

static void test_the_rest_of_the_set(void **state)
{
	(void)state;
	w.facts.rest = REST_ASKING;
	die();
	never(ACTION_TAKE, 30 * S);
	w.facts.rest = REST_ANSWERED;
	never(ACTION_TAKE, 30 * S);
	w.facts.rest = REST_SILENT;
	wait_for(ACTION_TAKE, 3 * S);
}

static void test_what_failed_is_tried_again_later(void **state)
{
	(void)state;
	die();
	wait_for(ACTION_TAKE, 2 * S);
	takeover_fail(&w.t, w.now);
	never(ACTION_TAKE, 9 * S);
	assert_string_equal(w.t.row->why, "the alias could not be taken; it is tried again");
	wait_for(ACTION_TAKE, 5 * S);
}

static void test_without_a_carrier_it_is_dropped_at_once(void **state)
{
	(void)state;
	takeover_set(&w.t, HELD_LOST, w.now);
	w.alias_answers = false;
	health_lose(&w.gateways, "no carrier", w.now);
	takeover_judge(&w.t, &w.facts, w.now);
	assert_int_equal(w.t.row->action, ACTION_RELEASE);
	assert_string_equal(w.t.row->why, "no gateway answers: this host is the one that is cut off");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_combination),
		cmocka_unit_test(test_each_row_is_reached),
		cmocka_unit_test(test_reasons_of_who_does_not_hold),
		cmocka_unit_test(test_reasons_of_who_holds),
		TEST(test_nobody_is_blamed_before_the_owner_is_known),
		TEST(test_asking_the_others_costs_no_time),
		TEST(test_a_cut_line_takes_nothing_and_when_it_is_whole_again_nothing_old_counts),
		TEST(test_who_is_cut_off_drops_it_in_time),
		TEST(test_an_owner_that_returns),
		TEST(test_the_owners_last_words_are_no_claim),
		TEST(test_an_owner_that_says_it_is_back_keeps_it),
		TEST(test_a_lost_alias_is_given_to_who_asks),
		TEST(test_a_blip_of_the_owners_line_is_no_lost_alias),
		TEST(test_one_forged_frame_delays_and_does_no_worse),
		TEST(test_the_alias_is_missed_first),
		TEST(test_who_has_it_asks_no_more),
		TEST(test_of_two_guests_the_lower_card_goes_on),
		TEST(test_who_slept_believes_nothing),
		TEST(test_a_witness),
		TEST(test_the_rest_of_the_set),
		TEST(test_what_failed_is_tried_again_later),
		TEST(test_without_a_carrier_it_is_dropped_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
