/* privilege.c - what root may do, given up. */
#include "privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <sys/prctl.h>

static const unsigned KEPT[] = { CAP_NET_ADMIN, CAP_NET_RAW };

/* A service manager has taken the rest away already, and may have forbidden capset(2) itself. */
static bool has_only_kept(void)
{
	for (unsigned c = 0; c <= CAP_LAST_CAP; c++)
		if (c != KEPT[0] && c != KEPT[1] && (capng_have_capability(CAPNG_PERMITTED, c) || capng_have_capability(CAPNG_BOUNDING_SET, c)))
			return false;
	return true;
}

int privilege_keep_network(void)
{
	int have[2];

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	if (capng_get_caps_process())
		return -EPERM;
	for (int i = 0; i < 2; i++)
		have[i] = capng_have_capability(CAPNG_EFFECTIVE, KEPT[i]);
	if (has_only_kept())
		return have[0] ? 0 : -EPERM;
	capng_clear(CAPNG_SELECT_BOTH);
	for (int i = 0; i < 2; i++)
		if (have[i])
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, KEPT[i]);
	/* the bounding set needs CAP_SETPCAP, which a service manager may have taken away: then it is empty by its hand */
	if (capng_apply(CAPNG_SELECT_BOTH) && capng_apply(CAPNG_SELECT_CAPS))
		return -EPERM;
	return have[0] ? 0 : -EPERM;
}
