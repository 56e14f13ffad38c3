#!/bin/bash
# systemd-networkd with leases and router advertisements, and the watcher: no hook is called. Words: `kept' runs it with share/systemd/networkd.conf.d.
. "$(dirname "$0")/watch-lib.sh"

NETWORKD=/lib/systemd/systemd-networkd
DROP_IN=$NET/../../share/systemd/networkd.conf.d/homing.conf
[ -x $NETWORKD ] || skip "systemd-networkd is not installed"
needs networkctl dbus-daemon dbus-uuidgen
id systemd-network >/dev/null 2>&1 || skip "no user systemd-network"

# profile DEVICE: from stdin
profile() { cat >"/etc/systemd/network/$1.network"; chmod 644 "/etc/systemd/network/$1.network"; }
automatic() {
	profile "$1" <<-X
		[Match]
		Name=$1
		[Network]
		DHCP=ipv4
		IPv6AcceptRA=yes
		[DHCPv4]
		ClientIdentifier=mac
		[IPv6AcceptRA]
		Token=static:::10
	X
}
networkctl() { n h env DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/dbus/system_bus_socket networkctl --no-pager "$@"; }
networkd() {
	ip netns exec h sh -c "mount -o remount,ro /sys; SYSTEMD_LOG_TARGET=console exec $NETWORKD" >"$TMP/networkd" 2>&1 9>&- & # read-only: no udev here
	happened
}
# renews K DEVICE: dnsmasq keeps its own idea of T1, so the client is told when; also to ask a server again that had just begun. While it renews,
# networkd hears no refusal: those are broadcast.
renews() {
	local count
	count=$(acks "$1")
	until_ok has_renewed "$1" "$2" "$count" && happened
}
# shellcheck disable=SC2317 # called by until_ok
has_renewed() { networkctl renew "$2"; sleep 0.2; more_acks "$1" "$3"; }

outside
host_real eth1 eth2
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.9/24 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 198.51.100.2/24 2001:db8:2::1/64 2001:db8:2:1::1/64
for device in eth1 eth2; do i h link set $device down; done
conf <<-X
	[uplink one]
	interface = eth1
	[uplink two]
	interface = eth2
X
mkdir -p /run/dbus /run/systemd/netif/{links,leases,lldp} /etc/systemd/network /etc/systemd/networkd.conf.d
rm -f /etc/systemd/network/* /etc/systemd/networkd.conf.d/*
chown -R systemd-network: /run/systemd/netif
[ "${1-}" != kept ] || install -m 644 "$DROP_IN" /etc/systemd/networkd.conf.d/
automatic eth1
automatic eth2
one 192.0.2.101
two 198.51.100.101
advertises 1 fe80::1 1800 2001:db8:1::/64=3600/1800
advertises 2 fe80::1 1800 2001:db8:2::/64=3600/1800
dbus-uuidgen --ensure
ip netns exec h dbus-daemon --system --nofork --nopidfile >"$TMP/dbus" 2>&1 9>&- &

story "the first leases"
watch
networkd
at_home eth1 192.0.2.101,2001:db8:1::10
at_home eth2 198.51.100.101,2001:db8:2::10
check "main's defaults stay networkd's" [ "$(i h route show default | grep -c 'proto dhcp')" = 2 ]

story "renewed"
ALL=$(ours h)
renews 1 eth1
renews 2 eth2
# shellcheck disable=SC2317 # called by until_ok
is_all() { [ "$(ours h)" = "$ALL" ]; }
until_ok is_all && ok "as before"

story "the link is lost, and back with another address"
pull eth2 p2
until_ok no_carrier eth2
two 198.51.100.102
at_home eth1 192.0.2.101,2001:db8:1::10
push eth2 p2
happened
at_home eth2 198.51.100.102,2001:db8:2::10
lacks "nothing of the one before" '198\.51\.100\.101' "$(ours h)"

story "another router"
two 198.51.100.102 198.51.100.2
renews 2 eth2
until_ok table_has4 7202 'via 198.51.100.2 ' && ok "IPv4 has it after $((($(now) - EVENT) / 1000)) ms"
advertises 2 fe80::2 1800 2001:db8:2::/64=3600/1800
advertises_no_more 2 fe80::1
until_ok table_has 7202 'via fe80::2 ' && ok "IPv6 has it after $((($(now) - EVENT) / 1000)) ms"
i p2 addr del 198.51.100.1/24 dev sw0
at_home eth2 198.51.100.102,2001:db8:2::10

story "what networkd and people remove"
i h rule add pref 9999 from 203.0.113.99 lookup 9999 protocol 99
is_back networkctl reconfigure eth1
same "a rule that nobody puts back" "${1:+stays}" "$(i h rule show pref 9999 | sed 's/.*/stays/')"
at_home eth1 192.0.2.101,2001:db8:1::10
is_back i h route flush table 7201
is_back i h -6 route flush table 7202
is_back i h rule flush protocol 72
is_back i h -6 rule flush protocol 72

story "another profile"
profile eth1 <<-X
	[Match]
	Name=eth1
	[Network]
	Address=192.0.2.50/24
	Address=2001:db8:1::50/64
	Gateway=192.0.2.1
	Gateway=fe80::1
	IPv6AcceptRA=no
X
happened
exits 0 networkctl reload
at_home eth1 192.0.2.50,2001:db8:1::50
at_home eth2 198.51.100.102,2001:db8:2::10

story "none"
rm /etc/systemd/network/eth1.network
exits 0 networkctl reload
exits 0 networkctl down eth1
# shellcheck disable=SC2317 # called by until_ok
no_way_by_one() { ! i h route show table 7201 | grep -q via; }
until_ok no_way_by_one && ok "nothing goes by eth1"
happened
at_home eth2 198.51.100.102,2001:db8:2::10
nothing_forged 1 2
finish
