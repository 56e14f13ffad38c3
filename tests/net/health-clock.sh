#!/bin/bash
# The clock is set by a year, either way: nothing happens. What is decided by time is decided by clocks that nobody sets; the other one is only shown.
. "$(dirname "$0")/lib.sh"

YEARS=${HOMING_BUILD:-${HOMING_BIN%/src}}/tests/net/years
[ -x "$YEARS" ] || { YEARS=$TMP/years; ${CC:-cc} -O1 -o "$YEARS" "$NET/years.c" || skip "no compiler, and no tests/net/years"; }
export ASAN_OPTIONS=detect_leaks=0 # the leak checker cannot be traced
"$YEARS" true || skip "nothing can be traced here"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
cat >"$CONF" <<-X
	[uplink dsl]
	interface = eth0
	gateway = 192.0.2.1, fe80::1
	timeout = 3s
	[uplink cable]
	interface = eth1
	gateway = 198.51.100.1, fe80::1
	interval = 200ms
	timeout = 600ms
	rise = 3
	damping = 3/1h
	[uplink radio]
	interface = eth2
	timeout = 3s
	[balance]
X
lease eth2 203.0.113.10/24 203.0.113.1
hops() { i h "$1" -N route show table 7200 | grep -oE 'dev eth[0-9]' | sort -u | tr '\n' ' '; }
# shellcheck disable=SC2317 # called by until_ok
carried_by() { [ "$(hops -4)" = "$1" ] && [ "$(hops -6)" = "$1" ]; }
carries() { if until_ok carried_by "$1"; then ok "the balance goes by $1"; else fail "not by $1 but by $(hops -4)/ $(hops -6)"; fi; }
fact() { sed -n "/^\[uplink $1\]/,/^\[/s/^$2 = //p" "$STATE/health.ini"; }
# shellcheck disable=SC2317 # called by until_ok
is_in() { [ "$(fact "$1" state)" = "$2" ]; }
falls() { awk -F' = ' '/^falls/ { s += $2 } END { print s + 0 }' "$STATE/health.ini"; }
die_out() { n p2 nft "add table netdev hole { chain some { type filter hook ingress devices = { sw0, keep } priority 0; drop; }; }"; }
come_back() { n p2 nft delete table netdev hole; }
# at CLOCK PROGRAM WORDS...: with the clock right, ahead, back
at() {
	local clock=$1 p=$2
	shift 2
	[ "$clock" != right ] || clock=
	# shellcheck disable=SC2086 # a word or none
	n h "$YEARS" $clock "$HOMING_BIN/$p" -c "$CONF" --state-dir "$STATE" "$@"
}
ALL="dev eth0 dev eth1 dev eth2 " REST="dev eth0 dev eth2 "

story "the watcher"
ip netns exec h "$YEARS" "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >"$TMP/watch" 2>&1 9>&- &
TRACER=$!
carries "$ALL"
for u in dsl cable radio; do until_ok is_in $u up; done
# shellcheck disable=SC2317 # called by until_ok
goes_on() { [ "$(stat -c %i%y "$STATE/health.ini")" != "$noted" ]; }
rules=$(ours h)
for clock in ahead back right; do
	before=$(falls)
	kill -USR1 $TRACER
	for ((k = 0; k < 3; k++)); do
		noted=$(stat -c %i%y "$STATE/health.ini")
		until_ok goes_on
	done
	same "$clock: nothing fell" "$before" "$(falls)"
	same "$clock: nothing changed" "$rules" "$(ours h)"
	die_out
	carries "$REST"
	until_ok is_in cable down
	said=$(($(fact cable since) - $(date +%s)))
	case $clock in
	ahead) check "$clock: it was set indeed" [ $said -gt 31000000 ] ;;
	back) check "$clock: it was set indeed" [ $said -lt -31000000 ] ;;
	right) check "$clock: it was set indeed" [ ${said#-} -lt 1000 ] ;;
	esac
	come_back
	carries "$ALL"
	until_ok is_in cable up
done
said=$(fact cable damping)

story "who reads what it found out"
die_out
carries "$REST"
until_ok is_in cable down
check "four falls within the hour, whatever year it was: $said, $(fact cable damping)" [ "$(fact cable damping)" -gt "$said" ]
for clock in right ahead back; do
	exits 0 at $clock homing-status --check
	same "$clock: the dead one is believed dead, and the lease is believed" "" "$(cat "$TMP/out")"
	exits 0 at $clock homing-status
	contains "$clock: it is shown" 'health  down ' "$(cat "$TMP/out")"
done
kill $TRACER
wait $TRACER
same "it ends well" 0 $?
# shellcheck disable=SC2317 # called by until_ok
is_old() { program homing-status | grep -q 'what health.ini says is old'; }
until_ok is_old
for clock in right ahead back; do
	exits 0 at $clock homing-status
	contains "$clock: old is old" 'what health.ini says is old' "$(cat "$TMP/out")"
done
finish
