# shellcheck shell=bash disable=SC2154 # part of tests/bench/run, whose variables and functions it uses
# flows.sh - ten thousand flows, masqueraded and forwarded, over a hundred changes of the balance: how many are not where they were. The story that
# ./check tells of fewer (tests/net/flows-many.sh), which has a lab of its own.

bench_flows() {
	local said=$lab/flows lost
	HOMING_SRC=$PWD HOMING_BUILD=$work/shared HOMING_BIN=$work/shared/src FLOWS=10000 CHANGES=100 RIVAL=yes timeout 600 tests/net/flows-many.sh >"$said" 2>&1 ||
		grep -v '^ok' "$said"
	[ -z "$verbose" ] || grep '^told' "$said" >&2
	lost=$(sed -n 's/^told  kept: .*moved \([0-9]*\), silent \([0-9]*\), reset \([0-9]*\)$/\1 + \2 + \3/p' "$said")
	[ "$lost" ] || { note "flows" "could not be held"; return; }
	line "flows, 10,000 over 100 changes: moved, silent or reset" $((lost)) 0
	note "  as it went" "$(sed -n 's/^told  kept: //p' "$said")"
	note "  without [flows]" "$(sed -n 's/^told  without: //p' "$said")"
}
