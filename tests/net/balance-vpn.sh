#!/bin/bash
# A full-tunnel VPN beside the balance: what the host asks unbound goes into the tunnel as long as there is one, and by all uplinks when
# there is none; whoever came first, and whatever defaults are in main.
. "$(dirname "$0")/lib.sh"

outside
host_laptop
i net route add blackhole 10.98.0.0/16
i net route add blackhole 2001:db8:98::/48
printf '\n[balance]\nhash = l4\n' >>"$CONF"
DOCK="192.0.2.10 2001:db8:1::10" WIRELESS="198.51.100.10 2001:db8:2::10" TUNNEL="10.9.0.2 fd00:9::2"

# leaves_by "FOUR SIX"...: the addresses that 200 unbound flows of each family have, no more and no fewer
leaves_by() {
	same "flows leave by $*" "$(printf '%s\n' "$@" | tr ' ' '\n' | sort)" \
		"$({ n h "$ANSWER" flows 200 10.98.0.1 200; n h "$ANSWER" flows 200 2001:db8:98::1 200; } | cut -d ' ' -f 1 | sort)"
}
tunnel() {
	by_uplinks
	into_tunnel
	leaves_by "$TUNNEL"
}
balanced() {
	by_uplinks
	hears '10.99.0.2 *' h tcp+udp+icmp 10.99.0.2
	hears '2001:db8:99::2 *' h tcp+udp+icmp 2001:db8:99::2
	leaves_by "$DOCK" "$WIRELESS"
}
# vpn add|del [METRIC]: as NetworkManager does it
vpn() {
	i h route "$1" default via 10.9.0.1 dev tun0 proto static metric "${2:-50}"
	i h route "$1" ::/0 via fd00:9::1 dev tun0 proto static metric "${2:-50}"
}

story "a VPN by metric, then homing"
leaves_by "$TUNNEL"
exits 0 homing apply
before=$(forged 1 2)
for rp in 0 1 2; do
	rp_filter $rp
	story "by metric, rp_filter $rp"
	tunnel
done
rp_filter 0
story "a lease is renewed meanwhile"
i h route del default via 192.0.2.1 dev eth0
i h route add default via 192.0.2.1 dev eth0 proto dhcp metric 100
i h route replace ::/0 via fe80::1 dev eth0 proto ra metric 100
exits 0 homing up eth0
leaves_by "$TUNNEL"
story "only one uplink is in the balance"
exits 0 program homing-balance down wireless
tunnel
story "none is"
exits 0 program homing-balance down
tunnel
exits 0 program homing-balance up
story "the VPN goes"
vpn del
balanced
story "it comes again, after us"
vpn add
tunnel
vpn del
story "its default is the worst of all"
vpn add 700
balanced
vpn del 700

story "a VPN by halves"
halves add
tunnel
story "the halves, then homing"
exits 0 homing remove
exits 0 homing apply
tunnel
halves del
balanced

story "wg-quick before us"
exits 0 homing remove
wg_up
exits 0 homing apply
tunnel
contains "its own packets go by the balance" 'table 7200' "$(i h route get 10.99.0.2 mark 51820)"
contains "in IPv6 too" 'table 7200' "$(i h -6 route get 2001:db8:99::2 mark 51820)"
all=$(rules)
story "wg-quick down"
wg_down
same "all rules of ours are still there" "$all" "$(rules)"
balanced
halves add
tunnel
halves del
story "wg-quick after us, and our priority below its rules"
wg_up
printf '\n[homing]\npriority = 6000\n' >>"$CONF"
exits 0 homing apply
tunnel
wg_down
balanced

story "no default in main"
defaults() {
	batch h <<-X
		route $1 default via 192.0.2.1 dev eth0 proto dhcp metric 100
		route $1 default via 198.51.100.1 dev wlan0 proto dhcp metric 600
		route $1 ::/0 via fe80::1 dev eth0 proto ra metric 100
		route $1 ::/0 via fe80::1 dev wlan0 proto ra metric 600
	X
}
sed -i 's/^interface = eth0/&\ngateway = 192.0.2.1, fe80::1/; s/^interface = wlan0/&\ngateway = 198.51.100.1, fe80::1/' "$CONF"
exits 0 homing apply
defaults del
balanced
exits 0 homing apply
balanced
story "the best default in main has no metric and leaves by an uplink"
i h route add default via 192.0.2.1 dev eth0
i h route add ::/0 via fe80::1 dev eth0 metric 1
balanced
exits 0 homing apply
balanced
i h route del default via 192.0.2.1 dev eth0
i h route del ::/0 via fe80::1 dev eth0 metric 1
story "a multipath default in main over both uplinks"
i h route add default nexthop via 192.0.2.1 dev eth0 nexthop via 198.51.100.1 dev wlan0
i h route add ::/0 nexthop via fe80::1 dev eth0 nexthop via fe80::1 dev wlan0
exits 0 homing apply
balanced
exits 0 program homing-balance down
leaves_by "$DOCK" "$WIRELESS"
exits 0 program homing-balance up dock
leaves_by "$DOCK"
exits 0 program homing-balance up
i h route del default
i h -6 route del ::/0
defaults add
balanced

story "without a group: halves, and wg-quick down, which takes a rule of ours"
printf 'group = 0\n' >>"$CONF"
exits 0 homing apply
balanced
halves add
tunnel
halves del
all=$(rules)
wg_up
wg_down
lacks "it is gone" 'suppress_prefixlength 0' "$(rules)"
exits 0 homing apply
same "the next run puts it back" "$all" "$(rules)"
same "no more forged than before" "$before" "$(forged 1 2)"
finish
