/* questions.c - what is to be asked. */
#include "questions.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "packet.h"
#include "util.h"

#define FACTS_SIZE 512 /* of a command */

void questions_free(struct questions *q)
{
	asker_targets_free(q->targets, q->count);
	free(q->checks);
	free(q->timeouts);
}

static bool is_web(const struct check *check)
{
	return check->kind == CHECK_HTTP || check->kind == CHECK_HTTPS;
}

bool questions_can_ask(const struct check *check)
{
#ifdef HAVE_CURL
	(void)check;
	return true;
#else
	return !is_web(check);
#endif
}

static bool is_neighbour(const struct check *check)
{
	return check->kind == CHECK_ARP || check->kind == CHECK_GATEWAY;
}

/* What homing-check is to do. Returns 0, -ENOMEM or -E2BIG. */
static int write_errand(const struct check *check, const char *facts, struct asker_target *t)
{
	static const struct check_words none = { 0 };
	const struct check_words *w = check->words ? check->words : &none;
	const char *words[ERRAND_WORDS_COUNT] = { w->text, w->expect, w->host, check->kind == CHECK_EXEC ? facts : NULL };
	enum errand_kind kind = check->kind == CHECK_TCP ? ERRAND_TCP : check->kind == CHECK_DNS ? ERRAND_DNS : check->kind == CHECK_EXEC ? ERRAND_EXEC : ERRAND_HTTP;
	struct errand e = {
		.kind = (uint8_t)kind, .port = check->port, .limit = (uint32_t)w->limit, .redirects = (uint8_t)w->redirects, .verify = w->verify,
		.status_first = (uint16_t)w->status_first, .status_last = (uint16_t)w->status_last, .status_also = (uint16_t)w->status_also,
	};
	int size = errand_write_words(&e, words);

	if (size < 0)
		return size;
	if (t->address.length)
		e.target = t->address;
	t->errand = asker_errand_copy(&e, (size_t)size);
	return t->errand ? 0 : -ENOMEM;
}

/* address: whom it is asked of; with a family alone: by which family; unset: nobody. */
static int add_question(struct questions *q, const struct check *check, const struct prefix *address, const char *facts)
{
	struct asker_target *t = &q->targets[q->count];
	int error = 0;

	t->check = check->kind;
	t->address = address->length ? prefix_host(address) : *address;
	t->kind = check->kind == CHECK_ICMP ? ASK_ECHO : is_neighbour(check) ? ASK_NEIGHBOUR : ASK_BY_HELPER;
	if (t->kind == ASK_BY_HELPER)
		error = write_errand(check, facts, t);
	if (error)
		return error;
	q->checks[q->count] = q->check_count;
	q->timeouts[q->count++] = check->timeout;
	return 0;
}

void questions_name(const struct asker_target *target, char name[HEALTH_NAME])
{
	struct check check = { .kind = (enum check_kind)target->check };
	char text[ERRAND_WORDS] = "";
	struct check_words words = { .text = text };
	const struct prefix *address = &target->address;

	if (target->kind == ASK_BY_HELPER) {
		const struct errand *e = &target->errand->question;

		check.port = e->port;
		check.words = &words;
		address = &e->target;
		snprintf(text, sizeof(text), "%s%s", errand_word(e, ERRAND_TEXT), e->kind != ERRAND_HTTP || prefix_is_set(address) ? "" : target->address.family == AF_INET6 ? " (IPv6)" : " (IPv4)");
	}
	health_name(&check, address, name);
}

void questions_tell(const struct asker_target *target, struct health_target *t)
{
	t->families = !target->stands_in ? 0 : family_index(target->address.family) == V6 ? 1 << V6 : 1 << V4;
	t->delegated = target->kind == ASK_BY_HELPER;
	t->slow = t->delegated && target->check != CHECK_TCP;
}

/* A neighbour is asked where there are any: what has no ARP is judged by carrier and address. */
static bool is_askable(const struct check *check, const char *device)
{
	struct packet_link link;

	if (!is_neighbour(check))
		return questions_can_ask(check);
	return packet_read_link(device, &link) || link.refusal == LINK_FINE || link.refusal == LINK_DOWN || link.refusal == LINK_NO_CARRIER;
}

/* The address in a URL; unset: it is a name. */
static struct prefix host_of(const char *url)
{
	const char *host = strstr(url, "://") + 3;
	size_t length = host[0] == '[' ? strcspn(++host, "]") : strcspn(host, ":/?#");
	struct prefix address = { 0 };
	char text[PREFIX_TEXT];

	if (length >= sizeof(text))
		return address;
	memcpy(text, host, length);
	text[length] = '\0';
	return prefix_read(text, &address) ? (struct prefix){ 0 } : address;
}

static int list_url(const struct check *check, const struct asked_of *of, struct questions *q)
{
	struct prefix target = host_of(check->words->text);
	int error = 0;

	if (prefix_is_set(&target))
		return add_question(q, check, &target, NULL);
	for (int family = V4; !error && family < FAMILIES; family++) {
		struct prefix by = { .family = family_number(family) };

		if (prefix_is_set(&of->way->source[family]))
			error = add_question(q, check, &by, NULL);
	}
	return error;
}

/* `gateway', `arp' and `arp ADDRESS' may be one question: it is asked once, and the others are no checks beside it. */
static bool has_neighbour(const struct questions *q, const struct prefix *address)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->targets[i].kind == ASK_NEIGHBOUR && !memcmp(q->targets[i].address.bytes, address->bytes, sizeof(address->bytes)))
			return true;
	return false;
}

static bool is_gateway(const struct asked_of *of, const struct prefix *address)
{
	for (size_t k = 0; k < of->count; k++)
		if (of->targets[k].family == address->family && !memcmp(of->targets[k].bytes, address->bytes, sizeof(address->bytes)))
			return true;
	return false;
}

static int list_check(const struct check *check, const struct asked_of *of, struct questions *q)
{
	int error = 0;

	if (!is_askable(check, of->way->device))
		return 0;
	if (is_web(check) && !of->web)
		return list_url(check, of, q);
	if (is_neighbour(check) && prefix_is_set(&check->target) && is_gateway(of, &check->target) && has_neighbour(q, &check->target))
		return 0;
	if (check->kind == CHECK_EXEC || prefix_is_set(&check->target))
		return add_question(q, check, &check->target, of->facts);
	for (size_t k = 0; !error && k < of->count; k++)
		if (prefix_is_set(&of->targets[k]) && !(is_neighbour(check) && has_neighbour(q, &of->targets[k]))) {
			q->targets[q->count].stands_in = of->by_family;
			error = add_question(q, check, &of->targets[k], NULL);
		}
	return error;
}

int questions_list(const struct checks *checks, const struct health_rules *rules, const struct asked_of *of, struct questions *q)
{
	size_t room = checks->count * (of->count + FAMILIES) + 1;

	*q = (struct questions){ .rules = *rules };
	q->targets = calloc(room, sizeof(*q->targets));
	q->checks = calloc(room, sizeof(*q->checks));
	q->timeouts = calloc(room, sizeof(*q->timeouts));
	if (!q->targets || !q->checks || !q->timeouts)
		return -ENOMEM;
	for (size_t i = 0; i < checks->count; i++) {
		size_t before = q->count;
		int error = list_check(&checks->items[i], of, q);

		if (error)
			return error;
		q->check_count += q->count > before;
	}
	if (q->rules.need > q->check_count)
		q->rules.need = q->check_count;
	return 0;
}

/* What a command is told beside the interface and its addresses. */
static void write_facts(const struct uplink *uplink, const struct seen *seen, char facts[FACTS_SIZE])
{
	static const char *const names[FAMILIES] = { "HOMING_GATEWAY", "HOMING_GATEWAY6" };
	size_t used = (size_t)snprintf(facts, FACTS_SIZE, "HOMING_UPLINK=%s", uplink->name);
	char text[PREFIX_TEXT];

	for (int family = V4; family < FAMILIES; family++)
		if (prefix_is_set(&seen->gateway[family]))
			used += (size_t)snprintf(facts + used, FACTS_SIZE - used, "\n%s=%s", names[family], prefix_text(&seen->gateway[family], text));
}

int questions_of_uplink(const struct uplink *uplink, const struct seen *seen, struct questions *q)
{
	const struct health_rules rules = health_rules_of(uplink);
	struct prefix gateways[FAMILIES] = { 0 };
	char facts[FACTS_SIZE];
	const struct asked_of of = { .way = &seen->way, .targets = gateways, .count = FAMILIES, .by_family = true, .facts = facts };

	for (int family = V4; family < FAMILIES; family++)
		if (prefix_is_set(&seen->way.source[family])) /* by a family without an address nobody could be asked, and nothing goes */
			gateways[family] = seen->gateway[family];
	write_facts(uplink, seen, facts);
	return questions_list(&uplink->checks, &rules, &of, q);
}
