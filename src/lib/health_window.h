/* health_window.h - what the files of health share of its windows. PURE. */
#ifndef HOMING_HEALTH_WINDOW_H
#define HOMING_HEALTH_WINDOW_H

#include "health.h"

/* The target's; NULL: it has none. */
struct health_window *health_window_of(const struct health_target *t, const struct health_rules *r);

/* A question is over: lost, or answered after trip µs. */
void health_window_count(struct health_window *w, const struct health_rules *r, bool lost, long long trip, long long now);

/* Half of the window is behind it: before that one lost question among few would be a large share. */
bool health_window_is_ripe(const struct health_window *w, const struct health_rules *r, long long now);

/* Of a target that has too much of it by the rules, as long as its `why' says so. */
extern const char HEALTH_LOSS[], HEALTH_LATENCY[];

#endif
