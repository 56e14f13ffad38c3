/* privilege.c - what root may do, given up. */
#define _GNU_SOURCE /* setresuid(), setgroups() */
#include "privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "util.h"

/* The first is what nothing works without. */
static const unsigned KEPT[] = { CAP_NET_ADMIN, CAP_NET_RAW, CAP_SETUID, CAP_SETGID, CAP_KILL };

static bool is_kept(unsigned capability)
{
	for (size_t i = 0; i < COUNT(KEPT); i++)
		if (KEPT[i] == capability)
			return true;
	return false;
}

/* A service manager has taken the rest away already, and may have forbidden capset(2) itself. */
static bool has_only_kept(void)
{
	for (unsigned c = 0; c <= CAP_LAST_CAP; c++)
		if (!is_kept(c) && (capng_have_capability(CAPNG_PERMITTED, c) || capng_have_capability(CAPNG_BOUNDING_SET, c)))
			return false;
	return true;
}

int privilege_keep_network(bool commands)
{
	int have[COUNT(KEPT)];

	if (!commands && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	if (capng_get_caps_process())
		return -EPERM;
	for (size_t i = 0; i < COUNT(KEPT); i++)
		have[i] = capng_have_capability(CAPNG_EFFECTIVE, KEPT[i]);
	if (has_only_kept())
		return have[0] ? 0 : -EPERM;
	capng_clear(CAPNG_SELECT_BOTH);
	for (size_t i = 0; i < COUNT(KEPT); i++)
		if (have[i])
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, KEPT[i]);
	/* root gets back what the bounding set leaves with each program that it starts (capabilities(7)) */
	if (commands)
		return capng_apply(CAPNG_SELECT_CAPS) || !have[0] ? -EPERM : 0;
	/* homing-mark, which it starts, loads nftables */
	if (have[0])
		capng_update(CAPNG_ADD, CAPNG_BOUNDING_SET, KEPT[0]);
	/* the bounding set needs CAP_SETPCAP, which a service manager may have taken away: then it is empty by its hand */
	if (capng_apply(CAPNG_SELECT_BOTH) && capng_apply(CAPNG_SELECT_CAPS))
		return -EPERM;
	return have[0] ? 0 : -EPERM;
}

int privilege_die_together(void)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) ? -errno : 0;
}

/* Root becomes somebody else only once: what it could do before goes with the user id (capabilities(7)), and no_new_privs keeps it from coming back. */
int privilege_become(uid_t uid, gid_t gid)
{
	bool stranger = false;

	if (setresgid(gid, gid, gid))
		stranger = errno == EINVAL;
	else if (!setgroups(0, NULL) && !setresuid(uid, uid, uid))
		return privilege_die_together() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
	if (!stranger)
		return -errno;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	capng_clear(CAPNG_SELECT_BOTH);
	return capng_apply(CAPNG_SELECT_CAPS) ? -EPERM : 0;
}

void privilege_hide(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
