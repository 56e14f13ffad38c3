/* event_lease.c - what DHCP clients tell of a lease, however each of them spells it. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "event_words.h"

bool event_read_decimal(const char *text, unsigned most, unsigned *out)
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

const struct event_reason *event_find_reason(const struct event_reason *rows, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].word, word))
			return &rows[i];
	return NULL;
}

unsigned char event_take_length(const struct reader *r, const char *name, unsigned char most)
{
	const char *text = event_variable(r, name);
	char why[40];
	unsigned length;

	if (!*text)
		return most;
	if (event_read_decimal(text, most, &length))
		return (unsigned char)length;
	snprintf(why, sizeof(why), "not a length from 0 to %d", most);
	event_refuse(r, name, text, why);
	return most;
}

void event_add_delegated(const struct reader *r, const char *name, const struct prefix *prefix)
{
	struct event_lease *lease = &r->event->lease;

	if (!prefix->length || prefix_is_link_local(prefix))
		event_refuse(r, name, event_variable(r, name), "not a prefix that can be delegated");
	else if (lease->delegated_count < LEASE_PREFIXES)
		lease->delegated[lease->delegated_count++] = prefix_masked(prefix);
}

unsigned char event_take_mask(const struct reader *r, const char *name)
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
		if (!event_read_decimal(word, 255, &value))
			return 0;
		out[count++] = (unsigned char)value;
		text += length;
	}
	return count;
}

static void add_route(struct event_lease *lease, const struct event_route *route)
{
	if (!route->destination.length && !prefix_is_set(&lease->gateway))
		lease->gateway = route->gateway;
	if (lease->route_count < EVENT_ROUTES)
		lease->routes[lease->route_count++] = *route;
}

/* `0 192 0 2 1 8 10 192 0 2 1', as dhclient writes the option. */
static bool take_octets(struct event_lease *lease, const char *text)
{
	unsigned char octets[255]; /* an option has no more */
	size_t count = read_octets(text, octets, sizeof(octets)), used = 0;

	while (used < count) {
		struct event_route route;
		size_t taken = read_route(octets + used, count - used, &route);

		if (!taken)
			return false;
		used += taken;
		add_route(lease, &route);
	}
	return count > 0;
}

/* Cuts a word off that is a prefix or an address of IPv4. Returns false when it is none, or when there is no word left. */
static bool read_prefix(const char **text, struct prefix *out)
{
	const char *word = *text + strspn(*text, " \t");
	size_t length = strcspn(word, " \t");
	char copy[PREFIX_TEXT];

	if (!length || length >= sizeof(copy))
		return false;
	memcpy(copy, word, length);
	copy[length] = '\0';
	*text = word + length;
	*text += strspn(*text, " \t");
	return !prefix_read(copy, out) && out->family == AF_INET;
}

/* `0.0.0.0/0 192.0.2.1 10.0.0.0/8 192.0.2.1', as all the others do. */
static bool take_prefixes(struct event_lease *lease, const char *text)
{
	static const struct prefix none;

	while (*text) {
		struct event_route route;

		if (!read_prefix(&text, &route.destination) || !read_prefix(&text, &route.gateway) || !prefix_is_host(&route.gateway))
			return false;
		route.destination = prefix_masked(&route.destination);
		if (!memcmp(route.gateway.bytes, none.bytes, 4))
			route.gateway = none; /* 0.0.0.0: on link */
		else if (!event_is_usable(&route.gateway))
			return false;
		add_route(lease, &route);
	}
	return true;
}

bool event_take_routes(const struct reader *r, const char *name)
{
	struct event_lease *lease = &r->event->lease;
	const char *text = event_variable(r, name);

	if (!*text)
		return false;
	if (strchr(text, '.') ? take_prefixes(lease, text) : take_octets(lease, text))
		return true;
	event_refuse(r, name, text, "not classless routes");
	lease->route_count = 0;
	lease->gateway = (struct prefix){ 0 };
	return false;
}
