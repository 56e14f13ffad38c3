#!/bin/bash
# Two providers whose addresses are of one prefix and whose routers have one address. What tells the uplinks apart is the address alone.
. "$(dirname "$0")/lib.sh"

outside
host same-prefix
provider 1 eth1 192.0.2.10/32 2001:db8:1::10/128 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 192.0.2.20/32 2001:db8:1::20/128 192.0.2.1/24 2001:db8:1::1/64
neighbour 2 nbr "addr add 192.0.2.99/24 dev eth0" "addr add 2001:db8:1::99/64 dev eth0"

story "the first default has it all"
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
silent cli tcp+udp+icmp 192.0.2.20,2001:db8:1::20

story "homing apply"
exits 0 homing apply
before=$(forged 1 2)
for rp in 0 1 2; do
	rp_filter $rp
	story "rp_filter $rp"
	hears '% *' cli tcp+udp+icmp 192.0.2.10,192.0.2.20,2001:db8:1::10,2001:db8:1::20
done
story "out by each"
for x in eth1:192.0.2.10 eth2:192.0.2.20; do
	hears "* ${x#*:}" h tcp+udp 10.99.0.2 from "${x#*:}"
	hears "* ${x#*:}" h tcp+udp+icmp 10.99.0.2 dev "${x%%:*}"
done
for x in eth1:2001:db8:1::10 eth2:2001:db8:1::20; do
	hears "* ${x#*:}" h tcp+udp 2001:db8:99::2 from "${x#*:}"
	hears "* ${x#*:}" h tcp+udp+icmp 2001:db8:99::2 dev "${x%%:*}"
done
story "a neighbour on the second link, which main looks for on the first"
hears '192.0.2.99 192.0.2.20' h tcp+udp 192.0.2.99 from 192.0.2.20
hears '192.0.2.99 192.0.2.20' h tcp+udp+icmp 192.0.2.99 dev eth2
hears '2001:db8:1::99 2001:db8:1::20' h tcp+udp 2001:db8:1::99 from 2001:db8:1::20
hears '192.0.2.20 192.0.2.99' nbr tcp+udp+icmp 192.0.2.20
hears '2001:db8:1::20 2001:db8:1::99' nbr tcp+udp+icmp 2001:db8:1::20
same "no more forged than before" "$before" "$(forged 1 2)"
finish
