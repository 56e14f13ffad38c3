/* homing-announce - tells the neighbours where addresses are, or asks who has them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/announce.h"
#include "lib/opt.h"
#include "lib/probe.h"
#include "lib/run.h"

enum { OWN_INTERFACE, OWN_TELL, OWN_COUNT, OWN_INTERVAL, OWN_PROBE, OWN_WAIT };
enum { MOST_TIMES = 1000, LONGEST = 3600000 /* ms */ };

static const struct option_row OPTIONS[] = {
	[OWN_INTERFACE] = { 'I', "interface", "NAME", "where the neighbours are" },
	[OWN_TELL] = { 0, "tell", "NEIGHBOUR...", "tell this one before all others" },
	[OWN_COUNT] = { 0, "count", "N", "so many times (3)" },
	[OWN_INTERVAL] = { 0, "interval", "TIME", "between two times (200ms)" },
	[OWN_PROBE] = { 0, "probe", NULL, "ask: 0 nobody else has it, 1 somebody has" },
	[OWN_WAIT] = { 0, "wait", "TIME", "probe: for an answer, each time (250ms)" },
	{ 0 },
};

static const struct program PROGRAM = {
	.name = "homing-announce",
	.purpose = "tells neighbours where addresses are, or asks who has them",
	.synopsis = (const char *const[]){ "-I NAME [--tell NEIGHBOUR]... [OPTION]... ADDRESS...",
					   "-I NAME --probe [--count N] [--wait TIME] ADDRESS...",
					   "[-I NAME] IP MAC TARGET-IP TARGET-MAC  as send_arp", NULL },
	.options = OPTIONS,
	.examples = (const char *const[]){ "homing-announce -I eth0 --tell 192.0.2.1 192.0.2.12",
					   "homing-announce -I eth0 --probe 192.0.2.12    who has it, if anybody", NULL },
};

struct order {
	struct options options;
	struct prefixes addresses, neighbours;
	struct announce_given given; /* send_arp's form */
	bool is_given;
	unsigned count, interval, wait;
	struct packet_link link;
};

static int fail(int status, const char *what, int error)
{
	fprintf(stderr, "%s: %s: %s\n", PROGRAM.name, what, strerror(-error));
	return status;
}

static bool read_order(struct order *o)
{
	const struct options *options = &o->options;
	const char *const *own = options->own, *const *words = (const char *const *)options->words;

	o->is_given = options->word_count == 4 && announce_read_given(words, &o->given);
	o->count = o->is_given ? 1 : PROBE_COUNT;
	if (!options->word_count || (!o->is_given && !own[OWN_INTERFACE]))
		return !opt_complain(&PROGRAM, "-I NAME and an address are wanted", NULL);
	if (own[OWN_PROBE] ? o->is_given || own[OWN_TELL] || own[OWN_INTERVAL] : own[OWN_WAIT] || (own[OWN_TELL] && o->is_given))
		return !opt_complain(&PROGRAM, "these options do not go together", NULL);
	return opt_read_count(&PROGRAM, options, OWN_COUNT, MOST_TIMES, &o->count) &&
	       opt_read_time(&PROGRAM, options, OWN_INTERVAL, LONGEST, &o->interval) &&
	       opt_read_time(&PROGRAM, options, OWN_WAIT, LONGEST, &o->wait) &&
	       (o->is_given || opt_read_addresses(&PROGRAM, words, options->word_count, &o->addresses)) &&
	       opt_read_addresses(&PROGRAM, options->repeated, options->repeated_count, &o->neighbours);
}

static int announce(const struct order *o, struct buffer *text)
{
	struct announcement what = { o->addresses.items, o->addresses.count, o->neighbours.items, o->neighbours.count };
	_cleanup_(frames_free) struct frames frames = { 0 };
	size_t sent = 0;
	int error = o->is_given ? announce_write_given(&o->given, &frames) : announce_write(&what, &o->link, &frames);

	if (!error && !o->options.dry)
		error = announce_send(&frames, &o->link, o->count, o->interval, &sent);
	if (o->options.dry || o->options.verbose)
		announce_text(text, &frames);
	if (sent && error)
		fprintf(stderr, "%s: sent %zu of %zu frames\n", PROGRAM.name, sent, frames.count * o->count);
	return error ? fail(sent ? EXIT_REFUSED : EXIT_NOT_TRIED, o->link.name, error) : EXIT_DONE;
}

static int ask(const struct order *o, struct buffer *text)
{
	struct probe_manner manner = { .count = o->count, .wait = o->wait };
	_cleanup_free_ struct probe *probes = calloc(o->addresses.count, sizeof(*probes));
	int answered = probes ? 0 : -ENOMEM;

	for (size_t i = 0; probes && i < o->addresses.count; i++)
		probes[i] = (struct probe){ .link = &o->link, .address = o->addresses.items[i] };
	if (probes && !o->options.dry)
		answered = probe_ask(probes, o->addresses.count, &manner);
	for (size_t i = 0; answered >= 0 && !o->options.quiet && i < o->addresses.count; i++) {
		if (o->options.dry)
			probe_text_question(text, &probes[i]);
		else if (probes[i].answered)
			probe_text_answer(text, &probes[i]);
	}
	return answered < 0 ? fail(EXIT_NOT_TRIED, o->link.name, answered) : answered ? EXIT_REFUSED : EXIT_DONE;
}

static int find_link(struct order *o)
{
	const char *name = o->options.own[OWN_INTERFACE];
	char found[DEVICE_SIZE];
	int error = name ? 0 : packet_find_interface(&o->given.target, &o->given.source, found);

	if (!name)
		name = error ? "which interface (-I)" : found;
	if (!error)
		error = packet_read_link(name, &o->link);
	if (error)
		return fail(EXIT_NOT_TRIED, name, error);
	if (o->link.refusal)
		fprintf(stderr, "%s: %s %s\n", PROGRAM.name, name, packet_refusal_text(o->link.refusal));
	return o->link.refusal ? EXIT_NOT_TRIED : EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct order o = { .interval = 200, .wait = PROBE_WAIT };
	struct buffer text = { 0 };
	int status;

	if (!opt_read(&PROGRAM, argc, argv, &o.options, &status))
		return status;
	status = read_order(&o) ? find_link(&o) : EXIT_USAGE;
	if (!status)
		status = o.options.own[OWN_PROBE] ? ask(&o, &text) : announce(&o, &text);
	if (text.failed || (text.data && fputs(text.data, stdout) < 0) || fflush(stdout))
		status = fail(EXIT_NOT_TRIED, "stdout", -errno);
	prefixes_free(&o.addresses);
	prefixes_free(&o.neighbours);
	buffer_free(&text);
	return status;
}
