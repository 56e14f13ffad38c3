/* asker_helper.h - the part of asker.c that asks by homing-check. */
#ifndef HOMING_ASKER_HELPER_H
#define HOMING_ASKER_HELPER_H

#include "asker.h"

struct asker_told {
	struct helper *helper;
	struct asker_target *targets;
	size_t count;
	int news;	    /* eventfd(2), readable when there is something to hear; -1: nobody asks by the helper */
	size_t *heard;	    /* the targets that it told of, ... */
	size_t heard_count; /* ... each of them once */
};

/* Returns 0 or -errno; to be closed whatever was returned. */
int asker_told_open(struct asker_told *told, struct helper *helper, struct asker_target *targets, size_t count);
void asker_told_close(struct asker_told *told);

/* How it is left is the same for all questions about a target. */
void asker_enlist(struct asker_told *told, const struct way *way, size_t index);

/* As asker_ask() and asker_hear(). */
const char *asker_send_errand(struct asker_told *told, size_t index, uint16_t sequence, long long timeout);
void asker_hear_errands(struct asker_told *told, asker_tell *tell, void *context);

#endif
