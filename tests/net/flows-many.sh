#!/bin/bash
# Many flows at once, masqueraded and forwarded, of both families: all of them stay on their uplink over every change of the balance, and none is
# reset. FLOWS and CHANGES: how many (500, 20); tests/bench/run asks for more.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/flows-lib.sh"
FLOWS=${FLOWS:-500} CHANGES=${CHANGES:-20}
EACH=$((FLOWS / 5))
rp_filter 1

# change K: the Kth change: each uplink goes out of the balance and comes back, in turn
change() {
	local names=(one two three) verb=down
	[ $(($1 % 2)) = 0 ] || verb=up
	program homing-balance $verb "${names[$1 / 2 % 3]}" >"$TMP/change" 2>&1 || fail "homing-balance $verb: $(<"$TMP/change")"
}
# round: every flow is asked; counts those that are not where they were
round() {
	local f same other silent reset
	# side by side
	for f in "${KINDS[@]}"; do echo again >&"${IN[$f]}"; done
	for f in "${KINDS[@]}"; do
		read -r -t $PATIENCE -u "${OUT[$f]}" _ same _ other _ silent _ reset || fail "$f: nothing came"
		MOVED=$((MOVED + other)) SILENT=$((SILENT + silent)) RESET=$reset ASKED=$((ASKED + same + other))
	done
}
begin() {
	KINDS=() MOVED=0 SILENT=0 RESET=0 ASKED=0
	held "$1-out4" lan tcp $EACH 10.99.0.2 7001
	held "$1-out6" lan tcp $EACH 2001:db8:99::2 7001
	held "$1-in1" cli tcp $EACH 192.0.2.10 82
	held "$1-in2" cli tcp $EACH 198.51.100.10 82
	held "$1-in6" cli tcp $EACH 2001:db8:2::10 82
	KINDS=("$1-out4" "$1-out6" "$1-in1" "$1-in2" "$1-in6")
	round
}

exits 0 homing apply
story "$((EACH * 5)) flows over $CHANGES changes of the balance"
begin kept
same "all are heard" "$((EACH * 5)) 0 0" "$ASKED $SILENT $RESET"
start=${EPOCHREALTIME/./}
for ((k = 0; k < CHANGES; k++)); do
	change $k
	round
done
took=$(((${EPOCHREALTIME/./} - start) / 1000))
same "none has moved, is silent or was reset" "0 0 0" "$MOVED $SILENT $RESET"
same "each was asked after each change" $((EACH * 5 * (CHANGES + 1))) "$ASKED"
echo "told  kept: $((EACH * 5)) flows, $CHANGES changes, $ASKED answers in $took ms: moved $MOVED, silent $SILENT, reset $RESET"
for f in "${KINDS[@]}"; do let_go "$f"; done

# the same without, a few changes long: what is being kept from
if [ "${RIVAL-}" ]; then
	story "without"
	exits 0 mark down
	rp_filter 0
	n h nft flush chain inet other in
	program homing-balance up >/dev/null 2>&1
	KINDS=() MOVED=0 SILENT=0 RESET=0 ASKED=0
	held rival lan tcp "$EACH" 10.99.0.2 7001
	KINDS=(rival)
	round
	change 0
	round
	change 1
	echo "told  without: $EACH masqueraded flows, 1 change: moved $MOVED, silent $SILENT, reset $RESET"
	let_go rival
fi
finish
