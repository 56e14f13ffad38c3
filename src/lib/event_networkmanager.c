/* event_networkmanager.c - NetworkManager-dispatcher(8): `INTERFACE ACTION'; what is known of the connection is in the environment. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "event_words.h"

/* NetworkManager waits for the scripts of pre-down, while the addresses are still there: so that word is never late, and holds. All the others are queued, and
 * may be run when they are no longer true; in the queue the last one comes last. `down' comes also when the carrier was lost, and that is nobody's word: aliases
 * stay. What is missing here (dhcp4-change, dhcp6-change, reapply, pre-up ...) is something to look at. */
static const struct {
	const char *action;
	enum event_what what;
	bool vpn;
} ACTIONS[] = {
	{ "up", EVENT_UP, false },	 { "pre-down", EVENT_DOWN, false },    { "down", EVENT_GONE, false },
	{ "vpn-up", EVENT_UP, true },	 { "vpn-pre-down", EVENT_DOWN, true }, { "vpn-down", EVENT_GONE, true },
	{ "hostname", EVENT_NOTHING, false }, /* of an interface `none' */
};

/* A VPN has an interface of its own, or none; that of the connection below it is not what goes up and down with it. */
static bool is_its_own(const struct reader *r)
{
	return !strcmp(event_variable(r, "VPN_IP_IFACE"), r->event->interface) && strcmp(event_variable(r, "DEVICE_IP_IFACE"), r->event->interface) != 0;
}

static void take_lease(const struct reader *r)
{
	struct event_lease *lease = &r->event->lease;

	if (!event_take_address(r, "DHCP4_IP_ADDRESS", AF_INET, &lease->address))
		return;
	strcpy(lease->client, EVENT_SILENT_CLIENT);
	lease->length = event_take_mask(r, "DHCP4_SUBNET_MASK");
	event_take_address(r, "DHCP4_DHCP_SERVER_IDENTIFIER", AF_INET, &lease->server);
	if (!event_take_routes(r, "DHCP4_RFC3442_CLASSLESS_STATIC_ROUTES") && !event_take_routes(r, "DHCP4_MS_CLASSLESS_STATIC_ROUTES"))
		event_take_address(r, "DHCP4_ROUTERS", AF_INET, &lease->gateway);
}

/* The profile's user data. Versions that do not hand it over name the file that it stands in. */
static void take_profile(const struct reader *r)
{
	const char *path = event_variable(r, "CONNECTION_FILENAME");

	event_take_stanza(r, "CONNECTION_USER_HOMING__");
	if (event_has_stanza(r->event) || !*path)
		return;
	if (*path == '/' && strlen(path) < EVENT_PATH_SIZE)
		strcpy(r->event->profile, path);
	else
		event_refuse(r, "CONNECTION_FILENAME", path, "not the path of a file");
}

int event_networkmanager(struct reader *r)
{
	enum event_what what = EVENT_LOOK;
	bool vpn = false;

	if (r->count != 2)
		return -EINVAL;
	for (size_t i = 0; i < COUNT(ACTIONS); i++) {
		if (strcmp(ACTIONS[i].action, r->words[1]))
			continue;
		what = ACTIONS[i].what;
		vpn = ACTIONS[i].vpn;
	}
	if (what == EVENT_NOTHING || !event_take_interface(r, "interface", r->words[0]))
		return 0;
	r->event->what = EVENT_LOOK;
	if ((vpn && !is_its_own(r)) || *event_variable(r, "CONNECTION_EXTERNAL"))
		return 0; /* what somebody else has made, NetworkManager only tells of */
	r->event->what = what;
	if (what == EVENT_UP)
		take_profile(r);
	if (!vpn && (what == EVENT_UP || what == EVENT_LOOK)) /* under a VPN it is the lease of another interface */
		take_lease(r);
	return 0;
}
