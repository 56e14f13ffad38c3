#!/bin/bash
# busybox' udhcpc with the script that is installed as an example, on two uplinks, from dnsmasq: first addresses, renewed, another address, another router,
# option 121, released. It knows IPv4 alone: IPv6 is advertised to the kernel.
. "$(dirname "$0")/lib.sh"
needs busybox
busybox --list 2>/dev/null | grep -qx udhcpc || skip "this busybox has no udhcpc"
over /usr/share
mkdir -p /usr/share/homing
sed -e "s|@sbindir@|$HOMING_BIN|g" -e 's|@pkgdatadir@|/usr/share/homing|g' "$HOOKS/../share/udhcpc.script.in" >/usr/share/homing/udhcpc.script
chmod 755 /usr/share/homing/udhcpc.script

outside
host_real eth1 eth2
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.9/24 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 198.51.100.2/24 2001:db8:2::1/64
batch h <<-X
	link set eth1 address 02:00:00:00:01:10
	link set eth2 address 02:00:00:00:02:10
	link set eth1 up
	link set eth2 up
	addr add 2001:db8:1::10/64 dev eth1
	addr add 2001:db8:2::10/64 dev eth2
X
conf <<-X
	[uplink one]
	interface = eth1
	gateway = auto, fe80::1
	[uplink two]
	interface = eth2
	gateway = auto, fe80::1
	[alias web]
	interface = eth2
	address = 198.51.100.80, 2001:db8:2::80
	probe = no
X
SIX=2001:db8:1::10,2001:db8:2::10
# around it, what tells when it has been called: while an answer is on its way, one more SIGUSR1 makes udhcpc give its address up and begin anew
cat >"$TMP/script" <<-'X'
	#!/bin/sh
	/usr/share/homing/udhcpc.script "$@"
	echo "$1" >>"/run/udhcpc.$interface.calls"
X
chmod 755 "$TMP/script"
udhcpc() { n h env -i PATH="$SYSTEM_PATH" busybox udhcpc -i "eth$1" -s "$TMP/script" -p "/run/udhcpc.$1.pid" -O staticroutes -T 1 -A 1 -b >"$TMP/udhcpc.$1" 2>&1 9>&-; }
renews() { kill -USR1 "$(cat "/run/udhcpc.$1.pid")"; }
calls() { grep -cx renew "/run/udhcpc.eth$1.calls"; }
# shellcheck disable=SC2317 # called by until_ok
more_calls() { [ "$(calls "$1")" -gt "$2" ]; }
routers() { i h -N route show table "$1" default | grep -v unreachable | sed -nE 's/^default via ([^ ]*) .*/\1/p'; }
main_routes() { i h -N -4 route show proto 16 | sed 's/ proto.*metric/ metric/; s/ onlink//; s/ *$//' | sort; }

story "the first leases"
one 192.0.2.101
two 198.51.100.101 198.51.100.1 dhcp-option=6,192.0.2.53 dhcp-option=15,example.org
exits 0 udhcpc 1
exits 0 udhcpc 2
plugged eth1 eth2
reached 192.0.2.101,198.51.100.101,198.51.100.80,$SIX
same "the leases are noted" "lease-eth1-udhcpc4.ini lease-eth2-udhcpc4.ini" "$(states | sed 's/announced.ini *//')"
same "the name server" "search example.org nameserver 192.0.2.53" "$(xargs </etc/resolv.conf)"
index=$(n h cat /sys/class/net/eth2/ifindex)
contains "a default of each" "default via 198.51.100.1 dev eth2 metric $((1000 + index))" "$(main_routes)"
contains "a default of each" "default via 192.0.2.1 dev eth1 metric" "$(main_routes)"
nothing_stale
all=$(ours h) main=$(main_routes)

story "renewed"
keeps 192.0.2.101 198.51.100.101 198.51.100.80 ${SIX/,/ }
for _ in 1 2; do
	before=$(calls 2)
	renews 2
	until_ok more_calls 2 "$before"
done
kept
same "as before" "$all" "$(ours h)"
same "main as well" "$main" "$(main_routes)"

story "another address"
keeps 192.0.2.101 ${SIX/,/ }
two 198.51.100.102
renews 2
arrives eth2 198.51.100.102
# shellcheck disable=SC2317 # called by until_ok
noted() { grep -qs "address = $1\$" "$STATE"/lease-*-udhcpc4.ini; }
until_ok noted 198.51.100.102
reached 192.0.2.101,198.51.100.102,198.51.100.80,$SIX
nothing_of 198.51.100.101
kept
nothing_stale

story "another router"
# shellcheck disable=SC2317 # called by until_ok
router_is() { [ "$(routers 7202)" = "$1" ]; }
same "the router" 198.51.100.1 "$(routers 7202)"
keeps 192.0.2.101 ${SIX/,/ }
two 198.51.100.102 198.51.100.2
i p2 addr del 198.51.100.1/24 dev sw0
i h neigh flush dev eth2
renews 2
until_ok router_is 198.51.100.2
reached 198.51.100.102,198.51.100.80
i p2 addr add 198.51.100.1/24 dev sw0
story "option 121"
two 198.51.100.102 198.51.100.2 "dhcp-option=121,0.0.0.0/0,198.51.100.1,10.1.0.0/16,198.51.100.9"
renews 2
until_ok router_is 198.51.100.1
contains "its route is in main" "10.1.0.0/16 via 198.51.100.9 dev eth2 metric" "$(main_routes)"
reached 192.0.2.101,198.51.100.102,198.51.100.80,$SIX
two 198.51.100.102
renews 2
# shellcheck disable=SC2317 # called by until_ok
without_route() { ! main_routes | grep -q 10.1.0.0/16; }
until_ok without_route
same "main is as it was" "$main" "$(main_routes)"
kept
nothing_stale

story "a script that is killed in between is repaired by the next"
rm -f /run/udhcpc.eth2
i h route flush dev eth2 proto dhcp
renews 2
until_ok router_is 198.51.100.1
# shellcheck disable=SC2317 # called by until_ok
main_is() { [ "$main" = "$(main_routes)" ]; }
until_ok main_is

story "released"
keeps 192.0.2.101 ${SIX/,/ }
kill -USR2 "$(cat /run/udhcpc.2.pid)"
leaves eth2 198.51.100.102
# shellcheck disable=SC2317 # called by until_ok
forgotten() { ! states | grep -q lease-eth2; }
until_ok forgotten
check "the alias is still there" has eth2 198.51.100.80
lacks "its routes are gone" 'default.*eth2' "$(main_routes)"
nothing_of 198.51.100.102
kept
nothing_forged 1 2
finish
