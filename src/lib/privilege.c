/* privilege.c - what root may do, given up. */
#include "privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <sys/prctl.h>

int privilege_keep_network(void)
{
	static const unsigned kept[] = { CAP_NET_ADMIN, CAP_NET_RAW };
	int have[2];

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	if (capng_get_caps_process())
		return -EPERM;
	for (int i = 0; i < 2; i++)
		have[i] = capng_have_capability(CAPNG_EFFECTIVE, kept[i]);
	capng_clear(CAPNG_SELECT_BOTH);
	for (int i = 0; i < 2; i++)
		if (have[i])
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, kept[i]);
	/* the bounding set needs CAP_SETPCAP, which a service manager may have taken away: then it is empty by its hand */
	if (capng_apply(CAPNG_SELECT_BOTH) && capng_apply(CAPNG_SELECT_CAPS))
		return -EPERM;
	return have[0] ? 0 : -EPERM;
}
