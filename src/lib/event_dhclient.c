/* event_dhclient.c - dhclient-script(8): a lease came, is another, or is over. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "event_words.h"

/* The reasons that are missing here (PREINIT, MEDIUM, NBI, DEPREF6 ...) change nothing that homing looks at. An address that was changed never
 * comes as RENEW: it is EXPIRE, and a BOUND that knows of no old one. */
static const struct event_reason REASONS[] = {
	{ "BOUND", EVENT_LEASE, AF_INET },	   { "RENEW", EVENT_LEASE, AF_INET },	    { "REBIND", EVENT_LEASE, AF_INET },
	{ "REBOOT", EVENT_LEASE, AF_INET },	   { "TIMEOUT", EVENT_LEASE, AF_INET },	    { "EXPIRE", EVENT_LEASE_GONE, AF_INET },
	{ "FAIL", EVENT_LEASE_GONE, AF_INET },	   { "RELEASE", EVENT_LEASE_GONE, AF_INET }, { "STOP", EVENT_LEASE_GONE, AF_INET },
	{ "BOUND6", EVENT_LEASE, AF_INET6 },	   { "RENEW6", EVENT_LEASE, AF_INET6 },	    { "REBIND6", EVENT_LEASE, AF_INET6 },
	{ "EXPIRE6", EVENT_LEASE_GONE, AF_INET6 }, { "RELEASE6", EVENT_LEASE_GONE, AF_INET6 }, { "STOP6", EVENT_LEASE_GONE, AF_INET6 },
};

static void take_lease4(struct reader *r)
{
	struct event_lease *lease = &r->event->lease;

	lease->length = event_take_mask(r, "new_subnet_mask");
	event_take_address(r, "new_dhcp_server_identifier", AF_INET, &lease->server);
	if (!event_take_routes(r, "new_rfc3442_classless_static_routes") && !event_take_routes(r, "new_ms_classless_static_routes"))
		event_take_address(r, "new_routers", AF_INET, &lease->gateway);
}

int event_dhclient(struct reader *r)
{
	const struct event_reason *reason = event_find_reason(REASONS, COUNT(REASONS), event_variable(r, "reason"));
	struct event *e = r->event;
	bool six;

	if (r->count)
		return -EINVAL;
	if (!reason || !event_take_interface(r, "interface", event_variable(r, "interface")))
		return 0;
	e->what = reason->what;
	six = reason->family == AF_INET6;
	snprintf(e->lease.client, sizeof(e->lease.client), "dhclient%c", six ? '6' : '4');
	if (e->what != EVENT_LEASE)
		return 0;
	if (!event_take_address(r, six ? "new_ip6_address" : "new_ip_address", reason->family, &e->lease.address))
		e->what = EVENT_LOOK; /* a delegated prefix comes alone */
	else if (six) /* DHCPv6 tells no router, and its server by a name of its own, not by an address */
		e->lease.length = event_take_length(r, "new_ip6_prefixlen", 128);
	else
		take_lease4(r);
	return 0;
}
