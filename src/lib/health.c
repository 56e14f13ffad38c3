/* health.c - what the checks of an uplink say together: its state, how it is left and how it comes back. PURE. */
#include "health.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "health_window.h"
#include "util.h"

#define EXPLAINED 3 /* targets that a reason names */

struct health_rules health_rules_of(const struct uplink *uplink)
{
	return (struct health_rules){
		.interval = uplink->interval, .timeout = uplink->timeout, .fall = uplink->fall, .rise = uplink->rise, .need = uplink->need,
		.loss = uplink->loss, .latency = uplink->latency, .window = uplink->window,
		.damping_count = uplink->damping_count, .damping_time = uplink->damping_time,
	};
}

int health_init(struct health *h, const struct health_rules *rules, size_t count, long long now)
{
	*h = (struct health){ .rules = *rules, .changed = now };
	h->window_count = count <= HEALTH_WINDOWS || rules->loss || rules->latency ? count : 1;
	h->targets = calloc(count + 1, sizeof(*h->targets));
	h->rules.windows = calloc(h->window_count + 1, sizeof(*h->rules.windows));
	h->fallen = calloc(rules->damping_count + 1, sizeof(*h->fallen));
	if (!h->targets || !h->rules.windows || !h->fallen)
		return -ENOMEM;
	for (h->count = 0; h->count < count; h->count++) {
		struct health_target *t = &h->targets[h->count];

		t->window = (uint16_t)(h->window_count == count ? h->count + 1 : 1);
		t->check = (uint16_t)h->count;
		t->due = now;
	}
	if (!count)
		h->state = HEALTH_UP;
	else
		strcpy(h->reason, "no answer yet");
	return 0;
}

void health_free(struct health *h)
{
	free(h->targets);
	free(h->rules.windows);
	free(h->fallen);
	*h = (struct health){ 0 };
}

static void _printf_(2, 3) add_reason(struct health *h, const char *format, ...)
{
	size_t length = strlen(h->reason);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(h->reason + length, sizeof(h->reason) - length, format, arguments);
	va_end(arguments);
}

static void explain_target(struct health *h, size_t index, long long now)
{
	const struct health_target *t = &h->targets[index];
	unsigned loss, latency, seconds = h->rules.window / 1000;
	char name[HEALTH_NAME] = "";

	if (h->name)
		h->name(h->context, index, name);
	add_reason(h, "%s%s: ", h->reason[0] ? "; " : "", name);
	if (t->unasked == HEALTH_UNASKED) {
		add_reason(h, "%s", t->why);
		return;
	}
	health_figures(health_window_of(t, &h->rules), &h->rules, now, &loss, &latency);
	if (t->answers)
		add_reason(h, "answers again (%u of %u)", t->answers, h->rules.rise << t->damping);
	else if (t->why == HEALTH_LOSS)
		add_reason(h, "%u%% lost in %u s", loss, seconds);
	else if (t->why == HEALTH_LATENCY)
		add_reason(h, "%u ms on average in %u s", latency / 1000, seconds);
	else
		add_reason(h, "%s (%u of %u)", t->why, t->misses < h->rules.fall ? t->misses : h->rules.fall, h->rules.fall);
}

/* A helper that does not work is no line that is dead. */
static bool is_unasked(const struct health *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->targets[i].unasked == HEALTH_UNASKED)
			return true;
	return false;
}

/* Of one that has to prove itself, and was asked nothing since, there is nothing to tell. */
static bool is_at_fault(const struct health *h, const struct health_target *t)
{
	bool known = t->answers || t->misses || t->why == HEALTH_LOSS || t->why == HEALTH_LATENCY;

	return h->state == HEALTH_DOWN || (t->families & h->silent) ? t->verdict == VERDICT_ILL && known : t->unasked == HEALTH_UNASKED;
}

static void explain(struct health *h, long long now)
{
	size_t ill = 0;

	h->reason[0] = '\0';
	if (h->lost)
		add_reason(h, "%s", h->lost);
	if (h->lost || (h->state == HEALTH_UP && !h->silent))
		return;
	for (size_t i = 0; i < h->count; i++)
		if (is_at_fault(h, &h->targets[i]) && ++ill <= EXPLAINED)
			explain_target(h, i, now);
	if (ill > EXPLAINED)
		add_reason(h, "; and %zu more", ill - EXPLAINED);
}

void health_explain(struct health *h, long long now)
{
	bool known = false;

	for (size_t i = 0; !known && (h->state == HEALTH_DOWN || h->silent) && !h->lost && i < h->count; i++)
		known = is_at_fault(h, &h->targets[i]);
	if (known)
		explain(h, now);
}

/* So many falls lie within the time that the oldest of them does. */
static bool is_flapping(const struct health *h, long long now)
{
	unsigned count = h->rules.damping_count;

	return count && h->fallen_count >= count && now - h->fallen[h->fallen_count % count] < 1000LL * h->rules.damping_time;
}

static void damp(struct health *h, unsigned damping)
{
	h->damping = damping;
	for (size_t i = 0; i < h->count; i++)
		h->targets[i].damping = damping & 7;
}

static void fall(struct health *h, long long now)
{
	h->falls++;
	if (!h->rules.damping_count)
		return;
	h->fallen[h->fallen_count++ % h->rules.damping_count] = now;
	if (!is_flapping(h, now))
		damp(h, 0);
	else if (h->damping < HEALTH_DAMPING)
		damp(h, h->damping + 1);
}

/* In one family, or (0) as a whole. Who has answered, but not often enough, is no reason to leave a family: so it comes back together with the other. */
static enum health_verdict verdict_of(const struct health *h, const struct health_target *t, unsigned char family)
{
	return family && t->verdict == VERDICT_ILL && t->answers && !(h->silent & family) ? VERDICT_UNKNOWN : t->verdict;
}

struct verdicts {
	unsigned checks[VERDICT_ILL + 1]; /* how many of each */
	bool own; /* some of them speaks for this family alone */
};

/* One well target is enough for a check to be well, `ill' takes all of them. Targets of one check stand side by side. */
static struct verdicts count_verdicts(const struct health *h, unsigned char family)
{
	struct verdicts all = { 0 };

	for (size_t i = 0, next; i < h->count; i = next) {
		enum health_verdict best = VERDICT_ILL;
		bool any = false;

		for (next = i; next < h->count && h->targets[next].check == h->targets[i].check; next++) {
			const struct health_target *t = &h->targets[next];
			enum health_verdict one = verdict_of(h, t, family);

			if (family && t->families && !(t->families & family))
				continue;
			any = true;
			all.own |= family && t->families;
			if (one == VERDICT_WELL || (one == VERDICT_UNKNOWN && best == VERDICT_ILL))
				best = one;
		}
		all.checks[best] += any;
	}
	return all;
}

static enum health_state decide(const struct health *h)
{
	struct verdicts all = count_verdicts(h, 0);
	unsigned well = all.checks[VERDICT_WELL];

	if (h->lost)
		return HEALTH_DOWN;
	if (!h->count || well >= h->rules.need)
		return HEALTH_UP;
	if (well + all.checks[VERDICT_UNKNOWN] < h->rules.need)
		return HEALTH_DOWN;
	return is_unasked(h) ? HEALTH_UNKNOWN : h->state;
}

/* A box that routes one family may be dead in the other. */
static unsigned char find_silent(const struct health *h, enum health_state state)
{
	unsigned char silent = 0;

	for (int family = V4; state != HEALTH_DOWN && family < FAMILIES; family++) {
		struct verdicts in = count_verdicts(h, (unsigned char)(1 << family));
		unsigned well = in.checks[VERDICT_WELL], able = well + in.checks[VERDICT_UNKNOWN], all = able + in.checks[VERDICT_ILL];
		unsigned wanted = h->rules.need < all ? h->rules.need : all;

		if (in.own && (able < wanted || (well < wanted && (h->silent & 1 << family))))
			silent |= (unsigned char)(1 << family);
	}
	return silent;
}

bool health_judge(struct health *h, long long now)
{
	enum health_state state = decide(h);
	unsigned char silent = find_silent(h, state);
	unsigned damping = h->damping;
	bool unasked = state == HEALTH_UNKNOWN && is_unasked(h), news = unasked != h->unasked || silent != h->silent;
	bool leaves = state == h->state && (silent & ~h->silent);

	h->unasked = unasked;
	h->silent = silent;
	if (leaves)
		fall(h, now);
	if (state == h->state) {
		if (news)
			explain(h, now);
		if (damping && !is_flapping(h, now))
			damp(h, 0);
		return news || h->damping != damping;
	}
	h->state = state;
	h->changed = now;
	if (state == HEALTH_DOWN)
		fall(h, now);
	explain(h, now);
	return true;
}

bool health_is_decided(const struct health *h)
{
	bool decided = !h->count || h->state != HEALTH_UNKNOWN;

	for (size_t i = 0; decided && h->state == HEALTH_UP && i < h->count; i++)
		decided = !h->targets[i].families || h->targets[i].verdict != VERDICT_UNKNOWN;
	return decided;
}

/* All of them, or those of these families, must answer `rise' times before they are well. */
static void doubt(struct health *h, unsigned char families)
{
	for (size_t i = 0; i < h->count; i++) {
		if (families && !(h->targets[i].families & families))
			continue;
		h->targets[i].verdict = VERDICT_ILL;
		h->targets[i].heard = false;
		h->targets[i].answers = h->targets[i].misses = 0;
		h->targets[i].why = NULL;
	}
}

bool health_lose(struct health *h, const char *why, long long now)
{
	if (h->lost && !strcmp(h->lost, why))
		return false;
	h->lost = why;
	doubt(h, 0);
	health_judge(h, now);
	explain(h, now);
	return true;
}

bool health_regain(struct health *h, long long now)
{
	const char *lost = h->lost;

	if (!lost)
		return false;
	h->lost = NULL;
	doubt(h, 0);
	for (size_t i = 0; i < h->count; i++)
		if (!h->targets[i].waiting && h->targets[i].due > now)
			h->targets[i].due = now;
	health_judge(h, now);
	if (h->state == HEALTH_DOWN) {
		h->reason[0] = '\0';
		add_reason(h, "%s until now; %u answers in a row are wanted", lost, h->rules.rise << h->damping);
	}
	return true;
}

void health_restore(struct health *h, enum health_state state, unsigned char silent, const char *reason, unsigned falls, long long changed)
{
	h->falls = falls;
	if (!h->count || state == HEALTH_UNKNOWN)
		return;
	h->state = state;
	h->changed = changed;
	h->silent = state == HEALTH_UP ? silent : 0;
	snprintf(h->reason, sizeof(h->reason), "%s", state == HEALTH_UP && !silent ? "" : reason); /* it said that nobody could be asked: now somebody can */
	if (state == HEALTH_DOWN || h->silent)
		doubt(h, h->silent);
}

void health_inherit(struct health *h, const struct health *before, long long now)
{
	unsigned count = h->rules.damping_count;

	health_restore(h, before->state, before->silent, before->reason, before->falls, now);
	h->lost = h->count ? before->lost : NULL; /* without checks it is up until it is lost */
	if (count != before->rules.damping_count)
		return;
	for (unsigned i = 0; i < count; i++)
		h->fallen[i] = before->fallen[i];
	h->fallen_count = before->fallen_count;
	damp(h, before->damping);
}

long long health_due(const struct health *h)
{
	long long due = -1;

	for (size_t i = 0; i < h->count; i++)
		if (due < 0 || h->targets[i].due < due)
			due = h->targets[i].due;
	return due;
}
