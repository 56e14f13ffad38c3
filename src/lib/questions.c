/* questions.c - what is to be asked of an uplink. */
#include "questions.h"

#include <errno.h>
#include <stdlib.h>

#include "packet.h"
#include "util.h"

void questions_free(struct questions *q)
{
	free(q->targets);
	free(q->names);
	free(q->checks);
	free(q->timeouts);
}

static void add_question(struct questions *q, const struct check *check, const struct prefix *address)
{
	struct asker_target *t = &q->targets[q->count];

	t->kind = check->kind == CHECK_ICMP ? ASK_ECHO : check->kind == CHECK_TCP ? ASK_TCP : ASK_NEIGHBOUR;
	t->address = prefix_host(address);
	t->port = check->port;
	t->fd = -1;
	q->checks[q->count] = q->check_count;
	q->timeouts[q->count] = check->timeout;
	health_name(check, &t->address, q->names[q->count++]);
}

bool questions_can_ask(const struct check *check)
{
	return check->kind == CHECK_ICMP || check->kind == CHECK_ARP || check->kind == CHECK_GATEWAY || check->kind == CHECK_TCP;
}

/* A neighbour is asked where there are any: what has no ARP is judged by carrier and address. */
static bool is_askable(const struct check *check, const struct seen *seen)
{
	struct packet_link link;

	if (check->kind != CHECK_ARP && check->kind != CHECK_GATEWAY)
		return questions_can_ask(check);
	return packet_read_link(seen->way.device, &link) || link.refusal == LINK_FINE || link.refusal == LINK_DOWN || link.refusal == LINK_NO_CARRIER;
}

int questions_list(const struct uplink *uplink, const struct seen *seen, struct questions *q)
{
	size_t room = uplink->checks.count * FAMILIES + 1;

	*q = (struct questions){ .rules = health_rules_of(uplink) };
	q->targets = calloc(room, sizeof(*q->targets));
	q->names = calloc(room, sizeof(*q->names));
	q->checks = calloc(room, sizeof(*q->checks));
	q->timeouts = calloc(room, sizeof(*q->timeouts));
	if (!q->targets || !q->names || !q->checks || !q->timeouts)
		return -ENOMEM;
	for (size_t i = 0; i < uplink->checks.count; i++) {
		const struct check *check = &uplink->checks.items[i];
		size_t before = q->count;

		if (!is_askable(check, seen))
			continue;
		if (prefix_is_set(&check->target))
			add_question(q, check, &check->target);
		else /* a gateway of each family stand in for each other */
			for (int family = V4; family < FAMILIES; family++)
				if (prefix_is_set(&seen->gateway[family]))
					add_question(q, check, &seen->gateway[family]);
		q->check_count += q->count > before;
	}
	if (q->rules.need > q->check_count)
		q->rules.need = q->check_count;
	return 0;
}
