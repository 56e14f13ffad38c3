#!/bin/bash
# Containers on a bridge: they reach every address of the host, and are reached from each, both families.
. "$(dirname "$0")/lib.sh"

outside
router container
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
behind veth0 ctr "addr add 172.17.0.2/16 dev eth0" "addr add fd00:17::2/64 dev eth0" "route add default via 172.17.0.1" \
	"route add ::/0 via fd00:17::1"
i h link set veth0 master docker0
n h nft -f - <<X
	table inet nat {
	  chain out {
	    type nat hook postrouting priority 100
	    ip saddr 172.17.0.0/16 oifname != "docker0" masquerade
	    ip6 saddr fd00:17::/64 oifname != "docker0" masquerade
	  }
	}
X

story "one default"
silent cli tcp+udp+icmp 198.51.100.10,2001:db8:2::10

story "homing apply"
exits 0 homing apply
before=$(forged 1 2)
for rp in 0 1 2; do
	rp_filter $rp
	story "rp_filter $rp"
	hears '% *' cli tcp+udp+icmp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10
	hears '% 172.17.0.2' ctr tcp+udp+icmp 172.17.0.1,192.0.2.10,198.51.100.10
	hears '% fd00:17::2' ctr tcp+udp+icmp fd00:17::1,2001:db8:1::10,2001:db8:2::10
	hears '* 192.0.2.10' ctr tcp+udp 10.99.0.2
	hears '* 2001:db8:1::10' ctr tcp+udp 2001:db8:99::2
done
story "to the container from every source"
hears '* 172.17.0.1' h tcp+udp 172.17.0.2
hears '* fd00:17::1' h tcp+udp fd00:17::2
for x in 192.0.2.10 198.51.100.10; do hears "* $x" h tcp+udp 172.17.0.2 from $x; done
for x in 2001:db8:1::10 2001:db8:2::10; do hears "* $x" h tcp+udp fd00:17::2 from $x; done
same "no more forged than before" "$before" "$(forged 1 2)"
finish
