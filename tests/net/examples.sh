#!/bin/bash
# The example configurations, each on the host that it was written for: it loads without a word, it is applied, it answers.
. "$(dirname "$0")/lib.sh"
EXAMPLES=$NET/../../share/examples

# example NAME CASE: the host h of tests/cases/CASE, with this file instead of that directory's
example() {
	story "$1.conf"
	ip netns del h 2>/dev/null
	rm -rf "$STATE"
	host "$2"
	install -m 644 "$EXAMPLES/$1.conf" "$CONF"
	loads
}
loads() {
	exits 0 homing -n apply
	same "without a word of warning" "" "$(cat "$TMP/err")"
	check "and there is something to do" [ -s "$TMP/out" ]
}
# it is done, and then there is nothing left to do
applied() {
	exits 0 homing apply
	same "then nothing is left to do" "" "$(homing plan)"
}

outside
provider_everywhere() {
	provider 1 "$1" 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
	provider 2 "$2" 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
}
providers_gone() { local k; for k; do ip netns del "p$k"; i net link del "p$k" 2>/dev/null; done; }

example multihomed habr
provider_everywhere eth0 eth1
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
applied
hears '% *' cli tcp+icmp 192.0.2.10,198.51.100.10,203.0.113.10
hears '% *' cli tcp+icmp 2001:db8:1::10,2001:db8:2::10,2001:db8:3::10
exits 0 homing remove
providers_gone 1 2 3

example redundant redundant
provider_everywhere eth1 eth2
applied
hears '% *' cli tcp+icmp 192.0.2.10,198.51.100.10
hears '% *' cli tcp+icmp 2001:db8:1::10,2001:db8:2::10
contains "the default is shared, IPv4" 'nexthop via 198.51.100.1 dev eth2 weight 2' "$(i h -4 route show table 7200)"
contains "the default is shared, IPv6" 'nexthop via 2001:db8:2::1 dev eth2 weight 2' "$(i h -6 route show table 7200)"
exits 0 homing remove
providers_gone 1 2

if [ -x "$HOMING_BIN/homing-mark" ]; then
	example forwarding flows
	provider_everywhere eth1 eth2
	applied
	hears '% *' cli tcp+icmp 192.0.2.10,198.51.100.10
	hears '% *' cli tcp+icmp 2001:db8:1::10,2001:db8:2::10
	contains "its table" '"eth2" : jump flow-cable' "$(program homing-mark show)"
	exits 0 homing remove
	same "and it is gone" "" "$(n h nft list ruleset)"
	providers_gone 1 2
fi

example virtual-services virtual-services
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
applied
hears '% *' cli tcp+icmp 192.0.2.10,192.0.2.101,192.0.2.104
hears '% *' cli tcp+icmp 2001:db8:1::10,2001:db8:1::101,2001:db8:1::104
contains "the network behind the first, IPv4" '^10.50.0.0/24 dev eth0' "$(i h -4 route)"
contains "the network behind the first, IPv6" '^fd00:50::/64 dev eth0' "$(i h -6 route)"
contains "the host behind the second, IPv4" '^10.60.0.0/31 dev eth0' "$(i h -4 route)"
contains "the host behind the second, IPv6" '^fd00:60::/127 dev eth0' "$(i h -6 route)"
exits 0 homing remove
providers_gone 1
ip netns del h

# Two hosts on one segment. alias_of HOST WORD...: homing-alias there
alias_of() { local b=$1; shift; n "$b" "$HOMING_BIN/homing-alias" -c "$TMP/$b.conf" --state-dir "$TMP/$b" "$@"; }
box segment pinky brain
i segment link add sw0 type bridge forward_delay 0 mcast_snooping 0
i segment link set sw0 up
for x in pinky:11 brain:12; do
	b=${x%:*} k=${x#*:}
	wire "$b" eth0 segment "$b"
	i segment link set "$b" master sw0
	batch "$b" <<-Y
		addr add 192.0.2.$k/24 dev eth0
		addr add 2001:db8:1::$k/64 dev eth0
	Y
	mkdir "$TMP/$b"
	install -m 644 "$EXAMPLES/$b.conf" "$TMP/$b.conf"
	story "$b.conf"
	exits 0 alias_of "$b" -n up
	same "without a word of warning" "" "$(cat "$TMP/err")"
	exits 0 alias_of "$b" up
	serves "$b"
done

story "each has its own"
contains "Pinky" '192\.0\.2\.101/32 .* eth0:pinky' "$(i pinky -4 addr show)"
contains "Pinky, IPv6" '2001:db8:1::101/128' "$(i pinky -6 addr show)"
lacks "not Brain's" '192\.0\.2\.102|2001:db8:1::102' "$(i pinky addr show)"
hears '% *' pinky tcp+icmp 192.0.2.102,2001:db8:1::102
hears '% *' brain tcp+icmp 192.0.2.101,2001:db8:1::101

story "Brain lives, and keeps its own"
exits 1 alias_of pinky up brain
lacks "Pinky has not taken it" '192\.0\.2\.102|2001:db8:1::102' "$(i pinky addr show)"

story "Brain has died"
i segment link set brain down
exits 0 alias_of pinky up brain
contains "Pinky has it" '192\.0\.2\.102/32 .* eth0:brain' "$(i pinky -4 addr show)"
contains "in IPv6 too" '2001:db8:1::102/128' "$(i pinky -6 addr show)"
exits 0 alias_of pinky down brain
lacks "and gives it back" '192\.0\.2\.102|2001:db8:1::102' "$(i pinky addr show)"
finish
