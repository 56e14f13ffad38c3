#!/bin/bash
# The watcher where nobody supervises: started by a line of a stanza, as homing-watch(8) says. Other stanzas say the same.
# shellcheck source=tests/real/watch-lib.sh
. "$(dirname "$0")/watch-lib.sh"
needs start-stop-daemon

outside
host_real eth1 eth2
rm -f /etc/network/if-*.d/homing # nobody else calls it
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
START="post-up start-stop-daemon -S -q -o -b -x $HOMING_BIN/homing-watch -- -q"
interfaces <<-X
	iface eth1 inet static
	    address 192.0.2.10/24
	    gateway 192.0.2.1
	    $START
	iface eth1 inet6 static
	    address 2001:db8:1::10/64
	    gateway fe80::1
	iface eth2 inet static
	    address 198.51.100.10/24
	    $START
	iface eth2 inet6 static
	    address 2001:db8:2::10/64
X
conf <<-X
	[uplink one]
	interface = eth1
	[uplink two]
	interface = eth2
	gateway = 198.51.100.1, fe80::1
X
watcher() { n h "$HOMING_BIN/homing-status" --json | jq .watcher; }

story "one stanza starts it"
up eth1
until_ok watches
first=$(watcher)
at_home eth1 192.0.2.10,2001:db8:1::10

story "another one finds it"
up eth2
at_home eth2 198.51.100.10,2001:db8:2::10
same "it is the same" "$first" "$(watcher)"
is_back i h route flush table 7202

story "down"
down eth2
# shellcheck disable=SC2317 # called by until_ok
nothing_of_two() { ! { i h route show table 7202; i h -6 route show table 7202; } 2>/dev/null | grep -q via; }
until_ok nothing_of_two && ok "no way by eth2 any more"
at_home eth1 192.0.2.10,2001:db8:1::10
kill "$first"
nothing_forged 1 2
finish
