/* apply_message.h - one step as one rtnetlink message; only apply.c uses it. */
#ifndef HOMING_APPLY_MESSAGE_H
#define HOMING_APPLY_MESSAGE_H

#include "diff.h"
#include "host.h"

struct nl_msg;

/* The message that asks for the step; host tells the devices' indexes. *out is the caller's to free (nlmsg_free). Returns 0, -ENODEV (no such device), -ENOMEM or -EINVAL. */
int apply_message(const struct host *host, const struct step *step, struct nl_msg **out);

#endif
