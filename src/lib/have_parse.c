/* have_parse.c - rtnetlink messages into the structs of state.h. */
#include "have_parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "text_words.h"

int have_device(const struct host *host, unsigned index, char name[DEVICE_SIZE])
{
	for (size_t i = 0; i < host->link_count; i++)
		if (host->links[i].index == index) {
			memcpy(name, host->links[i].name, DEVICE_SIZE);
			return 0;
		}
	return if_indextoname(index, name) ? 0 : -errno;
}

/* An address attribute; one of the wrong size is not set. */
static struct prefix read_address(const struct nlattr *attr, unsigned char family, unsigned char length)
{
	struct prefix p = { .family = family, .length = length };
	int size = family == AF_INET ? 4 : 16;

	if (!attr || nla_len(attr) < size || length > prefix_full_length(family))
		return (struct prefix){ 0 };
	memcpy(p.bytes, nla_data(attr), (size_t)size);
	return p;
}

static uint32_t read_u32(const struct nlattr *attr, uint32_t otherwise)
{
	return attr && nla_len(attr) >= 4 ? nla_get_u32(attr) : otherwise;
}

static void read_name(const struct nlattr *attr, char name[DEVICE_SIZE])
{
	if (attr)
		nla_strlcpy(name, attr, DEVICE_SIZE);
}

int have_parse_link(const struct nlmsghdr *message, struct link *out)
{
	struct nlmsghdr *h = (struct nlmsghdr *)message;
	struct nlattr *tb[IFLA_MAX + 1];
	const struct ifinfomsg *info;

	if (h->nlmsg_type != RTM_NEWLINK || nlmsg_parse(h, sizeof(*info), tb, IFLA_MAX, NULL) < 0 || !tb[IFLA_IFNAME])
		return 0;
	info = nlmsg_data(h);
	*out = (struct link){
		.index = (unsigned)info->ifi_index,
		.up = info->ifi_flags & IFF_UP,
		.carrier = info->ifi_flags & (1u << 16), /* IFF_LOWER_UP */
		.pointopoint = info->ifi_flags & IFF_POINTOPOINT,
		.group = read_u32(tb[IFLA_GROUP], 0),
		.carrier_ups = read_u32(tb[IFLA_CARRIER_UP_COUNT], 0),
	};
	read_name(tb[IFLA_IFNAME], out->name);
	return 1;
}

int have_parse_address(const struct nlmsghdr *message, struct address *out, unsigned *index, bool *usable)
{
	struct nlmsghdr *h = (struct nlmsghdr *)message;
	struct nlattr *tb[IFA_MAX + 1];
	const struct ifaddrmsg *info;
	struct prefix far;
	uint32_t flags;

	if (h->nlmsg_type != RTM_NEWADDR || nlmsg_parse(h, sizeof(*info), tb, IFA_MAX, NULL) < 0)
		return 0;
	info = nlmsg_data(h);
	if (info->ifa_family != AF_INET && info->ifa_family != AF_INET6)
		return 0;
	*out = (struct address){ .protocol = tb[IFA_PROTO] ? nla_get_u8(tb[IFA_PROTO]) : 0 };
	far = read_address(tb[IFA_ADDRESS], info->ifa_family, info->ifa_prefixlen);
	out->local = read_address(tb[IFA_LOCAL], info->ifa_family, info->ifa_prefixlen);
	if (!prefix_is_set(&out->local))
		out->local = far; /* IPv6 without a peer has IFA_ADDRESS alone */
	else if (!prefix_equal(&far, &out->local))
		out->peer = far;
	if (!prefix_is_set(&out->local))
		return 0;
	*index = info->ifa_index;
	if (prefix_is_set(&out->peer))
		out->local = prefix_host(&out->local);
	flags = read_u32(tb[IFA_FLAGS], info->ifa_flags);
	out->nodad = flags & IFA_F_NODAD;
	if (tb[IFA_CACHEINFO] && nla_len(tb[IFA_CACHEINFO]) >= (int)sizeof(struct ifa_cacheinfo))
		out->deprecated = ((struct ifa_cacheinfo *)nla_data(tb[IFA_CACHEINFO]))->ifa_prefered == 0;
	read_name(tb[IFA_LABEL], out->label);
	*usable = !(flags & IFA_F_DADFAILED) && (!(flags & IFA_F_TENTATIVE) || (flags & IFA_F_OPTIMISTIC));
	return 1;
}

static int add_hop(struct route *route, const struct host *host, unsigned index, const struct nlattr *gateway, unsigned flags,
		   unsigned weight)
{
	struct hop *hops = reallocarray(route->hops, route->hop_count + 1, sizeof(*hops));
	struct hop hop = { .weight = weight, .onlink = flags & RTNH_F_ONLINK };

	if (!hops)
		return -ENOMEM;
	route->hops = hops;
	hop.gateway = read_address(gateway, route->family, prefix_full_length(route->family));
	if (index && have_device(host, index, hop.device))
		strcpy(hop.device, "?"); /* gone meanwhile: equal to nothing that is wanted */
	route->hops[route->hop_count++] = hop;
	return 0;
}

static int read_hops(struct route *route, const struct host *host, const struct nlattr *multipath)
{
	struct rtnexthop *next = nla_data(multipath);
	int left = nla_len(multipath);

	while (left >= (int)sizeof(*next) && next->rtnh_len >= sizeof(*next) && next->rtnh_len <= left) {
		struct nlattr *tb[RTA_MAX + 1] = { 0 };
		int error;

		if (nla_parse(tb, RTA_MAX, (struct nlattr *)(next + 1), next->rtnh_len - (int)sizeof(*next), NULL) < 0)
			return -EBADMSG;
		error = add_hop(route, host, (unsigned)next->rtnh_ifindex, tb[RTA_GATEWAY], next->rtnh_flags, next->rtnh_hops + 1u);
		if (error)
			return error;
		left -= (int)RTNH_ALIGN(next->rtnh_len);
		next = RTNH_NEXT(next);
	}
	return 0;
}

static void read_metrics(struct route *route, const struct nlattr *metrics)
{
	struct nlattr *tb[ROUTE_METRICS] = { 0 };

	if (!metrics || nla_parse_nested(tb, ROUTE_METRICS - 1, (struct nlattr *)metrics, NULL) < 0)
		return;
	for (size_t i = 1; i < ROUTE_METRICS; i++)
		route->metrics[i] = read_u32(tb[i], 0);
}

int have_parse_route(const struct nlmsghdr *message, const struct host *host, struct route *out)
{
	struct nlmsghdr *h = (struct nlmsghdr *)message;
	struct nlattr *tb[RTA_MAX + 1];
	const struct rtmsg *info;
	int error;

	if (h->nlmsg_type != RTM_NEWROUTE || nlmsg_parse(h, sizeof(*info), tb, RTA_MAX, NULL) < 0)
		return 0;
	info = nlmsg_data(h);
	if ((info->rtm_family != AF_INET && info->rtm_family != AF_INET6) || (info->rtm_flags & RTM_F_CLONED))
		return 0;
	*out = (struct route){
		.family = info->rtm_family,
		.type = info->rtm_type,
		.protocol = info->rtm_protocol,
		.scope = info->rtm_family == AF_INET ? info->rtm_scope : RT_SCOPE_UNIVERSE,
		.tos = info->rtm_tos,
		.table = read_u32(tb[RTA_TABLE], info->rtm_table),
		.metric = read_u32(tb[RTA_PRIORITY], 0),
		.destination = { .family = info->rtm_family },
		.source = read_address(tb[RTA_PREFSRC], info->rtm_family, prefix_full_length(info->rtm_family)),
	};
	if (info->rtm_dst_len)
		out->destination = read_address(tb[RTA_DST], info->rtm_family, info->rtm_dst_len);
	read_metrics(out, tb[RTA_METRICS]);
	/* IPv6 hangs error routes on lo; they leave by no device */
	if (!text_type_has_hops(info->rtm_type))
		return 1;
	if (tb[RTA_MULTIPATH])
		error = read_hops(out, host, tb[RTA_MULTIPATH]);
	else
		error = add_hop(out, host, read_u32(tb[RTA_OIF], 0), tb[RTA_GATEWAY], info->rtm_flags, 1);
	if (error)
		free(steal_pointer(&out->hops));
	return error ? error : 1;
}

int have_parse_rule(const struct nlmsghdr *message, unsigned char protocol, struct rule *out)
{
	struct nlmsghdr *h = (struct nlmsghdr *)message;
	struct nlattr *tb[FRA_MAX + 1], *mark;
	const struct fib_rule_hdr *info;

	if (h->nlmsg_type != RTM_NEWRULE || nlmsg_datalen(h) < (int)sizeof(*info))
		return 0;
	mark = nlmsg_find_attr(h, sizeof(*info), FRA_PROTOCOL);
	if ((protocol && (!mark || nla_get_u8(mark) != protocol)) || nlmsg_parse(h, sizeof(*info), tb, FRA_MAX, NULL) < 0)
		return 0;
	info = nlmsg_data(h);
	if (info->family != AF_INET && info->family != AF_INET6)
		return 0;
	*out = rule_empty(info->family);
	out->protocol = mark ? nla_get_u8(mark) : 0;
	out->action = info->action;
	out->tos = info->tos;
	out->invert = info->flags & FIB_RULE_INVERT;
	out->priority = read_u32(tb[FRA_PRIORITY], 0);
	out->table = info->action == FR_ACT_TO_TBL ? read_u32(tb[FRA_TABLE], info->table) : 0;
	out->target = info->action == FR_ACT_GOTO ? read_u32(tb[FRA_GOTO], 0) : 0;
	if (info->src_len)
		out->from = read_address(tb[FRA_SRC], info->family, info->src_len);
	if (info->dst_len)
		out->to = read_address(tb[FRA_DST], info->family, info->dst_len);
	read_name(tb[FRA_IIFNAME], out->iif);
	read_name(tb[FRA_OIFNAME], out->oif);
	out->mark = read_u32(tb[FRA_FWMARK], 0);
	out->mask = read_u32(tb[FRA_FWMASK], 0);
	out->ip_protocol = tb[FRA_IP_PROTO] ? nla_get_u8(tb[FRA_IP_PROTO]) : 0;
	if (tb[FRA_SPORT_RANGE] && nla_len(tb[FRA_SPORT_RANGE]) >= 4)
		memcpy(out->source_port, nla_data(tb[FRA_SPORT_RANGE]), 4);
	if (tb[FRA_DPORT_RANGE] && nla_len(tb[FRA_DPORT_RANGE]) >= 4)
		memcpy(out->destination_port, nla_data(tb[FRA_DPORT_RANGE]), 4);
	/* the kernel shows -1 where none is set, or leaves the attribute out */
	out->suppress_prefixlength = (int32_t)read_u32(tb[FRA_SUPPRESS_PREFIXLEN], UINT32_MAX);
	out->suppress_ifgroup = (int32_t)read_u32(tb[FRA_SUPPRESS_IFGROUP], UINT32_MAX);
	return 1;
}
