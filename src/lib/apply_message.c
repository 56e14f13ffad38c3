/* apply_message.c - one step as one rtnetlink message, by libnl's build functions; raw attributes where libnl 3.7 has none. */
#include "apply_message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/addr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <netlink/route/rule.h>
#include <string.h>

#include "util.h"

static void put_rule(struct rtnl_rule **rule)
{
	rtnl_rule_put(*rule);
}

static void put_route(struct rtnl_route **route)
{
	rtnl_route_put(*route);
}

static void put_address(struct rtnl_addr **address)
{
	rtnl_addr_put(*address);
}

static void put_addr(struct nl_addr **addr)
{
	nl_addr_put(*addr);
}

static int from_libnl(int error)
{
	return !error ? 0 : error == -NLE_NOMEM ? -ENOMEM : -EINVAL;
}

static struct nl_addr *build_addr(const struct prefix *p)
{
	struct nl_addr *addr = nl_addr_build(p->family, p->bytes, prefix_full_length(p->family) / 8u);

	if (addr)
		nl_addr_set_prefixlen(addr, p->length);
	return addr;
}

/* Sets one address field through libnl's setter, which takes a reference of its own. */
#define set_addr(setter, object, p)                                              \
	({                                                                       \
		_cleanup_(put_addr) struct nl_addr *addr_ = build_addr(p);       \
		addr_ ? from_libnl(setter(object, addr_)) : -ENOMEM;             \
	})

static unsigned find_index(const struct host *host, const char *device)
{
	const struct link *link = host_find_link(host, device);

	return link ? link->index : if_nametoindex(device);
}

/* Rules */

static int put_rule_extras(struct nl_msg *message, const struct rule *rule)
{
	struct fib_rule_hdr *header = nlmsg_data(nlmsg_hdr(message));

	header->tos = rule->tos;
	if (rule->invert)
		header->flags |= FIB_RULE_INVERT;
	if (rule->suppress_prefixlength >= 0 &&
	    nla_put_u32(message, FRA_SUPPRESS_PREFIXLEN, (uint32_t)rule->suppress_prefixlength))
		return -ENOMEM;
	if (rule->suppress_ifgroup >= 0 && nla_put_u32(message, FRA_SUPPRESS_IFGROUP, (uint32_t)rule->suppress_ifgroup))
		return -ENOMEM;
	return 0;
}

static void set_rule_ports(struct rtnl_rule *r, const struct rule *rule)
{
	if (rule->source_port[1])
		rtnl_rule_set_sport_range(r, rule->source_port[0], rule->source_port[1]);
	if (rule->destination_port[1])
		rtnl_rule_set_dport_range(r, rule->destination_port[0], rule->destination_port[1]);
}

static int rule_message(const struct rule *rule, bool remove, struct nl_msg **out)
{
	_cleanup_(put_rule) struct rtnl_rule *r = rtnl_rule_alloc();
	int error = 0;

	if (!r)
		return -ENOMEM;
	rtnl_rule_set_family(r, rule->family);
	rtnl_rule_set_prio(r, rule->priority);
	rtnl_rule_set_protocol(r, rule->protocol);
	rtnl_rule_set_action(r, rule->action);
	if (rule->action == FR_ACT_TO_TBL)
		rtnl_rule_set_table(r, rule->table);
	if (rule->action == FR_ACT_GOTO)
		rtnl_rule_set_goto(r, rule->target);
	if (rule->mask) {
		rtnl_rule_set_mark(r, rule->mark);
		rtnl_rule_set_mask(r, rule->mask);
	}
	if (rule->ip_protocol)
		rtnl_rule_set_ipproto(r, rule->ip_protocol);
	set_rule_ports(r, rule);
	if (prefix_is_set(&rule->from))
		error = set_addr(rtnl_rule_set_src, r, &rule->from);
	if (!error && prefix_is_set(&rule->to))
		error = set_addr(rtnl_rule_set_dst, r, &rule->to);
	if (!error && rule->iif[0])
		error = from_libnl(rtnl_rule_set_iif(r, rule->iif));
	if (!error && rule->oif[0])
		error = from_libnl(rtnl_rule_set_oif(r, rule->oif));
	/* no NLM_F_EXCL: it costs one more walk of the list, and the dump under the lock has shown that the rule is missing */
	if (!error)
		error = from_libnl(remove ? rtnl_rule_build_delete_request(r, 0, out)
					  : rtnl_rule_build_add_request(r, NLM_F_CREATE, out));
	return error ? error : put_rule_extras(*out, rule);
}

/* Routes */

static int add_hop(struct rtnl_route *r, const struct host *host, const struct hop *hop, bool single)
{
	struct rtnl_nexthop *next;
	unsigned index = 0;

	if (hop->device[0] && !(index = find_index(host, hop->device)))
		return -ENODEV;
	next = rtnl_route_nh_alloc();
	if (!next)
		return -ENOMEM;
	rtnl_route_add_nexthop(r, next); /* which frees it with the route */
	rtnl_route_nh_set_ifindex(next, (int)index);
	if (hop->onlink)
		rtnl_route_nh_set_flags(next, RTNH_F_ONLINK);
	if (!single) /* ip(8) shows one more than the wire carries */
		rtnl_route_nh_set_weight(next, (uint8_t)(hop->weight - 1));
	if (prefix_is_set(&hop->gateway)) {
		_cleanup_(put_addr) struct nl_addr *gateway = build_addr(&hop->gateway);

		if (!gateway)
			return -ENOMEM;
		rtnl_route_nh_set_gateway(next, gateway);
	}
	return 0;
}

/* A replace keys on destination, tos and metric within the table, whoever made the route; an add never touches one that is there. */
static int route_flags(enum step_kind kind)
{
	return kind == STEP_REPLACE ? NLM_F_CREATE | NLM_F_REPLACE : NLM_F_CREATE | NLM_F_EXCL;
}

static int route_message(const struct host *host, const struct route *route, enum step_kind kind, struct nl_msg **out)
{
	_cleanup_(put_route) struct rtnl_route *r = rtnl_route_alloc();
	int error;

	if (!r)
		return -ENOMEM;
	rtnl_route_set_family(r, route->family);
	rtnl_route_set_table(r, route->table);
	rtnl_route_set_protocol(r, route->protocol);
	rtnl_route_set_type(r, route->type);
	rtnl_route_set_scope(r, route->scope);
	rtnl_route_set_tos(r, route->tos);
	rtnl_route_set_priority(r, route->metric);
	error = set_addr(rtnl_route_set_dst, r, &route->destination);
	if (!error && prefix_is_set(&route->source))
		error = set_addr(rtnl_route_set_pref_src, r, &route->source);
	for (unsigned i = 1; !error && i < ROUTE_METRICS && kind != STEP_DELETE; i++)
		if (route->metrics[i])
			error = from_libnl(rtnl_route_set_metric(r, (int)i, route->metrics[i]));
	for (size_t i = 0; !error && i < route->hop_count; i++)
		error = add_hop(r, host, &route->hops[i], route->hop_count == 1);
	if (error)
		return error;
	return from_libnl(kind == STEP_DELETE ? rtnl_route_build_del_request(r, 0, out)
					      : rtnl_route_build_add_request(r, route_flags(kind), out));
}

/* Addresses */

static int set_address(struct rtnl_addr *a, const struct address *address)
{
	int error;

	if (prefix_is_set(&address->peer)) {
		error = set_addr(rtnl_addr_set_peer, a, &address->peer);
		if (error)
			return error;
	}
	error = set_addr(rtnl_addr_set_local, a, &address->local);
	if (!error && address->label[0])
		error = from_libnl(rtnl_addr_set_label(a, address->label));
	if (address->nodad)
		rtnl_addr_set_flags(a, IFA_F_NODAD);
	if (address->deprecated) {
		rtnl_addr_set_preferred_lifetime(a, 0);
		rtnl_addr_set_valid_lifetime(a, UINT32_MAX);
	}
	return error;
}

static int address_message(const struct host *host, const struct address *address, enum step_kind kind, struct nl_msg **out)
{
	_cleanup_(put_address) struct rtnl_addr *a = rtnl_addr_alloc();
	unsigned index = find_index(host, address->device);
	int flags = kind == STEP_REPLACE ? NLM_F_REPLACE : NLM_F_CREATE | NLM_F_EXCL;
	int error;

	if (!a)
		return -ENOMEM;
	if (!index)
		return -ENODEV;
	rtnl_addr_set_ifindex(a, (int)index);
	rtnl_addr_set_family(a, address->local.family);
	error = set_address(a, address);
	if (!error)
		error = from_libnl(kind == STEP_DELETE ? rtnl_addr_build_delete_request(a, 0, out)
						       : rtnl_addr_build_add_request(a, flags, out));
	if (!error && kind != STEP_DELETE && address->protocol && nla_put_u8(*out, IFA_PROTO, address->protocol))
		error = -ENOMEM;
	return error;
}

/* Settings */

static int group_message(const struct host *host, const struct setting *setting, struct nl_msg **out)
{
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC, .ifi_index = (int)find_index(host, setting->device) };

	if (!info.ifi_index)
		return -ENODEV;
	*out = nlmsg_alloc_simple(RTM_SETLINK, 0);
	if (!*out || nlmsg_append(*out, &info, sizeof(info), NLMSG_ALIGNTO) || nla_put_u32(*out, IFLA_GROUP, setting->value))
		return -ENOMEM;
	return 0;
}

int apply_message(const struct host *host, const struct step *step, struct nl_msg **out)
{
	const struct object *o = step->object;
	int error = -EINVAL;

	*out = NULL;
	switch (o->kind) {
	case KIND_SETTING:
		error = group_message(host, &o->setting, out);
		break;
	case KIND_ADDRESS:
		error = address_message(host, &o->address, step->kind, out);
		break;
	case KIND_ROUTE:
		error = route_message(host, &o->route, step->kind, out);
		break;
	case KIND_RULE:
		error = rule_message(&o->rule, step->kind == STEP_DELETE, out);
		break;
	}
	if (error && *out)
		nlmsg_free(steal_pointer(out));
	return error;
}
