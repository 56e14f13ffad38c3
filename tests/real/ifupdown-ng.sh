#!/bin/bash
# ifupdown-ng: our executor, by an option or by `use homing' wherever it stands, alone and beside the hooks of ifupdown; up again and again, down and up in
# any order, by stanzas and by a configuration, static and leased.
# shellcheck source=tests/real/extracted.sh
. "$(dirname "$0")/extracted.sh" ifupdown-ng
. "$(dirname "$0")/lib.sh"

outside
host_real eth1 eth2
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 198.51.100.2/24 2001:db8:2::1/64
"$EXTRACTED/sbin/ifup" --version >/dev/null 2>&1 || skip "this ifupdown-ng does not run here"
mkdir /run/executors
cp "$EXTRACTED"/usr/libexec/ifupdown-ng/* /run/executors
sed "s|@sbindir@|$HOMING_BIN|g" "$HOOKS/ifupdown-ng/executor" >/run/executors/homing
chmod 755 /run/executors/homing
ng() { local program=$1; shift; n h env -i PATH="$SYSTEM_PATH" "$EXTRACTED/sbin/$program" -S /run/ifstate -E /run/executors "$@" 9>&-; }
ifup() { ng ifup "$@"; }
ifdown() { ng ifdown "$@"; }
addons() { echo "allow_addon_scripts = $1" >/etc/network/ifupdown-ng.conf; } # 0 or 1

ONE=192.0.2.10,2001:db8:1::10
TWO=198.51.100.10,2001:db8:2::10
# stanzas [LINE [LINE]]: each gets one on top
stanzas() {
	interfaces <<-X
		auto eth1
		iface eth1
		    ${1-}
		    address 192.0.2.10/24
		    address 2001:db8:1::10/64
		    gateway 192.0.2.1
		    gateway 2001:db8:1::1
		    ${2-}
		auto eth2
		iface eth2
		    ${1-}
		    address 198.51.100.10/24
		    address 2001:db8:2::10/64
		    ${3-}
	X
}
# any_order: each in turn, the other does not notice; up once more changes nothing
any_order() {
	keeps ${ONE/,/ }
	down eth2
	lacks "nothing of eth2" 'eth2|7202' "$(ours h)"
	up eth2
	reached $ONE,$TWO
	up --force eth2
	same "as before" "$all" "$(ours h)"
	kept
	keeps ${TWO/,/ }
	down eth1
	up eth1
	reached $ONE,$TWO
	kept
	same "as before" "$all" "$(ours h)"
}
up() { exits 0 ng ifup "$@"; plugged eth1 eth2; steady 1 2; }
# as often as somebody has said up, which it counts
down() { local device; for device; do while grep -q "^$device=" /run/ifstate; do exits 0 ng ifdown "$device"; done; done; happened; }

story "stanzas alone, the executor alone"
addons 0
stanzas '' 'homing-gateway 192.0.2.1, 2001:db8:1::1' 'homing-gateway 198.51.100.1, 2001:db8:2::1'
up eth1 eth2
reached $ONE,$TWO
same "what they say is noted" "stanza-eth1.ini stanza-eth2.ini" "$(states)"
all=$(ours h)
any_order
down eth1 eth2
same "nothing is left" "" "$(ours h)"

story "use homing, on top"
stanzas 'use homing' 'homing-gateway 192.0.2.1, 2001:db8:1::1' 'homing-gateway 198.51.100.1, 2001:db8:2::1'
up -a
reached $ONE,$TWO
same "the same" "$all" "$(ours h)"
down eth1 eth2
same "nothing is left" "" "$(ours h)"

story "and the hooks of ifupdown beside it"
addons 1
up -a
reached $ONE,$TWO
same "the same" "$all" "$(ours h)"
any_order
down eth1 eth2
same "nothing is left" "" "$(ours h)"

story "with a configuration, and without the executor"
rm /run/executors/homing "$STATE"/*.ini
conf <<-X
	[uplink one]
	interface = eth1
	[uplink two]
	interface = eth2
	gateway = auto, 2001:db8:2::1
X
interfaces <<-X
	auto eth1
	iface eth1
	    address 192.0.2.10/24
	    address 2001:db8:1::10/64
	    gateway 192.0.2.1
	    gateway 2001:db8:1::1
	auto eth2
	iface eth2
	    address 2001:db8:2::10/64
	    use dhcp
	    dhcp-program dhclient
X
two 198.51.100.101
up -a
arrives eth2 198.51.100.101
reached $ONE,198.51.100.101,2001:db8:2::10
keeps ${ONE/,/ } 2001:db8:2::10
two 198.51.100.102
arrives eth2 198.51.100.102
reached $ONE,198.51.100.102,2001:db8:2::10
nothing_of 198.51.100.101
kept
nothing_stale

story "a homing that fails keeps no interface from coming up"
down eth1
echo nonsense >>"$CONF"
exits 0 ng ifup eth1
told "$CONF:[0-9]+"
check "it is up" has eth1 192.0.2.10
nothing_forged 1 2
finish
