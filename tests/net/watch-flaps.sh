#!/bin/bash
# The watcher while a link flaps a thousand times: it follows, ends with everything right, and does not grow.
. "$(dirname "$0")/lib.sh"

host habr
# said by nobody again, but for the configuration
sed -i 's/^gateway = 198.51.100.1$/&, fe80::1/' "$CONF"
# as the IPv4 addresses do, or the flaps would take them away for good
n h sh -c 'for f in /proc/sys/net/ipv6/conf/eth*/keep_addr_on_down; do echo 1 >$f; done'

# shellcheck disable=SC2317 # called by until_ok
right() { program homing-status -q --check; }
# shellcheck disable=SC2317 # called by until_ok
is_as() { [ "$(ours h)" = "$1" ]; }
# flaps COUNT SECONDS: at most as fast as that
flaps() {
	local start=${EPOCHREALTIME/./} k early never
	exec {never}<> <(:)
	for ((k = 1; k <= $1; k++)); do
		printf 'link set eth1 down\nlink set eth1 up\n'
		early=$((start + k * $2 * 1000000 / $1 - ${EPOCHREALTIME/./}))
		[ $early -le 0 ] || read -rt "$(printf '0.%06d' $early)" -u "$never"
	done | ip -n h -batch -
	exec {never}<&-
}
resident() { awk '/^Rss/ { print $2 }' "/proc/$1/smaps_rollup"; }

story "it begins"
# AddressSanitizer holds back what is freed
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1 \
	ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" --coalesce 1ms >"$TMP/watch" 2>&1 9>&- &
watcher=$!
until_ok right
WANTED=$(ours h)
flaps 100 1 # what it needs at most, it has had
until_ok right
before=$(resident $watcher)

story "a thousand flaps in six seconds"
flaps 1000 6
until_ok is_as "$WANTED"
same "all as before" "$WANTED" "$(ours h)"
check "and as it should be" right
lacks "nobody is taken for a troublemaker" 'again and again' "$(cat "$TMP/watch")"
after=$(resident $watcher)
check "it does not grow: $before KiB before, $after after" [ "$after" -le $((before * 2)) ]
kill $watcher
wait $watcher
same "it ends well" 0 $?
finish
