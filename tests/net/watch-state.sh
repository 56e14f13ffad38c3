#!/bin/bash
# Somebody removes the state directory below a running watcher: it makes it anew, is seen, hears what others note there, and there is still only one.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 192.0.2.2/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
cat >"$CONF" <<-X
	[uplink dsl]
	interface = eth0
	check = gateway
	interval = 200ms
	[uplink cable]
	interface = eth1
	gateway = 198.51.100.1, fe80::1
	check = none
X
watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -v -c "$CONF" --state-dir "$STATE" >>"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
# shellcheck disable=SC2317 # called by until_ok
runs() { [ "$(program homing-status --json | jq .watcher)" != 0 ]; }
# shellcheck disable=SC2317 # called by until_ok
knows() { [ "$(program homing-status --json | jq -r '.uplinks[0].health.state')" = up ]; }
# shellcheck disable=SC2317 # called by until_ok
goes_by() { i h "-$1" route show table 7201 | grep -q "default via $2 "; }
follows() {
	lease eth0 192.0.2.10/24 "$1"
	lease eth0 2001:db8:1::10/64 "$2"
	until_ok goes_by 4 "$1" && until_ok goes_by 6 "$2" && ok "it hears of a lease, of both families"
}
seen() {
	until_ok runs && ok "homing-status sees it"
	until_ok knows && ok "and what it found out"
}

story "it is there"
lease eth0 192.0.2.10/24 192.0.2.1
lease eth0 2001:db8:1::10/64 fe80::1
watch
seen
follows 192.0.2.2 fe80::2

story "it is removed"
lines=$(grep -c 'somebody removed it' "$TMP/watch")
until_ok rm -rf "$STATE" # what is written meanwhile may keep it
seen
check "it says so" [ "$(grep -c 'somebody removed it' "$TMP/watch")" -gt "$lines" ]
follows 192.0.2.1 fe80::1
exits 5 timeout 20 ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE"
told 'another homing-watch runs'

story "its lock alone"
rm "$STATE/watch.lock"
seen
exits 5 timeout 20 ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE"
check "it goes on" kill -0 $WATCHER

story "another one was started meanwhile"
kill -STOP $WATCHER
until_ok rm -rf "$STATE" # what is written meanwhile may keep it
first=$WATCHER
watch
seen
kill -CONT "$first"
wait "$first"
same "the one that lost its lock ends, with status" 5 $?
contains "and says so" 'another homing-watch runs' "$(cat "$TMP/watch")"
check "the other one goes on" kill -0 $WATCHER
lease eth0 192.0.2.10/24 192.0.2.1
lease eth0 2001:db8:1::10/64 fe80::1
follows 192.0.2.2 fe80::2
kill $WATCHER
wait $WATCHER 2>/dev/null
finish
