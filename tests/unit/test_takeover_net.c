/* test_takeover_net.c - histories by chance on a simulated switch: hosts that take over and give back, while cables, kernels, watchers, services and the gateway come and go.
 *
 *	test_takeover_net [-n COUNT] [-v] [SEED]	so many histories from that seed on, each told with -v */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "takeover_net.h"
#include "util.h"

#define FAULTS 8
#define TROUBLE (40 * S) /* then all is repaired */
#define SETTLE (20 * S)

struct fault {
	enum fault_kind kind;
	unsigned host;
	long long from, to; /* of the clock's 3 s */
};

struct history {
	struct net_rules rules;
	uint64_t seed;
	struct fault faults[FAULTS];
	size_t count;
};

static unsigned below(uint64_t *seed, unsigned limit)
{
	return (unsigned)(net_chance(seed) % limit);
}

static struct fault make_fault(uint64_t *seed, const struct net_rules *rules)
{
	static const long long scales[] = { 20 * MS, 200 * MS, 2 * S, 20 * S };
	struct fault f = { .kind = (enum fault_kind)below(seed, FAULT_KINDS), .from = 3 * S + 2 * S + (long long)(net_chance(seed) % (uint64_t)TROUBLE) };

	f.host = below(seed, rules->nodes);
	if (f.kind == FAULT_CUT && below(seed, 10) == 0)
		f.host = GATEWAY;
	if (f.kind == FAULT_SPLIT) /* never all on the far side */
		f.host = 1 + below(seed, (1u << (HOSTS - 1)) - 1);
	f.to = f.from + (long long)(net_chance(seed) % (uint64_t)scales[below(seed, COUNT(scales))]) + 1;
	return f;
}

static struct history make_history(uint64_t number)
{
	static const unsigned intervals[] = { 100, 300, 1000 };
	uint64_t seed = number * 0x632BE59BD9B4E019u + 1;
	struct history h = { .seed = number };

	h.rules = (struct net_rules){ .nodes = 2 + below(&seed, 2), .aliases = 1 + below(&seed, 2), .interval = intervals[below(&seed, COUNT(intervals))],
				      .fall = 2 + below(&seed, 3), .rise = 1 + below(&seed, 10), .loss = 100 };
	h.rules.cards = below(&seed, 2 * h.rules.nodes);
	h.count = 1 + below(&seed, FAULTS);
	for (size_t i = 0; i < h.count; i++)
		h.faults[i] = make_fault(&seed, &h.rules);
	return h;
}

/* The next moment at which a fault begins or ends, behind `after'. */
static long long next_change(const struct history *h, long long after)
{
	long long next = NEVER;

	for (size_t i = 0; i < h->count; i++) {
		if (h->faults[i].from > after && h->faults[i].from < next)
			next = h->faults[i].from;
		if (h->faults[i].to > after && h->faults[i].to < next)
			next = h->faults[i].to;
	}
	return next;
}

static void play(struct net *n, const struct history *h)
{
	long long now = 0, end = 0;

	net_begin(n, &h->rules, h->seed);
	while ((now = next_change(h, now)) != NEVER && !n->failure[0]) {
		net_run(n, now);
		for (size_t i = 0; i < h->count && !n->failure[0]; i++)
			if (h->faults[i].from == now || h->faults[i].to == now)
				net_fault(n, h->faults[i].kind, h->faults[i].host, h->faults[i].from == now);
		end = now;
	}
	net_run(n, end + SETTLE + 2 * MS * h->rules.rise * h->rules.interval);
	if (!n->failure[0])
		net_check_settled(n);
	net_end(n);
}

static bool fails(const struct history *h)
{
	struct net n = { 0 };

	play(&n, h);
	return n.failure[0] != '\0';
}

/* One fault after the other is left out as long as it fails all the same. */
static struct history shrink(struct history h)
{
	for (size_t i = 0; i < h.count;) {
		struct history less = h;

		memmove(&less.faults[i], &less.faults[i + 1], (h.count - i - 1) * sizeof(h.faults[0]));
		less.count--;
		if (fails(&less))
			h = less;
		else
			i++;
	}
	return h;
}

static void tell(const struct history *h)
{
	static const char *const words[] = { "cut", "split", "kill", "stop", "reboot", "gateway", "service" };
	struct net n = { .verbose = true };

	printf("seed %llu: %u nodes, %u aliases, interval %u ms, fall %u, rise %u, cards %u\n", (unsigned long long)h->seed, h->rules.nodes, h->rules.aliases,
	       h->rules.interval, h->rules.fall, h->rules.rise, h->rules.cards);
	for (size_t i = 0; i < h->count; i++)
		printf("\t%s %u from %.6f to %.6f\n", words[h->faults[i].kind], h->faults[i].host, (double)h->faults[i].from / 1e6, (double)h->faults[i].to / 1e6);
	play(&n, h);
	printf("%s\n", n.failure[0] ? n.failure : "all is well");
}

static struct net sum;

static void add(const struct net *n)
{
	sum.takes += n->takes;
	sum.false_takes += n->false_takes;
	sum.lost_takes += n->lost_takes;
	sum.releases += n->releases;
	if (n->both_most > sum.both_most)
		sum.both_most = n->both_most;
	if (n->isolated_most > sum.isolated_most)
		sum.isolated_most = n->isolated_most;
	if (n->lag_most > sum.lag_most)
		sum.lag_most = n->lag_most;
}

int main(int count, char **words)
{
	unsigned long long first = 1, histories = 500, failures = 0;
	bool verbose = false;

	for (int i = 1; i < count; i++) {
		if (strcmp(words[i], "-v") == 0)
			verbose = true;
		else if (strcmp(words[i], "-n") == 0 && i + 1 < count)
			histories = strtoull(words[++i], NULL, 10);
		else
			first = strtoull(words[i], NULL, 10);
	}
	for (unsigned long long seed = first; seed < first + histories && failures < 5; seed++) {
		struct history h = make_history(seed);
		struct net n = { 0 };

		if (verbose)
			tell(&h);
		play(&n, &h);
		add(&n);
		if (!n.failure[0])
			continue;
		failures++;
		h = shrink(h);
		tell(&h);
	}
	printf("%llu histories, %llu failures: %u takeovers (%u as nobody answered for the alias), %u false, %u given back; two at once %.3f s at most, cut off with it %.3f s, the "
	       "client's cache wrong %.3f s; %.1f s of CPU\n", histories, failures, sum.takes, sum.lost_takes, sum.false_takes, sum.releases,
	       (double)sum.both_most / 1e6, (double)sum.isolated_most / 1e6, (double)sum.lag_most / 1e6, (double)clock() / CLOCKS_PER_SEC);
	return failures > 0;
}
