/* questions.c - what is to be asked. */
#include "questions.h"

#include <errno.h>
#include <stdlib.h>

#include "packet.h"
#include "util.h"

void questions_free(struct questions *q)
{
	free(q->targets);
	free(q->checks);
	free(q->timeouts);
}

static void add_question(struct questions *q, const struct check *check, const struct prefix *address)
{
	struct asker_target *t = &q->targets[q->count];

	t->kind = check->kind == CHECK_ICMP ? ASK_ECHO : check->kind == CHECK_TCP ? ASK_TCP : ASK_NEIGHBOUR;
	t->check = check->kind;
	t->address = prefix_host(address);
	t->port = check->port;
	q->checks[q->count] = q->check_count;
	q->timeouts[q->count++] = check->timeout;
}

void questions_name(const struct asker_target *target, char name[HEALTH_NAME])
{
	const struct check check = { .kind = (enum check_kind)target->check, .port = target->port };

	health_name(&check, &target->address, name);
}

bool questions_can_ask(const struct check *check)
{
	return check->kind == CHECK_ICMP || check->kind == CHECK_ARP || check->kind == CHECK_GATEWAY || check->kind == CHECK_TCP;
}

/* A neighbour is asked where there are any: what has no ARP is judged by carrier and address. */
static bool is_askable(const struct check *check, const char *device)
{
	struct packet_link link;

	if (check->kind != CHECK_ARP && check->kind != CHECK_GATEWAY)
		return questions_can_ask(check);
	return packet_read_link(device, &link) || link.refusal == LINK_FINE || link.refusal == LINK_DOWN || link.refusal == LINK_NO_CARRIER;
}

int questions_list(const struct checks *checks, const struct health_rules *rules, const char *device, const struct prefix *targets, size_t count, struct questions *q)
{
	size_t room = checks->count * (count + 1) + 1;

	*q = (struct questions){ .rules = *rules };
	q->targets = calloc(room, sizeof(*q->targets));
	q->checks = calloc(room, sizeof(*q->checks));
	q->timeouts = calloc(room, sizeof(*q->timeouts));
	if (!q->targets || !q->checks || !q->timeouts)
		return -ENOMEM;
	for (size_t i = 0; i < checks->count; i++) {
		const struct check *check = &checks->items[i];
		size_t before = q->count;

		if (!is_askable(check, device))
			continue;
		if (prefix_is_set(&check->target))
			add_question(q, check, &check->target);
		else
			for (size_t k = 0; k < count; k++)
				if (prefix_is_set(&targets[k]))
					add_question(q, check, &targets[k]);
		q->check_count += q->count > before;
	}
	if (q->rules.need > q->check_count)
		q->rules.need = q->check_count;
	return 0;
}

int questions_of_uplink(const struct uplink *uplink, const struct seen *seen, struct questions *q)
{
	const struct health_rules rules = health_rules_of(uplink);

	return questions_list(&uplink->checks, &rules, seen->way.device, seen->gateway, FAMILIES, q);
}
