#!/bin/bash
# One uplink's prefix, and an alias of it, inside another uplink's prefix: the longest prefix counts.
. "$(dirname "$0")/lib.sh"

outside
host nested
provider 1 eth1 192.0.2.0/25 2001:db8:1::/64 192.0.2.1/25 2001:db8:1::1/64
provider 2 eth2 192.0.2.128/27,192.0.2.50 2001:db8:1:2::/64,2001:db8:1:3::/64 192.0.2.129/27 2001:db8:1:2::1/64
i p2 route add 192.0.2.50 dev sw0
i p2 route add 2001:db8:1:3::/64 dev sw0
n p1 nft insert rule inet provider customers ip saddr 192.0.2.50 counter name forged4 drop
ALL=192.0.2.10,192.0.2.130,192.0.2.50,2001:db8:1::10,2001:db8:1:2::10,2001:db8:1:3::50

story "one default"
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
silent cli tcp+udp+icmp 192.0.2.130,192.0.2.50,2001:db8:1:2::10,2001:db8:1:3::50

exits 0 homing apply
before=$(forged 1 2)
for rp in 0 1 2; do
	rp_filter $rp
	story "rp_filter $rp"
	hears '% *' cli tcp+udp+icmp $ALL
done
for a in 192.0.2.10 192.0.2.130 192.0.2.50; do hears "* $a" h tcp+udp 10.99.0.2 from $a; done
for a in 2001:db8:1::10 2001:db8:1:2::10 2001:db8:1:3::50; do hears "* $a" h tcp+udp 2001:db8:99::2 from $a; done
same "no more forged than before" "$before" "$(forged 1 2)"
finish
