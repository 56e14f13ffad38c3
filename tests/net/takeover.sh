#!/bin/bash
# Two servers that stand in for each other: when one is gone the other answers for it, and lets go when it is back. Judged from a third box.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"

story "both are well"
begin
until_ok state_is pinky standby && ok "homing-status says so"
contains "and why" 'the owner' "$(state pinky)"

story "brain was cut off, and pinky has died with its alias: nobody tells brain of it"
quiet 5500 # brain has announced for the last time, for a minute
cut_off brain
held 12 pinky alone
# shellcheck disable=SC2317 # called by until_ok
is_alone() { state brain | grep -q 'no gateway answers'; }
until_ok is_alone
crash pinky
for a in 192.0.2.12 2001:db8:1::12; do i cli neigh replace $a lladdr "$(card pinky)" nud stale dev eth0; done # of one who sends nothing, and so does not find out by itself
heal brain
check "the client goes there no more" until_ok known_nowhere_else 12 brain
boot pinky 1
held 11 pinky
held 12 brain

story "brain's cable is cut behind its switch"
cut_off brain
held 12 pinky alone
says pinky 'takeover brain: taken .2 addresses.: the owner is dead .icmp'
check "brain, cut off, takes nothing" has_not brain 11
until_ok state_is pinky taken && ok "homing-status says so"
# shellcheck disable=SC2317 # called by until_ok
row_is() { [[ $(state pinky) == *"$1"* ]]; } # a watcher that a busy machine has held up asks anew before it says so
until_ok row_is 'the owner is dead' && ok "the row in force"
contains "on the screen" '^  brain +taken +since' "$(on pinky homing-status | tr -d '\033')"
contains "for Prometheus" '^homing_takeover_held.takeover="brain". 1' "$(on pinky homing-status --metrics)"
heal brain
held 12 brain
held 11 pinky
says brain 'says (to this host alone )?that it has'

story "brain's own port is out, and in again"
i lan link set port-brain down
held 12 pinky alone
begun=$(date +%s%N)
i lan link set port-brain up
until_ok has_not pinky 12
until_ok has brain 12
until_ok answers 12
ok "it is back after $((($(date +%s%N) - begun) / 1000000)) ms"
held 12 brain

story "brain crashes, and boots while pinky holds its alias"
crash brain
held 12 pinky alone
quiet 500
boot brain 2 # as soon as it answers pinky may let go, before brain has looked for its alias: what brain does if not, see below
held 12 brain
contains "nobody says that it is pending any more" 'up' "$(on brain homing-status --json | jq -r '.aliases[] | select(.name == "brain").state')"

story "pinky's watcher is killed while it holds brain's alias, and another one goes on"
cut_off brain
held 12 pinky alone
stop pinky -9
quiet 500
has pinky 12 && ok "it stays"
watch pinky
quiet 500
held 12 pinky alone
heal brain
held 12 brain

story "a service that refuses, and then a cable: what is told is what fails now"
also pinky <<<'check = tcp :7001'
says pinky 'the owner fails its checks, but answers for the alias .tcp .*connection refused'
cut_off brain
held 12 pinky alone
# shellcheck disable=SC2317 # called by until_ok
told() { state pinky | grep -qE 'the owner is dead \(tcp 192.0.2.2:7001: (timed out|no ).*; tcp \[2001:db8:1::2\]:7001: (timed out|no )'; }
if until_ok told; then ok "no answer, of either family"; else state pinky; fi
also pinky </dev/null
heal brain
held 12 brain

story "pinky's watcher is killed before it could note that it took brain's alias, and brain is back meanwhile"
cut_off brain
held 12 pinky alone
stop pinky -9
rm "$TMP/state-pinky/taken.ini"
heal brain
watch pinky
held 12 brain

story "... and brain is not back"
cut_off brain
held 12 pinky alone
stop pinky -9
rm "$TMP/state-pinky/taken.ini"
watch pinky
until_ok state_is pinky taken && ok "homing-status says so"
held 12 pinky alone
heal brain
held 12 brain

story "the gateway is gone"
cut_off gw
until_ok grep -q 'no gateway answers' "$TMP/watch-pinky"
cut_off brain
quiet 1000
check "pinky takes nothing" has_not pinky 12
check "brain takes nothing" has_not brain 11
heal gw
held 12 pinky alone
cut_off gw
until_ok has_not pinky 12 && ok "and drops what is not its own"
has pinky 11 && ok "its own stays"
heal gw
heal brain
held 12 brain
held 11 pinky

story "stopped, and the other boots meanwhile"
kill -STOP "${WATCHERS[pinky]}"
quiet 1500
kill -CONT "${WATCHERS[pinky]}"
quiet 500
held 12 brain
held 11 pinky
crash brain
held 12 pinky alone
kill -STOP "${WATCHERS[pinky]}"
boot brain 2
says brain '192.0.2.12 is held by'
quiet 1000
check "brain waits as long as it is answered" has_not brain 12
kill -CONT "${WATCHERS[pinky]}"
held 12 brain
finish_pair
