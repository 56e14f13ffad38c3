#!/bin/bash
# Random histories of the pair: cables, the gateway, watchers that are killed or stopped, crashes and reboots. Never do both hold an alias for longer than it takes to see it while
# they can reach each other, and when all is well again each has its own.
#
#	takeover-histories.sh			the same 6 each time; with HISTORIES as many as that says, from the seed of the day on
#	takeover-histories.sh SEED...		these
#	takeover-histories.sh --steps 'STEPS'	what a failure printed, or less of it
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"

MOST=3000 # ms: some intervals, and what a busy machine adds
declare -A CUT=() STOPPED=() DOWN=()
declare -A NUMBER=([pinky]=1 [brain]=2)
for b in pinky brain; do sed -i 's/^interval = .*/interval = 50ms/' "$TMP/$b.right" && cp "$TMP/$b.right" "$TMP/$b.conf"; done

pause() { read -r -t "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))" <&"$NEVER"; }
exec {NEVER}<> <(:)
# the steps: each is nothing where it makes no sense
unplug() { cut_off "$1" 2>/dev/null && CUT[$1]=yes; }
plug() { [ -z "${DOWN[$1]-}" ] || i "$1" link set eth0 up; heal "$1" && CUT[$1]=; }
die() { [ -n "${DOWN[$1]-}" ] || [ -z "${WATCHERS[$1]-}" ] || { cont "$1"; stop "$1" -9; }; }
begin_again() { [ -n "${DOWN[$1]-}${WATCHERS[$1]-}" ] || watch "$1"; }
freeze() { [ -z "${WATCHERS[$1]-}" ] || { kill -STOP "${WATCHERS[$1]}" && STOPPED[$1]=yes; }; }
cont() { [ -z "${STOPPED[$1]-}" ] || [ -z "${WATCHERS[$1]-}" ] || kill -CONT "${WATCHERS[$1]}"; STOPPED[$1]=; }
fail_over() { [ -n "${DOWN[$1]-}" ] || { begin_again "$1"; cont "$1"; crash "$1"; DOWN[$1]=yes; }; }
return_() { [ -z "${DOWN[$1]-}" ] || { DOWN[$1]=; boot "$1" "${NUMBER[$1]}"; }; }
# both have .$1, and nothing keeps them from seeing it
both() { [ -z "${CUT[pinky]-}${CUT[brain]-}${CUT[gw]-}${DOWN[pinky]-}${DOWN[brain]-}${STOPPED[pinky]-}${STOPPED[brain]-}" ] && [ -n "${WATCHERS[pinky]-}" ] && [ -n "${WATCHERS[brain]-}" ] && has pinky "$1" && has brain "$1"; }
ms() { local t=$EPOCHREALTIME; echo $((${t/[.,]/} / 1000)); }
# observe MS: for so long
observe() {
	local end=$(($(ms) + $1)) a
	while [ "$(ms)" -lt $end ]; do
		for a in 11 12; do
			if both $a; then
				SINCE[a]=${SINCE[a]:-$(ms)}
				[ $(($(ms) - SINCE[a])) -le $MOST ] || WRONG="both have had .$a for more than $MOST ms"
			else
				SINCE[a]=
			fi
		done
		pause 30
	done
}
draw() { # into STEPS
	local steps=(unplug plug die begin_again freeze cont fail_over return_) boxes=(pinky brain) k count=$((3 + RANDOM % 5))
	STEPS=
	for ((k = 0; k < count; k++)); do
		if [ $((RANDOM % 8)) = 0 ]; then
			STEPS+="$((RANDOM % 2)) gw;"
			STEPS=${STEPS/0 gw;/unplug gw; } STEPS=${STEPS/1 gw;/plug gw; }
		else
			STEPS+="${steps[RANDOM % ${#steps[@]}]} ${boxes[RANDOM % 2]}; "
		fi
		STEPS+="observe $((50 + RANDOM % 900)); "
	done
}
# The client sends, as clients do: who was cut off for too short a time to see it, and stood in for by one who has died since, is found by that alone.
well() {
	local b
	for b in gw pinky brain; do plug $b; done
	for b in pinky brain; do
		return_ $b
		cont $b
		begin_again $b
	done
	MEND=$(ms)
	while ! { has pinky 11 && has brain 12 && has_not pinky 12 && has_not brain 11 && answers 11 && answers 12 && known_nowhere_else 11 pinky && known_nowhere_else 12 brain; }; do
		[ $(($(ms) - MEND)) -lt $((PATIENCE * 1000)) ] || { WRONG="never well again: $(i pinky -br addr show eth0; i brain -br addr show eth0; i cli neigh)"; return; }
		observe 100
	done
}
# history NAME STEPS
history() {
	WRONG='' SINCE=()
	eval "$2"
	well
	observe 300
	if [ -z "$WRONG" ]; then
		ok "$1 (well again after $(($(ms) - MEND)) ms)"
		return
	fi
	fail "$1: $WRONG"
	printf '      or: tests/net/takeover-histories.sh --steps "%s"\n' "$2"
	tail -n 12 "$TMP/watch-pinky" "$TMP/watch-brain" | sed 's/^/      . /'
	well
}

story "histories"
begin >"$TMP/begun"
if [ "${1-}" = --steps ]; then
	history steps "$2"
else
	first=${HISTORIES_SEED:-$([ -z "${HISTORIES-}" ] && echo 1 || date +%Y%m%d00000)}
	[ $# -gt 0 ] || mapfile -t seeds < <(seq "$first" $((first + ${HISTORIES:-6} - 1)))
	for seed in "${@:-${seeds[@]}}"; do
		RANDOM=$((seed % 32768))
		draw
		history "seed $seed" "$STEPS"
	done
fi
finish_pair
