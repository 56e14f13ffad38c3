#!/bin/bash
# Killed at any moment, the next run ends in the same state: at every system call that changes something, and after each line of the plan.
. "$(dirname "$0")/lib.sh"

host redundant
cat >>"$CONF" <<X

[balance]
hash = l4

[alias web]
interface = eth1
address = 192.0.2.80-81, 2001:db8:1::80-2001:db8:1::81
label = eth1:web
probe = no
X
other=$TMP/other.conf # the first uplink in another table and with another weight, another hash, another address, another label
sed '2s/$/\ntable = 101\nweight = 2/; s/l4$/l3/; s/80-81/81-82/; s/:web$/:www/' "$CONF" >"$other"
CALLS="?sendmsg,?sendto,?write,?pwrite64,?writev,?rename,?renameat,?renameat2,?unlink,?unlinkat,?fsync" # ?: where there is one
export ASAN_OPTIONS=detect_leaks=0 # the leak checker cannot be traced
run() { local conf=$1; shift; n h "$HOMING_BIN/homing" -q -c "$conf" --state-dir "$STATE" "$@"; }

# the four ways: NAME, what to do before, the verb under test. Nothing, or all, is there to begin with.
start() {
	# addresses, groups and sysctls that the plan's lines have set bear no mark, and nobody has noted what was there before
	batch h <<-X
		addr flush dev eth1 to 192.0.2.80/30
		addr flush dev eth1 to 2001:db8:1::80/126
		link set eth1 group 0
		link set eth2 group 0
	X
	n h sysctl -qw net.ipv4.fib_multipath_hash_policy=0 net.ipv6.fib_multipath_hash_policy=0
	case $1 in
	apply) run "$CONF" remove ;;
	*) run "$CONF" apply ;;
	esac
}
verb() { # verb WAY [plan]: as words, with the configuration in front
	local conf=$CONF
	[ "$1" != change ] || conf=$other
	shift
	case $WAY in
	apply | change) echo "$conf" "$@" apply ;;
	down) echo "$conf" "$@" down eth1 ;;
	remove) echo "$conf" "$@" remove ;;
	esac
}

nothing=$(settled h)
for WAY in apply change down remove; do
	story "$WAY"
	start $WAY
	# shellcheck disable=SC2046 # words
	run $(verb $WAY) || fail "the run itself"
	end=$(settled h)

	start $WAY
	# shellcheck disable=SC2046 # words
	run $(verb $WAY plan) >"$TMP/plan" 2>/dev/null
	lines=$(wc -l <"$TMP/plan")
	check "there is something to do" [ "$lines" -gt 10 ]
	wrong=
	for ((k = 0; k <= lines; k++)); do
		start $WAY
		head -n $k "$TMP/plan" | n h sh -e
		# shellcheck disable=SC2046 # words
		run $(verb $WAY) || wrong="$wrong $k(status)"
		[ "$(settled h)" = "$end" ] || wrong="$wrong $k"
	done
	same "after any of its $lines lines" "" "$wrong"

	command -v strace >/dev/null || { echo "skip  strace is not installed"; continue; }
	wrong=
	for ((k = 1; ; k++)); do
		start $WAY
		# shellcheck disable=SC2046 # words
		set -- $(verb $WAY)
		{ # the shell would report each one
			timeout $PATIENCE ip netns exec h strace -qq -o /dev/null -e "inject=$CALLS:signal=SIGKILL:when=$k" "$HOMING_BIN/homing" -q \
				-c "$1" --state-dir "$STATE" "${@:2}" >"$TMP/out" 2>&1
			status=$?
		} 2>/dev/null
		[ $status = 137 ] || break
		run "$@" || wrong="$wrong $k(status)"
		[ "$(settled h)" = "$end" ] || wrong="$wrong $k"
	done
	same "killed at each of its $((k - 1)) calls" "" "$wrong"
	same "until it was not" "0" "$status$(<"$TMP/out")"
	check "there were such calls" [ $k -gt 4 ]
done
same "what remove leaves is what was there before" "$nothing" "$end"
finish
