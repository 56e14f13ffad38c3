/* have_links.c - the links that the configuration names. */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>
#include <sys/socket.h>

#include "have.h"
#include "have_parse.h"
#include "have_reading.h"

static struct nl_msg *make_link_request(const void *detail)
{
	const char *name = detail;
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC };
	struct nl_msg *message = nlmsg_alloc_simple(RTM_GETLINK, 0);
	int attribute = strlen(name) < DEVICE_SIZE ? IFLA_IFNAME : IFLA_ALT_IFNAME;

	if (!message)
		return NULL;
	if (nlmsg_append(message, &info, sizeof(info), NLMSG_ALIGNTO) || nla_put_string(message, attribute, name) ||
	    nla_put_u32(message, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)) {
		nlmsg_free(message);
		return NULL;
	}
	return message;
}

static int receive_link(const struct nlmsghdr *message, void *context)
{
	struct reading *r = context;
	struct link link;
	struct link *links;
	int found = have_parse_link(message, &link);

	if (found <= 0)
		return found;
	for (size_t i = 0; i < r->host->link_count; i++)
		if (r->host->links[i].index == link.index)
			return 0;
	links = reallocarray(r->host->links, r->host->link_count + 1, sizeof(*links));
	if (!links)
		return -ENOMEM;
	r->host->links = links;
	links[r->host->link_count++] = link;
	return 0;
}

/* A short name may be an altname too: RTM_GETLINK by IFLA_IFNAME finds both since Linux 5.5. */
static int read_link(struct reading *r, const char *name)
{
	size_t before = r->host->link_count;
	int error = have_ask(r, make_link_request, name, receive_link);

	if (error == -EINVAL || error == -ERANGE) /* a kernel without altnames */
		return -ENODEV;
	if (!error && r->host->link_count > before && strcmp(r->host->links[before].name, name))
		strcpy(r->host->links[before].altname, name);
	return error;
}

static int read_link_once(struct reading *r, const char *name)
{
	int error = host_find_link(r->host, name) ? 0 : read_link(r, name);

	return error == -ENODEV ? 0 : error;
}

/* The links that routes of ifup-routes leave by. */
static int read_static_links(struct reading *r, const struct static_set *set)
{
	char device[DEVICE_SIZE] = "";
	const char *last = device;
	int error;

	memcpy(device, set->device, strcspn(set->device, ":"));
	error = read_link_once(r, device);
	for (size_t i = 0; i < set->wanted.count; i++) {
		const struct object *o = &set->wanted.objects[i];

		for (size_t k = 0; !error && o->kind == KIND_ROUTE && k < o->route.hop_count; k++) {
			const char *name = o->route.hops[k].device;

			if (name[0] && strcmp(name, last)) /* thousands of routes leave by one */
				error = read_link_once(r, last = name);
		}
	}
	return error;
}

int have_read_links(struct reading *r)
{
	const char *name;
	int error = 0;

	for (size_t i = 0; !error && (name = config_interface(r->config, i)); i++)
		error = read_link_once(r, name);
	/* what we changed on an interface that has left the file since */
	for (size_t i = 0; !error && r->facts && i < r->facts->noted_count; i++)
		if (r->facts->noted[i].device[0])
			error = read_link_once(r, r->facts->noted[i].device);
	for (size_t i = 0; !error && r->facts && i < r->facts->static_count; i++)
		error = read_static_links(r, &r->facts->static_sets[i]);
	return error;
}

static unsigned find_index(const struct host *host, const char *name)
{
	const struct link *link = host_find_link(host, name);

	return link ? link->index : 0;
}

int have_configured_name(struct netlink *nl, const struct config *config, const char *name, const char **configured)
{
	_cleanup_(host_free) struct host host = { 0 }, asked = { 0 };
	struct reading all = { .nl = nl, .config = config, .host = &host }, one = { .nl = nl, .config = config, .host = &asked };
	int error = read_link(&one, name);
	const char *called;

	*configured = NULL;
	if (!error)
		error = have_read_links(&all);
	for (size_t i = 0; !error && (called = config_interface(config, i)); i++)
		if (find_index(&host, called) == asked.links[0].index)
			*configured = called;
	return error;
}
