#!/bin/bash
# One uplink falls and returns, again and again, while a packet each millisecond goes over the others, in both directions and both families: none of those is lost. And how soon
# a dead one is left.
. "$(dirname "$0")/lib.sh"

FALLS=${LAB_IDLE:+100} FALLS=${FALLS:-20}
INTERVAL=100 TIMEOUT=50 FALL=3 # of what is timed

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64

# configuration INTERVAL TIMEOUT FALL RISE: of the one that falls; the others are asked, too, but with patience: nobody shall take a busy machine for a dead line
configuration() {
	cat >"$TMP/next" <<-EOF
		[uplink dsl]
		interface = eth0
		gateway = 192.0.2.1, fe80::1
		timeout = 3s
		[uplink cable]
		interface = eth1
		gateway = 198.51.100.1, fe80::1
		check = icmp 10.99.0.9
		interval = ${1}ms
		timeout = ${2}ms
		fall = $3
		rise = $4
		damping = no
		[uplink radio]
		interface = eth2
		gateway = 203.0.113.1, fe80::1
		timeout = 3s
		[balance]
	EOF
	cat "$TMP/next" >"$CONF"
	[ -z "${WATCHER-}" ] || kill -HUP "$WATCHER"
}
hops() { i h "$1" -N route show table 7200 | grep -oE 'dev eth[0-9]' | sort -u | tr '\n' ' '; }
# shellcheck disable=SC2317 # called by until_ok
carried_by() { [ "$(hops -4)" = "$1" ] && [ "$(hops -6)" = "$1" ]; }
ALL="dev eth0 dev eth1 dev eth2 " REST="dev eth0 dev eth2 "

# the provider knows no way to the one target any more; it is told by a program that is there already, so that the cut is when it is said
exec {WORDS}> >(exec ip -n p2 -batch - 9>&-)
cut_off() { echo "route add blackhole 10.99.0.9" >&"$WORDS"; }
heal() { echo "route del blackhole 10.99.0.9" >&"$WORDS"; }

story "others lose nothing"
configuration 20 60 3 2
ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" --coalesce 1ms >"$TMP/watch" 2>&1 9>&- &
WATCHER=$!
until_ok carried_by "$ALL"
streams=()
# stream_from BOX ADDRESS [from ADDRESS]
stream_from() {
	ip netns exec "$1" "$ANSWER" stream "${@:2}" >"$TMP/stream.${#streams[@]}" 2>&1 9>&- &
	streams+=($!)
}
stream_from cli 192.0.2.10
stream_from h 10.99.0.2 from 203.0.113.10
stream_from cli 2001:db8:3::10
stream_from h 2001:db8:99::2 from 2001:db8:1::10
for ((k = 0; k < FALLS; k++)); do
	cut_off
	until_ok carried_by "$REST" || break
	heal
	until_ok carried_by "$ALL" || break
done
pull eth1 p2
until_ok carried_by "$REST"
push eth1 p2
until_ok carried_by "$ALL"
i h link set eth1 down
until_ok carried_by "$REST"
i h link set eth1 up
i h addr add 2001:db8:2::10/64 dev eth1
until_ok carried_by "$ALL"
fell=$(sed -n '/^\[uplink cable\]/,/^\[/s/^falls = //p' "$STATE/health.ini")
check "it fell so often: $fell" [ "$fell" -ge $((FALLS + 2)) ]
kill "${streams[@]}"
wait "${streams[@]}"
for k in 0 1 2 3; do
	contains "stream $k" '^0 lost of [1-9][0-9]{2,}$' "$(cat "$TMP/stream.$k")"
	cat "$TMP/stream.$k"
done

story "how soon"
configuration $INTERVAL $TIMEOUT $FALL 2
until_ok carried_by "$ALL"
ip netns exec h stdbuf -oL ip -ts -4 monitor route >>"$TMP/monitor" 2>&1 9>&- &
monitor=$!
# shellcheck disable=SC2317 # called by until_ok
monitor_listens() { i h route replace 10.255.0.1/32 dev lo table 9 && i h route del 10.255.0.1/32 dev lo table 9 && grep -q 10.255.0.1 "$TMP/monitor"; }
until_ok monitor_listens
never=0 most=0 all=
exec {never}<> <(:)
for ((k = 0; k < 10; k++)); do
	read -rt "0.$(printf %03d $((300 + k * 13 % INTERVAL)))" -u "$never" # at any moment between two questions
	: >"$TMP/monitor"
	start=${EPOCHREALTIME/./}
	cut_off
	until_ok carried_by "$REST" || break
	stamp=$(sed -nE 's/^\[([^]]*)\].* table 7200 .*/\1/p' "$TMP/monitor" | head -n 1)
	took=$((($(date -d "$stamp" +%s%6N) - start) / 1000))
	all="$all $took"
	[ $took -le $most ] || most=$took
	heal
	until_ok carried_by "$ALL" || break
done
kill $monitor
wait $monitor 2>/dev/null
timed "the default is withdrawn, ms after the cut:$all" $((INTERVAL + FALL * TIMEOUT + 5 + 1)) $most
kill $WATCHER
wait $WATCHER
same "it ends well" 0 $?
finish
