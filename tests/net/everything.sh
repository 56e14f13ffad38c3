#!/bin/bash
# The host that has it all: every address, asked from everywhere; every destination, asked from every source.
. "$(dirname "$0")/lib.sh"

outside
host_everything
printf '\n%s\n' "${ALSO-}" >>"$CONF"
FOUR=192.0.2.10,192.0.2.11,192.0.2.12,192.0.2.70,192.0.2.200,198.51.100.10,203.0.113.10
SIX=2001:db8:1::10,2001:db8:1::12,2001:db8:1:c::200,2001:db8:2::10,2001:db8:3::10
FIRST4=192.0.2.10,198.51.100.10,203.0.113.10
FIRST6=2001:db8:1::10,2001:db8:2::10,2001:db8:3::10

story "without us"
hears '% *' cli tcp+udp+icmp 198.51.100.10,2001:db8:2::10
silent cli tcp+udp 192.0.2.10,192.0.2.200,203.0.113.10,2001:db8:1::10,2001:db8:1:c::200,2001:db8:3::10

exits 0 homing apply
before=$(forged 1 2 3)
for rp in 0 1 2; do
	rp_filter $rp
	story "every address, rp_filter $rp"
	hears '% *' cli tcp+udp+icmp $FOUR
	hears '% *' cli tcp+udp+icmp $SIX
	hears '% 198.51.100.20' nbr tcp+udp+icmp $FIRST4
	hears '% 2001:db8:2::20' nbr tcp+udp+icmp $FIRST6
	hears '% 192.0.2.20' vc tcp+udp $FIRST4
	hears '% 2001:db8:1::20' vc tcp+udp $FIRST6
	hears '% 10.50.0.1' vc tcp+udp $FIRST4 from 10.50.0.1
	hears '% fd00:50::1' vc tcp+udp $FIRST6 from fd00:50::1
	hears '% 10.1.0.2' lan tcp+udp+icmp 10.1.0.1,$FIRST4
	hears '% fd00:1::2' lan tcp+udp fd00:1::1,$FIRST6 from fd00:1::2
	hears '% 10.2.0.2' ctr tcp+udp+icmp 10.2.0.1,$FIRST4
	hears '% fd00:2::2' ctr tcp+udp fd00:2::1,$FIRST6
	hears '% 10.60.0.1' vpn tcp+udp 10.9.0.2,$FIRST4 from 10.60.0.1
	hears '% fd00:60::1' vpn tcp+udp fd00:9::2,$FIRST6 from fd00:60::1
	hears '10.2.0.2 10.1.0.2' lan tcp+udp 10.2.0.2
done
rp_filter 0

story "a closed port says so by the right uplink"
hears 'Connection refused' cli tcp ${FOUR},$SIX port 9
hears 'Connection refused' cli udp ${FOUR},$SIX port 9 connected

story "bound to an address"
for a in ${FOUR//,/ }; do hears "* $a" h tcp+udp 10.99.0.2 from "$a"; done
for a in ${SIX//,/ }; do hears "* $a" h tcp+udp 2001:db8:99::2 from "$a"; done
story "bound to a device, and to both"
for x in eth1:192.0.2.10 eth2:198.51.100.10 eth3:203.0.113.10; do
	hears "* ${x#*:}" h tcp+udp+icmp 10.99.0.2 dev "${x%%:*}"
	hears "* ${x#*:}" h tcp+udp 10.99.0.2 from "${x#*:}" dev "${x%%:*}"
done
for x in eth1:2001:db8:1::10 eth2:2001:db8:2::10 eth3:2001:db8:3::10; do
	hears "* ${x#*:}" h tcp+udp+icmp 2001:db8:99::2 dev "${x%%:*}"
	hears "* ${x#*:}" h tcp+udp 2001:db8:99::2 from "${x#*:}" dev "${x%%:*}"
done

story "main's static route behind an uplink, from every source"
hears '* 192.0.2.10' h tcp+udp+icmp 10.50.0.1
hears '* 2001:db8:1::10' h tcp+udp+icmp fd00:50::1
for a in ${FIRST4//,/ }; do hears "* $a" h tcp+udp 10.50.0.1 from "$a"; done
for a in ${FIRST6//,/ }; do hears "* $a" h tcp+udp fd00:50::1 from "$a"; done
hears '10.50.0.1 10.1.0.2' lan tcp+udp 10.50.0.1
story "the tunnel, the LAN, the containers, from every source"
hears '* 10.9.0.2' h tcp+udp 10.60.0.1
hears '* fd00:9::2' h tcp+udp fd00:60::1
hears '* 10.1.0.1' h tcp+udp 10.1.0.2
hears '* 10.2.0.1' h tcp+udp 10.2.0.2
for a in ${FIRST4//,/ }; do hears "* $a" h tcp+udp 10.60.0.1,10.1.0.2,10.2.0.2 from "$a"; done
for a in ${FIRST6//,/ }; do hears "* $a" h tcp+udp fd00:60::1,fd00:1::2,fd00:2::2 from "$a"; done
story "a neighbour on an uplink's subnet: straight from that uplink, round by the provider from another"
hears '* 198.51.100.10' h tcp+udp 198.51.100.20
hears '* 2001:db8:2::10' h tcp+udp 2001:db8:2::20
for a in ${FIRST4//,/ }; do hears "* $a" h tcp+udp 198.51.100.20 from "$a"; done
for a in ${FIRST6//,/ }; do hears "* $a" h tcp+udp 2001:db8:2::20 from "$a"; done

story "link-local with a device, multicast, broadcast"
link_local() { i "$1" -6 -o addr show dev "$2" scope link | awk '{ sub("/.*", "", $4); print $4; exit }'; }
theirs=$(link_local nbr eth0) mine=$(link_local h eth2)
hears "$theirs $mine" h tcp+udp+icmp "$theirs%eth2"
hears "$mine $theirs" nbr tcp+udp+icmp "$mine%eth0"
hears 'fe80::1 fe80::*' h icmp fe80::1%eth1,fe80::1%eth2,fe80::1%eth3
hears 'fe80::* fe80::*' h icmp ff02::1%eth2
n nbr sysctl -qw net.ipv4.icmp_echo_ignore_broadcasts=0
hears '198.51.100.* 198.51.100.10' h icmp 224.0.0.1 dev eth2
same "nothing forged left, and nothing went to a gateway that is on the link" "$before" "$(forged 1 2 3)"
finish
