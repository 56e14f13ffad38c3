#!/bin/bash
# The plan is the truth: for every case, `homing plan | sh -e` leaves in one kernel what `homing apply` leaves in another; and what
# the case directory promises is what homing says on a real kernel.
. "$(dirname "$0")/lib.sh"

# make BOX CASE: the case's host, and a state directory of its own, whose watch.lock is held as by a watcher
make() {
	box "$1"
	n "$1" sh -e "$2/host" || fail "lab: the host of $2"
	mkdir -m 755 "$TMP/$1"
	[ ! -d "$2/state" ] || cp "$2/state/"* "$TMP/$1"
	[ ! -e "$TMP/$1/watch.lock" ] || { exec {lock}<"$TMP/$1/watch.lock" && flock -n "$lock" && locks+=("$lock"); }
}
for case in "$CASES"/*/; do
	case=${case%/} name=${case##*/} locks=()
	story "$name"
	words=$(cat "$case/command" 2>/dev/null)
	verb=${words#plan} verb=${verb:-apply}
	install -m 644 "$case/conf" "$CONF"
	make "a-$name" "$case"
	make "b-$name" "$case"
	# shellcheck disable=SC2086 # words
	n "a-$name" "$HOMING_BIN/homing" -q -c "$CONF" --state-dir "$TMP/a-$name" plan ${words#plan} >"$TMP/plan"
	same "the plan is as promised" "$(<"$case/plan")" "$(<"$TMP/plan")"
	check "the shell can do it" n "a-$name" sh -e "$TMP/plan"
	# shellcheck disable=SC2086 # words
	exits 0 n "b-$name" "$HOMING_BIN/homing" -q -c "$CONF" --state-dir "$TMP/b-$name" $verb
	same "the shell and homing leave the same" "$(settled "a-$name")" "$(settled "b-$name")"
	# shellcheck disable=SC2086 # words
	same "and nothing is left to do" "" "$(n "b-$name" "$HOMING_BIN/homing" -q -c "$CONF" --state-dir "$TMP/b-$name" plan ${words#plan})"
	ip netns del "a-$name"
	ip netns del "b-$name"
	for lock in "${locks[@]}"; do exec {lock}<&-; done
done
finish
