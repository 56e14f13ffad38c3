#!/bin/bash
# dhcpcd with both families on two uplinks, from dnsmasq: first addresses, renewed, another address, another router, the cable out and in, released. What an
# advertisement says dhcpcd puts into main by itself, and tells its hooks.
. "$(dirname "$0")/lib.sh"
needs dhcpcd

RUN_HOOKS=$(find /usr/lib/dhcpcd /usr/libexec /lib/dhcpcd -maxdepth 1 -name dhcpcd-run-hooks 2>/dev/null | head -n 1)
[ "$RUN_HOOKS" ] || skip "dhcpcd-run-hooks is nowhere"
over "${RUN_HOOKS%/*}"
sed "s|@sbindir@|$HOMING_BIN|g" "$HOOKS/dhcpcd/hook" >"${RUN_HOOKS%/*}/dhcpcd-hooks/72-homing"

outside
host_real eth1 eth2
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.9/24 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 198.51.100.2/24 2001:db8:2::1/64
batch h <<-X
	link set eth1 up
	link set eth2 up
X
conf <<-X
	[uplink one]
	interface = eth1
	[uplink two]
	interface = eth2
X
# nodev: there is no udev here; the host's own name is not ours
cat >/etc/dhcpcd.conf <<-X
	nodev
	allowinterfaces eth1 eth2
	nohook hostname, resolv.conf
	option classless_static_routes
	require dhcp_server_identifier
	noarp
	noipv4ll
	reboot 1
	ia_na
X
# both K ADDRESS ADDRESS6 ROUTER [LINE...]: the server knows nobody yet; renewed each other second
both() {
	dhcp "$1" "eth$1" "$2" "dhcp-option=3,$4" "dhcp-range=$3,$3,64,2m" enable-ra "ra-param=sw0,4,60" dhcp-option-force=option:T1,2 dhcp-option-force=option:T2,4 "${@:5}"
}
# shellcheck disable=SC2317 # called by until_ok
advertised() { i h -6 route show default | grep -q "dev $1"; }
# shellcheck disable=SC2317 # called by until_ok
has_rule() { rules | grep -qE "$1"; }
# told_of ADDRESS TABLE: homing knows it by now, from the hook alone
told_of() { until_ok has_rule "from ${1%.*}[^ ]* iif lo lookup $2"; }
routers() { i h -N route show table "$1" default | grep -v unreachable | sed -nE 's/^default via ([^ ]*) .*/\1/p'; }
dhcpcd() { n h env -i PATH="$SYSTEM_PATH" dhcpcd "$@" >"$TMP/dhcpcd" 2>&1 9>&-; }
ONE=192.0.2.101,2001:db8:1::101
both_answer() {
	for k in 1 2; do until_ok advertised eth$k; done
	plugged eth1 eth2
	reached "$ONE,$1"
}

story "the first leases"
both 1 192.0.2.101 2001:db8:1::101 192.0.2.1
both 2 198.51.100.101 2001:db8:2::101 198.51.100.1
check "dhcpcd starts" dhcpcd -b
for k in 1 2; do
	until_ok has eth$k 2001:db8:$k::101
	told_of 2001:db8:$k::101 720$k
done
told_of 192.0.2.101 7201
told_of 198.51.100.101 7202
both_answer 198.51.100.101,2001:db8:2::101
same "the leases are noted" "lease-eth1-dhcpcd4.ini lease-eth1-dhcpcd6.ini lease-eth2-dhcpcd4.ini lease-eth2-dhcpcd6.ini" "$(states)"
nothing_stale
all=$(ours h)

story "renewed"
keeps ${ONE/,/ } 198.51.100.101 2001:db8:2::101
renewed 1
renewed 2
kept
same "as before" "$all" "$(ours h)"

story "another address"
keeps ${ONE/,/ }
both 2 198.51.100.102 2001:db8:2::101 198.51.100.1
arrives eth2 198.51.100.102
both_answer 198.51.100.102
nothing_of 198.51.100.101
kept
nothing_stale

story "another router"
# shellcheck disable=SC2317 # called by until_ok
router_is() { [ "$(routers 7202)" = "$1" ]; }
same "the router" 198.51.100.1 "$(routers 7202)"
keeps ${ONE/,/ }
both 2 198.51.100.102 2001:db8:2::101 198.51.100.2
i p2 addr del 198.51.100.1/24 dev sw0
i h neigh flush dev eth2
until_ok router_is 198.51.100.2
both_answer 198.51.100.102
i p2 addr add 198.51.100.1/24 dev sw0
both 2 198.51.100.102 2001:db8:2::101 198.51.100.2 "dhcp-option=121,0.0.0.0/0,198.51.100.1"
until_ok router_is 198.51.100.1
both_answer 198.51.100.102
kept
nothing_stale

story "the cable is out, and in again"
keeps ${ONE/,/ }
pull eth2 p2
leaves eth2 198.51.100.102
leaves eth2 2001:db8:2::101
# shellcheck disable=SC2317 # called by until_ok
forgotten() { ! states | grep -q eth2; }
until_ok forgotten
hears '% *' cli tcp+udp "$ONE"
push eth2 p2
arrives eth2 198.51.100.102
until_ok has eth2 2001:db8:2::101
told_of 198.51.100.102 7202
told_of 2001:db8:2::101 7202
both_answer 198.51.100.102,2001:db8:2::101
kept
nothing_stale

story "released"
check "dhcpcd ends" dhcpcd -k
# shellcheck disable=SC2317 # called by until_ok
nothing_ours() { [ -z "$(ours h)" ]; }
until_ok nothing_ours
same "no lease is left" "" "$(states)"
nothing_forged 1 2
finish
