#!/bin/bash
# A point-to-point uplink has no router to name: its default is the link itself. (Nobody reads the tun device: the kernel's own word on
# where a packet would go is the witness.)
. "$(dirname "$0")/lib.sh"

box h
n h ip tuntap add dev ppp0 mode tun 2>/dev/null || skip "no tun devices here"
batch h <<-X
	link set ppp0 up
	addr add 203.0.113.10 peer 203.0.113.1 dev ppp0
	addr add 2001:db8:3::10/64 dev ppp0
X
printf '[uplink dial]\ninterface = ppp0\n' >"$CONF"
leaves() { i h route get "$1" from "$2" 2>&1 | head -n 1; }

story "dialled in"
lacks "without us there is no way" ppp0 "$(leaves 10.99.0.2 203.0.113.10)"
exits 0 homing apply
contains "IPv4 leaves by the link" 'dev ppp0 table 7201' "$(leaves 10.99.0.2 203.0.113.10)"
contains "IPv6 leaves by the link" 'dev ppp0 table 7201' "$(leaves 2001:db8:99::2 2001:db8:3::10)"
contains "the other end is on the link" 'dev ppp0' "$(leaves 203.0.113.1 203.0.113.10)"
before=$(ours h)
exits 0 homing apply
same "the second run changes nothing" "$before" "$(ours h)"

story "hung up"
ip -n h link del ppp0
exits 0 homing up ppp0
same "nothing of ours is left" "" "$(ours h)"
finish
