#!/bin/bash
# Leases as dhclient has them from dnsmasq, under ifupdown: the first, renewed, moved, with another router.
. "$(dirname "$0")/lib.sh"

main_default() { i h route show default | head -n 1 | sed -nE 's/.* dev ([^ ]*).*/\1/p'; }
routers() { i h -N route show table "$1" default | grep -v unreachable | sed -nE 's/^default via ([^ ]*) .*/\1/p'; }

story "the first lease"
host_leased
nothing_stale
all=$(ours h)

story "renewed"
keeps 192.0.2.101 198.51.100.101 ${SIX/,/ }
renewed 1 2
renewed 2 2
happened
answers 192.0.2.101,198.51.100.101,$SIX
kept
same "as before" "$all" "$(ours h)"

story "regret: another address, and it works no longer"
keeps 192.0.2.101 ${SIX/,/ }
two 198.51.100.102
arrives eth2 198.51.100.102
answers 192.0.2.101,198.51.100.102,$SIX
nothing_of 198.51.100.101
kept
nothing_stale

story "fear: a lease elsewhere takes main's default"
same "main's default" eth1 "$(main_default)"
keeps 198.51.100.102 ${SIX/,/ }
dhcp_stops 1
leaves eth1 192.0.2.101 # and with it main's default
answers 198.51.100.102,$SIX
kept
keeps ${SIX/,/ }
two 198.51.100.103
arrives eth2 198.51.100.103 # dhclient-script adds its own
answers 198.51.100.103,$SIX
kept
keeps 198.51.100.103 ${SIX/,/ }
one 192.0.2.101
arrives eth1 192.0.2.101 # and cannot any more
answers 192.0.2.101,198.51.100.103,$SIX
same "main's default" eth2 "$(main_default)"
renewed 1
renewed 2
happened
answers 192.0.2.101,198.51.100.103,$SIX
kept
nothing_stale

story "another router at a renewal"
# shellcheck disable=SC2317 # called by until_ok
router_is() { [ "$(routers 7202)" = "$1" ]; }
same "the router" 198.51.100.1 "$(routers 7202)"
keeps 192.0.2.101 ${SIX/,/ }
two 198.51.100.103 198.51.100.2
i p2 addr del 198.51.100.1/24 dev sw0
i h neigh flush dev eth2
until_ok router_is 198.51.100.2
happened
answers 192.0.2.101,198.51.100.103,$SIX
nothing_of 198.51.100.1
story "option 121 tells another one"
i p2 addr add 198.51.100.1/24 dev sw0
two 198.51.100.103 198.51.100.2 "dhcp-option=121,0.0.0.0/0,198.51.100.1"
until_ok router_is 198.51.100.1
happened
answers 192.0.2.101,198.51.100.103,$SIX
kept
nothing_stale
nothing_forged 1 2
finish
