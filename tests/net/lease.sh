#!/bin/bash
# An uplink whose router is told by main's default, by a lease, by nobody yet; a lease that moves; its DHCP server; `reach`.
. "$(dirname "$0")/lib.sh"

outside
host waiting
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/25 198.51.100.129/25 2001:db8:2::1/64 2001:db8:2:1::1/64
n cli "$ANSWER" serve 67 547

second_answers() { hears '% *' cli tcp+udp+icmp 198.51.100.10,2001:db8:2::10; }
second_is_silent() { silent cli tcp+udp 198.51.100.10,2001:db8:2::10; }
first_as_ever() {
	hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
	hears '* 192.0.2.10' h tcp+udp 10.99.0.2
	hears '* 2001:db8:1::10' h tcp+udp 2001:db8:99::2
}
without_second() { lacks "no rule and no route for it" '7202|eth2' "$(ours h)"; }

story "waiting for a gateway"
exits 0 homing apply
first_as_ever
second_is_silent
without_second

story "main learns a default through it"
i h route add default via 198.51.100.1 dev eth2 proto dhcp metric 200
i h route add ::/0 via fe80::1 dev eth2 proto ra metric 2000
second_is_silent
exits 0 homing up eth2
second_answers
first_as_ever
story "and loses it"
i h route del default via 198.51.100.1 dev eth2 metric 200
i h route del ::/0 via fe80::1 dev eth2 metric 2000
exits 0 homing up eth2
without_second
first_as_ever

story "a lease tells"
lease eth2 198.51.100.10/25 198.51.100.1 10.99.0.3
lease eth2 2001:db8:2::10/64 fe80::1 2001:db8:99::3
second_is_silent
exits 0 homing up eth2
second_answers
first_as_ever

story "the renewal goes to the server that gave the lease, from a socket that is bound to nothing"
hears '* 198.51.100.10' h udp 10.99.0.3 port 67 sport 68
hears '* 2001:db8:2::10' h udp 2001:db8:99::3 port 547 sport 546
hears '* 198.51.100.10' h udp 10.99.0.3 port 67 sport 68 dev eth2
hears '* 198.51.100.10' h udp 10.99.0.3 port 67 sport 68 from 198.51.100.10
story "another server, another port, another source"
hears '* 192.0.2.10' h udp 10.99.0.4 port 67 sport 68
hears '* 192.0.2.10' h tcp+udp 10.99.0.3
hears '* 192.0.2.10' h udp 10.99.0.3 port 67 from 192.0.2.10
hears '* 2001:db8:1::10' h udp 2001:db8:99::4 port 547
hears '* 2001:db8:1::10' h udp 2001:db8:99::3 port 547 from 2001:db8:1::10

story "reach"
hears '* 192.0.2.10' h tcp+udp 10.99.0.5
echo 'reach = 10.99.0.5, 2001:db8:99::5' >>"$CONF"
exits 0 homing apply
hears '* 198.51.100.10' h tcp+udp+icmp 10.99.0.5
hears '* 2001:db8:2::10' h tcp+udp+icmp 2001:db8:99::5
hears '* 192.0.2.10' h tcp+udp 10.99.0.5 from 192.0.2.10
hears '* 192.0.2.10' h tcp+udp 10.99.0.5 dev eth1
hears '* 2001:db8:1::10' h tcp+udp 2001:db8:99::5 from 2001:db8:1::10

story "the lease moves: another address, another subnet, another router, another server"
i h addr del 198.51.100.10/25 dev eth2
i h addr add 198.51.100.200/25 dev eth2
i h addr del 2001:db8:2::10/64 dev eth2
i h addr add 2001:db8:2:1::10/64 dev eth2
lease eth2 198.51.100.200/25 198.51.100.129 10.99.0.4
lease eth2 2001:db8:2:1::10/64 2001:db8:2:1::1 2001:db8:99::4
silent cli tcp+udp 198.51.100.200,2001:db8:2:1::10
exits 0 homing up eth2
hears '% *' cli tcp+udp+icmp 198.51.100.200,2001:db8:2:1::10
hears '* 198.51.100.200' h udp 10.99.0.4 port 67 sport 68
hears '* 2001:db8:2:1::10' h udp 2001:db8:99::4 port 547
hears '* 192.0.2.10' h udp 10.99.0.3 port 67 sport 68
first_as_ever
lacks "nothing of the old lease is left" '198\.51\.100\.0/25|2001:db8:2::/64|10\.99\.0\.3' "$(ours h)"

story "a lease that is not ours to believe"
lease eth2 198.51.100.99/25 198.51.100.1 10.99.0.3 # its address is not on the interface
exits 0 homing up eth2
lacks "an address that is not here" 10.99.0.3 "$(rules)"
lease eth2 198.51.100.200/25 198.51.100.129 10.99.0.3
sed -i 's/^boot = .*/boot = 00000000-0000-0000-0000-000000000000/' "$STATE/lease-eth2-dhclient4.ini"
exits 0 homing up eth2
lacks "another boot" 10.99.0.3 "$(rules)"
for wrong in 'gateway = 198.51.100' 'gateway = fe80::1' 'address = "' 'gatway = 198.51.100.129' '[lease' 'time = -1'; do
	lease eth2 198.51.100.200/25 198.51.100.129 10.99.0.3
	echo "$wrong" >>"$STATE/lease-eth2-dhclient4.ini"
	exits 0 homing up eth2
	told 'lease-eth2-dhclient4.ini:[0-9]+: '
	lacks "'$wrong' is told and ignored" 10.99.0.3 "$(rules)"
done
lease eth2 198.51.100.200/25 198.51.100.129 10.99.0.3
exits 0 homing up eth2
hears '% *' cli tcp+udp 198.51.100.200,2001:db8:2:1::10
nothing_new=$(ours h)
exits 0 homing up eth2
same "and a repeated event changes nothing" "$nothing_new" "$(ours h)"
finish
