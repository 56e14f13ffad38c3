#!/bin/bash
# An uplink goes down and comes back, loses its carrier, its last address: its own sockets fall silent, nothing forged leaves through
# another, and the other uplinks go on.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
A4=198.51.100.10 A6=2001:db8:2::10

# hold_sockets FAMILY...: sockets of programs that were there before; bound now, used when release_sockets says so
hold_sockets() {
	local f to own
	HELD=
	for f; do
		case $f in 4) to=10.99.0.2 own=$A4 ;; 6) to=2001:db8:99::2 own=$A6 ;; esac
		rm -f "$TMP/held$f" # what the one before said does not count
		mkfifo "$TMP/go$f"
		ask h udp $to from $own wait $SILENCE held <"$TMP/go$f" >"$TMP/held$f" &
		HELD="$HELD $f:$!"
		case $f in 4) exec 4>"$TMP/go4" ;; 6) exec 6>"$TMP/go6" ;; esac
		until_ok grep -q ready "$TMP/held$f"
	done
}
release_sockets() {
	local x f
	for x in $HELD; do echo go >&"${x%:*}"; done # to all of them before the first is waited for
	for x in $HELD; do
		f=${x%:*}
		wait "${x#*:}"
		case $f in 4) exec 4>&- ;; 6) exec 6>&- ;; esac
		rm "$TMP/go$f"
		lacks "an old IPv$f socket is not heard" '^[0-9]' "$(<"$TMP/held$f")"
	done
}
others_answer() { hears '% *' cli tcp+udp 192.0.2.10,203.0.113.10,2001:db8:1::10,2001:db8:3::10; }
it_answers() {
	hears '% *' cli tcp+udp+icmp $A4,$A6
	hears "* $A4" h tcp+udp 10.99.0.2 from $A4
	hears "* $A6" h tcp+udp 2001:db8:99::2 from $A6
	hears "* $A4" h udp 10.99.0.2 dev eth1
}
comes_back() { # as an ifup does it: IPv6 lost its addresses and routes with the link
	i h link set eth1 up
	until_ok carrier eth1
	i h addr replace $A6/64 dev eth1
	i h route replace ::/0 via fe80::1 dev eth1 proto ra metric 101
}

story "without the guard, an uplink that is down"
sed -i 's/^interface = eth1/&\nguard = no/' "$CONF"
exits 0 homing apply
it_answers
before=$(forged 1 2 3)
i h link set eth1 down
silent h udp 10.99.0.2 from $A4
check "its address left forged through another" [ "$(forged 1 2 3)" -gt "$before" ]
comes_back

sed -i '/^guard/d' "$CONF"
story "with it"
exits 0 homing apply
it_answers
before=$(forged 1 2 3)

story "down"
hold_sockets 4 6
i h link set eth1 down
release_sockets
silent h tcp+udp 10.99.0.2 from $A4
silent h tcp+udp 10.99.0.2 from $A4 dev eth1
silent h tcp+udp 10.99.0.2 dev eth1
silent h tcp+udp 2001:db8:99::2 dev eth1
others_answer
story "down, and an event"
comes_back
exits 0 homing up eth1
hold_sockets 4 6
i h link set eth1 down
exits 0 homing up eth1
release_sockets
silent h tcp+udp 10.99.0.2 from $A4
silent h tcp+udp 10.99.0.2 dev eth1
silent h tcp+udp 2001:db8:99::2 dev eth1
others_answer
story "up again"
comes_back
exits 0 homing up eth1
it_answers
others_answer
same "nothing forged left" "$before" "$(forged 1 2 3)"

story "carrier lost"
pull eth1 p2
until_ok no_carrier eth1
silent h tcp+udp 10.99.0.2 from $A4
silent h tcp+udp 2001:db8:99::2 from $A6
silent h tcp+udp 10.99.0.2 dev eth1
others_answer
exits 0 homing up eth1
silent h udp 10.99.0.2 from $A4
silent h udp 2001:db8:99::2 from $A6
story "carrier back, and nobody called us"
# A router that did not answer while the cable was out has a neighbour entry in state FAILED, and a host that does not forward passes it over
# (find_match(), RFC 4191 3.2) for the next route, here the guard, until the kernel has probed it again: router_probe_interval, a minute by default.
n h sysctl -qw net.ipv6.conf.eth1.router_probe_interval=1
push eth1 p2
until_ok carrier eth1
until_ok i h -6 route get 2001:db8:99::2 from $A6
it_answers
same "nothing forged left" "$before" "$(forged 1 2 3)"

story "the last address is gone"
hold_sockets 4 6
i h addr del $A4/24 dev eth1
i h addr del $A6/64 dev eth1
release_sockets
silent cli tcp+udp $A4,$A6
others_answer
same "nothing forged left" "$before" "$(forged 1 2 3)"
exits 0 homing up eth1
others_answer
same "nothing forged left" "$before" "$(forged 1 2 3)"
story "and back"
i h addr add $A4/24 dev eth1
i h addr add $A6/64 dev eth1
exits 0 homing up eth1
it_answers
story "another address in its place"
i h addr del $A4/24 dev eth1
i h addr del $A6/64 dev eth1
i h addr add 198.51.100.77/24 dev eth1
i h addr add 2001:db8:2::77/64 dev eth1
exits 0 homing up eth1
hears '% *' cli tcp+udp+icmp 198.51.100.77,2001:db8:2::77
same "nothing forged left" "$before" "$(forged 1 2 3)"
finish
