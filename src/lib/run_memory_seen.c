/* run_memory_seen.c - the addresses that an uplink has, or had while it had any: what is still remembered of its flows goes by them. */
#include <errno.h>
#include <stdlib.h>

#include "run_memory.h"
#include "run_work.h"

int seen_take_addresses(struct seen *s, struct seen *before, const struct view *views)
{
	for (int family = V4; family < FAMILIES; family++)
		for (size_t i = 0; i < views[family].addresses.count; i++)
			if (prefixes_add(&s->addresses, &views[family].addresses.items[i]))
				return -ENOMEM;
	if (s->addresses.count || !before)
		return 0;
	s->addresses = before->addresses;
	before->addresses = (struct prefixes){ 0 };
	return 0;
}

void seen_free(struct seen *seen, size_t count)
{
	for (size_t i = 0; i < count; i++)
		prefixes_free(&seen[i].addresses);
	free(seen);
}
