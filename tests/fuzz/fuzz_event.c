/* fuzz_event.c - whatever stands in the environment, what comes out of it can go into an INI file and into the name of one. The input is an environment,
 * NAME=VALUE a line each. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void claim(int holds)
{
	if (!holds)
		abort();
}

/* The lines, cut into strings. */
struct variables {
	char *names[64], *values[64];
	size_t count;
};

static const char *get(const char *name, void *context)
{
	const struct variables *v = context;

	for (size_t i = 0; i < v->count; i++)
		if (!strcmp(v->names[i], name))
			return v->values[i];
	return NULL;
}

static void cut(char *text, struct variables *v)
{
	while (*text && v->count < COUNT(v->names)) {
		char *line = text, *equals;
		size_t length = strcspn(line, "\n");

		text += length + (line[length] == '\n');
		line[length] = '\0';
		equals = strchr(line, '=');
		if (!equals)
			continue;
		*equals = '\0';
		v->names[v->count] = line;
		v->values[v->count++] = equals + 1;
	}
}

static void check_interface(const char *name)
{
	claim(*name && strlen(name) < DEVICE_SIZE && *name != '.' && *name != '-');
	claim(!strpbrk(name, "/ \t\r;#\"[]=\\:"));
	for (; *name; name++)
		claim(*name > 0x20 && *name < 0x7f);
}

static void check_stanza(const char *value)
{
	size_t length = strlen(value);

	claim(length < EVENT_VALUE_SIZE);
	claim(!strpbrk(value, ";#\"[]=\\\r"));
	claim(!length || (value[0] != ' ' && value[length - 1] != ' '));
	for (; *value; value++)
		claim(*value == '\t' || (*value >= 0x20 && *value < 0x7f));
}

static void check_lease(const struct event_lease *lease)
{
	unsigned char family = prefix_is_set(&lease->address) ? lease->address.family : family_number(V6);

	if (!prefix_is_set(&lease->address))
		claim(lease->delegated_count > 0);
	else
		claim(prefix_is_host(&lease->address));
	claim(lease->length <= prefix_full_length(family));
	claim(!prefix_is_set(&lease->gateway) || (lease->gateway.family == family && prefix_is_host(&lease->gateway)));
	claim(!prefix_is_set(&lease->server) || (lease->server.family == family && prefix_is_host(&lease->server)));
	claim(lease->route_count <= EVENT_ROUTES);
	for (size_t i = 0; i < lease->route_count; i++)
		claim(!prefix_has_host_bits(&lease->routes[i].destination));
}

static void check_delegated(const struct event_lease *lease)
{
	claim(lease->delegated_count <= LEASE_PREFIXES);
	for (size_t i = 0; i < lease->delegated_count; i++)
		claim(lease->delegated[i].family == family_number(V6) && lease->delegated[i].length && !prefix_has_host_bits(&lease->delegated[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		const char *system, *words[2];
	} calls[] = { { "ifupdown", { NULL } }, { "dhclient", { NULL } }, { "dhcpcd", { NULL } }, { "udhcpc", { "bound" } }, { "udhcpc", { "nak" } },
		    { "ppp", { "up", "4" } }, { "ppp", { "down", "6" } },
		    { "networkd-dispatcher", { NULL } }, { "networkmanager", { "eth1", "up" } }, { "networkmanager", { "eth1", "dhcp6-change" } },
		    { "networkmanager", { "tun0", "vpn-up" } } };
	_cleanup_free_ char *text = malloc(size + 1);
	struct variables variables = { .count = 0 };

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	cut(text, &variables);
	for (size_t i = 0; i < COUNT(calls); i++) {
		_cleanup_(log_free) struct log log = { 0 };
		struct event event;

		claim(!event_read(calls[i].system, calls[i].words, calls[i].words[0] ? calls[i].words[1] ? 2 : 1 : 0, get, &variables, &event, &log));
		for (size_t k = 0; k < STANZA_KEYS; k++)
			check_stanza(event.stanza[k]);
		if (event.what == EVENT_NOTHING)
			continue;
		check_interface(event.interface);
		if (event.what == EVENT_LEASE || prefix_is_set(&event.lease.address))
			check_lease(&event.lease);
		check_delegated(&event.lease);
		if (event.what == EVENT_LEASE || event.what == EVENT_LEASE_GONE || prefix_is_set(&event.lease.address))
			claim(!strcmp(event.lease.client, "dhclient4") || !strcmp(event.lease.client, "dhclient6") ||
			      !strcmp(event.lease.client, "dhcpcd4") || !strcmp(event.lease.client, "dhcpcd6") || !strcmp(event.lease.client, "udhcpc4") ||
			      !strcmp(event.lease.client, EVENT_SILENT_CLIENT));
		claim(!event.profile[0] || event.profile[0] == '/');
	}
	return 0;
}
