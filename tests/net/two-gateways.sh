#!/bin/bash
# Two providers' routers on one switch, and one interface: the address says which of them a packet is for.
. "$(dirname "$0")/lib.sh"

outside
host two-gateways
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
box p2 # a router without customers of its own: its port is on the first one's switch
provider_on_switch() {
	forwards p2
	wire p2 wan net p2
	wire p2 sw0 p1 to-p2
	i p1 link set to-p2 master sw0
	batch net <<-X
		addr add 10.90.2.1/24 dev p2
		addr add 2001:db8:90:2::1/64 dev p2
		route add 198.51.100.0/24 via 10.90.2.2
		route add 2001:db8:2::/48 via 2001:db8:90:2::2
	X
	batch p2 <<-X
		addr add 198.51.100.1/24 dev sw0
		addr add 2001:db8:2::1/64 dev sw0
		addr add 10.90.2.2/24 dev wan
		addr add 2001:db8:90:2::2/64 dev wan
		route add default via 10.90.2.1
		route add default via 2001:db8:90:2::1
	X
	drops_forged p2 198.51.100.0/24 2001:db8:2::/48
}
provider_on_switch

story "one default"
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
silent cli tcp+udp+icmp 198.51.100.10,2001:db8:2::10

exits 0 homing apply
before=$(forged 1 2)
for rp in 0 1 2; do
	rp_filter $rp
	story "rp_filter $rp"
	hears '% *' cli tcp+udp+icmp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10
	for a in 192.0.2.10 198.51.100.10; do
		hears "* $a" h tcp+udp 10.99.0.2 from $a
		hears "* $a" h tcp+udp 10.99.0.2 from $a dev eth1
	done
	for a in 2001:db8:1::10 2001:db8:2::10; do
		hears "* $a" h tcp+udp 2001:db8:99::2 from $a
		hears "* $a" h tcp+udp 2001:db8:99::2 from $a dev eth1
	done
	hears '* 192.0.2.10' h tcp+udp+icmp 10.99.0.2 dev eth1
done
same "no more forged than before" "$before" "$(forged 1 2)"
finish
