/* have.c - what the kernel holds: links, addresses, rules and the tables that are ours. */
#include "have.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "have_parse.h"
#include "have_reading.h"
#include "uplink.h"
#include "want.h"

#define DUMP_TRIES 5 /* a dump that others' changes cut across is asked again */

int have_ask(struct reading *r, struct nl_msg *(*make)(const void *), const void *detail, netlink_receive *receive)
{
	int error = -EAGAIN;

	for (int i = 0; error == -EAGAIN && i < DUMP_TRIES; i++) {
		struct nl_msg *message = make(detail);

		if (!message)
			return -ENOMEM;
		error = netlink_ask(r->nl, message, receive, r);
	}
	return error;
}

/* Rules */

static struct nl_msg *make_rule_dump(const void *detail)
{
	struct fib_rule_hdr header = { .family = AF_UNSPEC }; /* both, and those of multicast routing, which are passed over */
	struct nl_msg *message = nlmsg_alloc_simple(RTM_GETRULE, NLM_F_DUMP);

	(void)detail;
	if (message && nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO)) {
		nlmsg_free(message);
		return NULL;
	}
	return message;
}

static bool is_in_range(const struct config *config, uint32_t priority)
{
	uint32_t first = config->homing.priority;

	return (priority >= first && priority <= first + STEP_LAST) || (priority >= BALANCE_FIRST && priority <= BALANCE_LAST);
}

static int receive_rule(const struct nlmsghdr *message, void *context)
{
	struct reading *r = context;
	unsigned char protocol = (unsigned char)r->config->homing.protocol;
	struct rule rule;
	int found = have_parse_rule(message, r->extent == HAVE_FOREIGN ? 0 : protocol, &rule);

	if (found <= 0)
		return found;
	if (rule.protocol == protocol)
		return state_add_rule(&r->host->ours, &rule);
	return is_in_range(r->config, rule.priority) ? state_add_rule(&r->host->foreign, &rule) : 0;
}

/* Routes */

struct route_filter {
	unsigned char family, protocol;
	uint32_t table;
	unsigned index; /* of the interface that it must leave by, 0: any */
};

static struct nl_msg *make_route_dump(const void *detail)
{
	const struct route_filter *filter = detail;
	struct rtmsg header = { .rtm_family = filter->family, .rtm_protocol = filter->protocol };
	struct nl_msg *message = nlmsg_alloc_simple(RTM_GETROUTE, NLM_F_DUMP);

	if (!message)
		return NULL;
	if (nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO) ||
	    (filter->table && nla_put_u32(message, RTA_TABLE, filter->table)) ||
	    (filter->index && nla_put_u32(message, RTA_OIF, filter->index))) {
		nlmsg_free(message);
		return NULL;
	}
	return message;
}

static bool is_needed(const struct reading *r, const struct route *route, bool is_ours)
{
	if (r->defaults)
		return route->table == TABLE_MAIN && !route->destination.length;
	return is_ours || (r->extent != HAVE_EVERYTHING && !have_is_kernel_table(route->table));
}

/* A kernel without strict checking ignores the filter, so each route is looked at here as well. */
static int receive_route(const struct nlmsghdr *message, void *context)
{
	struct reading *r = context;
	struct object o = { .kind = KIND_ROUTE };
	int found = have_parse_route(message, r->host, &o.route);
	bool is_ours = o.route.protocol == r->config->homing.protocol;

	if (found <= 0)
		return found;
	if (!is_needed(r, &o.route, is_ours)) {
		object_free(&o);
		return 0;
	}
	return state_add(r->defaults ? r->defaults : is_ours ? &r->host->ours : &r->host->seen, &o);
}

static int read_table(struct reading *r, const struct route_filter *filter)
{
	int error = have_ask(r, make_route_dump, filter, receive_route);

	return error == -ENOENT ? 0 : error; /* a table that was never used */
}

static int read_tables(struct reading *r)
{
	_cleanup_(have_tables_free) struct have_tables tables = { 0 };
	int error = have_list_tables(r, &tables);

	for (size_t i = 0; !error && i < tables.count; i++)
		for (int family = V4; !error && family < FAMILIES; family++) {
			struct route_filter filter = { .family = family_number(family), .table = tables.items[i] };

			if (have_is_kernel_table(filter.table))
				filter.protocol = (unsigned char)r->config->homing.protocol;
			error = read_table(r, &filter);
		}
	return error;
}

/* Whatever bears our mark, and nothing else. */
static int read_everything(struct reading *r)
{
	r->extent = HAVE_EVERYTHING;
	for (int family = V4; family < FAMILIES; family++) {
		struct route_filter filter = { .family = family_number(family),
					       .protocol = (unsigned char)r->config->homing.protocol };
		int error = read_table(r, &filter);

		if (error)
			return error;
	}
	return 0;
}

/* An uplink without an address needs no gateway: a host without IPv6 is not asked for its IPv6 defaults. */
static bool has_address(const struct host *host, const struct link *link, unsigned char family)
{
	for (size_t i = 0; i < host->seen.count; i++) {
		const struct object *o = &host->seen.objects[i];

		if (o->kind == KIND_ADDRESS && o->address.local.family == family && !prefix_is_link_local(&o->address.local) &&
		    !strcmp(o->address.device, link->name))
			return true;
	}
	return false;
}

/* One walk of main for all uplinks of a family that need it; by the interface, where it is one alone. */
static int read_main_defaults(struct reading *r, const struct facts *facts)
{
	r->defaults = &r->host->seen;
	for (int family = V4; family < FAMILIES; family++) {
		struct route_filter filter = { .family = family_number(family), .table = TABLE_MAIN };
		size_t needed = 0;
		int error;

		for (size_t i = 0; i < r->config->uplink_count; i++) {
			const struct uplink *uplink = &r->config->uplinks[i];
			const struct link *link = host_find_link(r->host, uplink->interface);

			if (!link || !uplink_needs_main(uplink, family, facts, link) || !has_address(r->host, link, filter.family))
				continue;
			filter.index = needed++ ? 0 : link->index;
		}
		error = needed ? read_table(r, &filter) : 0;
		if (error)
			return error;
	}
	return 0;
}

/* Every default of main, those of no uplink and error routes too. */
static int read_foreign_defaults(struct reading *r)
{
	int error = 0;

	r->defaults = &r->host->foreign;
	for (int family = V4; !error && family < FAMILIES; family++) {
		struct route_filter filter = { .family = family_number(family), .table = TABLE_MAIN };

		error = read_table(r, &filter);
	}
	return error;
}

int have_gateways(struct netlink *nl, const struct link *link, struct prefixes *out)
{
	static const struct config nothing;
	_cleanup_(host_free) struct host host = { 0 };
	struct reading reading = { .nl = nl, .config = &nothing, .host = &host, .defaults = &host.seen };
	int error = 0;

	for (int family = V4; !error && family < FAMILIES; family++) {
		struct route_filter filter = { .family = family_number(family), .table = TABLE_MAIN, .index = link->index };

		error = read_table(&reading, &filter);
	}
	for (size_t i = 0; !error && i < host.seen.count; i++) {
		const struct route *route = &host.seen.objects[i].route;

		for (size_t k = 0; !error && k < route->hop_count; k++)
			if (!strcmp(route->hops[k].device, link->name) && prefix_is_set(&route->hops[k].gateway))
				error = prefixes_add_once(out, &route->hops[k].gateway);
	}
	return error;
}

int have_read(struct netlink *nl, const struct config *config, struct facts *facts, enum have_extent extent, struct host *out)
{
	struct reading reading = { .nl = nl, .config = config, .facts = facts, .host = out, .extent = extent };
	int error = have_read_links(&reading);

	if (!error)
		error = have_ask(&reading, make_rule_dump, NULL, receive_rule);
	if (!error)
		error = extent == HAVE_EVERYTHING ? 0 : read_tables(&reading);
	if (!error && (extent == HAVE_EVERYTHING || extent == HAVE_ALL_TABLES))
		error = read_everything(&reading); /* what is there twice, state_sort() drops */
	if (!error)
		error = have_read_addresses(&reading);
	if (!error)
		error = have_read_settings(&reading);
	if (!error) {
		facts_check(facts, out);
		error = read_main_defaults(&reading, facts);
	}
	if (!error && extent == HAVE_FOREIGN)
		error = read_foreign_defaults(&reading);
	if (!error)
		error = state_sort(&out->ours);
	if (!error)
		error = state_sort_facts(&out->seen);
	return error ? error : state_sort_facts(&out->foreign);
}
