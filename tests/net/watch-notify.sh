#!/bin/bash
# What the watcher says to a service manager: sd_notify(3), as a Type=notify unit has it.
. "$(dirname "$0")/lib.sh"

host habr

# manager WORDS...: a service manager whose socket is $TMP/notify, and the watcher below it; WORDS go into its environment
manager() {
	: >"$TMP/told" # what the one before was told does not count
	"$ANSWER" told "$TMP/notify" >"$TMP/told" 2>&1 9>&- &
	MANAGER=$!
	until_ok grep -qx ready "$TMP/told"
	NOTIFY_SOCKET=$TMP/notify ip netns exec h env "$@" "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
ends() {
	kill -TERM $WATCHER
	wait $WATCHER
	same "SIGTERM ends it with 0" 0 $?
	until_ok heard STOPPING=1
	kill $MANAGER
	wait $MANAGER 2>/dev/null
	rm "$TMP/notify"
}
# shellcheck disable=SC2317 # called by until_ok
heard() { [ "$(grep -cxE -- "$1" "$TMP/told")" -ge "${2:-1}" ]; }
hears_of() { until_ok heard "$@" && ok "says $1"; }

story "ready"
manager
hears_of READY=1
contains "not before everything is as it should be" 'proto 72' "$(ours h)"
exits 0 program homing-status -q --check

story "reload"
kill -HUP $WATCHER
hears_of RELOADING=1
hears_of 'MONOTONIC_USEC=[0-9]+'
hears_of READY=1 2
same "in this order" "READY=1 RELOADING=1 READY=1" "$(grep -E '^(READY|RELOADING)=' "$TMP/told" | xargs)"
before=$(sed -nE 's/^MONOTONIC_USEC=//p' "$TMP/told") now=$(cut -d ' ' -f 1 /proc/uptime)
now=${now/./}0000
check "the time is CLOCK_MONOTONIC's" [ "$before" -le $((now + 1000000)) -a "$before" -gt $((now - 60000000)) ]
lacks "nobody asked for signs of life" WATCHDOG "$(cat "$TMP/told")"

story "the end"
ends
same "the last word" STOPPING=1 "$(tail -n 1 "$TMP/told")"

story "signs of life"
manager WATCHDOG_USEC=200000
hears_of WATCHDOG=1 3
ends
manager WATCHDOG_USEC=100000 WATCHDOG_PID=1
hears_of READY=1
kill -HUP $WATCHER
hears_of READY=1 2
ends
lacks "those of another process are not ours" WATCHDOG "$(cat "$TMP/told")"

story "nobody listens"
NOTIFY_SOCKET=$TMP/nobody ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >"$TMP/watch" 2>&1 9>&- &
WATCHER=$!
i h route flush table 7202
# shellcheck disable=SC2317 # called by until_ok
back() { i h route show table 7202 | grep -q '^default via'; }
until_ok back && ok "it works all the same"
kill -TERM $WATCHER
wait $WATCHER
same "and ends with 0" 0 $?
finish
