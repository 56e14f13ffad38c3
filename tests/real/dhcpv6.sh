#!/bin/bash
# Both families leased: DHCPv6 and router advertisements of dnsmasq beside DHCPv4, under ifupdown. DHCPv6 tells no router, an advertisement does.
. "$(dirname "$0")/lib.sh"

outside
host_real eth1 eth2
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
n h sysctl -qw net.ipv6.conf.eth1.router_solicitations=-1 net.ipv6.conf.eth2.router_solicitations=-1 \
	net.ipv6.conf.eth1.router_solicitation_delay=0 net.ipv6.conf.eth2.router_solicitation_delay=0 \
	net.ipv6.conf.eth1.router_solicitation_interval=1 net.ipv6.conf.eth2.router_solicitation_interval=1

# both K DEVICE ADDRESS ADDRESS6: the server knows nobody yet; its range of IPv6 holds one address
both() {
	dhcp "$1" "$2" "$3" "dhcp-option=3,${3%.*}.1" "dhcp-range=$4,$4,64,2m" enable-ra "ra-param=sw0,4,60"
}
both 1 eth1 192.0.2.101 2001:db8:1::101
both 2 eth2 198.51.100.101 2001:db8:2::101
interfaces <<-X
	iface eth1 inet dhcp
	iface eth1 inet6 dhcp
	    accept_ra 2
	iface eth2 inet dhcp
	iface eth2 inet6 dhcp
	    accept_ra 2
X
conf <<-X
	[uplink one]
	interface = eth1
	[uplink two]
	interface = eth2
X
# shellcheck disable=SC2317 # called by until_ok
advertised() { i h -6 route show default | grep -q "dev $1"; }

# advertised_to DEVICE...: the router is known. No hook tells of an advertisement: where it comes after the lease, somebody has to
advertised_to() {
	local device
	for device; do
		advertised "$device" && continue
		until_ok advertised "$device"
		exits 0 homing up "$device"
	done
	happened
}

story "the first leases"
for device in eth1 eth2; do
	up $device
	until_ok has $device "2001:db8:${device#eth}::101"
	advertised_to $device
	answers "$([ $device = eth1 ] && echo 192.0.2.101 || echo 198.51.100.101),2001:db8:${device#eth}::101"
done
answers 192.0.2.101,2001:db8:1::101,198.51.100.101,2001:db8:2::101
same "the leases are noted" "lease-eth1-dhclient4.ini lease-eth1-dhclient6.ini lease-eth2-dhclient4.ini lease-eth2-dhclient6.ini" "$(states)"
nothing_stale

story "renewed"
keeps 192.0.2.101 2001:db8:1::101 198.51.100.101 2001:db8:2::101
all=$(ours h)
renewed 1 2
renewed 2 2
same "as before" "$all" "$(ours h)"
kept

story "up and down"
keeps 192.0.2.101 2001:db8:1::101
down eth2
lacks "nothing of eth2" 'eth2|7202' "$(ours h)"
lacks "nor noted" 'lease-eth2' "$(states)"
up eth2
advertised_to eth2
answers 192.0.2.101,2001:db8:1::101,198.51.100.101,2001:db8:2::101

story "renumbered meanwhile"
down eth2
i p2 addr add 2001:db8:2:1::1/64 dev sw0
i p2 addr del 2001:db8:2::1/64 dev sw0
both 2 eth2 198.51.100.102 2001:db8:2:1::102
up eth2
until_ok has eth2 2001:db8:2:1::102
advertised_to eth2
answers 192.0.2.101,2001:db8:1::101,198.51.100.102,2001:db8:2:1::102
lacks "nothing of the old lease" '2001:db8:2::' "$(ours h; cat "$STATE"/*.ini)"
kept
nothing_stale

story "side by side"
at_once ifdown eth1 eth2
same "nothing is left" "" "$(ours h)"
at_once ifup eth1 eth2
plugged eth1 eth2
advertised_to eth1 eth2
answers 192.0.2.101,2001:db8:1::101,198.51.100.102,2001:db8:2:1::102
nothing_stale
nothing_forged 1 2
finish
