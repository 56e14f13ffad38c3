/* packet_link.c - what an interface is, asked of the kernel without a library: one message there, one back. */
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "packet.h"
#include "util.h"

struct request {
	struct nlmsghdr header;
	struct ifinfomsg info;
	struct rtattr mask_head;
	uint32_t mask;
	struct rtattr name_head;
	char name[128]; /* ALTIFNAMSIZ */
};

/* A run of attributes; bytes NULL: none. */
struct attributes {
	const unsigned char *bytes;
	size_t size;
};

static struct attributes find_attribute(struct attributes in, unsigned type)
{
	while (in.size >= sizeof(struct rtattr)) {
		struct rtattr head;
		size_t step;

		memcpy(&head, in.bytes, sizeof(head));
		if (head.rta_len < sizeof(head) || head.rta_len > in.size)
			break;
		if ((head.rta_type & NLA_TYPE_MASK) == type)
			return (struct attributes){ in.bytes + sizeof(head), head.rta_len - sizeof(head) };
		step = NLMSG_ALIGN(head.rta_len);
		if (step > in.size)
			break;
		in.bytes += step;
		in.size -= step;
	}
	return (struct attributes){ 0 };
}

static int ask_kernel(const char *name, unsigned char *answer, size_t room, size_t *size)
{
	size_t length = strlen(name) + 1;
	struct request q = {
		.header = { .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST },
		.mask_head = { RTA_LENGTH(sizeof(uint32_t)), IFLA_EXT_MASK },
		.mask = RTEXT_FILTER_SKIP_STATS,
	};
	ssize_t got = -1;
	int fd, error = 0;

	if (length < 2 || length > sizeof(q.name))
		return -ENODEV;
	memcpy(q.name, name, length);
	/* the short attribute finds altnames too (Linux 5.5) */
	q.name_head.rta_type = length <= DEVICE_SIZE ? IFLA_IFNAME : IFLA_ALT_IFNAME;
	q.name_head.rta_len = (unsigned short)RTA_LENGTH(length);
	q.header.nlmsg_len = (uint32_t)(offsetof(struct request, name) + length);

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return -errno;
	if (send(fd, &q, q.header.nlmsg_len, 0) >= 0)
		got = recv(fd, answer, room, MSG_TRUNC);
	if (got < 0)
		error = -errno;
	else if ((size_t)got > room)
		error = -EMSGSIZE;
	close(fd);
	*size = (size_t)got;
	return error;
}

/* A port's own frames are the master's: the bridge takes them before a socket could (rx_handler). A VRF's are its own. */
static bool is_port(struct attributes link)
{
	struct attributes kind = find_attribute(find_attribute(link, IFLA_LINKINFO), IFLA_INFO_SLAVE_KIND);

	return kind.bytes && !(kind.size >= 3 && !memcmp(kind.bytes, "vrf", 3));
}

static enum packet_refusal judge(const struct ifinfomsg *info, struct attributes link)
{
	if (info->ifi_flags & IFF_LOOPBACK)
		return LINK_LOOPBACK;
	if (info->ifi_flags & IFF_NOARP)
		return LINK_NO_ARP;
	if (info->ifi_type != ARPHRD_ETHER || find_attribute(link, IFLA_ADDRESS).size != sizeof(struct mac))
		return LINK_NOT_ETHERNET;
	if (is_port(link))
		return LINK_PORT;
	if (!(info->ifi_flags & IFF_UP))
		return LINK_DOWN;
	/* more than the carrier: operational, its queues attached */
	return info->ifi_flags & IFF_RUNNING ? LINK_FINE : LINK_NO_CARRIER;
}

static bool forwards_ipv6(struct attributes link)
{
	struct attributes six = find_attribute(find_attribute(link, IFLA_AF_SPEC), AF_INET6);
	struct attributes conf = find_attribute(six, IFLA_INET6_CONF);
	int32_t forwarding = 0;

	if (conf.size >= (DEVCONF_FORWARDING + 1) * sizeof(forwarding))
		memcpy(&forwarding, conf.bytes + DEVCONF_FORWARDING * sizeof(forwarding), sizeof(forwarding));
	return forwarding != 0;
}

/* The kernel's own choice of a source for a neighbour on this link passes over those that are still checked, or failed. Nothing is sent. */
static struct prefix choose_link_local(unsigned index)
{
	struct sockaddr_in6 all_nodes = { .sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_scope_id = index };
	struct sockaddr_in6 own;
	struct prefix p = { .family = AF_INET6, .length = 128 };
	socklen_t size = sizeof(own);
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), failed;

	if (fd < 0)
		return (struct prefix){ 0 };
	all_nodes.sin6_addr.s6_addr[0] = 0xff;
	all_nodes.sin6_addr.s6_addr[1] = 0x02;
	all_nodes.sin6_addr.s6_addr[15] = 1;
	failed = connect(fd, (struct sockaddr *)&all_nodes, sizeof(all_nodes)) || getsockname(fd, (struct sockaddr *)&own, &size);
	close(fd);
	if (failed)
		return (struct prefix){ 0 };
	memcpy(p.bytes, own.sin6_addr.s6_addr, sizeof(p.bytes));
	return prefix_is_link_local(&p) ? p : (struct prefix){ 0 };
}

int packet_read_link(const char *name, struct packet_link *out)
{
	union {
		struct nlmsghdr header;
		unsigned char bytes[32768];
	} answer;
	struct attributes link, found;
	struct ifinfomsg info;
	struct nlmsgerr refused;
	size_t size = 0;
	int error = ask_kernel(name, answer.bytes, sizeof(answer), &size);

	*out = (struct packet_link){ 0 };
	if (error)
		return error;
	if (size < NLMSG_LENGTH(sizeof(info)) || answer.header.nlmsg_len > size)
		return -EPROTO;
	if (answer.header.nlmsg_type == NLMSG_ERROR) {
		memcpy(&refused, answer.bytes + NLMSG_HDRLEN, sizeof(refused));
		/* a kernel without altnames knows no such attribute, or such a long name */
		return refused.error == -EINVAL || refused.error == -ERANGE ? -ENODEV : refused.error;
	}
	memcpy(&info, answer.bytes + NLMSG_HDRLEN, sizeof(info));
	link = (struct attributes){ answer.bytes + NLMSG_LENGTH(sizeof(info)), answer.header.nlmsg_len - NLMSG_LENGTH(sizeof(info)) };
	out->index = (unsigned)info.ifi_index;
	found = find_attribute(link, IFLA_IFNAME);
	if (found.size > 0 && found.size <= sizeof(out->name))
		memcpy(out->name, found.bytes, found.size - 1);
	out->refusal = judge(&info, link);
	if (out->refusal != LINK_FINE)
		return 0;
	memcpy(out->mac.bytes, find_attribute(link, IFLA_ADDRESS).bytes, sizeof(out->mac.bytes));
	out->router = forwards_ipv6(link);
	out->link_local = choose_link_local(out->index);
	return 0;
}

const char *packet_refusal_text(enum packet_refusal refusal)
{
	static const char *const texts[] = {
		[LINK_FINE] = NULL,
		[LINK_LOOPBACK] = "is the loopback: it has no neighbours",
		[LINK_NO_ARP] = "does without ARP: its neighbours keep no MAC",
		[LINK_NOT_ETHERNET] = "is no Ethernet: its addresses are not of 6 bytes, or its frames have another form",
		[LINK_PORT] = "is a port of a bridge, bond or team: name that one",
		[LINK_DOWN] = "is down",
		[LINK_NO_CARRIER] = "has no carrier",
	};

	return texts[refusal];
}

static bool read_address(const struct sockaddr *from, struct prefix *out)
{
	*out = (struct prefix){ 0 };
	if (!from || (from->sa_family != AF_INET && from->sa_family != AF_INET6))
		return false;
	out->family = (unsigned char)from->sa_family;
	out->length = prefix_full_length(out->family);
	if (out->family == AF_INET)
		memcpy(out->bytes, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
	else
		memcpy(out->bytes, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
	return true;
}

static unsigned char count_bits(const struct prefix *mask)
{
	unsigned char bits = 0;

	while (bits < mask->length && mask->bytes[bits / 8] & (0x80 >> bits % 8))
		bits++;
	return bits;
}

static int find_subnet(const struct ifaddrs *all, const struct prefix *address, char name[DEVICE_SIZE])
{
	struct prefix subnet, mask;
	unsigned char longest = 0;
	int result = -ENOENT;

	for (const struct ifaddrs *a = all; a; a = a->ifa_next) {
		/* an IPv4 address with a label has that for a name */
		size_t length = strcspn(a->ifa_name, ":");

		if (!read_address(a->ifa_addr, &subnet) || !read_address(a->ifa_netmask, &mask) || length >= DEVICE_SIZE)
			continue;
		subnet.length = count_bits(&mask);
		if (subnet.length < longest || !subnet.length || !prefix_contains(&subnet, address))
			continue;
		if (subnet.length == longest && !result && (strncmp(name, a->ifa_name, length) || name[length]))
			result = -ENOTUNIQ;
		if (subnet.length == longest)
			continue;
		longest = subnet.length;
		memcpy(name, a->ifa_name, length);
		name[length] = '\0';
		result = 0;
	}
	return result;
}

int packet_find_interface(const struct prefix *target, const struct prefix *source, char name[DEVICE_SIZE])
{
	struct ifaddrs *all;
	int error;

	if (getifaddrs(&all))
		return -errno;
	error = find_subnet(all, target, name);
	if (error)
		error = find_subnet(all, source, name);
	freeifaddrs(all);
	return error;
}

static int read_macs(struct own_macs *out)
{
	struct ifaddrs *all;
	size_t room = 0;

	if (getifaddrs(&all))
		return -errno;
	for (const struct ifaddrs *a = all; a; a = a->ifa_next)
		room += a->ifa_addr && a->ifa_addr->sa_family == AF_PACKET;
	out->items = calloc(room + 1, sizeof(*out->items));
	for (const struct ifaddrs *a = all; out->items && a; a = a->ifa_next) {
		struct sockaddr_ll at;

		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_PACKET)
			continue;
		memcpy(&at, a->ifa_addr, sizeof(at));
		if (at.sll_halen == sizeof(struct mac))
			memcpy(out->items[out->count++].bytes, at.sll_addr, sizeof(struct mac));
	}
	freeifaddrs(all);
	return out->items ? 0 : -ENOMEM;
}

int packet_is_own(struct own_macs *own, const struct mac *mac)
{
	int error = own->items ? 0 : read_macs(own);

	if (error)
		return error;
	for (size_t i = 0; i < own->count; i++)
		if (mac_equal(&own->items[i], mac))
			return 1;
	return 0;
}

void own_macs_free(struct own_macs *own)
{
	free(own->items);
	*own = (struct own_macs){ 0 };
}
