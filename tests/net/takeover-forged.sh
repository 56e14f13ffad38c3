#!/bin/bash
# Answers that nobody should believe, and a machine that has other things to do.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"

forge() { n cli "$HOMING_BIN/homing-announce" -I eth0 --count "$2" --interval 50ms "192.0.2.$1" "2001:db8:1::$1" >/dev/null; }
story "a forged answer during the probe delays a takeover, and is told"
begin
frames() { n cli cat /sys/class/net/eth0/statistics/tx_packets; }
# shellcheck disable=SC2317 # called by until_ok
forging() { [ "$(frames)" -gt $((before + 2)) ]; }
before=$(frames)
forge 12 100 &
FORGER=$!
until_ok forging # it takes its time to begin, and the takeover less
cut_off brain
says pinky 'another host answers for the alias'
wait $FORGER
held 12 pinky alone

story "a forged frame while it is held"
forge 12 1
quiet 1000
check "one is not enough to let go of it" has pinky 12
until_ok goes_to 12 pinky
heal brain
held 12 brain

story "no false takeover on a busy machine"
busy=()
for _ in 1 2 3 4; do
	timeout 60 "$BASH" -c 'while :; do :; done' &
	busy+=($!)
done
taken=$(cat "$TMP"/watch-* | grep -c ': taken')
quiet 8000
kill "${busy[@]}" 2>/dev/null
wait "${busy[@]}" 2>/dev/null
same "nothing was taken" "$taken" "$(cat "$TMP"/watch-* | grep -c ': taken')"
held 12 brain
held 11 pinky
finish_pair
