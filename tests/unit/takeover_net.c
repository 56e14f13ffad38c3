/* takeover_net.c - the wire, the kernels and what must never be seen there. */
#include "takeover_net.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

struct net_event {
	long long at;
	unsigned order;
	int node; /* whose watcher wakes, or >= HOSTS: a frame arrives at node - HOSTS; CLIENT: it looks at its cache */
	unsigned wake;
	struct net_frame frame;
};

uint64_t net_chance(uint64_t *seed)
{
	uint64_t z = *seed += 0x9E3779B97F4A7C15u; /* splitmix64 */

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

void net_fail(struct net *n, const char *format, ...)
{
	va_list list;
	int length;

	if (n->failure[0])
		return;
	length = snprintf(n->failure, sizeof(n->failure), "%.6f: ", (double)n->now / 1e6);
	va_start(list, format);
	vsnprintf(n->failure + length, sizeof(n->failure) - (size_t)length, format, list);
	va_end(list);
}

void net_say(const struct net *n, const char *format, ...)
{
	va_list list;

	if (!n->verbose)
		return;
	printf("%11.6f ", (double)n->now / 1e6);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	putchar('\n');
}

/* --- what is to come: a heap */

static bool before(const struct net_event *a, const struct net_event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct net_event *a, struct net_event *b)
{
	struct net_event c = *a;

	*a = *b;
	*b = c;
}

static void push(struct net *n, struct net_event event)
{
	size_t i = n->count++;

	if (n->count > n->room) {
		n->room = n->room ? 2 * n->room : 256;
		n->events = reallocarray(n->events, n->room, sizeof(*n->events));
		if (!n->events)
			abort();
	}
	event.order = n->order++;
	n->events[i] = event;
	for (; i && before(&n->events[i], &n->events[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&n->events[i], &n->events[(i - 1) / 2]);
}

static struct net_event pop(struct net *n)
{
	struct net_event first = n->events[0];
	size_t i = 0, least;

	n->events[0] = n->events[--n->count];
	for (;; i = least) {
		least = i;
		for (size_t k = 2 * i + 1; k <= 2 * i + 2; k++)
			if (k < n->count && before(&n->events[k], &n->events[least]))
				least = k;
		if (least == i)
			return first;
		swap(&n->events[i], &n->events[least]);
	}
}

void net_wake(struct net *n, int node, long long at)
{
	push(n, (struct net_event){ .at = at < n->now ? n->now : at, .node = node, .wake = ++n->nodes[node].wakes });
}

/* --- the wire */

bool net_reaches(const struct net *n, int a, int b)
{
	if ((a == GATEWAY || b == GATEWAY) && n->gateway_down)
		return false;
	return !n->cut[a] && !n->cut[b] && !n->split[a] == !n->split[b];
}

bool net_has(const struct net *n, int node, int alias)
{
	return !n->nodes[node].down && n->nodes[node].has[alias];
}

int net_card(const struct net *n, int node)
{
	int turned = (node + (int)n->rules.cards) % (int)n->rules.nodes;

	return n->rules.cards >= n->rules.nodes ? (int)n->rules.nodes - turned : turned;
}

void net_send(struct net *n, struct net_frame frame)
{
	for (int to = 0; to < HOSTS; to++) {
		if (to == frame.from || (to < NODES && to >= (int)n->rules.nodes) || (frame.to != ALL && frame.to != to) || !net_reaches(n, frame.from, to) ||
		    net_chance(&n->seed) % 10000 < n->rules.loss)
			continue;
		push(n, (struct net_event){ .at = n->now + 50 + (long long)(net_chance(&n->seed) % 300), .node = HOSTS + to, .frame = frame });
	}
}

static void answer(struct net *n, int host, const struct net_frame *f, enum frame_kind kind)
{
	net_send(n, (struct net_frame){ .kind = kind, .from = host, .to = f->from, .about = f->about, .whose = f->whose, .role = f->role, .sequence = f->sequence });
}

/* What its kernel does, and what its watcher will hear of it. */
static void arrive_at_node(struct net *n, int node, const struct net_frame *f)
{
	struct node *d = &n->nodes[node];

	if (d->down)
		return;
	if (f->kind == ECHO || (f->kind == ASK && (f->about == REAL ? f->whose == node : d->has[f->about])))
		answer(n, node, f, f->kind == ECHO ? ECHOED : ANSWER);
	if (f->kind == ECHO || (f->kind == ASK && (!f->wants || f->about == REAL)) || d->killed || d->heard_count == COUNT(d->heard))
		return;
	d->heard[d->heard_count++] = *f;
	if (!d->stopped)
		net_wake(n, node, n->now);
}

static void arrive(struct net *n, int host, const struct net_frame *f)
{
	if (!net_reaches(n, f->from, host))
		return;
	if (host < NODES)
		arrive_at_node(n, host, f);
	else if (host == GATEWAY && f->kind == ASK && f->about == REAL && f->whose == GATEWAY)
		answer(n, host, f, ANSWER);
	else if (host == CLIENT && (f->kind == ANSWER || (f->kind == CLAIM && n->cache[f->about] >= 0))) {
		n->cache[f->about] = f->from; /* an entry that exists is replaced at once; none comes by a claim (arp_accept) */
		if (f->kind == ANSWER)
			n->verified[f->about] = n->now;
	}
}

/* The client sends all the time. As Linux does, it believes an entry for 5 s (delay_first_probe_time) and three unicast probes more, before it asks everybody. */
static void look_at_cache(struct net *n)
{
	for (int k = 0; k < (int)n->rules.aliases; k++) {
		if (n->now - n->verified[k] > 8 * S)
			n->cache[k] = ALL;
		net_send(n, (struct net_frame){ .kind = ASK, .from = CLIENT, .to = n->cache[k], .about = k });
	}
	push(n, (struct net_event){ .at = n->now + 500 * MS, .node = CLIENT });
}

/* --- what must not be */

static long long worst(const struct net *n)
{
	return n->rules.interval * MS + n->rules.fall * S; /* a timeout is 1 s at most */
}

void net_add(struct net *n, int node, int alias)
{
	struct node *d = &n->nodes[node], *owner = &n->nodes[alias];
	long long bound;

	net_say(n, "%d adds alias %d%s", node, alias, node == alias ? ", its own" : "");
	d->has[alias] = true;
	if (node != alias) {
		n->takes++;
		if ((d->took[alias] && n->now - d->took[alias] < 100 * MS) || n->takes > 40)
			net_fail(n, "%d takes alias %d again and again", node, alias);
		d->took[alias] = n->now;
		n->lost_takes += d->guest[alias].t.row && takeover_reason(&d->guest[alias].t) == HELD_LOST;
		if (net_has(n, alias, alias) && !owner->stopped && !owner->killed && net_reaches(n, node, alias) && n->now - n->changed[node][alias] > worst(n)) {
			n->false_takes++;
			net_fail(n, "%d takes alias %d, which its owner has", node, alias);
		}
		if (!net_reaches(n, node, GATEWAY) && n->now - n->changed[node][GATEWAY] > 5 * MS)
			net_fail(n, "%d takes alias %d, and reaches no gateway", node, alias);
	}
	/* what was asked before the net healed was answered by nobody: three probes of an owner, the last one of a guest */
	bound = node == alias ? 800 * MS : 2 * health_timeout(d->guest[alias].alias.targets, &d->guest[alias].alias.rules) + 5 * MS;
	for (int other = 0; other < (int)n->rules.nodes; other++)
		if (other != node && net_has(n, other, alias) && net_reaches(n, node, other) && n->now - n->changed[node][other] > bound)
			net_fail(n, "%d adds alias %d, which %d has", node, alias, other);
}

static void most(long long *most, long long time)
{
	if (time > *most)
		*most = time;
}

static void watch_pair(struct net *n, int alias, int x, int y)
{
	long long *since = &n->both[alias][x][y];
	bool guests = x != alias && y != alias;
	bool both = net_has(n, x, alias) && net_has(n, y, alias) && net_reaches(n, x, y) && (x == alias || node_runs(n, x)) && (y == alias || node_runs(n, y));
	long long bound = worst(n) + (guests ? 2 * n->rules.fall * n->rules.interval * MS : 0);

	if (!both) {
		*since = -1;
		return;
	}
	if (*since < 0)
		*since = n->now;
	most(&n->both_most, n->now - *since);
	if (n->now - *since > bound)
		net_fail(n, "%d and %d both have alias %d for %.3f s, and reach each other", x, y, alias, (double)bound / 1e6);
}

static void watch_isolated(struct net *n, int node)
{
	bool foreign = false;

	for (int k = 0; k < (int)n->rules.aliases; k++)
		foreign = foreign || (k != node && net_has(n, node, k));
	if (!foreign || !node_runs(n, node) || net_reaches(n, node, GATEWAY)) {
		n->isolated[node] = -1;
		return;
	}
	if (n->isolated[node] < 0)
		n->isolated[node] = n->now;
	most(&n->isolated_most, n->now - n->isolated[node]);
	if (n->now - n->isolated[node] > worst(n))
		net_fail(n, "%d is cut off for %.3f s, and has what is not its own", node, (double)worst(n) / 1e6);
}

/* How long the client's cache names somebody who does not have it while exactly one has, whom it reaches. */
static void watch_client(struct net *n, int alias)
{
	int holder = -1, count = 0;

	for (int node = 0; node < (int)n->rules.nodes; node++)
		if (net_has(n, node, alias)) {
			holder = node;
			count++;
		}
	if (count != 1 || !net_reaches(n, CLIENT, holder) || !node_runs(n, holder) || n->cache[alias] == holder || n->cache[alias] < 0) {
		n->settled[alias] = -1;
		return;
	}
	if (n->settled[alias] < 0)
		n->settled[alias] = n->now;
	most(&n->lag_most, n->now - n->settled[alias]);
	if (n->now - n->settled[alias] > 10 * S)
		net_fail(n, "for 10 s only %d has alias %d, and the client looks for it at %d", holder, alias, n->cache[alias]);
}

static void watch(struct net *n)
{
	for (int k = 0; k < (int)n->rules.aliases; k++) {
		for (int x = 0; x < (int)n->rules.nodes; x++)
			for (int y = x + 1; y < (int)n->rules.nodes; y++)
				watch_pair(n, k, x, y);
		watch_client(n, k);
	}
	for (int node = 0; node < (int)n->rules.nodes; node++)
		watch_isolated(n, node);
}

void net_check_settled(struct net *n)
{
	for (int k = 0; k < (int)n->rules.aliases; k++) {
		for (int node = 0; node < (int)n->rules.nodes; node++)
			if (net_has(n, node, k) != (node == k))
				net_fail(n, "all is well, but %d has %salias %d", node, node == k ? "not its " : "", k);
		if (n->cache[k] != k)
			net_fail(n, "all is well, but the client looks for alias %d at %d", k, n->cache[k]);
	}
}

/* --- faults */

static void note_changes(struct net *n)
{
	for (int a = 0; a < HOSTS; a++)
		for (int b = 0; b < HOSTS; b++) {
			bool reaches = net_reaches(n, a, b);

			if (reaches != n->reached[a][b])
				n->changed[a][b] = n->now;
			n->reached[a][b] = reaches;
		}
}

static void count_fault(unsigned *count, bool begins)
{
	*count = begins ? *count + 1 : *count - 1;
}

static void end_process(struct net *n, int node)
{
	if (n->nodes[node].down + n->nodes[node].killed == 1)
		node_end(n, node);
}

static void begin_process(struct net *n, int node)
{
	if (n->nodes[node].down + n->nodes[node].killed == 0)
		node_start(n, node);
}

void net_fault(struct net *n, enum fault_kind kind, unsigned host, bool begins)
{
	static const char *const words[] = { "cut", "split", "killed", "stopped", "down", "gateway down", "service ill" };
	struct node *d = &n->nodes[host % NODES];

	net_say(n, "%s %u %s", words[kind], host, begins ? "begins" : "ends");
	switch (kind) {
	case FAULT_CUT:
		count_fault(&n->cut[host], begins);
		break;
	case FAULT_SPLIT:
		for (unsigned k = 0; k < HOSTS; k++)
			if (host & (1u << k))
				count_fault(&n->split[k], begins);
		break;
	case FAULT_GATEWAY:
		count_fault(&n->gateway_down, begins);
		break;
	case FAULT_SERVICE:
		count_fault(&d->ill, begins);
		d->owner.service = n->now;
		break;
	case FAULT_STOP:
		count_fault(&d->stopped, begins);
		d->runs = n->now;
		if (!d->stopped)
			net_wake(n, (int)host, n->now);
		break;
	default:
		count_fault(kind == FAULT_KILL ? &d->killed : &d->down, begins);
		if (begins)
			end_process(n, (int)host);
		if (begins && kind == FAULT_REBOOT) {
			memset(d->has, 0, sizeof(d->has));
			memset(d->noted, 0, sizeof(d->noted));
		}
		if (!begins)
			begin_process(n, (int)host);
	}
	note_changes(n);
}

/* --- its life */

void net_begin(struct net *n, const struct net_rules *rules, uint64_t seed)
{
	bool verbose = n->verbose;

	*n = (struct net){ .rules = *rules, .seed = seed, .now = 3 * S, .verbose = verbose };
	memset(n->both, 0xff, sizeof(n->both));
	memset(n->isolated, 0xff, sizeof(n->isolated));
	memset(n->settled, 0xff, sizeof(n->settled));
	memset(n->cache, 0xff, sizeof(n->cache));
	note_changes(n);
	push(n, (struct net_event){ .at = n->now, .node = CLIENT });
	for (int node = 0; node < (int)rules->nodes; node++)
		node_start(n, node);
}

void net_end(struct net *n)
{
	for (int node = 0; node < (int)n->rules.nodes; node++)
		if (!n->nodes[node].down && !n->nodes[node].killed)
			node_end(n, node);
	free(n->events);
}

void net_run(struct net *n, long long until)
{
	while (!n->failure[0] && n->count && n->events[0].at <= until) {
		struct net_event event = pop(n);

		n->now = event.at;
		if (event.node >= HOSTS)
			arrive(n, event.node - HOSTS, &event.frame);
		else if (event.node == CLIENT)
			look_at_cache(n);
		else if (event.wake == n->nodes[event.node].wakes && node_runs(n, event.node))
			node_wake(n, event.node);
		watch(n);
	}
	n->now = until > n->now ? until : n->now;
}
