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

/* Whom checks are asked of. */
struct asked_of {
	const struct way *way;
	const struct prefix *targets; /* those without a target of their own: the ones of these that are set, of which one is enough; who has none asks nobody, and counts for nothing until it has */
	size_t count;
	bool by_family;	   /* each of them stands for its family, too: struct health, silent */
	bool web;	   /* http and https too, whatever host their URL names (a peer has the site); else that host is asked: a name by each family that there is an address of */
	const char *facts; /* NAME=VALUE with newlines between, which commands get; may be NULL */
};

/* What the checks ask. Returns 0, -ENOMEM, or -E2BIG; free with questions_free(), whatever was returned. */
int questions_list(const struct checks *checks, const struct health_rules *rules, const struct asked_of *of, struct questions *q);

/* The same of an uplink, whose gateways are the targets. */
int questions_of_uplink(const struct uplink *uplink, const struct seen *seen, struct questions *q);
void questions_free(struct questions *q);

/* What a target is called: health_name(). */
void questions_name(const struct asker_target *target, char name[HEALTH_NAME]);

/* homing-check was built for it. What it was not built for is not asked. */
bool questions_can_ask(const struct check *check);

/* What health.h should know of it, beside check and timeout. */
void questions_tell(const struct asker_target *target, struct health_target *t);

#endif
