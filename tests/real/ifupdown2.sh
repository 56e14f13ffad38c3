#!/bin/bash
# ifupdown2 runs the hooks of ifupdown once it is told to, all families of an interface in one call: up again and again, reloaded, changed and reloaded, down.
# shellcheck source=tests/real/extracted.sh
. "$(dirname "$0")/extracted.sh" ifupdown2
. "$(dirname "$0")/lib.sh"
PYTHON=/usr/bin/python3
[ -x $PYTHON ] || skip "python3 is not installed"
top=$EXTRACTED/usr/share/ifupdown2
for program in ifup ifdown ifreload; do ln -sf __main__.py "$top/$program"; done

outside
host_real eth1 eth2
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 192.0.2.2/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
cp -r "$EXTRACTED/etc/network/ifupdown2" /etc/network
sed -i 's/^addon_scripts_support=.*/addon_scripts_support=1/' /etc/network/ifupdown2/ifupdown2.conf
two() { local program=$1; shift; n h env -i PATH="$SYSTEM_PATH" $PYTHON "$top/$program" "$@" 9>&-; }
two ifup --help >/dev/null 2>&1 || skip "this ifupdown2 does not run here"
ifup() { two ifup "$@"; }
ifdown() { two ifdown "$@"; }
ifreload() { two ifreload "$@"; }

ONE=192.0.2.10,2001:db8:1::10
TWO=198.51.100.10,2001:db8:2::10
# stanzas GATEWAYS: of eth1
stanzas() {
	interfaces <<-X
		auto eth1
		iface eth1 inet static
		    address 192.0.2.10/24
		    gateway 192.0.2.1
		    ${1:+homing-gateway $1}
		iface eth1 inet6 static
		    address 2001:db8:1::10/64
		auto eth2
		iface eth2 inet static
		    address 198.51.100.10/24
		    homing-gateway 198.51.100.1, 2001:db8:2::1
		iface eth2 inet6 static
		    address 2001:db8:2::10/64
	X
}
up() { exits 0 ifup "$@"; plugged eth1 eth2; steady 1 2; }

story "stanzas alone"
stanzas "192.0.2.1, 2001:db8:1::1"
up -a
reached $ONE,$TWO
same "what they say is noted" "stanza-eth1.ini stanza-eth2.ini" "$(states)"
all=$(ours h)

story "again, and reloaded"
keeps ${ONE/,/ } ${TWO/,/ }
up eth2
exits 0 ifreload -a
same "as before" "$all" "$(ours h)"
kept

story "down and up"
keeps ${ONE/,/ }
exits 0 ifdown eth2
lacks "nothing of eth2" 'eth2|7202' "$(ours h)"
up eth2
reached $ONE,$TWO
same "as before" "$all" "$(ours h)"
kept

story "changed, and reloaded"
keeps ${TWO/,/ }
stanzas "192.0.2.2, 2001:db8:1::1"
exits 0 ifreload -a
contains "the other router" 'default via 192.0.2.2 dev eth1' "$(ours h)"
reached $ONE,$TWO
stanzas "192.0.2.1, 2001:db8:1::1"
exits 0 ifreload -a
reached $ONE,$TWO
same "as before" "$all" "$(ours h)"
kept

story "with a configuration"
exits 0 ifdown eth1
exits 0 ifdown eth2
same "nothing is left" "" "$(ours h)"
stanzas
sed -i /homing-/d /etc/network/interfaces
conf <<-X
	[uplink one]
	interface = eth1
	gateway = auto, 2001:db8:1::1
	[uplink two]
	interface = eth2
	gateway = 198.51.100.1, 2001:db8:2::1
X
up -a
reached $ONE,$TWO
all=$(ours h)
exits 0 ifreload -a
same "as before" "$all" "$(ours h)"
nothing_stale
nothing_forged 1 2
finish
