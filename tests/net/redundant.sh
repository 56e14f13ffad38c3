#!/bin/bash
# A home router with two providers and a LAN: the article's host of 2002, and IPv6.
. "$(dirname "$0")/lib.sh"

outside
router redundant
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
behind eth0 lan "addr add 10.1.0.2/24 dev eth0" "addr add fd00:1::2/64 dev eth0" "route add default via 10.1.0.1" \
	"route add ::/0 via fd00:1::1"
n h nft -f - <<X
	table inet nat {
	  chain out {
	    type nat hook postrouting priority 100
	    ip saddr 10.1.0.0/24 oifname { "eth1", "eth2" } masquerade
	    ip6 saddr fd00:1::/64 oifname { "eth1", "eth2" } masquerade
	  }
	}
X
OURS=192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10

story "two providers, one default"
hears '% *' cli tcp+udp+icmp 192.0.2.10,2001:db8:1::10
silent cli tcp+udp+icmp 198.51.100.10,2001:db8:2::10

story "homing apply"
exits 0 homing apply
before=$(forged 1 2)
hears '% *' cli tcp+udp+icmp $OURS
for rp in 0 1 2; do
	rp_filter $rp
	story "the LAN, rp_filter $rp"
	hears '% *' cli tcp+udp 192.0.2.10,198.51.100.10
	hears '% 10.1.0.2' lan tcp+udp+icmp 10.1.0.1,192.0.2.10,198.51.100.10
	hears '% fd00:1::2' lan tcp+udp+icmp fd00:1::1,2001:db8:1::10,2001:db8:2::10
	hears '10.99.0.2 192.0.2.10' lan tcp+udp 10.99.0.2
	hears '2001:db8:99::2 2001:db8:1::10' lan tcp+udp 2001:db8:99::2
done
story "to the LAN from every source"
hears '* 10.1.0.1' h tcp+udp 10.1.0.2
hears '* fd00:1::1' h tcp+udp fd00:1::2
for x in 192.0.2.10 198.51.100.10; do hears "* $x" h tcp+udp 10.1.0.2 from $x; done
for x in 2001:db8:1::10 2001:db8:2::10; do hears "* $x" h tcp+udp fd00:1::2 from $x; done
same "no more forged than before" "$before" "$(forged 1 2)"
finish
