#!/bin/bash
# `homing hook` as dhcpcd, udhcpc, ifupdown-ng and ifupdown2 call it, from what they really said (tests/fixtures): once, twice, late and in the wrong order.
. "$(dirname "$0")/lib.sh"

outside
box h
wire h eth1 h eth1p
wire h eth2 h eth2p
wire h lan0 h lan0p
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48,2001:db8:ff00::/56 192.0.2.1/24 192.0.2.254/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
i p1 route add 2001:db8:ff00::/56 via 2001:db8:1::200
forwards h
behind lan0 lan "addr add 2001:db8:ff00:1::2/64 dev eth0" "route add ::/0 via 2001:db8:ff00:1::1"
batch h <<-X
	addr add 2001:db8:ff00:1::1/64 dev lan0
	addr add 198.51.100.10/24 dev eth2
	addr add 2001:db8:2::10/64 dev eth2
X
serves h
mkdir -m 755 "$STATE"
printf '[uplink one]\ninterface = eth1\n[uplink two]\ninterface = eth2\ngateway = 198.51.100.1, 2001:db8:2::1\n' >"$CONF"

# said FIXTURE SYSTEM [WORD...]: the hook is called with that environment, on eth1
said() {
	local lines
	mapfile -t lines <"$NET/../fixtures/$1.env"
	shift
	n h env -i "${lines[@]}" ${INTERFACE:+interface="$INTERFACE"} "$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" hook "$@"
}
dhcpcd() { local f; for f; do exits 0 said "dhcpcd/$f" dhcpcd; done; same "$* say nothing" "" "$(cat "$TMP/out" "$TMP/err")"; }
udhcpc() { local f; for f; do INTERFACE=eth1 exits 0 said "udhcpc/$f" udhcpc "${f%-*}"; done; same "$* say nothing" "" "$(cat "$TMP/out" "$TMP/err")"; }
has() { local a; i h addr flush dev eth1 scope global; for a; do i h addr add "$a" dev eth1; done; }
router() { i h -N route show table 7201 default | sed -nE 's/^default via ([^ ]*) .*/\1/p'; }
router6() { i h -6 -N route show table 7201 default | sed -nE 's/^default via ([^ ]*) .*/\1/p'; }
states() { find "$STATE" -name '*.ini' -printf '%f\n' | sort | xargs; }
two_as_ever() { hears '% *' cli tcp+udp 198.51.100.10,2001:db8:2::10; }

# --- dhcpcd ---------------------------------------------------------------------------------------------------------------------

exits 0 homing apply
none=$(ours h)

story "dhcpcd: a lease"
dhcpcd PREINIT CARRIER
same "not yet" "$none" "$(ours h)"
has 192.0.2.101/24
dhcpcd BOUND
hears '% *' cli tcp+udp+icmp 192.0.2.101
two_as_ever
bound=$(ours h)
quiet dhcpcd BOUND
dhcpcd RENEW-router
same "another router" 192.0.2.254 "$(router)"
hears '% *' cli tcp+udp 192.0.2.101
dhcpcd BOUND RENEW-121
same "option 121" 192.0.2.254 "$(router)"
dhcpcd BOUND PREINIT RECONFIGURE CARRIER NOCARRIER STOPPED
same "words that change nothing" "$bound" "$(ours h)"

story "dhcpcd: another address"
i h addr flush dev eth1 scope global
dhcpcd NAK
same "the lease is forgotten" "" "$(states)"
same "and nothing of it is left" "$none" "$(ours h)"
has 192.0.2.102/24
dhcpcd BOUND-moved
hears '% *' cli tcp+udp+icmp 192.0.2.102
moved=$(ours h)
story "dhcpcd: late, twice and in the wrong order"
dhcpcd BOUND BOUND-moved RENEW-router BOUND-moved NAK BOUND-moved
same "the same" "$moved" "$(ours h)"
dhcpcd BOUND # of an address that is gone
lacks "is not believed" '192\.0\.2\.101' "$(ours h)"
dhcpcd BOUND-moved
same "the same" "$moved" "$(ours h)"

story "dhcpcd: a router advertisement, an address and a prefix of DHCPv6"
i h addr add 2001:db8:1::200/128 dev eth1
i h -6 route add default via fe80::1 dev eth1 proto ra metric 1002
dhcpcd ROUTERADVERT
same "the router is that of main" fe80::1 "$(router6)"
dhcpcd BOUND6-delegated
same "a lease a family" "lease-eth1-dhcpcd4.ini lease-eth1-dhcpcd6.ini" "$(states)"
contains "the delegated prefix" 'from 2001:db8:ff00::/56 lookup 7201' "$(rules)"
hears '% *' cli tcp+udp+icmp 192.0.2.102,2001:db8:1::200,2001:db8:ff00:1::2
hears '* 2001:db8:ff00:1::2' lan tcp+udp 2001:db8:99::2
two_as_ever
delegated=$(ours h)
i h -6 route add default via 2001:db8:2::1 dev eth2 metric 1 # main's best is another's
hears '* 2001:db8:ff00:1::2' lan tcp+udp 2001:db8:99::2
hears '% *' cli tcp+udp 2001:db8:ff00:1::2
i h -6 route del default via 2001:db8:2::1 dev eth2 metric 1
quiet dhcpcd BOUND6-delegated
dhcpcd REBIND6-not-delegated
lacks "delegated no longer" 'ff00::/56' "$(rules)"
dhcpcd BOUND6-delegated
same "as before" "$delegated" "$(ours h)"
dhcpcd RELEASE6 EXPIRE6 STOP6
same "one is gone" "lease-eth1-dhcpcd4.ini" "$(states)"
lacks "with its prefix" 'ff00::/56' "$(rules)"
i h addr flush dev eth1 scope global
i h -6 route del default via fe80::1 dev eth1 metric 1002
dhcpcd ROUTERADVERT-over STOP STOPPED DEPARTED
same "nothing is left" "$none" "$(ours h)"
same "no lease either" "" "$(states)"

story "dhcpcd: hostile"
has 192.0.2.102/24
dhcpcd BOUND-moved
for bad in 'new_routers=192.0.2.1;reboot' new_subnet_cidr=99 $'new_dhcp_server_identifier=192.0.2.1\n[lease]' 'new_classless_static_routes=x' 'interface=../x'; do
	exits 0 n h env -i reason=BOUND interface=eth1 new_ip_address=192.0.2.102 new_subnet_cidr=24 new_routers=192.0.2.1 new_dhcp_server_identifier=192.0.2.1 "$bad" \
		"$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" hook dhcpcd
	told "${bad%%=*}"
done
dhcpcd BOUND-moved
same "nothing has changed" "$moved" "$(ours h)"
has
dhcpcd STOP

# --- udhcpc ---------------------------------------------------------------------------------------------------------------------

story "udhcpc"
udhcpc deconfig leasefail
same "nothing yet" "$none" "$(ours h)"
has 192.0.2.101/24
udhcpc bound
hears '% *' cli tcp+udp+icmp 192.0.2.101
two_as_ever
same "the lease is noted" "lease-eth1-udhcpc4.ini" "$(states)"
same "as dhcpcd's" "$bound" "$(ours h)"
INTERFACE=eth1 quiet said udhcpc/bound udhcpc bound
udhcpc renew
same "another router" 192.0.2.254 "$(router)"
hears '% *' cli tcp+udp 192.0.2.101
udhcpc bound renew-121
same "option 121" 192.0.2.254 "$(router)"
udhcpc nak
i h addr flush dev eth1 scope global
udhcpc deconfig
same "nothing is left" "$none" "$(ours h)"
has 192.0.2.102/24
udhcpc bound-moved
same "as dhcpcd's" "$moved" "$(ours h)"
udhcpc nak bound deconfig bound-moved
same "in the wrong order" "$moved" "$(ours h)"
exits 2 said udhcpc/bound udhcpc
exits 2 said udhcpc/bound udhcpc wrong
has
udhcpc deconfig

# --- ifupdown-ng, ifupdown2 -----------------------------------------------------------------------------------------------------

printf '[uplink two]\ninterface = eth2\ngateway = 198.51.100.1, 2001:db8:2::1\n' >"$CONF"
exits 0 homing apply
none=$(ours h)
for system in ifupdown-ng ifupdown2; do
	story "$system: what a stanza says"
	for phase in depend create pre-up; do
		[ ! -e "$NET/../fixtures/$system/$phase.env" ] || exits 0 said "$system/$phase" "$system"
		same "$phase prints nothing" "" "$(cat "$TMP/out" "$TMP/err")"
	done
	same "and does nothing" "$none" "$(ours h)"
	exits 0 said "$system/up" "$system" # `use homing' on top: there is no address yet
	has 192.0.2.10/24 2001:db8:1::10/64
	exits 0 said "$system/post-up" "$system"
	same "says nothing" "" "$(cat "$TMP/out" "$TMP/err")"
	contains "its table" 'lookup 101' "$(rules)"
	hears '% *' cli tcp+udp+icmp 192.0.2.10,2001:db8:1::10
	two_as_ever
	up=$(ours h)
	story "$system: if-up.d runs as well, and again"
	quiet said "$system/up" ifupdown
	quiet said "$system/up" "$system"
	exits 0 said "$system/up" ifupdown
	same "says nothing" "" "$(cat "$TMP/out" "$TMP/err")"
	same "the same" "$up" "$(ours h)"
	story "$system: down"
	exits 0 said "$system/pre-down" "$system"
	same "eth1 is gone" "$none" "$(ours h)"
	quiet said "$system/down" ifupdown
	exits 0 said "$system/down" "$system"
	has
	exits 0 said "$system/post-down" "$system"
	same "nothing is left" "$none" "$(ours h)"
	same "but the hold" "held.ini" "$(states)"
	has 192.0.2.10/24 2001:db8:1::10/64
	exits 0 said "$system/up" "$system"
	same "and back" "$up" "$(ours h)"
	exits 0 said "$system/pre-down" "$system"
	has
done
nothing_forged 1 2
finish
