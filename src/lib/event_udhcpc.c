/* event_udhcpc.c - busybox' udhcpc: one word says what has happened, from the script that it runs. It speaks IPv4 alone. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "event_words.h"

/* An address that was changed is `nak', `deconfig', `bound'. */
static const struct event_reason REASONS[] = {
	{ "bound", EVENT_LEASE, AF_INET },	{ "renew", EVENT_LEASE, AF_INET },	    { "deconfig", EVENT_LEASE_GONE, AF_INET },
	{ "nak", EVENT_LEASE_GONE, AF_INET }, { "leasefail", EVENT_LEASE_GONE, AF_INET },
};

int event_udhcpc(struct reader *r)
{
	const struct event_reason *reason = r->count == 1 ? event_find_reason(REASONS, COUNT(REASONS), r->words[0]) : NULL;
	struct event *e = r->event;

	if (!reason)
		return -EINVAL;
	if (!event_take_interface(r, "interface", event_variable(r, "interface")))
		return 0;
	e->what = reason->what;
	strcpy(e->lease.client, "udhcpc4");
	if (e->what != EVENT_LEASE)
		return 0;
	if (!event_take_address(r, "ip", AF_INET, &e->lease.address)) {
		e->what = EVENT_LOOK;
		return 0;
	}
	e->lease.length = event_take_length(r, "mask", 32); /* `subnet' has it dotted */
	event_take_address(r, "serverid", AF_INET, &e->lease.server);
	if (!event_take_routes(r, "staticroutes") && !event_take_routes(r, "msstaticroutes"))
		event_take_address(r, "router", AF_INET, &e->lease.gateway);
	return 0;
}
