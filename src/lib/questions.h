/* questions.h - what is to be asked of an uplink: its checks, with the targets that they have now. */
#ifndef HOMING_QUESTIONS_H
#define HOMING_QUESTIONS_H

#include "asker.h"
#include "config.h"
#include "health.h"
#include "run_memory.h"

struct questions {
	struct health_rules rules;
	struct asker_target *targets;
	char (*names)[HEALTH_NAME];
	unsigned *checks, *timeouts; /* as in struct health_target */
	size_t count;
	unsigned check_count;
};

/* A check without a target asks the gateways that are known, one of each family; one that has none asks nobody, and counts for nothing until it has. Returns 0 or -ENOMEM; free
 * with questions_free(), whatever was returned. */
int questions_list(const struct uplink *uplink, const struct seen *seen, struct questions *q);
void questions_free(struct questions *q);

/* This kind of check is one that asker.h knows. */
bool questions_can_ask(const struct check *check);

#endif
