/* have_addresses.c - addresses: ours, and the usable ones of the uplinks. */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>

#include "have_parse.h"
#include "have_reading.h"

static struct nl_msg *make_address_dump(const void *detail)
{
	struct ifaddrmsg header = { .ifa_family = AF_UNSPEC };
	struct nl_msg *message = nlmsg_alloc_simple(RTM_GETADDR, NLM_F_DUMP);

	(void)detail;
	if (message && nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO)) {
		nlmsg_free(message);
		return NULL;
	}
	return message;
}

static bool is_linked(const struct host *host, unsigned index)
{
	for (size_t i = 0; i < host->link_count; i++)
		if (host->links[i].index == index)
			return true;
	return false;
}

/* One that lives elsewhere (lo, a LAN device) and belongs to an uplink by its name. */
static bool is_named(const struct config *config, const struct prefix *local)
{
	struct prefix address = prefix_host(local);

	for (size_t i = 0; i < config->uplink_count; i++)
		if (prefixes_have(&config->uplinks[i].addresses, &address))
			return true;
	return false;
}

/* Kernels before 5.18 drop IFA_PROTO: there an address is ours when a configured alias names it. */
static bool is_ours(const struct reading *r, const struct address *a)
{
	const struct config *config = r->config;

	if (a->protocol)
		return a->protocol == config->homing.protocol;
	for (size_t i = 0; !r->marks_addresses && i < config->alias_count; i++) {
		const struct link *link = host_find_link(r->host, config->aliases[i].interface);

		if (link && !strcmp(link->name, a->device) && prefixes_have(&config->aliases[i].addresses, &a->local))
			return true;
	}
	return false;
}

/* All interfaces in one dump: that is one question instead of one for each uplink. */
static int receive_address(const struct nlmsghdr *message, void *context)
{
	struct reading *r = context;
	struct address address;
	unsigned index;
	bool usable;
	int found = have_parse_address(message, &address, &index, &usable);

	if (found <= 0)
		return found;
	if (address.protocol != r->config->homing.protocol && !is_linked(r->host, index) && !is_named(r->config, &address.local))
		return 0;
	if (have_device(r->host, index, address.device))
		return 0;
	if (!strcmp(address.label, address.device))
		address.label[0] = '\0'; /* what the kernel shows where none was given */
	if (is_ours(r, &address))
		return state_add_address(&r->host->ours, &address);
	return usable ? state_add_address(&r->host->seen, &address) : 0;
}

static bool kernel_marks_addresses(void)
{
	struct utsname name;
	unsigned major = 0, minor = 0;

	return !uname(&name) && sscanf(name.release, "%u.%u", &major, &minor) == 2 && (major > 5 || (major == 5 && minor >= 18));
}

int have_read_addresses(struct reading *r)
{
	r->marks_addresses = kernel_marks_addresses();
	return have_ask(r, make_address_dump, NULL, receive_address);
}
