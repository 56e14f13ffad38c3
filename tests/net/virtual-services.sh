#!/bin/bash
# One machine answers for several sites: two aliases on one card, a network behind the first, a host behind the second, and every daemon
# sees all of them. The article's host of 1998, without any uplink in its file.
. "$(dirname "$0")/lib.sh"

outside
router virtual-services
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
neighbour 1 one "addr add 10.50.0.2/24 dev eth0" "addr add fd00:50::2/64 dev eth0" "route add default via 10.50.0.1" \
	"route add ::/0 via fd00:50::1"
neighbour 1 two "addr add 10.60.0.1/31 dev eth0" "addr add fd00:60::1/127 dev eth0" "route add default via 10.60.0.0" \
	"route add ::/0 via fd00:60::"
SITES=192.0.2.101,192.0.2.102,192.0.2.103,192.0.2.104,2001:db8:1::101,2001:db8:1::102,2001:db8:1::103,2001:db8:1::104

story "before"
silent cli udp $SITES
silent one udp 10.50.0.1,fd00:50::1
silent two udp 10.60.0.0,fd00:60::
i p1 neigh flush dev sw0

story "homing-alias up"
exits 0 program homing-alias up
contains "as ifconfig shows the first" '10\.50\.0\.1/24 .*eth0:0$' "$(addresses h)"
contains "and the second" '10\.60\.0\.0/31 .*eth0:1$' "$(addresses h)"
told_router() { local a; for a in ${SITES//,/ }; do i p1 neigh show dev sw0 to "$a" | grep -q lladdr || return 1; done; }
check "main's gateways have been told, who knew none of them" until_ok told_router
hears '% *' cli tcp+udp+icmp $SITES
hears '% 10.50.0.2' one tcp+udp+icmp 10.50.0.1
hears '% fd00:50::2' one tcp+udp+icmp fd00:50::1
hears '% 10.60.0.1' two tcp+udp+icmp 10.60.0.0
hears '% fd00:60::1' two tcp+udp+icmp fd00:60::
hears '% *' one tcp+udp $SITES
hears '% *' two tcp+udp $SITES
story "to the network, and to the host"
hears '* 10.50.0.1' h tcp+udp 10.50.0.2
hears '* 10.60.0.0' h tcp+udp 10.60.0.1
hears '* fd00:50::1' h tcp+udp fd00:50::2
hears '* fd00:60::' h tcp+udp fd00:60::1
hears '10.60.0.1 10.50.0.2' one tcp+udp 10.60.0.1
hears 'fd00:60::1 fd00:50::2' one tcp+udp fd00:60::1
story "each site is its own source, the host's is the one it had"
before=$(forged 1) # the boxes behind are on the provider's switch, too
for a in ${SITES//,/ }; do
	case $a in *:*) to=2001:db8:99::2 ;; *) to=10.99.0.2 ;; esac
	hears "* $a" h tcp+udp $to from "$a"
done
hears '* 192.0.2.10' h tcp+udp+icmp 10.99.0.2
hears '* 2001:db8:1::10' h tcp+udp+icmp 2001:db8:99::2
no_more_forged "$before" 1

story "one of them goes"
exits 0 program homing-alias down net
silent one udp 10.50.0.1,fd00:50::1
hears '% 10.60.0.1' two tcp+udp 10.60.0.0
hears '% *' cli tcp+udp $SITES
finish
