/* config_cross.h - what the parts of config_cross_check() share. For config_cross*.c alone. */
#ifndef HOMING_CONFIG_CROSS_H
#define HOMING_CONFIG_CROSS_H

#include "config_draft.h"

/* Complains at key when there is no uplink of that name. */
void cross_check_uplink_name(struct reading *r, const struct draft *d, const char *key, const char *name);

/* Complains at key when a time lies beyond most ms, which is interval x fall; 0: they are not known. */
void cross_check_timeout(struct reading *r, const struct draft *d, unsigned timeout, unsigned long long most);

/* Complains when more checks are needed than there are. */
void cross_check_need(struct reading *r, const struct draft *d, unsigned need, size_t count);

/* `[uplink dsl] (homing.conf:3)': another section, and where it said key, else where it begins. Returns out. */
const char *cross_other_text(const struct draft *other, const char *key, char *out, size_t size);

/* Complains of a check that may take longer than most ms, which is interval x fall; 0: they are not known. */
void cross_check_timeouts(struct reading *r, const struct draft *d, const char *key, const struct checks *checks, unsigned long long most);

/* Tells the aliases who brings them up: to be called before those are checked. */
void cross_check_takeovers(struct reading *r);

/* Returns 0 or -ENOMEM. */
int cross_check_aliases(struct reading *r);

#endif
