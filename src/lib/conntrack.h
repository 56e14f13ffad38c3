/* conntrack.h - the kernel's connection tracking, through libnetfilter_conntrack. */
#ifndef HOMING_CONNTRACK_H
#define HOMING_CONNTRACK_H

#include <stdint.h>

#include "prefix.h"

/* Whose flows: those whose mark has these bits (mask 0: no mark counts), and those that are answered to one of these addresses. */
struct conntrack_of {
	bool family[FAMILIES]; /* of which */
	uint32_t mark, mask;
	struct prefixes addresses; /* of full length, sorted by conntrack_sort(); borrowed */
};

void conntrack_sort(struct prefixes *addresses);

/* Has the kernel forget them, and no others; *count: how many. Returns 0 or -errno; a kernel, or a namespace, that tracks nothing has none. */
int conntrack_forget(const struct conntrack_of *of, size_t *count);

#endif
