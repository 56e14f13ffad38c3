/* hook_profile.h - the user data of a NetworkManager profile; only hook.c uses it. */
#ifndef HOMING_HOOK_PROFILE_H
#define HOMING_HOOK_PROFILE_H

#include "event.h"

/* Takes the keys `homing.KEY' of the section [user] of event->profile (nm-settings-keyfile(5)) for the stanza. A file that is not there says nothing; one that
 * must not be trusted or cannot be read, and whatever in these keys cannot be right, is warned of in log and left out. */
void profile_read(struct event *event, struct log *log);

#endif
