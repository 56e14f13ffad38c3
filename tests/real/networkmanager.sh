#!/bin/bash
# NetworkManager as it is, with its dispatcher, Debian's 01-ifupdown, and a VPN: profiles up, changed and down, a cable pulled, a lease, keys in a profile.
# What no event tells, a lease that changes, is the watcher's.
. "$(dirname "$0")/lib.sh"
. "$REAL/networkmanager-lib.sh"

# shellcheck disable=SC2317 # called by until_ok
is_gone() { ! ours h | grep -qE "$1"; }
# shellcheck disable=SC2317 # called by until_ok
is_noted() { [ "$(states)" = "$1" ]; }
# shellcheck disable=SC2317 # called by until_ok
is_all() { [ "$(ours h)" = "$all" ]; }
# shellcheck disable=SC2317 # called by until_ok
is_forgotten() { [[ " $(states) " != *" $1 "* ]]; }
# shellcheck disable=SC2317 # called by until_ok
has_ours() { ours h | grep -qF "$1"; }
is_left_by() { until_ok is_gone "$1" && ok "nothing of $1 is left"; }

outside
host_real eth1 eth2 tun0
install_dispatcher
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 2001:db8:2::1/64
behind_vpn
conf <<-X
	[uplink one]
	interface = eth1
	[uplink two]
	interface = eth2
	[balance]
X
ONE=192.0.2.10,2001:db8:1::10
TWO=198.51.100.101,2001:db8:2::10
one=(interface-name=eth1 autoconnect=false "[ipv4]" method=manual "address1=192.0.2.10/24,192.0.2.1"
	"[ipv6]" method=manual "address1=2001:db8:1::10/64,fe80::1")
# the better default: what is bound to nothing moves there
two=(interface-name=eth2 autoconnect=true "[ipv4]" method=auto may-fail=false route-metric=60
	"[ipv6]" method=manual may-fail=false route-metric=60 "address1=2001:db8:2::10/64,fe80::1")
profile one ethernet "${one[@]}"
profile_vpn
dhcp 2 eth2 198.51.100.101 dhcp-option=3,198.51.100.1 dhcp-option=option:T1,3 dhcp-option=option:T2,6
start

story "one profile comes up, and a session over it outlives the other"
exits 0 nm connection up one
reached $ONE
talks 192.0.2.10 2001:db8:1::10
profile two ethernet "${two[@]}"
exits 0 nm connection reload
exits 0 nm connection up two
reached $ONE,$TWO
until_ok is_noted "lease-eth2-nm4.ini sysctl.ini" && ok "the lease is noted"
contains "so is its server" 'to 198\.51\.100\.9 iif lo ' "$(rules)"
goes_on
nothing_stale
all=$(ours h)

story "a VPN"
exits 0 nm connection up vpn
until_ok tunnel_is_default
into_tunnel
reached $ONE,$TWO
goes_on
same "it is no uplink" "$all" "$(ours h)"
exits 0 nm connection down vpn
until_ok is_all
reached $ONE,$TWO
goes_on

story "reapply" # it is said before NetworkManager has done it, so an address that it brings may come too late for the hook
i h rule del pref 7700 oif eth1
i h -6 rule del pref 7700 oif eth2
exits 0 nm device reapply eth1
until_ok is_all && ok "what was missing is back"
reached $ONE,$TWO
goes_on

story "brought up again: all of it is made anew"
exits 0 nm connection modify one +ipv4.addresses 192.0.2.11/24
exits 0 nm connection up one
reached $ONE,192.0.2.11,$TWO
until_ok is_all && ok "no more rules than before"
nothing_stale

story "down"
exits 0 nm connection down two
is_left_by 'eth2|7202'
until_ok is_forgotten lease-eth2-nm4.ini && ok "nor is its lease"
reached $ONE
exits 0 homing up eth1
is_left_by 'eth2|7202'
exits 0 nm connection up two
reached $ONE,$TWO
until_ok is_all && ok "as before"

story "the lease has another address: the next event finds it"
dhcp 2 eth2 198.51.100.102 dhcp-option=3,198.51.100.1
until_ok has eth2 198.51.100.102 # no hook is called
leaves eth2 198.51.100.101
exits 0 nm device reapply eth1
reached $ONE,198.51.100.102
until_ok is_gone '198\.51\.100\.(101|9)[ /]' && ok "nothing is left of the old one"

story "the cable is pulled, and put back"
pull eth2 p2
is_left_by '198\.51\.100|2001:db8:2:'
reached $ONE
push eth2 p2
reached $ONE,198.51.100.102,2001:db8:2::10
nothing_stale
count=$(forged 1 2) # some left between NetworkManager and its dispatcher
reached $ONE,198.51.100.102,2001:db8:2::10
same "nothing forged leaves" "$count" "$(forged 1 2)"

story "no configuration: keys in the profiles"
exits 0 nm connection down one
exits 0 nm connection down two
until_ok is_forgotten lease-eth2-nm4.ini
exits 0 homing remove
rm "$CONF" "$STATE/held.ini"
profile one ethernet "${one[@]}" "[user]" "homing.gateway=192.0.2.1, fe80::1"
profile two ethernet "${two[@]}" "[user]" homing.uplink=Cable homing.table=102
exits 0 nm connection reload
exits 0 nm connection up one
exits 0 nm connection up two
# shellcheck disable=SC2317 # called by until_ok
has_its_own() { [[ $(rules) == *"lookup 102 "* ]]; }
until_ok has_its_own && ok "a table of its own" # nmcli does not wait for the dispatcher
reached $ONE,198.51.100.102,2001:db8:2::10
exits 0 nm connection down two
is_left_by 'eth2|(lookup|table) 102 '
until_ok is_forgotten stanza-eth2.ini && ok "forgotten with its connection"
reached $ONE
finish
