/* questions.h - what is to be asked: checks, with the targets that they have now. */
#ifndef HOMING_QUESTIONS_H
#define HOMING_QUESTIONS_H

#include "asker.h"
#include "config.h"
#include "health.h"
#include "run_memory.h"

struct questions {
	struct health_rules rules;
	struct asker_target *targets; /* `check' is an enum check_kind */
	unsigned *checks, *timeouts; /* as in struct health_target */
	size_t count;
	unsigned check_count;
};

/* What the checks ask. A check without a target asks those of `targets' that are set, of which one is enough; one that has none asks nobody, and counts for nothing until it has.
 * Returns 0 or -ENOMEM; free with questions_free(), whatever was returned. */
int questions_list(const struct checks *checks, const struct health_rules *rules, const char *device, const struct prefix *targets, size_t count, struct questions *q);

/* The same of an uplink, whose gateways are the targets. */
int questions_of_uplink(const struct uplink *uplink, const struct seen *seen, struct questions *q);
void questions_free(struct questions *q);

/* What a target is called: health_name(). */
void questions_name(const struct asker_target *target, char name[HEALTH_NAME]);

/* This kind of check is one that asker.h knows. */
bool questions_can_ask(const struct check *check);

#endif
