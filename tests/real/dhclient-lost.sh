#!/bin/bash
# What ends a lease, under ifupdown: a server that is gone and comes back, ifdown, a client that is killed, at rest and while its lease comes.
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2317 # called by until_ok
unnoted() { ! [[ $(states) == *lease-$1-* ]]; }

story "the first lease"
host_leased
two 198.51.100.103
arrives eth2 198.51.100.103
answers 192.0.2.101,198.51.100.103,$SIX

story "lost, and back"
keeps 192.0.2.101 ${SIX/,/ }
dhcp_stops 2
leaves eth2 198.51.100.103
until_ok unnoted eth2
nothing_of 198.51.100.103
answers 192.0.2.101,$SIX
nothing_of 198.51.100.1
two 198.51.100.103
arrives eth2 198.51.100.103
answers 192.0.2.101,198.51.100.103,$SIX
kept
nothing_stale

story "up and down"
for order in "eth1 eth2" "eth2 eth1"; do
	# shellcheck disable=SC2086 # words
	down $order
	same "nothing is left of $order" "" "$(ours h)"
	lacks "nor noted" lease "$(states)"
	# shellcheck disable=SC2086
	up $order
	answers 192.0.2.101,198.51.100.103,$SIX
done
at_once ifdown eth1 eth2
at_once ifup eth1 eth2
plugged eth1 eth2
answers 192.0.2.101,198.51.100.103,$SIX
nothing_stale

story "the client is killed"
keeps 192.0.2.101 2001:db8:1::10
client=$(cat /run/dhclient.eth2.pid)
kill -9 "$client"
i h addr change 198.51.100.103/24 dev eth2 valid_lft 600 preferred_lft 600 # time enough to ask
happened
answers 192.0.2.101,198.51.100.103,$SIX
i h addr change 198.51.100.103/24 dev eth2 valid_lft 1 preferred_lft 1
leaves eth2 198.51.100.103 # the kernel ends its life, and tells no hook
answers 192.0.2.101,$SIX
exits 0 homing up eth1 # any event
lacks "nothing of it is left" '198\.51\.100' "$(ours h)"
exits 0 ifdown eth2
lacks "nothing of eth2" 'eth2|7202' "$(ours h)"
up eth2
answers 192.0.2.101,198.51.100.103,$SIX
kept
nothing_stale

story "killed while a lease comes"
keeps 192.0.2.101 2001:db8:1::10
for round in 1 2 3; do
	exits 0 ifdown eth2
	two "198.51.100.12$round"
	ifup eth2 >"$TMP/up" 2>&1 9>&- &
	up=$!
	until_ok test -s /run/dhclient.eth2.pid # written by then, whatever it has got
	kill -9 "$(cat /run/dhclient.eth2.pid)"
	wait $up
	ifdown --force eth2 >"$TMP/down" 2>&1
	up eth2
	answers "192.0.2.101,198.51.100.12$round,$SIX"
done
kept
nothing_stale

story "ifdown -a"
exits 0 ifdown -a
same "nothing is left" "" "$(ours h)"
lacks "nor noted" lease "$(states)"
nothing_forged 1 2
finish
