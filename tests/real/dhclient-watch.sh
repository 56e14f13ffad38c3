#!/bin/bash
# dhclient under ifupdown and the watcher: what people do by hand, and a lease that moves where no exit hook tells it.
. "$(dirname "$0")/watch-lib.sh"

# shellcheck disable=SC2317 # called by until_ok
is_gone() { ! ours h | grep -qE "$1"; }

story "the first leases, by the hooks"
host_leased
# dhclient-script makes one default of a metric and no more: both are needed, as no hook tells the second router
sed -i '/^iface eth1 inet dhcp/a metric 200' /etc/network/interfaces
down eth1 eth2
up eth1 eth2
answers 192.0.2.101,198.51.100.101,$SIX # and leaves the facts of the first leases behind
watch
nothing_stale
talks 192.0.2.101 2001:db8:1::10

story "addresses are flushed, and come again"
exits 0 ip -n h addr flush dev eth2
until_ok is_gone '2001:db8:2:' && ok "nothing is left of what nobody renews"
at_home eth1 192.0.2.101,2001:db8:1::10
i h addr add 2001:db8:2::10/64 dev eth2
arrives eth2 198.51.100.101 # when it is renewed, and only its hook has told the router
at_home eth2 198.51.100.101,2001:db8:2::10

story "the lease has another address, and the facts contradict it"
rm /etc/dhcp/dhclient-exit-hooks.d/homing
two 198.51.100.102 198.51.100.2
arrives eth2 198.51.100.102
at_home eth2 198.51.100.102
until_ok table_has4 7202 "via 198.51.100.2 " && ok "by the new router"
contains "what was noted of the old one is still there" 'address = 198\.51\.100\.101' "$(cat "$STATE/lease-eth2-dhclient4.ini")"
until_ok is_gone '198\.51\.100\.(101|1)[ /]' && ok "and not believed"

story "released by hand, and asked for again"
exits 0 n h env -i PATH="$SYSTEM_PATH" dhclient -r -pf /run/dhclient.eth2.pid -lf /var/lib/dhcp/dhclient.eth2.leases eth2
until_ok is_gone '198\.51\.100\.' && ok "nothing is left of IPv4"
at_home eth1 192.0.2.101,2001:db8:1::10
two 198.51.100.103
exits 0 n h env -i PATH="$SYSTEM_PATH" dhclient -pf /run/dhclient.eth2.pid -lf /var/lib/dhcp/dhclient.eth2.leases eth2
arrives eth2 198.51.100.103
at_home eth2 198.51.100.103,2001:db8:2::10
goes_on
nothing_forged 1 2
nothing_stale
finish
