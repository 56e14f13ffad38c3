#!/bin/bash
# An alias is nobody's source but by his own wish: what the host asks of itself goes with the interface's own address, whatever came
# first, wherever the gateway is; `source = yes` lifts that.
. "$(dirname "$0")/lib.sh"

outside
box h
for d in eth1 eth2; do ip link add $d netns h type veth peer name ${d}p netns h; i h link set $d up; i h link set ${d}p up; done
# eth1 is a subnet with its gateway in it; eth2 has one whole address, and a gateway elsewhere
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.129/32
i p2 route add 203.0.113.0/25 dev sw0
i p2 route add 2001:db8:3::/64 dev sw0
neighbour 1 nbr "addr add 192.0.2.40/24 dev eth0" "addr add 2001:db8:1::40/64 dev eth0" "addr add 2001:db8:1::4/64 dev eth0"
serves h
mkdir -m 755 "$STATE"
cat >"$CONF" <<X
[uplink subnet]
interface = eth1
gateway = 192.0.2.1, fe80::1
[uplink whole]
interface = eth2
gateway = 203.0.113.129 onlink, fe80::1
[alias one]
interface = eth1
address = 192.0.2.5, 2001:db8:1::5
probe = no
[alias two]
interface = eth2
address = 203.0.113.5, 2001:db8:3::5
probe = no
X
base1() { i h addr "$1" 192.0.2.10/24 dev eth1; i h addr "$1" 2001:db8:1::10/64 dev eth1; }
base2() { i h addr "$1" 203.0.113.10/32 dev eth2; i h addr "$1" 2001:db8:3::10/128 dev eth2; }
default1() { i h route replace default via 192.0.2.1 dev eth1; i h route replace ::/0 via fe80::1 dev eth1; }
default2() { i h route replace default via 203.0.113.129 dev eth2 onlink; i h route replace ::/0 via fe80::1 dev eth2; }
from1() {
	hears '* 192.0.2.10' h tcp+udp+icmp 10.99.0.2,192.0.2.40
	hears '* 2001:db8:1::10' h tcp+udp+icmp 2001:db8:99::2,2001:db8:1::40
	hears '* 192.0.2.10' h tcp+udp 10.99.0.2 dev eth1
	hears '* 2001:db8:1::10' h tcp+udp 2001:db8:99::2 dev eth1
}
from2() {
	hears '* 203.0.113.10' h tcp+udp+icmp 10.99.0.2
	hears '* 2001:db8:3::10' h tcp+udp+icmp 2001:db8:99::2
	hears '* 203.0.113.10' h tcp+udp 10.99.0.2 dev eth2
	hears '* 2001:db8:3::10' h tcp+udp 2001:db8:99::2 dev eth2
}
answers() {
	hears '% *' cli tcp+udp+icmp 192.0.2.5,203.0.113.5,2001:db8:1::5,2001:db8:3::5
	hears '* 192.0.2.5' h tcp+udp 10.99.0.2 from 192.0.2.5
	hears '* 2001:db8:3::5' h tcp+udp 2001:db8:99::2 from 2001:db8:3::5
}

story "on a subnet"
base1 add
base2 add
default1
exits 0 homing apply
from1
answers
story "as the only address of its length"
default2
exits 0 homing up eth2
from2
answers
story "on a subnet, the alias is older than the base address"
base1 del
base1 add
default1
exits 0 homing up eth1
from1
answers
story "the alias comes before there is a base address"
exits 0 homing remove
i h addr flush dev eth1 scope global
i h addr flush dev eth2 scope global
exits 0 homing apply
base1 add
base2 add
default1
exits 0 homing up eth1 eth2
from1
answers

story "source = yes"
sed -i 's/^probe = no/&\nsource = yes/' "$CONF"
exits 0 homing apply
lacks "no lifetime of 0" deprecated "$(addresses h)"
# of two that will do IPv6 takes the one that has more bits in common with the destination (RFC 6724, rule 8)
hears '* 2001:db8:1::5' h tcp+udp 2001:db8:1::4
sed -i 's/^source = yes/source = no/' "$CONF"
exits 0 homing apply
hears '* 2001:db8:1::10' h tcp+udp 2001:db8:1::4
finish
