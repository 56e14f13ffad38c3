/* takeover.c - what is seen of a takeover, and since when. PURE. */
#include "takeover.h"
#include "util.h"

#define MS 1000LL
#define GIVEN 10000 * MS      /* the owner needs 3 x 250 ms, and what its services take */
#define FAILED 10000 * MS     /* until it is tried again */
#define CALLED 3000 * MS      /* an owner asks each 250 ms while somebody answers */
#define CONTENDED 1500 * MS   /* after its last probe a rival decides within a timeout, 1 s at most */
#define CONTENDED_MOST 5000 * MS /* a rival that never does it holds nobody up */
#define TELLS 3		      /* one may be lost, ... */
#define TELL_PAUSE 5500 * MS  /* ... and the owner announces at most each 10 s whatever it hears: the last one comes behind that */
#define LATE 100 * MS	      /* behind t->due: nobody is woken so late on a busy host, FACTS C */

void takeover_init(struct takeover *t)
{
	*t = (struct takeover){ .held = HELD_NOT, .since = -1, .doubt = -1, .due = -1, .given = -1, .failed = -1, .called = -1, .contended = -1, .contended_first = -1,
				.heard_peer = -1, .heard_stranger = -1, .last_due = -1, .stranger = RIVAL_HIGHER };
}

void takeover_set(struct takeover *t, enum takeover_held held, long long now)
{
	if (t->held != HELD_NOT && held == HELD_NOT) {
		t->given = now;
		t->tells = TELLS;
		t->told = -1;
	}
	t->held = held;
	t->since = now;
	t->doubt = t->failed = t->contended = t->contended_first = -1;
	t->heard_peer = t->heard_stranger = -1; /* the owner's last words are no claim against us */
	t->confirming = t->cut = t->wants = false;
	t->alias_misses = held == HELD_NOT; /* what it missed while we had it, or before, is nothing new */
}

void takeover_fail(struct takeover *t, long long now)
{
	t->failed = now;
	t->confirming = false;
}

void takeover_hear(struct takeover *t, enum takeover_rival card, bool wants, long long now)
{
	if (wants && card == RIVAL_NONE) {
		t->called = now;
	} else if (wants && card == RIVAL_LOWER) {
		t->contended = now;
	} else if (!wants && card == RIVAL_NONE) {
		t->heard_peer = now;
		t->called = -1; /* it has what it asked for */
	} else if (!wants) {
		t->heard_stranger = now;
		t->stranger = card;
	}
}

static bool within(long long since, long long time, long long now)
{
	return since >= 0 && now - since < time;
}

/* Everybody is asked; what a probe for the alias meets with counts only from now on. */
static void begin_doubt(struct takeover *t, const struct takeover_facts *f, bool alias_too, long long now)
{
	t->doubt = now;
	t->contended_first = -1;
	t->confirming = false;
	health_hurry(f->peer, now);
	health_expect(f->alias, f->gateways);
	if (alias_too)
		health_forget(f->alias, now);
	if (f->witness)
		health_forget(f->witness, now);
}

bool takeover_wake(struct takeover *t, const struct takeover_facts *f, long long now)
{
	if (t->last_due < 0 || now - t->last_due <= LATE)
		return false;
	health_forget(f->peer, now);
	health_forget(f->gateways, now);
	begin_doubt(t, f, true, now);
	t->heard_peer = t->heard_stranger = t->called = t->contended = -1;
	t->cut = false;
	t->last_due = -1;
	return true;
}

static enum takeover_gateway view_gateway(const struct health *h)
{
	if (h->lost)
		return GATEWAY_SILENT;
	if (health_answering(h))
		return GATEWAY_ANSWERS;
	return h->count && health_missing(h, h->rules.fall) == health_checks(h) ? GATEWAY_SILENT : GATEWAY_UNASKED;
}

static enum takeover_witness view_witness(const struct takeover_facts *f)
{
	if (f->opinion)
		return f->opinion;
	if (!f->witness)
		return WITNESS_NONE;
	switch (view_gateway(f->witness)) {
	case GATEWAY_ANSWERS:
		return WITNESS_AGREES;
	case GATEWAY_SILENT:
		return WITNESS_DISAGREES;
	default:
		return WITNESS_UNASKED;
	}
}

/* Too few of its checks can be well, if they that missed their last so many questions are not. */
static bool is_short(const struct health *h, unsigned misses)
{
	return health_checks(h) - health_missing(h, misses) < h->rules.need;
}

static enum takeover_peer view_peer(const struct takeover_facts *f, long long now)
{
	const struct health *h = f->peer;

	if (h->state == HEALTH_DOWN)
		return !h->lost && is_short(h, h->rules.fall) ? PEER_DEAD : PEER_DOUBTED;
	if (h->state == HEALTH_UNKNOWN && !is_short(h, 1))
		return PEER_UNKNOWN;
	if (health_answering(h) < h->rules.need)
		return PEER_DOUBTED; /* it misses, or is asked anew */
	return now - h->changed < f->return_delay * MS ? PEER_RETURNING : PEER_WELL;
}

static long long interval_of(const struct takeover_facts *f)
{
	return f->peer->rules.interval * MS;
}

/* Somebody said so of himself, not long ago, and since the doubt began. */
static bool is_recent(const struct takeover *t, const struct takeover_facts *f, long long heard, long long now)
{
	return heard >= 0 && heard >= t->doubt && now - heard < interval_of(f);
}

/* The peer goes before a stranger that answers beside it. */
static enum takeover_alias view_alias(const struct takeover *t, const struct takeover_facts *f, enum takeover_peer peer, long long now)
{
	unsigned fall = f->alias->rules.fall, enough = t->held != HELD_NOT ? 1 : peer == PEER_DEAD && fall > 1 ? fall - 1 : fall;
	bool said = is_recent(t, f, t->heard_peer, now) || is_recent(t, f, t->heard_stranger, now);

	if (said || health_answering(f->alias) || f->rest == REST_ANSWERED) {
		if (t->heard_peer >= 0 && t->heard_peer > t->heard_stranger - interval_of(f))
			return ALIAS_AT_PEER;
		return t->heard_stranger >= 0 ? ALIAS_AT_STRANGER : ALIAS_AT_SOMEBODY;
	}
	/* with the peer it missed one more, before it was asked at once */
	if (f->rest == REST_ASKING || health_missing(f->alias, enough) < health_checks(f->alias))
		return ALIAS_UNASKED;
	return ALIAS_SILENT;
}

static enum takeover_rival view_rival(const struct takeover *t, const struct takeover_facts *f, long long now)
{
	if (t->held == HELD_NOT)
		return within(t->contended, CONTENDED, now) && now - t->contended_first < CONTENDED_MOST ? RIVAL_LOWER : RIVAL_NONE;
	for (size_t i = 0; i < f->alias->count; i++)
		if (f->alias->targets[i].answers >= f->alias->rules.fall)
			return t->stranger;
	return RIVAL_NONE;
}

static enum takeover_answer answer(bool yes)
{
	return yes ? YES : NO;
}

static void look(struct takeover *t, const struct takeover_facts *f, long long now)
{
	enum takeover_peer peer = view_peer(f, now);

	t->view = (struct takeover_view){
		.held = t->held,
		.hold = answer(f->hold),
		.gateway = view_gateway(f->gateways),
		.alias = view_alias(t, f, peer, now),
		.rival = view_rival(t, f, now),
		.peer = peer,
		.witness = view_witness(f),
		.manual = answer(f->manual),
		.called = answer(within(t->called, CALLED, now)),
		.given = answer(within(t->given, GIVEN, now)),
		.failed = answer(within(t->failed, FAILED, now)),
	};
	if (t->view.alias == ALIAS_AT_PEER)
		t->given = -1;
}

/* Silence counts only between two answers of a gateway, and of a peer that lives: what was asked while the line was cut, ours or theirs, says nothing. */
static bool is_line_back(struct takeover *t, const struct takeover_facts *f)
{
	bool peer_lives = f->peer->state != HEALTH_DOWN && !is_short(f->peer, 1), answers = health_answering(f->gateways) > 0;
	bool back = (t->cut && answers) || (t->peer_missed && peer_lives);

	t->peer_missed = !peer_lives;
	if (answers)
		t->cut = false;
	else if (f->gateways->lost || health_missing(f->gateways, 1) == health_checks(f->gateways))
		t->cut = true;
	return back;
}

static void follow_doubt(struct takeover *t, const struct takeover_facts *f, long long now)
{
	bool alias_misses = health_missing(f->alias, 1) == health_checks(f->alias), first_miss = alias_misses && !t->alias_misses;
	bool doubted = alias_misses || f->peer->state == HEALTH_DOWN || is_short(f->peer, 1), back = is_line_back(t, f);

	t->alias_misses = alias_misses;
	if (t->held != HELD_NOT || !doubted) {
		t->doubt = -1;
	} else if (back) {
		begin_doubt(t, f, true, now);
	} else if (t->doubt < 0 || first_miss) {
		begin_doubt(t, f, !first_miss, now);
		health_forget(f->gateways, now);
	}
	if (t->doubt < 0)
		t->contended_first = -1;
	else if (t->contended_first < 0 && within(t->contended, CONTENDED, now))
		t->contended_first = now;
}

/* Nobody answers, but it was long ago that anybody was asked: something else held it up. Where the alias was missed first its last question is two timeouts old when the peer is dead. */
static bool is_stale(const struct takeover_facts *f, long long now)
{
	for (size_t i = 0; i < f->alias->count; i++) {
		const struct health_target *target = &f->alias->targets[i];

		if (now - target->asked <= 3 * health_timeout(target, &f->alias->rules))
			return false;
	}
	return true;
}

/* The last word before it is taken have those who live, for it costs no time: is the line still there? */
static void confirm(struct takeover *t, const struct takeover_facts *f, long long now)
{
	bool stale = is_stale(f, now);

	if (stale)
		begin_doubt(t, f, true, now);
	health_forget(f->gateways, now);
	if (f->peer->state != HEALTH_DOWN)
		health_forget(f->peer, now);
	t->confirming = !stale;
	look(t, f, now);
	t->row = takeover_decide(&t->view);
}

static void sooner(struct takeover *t, long long since, long long time, long long now)
{
	if (within(since, time, now) && (t->due < 0 || since + time < t->due))
		t->due = since + time;
}

static void plan(struct takeover *t, const struct takeover_facts *f, long long now)
{
	const struct health *const all[] = { f->peer, f->gateways, f->alias, f->witness };

	t->due = -1;
	sooner(t, t->given, GIVEN, now);
	sooner(t, t->failed, FAILED, now);
	sooner(t, t->called, CALLED, now);
	sooner(t, t->contended, CONTENDED, now);
	sooner(t, t->contended_first, CONTENDED_MOST, now);
	sooner(t, t->heard_peer, interval_of(f), now);
	sooner(t, t->heard_stranger, interval_of(f), now);
	if (t->view.peer == PEER_RETURNING)
		sooner(t, f->peer->changed, f->return_delay * MS, now);
	t->last_due = t->due;
	for (size_t i = 0; i < COUNT(all); i++) {
		long long due = all[i] ? health_due(all[i]) : -1;

		if (due >= 0 && (t->last_due < 0 || due < t->last_due))
			t->last_due = due;
	}
}

/* Others who want it must have heard of us for as long as we heard nothing: who was held up begins anew. Who could not have it now, without a gateway or as it failed a moment
 * ago, keeps nobody from it. */
static void want(struct takeover *t, const struct takeover_facts *f, long long now)
{
	bool able = t->view.hold == NO && t->view.failed == NO && t->view.gateway != GATEWAY_SILENT && !t->cut;
	bool wants = t->held == HELD_NOT && t->doubt >= 0 && able && t->view.called == NO;

	if (wants && !t->wants && t->doubt < now)
		begin_doubt(t, f, true, now);
	else if (wants && !t->wants)
		health_repeat(f->alias, now);
	t->wants = wants;
}

/* The owner has it again, but it may have had it before: only who hears of a rival announces again, and the neighbours would look for it here. */
static void tell(struct takeover *t, long long now)
{
	t->tell = t->tells && t->held == HELD_NOT && t->view.alias == ALIAS_AT_PEER && !within(t->told, TELL_PAUSE, now);
	if (!t->tell)
		return;
	t->tells--;
	t->told = now;
}

bool takeover_judge(struct takeover *t, const struct takeover_facts *f, long long now)
{
	const struct takeover_row *before = t->row;

	follow_doubt(t, f, now);
	look(t, f, now);
	t->row = takeover_decide(&t->view);
	if (t->row->action == ACTION_TAKE && !t->confirming)
		confirm(t, f, now);
	else if (t->row->action != ACTION_TAKE && t->view.gateway != GATEWAY_UNASKED && (t->view.peer != PEER_DOUBTED || is_short(f->peer, 1)))
		t->confirming = false;
	want(t, f, now);
	tell(t, now);
	plan(t, f, now);
	return t->row != before;
}

enum takeover_held takeover_reason(const struct takeover *t)
{
	return t->view.peer == PEER_DEAD ? HELD_DEAD : HELD_LOST;
}
