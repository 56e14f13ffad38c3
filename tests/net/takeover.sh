#!/bin/bash
# Two servers that stand in for each other, each with its own address and its public alias: when one is gone the other answers for it, and lets go when it is back. Judged from a
# third box on the same switch.
. "$(dirname "$0")/lib.sh"

box lan gw cli pinky brain
i lan link add sw0 type bridge
i lan link set sw0 up
# join BOX NUMBER: on the switch
join() {
	wire "$1" eth0 lan "port-$1"
	i lan link set "port-$1" master sw0
	batch "$1" <<-X
		addr add 192.0.2.$2/24 dev eth0
		addr add 2001:db8:1::$2/64 dev eth0 nodad
	X
	[ "$1" = gw ] || batch "$1" <<-X
		route add default via 192.0.2.254
		route add ::/0 via 2001:db8:1::254
	X
}
join gw 254
join cli 99
join pinky 1
join brain 2
# configure BOX OWN ALIAS OTHER ALIAS PEER
configure() {
	cat >"$TMP/$1.conf" <<-X
		[alias $2]
		interface = eth0
		address = 192.0.2.$3, 2001:db8:1::$3
		[alias $4]
		interface = eth0
		address = 192.0.2.$5, 2001:db8:1::$5
		[takeover $4]
		alias = $4
		peer = 192.0.2.$6, 2001:db8:1::$6
		gateway = 192.0.2.254
		interval = 100ms
		rise = 3
	X
}
configure pinky pinky 11 brain 12 2
configure brain brain 12 pinky 11 1
declare -A WATCHERS=()
# watch BOX
watch() {
	ip netns exec "$1" "$HOMING_BIN/homing-watch" -v -c "$TMP/$1.conf" --state-dir "$TMP/state-$1" >>"$TMP/watch-$1" 2>&1 9>&- &
	WATCHERS[$1]=$!
}
# stop BOX [SIGNAL]
stop() {
	kill "${2:--TERM}" "${WATCHERS[$1]}"
	wait "${WATCHERS[$1]}" 2>/dev/null
}
on() { local b=$1 p=$2; shift 2; n "$b" "$HOMING_BIN/$p" -c "$TMP/$b.conf" --state-dir "$TMP/state-$b" "$@"; }
has() { local a; for a in "192.0.2.$2/32" "2001:db8:1::$2/128"; do i "$1" -o addr show dev eth0 | grep -q "inet6\? $a " || return 1; done; }
has_not() { ! i "$1" -o addr show dev eth0 | grep -qE "inet6? (192.0.2.$2/32|2001:db8:1::$2/128) "; }
card() { n "$1" cat /sys/class/net/eth0/address; }
# as the third box sees it, and not by asking
# shellcheck disable=SC2317 # called by until_ok
known_at() { local a; for a in "192.0.2.$1" "2001:db8:1::$1"; do i cli neigh show to "$a" dev eth0 | grep -q "$(card "$2")" || return 1; done; }
answers() { n cli ping -q -n -c 1 -W 1 "192.0.2.$1" >/dev/null && n cli ping -q -n -c 1 -W 1 "2001:db8:1::$1" >/dev/null; }
# held ALIAS BOX: BOX alone has it, and clients go there
held() {
	local other=pinky
	[ "$2" = brain ] || other=brain
	until_ok has "$2" "$1" || fail "$2 has not got .$1"
	until_ok known_at "$1" "$2" || fail "the client's cache: $(i cli neigh show)"
	until_ok answers "$1" || fail ".$1 does not answer"
	if [ "${3-}" != alone ]; then check "$other has let go of .$1" until_ok has_not $other "$1"; fi
	ok ".$1 is at $2"
}
cut() { i lan link set "port-$1" nomaster; }
heal() { i lan link set "port-$1" master sw0; }

story "both are well"
watch pinky
watch brain
until_ok has pinky 11
until_ok has brain 12
until_ok answers 11
until_ok answers 12
held 11 pinky
held 12 brain

story "brain's cable is cut behind its switch"
cut brain
held 12 pinky alone
contains "pinky says why" 'takeover brain: taken .*the owner is dead' "$(cat "$TMP/watch-pinky")"
check "brain, cut off, takes nothing" has_not brain 11
heal brain
held 12 brain
held 11 pinky
until_ok grep -q 'says that it has' "$TMP/watch-brain" && ok "brain was told"

story "brain's watcher is killed, then brain itself"
stop brain -9
has brain 12 && ok "the alias stays"
i brain link set eth0 down
held 12 pinky alone
i brain addr flush dev eth0
i brain link set eth0 up
batch brain <<-X
	addr add 192.0.2.2/24 dev eth0
	addr add 2001:db8:1::2/64 dev eth0 nodad
	route add default via 192.0.2.254
	route add ::/0 via 2001:db8:1::254
X
watch brain
held 12 brain
for b in pinky brain; do stop $b; done
finish
