/* event_ppp.c - pppd(8): `up 4', `down 6' and the like, from the directories of scripts that ip-up and its brothers run. The address and the other end are
 * the kernel's to tell; a point-to-point link needs no gateway. */
#include <errno.h>
#include <string.h>

#include "event_words.h"

int event_ppp(struct reader *r)
{
	/* PPP_IFACE is Debian's, whose ip-up gives it to the scripts; IFNAME is pppd's own */
	const char *name = *event_variable(r, "PPP_IFACE") ? "PPP_IFACE" : "IFNAME";

	if (r->count != 2 || (strcmp(r->words[0], "up") && strcmp(r->words[0], "down")) ||
	    (strcmp(r->words[1], "4") && strcmp(r->words[1], "6")))
		return -EINVAL;
	/* One family that goes is not the link that goes, and pppd has taken its addresses away by now. */
	if (event_take_interface(r, name, event_variable(r, name)))
		r->event->what = EVENT_LOOK;
	return 0;
}
