#!/bin/bash
# A server with three uplinks, each of whose routers said "all traffic to me": every address answers through its own.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
FOUR=192.0.2.10,198.51.100.10,203.0.113.10
SIX=2001:db8:1::10,2001:db8:2::10,2001:db8:3::10

story "as the routers left it"
hears '% *' cli tcp+udp+icmp 203.0.113.10
hears '% *' cli tcp+udp+icmp 2001:db8:1::10
silent cli tcp+udp+icmp 192.0.2.10,198.51.100.10
silent cli tcp+udp+icmp 2001:db8:2::10,2001:db8:3::10
check "the answers left forged by the wrong uplink" [ "$(forged 3)" -gt 0 ]
check "in IPv6 too" [ "$(forged 1)" -gt 0 ]

story "homing apply"
exits 0 homing apply
before=$(forged 1 2 3)
hears '% *' cli tcp+udp+icmp $FOUR
hears '% *' cli tcp+udp+icmp $SIX

story "programs that choose their address, their device, both, nothing"
for x in eth0:192.0.2.10,2001:db8:1::10 eth1:198.51.100.10,2001:db8:2::10 eth2:203.0.113.10,2001:db8:3::10; do
	device=${x%%:*} x=${x#*:} four=${x%,*} six=${x#*,}
	for to in 10.99.0.2:"$four" 2001:db8:99::2:"$six"; do
		case $to in *"$six") own=$six ;; *) own=$four ;; esac
		to=${to%:"$own"}
		hears "* $own" h tcp+udp "$to" from "$own"
		hears "* $own" h tcp+udp+icmp "$to" dev "$device"
		hears "* $own" h tcp+udp "$to" from "$own" dev "$device"
	done
done
hears '* 203.0.113.10' h tcp+udp 10.99.0.2
hears '* 2001:db8:1::10' h tcp+udp 2001:db8:99::2
same "no more forged than before" "$before" "$(forged 1 2 3)"

story "homing remove"
exits 0 homing remove
silent cli udp 192.0.2.10,198.51.100.10
silent cli udp 2001:db8:2::10,2001:db8:3::10
finish
