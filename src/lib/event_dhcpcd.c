/* event_dhcpcd.c - dhcpcd-run-hooks(8): leases, what a router advertises, a carrier that comes and goes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "event_words.h"

/* Missing here is what changes nothing (PREINIT, RECONFIGURE, TEST ...). The router of IPv6 is not read from ROUTERADVERT: dhcpcd has made main's default of
 * it by then. STOPPED and DEPARTED come behind a STOP or EXPIRE of each family, unless `persistent` (Debian's default) leaves the addresses where
 * they are: then the lease holds on as long as they do. */
static const struct event_reason REASONS[] = {
	{ "BOUND", EVENT_LEASE, AF_INET },	   { "RENEW", EVENT_LEASE, AF_INET },	      { "REBIND", EVENT_LEASE, AF_INET },
	{ "REBOOT", EVENT_LEASE, AF_INET },	   { "TIMEOUT", EVENT_LEASE, AF_INET },	      { "INFORM", EVENT_LEASE, AF_INET },
	{ "STATIC", EVENT_LEASE, AF_INET },	   { "NAK", EVENT_LEASE_GONE, AF_INET },      { "EXPIRE", EVENT_LEASE_GONE, AF_INET },
	{ "RELEASE", EVENT_LEASE_GONE, AF_INET },  { "STOP", EVENT_LEASE_GONE, AF_INET },     { "FAIL", EVENT_LEASE_GONE, AF_INET },
	{ "BOUND6", EVENT_LEASE, AF_INET6 },	   { "RENEW6", EVENT_LEASE, AF_INET6 },	      { "REBIND6", EVENT_LEASE, AF_INET6 },
	{ "REBOOT6", EVENT_LEASE, AF_INET6 },	   { "INFORM6", EVENT_LEASE, AF_INET6 },      { "EXPIRE6", EVENT_LEASE_GONE, AF_INET6 },
	{ "RELEASE6", EVENT_LEASE_GONE, AF_INET6 }, { "STOP6", EVENT_LEASE_GONE, AF_INET6 },  { "ROUTERADVERT", EVENT_LOOK, 0 },
	{ "DELEGATED6", EVENT_LOOK, 0 },	   { "IPV4LL", EVENT_LOOK, 0 },		      { "CARRIER", EVENT_LOOK, 0 },
	{ "NOCARRIER", EVENT_LOOK, 0 },		   { "NOCARRIER_ROAMING", EVENT_LOOK, 0 },    { "STOPPED", EVENT_LOOK, 0 },
	{ "DEPARTED", EVENT_LOOK, 0 },
};

static bool take_lease4(struct reader *r)
{
	struct event_lease *lease = &r->event->lease;

	if (!event_take_address(r, "new_ip_address", AF_INET, &lease->address))
		return false;
	lease->length = event_take_length(r, "new_subnet_cidr", 32);
	event_take_address(r, "new_dhcp_server_identifier", AF_INET, &lease->server);
	if (!event_take_routes(r, "new_classless_static_routes") && !event_take_routes(r, "new_ms_classless_static_routes"))
		event_take_address(r, "new_routers", AF_INET, &lease->gateway);
	return true;
}

/* new_dhcp6_ia_pd1_prefix1 and its length. Returns false where there is none. */
static bool take_delegated(struct reader *r, unsigned association, unsigned number)
{
	struct prefix prefix = { 0 };
	char name[48], length[56];

	snprintf(name, sizeof(name), "new_dhcp6_ia_pd%u_prefix%u", association, number);
	snprintf(length, sizeof(length), "%s_length", name);
	if (!*event_variable(r, name))
		return false;
	if (!event_take_address(r, name, AF_INET6, &prefix))
		return true;
	prefix.length = event_take_length(r, length, 128);
	event_add_delegated(r, name, &prefix);
	return true;
}

/* Of several addresses the first: DHCPv6 tells no router, and its server by a name of its own. Prefixes may come without any address. */
static bool take_lease6(struct reader *r)
{
	struct event_lease *lease = &r->event->lease;

	lease->length = 128;
	event_take_address(r, "new_dhcp6_ia_na1_ia_addr1", AF_INET6, &lease->address);
	for (unsigned association = 1; association <= LEASE_PREFIXES; association++)
		for (unsigned number = 1; number <= LEASE_PREFIXES && take_delegated(r, association, number); number++)
			;
	return prefix_is_set(&lease->address) || lease->delegated_count;
}

int event_dhcpcd(struct reader *r)
{
	const struct event_reason *reason = event_find_reason(REASONS, COUNT(REASONS), event_variable(r, "reason"));
	struct event *e = r->event;
	bool six;

	if (r->count)
		return -EINVAL;
	if (!reason || !event_take_interface(r, "interface", event_variable(r, "interface")))
		return 0;
	e->what = reason->what;
	if (!reason->family)
		return 0;
	six = reason->family == AF_INET6;
	snprintf(e->lease.client, sizeof(e->lease.client), "dhcpcd%c", six ? '6' : '4');
	if (e->what == EVENT_LEASE && !(six ? take_lease6(r) : take_lease4(r)))
		e->what = EVENT_LOOK;
	return 0;
}
