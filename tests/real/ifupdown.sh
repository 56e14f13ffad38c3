#!/bin/bash
# ifupdown as it is: static stanzas of both families, several of one interface; up and down in any order, side by side, all; with a
# configuration, by stanzas alone, and by lines of a stanza.
. "$(dirname "$0")/lib.sh"

outside
host_real eth1 eth2 eth3
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth3 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
FIRST=192.0.2.10,192.0.2.11,2001:db8:1::10
SECOND=198.51.100.10,2001:db8:2::10
THIRD=203.0.113.10,2001:db8:3::10
EVERY=$FIRST,$SECOND,$THIRD

# stanzas GATEWAY1 GATEWAY1-6 GATEWAY2 GATEWAY2-6 GATEWAY3 GATEWAY3-6: with a further line in each, main's default by eth1
stanzas() {
	interfaces <<-X
		auto eth1
		iface eth1 inet static
		    address 192.0.2.10/24
		    gateway 192.0.2.1
		    ${1-}
		iface eth1 inet static
		    address 192.0.2.11/24
		iface eth1 inet6 static
		    address 2001:db8:1::10/64
		    gateway fe80::1
		    ${2-}
		auto eth2
		iface eth2 inet static
		    address 198.51.100.10/24
		    ${3-}
		iface eth2 inet6 static
		    address 2001:db8:2::10/64
		    ${4-}
		auto eth3
		iface eth3 inet6 static
		    address 2001:db8:3::10/64
		    ${6-}
		iface eth3 inet static
		    address 203.0.113.10/24
		    ${5-}
	X
}
# any_order: whatever comes and goes, the others do not notice
any_order() {
	local order device
	for order in "eth2" "eth3 eth2" "eth1 eth3" "eth2 eth1 eth3" "eth2"; do
		# shellcheck disable=SC2046,SC2086 # words
		keeps $(others "$order")
		# shellcheck disable=SC2086
		down $order
		for device in $order; do lacks "nothing of $device" "$device|720${device#eth}" "$(ours h)"; done
		# shellcheck disable=SC2086
		up $order
		answers $EVERY
		kept
		same "as before" "$all" "$(ours h)"
	done
}
# others DEVICES: an address of each family on each that is not among them
others() {
	[[ $1 == *eth1* ]] || echo 192.0.2.10 2001:db8:1::10
	[[ $1 == *eth2* ]] || echo "${SECOND/,/ }"
	[[ $1 == *eth3* ]] || echo "${THIRD/,/ }"
}

story "ifup -a, with a configuration"
conf <<-X
	[uplink one]
	interface = eth1
	gateway = 192.0.2.1, fe80::1
	[uplink two]
	interface = eth2
	gateway = 198.51.100.1, fe80::1
	[uplink three]
	interface = eth3
	gateway = 203.0.113.1, fe80::1
X
stanzas
exits 0 ifup -a
plugged eth1 eth2 eth3
answers $EVERY
nothing_stale
all=$(ours h)

story "ifdown and ifup in any order"
any_order
nothing_stale

story "side by side"
for round in 1 2; do
	keeps 203.0.113.10 2001:db8:3::10
	at_once ifdown eth1 eth2
	lacks "both gone ($round)" 'eth[12]|720[12]' "$(ours h)"
	at_once ifup eth1 eth2
	plugged eth1 eth2
	answers $EVERY
	kept
	same "both back ($round)" "$all" "$(ours h)"
done
at_once ifdown eth1 eth2 eth3
at_once ifup eth3 eth2 eth1
plugged eth1 eth2 eth3
answers $EVERY
nothing_stale

# crossing UP DOWN
crossing() {
	local pid status
	ifup "$1" >"$TMP/up" 2>&1 &
	pid=$!
	exits 0 ifdown "$2"
	wait $pid
	status=$?
	same "ifup $1 meanwhile" 0 $status
}
story "one comes while another goes"
exits 0 ifdown eth2
for round in 1 2; do
	crossing eth2 eth3
	plugged eth2
	answers $FIRST,$SECOND
	lacks "nothing of eth3" eth3 "$(ours h)"
	crossing eth3 eth2
	plugged eth3
	answers $FIRST,$THIRD
	lacks "nothing of eth2" eth2 "$(ours h)"
done
up eth2
answers $EVERY
nothing_stale

story "ifdown -a"
exits 0 ifdown -a
same "nothing is left" "" "$(ours h)"
exits 0 ifup -a
plugged eth1 eth2 eth3
answers $EVERY
same "as before" "$all" "$(ours h)"
exits 0 ifdown -a

story "no configuration: options of the stanzas"
rm "$CONF"
stanzas "homing-gateway 192.0.2.1" "homing-gateway fe80::1" "homing-gateway 198.51.100.1
homing-table 102
homing-weight 3" "homing-gateway fe80::1" "homing-gateway 203.0.113.1
homing-uplink Third" "homing-gateway fe80::1
homing-uplink Third"
exits 0 ifup -a
plugged eth1 eth2 eth3
answers $EVERY
contains "a table of its own" 'lookup 102 ' "$(ours h)"
same "what is noted" "stanza-eth1.ini stanza-eth2.ini stanza-eth3.ini" "$(states)"
contains "weight" '^weight = 3$' "$(cat "$STATE/stanza-eth2.ini")"
contains "uplink" '^\[uplink third\]$' "$(cat "$STATE/stanza-eth3.ini")"
keeps 192.0.2.10 2001:db8:1::10 203.0.113.10 2001:db8:3::10
exits 0 ifdown eth2
lacks "gone with its interface" 'eth2|(lookup|table) 102 ' "$(ours h)"
up eth2
answers $EVERY
kept
keeps 198.51.100.10 2001:db8:2::10
at_once ifdown eth1 eth3
at_once ifup eth1 eth3
plugged eth1 eth3
answers $EVERY
kept
nothing_stale
exits 0 ifdown -a
same "nothing is left" "" "$(ours h)"
lacks "nor noted" stanza "$(states)"

story "no configuration, no options"
stanzas
exits 0 ifup -a
plugged eth1 eth2 eth3
answers $FIRST
same "homing has done nothing" "" "$(ours h)"
exits 0 ifdown -a

story "post-up homing up, pre-down homing down"
rm /etc/network/if-*.d/homing
lines="post-up $HOMING_BIN/homing up
pre-down $HOMING_BIN/homing down"
stanzas "homing-gateway 192.0.2.1
$lines" "homing-gateway fe80::1
$lines" "homing-gateway 198.51.100.1
$lines" "homing-gateway fe80::1
$lines" "homing-gateway 203.0.113.1
$lines" "homing-gateway fe80::1
$lines"
exits 0 ifup -a
plugged eth1 eth2 eth3
answers $EVERY
keeps 192.0.2.10 2001:db8:1::10 203.0.113.10 2001:db8:3::10
exits 0 ifdown eth2
lacks "nothing of eth2" 'eth2' "$(ours h)"
up eth2
answers $EVERY
kept
nothing_stale
exits 0 ifdown -a
same "nothing is left" "" "$(ours h)"
finish
