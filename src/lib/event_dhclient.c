/* event_dhclient.c - dhclient-script(8): a lease came, is another, or is over. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "event_words.h"

/* The reasons that are missing here (PREINIT, MEDIUM, NBI, DEPREF6 ...) change nothing that homing looks at. An address that was changed never
 * comes as RENEW: it is EXPIRE, and a BOUND that knows of no old one. */
static const struct {
	const char *reason;
	enum event_what what;
	unsigned char family;
} REASONS[] = {
	{ "BOUND", EVENT_LEASE, AF_INET },	   { "RENEW", EVENT_LEASE, AF_INET },	    { "REBIND", EVENT_LEASE, AF_INET },
	{ "REBOOT", EVENT_LEASE, AF_INET },	   { "TIMEOUT", EVENT_LEASE, AF_INET },	    { "EXPIRE", EVENT_LEASE_GONE, AF_INET },
	{ "FAIL", EVENT_LEASE_GONE, AF_INET },	   { "RELEASE", EVENT_LEASE_GONE, AF_INET }, { "STOP", EVENT_LEASE_GONE, AF_INET },
	{ "BOUND6", EVENT_LEASE, AF_INET6 },	   { "RENEW6", EVENT_LEASE, AF_INET6 },	    { "REBIND6", EVENT_LEASE, AF_INET6 },
	{ "EXPIRE6", EVENT_LEASE_GONE, AF_INET6 }, { "RELEASE6", EVENT_LEASE_GONE, AF_INET6 }, { "STOP6", EVENT_LEASE_GONE, AF_INET6 },
};

static bool is_decimal(const char *text, unsigned most, unsigned *out)
{
	size_t digits = strspn(text, "0123456789");
	unsigned value = 0;

	if (!digits || digits > 3 || text[digits])
		return false;
	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (unsigned)(text[i] - '0');
	*out = value;
	return value <= most;
}

/* A mask that says nothing makes the address stand alone. */
static unsigned char mask_length(const struct reader *r, const char *name)
{
	const char *text = event_variable(r, name);
	struct prefix mask;
	unsigned char length = 0;

	if (!*text)
		return 32;
	if (!prefix_read(text, &mask) && mask.family == AF_INET && prefix_is_host(&mask)) {
		while (length < 32 && mask.bytes[length / 8] & (0x80 >> length % 8))
			length++;
		mask.length = length;
		if (!prefix_has_host_bits(&mask))
			return length;
	}
	event_refuse(r, name, text, "not a mask");
	return 32;
}

/* Up to 5 + 4 octets: how many of a destination are said follows from its length (RFC 3442). Returns how many were taken, 0 for none that is right. */
static size_t read_route(const unsigned char *octets, size_t count, struct event_route *out)
{
	size_t said = octets[0] <= 32 ? (octets[0] + 7u) / 8 : 4;
	static const struct prefix none;

	if (octets[0] > 32 || count < 1 + said + 4)
		return 0;
	*out = (struct event_route){ .destination = { .family = AF_INET, .length = octets[0] }, .gateway = { .family = AF_INET, .length = 32 } };
	memcpy(out->destination.bytes, octets + 1, said);
	out->destination = prefix_masked(&out->destination);
	memcpy(out->gateway.bytes, octets + 1 + said, 4);
	if (!memcmp(out->gateway.bytes, none.bytes, 4))
		out->gateway = none; /* 0.0.0.0: on link */
	else if (!event_is_usable(&out->gateway))
		return 0;
	return 1 + said + 4;
}

/* The octets of the variable, decimal, between blanks. Returns how many, 0 when one of them is none. */
static size_t read_octets(const char *text, unsigned char *out, size_t most)
{
	size_t count = 0;

	for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
		size_t length = strcspn(text, " \t");
		char word[4];
		unsigned value;

		if (count == most || length >= sizeof(word))
			return 0;
		memcpy(word, text, length);
		word[length] = '\0';
		if (!is_decimal(word, 255, &value))
			return 0;
		out[count++] = (unsigned char)value;
		text += length;
	}
	return count;
}

/* Returns whether the option is there and right: then that of the routers is void (RFC 3442). */
static bool take_routes(const struct reader *r, const char *name)
{
	struct event_lease *lease = &r->event->lease;
	const char *text = event_variable(r, name);
	unsigned char octets[255]; /* an option has no more */
	size_t count = read_octets(text, octets, sizeof(octets)), used = 0;

	if (!*text)
		return false;
	while (used < count) {
		struct event_route route;
		size_t taken = read_route(octets + used, count - used, &route);

		if (!taken)
			break;
		used += taken;
		if (!route.destination.length && !prefix_is_set(&lease->gateway))
			lease->gateway = route.gateway;
		if (lease->route_count < EVENT_ROUTES)
			lease->routes[lease->route_count++] = route;
	}
	if (count && used == count)
		return true;
	event_refuse(r, name, text, "not classless routes");
	lease->route_count = 0;
	lease->gateway = (struct prefix){ 0 };
	return false;
}

static void take_lease4(struct reader *r)
{
	struct event_lease *lease = &r->event->lease;

	lease->length = mask_length(r, "new_subnet_mask");
	event_take_address(r, "new_dhcp_server_identifier", AF_INET, &lease->server);
	if (!take_routes(r, "new_rfc3442_classless_static_routes") && !take_routes(r, "new_ms_classless_static_routes"))
		event_take_address(r, "new_routers", AF_INET, &lease->gateway);
}

/* DHCPv6 tells no router, and its server by a name of its own, not by an address. */
static void take_lease6(struct reader *r)
{
	const char *text = event_variable(r, "new_ip6_prefixlen");
	unsigned length = 128;

	if (*text && !is_decimal(text, 128, &length)) {
		event_refuse(r, "new_ip6_prefixlen", text, "not a length from 0 to 128");
		length = 128;
	}
	r->event->lease.length = (unsigned char)length;
}

int event_dhclient(struct reader *r)
{
	const char *reason = event_variable(r, "reason");
	struct event *e = r->event;
	unsigned char family = 0;

	if (r->count)
		return -EINVAL;
	for (size_t i = 0; i < COUNT(REASONS); i++) {
		if (strcmp(REASONS[i].reason, reason))
			continue;
		e->what = REASONS[i].what;
		family = REASONS[i].family;
	}
	if (e->what == EVENT_NOTHING || !event_take_interface(r, "interface", event_variable(r, "interface"))) {
		e->what = EVENT_NOTHING;
		return 0;
	}
	snprintf(e->lease.client, sizeof(e->lease.client), "dhclient%c", family == AF_INET6 ? '6' : '4');
	if (e->what != EVENT_LEASE)
		return 0;
	if (!event_take_address(r, family == AF_INET6 ? "new_ip6_address" : "new_ip_address", family, &e->lease.address))
		e->what = EVENT_LOOK; /* a delegated prefix comes alone */
	else if (family == AF_INET6)
		take_lease6(r);
	else
		take_lease4(r);
	return 0;
}
