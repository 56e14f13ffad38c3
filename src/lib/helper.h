/* helper.h - homing-check, the helper of homing-watch that asks servers and runs commands, as nobody in particular and without a capability: it is started when there is
 * something to ask, and ends when there is not. It is never waited for. */
#ifndef HOMING_HELPER_H
#define HOMING_HELPER_H

#include "errand.h"

/* What an administrator should know; bad: it is an error. */
typedef void helper_say(void *context, bool bad, const char *text);

/* Returns 0 or -errno. */
struct helper;
int helper_new(helper_say *say, void *context, struct helper **out);
void helper_free(struct helper *h);

int helper_fd(const struct helper *h); /* readable when there is something to hear */
void helper_hear(struct helper *h);

/* Who it runs as from its next start on, which is now when it was another one. Empty: homing, else nobody. */
void helper_set_user(struct helper *h, const char *user);

/* Ends it, unless somebody is enlisted. */
void helper_rest(struct helper *h);

/* One who asks by it. why: NULL, it is well; else why not, which is good until the call returns. What is asked while it cannot run, or it leaves unanswered, is never told of: nothing
 * is known then. Returns 0, or -errno. */
typedef void helper_told(void *context, size_t index, uint16_t sequence, const char *why);
int helper_enlist(struct helper *h, helper_told *told, void *context, size_t index, uint32_t *id);
void helper_dismiss(struct helper *h, uint32_t id);

/* Sends a question of one who is enlisted, size bytes of it, after it has got its id. */
void helper_send(struct helper *h, uint32_t id, struct errand *e, size_t size);

#endif
