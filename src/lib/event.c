/* event.c - the systems, and what all of their translators need. */
#include "event.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event_words.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

const char *const EVENT_KEYS[STANZA_KEYS] = {
	[STANZA_UPLINK] = "uplink",	    [STANZA_GATEWAY] = "gateway", [STANZA_TABLE] = "table",	    [STANZA_WEIGHT] = "weight",
	[STANZA_PREFERENCE] = "preference", [STANZA_GUARD] = "guard",	  [STANZA_ADDRESSES] = "addresses",
};

static const struct {
	const char *name;
	event_translate *translate;
} SYSTEMS[] = {
	{ "ifupdown", event_ifupdown },
	{ "ifupdown-ng", event_ifupdown },
	{ "ifupdown2", event_ifupdown },
	{ "dhclient", event_dhclient },
	{ "dhcpcd", event_dhcpcd },
	{ "udhcpc", event_udhcpc },
	{ "networkmanager", event_networkmanager },
	{ "networkd-dispatcher", event_networkd_dispatcher },
	{ "ppp", event_ppp },
};

const char *event_get_environment(const char *name, void *context)
{
	(void)context;
	return getenv(name);
}

const char *event_variable(const struct reader *r, const char *name)
{
	const char *value = r->get(name, r->context);

	return value ? value : "";
}

void event_refuse(const struct reader *r, const char *name, const char *value, const char *why)
{
	log_add(r->log, LEVEL_WARNING, "%s: `%.60s%s': %s; ignored", name, value, strlen(value) > 60 ? "..." : "", why);
}

/* Narrower than the kernel's dev_valid_name(): the name goes into the names of files and into INI files. */
bool event_take_interface(struct reader *r, const char *name, const char *value)
{
	size_t length = strlen(value);

	if (!length || !strcmp(value, "lo") || !strcmp(value, "--all"))
		return false;
	if (length >= DEVICE_SIZE || value[0] == '.' || value[0] == '-' || strspn(value, LETTERS "._-+@") != length) {
		event_refuse(r, name, value, "no device that homing can serve has this name");
		return false;
	}
	memcpy(r->event->interface, value, length + 1);
	return true;
}

bool event_is_usable(const struct prefix *p)
{
	if (prefix_is_loopback(p))
		return false;
	if (p->family == family_number(V4))
		return p->bytes[0] != 0 && p->bytes[0] < 224;
	for (size_t i = 0; i < sizeof(p->bytes); i++)
		if (p->bytes[i])
			return p->bytes[0] != 0xff;
	return false;
}

bool event_take_address(const struct reader *r, const char *name, unsigned char family, struct prefix *out)
{
	const char *value = event_variable(r, name);
	size_t length;
	char text[PREFIX_TEXT];
	struct prefix address;

	value += strspn(value, " \t");
	length = strcspn(value, " \t");
	if (!length)
		return false;
	if (length < sizeof(text)) {
		memcpy(text, value, length);
		text[length] = '\0';
		if (!prefix_read(text, &address) && address.family == family && prefix_is_host(&address) && event_is_usable(&address)) {
			*out = address;
			return true;
		}
	}
	event_refuse(r, name, value, "not an address that a machine can have");
	return false;
}

const char *event_system(size_t i)
{
	return i < COUNT(SYSTEMS) ? SYSTEMS[i].name : NULL;
}

int event_read(const char *system, const char *const *words, size_t count, event_get *get, void *context, struct event *out,
	       struct log *log)
{
	struct reader r = { .words = words, .count = count, .get = get, .context = context, .event = out, .log = log };

	*out = (struct event){ 0 };
	for (size_t i = 0; i < COUNT(SYSTEMS); i++)
		if (!strcmp(SYSTEMS[i].name, system))
			return SYSTEMS[i].translate(&r);
	return -ENOENT;
}
