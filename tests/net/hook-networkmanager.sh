#!/bin/bash
# `homing hook networkmanager` and `networkd-dispatcher`, with what the real ones say (tests/fixtures): once, twice, late, and in the wrong order.
. "$(dirname "$0")/lib.sh"

outside
host two-defaults
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 198.51.100.2/24 2001:db8:2::1/64 fe80::2/64
i h addr add 198.51.100.101/24 dev eth2 # that of the fixtures
i h route del default dev eth2
router() { i h route replace default via "$1" dev eth2 proto dhcp metric 101; }
router 198.51.100.1
FIXTURES=$NET/../fixtures
EVERY=192.0.2.10,2001:db8:1::10,198.51.100.101,2001:db8:2::10
options=(-c "$CONF" --state-dir "$STATE")

# says FIXTURE [VARIABLE=VALUE...] -- WORDS...: homing hook with that environment and these words
says() {
	local environment
	mapfile -t environment <"$FIXTURES/$1.env"
	shift
	while [ "$1" != -- ]; do environment+=("$1"); shift; done
	shift
	n h env -i "${environment[@]}" "$HOMING_BIN/homing" "${options[@]}" hook "$@"
}
# nm FIXTURE INTERFACE [VARIABLE=VALUE...]: the action is the fixture's
nm() {
	local fixture=networkmanager/$1 interface=$2
	shift 2
	says "$fixture" "$@" -- networkmanager -- "$interface" "$(sed -n 's/^NM_DISPATCHER_ACTION=//p' "$FIXTURES/$fixture.env")"
}
# what Debian's 01-ifupdown makes of it
ifupdown() {
	local f
	for f in inet inet6; do
		says networkmanager/up-dhcp IFACE="$1" LOGICAL="$1" METHOD=NetworkManager MODE=start PHASE=post-up VERBOSITY=0 ADDRFAM=$f -- ifupdown
	done
}
networkd() { says "networkd-dispatcher/$1" IFACE="$2" -- networkd-dispatcher; }
quietly() { exits 0 "$@"; same "$* says nothing" "" "$(cat "$TMP/out" "$TMP/err")"; }
states() { find "$STATE" -name '*.ini' -printf '%f\n' | sort | xargs; }

story "what is nothing to do"
before=$(routing h)
quietly nm hostname none
quietly nm connectivity-change ""
quietly nm up-lo lo
quietly nm up-static eth9
exits 0 nm up-static -n
told interface
exits 0 nm up-static ../../x
told interface
exits 2 says networkmanager/up-static -- networkmanager eth1
same "nothing has changed" "$before" "$(routing h)"

story "up"
quietly nm up-static eth1
quietly nm dhcp4-change eth2
quietly nm up-dhcp eth2
hears '% *' cli tcp+udp+icmp $EVERY
all=$(ours h)
same "the lease is noted" lease-eth2-nm4.ini "$(states)"
contains "its server" 'to 198\.51\.100\.1 iif lo ' "$(rules)"
for again in up-dhcp dhcp6-change dhcp4-change; do quiet nm $again eth2; done
quiet nm reapply eth1
quiet nm up-vpn-external tun0
quiet ifupdown eth2

story "another router, of which nobody tells"
router 198.51.100.2
quietly nm reapply eth1 # of whatever
contains "main's default is the newer word" 'default via 198\.51\.100\.2 dev eth2 .*proto 72' "$(i h -N -o route show table 7202 | sed 's/$/ table 7202/')"
hears '% *' cli tcp+udp+icmp $EVERY
router 198.51.100.1
quietly nm reapply eth1
same "as before" "$all" "$(ours h)"

story "never-default: all that is known is the lease"
i h route del default dev eth2
quietly nm up-never-default eth2
hears '% *' cli tcp+udp+icmp $EVERY
router 198.51.100.1
quietly nm up-dhcp eth2
same "as before" "$all" "$(ours h)"

story "a late down"
quietly nm down eth2
lacks "its lease is over" nm4 "$(states)"
hears '% *' cli tcp+udp+icmp $EVERY
quietly nm up-dhcp eth2
same "as before" "$all" "$(ours h)"

story "pre-down holds"
for order in "pre-down down" "pre-down pre-down down down" "down pre-down" "pre-down"; do
	for action in $order; do quietly nm "$action" eth2; done
	lacks "eth2 is gone ($order)" 'eth2|7202' "$(ours h)"
	for action in dhcp4-change dhcp6-change down; do quietly nm $action eth2; done
	quietly nm up-static eth1
	quietly ifupdown eth2
	quietly networkd routable eth2
	quietly nm up-external eth2
	lacks "and stays so ($order)" 'eth2|7202' "$(ours h)"
	hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
	same "the hold is all that is noted" held.ini "$(states)"
	quietly ifupdown eth2
	quietly nm up-dhcp eth2
	same "up ends it ($order)" "$all" "$(ours h)"
	quiet ifupdown eth2
done

story "a VPN below or above an uplink"
for action in vpn-up vpn-pre-down vpn-down; do
	quiet nm $action tun0
	quiet nm $action eth1 VPN_IP_IFACE=
	quiet nm $action eth1 VPN_IP_IFACE=eth1
done
same "as before" "$all" "$(ours h)"

story "networkd-dispatcher, in any order"
for order in "routable configured" "configured routable" "off no-carrier carrier degraded routable" "routable off" "no-carrier no-carrier"; do
	exits 0 homing remove
	exits 0 homing apply
	for state in $order; do quietly networkd "$state" eth1; done
	same "$order" "$all" "$(ours h)"
done
exits 0 homing down eth1
held=$(ours h)
for state in no-carrier carrier routable configured; do quietly networkd "$state" eth1; done
same "no state ends a person's hold" "$held" "$(ours h)"
exits 0 homing up eth1
quietly networkd carrier-lo lo
exits 0 networkd routable ../x
told IFACE

story "the lock bounds all of it"
exec 9<"$STATE/lock"
flock 9
sed -i '1i [homing]\nlock-timeout = 50ms' "$CONF"
exits 0 networkd routable eth1
told 'another run holds it'
exits 0 nm up-dhcp eth2
told 'another run holds it'
exec 9<&-

story "keys in the user data of a profile"
exits 0 homing remove
rm -f "$STATE"/*.ini
printf '[homing]\n' >"$CONF"
cat >"$TMP/one.nmconnection" <<-X
	[connection]
	id=one
	[user]
	homing.uplink=Dsl
	homing.gateway=192.0.2.1, fe80::1
	homing.table=101
X
chmod 600 "$TMP/one.nmconnection"
user=(CONNECTION_USER_HOMING__UPLINK=Cable "CONNECTION_USER_HOMING__GATEWAY=198.51.100.1, fe80::1")
quietly ifupdown eth1
same "the other hook notes nothing" "" "$(states)$(ours h)"
quietly nm up-static eth1 CONNECTION_FILENAME="$TMP/one.nmconnection"
quietly nm up-static eth2 "${user[@]}"
hears '% *' cli tcp+udp+icmp $EVERY
contains "a table of its own" 'lookup 101 ' "$(rules)"
same "what is noted" "stanza-eth1.ini stanza-eth2.ini" "$(states)"
noted=$(cat "$STATE"/stanza-*)
all=$(ours h)
quiet nm up-static eth1 CONNECTION_FILENAME="$TMP/one.nmconnection"
quiet nm up-static eth2 "${user[@]}"
quiet ifupdown eth1
quiet ifupdown eth2
quiet nm reapply eth2 "${user[@]}"
same "twice, and by the other hook, the same" "$noted" "$(cat "$STATE"/stanza-*)"
quietly nm pre-down eth2
quietly nm down eth2
lacks "gone with its profile" 'eth2' "$(ours h)$(states)"
quietly ifupdown eth2
lacks "and the other hook does not bring it back" 'eth2' "$(ours h)$(states)"
quietly nm up-static eth2 "${user[@]}"
same "as before" "$all" "$(ours h)"
exits 0 nm up-static eth1 CONNECTION_FILENAME="$TMP/one.nmconnection" CONNECTION_USER_HOMING__TABLE='101;x'
told CONNECTION_USER_HOMING__TABLE
echo 'homing.mtu=1400' >>"$TMP/one.nmconnection"
exits 0 nm up-static eth1 CONNECTION_FILENAME="$TMP/one.nmconnection"
told 'one.nmconnection:7: homing.mtu: unknown key'
quietly nm up-static eth1 CONNECTION_FILENAME=/nonexistent/x
same "hostile keys change nothing" "$all" "$(ours h)"
nothing_forged 1 2
finish
