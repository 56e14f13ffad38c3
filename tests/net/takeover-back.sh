#!/bin/bash
# When an alias is given back: at once, later, by hand, when its owner asks for it; and an owner whose service is dead leaves it to others.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"

story "return-delay"
begin
also pinky <<<'return-delay = 2s'
crash brain
held 12 pinky alone
boot brain 2
says pinky 'return-delay is not over'
held 12 brain

story "by hand"
also pinky <<<'return = manual'
crash brain
held 12 pinky alone
boot brain 2
says pinky 'return = manual'
quiet 1000
check "it stays" has pinky 12
# shellcheck disable=SC2317 # called by until_ok
is_pending() { on brain homing-status --json | jq -r '.aliases[] | select(.name == "brain").state' | grep -qx pending; }
until_ok is_pending && ok "its owner waits"
exits 0 on brain homing-status --check
same "what waits has not drifted" '' "$(cat "$TMP/out")"
exits 0 on pinky homing-alias down brain
held 12 brain
says pinky 'takeover brain: given back( .2 addresses.)?: a person said down'
lacks "nothing is counted that is gone already" '.0 addresses.' "$(has_said pinky 'given back')"
crash brain
quiet 1500
check "who is held down takes nothing" has_not pinky 12
exits 0 on pinky homing-alias up brain
held 12 pinky alone
boot brain 2
also pinky </dev/null
held 12 brain

story "the owner leaves in order"
exits 0 on brain homing remove
held 12 pinky
says pinky 'alias lost: the owner lives'
until_ok state_is pinky 'alias lost' && ok "homing-status says so"
quiet 1500
check "that it answers is no reason to give it back" has pinky 12
exits 1 on brain homing apply # a rival holds it, and now knows that it is wanted
held 12 brain

# shellcheck disable=SC2317 # called by until_ok
knows_owner() { state pinky | grep -qx 'the owner answers for the alias\|the owner is well'; }
story "the guest hears of it, and does not wait for its next question"
for family in 4 6; do
	# of one family alone, so that it is heard of by that one. Of so few questions no timeout is learnt; and who is held up in between, as on a busy machine, asks anew
	sed -e 's/^interval = 100ms/interval = 10m\ntimeout = 100ms/' -e "$([ $family = 4 ] && echo 's/, 2001:db8:1::[12]*$//' || echo 's/= 192.0.2.[12]*, 2001/= 2001/')" \
		-e "$([ $family = 4 ] || echo 's/^gateway = .*/gateway = 2001:db8:1::254/')" "$TMP/pinky.right" >"$TMP/pinky.conf"
	stop pinky
	rm -f "$TMP/state-pinky/taken.ini" # what it knew is not what it knows
	watch pinky
	until_ok knows_owner || fail "$(on pinky homing-status)"
	exits 0 on brain homing remove
	if [ $family = 4 ]; then address=192.0.2.12; else address=2001:db8:1::12; fi
	# shellcheck disable=SC2317 # called by until_ok
	is_at() { i "$1" -o addr show dev eth0 | grep -q " $address/"; }
	check "IPv$family: the guest has it long before it would have asked" until_ok is_at pinky
	on brain homing apply >/dev/null
	cp "$TMP/pinky.right" "$TMP/pinky.conf"
	kill -HUP "${WATCHERS[pinky]}"
	held 12 brain
done

story "the owner's watcher is not there either"
stop brain
exits 0 on brain homing-alias down brain
held 12 pinky
watch brain
on brain homing-alias up brain >/dev/null 2>&1 # 1 unless pinky is quicker
held 12 brain

story "an owner whose service is dead yields"
sed -e '/^\[alias brain\]/a check = exec test -e '"$TMP"'/well\nyield = yes\nfall = 2\nrise = 2\ninterval = 100ms' "$TMP/brain.right" >"$TMP/brain.conf"
chmod 755 "$TMP"
touch "$TMP/well"
kill -HUP "${WATCHERS[brain]}"
quiet 1000
held 12 brain
rm "$TMP/well"
says brain 'alias brain is yielded: exec'
held 12 pinky
contains "homing-status says so" 'yielded' "$(on brain homing-status --json | jq -r '.aliases[] | select(.name == "brain").state')"
exits 0 on brain homing-status --check
exits 0 on brain homing up eth0
quiet 500
check "no other run brings it back" has_not brain 12
touch "$TMP/well"
held 12 brain
finish_pair
