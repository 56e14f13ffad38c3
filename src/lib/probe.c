/* probe.c - has anybody else got these addresses? */
#include "probe.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

#define BURST 16	   /* frames that may leave at once */
#define FRAMES_AT_ONCE 256 /* that are read before the clock is looked at again: a flood must not hold us */
#define GROUPS_MOST 64	   /* that a card is asked to filter for */

/* One socket: an interface and a family. Its probes stand side by side, by address. */
struct channel {
	struct probe **probes;
	size_t count;
	int fd; /* -1: it failed */
};

struct probing {
	struct probe_manner manner;
	struct probe *probes;
	struct probe **sorted; /* by interface, family, address */
	size_t count, answered, failed;
	struct channel *channels;
	struct pollfd *polls; /* one a channel */
	size_t channel_count;
	struct own_macs own;
	unsigned round;	      /* from 1 */
	long long start, end; /* of the round, ms */
	size_t next;	      /* to be asked in it */
	int error;	      /* that concerns all of them */
};

static int compare_channels(const struct probe *a, const struct probe *b)
{
	if (a->link->index != b->link->index)
		return a->link->index < b->link->index ? -1 : 1;
	return (int)a->address.family - (int)b->address.family;
}

static int compare_probes(const void *left, const void *right)
{
	const struct probe *a = *(struct probe *const *)left, *b = *(struct probe *const *)right;
	int order = compare_channels(a, b);

	return order ? order : memcmp(a->address.bytes, b->address.bytes, sizeof(a->address.bytes));
}

/* A card that cannot hear the groups hears all that is an answer just the same: it comes to us alone or to all nodes. */
static void hear_checks(const struct channel *channel)
{
	const struct packet_link *link = channel->probes[0]->link;

	if (channel->count > GROUPS_MOST) {
		packet_hear_group(channel->fd, link, NULL);
		return;
	}
	for (size_t i = 0; i < channel->count; i++)
		packet_hear_group(channel->fd, link, &channel->probes[i]->address);
}

/* Its interface is asked no more; what has been heard there holds, and the others go on. */
static void give_up(struct probing *a, size_t index, int error)
{
	struct channel *channel = &a->channels[index];

	for (size_t i = 0; i < channel->count; i++)
		if (!channel->probes[i]->answered) {
			channel->probes[i]->error = error;
			a->failed++;
		}
	if (channel->fd >= 0)
		close(channel->fd);
	channel->fd = a->polls[index].fd = -1;
}

static void open_channels(struct probing *a)
{
	for (size_t i = 0, end; i < a->count; i = end) {
		size_t index = a->channel_count++;
		struct channel *channel = &a->channels[index];
		const struct probe *first = a->sorted[i];

		for (end = i + 1; end < a->count && !compare_channels(first, a->sorted[end]);)
			end++;
		*channel = (struct channel){ a->sorted + i, end - i, packet_open_listener(first->link, first->address.family) };
		a->polls[index] = (struct pollfd){ .fd = channel->fd, .events = POLLIN };
		if (channel->fd < 0)
			give_up(a, index, channel->fd);
		else if (family_index(first->address.family) == V6)
			hear_checks(channel);
	}
}

static int take_claim(struct probing *a, const struct channel *channel, const struct claim *claim)
{
	size_t low = 0, high = channel->count;
	int own;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(channel->probes[middle]->address.bytes, claim->address.bytes, sizeof(claim->address.bytes)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* the same address may have been given twice */
	for (; low < channel->count; low++) {
		struct probe *probe = channel->probes[low];

		if (memcmp(probe->address.bytes, claim->address.bytes, sizeof(claim->address.bytes)) != 0)
			break;
		if (probe->answered)
			continue;
		own = packet_is_own(&a->own, &claim->mac); /* two interfaces on one wire hear each other, and a loop brings back what was sent */
		if (own)
			return own < 0 ? own : 0;
		probe->answered = true;
		probe->mac = claim->mac;
		a->answered++;
	}
	return 0;
}

static int hear(struct probing *a, const struct channel *channel)
{
	unsigned char bytes[2048];
	struct claim claim;
	int length = 1, error = 0;

	for (int i = 0; i < FRAMES_AT_ONCE && length > 0 && !error; i++) {
		length = packet_receive(channel->fd, bytes, sizeof(bytes));
		if (length < 0)
			return length;
		if (arp_read_claim(bytes, (size_t)length, &claim) && !(claim.wants && a->manner.holders))
			error = take_claim(a, channel, &claim);
	}
	return error;
}

static int hear_all(struct probing *a)
{
	int ready = poll(a->polls, a->channel_count, 0);

	if (ready < 0)
		return errno == EINTR ? 0 : -errno;
	for (size_t i = 0; i < a->channel_count; i++) {
		int error = a->polls[i].revents ? hear(a, &a->channels[i]) : 0;

		if (error)
			give_up(a, i, error);
	}
	return 0;
}

static void write_question(const struct probe *probe, struct frame *out)
{
	arp_write_probe(out, &probe->link->mac, &probe->link->link_local, &probe->address);
}

/* From *next up to that many; what has answered is asked no more. */
static void send_some(struct probing *a, size_t *next, size_t up_to)
{
	struct frame frame;
	size_t start = 0;

	for (size_t i = 0; i < a->channel_count && *next < up_to; start += a->channels[i++].count) {
		const struct channel *channel = &a->channels[i];

		for (; *next < up_to && *next < start + channel->count; ++*next) {
			const struct probe *probe = channel->probes[*next - start];
			int error;

			if (probe->answered || probe->error)
				continue;
			write_question(probe, &frame);
			error = packet_send(channel->fd, probe->link, &frame);
			if (error)
				give_up(a, i, error);
		}
	}
}

static bool is_settled(const struct probing *a)
{
	return a->error || a->answered + a->failed == a->count || (a->manner.first && a->answered);
}

static void start_round(struct probing *a, long long now)
{
	a->round++;
	a->start = now;
	a->end = now + a->manner.wait;
	a->next = 0;
}

/* Each address is asked once a round, at PROBE_RATE, and has `wait' before it is asked again, as the order is the same each time; in the last round the last address has
 * it too. */
long long probe_step(struct probing *a)
{
	long long now = packet_clock();

	while (!is_settled(a)) {
		if (!a->round)
			start_round(a, now);
		if (a->next < a->count) {
			size_t due = (size_t)(now - a->start) * PROBE_RATE / 1000 + BURST;

			send_some(a, &a->next, due < a->count ? due : a->count);
			if (a->round == a->manner.count)
				a->end = now + a->manner.wait;
		}
		a->error = hear_all(a);
		if (a->next < a->count)
			return 1;
		if (now < a->end)
			return a->end - now;
		if (a->round == a->manner.count)
			break;
		start_round(a, now);
	}
	return -1;
}

int probe_begin(struct probe *probes, size_t count, const struct probe_manner *manner, struct probing **out)
{
	struct probing *a = calloc(1, sizeof(*a));

	for (size_t i = 0; i < count; i++) {
		probes[i].answered = false;
		probes[i].error = 0;
	}
	*out = a;
	if (!a)
		return -ENOMEM;
	a->manner = *manner;
	a->probes = probes;
	a->count = count;
	a->sorted = calloc(count + 1, sizeof(*a->sorted));
	a->channels = calloc(count + 1, sizeof(*a->channels));
	a->polls = calloc(count + 1, sizeof(*a->polls));
	if (!a->sorted || !a->channels || !a->polls) {
		a->error = -ENOMEM;
		return probe_end(steal_pointer(out));
	}
	for (size_t i = 0; i < count; i++)
		a->sorted[i] = &probes[i];
	qsort(a->sorted, count, sizeof(*a->sorted), compare_probes);
	open_channels(a);
	return 0;
}

int probe_end(struct probing *a)
{
	int error = 0, answered = (int)a->answered;

	for (size_t i = 0; i < a->count; i++) {
		if (a->error && !a->probes[i].answered && !a->probes[i].error)
			a->probes[i].error = a->error; /* what concerns all of them */
		if (!error)
			error = a->probes[i].error;
	}
	for (size_t i = 0; i < a->channel_count; i++)
		if (a->channels[i].fd >= 0)
			close(a->channels[i].fd);
	free(a->sorted);
	free(a->channels);
	free(a->polls);
	own_macs_free(&a->own);
	free(a);
	return error ? error : answered;
}

int probe_ask(struct probe *probes, size_t count, const struct probe_manner *manner)
{
	struct probing *a;
	int error = probe_begin(probes, count, manner, &a);
	long long wait;

	if (error)
		return error;
	while ((wait = probe_step(a)) >= 0)
		if (poll(a->polls, a->channel_count, (int)wait) < 0 && errno != EINTR)
			a->error = -errno;
	return probe_end(a);
}

void probe_text_question(struct buffer *text, const struct probe *probe)
{
	struct frame frame;

	write_question(probe, &frame);
	arp_text(text, &frame);
	buffer_add(text, "\n");
}

void probe_text_answer(struct buffer *text, const struct probe *probe)
{
	char address[PREFIX_TEXT], mac[MAC_TEXT];

	buffer_add(text, "%s %s\n", prefix_text(&probe->address, address), mac_text(&probe->mac, mac));
}
