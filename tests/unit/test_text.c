/* test_text.c - ip commands as objects and back. tests/cases holds whole hosts; here stands each word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "text.h"
#include "util.h"

static struct text_line read_line(const char *line)
{
	struct text_line read;
	char why[TEXT_WHY];

	if (text_read_line(line, &read, why) < 0)
		fail_msg("%s\n\t%s", line, why);
	return read;
}

/* The line is read, and written as the same step. */
static void assert_written(const char *line, const char *written)
{
	struct text_line read = read_line(line);
	struct buffer text = { 0 };

	assert_int_equal(read.kind, TEXT_OBJECT);
	text_write_step(&text, &(struct step){ .kind = read.step, .object = &read.object });
	assert_false(text.failed);
	assert_string_equal(text.data, written);
	buffer_free(&text);
	object_free(&read.object);
}

static void assert_refused(const char *line, const char *reason)
{
	struct text_line read;
	char why[TEXT_WHY];

	if (text_read_line(line, &read, why) != -EINVAL)
		fail_msg("%s\n\tis not refused", line);
	if (strcmp(why, reason) != 0)
		fail_msg("%s\n\t%s\n\t%s", line, why, reason);
	assert_int_equal(read.kind, TEXT_NOTHING);
}

/* What is written is read as the same. */
static void test_own_lines(void **state)
{
	static const char *const lines[] = {
		"ip -4 addr add 192.0.2.12/32 dev eth0 label eth0:brain",
		"ip -4 addr add 192.0.2.12/24 dev eth0 preferred_lft 0",
		"ip -4 addr add local 192.0.2.12 peer 198.51.100.1/32 dev ppp0",
		"ip -4 addr del local 192.0.2.12 peer 198.51.100.1/32 dev ppp0",
		"ip -4 addr del 192.0.2.12/32 dev eth0",
		"ip -6 addr add 2001:db8::12/128 dev eth0 preferred_lft 0 nodad",
		"ip -6 addr replace 2001:db8::12/64 dev eth0",
		"ip -6 addr add local 2001:db8::12 peer 2001:db8::1/128 dev ppp0",
		"ip -6 addr del 2001:db8::12/64 dev eth0",
		"ip -4 route add 192.0.2.0/24 dev eth1 proto 72 table 7201",
		"ip -4 route add 192.0.2.1 dev eth1 proto 72 table 7201",
		"ip -4 route add default via 192.0.2.1 dev eth1 onlink proto 72 table 7201",
		"ip -4 route add default via 192.0.2.1 dev eth1 src 192.0.2.12 metric 5 proto 72 table 4294967295",
		"ip -4 route add default tos 0x10 via 192.0.2.1 dev eth1 proto 72 table 254",
		"ip -4 route add 192.0.2.0/24 dev eth1 scope 0 proto 72 table 7201",
		"ip -4 route add default via 192.0.2.1 dev eth1 scope 253 proto 72 table 7201",
		"ip -4 route add unreachable default metric 4294967295 proto 72 table 7201",
		"ip -4 route add blackhole 192.0.2.0/24 proto 72 table 7201",
		"ip -4 route add prohibit 192.0.2.0/24 proto 72 table 7201",
		"ip -4 route add throw 192.0.2.0/24 proto 72 table 7201",
		"ip -4 route add local 192.0.2.0/24 dev lo proto 72 table 7201",
		"ip -4 route add default proto 72 table 7200 nexthop via 192.0.2.1 dev eth1 weight 2 onlink nexthop dev ppp0 weight 256",
		"ip -4 route add default proto 72 table 7200 nexthop via 192.0.2.1 dev eth1 weight 2",
		("ip -4 route add default via 192.0.2.1 dev eth1 proto 72 table 254 mtu lock 1400 window 4096 rtt lock 800 rttvar 200 ssthresh 5 cwnd 6 advmss 1360 "
		 "reordering 4 hoplimit 9 initcwnd 10 rto_min 200 initrwnd 20 quickack 1 features ecn"),
		"ip -6 route add default metric 1024 proto 72 table 254 mtu 1400 nexthop via fe80::1 dev eth1 weight 1 nexthop via fe80::1 dev eth2 weight 1",
		"ip -4 route replace default via 192.0.2.1 dev eth1 proto 72 table 7201",
		"ip -4 route del default via 192.0.2.1 dev eth1 metric 5 proto 72 table 7201",
		"ip -4 route del unreachable default metric 4294967295 proto 72 table 7201",
		"ip -6 route add 2001:db8::/64 dev eth1 metric 1024 proto 72 table 7201",
		"ip -6 route add default via fe80::1 dev eth1 metric 1024 proto 72 table 7201",
		"ip -6 route add default via 2001:db8::1 dev eth1 onlink src 2001:db8::12 metric 7 proto 72 table 7201",
		"ip -6 route add unreachable default metric 4294967295 proto 72 table 7201",
		"ip -6 route add local 2001:db8::/64 dev lo metric 1024 proto 72 table 7201",
		"ip -6 route add default metric 1024 proto 72 table 7200 nexthop via fe80::1 dev eth1 weight 1 nexthop via 2001:db8::1 dev eth2 weight 3 onlink",
		"ip -6 route replace default via fe80::1 dev eth1 metric 1024 proto 72 table 7201",
		"ip -6 route del default via fe80::1 dev eth1 metric 1024 proto 72 table 7201",
		"ip -4 rule add pref 7200 to 192.0.2.0/24 goto 7299 protocol 72",
		"ip -4 rule add pref 7250 lookup 254 suppress_prefixlength 1 protocol 72",
		"ip -4 rule add pref 7299 nop protocol 72",
		"ip -4 rule add pref 7300 fwmark 0x1000000/0x7f000000 lookup 7201 protocol 72",
		"ip -4 rule add pref 7300 fwmark 0x5 lookup 7201 protocol 72",
		"ip -4 rule add pref 7300 fwmark 0x0/0xffffffff lookup 7201 protocol 72",
		"ip -4 rule add pref 7300 fwmark 0x5/0x0 lookup 7201 protocol 72",
		"ip -4 rule add pref 7408 from 192.0.2.0/24 iif lo lookup 7201 protocol 72",
		"ip -4 rule add pref 7400 from 192.0.2.12 to 198.51.100.7 lookup 7201 protocol 72",
		"ip -4 rule add pref 7700 oif eth1 lookup 7201 protocol 72",
		"ip -4 rule add pref 7800 to 192.0.2.1 iif lo ipproto 17 dport 67 lookup 7201 protocol 72",
		"ip -4 rule add pref 1 not tos 0x10 ipproto 6 sport 1-1024 dport 65534 lookup 7201 protocol 72",
		"ip -4 rule add pref 0 unreachable protocol 3",
		"ip -4 rule add pref 4294967295 blackhole protocol 3",
		"ip -4 rule add pref 1 prohibit protocol 3",
		"ip -4 rule add pref 32764 lookup 254 suppress_ifgroup 72 protocol 72",
		"ip -4 rule add pref 1 lookup 7201 suppress_prefixlength 0 suppress_ifgroup 0 protocol 72",
		"ip -4 rule del pref 7408 from 192.0.2.0/24 iif lo lookup 7201 protocol 72",
		"ip -4 rule del pref 7408 protocol 72",
		"ip -6 rule add pref 7200 to 2001:db8::/64 goto 7299 protocol 72",
		"ip -6 rule add pref 7250 lookup 254 suppress_prefixlength 4 protocol 72",
		"ip -6 rule add pref 7464 from 2001:db8::/64 iif lo lookup 7201 protocol 72",
		"ip -6 rule add pref 7400 from 2001:db8::12 iif lo lookup 7201 protocol 72",
		"ip -6 rule add pref 7700 oif eth1 lookup 7201 protocol 72",
		"ip -6 rule add pref 7800 to 2001:db8::1 iif lo ipproto 17 dport 547 lookup 7201 protocol 72",
		"ip -6 rule del pref 7299 nop protocol 72",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_written(lines[i], lines[i]);
}

/* What people write, and as what it is understood. */
static void test_other_words_for_the_same(void **state)
{
	static const struct {
		const char *line, *written;
	} same[] = {
		{ "ip a add 192.0.2.2/24 brd + dev eth0 scope global", "ip -4 addr add 192.0.2.2/24 dev eth0" },
		{ "\tip  addr add dev eth0  192.0.2.2 valid_lft forever preferred_lft forever noprefixroute ", "ip -4 addr add 192.0.2.2/32 dev eth0" },
		{ "ip address change 2001:db8::2/64 dev eth0 preferred_lft 0 # old", "ip -6 addr replace 2001:db8::2/64 dev eth0 preferred_lft 0" },
		{ "ip addr add 192.0.2.2 remote 192.0.2.1 dev ppp0 label ppp0", "ip -4 addr add local 192.0.2.2 peer 192.0.2.1/32 dev ppp0 label ppp0" },
		{ "ip addr add local 2001:db8::2/64 dev eth0 nodad proto 72", "ip -6 addr add 2001:db8::2/64 dev eth0 nodad" },
		{ "ip route add default via 192.0.2.1", "ip -4 route add default via 192.0.2.1 proto 3 table 254" },
		{ "ip ro append any dev eth0 via 2001:db8::1 proto ra", "ip -6 route add default via 2001:db8::1 dev eth0 metric 1024 proto 9 table 254" },
		{ "ip -6 r add default oif tun0 preference 0 scope link", "ip -6 route add default dev tun0 metric 1024 proto 3 table 254" },
		{ "ip -N -4 route change to all dev tun0 priority 7 table main proto dhcp", "ip -4 route replace default dev tun0 metric 7 proto 16 table 254" },
		{ "ip route add ::/0 dev tun0 table local", "ip -6 route add default dev tun0 metric 1024 proto 3 table 255" },
		{ "ip route add 0.0.0.0/1 dev tun0 scope host protocol static", "ip -4 route add 0.0.0.0/1 dev tun0 scope 254 proto 4 table 254" },
		{ "ip route add unicast 192.0.2.0/24 dev eth0 tos 10", "ip -4 route add 192.0.2.0/24 tos 0x10 dev eth0 proto 3 table 254" },
		{ "ip route add 192.0.2.0/24 nexthop dev eth0", "ip -4 route add 192.0.2.0/24 dev eth0 scope 0 proto 3 table 254" },
		{ "ip route add 192.0.2.0/24 nexthop dev eth0 nexthop dev eth1", "ip -4 route add 192.0.2.0/24 proto 3 table 254 nexthop dev eth0 weight 1 nexthop dev eth1 weight 1" },
		{ "ip -6 route add unreachable default dev lo metric 9", "ip -6 route add unreachable default metric 9 proto 3 table 254" },
		{ "ip route add 10/8 dev eth0", "ip -4 route add 10.0.0.0/8 dev eth0 proto 3 table 254" },
		{ "ip route add 10.4.0.0/255.255.0.0 dev eth0", "ip -4 route add 10.4.0.0/16 dev eth0 proto 3 table 254" },
		{ "ip route add 0.0.0.0/0.0.0.0 via 192.0.2.1 dev eth0", "ip -4 route add default via 192.0.2.1 dev eth0 proto 3 table 254" },
		{ "ip route add 192.168/16 dev eth0", "ip -4 route add 192.168.0.0/16 dev eth0 proto 3 table 254" },
		{ "ip route add 0/0 dev eth0 prio 5", "ip -4 route add default dev eth0 metric 5 proto 3 table 254" },
		{ "ip route add 2001:db8::1/64 dev eth0", "ip -6 route add 2001:db8::/64 dev eth0 metric 1024 proto 3 table 254" },
		{ "ip route add default equalize nexthop dev eth0 nexthop dev eth1", "ip -4 route add default proto 3 table 254 nexthop dev eth0 weight 1 nexthop dev eth1 weight 1" },
		{ "ip route add default dev eth0 rtt 100ms rttvar 2s rto_min 1s quickack 0", "ip -4 route add default dev eth0 proto 3 table 254 rtt 800 rttvar 8000 rto_min 1000" },
		{ "ip route add default dev eth0 tab 5", "ip -4 route add default dev eth0 proto 3 table 5" },
		{ "ip rule add pref 1 from 192.0.2.1 tab 5", "ip -4 rule add pref 1 from 192.0.2.1 lookup 5 protocol 3" },
		{ "ip rule add prio 1 from 192.0.2.1/24", "ip -4 rule add pref 1 from 192.0.2.0/24 lookup 254 protocol 3" },
		{ "ip rule add pref 1 from 2001:db8::1/64 table 5", "ip -6 rule add pref 1 from 2001:db8::/64 lookup 5 protocol 3" },
		{ "ip route del default table 5", "ip -4 route del default proto 3 table 5" },
		{ "ip rule add from 192.0.2.0/24 table 7201 order 5", "ip -4 rule add pref 5 from 192.0.2.0/24 lookup 7201 protocol 3" },
		{ "ip ru add to 2001:db8::/64 dev lo table main preference 6 proto static", "ip -6 rule add pref 6 to 2001:db8::/64 iif lo lookup 254 protocol 4" },
		{ "ip rule add from all to any priority 7", "ip -4 rule add pref 7 lookup 254 protocol 3" },
		{ "ip rule add from 0.0.0.0/0 pref 7 type prohibit", "ip -4 rule add pref 7 prohibit protocol 3" },
		{ "ip -6 rule add pref 7 sup_pl 0 sup_group 1 lookup default", "ip -6 rule add pref 7 lookup 253 suppress_prefixlength 0 suppress_ifgroup 1 protocol 3" },
		{ "ip rule add pref 7 fwmark 16 ipproto udp", "ip -4 rule add pref 7 fwmark 0x10 ipproto 17 lookup 254 protocol 3" },
		{ "ip rule add pref 7 fwmark 0 dsfield 4 sport 5-5", "ip -4 rule add pref 7 tos 0x4 sport 5 lookup 254 protocol 3" },
		{ "ip rule delete pref 7", "ip -4 rule del pref 7 protocol 3" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(same); i++)
		assert_written(same[i].line, same[i].written);
}

static void test_refuses(void **state)
{
	static const struct {
		const char *line, *reason;
	} bad[] = {
		{ "ip", "ip: nothing follows" },
		{ "ip -4", "ip: nothing follows" },
		{ "ip -s route add default dev x", "-s: unknown option" },
		{ "sysctl -w net.ipv4.ip_forward=1", "sysctl: no ip command" },
		{ "ip neigh add 192.0.2.1 dev eth0", "neigh: unknown word" },
		{ "ip route", "route: nothing follows" },
		{ "ip route show", "show: unknown word" },
		{ "ip rule replace pref 5 table 6", "replace: unknown word" },
		{ "ip addr append 192.0.2.1 dev eth0", "append: unknown word" },

		{ "ip addr add dev eth0", "address: none given" },
		{ "ip addr add 192.0.2.1", "address: no dev" },
		{ "ip addr add 192.0.2.1 dev", "dev: nothing follows" },
		{ "ip addr add 192.0.2.1 dev abcdefghijklmnop", "abcdefghijklmnop: too long for a name" },
		{ "ip addr add 192.0.2.1 dev a;b", "a;b: no name" },
		{ "ip addr add 192.0.2.1 dev ..", "..: no name" },
		{ "ip addr add 192.0.2.1 dev eth0 dev eth1", "dev: said twice" },
		{ "ip addr add 192.0.2.1 dev eth0 192.0.2.2", "192.0.2.2: unknown word" },
		{ "ip addr add 192.0.2.1 dev eth0 metric 5", "metric: unknown word" },
		{ "ip addr add 192.0.2.1/33 dev eth0", "192.0.2.1/33: no address or prefix" },
		{ "ip addr add 192.0.2.1/024 dev eth0", "192.0.2.1/024: no address or prefix" },
		{ "ip -6 addr add 192.0.2.1 dev eth0", "192.0.2.1: of the other family" },
		{ "ip addr add 192.0.2.1 peer 2001:db8::1 dev eth0", "2001:db8::1: of the other family" },
		{ "ip addr add 192.0.2.1 dev eth0 label eth1:a", "eth1:a: a label begins with its device's name" },
		{ "ip addr add 2001:db8::1 dev eth0 label eth0:a", "label: IPv6 addresses have none" },
		{ "ip addr add 192.0.2.1 dev eth0 nodad", "nodad: IPv6 only" },
		{ "ip addr add 192.0.2.1 dev eth0 preferred_lft 00", "preferred_lft: 00 is no number from 0 to 4294967295" },
		{ "ip addr add 192.0.2.1 dev eth0 preferred_lft soon", "preferred_lft: soon is no number from 0 to 4294967295" },
		{ "ip addr add 192.0.2.1 dev eth0 proto 256", "proto: 256 is no number from 0 to 255" },

		{ "ip route add dev eth0", "route: no destination" },
		{ "ip route add default", "route: no via, dev or nexthop" },
		{ "ip route add default onlink", "route: a hop without via and dev" },
		{ "ip route add default nexthop weight 1", "route: a hop without via and dev" },
		{ "ip route add unreachable default dev eth0", "unreachable: goes nowhere, without via and dev" },
		{ "ip -6 route add blackhole default via fe80::1 dev eth0", "blackhole: goes nowhere, without via and dev" },
		{ "ip route add default via inet6 fe80::1 dev eth0", "inet6: no address or prefix" },
		{ "ip route add default via 192.0.2.1/24 dev eth0", "192.0.2.1/24: an address has no length here" },
		{ "ip route add 192.0.2.0/24 via 2001:db8::1", "2001:db8::1: of the other family" },
		{ "ip route add 192.0.2.1/24 dev eth0", "192.0.2.1/24: bits are set behind the length; the network is 192.0.2.0/24" },
		{ "ip route add 192.0.2.0/24 192.0.3.0/24 dev eth0", "192.0.3.0/24: unknown word" },
		{ "ip route add default dev eth0 to 192.0.2.0/24", "to: said twice" },
		{ "ip route add default congctl reno dev eth0", "congctl: unknown word" },
		{ "ip route add default dev eth0 mtu 0", "mtu: 0 is no number from 1 to 65520" },
		{ "ip route add default dev eth0 mtu lock", "lock: nothing follows" },
		{ "ip route add default dev eth0 mtu lock 65521", "mtu: 65521 is no number from 1 to 65520" },
		{ "ip route add default dev eth0 mtu 1400 mtu 1400", "mtu: said twice" },
		{ "ip route add default dev eth0 advmss 65496", "advmss: 65496 is no number from 1 to 65495" },
		{ "ip route add default dev eth0 hoplimit 256", "hoplimit: 256 is no number from 1 to 255" },
		{ "ip route add default dev eth0 quickack 2", "quickack: 2 is no number from 0 to 1" },
		{ "ip route add default dev eth0 rto_min lock 5", "rto_min: lock is no time from 1 to 4294967295" },
		{ "ip route add default dev eth0 rto_min 5min", "rto_min: 5min is no time from 1 to 4294967295" },
		{ "ip route add default dev eth0 rtt 536870912ms", "rtt: 536870912 is no time from 1 to 4294967295" },
		{ "ip route add default dev eth0 features fast", "features: only ecn is known" },
		{ "ip route add 300/8 dev eth0", "300/8: no address or prefix" },
		{ "ip route add 10.1/8 dev eth0", "10.1/8: bits are set behind the length; the network is 10.0.0.0/8" },
		{ "ip route add local unreachable default dev eth0", "unreachable: no address or prefix" },
		{ "ip route add default dev eth0 metric 010", "metric: 010 is no number from 0 to 4294967295" },
		{ "ip route add default dev eth0 metric 4294967296", "metric: 4294967296 is no number from 0 to 4294967295" },
		{ "ip route add default dev eth0 metric -1", "metric: -1 is no number from 0 to 4294967295" },
		{ "ip route add default dev eth0 metric 0x5", "metric: 0x5 is no number from 0 to 4294967295" },
		{ "ip route add default dev eth0 metric 5 metric 5", "metric: said twice" },
		{ "ip route add default dev eth0 metric", "metric: nothing follows" },
		{ "ip route add default dev eth0 table 0", "table: 0 is no number from 1 to 4294967295" },
		{ "ip route add default dev eth0 table dsl", "table: dsl is no number from 1 to 4294967295" },
		{ "ip route add default dev eth0 proto homing", "proto: homing is no number from 0 to 255" },
		{ "ip route add default dev eth0 scope near", "scope: near is no number from 0 to 255" },
		{ "ip route add default dev eth0 tos 100", "tos: no hexadecimal number from 0 to ff" },
		{ "ip route add default dev eth0 tos 0x", "tos: no hexadecimal number from 0 to ff" },
		{ "ip -6 route add default dev eth0 tos 10", "tos: IPv6 routes have none" },
		{ "ip route add default dev eth0 nexthop dev eth1", "nexthop: via and dev belong behind it" },
		{ "ip route add default nexthop dev eth1 proto 72", "proto: after nexthop only via, dev, weight, onlink or another nexthop" },
		{ "ip route add default nexthop dev eth1 weight 0", "weight: 0 is no number from 1 to 256" },
		{ "ip route add default nexthop dev eth1 weight 257", "weight: 257 is no number from 1 to 256" },
		{ "ip route add default nexthop dev eth1 dev eth2", "dev: said twice" },

		{ "ip rule add from 192.0.2.0/24 table 5", "rule: no pref" },
		{ "ip rule add pref 1 from 192.0.2.1 to 2001:db8::1", "2001:db8::1: of the other family" },
		{ "ip rule add pref 1 from 192.0.2.1 from all", "from: said twice" },
		{ "ip rule add pref 1 lookup 5 goto 6", "goto: a second action" },
		{ "ip rule add pref 1 nop unreachable", "unreachable: a second action" },
		{ "ip rule add pref 1 realms 5", "realms: unknown word" },
		{ "ip rule add pref 1 type unicast", "unicast: unknown word" },
		{ "ip rule add pref 5 goto 5", "goto: leads backwards" },
		{ "ip rule add pref 1 fwmark 010", "fwmark: no mark or mark/mask" },
		{ "ip rule add pref 1 fwmark 1/", "fwmark: no mark or mark/mask" },
		{ "ip rule add pref 1 fwmark 0x100000000", "fwmark: no mark or mark/mask" },
		{ "ip rule add pref 1 dport 0", "dport: no port or range of ports" },
		{ "ip rule add pref 1 dport 5-4", "dport: no port or range of ports" },
		{ "ip rule add pref 1 sport 1-65535", "sport: no port or range of ports" },
		{ "ip rule add pref 1 sport -5", "sport: no port or range of ports" },
		{ "ip rule add pref 1 ipproto sctp", "ipproto: sctp is no number from 0 to 255" },
		{ "ip rule add pref 1 suppress_prefixlength 129", "suppress_prefixlength: 129 is no number from 0 to 128" },
		{ "ip rule add pref 1 suppress_ifgroup 2147483648", "suppress_ifgroup: 2147483648 is no number from 0 to 2147483647" },
		{ "ip rule add pref 4294967296", "pref: 4294967296 is no number from 0 to 4294967295" },

		{ "ip link", "link: nothing follows" },
		{ "ip link show eth0", "show: unknown word" },
		{ "ip link set", "link: no device" },
		{ "ip link add eth0 type veth peer eth1", "peer: name and the device's name follow" },
		{ "ip link add eth0 type", "type: nothing follows" },
		{ "ip link set eth0 group web", "group: web is no number from 0 to 2147483647" },
		{ "ip link set a/b up", "a/b: no name" },
		{ "ip link property add dev eth0", "property: no altname" },
		{ "ip link property del dev eth0 altname x", "property: only add is known" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_refused(bad[i].line, bad[i].reason);
}

static void test_reasons_are_short(void **state)
{
	char line[5000] = "ip route add ";

	(void)state;
	memset(line + strlen(line), 'x', sizeof(line) - strlen(line) - 1);
	assert_refused(line, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			     ": no address or prefix");
}

static void test_says_nothing(void **state)
{
	static const char *const lines[] = { "", "   \t", "# ip route add default dev eth0", "  #", "\r\n" };

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_int_equal(read_line(lines[i]).kind, TEXT_NOTHING);
}

static void test_fields_of_a_rule(void **state)
{
	struct rule r = read_line("ip -4 rule add pref 9 to 192.0.2.0/24 goto 7299 protocol 72").object.rule;

	(void)state;
	assert_int_equal(r.family, AF_INET);
	assert_int_equal(r.action, FR_ACT_GOTO);
	assert_int_equal(r.target, 7299);
	assert_int_equal(r.priority, 9);
	assert_int_equal(r.protocol, 72);
	assert_int_equal(r.to.length, 24);
	assert_int_equal(r.suppress_prefixlength, -1);
	assert_int_equal(r.suppress_ifgroup, -1);
	r = read_line("ip -6 rule add not pref 9 tos 8 fwmark 0x1/2 sport 3-4 dport 5-6 iif a oif b ipproto 7").object.rule;
	assert_int_equal(r.family, AF_INET6);
	assert_int_equal(r.action, FR_ACT_TO_TBL);
	assert_int_equal(r.table, TABLE_MAIN);
	assert_int_equal(r.protocol, RTPROT_BOOT);
	assert_int_equal(r.tos, 8);
	assert_int_equal(r.mark, 1);
	assert_int_equal(r.mask, 2);
	assert_true(r.invert && r.source_port[0] == 3 && r.source_port[1] == 4 && r.destination_port[0] == 5 && r.destination_port[1] == 6);
	assert_int_equal(r.ip_protocol, 7);
	assert_string_equal(r.iif, "a");
	assert_string_equal(r.oif, "b");
}

static void test_fields_of_a_route(void **state)
{
	struct text_line read = read_line("ip route add default proto 5 metric 6 table 7 nexthop via fe80::1 dev a weight 8 onlink nexthop dev b");
	const struct route *r = &read.object.route;

	(void)state;
	assert_int_equal(read.step, STEP_ADD);
	assert_int_equal(r->family, AF_INET6);
	assert_int_equal(r->destination.family, AF_INET6);
	assert_int_equal(r->destination.length, 0);
	assert_int_equal(r->type, RTN_UNICAST);
	assert_int_equal(r->protocol, 5);
	assert_int_equal(r->metric, 6);
	assert_int_equal(r->table, 7);
	assert_int_equal(r->scope, RT_SCOPE_UNIVERSE);
	assert_int_equal(r->hop_count, 2);
	assert_string_equal(r->hops[0].device, "a");
	assert_int_equal(r->hops[0].gateway.family, AF_INET6);
	assert_int_equal(r->hops[0].weight, 8);
	assert_true(r->hops[0].onlink);
	assert_string_equal(r->hops[1].device, "b");
	assert_false(prefix_is_set(&r->hops[1].gateway));
	assert_int_equal(r->hops[1].weight, 1);
	assert_false(r->hops[1].onlink);
	object_free(&read.object);

	read = read_line("ip route add 192.0.2.0/24 dev a src 192.0.2.1");
	assert_int_equal(read.object.route.scope, RT_SCOPE_LINK);
	assert_int_equal(read.object.route.source.bytes[3], 1);
	assert_int_equal(read.object.route.hops[0].weight, 1);
	object_free(&read.object);
}

static void test_fields_of_an_address(void **state)
{
	struct text_line read = read_line("ip addr del 192.0.2.2/24 peer 192.0.2.1/30 dev a label a:b proto 72");
	const struct address *a = &read.object.address;

	(void)state;
	assert_int_equal(read.step, STEP_DELETE);
	assert_int_equal(a->local.length, 32);
	assert_int_equal(a->peer.length, 30);
	assert_string_equal(a->device, "a");
	assert_string_equal(a->label, "a:b");
	assert_int_equal(a->protocol, 72);
	assert_false(a->deprecated || a->nodad);
}

static void test_links(void **state)
{
	struct text_line l = read_line("ip link add eth0 type veth peer name eth0p");

	(void)state;
	assert_int_equal(l.kind, TEXT_LINK);
	assert_int_equal(l.step, STEP_ADD);
	assert_string_equal(l.link.device, "eth0");
	assert_string_equal(l.link.type, "veth");
	assert_string_equal(l.link.peer, "eth0p");
	assert_int_equal(l.link.up, -1);
	assert_int_equal(l.link.group, -1);

	l = read_line("ip link add name br0 mtu 1400 up group 5 type bridge forward_delay 0 group down");
	assert_string_equal(l.link.device, "br0");
	assert_string_equal(l.link.type, "bridge");
	assert_int_equal(l.link.up, 1);
	assert_int_equal(l.link.group, 5);

	l = read_line("ip l add link eth0 name eth0.5 type vlan id 5");
	assert_string_equal(l.link.device, "eth0.5");
	l = read_line("ip link set dev eth0 down group default");
	assert_int_equal(l.step, STEP_REPLACE);
	assert_string_equal(l.link.device, "eth0");
	assert_int_equal(l.link.up, 0);
	assert_int_equal(l.link.group, 0);
	l = read_line("ip link set up eth0");
	assert_string_equal(l.link.device, "eth0");
	assert_int_equal(l.link.up, 1);
	l = read_line("ip link del eth0");
	assert_int_equal(l.step, STEP_DELETE);
	l = read_line("ip link property add dev eth0 altname enp0s31f6-a-longer-name-than-15");
	assert_int_equal(l.step, STEP_ADD);
	assert_string_equal(l.link.device, "eth0");
	assert_string_equal(l.link.altname, "enp0s31f6-a-longer-name-than-15");
}

/* The kernel lets devices be called almost anything, and plans are piped into a shell. */
static void test_names_do_nothing_to_a_shell(void **state)
{
	struct object o = { .kind = KIND_RULE, .rule = rule_empty(AF_INET6) };
	struct buffer text = { 0 };

	(void)state;
	o.rule.action = FR_ACT_NOP;
	strcpy(o.rule.oif, "$(reboot)");
	strcpy(o.rule.iif, "a';b");
	text_write_object(&text, &o);
	assert_string_equal(text.data, "ip -6 rule add pref 0 iif 'a'\\'';b' oif '$(reboot)' nop protocol 0");
	buffer_free(&text);
}

static void test_a_line_each(void **state)
{
	struct state s = { 0 };
	struct rule four = rule_empty(AF_INET), six = rule_empty(AF_INET6);
	struct buffer text = { 0 };
	struct plan plan;

	(void)state;
	four.action = six.action = FR_ACT_NOP;
	assert_int_equal(state_add_rule(&s, &six), 0);
	assert_int_equal(state_add_rule(&s, &four), 0);
	assert_int_equal(state_sort(&s), 0);
	text_write_state(&text, &s);
	assert_string_equal(text.data, "ip -4 rule add pref 0 nop protocol 0\nip -6 rule add pref 0 nop protocol 0\n");
	buffer_free(&text);
	assert_int_equal(diff_states(&s, &(struct state){ 0 }, &plan), 0);
	text_write_plan(&text, &plan);
	assert_string_equal(text.data, "ip -4 rule del pref 0 nop protocol 0\nip -6 rule del pref 0 nop protocol 0\n");
	buffer_free(&text);
	plan_free(&plan);
	state_free(&s);
}

static void test_a_buffer_grows(void **state)
{
	struct buffer text = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buffer_add(&text, "%03d,", i);
	buffer_add(&text, "%*s", 5000, "end");
	assert_int_equal(text.length, 9000);
	assert_int_equal(strlen(text.data), 9000);
	assert_memory_equal(text.data + 3992, "998,999,  ", 10);
	assert_string_equal(text.data + 8997, "end");
	buffer_free(&text);
	assert_null(text.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_lines),
		cmocka_unit_test(test_other_words_for_the_same),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_reasons_are_short),
		cmocka_unit_test(test_says_nothing),
		cmocka_unit_test(test_fields_of_a_rule),
		cmocka_unit_test(test_fields_of_a_route),
		cmocka_unit_test(test_fields_of_an_address),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_names_do_nothing_to_a_shell),
		cmocka_unit_test(test_a_line_each),
		cmocka_unit_test(test_a_buffer_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
