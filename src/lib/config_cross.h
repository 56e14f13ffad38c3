/* config_cross.h - what the parts of config_cross_check() share. For config_cross*.c alone. */
#ifndef HOMING_CONFIG_CROSS_H
#define HOMING_CONFIG_CROSS_H

#include "config_draft.h"

/* Complains at key when there is no uplink of that name. */
void cross_check_uplink_name(struct reading *r, const struct draft *d, const char *key, const char *name);

/* Complains of a check that may take longer than most ms, which is interval x fall; 0: they are not known. */
void cross_check_timeouts(struct reading *r, const struct draft *d, const struct checks *checks, unsigned long long most);

/* Returns 0 or -ENOMEM. */
int cross_check_aliases(struct reading *r);

#endif
