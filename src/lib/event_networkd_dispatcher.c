/* event_networkd_dispatcher.c - networkd-dispatcher(8): a link of systemd-networkd has entered another state, in the environment. */
#include <errno.h>

#include "event_words.h"

/* Whichever state it is: the scripts run late, and after `-T' again. What counts is what the kernel shows by now, and a hold that a person made does not end
 * because a carrier came back. */
int event_networkd_dispatcher(struct reader *r)
{
	if (r->count)
		return -EINVAL;
	if (event_take_interface(r, "IFACE", event_variable(r, "IFACE")))
		r->event->what = EVENT_LOOK;
	return 0;
}
