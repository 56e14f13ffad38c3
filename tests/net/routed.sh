#!/bin/bash
# What lives behind us and came with an uplink: a delegated IPv6 prefix on the LAN, a public IPv4 address there by proxy ARP. They are
# forwarded by their own provider, whatever main's default says.
. "$(dirname "$0")/lib.sh"

outside
host_everything
# main's default is another provider's than the delegated prefix' and than the public address'
i h route add default via 203.0.113.129 dev eth3 onlink metric 50
i h route add ::/0 via fe80::1 dev eth3 metric 50
INSIDE6=2001:db8:2:f00::2

behind_us() {
	hears '% *' cli tcp+udp+icmp 192.0.2.15
	hears '% *' cli tcp+udp+icmp $INSIDE6,2001:db8:2:f00::1
	hears '* 192.0.2.15' lan tcp+udp 10.99.0.2 from 192.0.2.15
	hears "* $INSIDE6" lan tcp+udp 2001:db8:99::2 from $INSIDE6
}

story "without us"
silent cli tcp+udp+icmp 192.0.2.15,$INSIDE6
silent lan tcp+udp 10.99.0.2 from 192.0.2.15
silent lan tcp+udp 2001:db8:99::2 from $INSIDE6

exits 0 homing apply
before=$(forged 1 2 3)
for rp in 0 1 2; do
	rp_filter $rp
	story "outside, rp_filter $rp"
	behind_us
	story "the host and what lives behind it, rp_filter $rp"
	for a in 192.0.2.10 198.51.100.10 203.0.113.10; do
		hears "$a 192.0.2.15" lan tcp+udp+icmp $a from 192.0.2.15
		hears "192.0.2.15 $a" h tcp+udp 192.0.2.15 from $a
	done
	for a in 2001:db8:1::10 2001:db8:2::10 2001:db8:3::10; do
		hears "$a $INSIDE6" lan tcp+udp+icmp $a from $INSIDE6
		hears "$INSIDE6 $a" h tcp+udp $INSIDE6 from $a
	done
	hears '192.0.2.15 10.1.0.1' h tcp+udp 192.0.2.15
	hears '192.0.2.15 192.0.2.20' vc tcp+udp 192.0.2.15
	hears '198.51.100.20 192.0.2.15' lan tcp+udp 198.51.100.20 from 192.0.2.15
	hears '192.0.2.20 192.0.2.15' lan tcp+udp 192.0.2.20 from 192.0.2.15
	hears '10.2.0.2 192.0.2.15' lan tcp+udp 10.2.0.2 from 192.0.2.15
done
same "no more forged than before" "$before" "$(forged 1 2 3)"

story "without the key"
sed -i '/^routed/d' "$CONF"
exits 0 homing apply
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:2::10
silent cli tcp+udp 192.0.2.15,$INSIDE6
finish
