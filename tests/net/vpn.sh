#!/bin/bash
# A laptop whose VPN wants everything: what it asks unbound goes into the tunnel, and its own addresses answer by their own uplinks all
# the same. The tunnel's default by metric, by halves, and by wg-quick's rules made before ours.
. "$(dirname "$0")/lib.sh"

outside
host_laptop

by_main() {
	hears '* 192.0.2.10' h tcp+udp 10.99.0.2
	hears '* 2001:db8:1::10' h tcp+udp 2001:db8:99::2
}

story "the VPN's default has the lowest metric"
silent cli tcp+udp+icmp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10
into_tunnel

exits 0 homing apply
for rp in 0 1 2; do
	rp_filter $rp
	story "by metric, rp_filter $rp"
	by_uplinks
	into_tunnel
done
rp_filter 0

story "the VPN goes"
i h route del default via 10.9.0.1 dev tun0
i h route del ::/0 via fd00:9::1 dev tun0
by_uplinks
by_main

story "a VPN by halves comes"
halves add
by_uplinks
into_tunnel
story "the halves are there first, then homing"
exits 0 homing remove
silent cli udp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10
exits 0 homing apply
by_uplinks
into_tunnel
halves del

story "wg-quick up before us"
exits 0 homing remove
wg_up
silent cli udp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10
exits 0 homing apply
by_uplinks
into_tunnel
all=$(rules)
story "wg-quick down"
wg_down
same "all rules of ours are still there" "$all" "$(rules)"
by_uplinks
by_main

story "wg-quick up after us takes all, until our priority lies below its rules"
wg_up
silent cli udp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10
printf '\n[homing]\npriority = 6000\n' >>"$CONF"
exits 0 homing apply
by_uplinks
into_tunnel
finish
