/* asker.c - asks the targets of checks by one uplink. */
#include "asker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "asker_helper.h"
#include "endpoint.h"
#include "packet.h"
#include "ping.h"
#include "util.h"

#define AT_ONCE 64	/* answers that are read in one go */
#define EVENTS 16
#define FRAME_SIZE 512

/* What an epoll event is about: a family's sockets, or what the helper told. */
enum { ABOUT_PING = 0, ABOUT_ARP = FAMILIES, ABOUT_HELPER = 2 * FAMILIES };

struct asker {
	struct way way;
	struct asker_target *targets;
	size_t count;
	int epoll;
	struct ping *ping[FAMILIES];
	int listener[FAMILIES], sender; /* -1: none */
	struct packet_link link;
	int errors[2 * FAMILIES]; /* why there is no socket, by enum above */
	uint64_t secret;
	asker_overhear *overhear; /* NULL: nobody wants to know */
	void *context;
	uint16_t gathered[FAMILIES][ASKER_GATHERED]; /* targets whose echoes wait to be sent */
	size_t gathered_count[FAMILIES];
	struct asker_told told;
};

static int hear_on(struct asker *a, int fd, uint32_t about, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.u32 = about };

	return epoll_ctl(a->epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static void open_ping(struct asker *a, int family)
{
	int *error = &a->errors[ABOUT_PING + family];

	*error = ping_open(a->way.device, &a->way.source[family], &a->ping[family]);
	if (!*error)
		*error = hear_on(a, ping_fd(a->ping[family]), ABOUT_PING + (uint32_t)family, EPOLLIN);
}

static void open_listener(struct asker *a, int family)
{
	int *error = &a->errors[ABOUT_ARP + family];

	if (packet_read_link(a->way.device, &a->link) || a->link.refusal != LINK_FINE) {
		*error = -ENETDOWN;
		return;
	}
	if (a->sender < 0)
		a->sender = packet_open_sender();
	a->listener[family] = a->sender < 0 ? a->sender : packet_open_listener(&a->link, family_number(family));
	*error = a->listener[family] < 0 ? a->listener[family] : hear_on(a, a->listener[family], ABOUT_ARP + (uint32_t)family, EPOLLIN);
}

static void open_target(struct asker *a, size_t index)
{
	struct asker_target *t = &a->targets[index];
	int family;

	t->known = false;
	if (t->kind == ASK_BY_HELPER) {
		asker_enlist(&a->told, &a->way, index);
		return;
	}
	family = family_index(t->address.family);
	if (!prefix_is_set(&a->way.source[family]) && !t->wanted)
		return;
	if (t->kind == ASK_ECHO && !a->ping[family] && !a->errors[ABOUT_PING + family])
		open_ping(a, family);
	if (t->kind == ASK_NEIGHBOUR && a->listener[family] < 0 && !a->errors[ABOUT_ARP + family])
		open_listener(a, family);
}

int asker_open(const struct way *way, struct helper *helper, struct asker_target *targets, size_t count, struct asker **out)
{
	struct asker *a = calloc(1, sizeof(*a));
	int error;

	if (!a)
		return -ENOMEM;
	*a = (struct asker){ .way = *way, .targets = targets, .count = count, .listener = { -1, -1 }, .sender = -1 };
	a->epoll = epoll_create1(EPOLL_CLOEXEC);
	error = asker_told_open(&a->told, helper, targets, count);
	if (!error && a->told.news >= 0)
		error = hear_on(a, a->told.news, ABOUT_HELPER, EPOLLIN);
	if (a->epoll < 0 || getrandom(&a->secret, sizeof(a->secret), 0) != sizeof(a->secret))
		error = -errno;
	for (size_t i = 0; !error && i < count; i++)
		open_target(a, i);
	if (error)
		asker_close(a);
	else
		*out = a;
	return error;
}

void asker_close(struct asker *a)
{
	if (!a)
		return;
	for (int family = V4; family < FAMILIES; family++) {
		ping_close(a->ping[family]);
		if (a->listener[family] >= 0)
			close(a->listener[family]);
	}
	asker_told_close(&a->told);
	if (a->sender >= 0)
		close(a->sender);
	if (a->epoll >= 0)
		close(a->epoll);
	free(a);
}

int asker_fd(const struct asker *a)
{
	return a->epoll;
}

/* Only who has seen the question can answer it. */
static uint64_t nonce_of(const struct asker *a, uint16_t sequence)
{
	return (a->secret & ~(uint64_t)0xffff) | sequence;
}

static const char *ask_ping(struct asker *a, int family, size_t index)
{
	if (!a->ping[family])
		return endpoint_why(a->errors[ABOUT_PING + family]);
	if (a->gathered_count[family] == ASKER_GATHERED)
		return "too many at once";
	a->gathered[family][a->gathered_count[family]++] = (uint16_t)index;
	return NULL;
}

static void send_echoes(struct asker *a, int family, const struct echo *echoes, size_t count, asker_tell *tell, void *context)
{
	size_t sent = 0;
	int error = ping_send(a->ping[family], echoes, count, &sent);

	for (; error && sent < count; sent++)
		tell(echoes[sent].number, (uint16_t)echoes[sent].nonce, endpoint_why(error), context);
}

void asker_flush(struct asker *a, asker_tell *tell, void *context)
{
	struct echo echoes[AT_ONCE];

	for (int family = V4; family < FAMILIES; family++) {
		for (size_t done = 0, some; done < a->gathered_count[family]; done += some) {
			for (some = 0; some < AT_ONCE && done + some < a->gathered_count[family]; some++) {
				uint16_t index = a->gathered[family][done + some];
				const struct asker_target *t = &a->targets[index];

				echoes[some] = (struct echo){ .target = t->address, .number = index, .nonce = nonce_of(a, t->sequence) };
			}
			send_echoes(a, family, echoes, some, tell, context);
		}
		a->gathered_count[family] = 0;
	}
}

/* Where it was last, so that nobody else is bothered; when it has missed, everybody is asked: it may have got another card. */
static const char *ask_neighbour(struct asker *a, int family, size_t index)
{
	struct asker_target *t = &a->targets[index];
	struct frame frame;
	int error = a->errors[ABOUT_ARP + family];

	if (a->listener[family] < 0)
		return endpoint_why(error);
	if (t->wanted)
		arp_write_probe(&frame, &a->link.mac, &(struct prefix){ 0 }, &t->address);
	else
		arp_write_request(&frame, &a->link.mac, &a->way.source[family], &t->address, t->known ? &t->mac : NULL);
	t->known = false;
	error = packet_send(a->sender, &a->link, &frame);
	return error ? endpoint_why(error) : NULL;
}

const char *asker_ask(struct asker *a, size_t index, uint16_t sequence, long long timeout)
{
	struct asker_target *t = &a->targets[index];
	int family = family_index(t->address.family);

	t->sequence = sequence;
	if (t->address.family && !prefix_is_set(&a->way.source[family]) && !t->wanted)
		return "no address of its family";
	switch (t->kind) {
	case ASK_ECHO:
		return ask_ping(a, family, index);
	case ASK_BY_HELPER:
		return asker_send_errand(&a->told, index, sequence, timeout);
	default:
		return ask_neighbour(a, family, index);
	}
}

static void hear_pings(struct asker *a, int family, asker_tell *tell, void *context)
{
	struct echo echoes[AT_ONCE];
	int count = ping_receive(a->ping[family], echoes, AT_ONCE);

	for (int i = 0; i < count; i++) {
		size_t index = echoes[i].number;
		uint16_t sequence = (uint16_t)echoes[i].nonce;

		if (index < a->count && a->targets[index].kind == ASK_ECHO && echoes[i].nonce == nonce_of(a, sequence) &&
		    prefix_equal(&echoes[i].target, &a->targets[index].address))
			tell(index, sequence, NULL, context);
	}
}

static void take_claim(struct asker *a, const struct claim *claim, asker_tell *tell, void *context)
{
	for (size_t i = 0; i < a->count; i++) {
		struct asker_target *t = &a->targets[i];

		if (t->kind != ASK_NEIGHBOUR || t->address.family != claim->address.family ||
		    memcmp(t->address.bytes, claim->address.bytes, sizeof(claim->address.bytes)) != 0)
			continue;
		if (a->overhear)
			a->overhear(i, claim, a->context);
		if (claim->wants || claim->seeks)
			continue;
		t->mac = claim->mac;
		t->known = true;
		t->unasked = !claim->answers;
		tell(i, t->sequence, NULL, context);
	}
}

static void hear_neighbours(struct asker *a, int family, asker_tell *tell, void *context)
{
	unsigned char bytes[FRAME_SIZE];
	struct claim claim;
	int length;

	for (int frames = 0; frames < AT_ONCE && (length = packet_receive(a->listener[family], bytes, sizeof(bytes))) > 0; frames++) {
		if (arp_read_claim(bytes, (size_t)length, &claim))
			take_claim(a, &claim, tell, context);
		if (a->overhear && arp_read_question(bytes, (size_t)length, &claim))
			take_claim(a, &claim, tell, context);
	}
}

void asker_listen(struct asker *a, asker_overhear *overhear, void *context)
{
	a->overhear = overhear;
	a->context = context;
	for (size_t i = 0; i < a->count; i++) /* its card would not take what goes to the group of an address that is not ours */
		if (a->targets[i].kind == ASK_NEIGHBOUR && a->targets[i].address.family == AF_INET6 && a->listener[V6] >= 0)
			packet_hear_group(a->listener[V6], &a->link, &a->targets[i].address);
}

void asker_hear(struct asker *a, asker_tell *tell, void *context)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(a->epoll, events, EVENTS, 0);

	for (int i = 0; i < count; i++) {
		uint32_t about = events[i].data.u32;

		if (about < ABOUT_ARP)
			hear_pings(a, (int)about - ABOUT_PING, tell, context);
		else if (about < ABOUT_HELPER)
			hear_neighbours(a, (int)about - ABOUT_ARP, tell, context);
		else
			asker_hear_errands(&a->told, tell, context);
	}
}
