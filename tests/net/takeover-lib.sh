# shellcheck shell=bash
# takeover-lib.sh - the two servers of "cheap IP takeover" (pinky: 1, with its alias 11; brain: 2, with 12), a gateway, and a third box that judges, all on one switch.
# Source it behind lib.sh.
box lan gw cli pinky brain
i lan link add sw0 type bridge forward_delay 0 mcast_snooping 0
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
declare -A WATCHERS=()
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
	cp "$TMP/$1.conf" "$TMP/$1.right"
}
configure pinky pinky 11 brain 12 2
configure brain brain 12 pinky 11 1
# also BOX: lines more for its file, and its watcher reads it
also() {
	{ cat "$TMP/$1.right"; cat; } >"$TMP/$1.conf"
	[ -z "${WATCHERS[$1]-}" ] || kill -HUP "${WATCHERS[$1]}"
}
# watch BOX
watch() {
	ip netns exec "$1" "$HOMING_BIN/homing-watch" -v -c "$TMP/$1.conf" --state-dir "$TMP/state-$1" >>"$TMP/watch-$1" 2>&1 9>&- &
	WATCHERS[$1]=$!
}
# stop BOX [SIGNAL]
stop() {
	kill "${2:--TERM}" "${WATCHERS[$1]}"
	wait "${WATCHERS[$1]}" 2>/dev/null
	unset "WATCHERS[$1]"
}
on() { local b=$1 p=$2; shift 2; n "$b" "$HOMING_BIN/$p" -c "$TMP/$b.conf" --state-dir "$TMP/state-$b" "$@"; }
has() { local a; for a in "192.0.2.$2/32" "2001:db8:1::$2/128"; do i "$1" -o addr show dev eth0 | grep -q "inet6\? $a " || return 1; done; }
has_not() { ! i "$1" -o addr show dev eth0 | grep -qE "inet6? (192.0.2.$2/32|2001:db8:1::$2/128) "; }
card() { n "$1" cat /sys/class/net/eth0/address; }
# as the third box sees it, and not by asking
# shellcheck disable=SC2317 # called by until_ok
known_at() { local a; for a in "192.0.2.$1" "2001:db8:1::$1"; do i cli neigh show to "$a" dev eth0 | grep -q "$(card "$2")" || return 1; done; }
# shellcheck disable=SC2317 # called by until_ok
known_nowhere_else() { local a; for a in "192.0.2.$1" "2001:db8:1::$1"; do ! i cli neigh show to "$a" dev eth0 | grep lladdr | grep -qv "$(card "$2")" || return 1; done; }
# shellcheck disable=SC2317 # called by until_ok
goes_to() { answers "$1" && known_at "$1" "$2"; } # asked again: of many neighbours in all namespaces together the kernel drops those that are 5 s old (gc_thresh2)
answers() { n cli ping -q -n -c 1 -W 1 "192.0.2.$1" >/dev/null && n cli ping -q -n -c 1 -W 1 "2001:db8:1::$1" >/dev/null; }
# held ALIAS BOX: BOX alone has it, and clients go there
held() {
	local other=pinky
	[ "$2" = brain ] || other=brain
	until_ok has "$2" "$1" || fail "$2 has not got .$1"
	until_ok known_nowhere_else "$1" "$2" || fail "the client's cache: $(i cli neigh show)"
	until_ok answers "$1" || fail ".$1 does not answer"
	until_ok goes_to "$1" "$2" || fail "the client's cache: $(i cli neigh show)"
	if [ "${3-}" != alone ]; then check "$other has let go of .$1" until_ok has_not $other "$1"; fi
	ok ".$1 is at $2"
}
cut_off() { i lan link set "port-$1" nomaster; }
heal() { i lan link set "port-$1" master sw0; }

addresses_of() { # BOX NUMBER: its own, after a reboot
	batch "$1" <<-X
		addr add 192.0.2.$2/24 dev eth0
		addr add 2001:db8:1::$2/64 dev eth0 nodad
		route add default via 192.0.2.254
		route add ::/0 via 2001:db8:1::254
	X
}
# crash BOX: it is gone from one moment to the next
crash() {
	stop "$1" -9
	i "$1" link set eth0 down
	i "$1" addr flush dev eth0
	rm -rf "$TMP/state-$1"
}
# boot BOX NUMBER: its line is ready before the watcher begins, who would ask nobody on one that is not
boot() {
	i "$1" link set eth0 up
	addresses_of "$1" "$2"
	until_ok is_operational "$1" eth0
	watch "$1"
}
# a story begins where the watchers have come to, so that nothing of those before is taken for what is said in it
declare -A COME_TO=()
story() {
	local b
	STORY=$*
	for b in "${!WATCHERS[@]}"; do COME_TO[$b]=$(stat -c %s "$TMP/watch-$b"); done
}
# shellcheck disable=SC2317 # called by until_ok
has_said() { tail -c "+$((${COME_TO[$1]-0} + 1))" "$TMP/watch-$1" | grep -E -- "$2"; }
says() { if until_ok has_said "$1" "$2"; then ok "$1 says '$2'"; else fail "$1 does not say '$2': $(tail -n 5 "$TMP/watch-$1")"; fi; }
state() { on "$1" homing-status --json | jq -r ".takeovers[0].state, .takeovers[0].reason"; }
# shellcheck disable=SC2317 # called by until_ok
state_is() { [ "$(state "$1" | head -n 1)" = "$2" ]; }
# quiet MS: for so long nothing changes hands
quiet() { n cli ping -q -n -i 0.1 -c $(($1 / 100)) 192.0.2.254 >/dev/null; }
begin() {
	watch pinky
	watch brain
	until_ok has pinky 11 && until_ok has brain 12 && until_ok answers 11 && until_ok answers 12
	held 11 pinky
	held 12 brain
}
finish_pair() {
	local b
	for b in pinky brain; do [ -z "${WATCHERS[$b]-}" ] || stop $b; done
	finish
}
