#!/bin/bash
# Uplinks with a /32 (/128) and a gateway that is in no prefix of theirs: with the word onlink, and without.
. "$(dirname "$0")/lib.sh"

outside
host off-link
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.129/32
provider 2 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.129/32 2001:db8:3::1/128
for x in 1:192.0.2.0/25 1:2001:db8:1::/64 2:203.0.113.0/25 2:2001:db8:3::/64; do i "p${x%%:*}" route add "${x#*:}" dev sw0; done
OURS=192.0.2.10,203.0.113.10,2001:db8:1::10,2001:db8:3::10

story "one default"
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
silent cli tcp+udp+icmp 203.0.113.10,2001:db8:3::10

story "homing apply"
exits 0 homing apply
before=$(forged 1 2)
for rp in 0 1 2; do
	rp_filter $rp
	story "rp_filter $rp"
	hears '% *' cli tcp+udp+icmp $OURS
done
story "out by each"
for x in eth1:192.0.2.10 eth2:203.0.113.10; do
	hears "* ${x#*:}" h tcp+udp 10.99.0.2 from "${x#*:}"
	hears "* ${x#*:}" h tcp+udp+icmp 10.99.0.2 dev "${x%%:*}"
	hears "* ${x#*:}" h tcp+udp 10.99.0.2 from "${x#*:}" dev "${x%%:*}"
done
for x in eth1:2001:db8:1::10 eth2:2001:db8:3::10; do
	hears "* ${x#*:}" h tcp+udp 2001:db8:99::2 from "${x#*:}"
	hears "* ${x#*:}" h tcp+udp+icmp 2001:db8:99::2 dev "${x%%:*}"
done
same "no more forged than before" "$before" "$(forged 1 2)"
finish
