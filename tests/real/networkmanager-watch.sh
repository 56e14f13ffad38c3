#!/bin/bash
# NetworkManager as it is, with its dispatcher, and the watcher beside it: what NetworkManager tells nobody, or too early, and what it deletes.
. "$(dirname "$0")/watch-lib.sh"
. "$REAL/networkmanager-lib.sh"

# since WHAT: how long after what happened last
since() { ok "$1 ($((($(now) - EVENT) / 1000)) ms)"; }
# shellcheck disable=SC2317 # called by until_ok
main_by() { i h route show default | grep -q "via $1 "; }
# shellcheck disable=SC2317 # called by until_ok
is_gone() { ! ours h | grep -qE "$1"; }
# shellcheck disable=SC2317 # called by until_ok
is_free() { ! grep -qs eth2 "$STATE/held.ini"; }
# shellcheck disable=SC2317 # called by is_back
rule_flush() {
	local f
	for f in -4 -6; do
		i h $f rule flush
		i h $f rule add pref 32766 lookup main
	done
	i h rule add pref 32767 lookup default
}

outside
host_real eth1 eth2 tun0
install_dispatcher
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64 2001:db8:1:7::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 198.51.100.2/24 2001:db8:2::1/64 2001:db8:2:1::1/64
behind_vpn
i h link set eth2 address 02:00:00:00:00:02
conf <<-X
	[uplink one]
	interface = eth1
	check = none
	[uplink two]
	interface = eth2
	check = none
	[balance]
X
ONE=192.0.2.10,2001:db8:1::10
TWO=198.51.100.102,2001:db8:2::ff:fe00:2
NEW=2001:db8:2:1:0:ff:fe00:2
profile one ethernet interface-name=eth1 autoconnect=false "[ipv4]" method=manual address1=192.0.2.10/26,192.0.2.1 \
	"[ipv6]" method=manual address1=2001:db8:1::10/64,fe80::1
profile two ethernet interface-name=eth2 autoconnect=true "[ipv4]" method=auto route-metric=60 \
	"[ipv6]" method=auto addr-gen-mode=eui64 ip6-privacy=0 route-metric=60
profile_vpn
# The kernel's word on a server's packet that comes when NetworkManager no longer, or not yet, listens: with an address that has no rule yet it leaves by whatever main says
n h nft 'add table ip late { chain out { type filter hook output priority 0; icmp type destination-unreachable drop; }; }' || fail "lab: nft"
leases() { two "$1" "$2" dhcp-option=option:T1,2 dhcp-option=option:T2,4; }
leases 198.51.100.101 198.51.100.1
watch
start

story "up, and the routers of IPv6 come late"
exits 0 nm connection up one
exits 0 nm connection up two # as soon as one family is there
happened
at_home eth1 $ONE
at_home eth2 198.51.100.101
talks ${ONE/,/ }
advertises 2 fe80::1 1800 2001:db8:2::/64=3600/1800
at_home eth2 2001:db8:2::ff:fe00:2

story "the lease has another address"
leases 198.51.100.102 198.51.100.1
arrives eth2 198.51.100.102
at_home eth2 198.51.100.102
until_ok is_gone '198\.51\.100\.101[ /]' && ok "nothing is left of the old one"

story "another router, and the same address"
leases 198.51.100.102 198.51.100.2
until_ok main_by 198.51.100.2
happened
until_ok table_has4 7202 'via 198.51.100.2 ' && since IPv4
advertises 2 fe80::2 1800 2001:db8:2::/64=3600/1800
advertises_no_more 2 fe80::1
until_ok main_has 'via fe80::2 dev eth2'
happened
until_ok table_has 7202 'via fe80::2 ' && since IPv6
i p2 addr del 198.51.100.1/24 dev sw0
at_home eth2 $TWO

story "another prefix"
advertises 2 fe80::2 1800 2001:db8:2::/64=3600/0 2001:db8:2:1::/64=3600/1800
until_ok has eth2 $NEW
happened
at_home eth2 $NEW,$TWO
nothing_forged 1 2

story "changed in place, which is said before it is done"
exits 0 nm device modify eth1 +ipv4.addresses 192.0.2.130/26 +ipv6.addresses 2001:db8:1:7::11/64
happened
at_home eth1 192.0.2.130,2001:db8:1:7::11
goes_on
count=$(forged 1 2) # NetworkManager takes the address away and adds it again; what the session says in between may have left by the other

story "a VPN"
exits 0 nm connection up vpn
until_ok tunnel_is_default
happened
into_tunnel
at_home eth1 $ONE
at_home eth2 $TWO
exits 0 nm connection down vpn
goes_on

story "the link is lost, and back"
pull eth2 p2
until_ok no_carrier eth2
push eth2 p2
until_ok is_plugged eth2
happened
at_home eth2 $TWO
i h link set eth2 down
i h link set eth2 up
until_ok is_plugged eth2
happened
at_home eth2 $TWO
goes_on

no_more_forged "$count" 1 2

story "a hold whose interface comes up and calls no hook"
exits 0 nm connection down two
contains "its hook holds it" 'hold interface eth2' "$(cat "$STATE/held.ini")"
rm /etc/NetworkManager/dispatcher.d/72-homing /etc/NetworkManager/dispatcher.d/pre-down.d/72-homing
printf '%s\n' "link set eth2 down" "link set eth2 up" | batch h
until_ok is_free && ok "no longer held"
exits 0 nm connection up two
happened
at_home eth2 198.51.100.102,$NEW

story "deleted, and back, by the watcher alone"
exits 0 nm device reapply eth1
until_ok is_gone '192\.0\.2\.128|2001:db8:1:7:' && ok "an address that was there for a while leaves nothing behind"
talks 198.51.100.102 $NEW
is_back i h route flush table 7201
is_back i h -6 route flush table 7201
is_back rule_flush
is_back nm connection up one
at_home eth1 $ONE
at_home eth2 198.51.100.102,$NEW
goes_on
nothing_stale
count=$(forged 1 2) # some left while there were no rules
reached $ONE,198.51.100.102,$NEW
same "nothing forged leaves" "$count" "$(forged 1 2)"
finish
