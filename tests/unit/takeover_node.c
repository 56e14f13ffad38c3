/* takeover_node.c - the watcher of a simulated host: what homing-watch does with health.h, takeover.h and rounds.h, as owner and as guest. */
#include "takeover_net.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "util.h"

#define PROBE (250 * MS)
#define PROBES 3
#define DEFENCE (10 * S)
#define SERVICE (3 * S) /* fall x interval of the owner's own check */

bool node_runs(const struct net *n, int node)
{
	const struct node *d = &n->nodes[node];

	return !d->down && !d->killed && !d->stopped;
}

static void announce(struct net *n, int node, int alias, int to)
{
	const struct net_frame claim = { .kind = CLAIM, .from = node, .to = to, .about = alias };

	net_send(n, claim);
	if (to == ALL)
		net_send(n, claim); /* a request and a reply */
}

static struct address address_of(int alias)
{
	return (struct address){ .device = "eth0", .local = { .family = AF_INET, .length = 32, .bytes = { 192, 0, 2, (unsigned char)(101 + alias) } } };
}

static void announce_anew(struct net *n, int node, int alias, struct rounds *rounds)
{
	const struct address address = address_of(alias);

	announce(n, node, alias, ALL);
	if (rounds_start(rounds, &address, n->now / MS))
		abort();
}

struct due_round {
	struct net *n;
	int node, alias;
};

static bool on_round(const struct address *address, void *context)
{
	struct due_round *due = context;

	(void)address;
	if (net_has(due->n, due->node, due->alias))
		announce(due->n, due->node, due->alias, ALL);
	return net_has(due->n, due->node, due->alias);
}

/* --- a guest */

static struct takeover_facts facts_of(struct guest *g)
{
	return (struct takeover_facts){ .peer = &g->peer, .gateways = &g->gateways, .alias = &g->alias };
}

static void start_guest(struct net *n, int node, int alias)
{
	struct guest *g = &n->nodes[node].guest[alias];
	struct health_rules rules = { .interval = n->rules.interval, .fall = n->rules.fall, .rise = n->rules.rise, .need = 1, .window = 60000 };

	memset(g, 0, sizeof(*g));
	takeover_init(&g->t);
	if (health_init(&g->peer, &rules, 1, n->now))
		abort();
	rules.rise = 1;
	if (health_init(&g->gateways, &rules, 1, n->now))
		abort();
	rules.fall = rules.fall < 3 ? 3 : rules.fall;
	rules.interval /= 2;
	if (health_init(&g->alias, &rules, 1, n->now))
		abort();
	if (!n->nodes[node].noted[alias] || !n->nodes[node].has[alias])
		return;
	takeover_set(&g->t, n->nodes[node].reason[alias], n->now);
	health_restore(&g->peer, HEALTH_DOWN, 0, "", 0, n->now);
}

static void ask(struct net *n, int node, int alias, struct health *h, struct net_frame frame, bool twice)
{
	struct health_target *t = h->targets;

	frame.from = node;
	frame.role = alias;
	if (!health_ask(t, &h->rules, n->now))
		return;
	frame.sequence = t->sequence;
	net_send(n, frame);
	if (twice || (t->misses && frame.about == alias))
		net_send(n, frame);
}

static void ask_all(struct net *n, int node, int alias)
{
	struct guest *g = &n->nodes[node].guest[alias];

	ask(n, node, alias, &g->peer, (struct net_frame){ .kind = ECHO, .to = alias, .about = REAL }, false);
	ask(n, node, alias, &g->gateways, (struct net_frame){ .kind = ASK, .to = GATEWAY, .about = REAL, .whose = GATEWAY }, false);
	ask(n, node, alias, &g->alias, (struct net_frame){ .kind = ASK, .to = ALL, .about = alias, .wants = g->t.wants }, g->t.doubt >= 0);
}

static void hear_as_guest(struct net *n, int node, int alias, const struct net_frame *f)
{
	struct guest *g = &n->nodes[node].guest[alias];
	struct health *h = f->kind == ECHOED ? &g->peer : f->about == REAL ? &g->gateways : &g->alias;

	if (f->about == alias && f->kind != ECHOED)
		takeover_hear(&g->t, f->from == alias ? RIVAL_NONE : net_card(n, f->from) < net_card(n, node) ? RIVAL_LOWER : RIVAL_HIGHER, f->kind == ASK, n->now);
	if ((f->kind == ANSWER || f->kind == ECHOED) && f->role == alias)
		health_answer(h->targets, &h->rules, f->sequence, -1, n->now);
}

static void take(struct net *n, int node, int alias)
{
	struct node *d = &n->nodes[node];
	struct guest *g = &d->guest[alias];

	net_add(n, node, alias);
	d->reason[alias] = takeover_reason(&g->t);
	d->noted[alias] = true;
	takeover_set(&g->t, d->reason[alias], n->now);
	announce_anew(n, node, alias, &g->rounds);
}

static void release(struct net *n, int node, int alias)
{
	struct node *d = &n->nodes[node];
	struct guest *g = &d->guest[alias];

	d->has[alias] = d->noted[alias] = false;
	n->releases++;
	takeover_set(&g->t, HELD_NOT, n->now);
	rounds_free(&g->rounds);
}

static void decide(struct net *n, int node, int alias)
{
	struct guest *g = &n->nodes[node].guest[alias];
	const struct takeover_facts facts = facts_of(g);

	health_judge(&g->peer, n->now);
	for (bool again = true; again;) {
		if (takeover_judge(&g->t, &facts, n->now))
			net_say(n, "%d about alias %d: %s: %s", node, alias, takeover_action_word(g->t.row->action), g->t.row->why);
		if (g->t.tell)
			announce(n, node, alias, alias);
		again = g->t.row->action == ACTION_TAKE || g->t.row->action == ACTION_RELEASE;
		if (g->t.row->action == ACTION_TAKE)
			take(n, node, alias);
		if (g->t.row->action == ACTION_RELEASE)
			release(n, node, alias);
	}
}

static long long sooner(long long a, long long b)
{
	return b >= 0 && b < a ? b : a;
}

static long long round_due(const struct net *n, const struct rounds *r)
{
	long long wait = rounds_wait(r, n->now / MS);

	return wait < 0 ? -1 : n->now + wait * MS + 1;
}

static long long wake_guest(struct net *n, int node, int alias)
{
	struct guest *g = &n->nodes[node].guest[alias];
	long long due = NEVER;

	ask_all(n, node, alias);
	decide(n, node, alias);
	if (g->t.held == HELD_NOT || g->t.view.alias != ALIAS_UNASKED) /* who has slept looks first whether it is still his */
		rounds_take(&g->rounds, n->now / MS, on_round, &(struct due_round){ n, node, alias });
	due = sooner(due, health_due(&g->peer));
	due = sooner(due, health_due(&g->gateways));
	due = sooner(due, health_due(&g->alias));
	due = sooner(due, g->t.due);
	return g->t.view.alias == ALIAS_UNASKED ? due : sooner(due, round_due(n, &g->rounds));
}

/* --- the owner */

static void start_owner(struct net *n, int node)
{
	struct owner *o = &n->nodes[node].owner;

	*o = (struct owner){ .state = n->nodes[node].has[node] ? OWNER_HOLDS : OWNER_PROBES, .due = n->now, .defended = -DEFENCE, .service = n->now };
	if (o->state == OWNER_HOLDS) /* what was heard before we died is forgotten: the neighbours may look for it elsewhere */
		announce_anew(n, node, node, &o->rounds);
}

static void hear_as_owner(struct net *n, int node, const struct net_frame *f)
{
	struct owner *o = &n->nodes[node].owner;

	if (f->about != node || f->kind == ASK || f->kind == ECHOED)
		return;
	if (o->state == OWNER_PROBES)
		o->heard = true;
	if (o->state != OWNER_HOLDS || n->now - o->defended < DEFENCE)
		return;
	o->defended = n->now;
	announce_anew(n, node, node, &o->rounds);
}

static void probe(struct net *n, int node)
{
	struct owner *o = &n->nodes[node].owner;

	if (o->heard || n->now - o->due > 100 * MS)
		o->silent = 0;
	else if (o->asked)
		o->silent++;
	o->heard = false;
	o->asked = true;
	if (o->silent < PROBES) {
		for (int k = 0; k < (o->silent ? 2 : 1); k++) /* what was missed is asked twice, as health_is_doubtful() says */
			net_send(n, (struct net_frame){ .kind = ASK, .from = node, .to = ALL, .about = node, .wants = true });
		o->due = n->now + PROBE;
		return;
	}
	net_add(n, node, node);
	o->state = OWNER_HOLDS;
	announce_anew(n, node, node, &o->rounds);
}

static long long wake_owner(struct net *n, int node)
{
	struct node *d = &n->nodes[node];
	struct owner *o = &d->owner;
	bool proven = n->now - o->service >= SERVICE;

	if (o->state == OWNER_PROBES && n->now >= o->due)
		probe(n, node);
	if (o->state == OWNER_HOLDS && d->ill && proven && net_reaches(n, node, GATEWAY)) {
		net_say(n, "%d yields", node);
		d->has[node] = false;
		o->state = OWNER_YIELDED;
	} else if (o->state == OWNER_YIELDED && !d->ill && proven) {
		*o = (struct owner){ .state = OWNER_PROBES, .due = n->now, .defended = -DEFENCE, .service = o->service, .rounds = o->rounds };
		probe(n, node);
	}
	rounds_take(&o->rounds, n->now / MS, on_round, &(struct due_round){ n, node, node });
	return sooner(o->state == OWNER_PROBES ? o->due : n->now + S, round_due(n, &o->rounds));
}

/* --- the process */

void node_start(struct net *n, int node)
{
	struct node *d = &n->nodes[node];

	for (int k = 0; k < (int)n->rules.aliases; k++)
		if (k != node)
			start_guest(n, node, k);
	d->heard_count = 0;
	d->runs = n->now;
	if (node < (int)n->rules.aliases)
		start_owner(n, node);
	net_wake(n, node, n->now);
}

void node_end(struct net *n, int node)
{
	struct node *d = &n->nodes[node];

	for (int k = 0; k < (int)n->rules.aliases; k++) {
		if (k == node)
			continue;
		health_free(&d->guest[k].peer);
		health_free(&d->guest[k].gateways);
		health_free(&d->guest[k].alias);
		rounds_free(&d->guest[k].rounds);
	}
	rounds_free(&d->owner.rounds);
	d->wakes++;
}

void node_wake(struct net *n, int node)
{
	struct node *d = &n->nodes[node];
	long long due = NEVER;

	for (int k = 0; k < (int)n->rules.aliases; k++) {
		const struct takeover_facts facts = facts_of(&d->guest[k]);

		if (k != node)
			takeover_wake(&d->guest[k].t, &facts, n->now);
	}
	for (size_t i = 0; i < d->heard_count; i++)
		for (int k = 0; k < (int)n->rules.aliases; k++) {
			if (k == node)
				hear_as_owner(n, node, &d->heard[i]);
			else
				hear_as_guest(n, node, k, &d->heard[i]);
		}
	d->heard_count = 0;
	for (int k = 0; k < (int)n->rules.aliases; k++)
		due = sooner(due, k == node ? wake_owner(n, node) : wake_guest(n, node, k));
	net_wake(n, node, due);
}
