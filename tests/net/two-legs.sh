#!/bin/bash
# Two legs in one subnet. The switch knows which address lives at which port and drops what comes from another: packets and ARP alike.
. "$(dirname "$0")/lib.sh"

outside
host two-legs
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
plug eth2 p1
neighbour 1 nbr "addr add 192.0.2.99/24 dev eth0" "addr add 2001:db8:1::99/64 dev eth0"
n p1 nft -f - <<X || skip "no nftables for bridges"
	table bridge ports {
	  counter wrong { }
	  chain in {
	    type filter hook prerouting priority 0
	    iifname "port-eth1" ip saddr 192.0.2.30 counter name wrong drop
	    iifname "port-eth2" ip saddr 192.0.2.10 counter name wrong drop
	    iifname "port-eth1" arp saddr ip 192.0.2.30 counter name wrong drop
	    iifname "port-eth2" arp saddr ip 192.0.2.10 counter name wrong drop
	    iifname "port-eth1" ip6 saddr 2001:db8:1::30 counter name wrong drop
	    iifname "port-eth2" ip6 saddr 2001:db8:1::10 counter name wrong drop
	  }
	}
X
wrong() { n p1 nft list counters table bridge ports | awk '/packets/ { print $2 }'; }

story "one default"
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
silent cli tcp+udp+icmp 192.0.2.30,2001:db8:1::30
check "the switch saw the second leg's address at the first leg's port" [ "$(wrong)" -gt 0 ]

exits 0 homing apply
# whose ARP is answered where follows our rules, too (arp_filter); and nobody asks with the other leg's address (arp_announce)
n h sysctl -qw net.ipv4.conf.all.arp_filter=1 net.ipv4.conf.all.arp_announce=2
for b in p1 nbr h; do i $b neigh flush all; done
before=$(wrong)
for rp in 0 1 2; do
	rp_filter $rp
	story "rp_filter $rp"
	hears '% *' cli tcp+udp+icmp 192.0.2.10,192.0.2.30,2001:db8:1::10,2001:db8:1::30
	hears '% 192.0.2.99' nbr tcp+udp+icmp 192.0.2.10,192.0.2.30
	hears '% 2001:db8:1::99' nbr tcp+udp 2001:db8:1::10,2001:db8:1::30
	for x in eth1:10 eth2:30; do
		hears "* 192.0.2.${x#*:}" h tcp+udp 10.99.0.2,192.0.2.99 from "192.0.2.${x#*:}"
		hears "* 192.0.2.${x#*:}" h tcp+udp+icmp 10.99.0.2,192.0.2.99 dev "${x%:*}"
		hears "* 2001:db8:1::${x#*:}" h tcp+udp 2001:db8:99::2,2001:db8:1::99 from "2001:db8:1::${x#*:}"
		hears "* 2001:db8:1::${x#*:}" h tcp+udp+icmp 2001:db8:99::2,2001:db8:1::99 dev "${x%:*}"
	done
done
same "the switch saw nothing at the wrong port" "$before" "$(wrong)"
finish
