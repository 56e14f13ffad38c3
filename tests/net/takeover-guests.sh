#!/bin/bash
# Two guests for one owner, and the one that goes first can not have it, or must let go: the other one does.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"
box other
join other 3
configure other other 13 brain 12 2
# of two that want it at once the lower card goes on: pinky
i pinky link set eth0 address 02:00:00:00:00:01
i other link set eth0 address 02:00:00:00:00:03
printf '#!/bin/bash\necho >>%q\n[ ! -e %q ]\n' "$TMP/tried" "$TMP/fails" >"$TMP/take"
chmod 755 "$TMP/take" "$TMP"
also pinky <<X
on-take = $TMP/take
required = yes
X
begin
watch other
until_ok has other 13
until_ok state_is other standby
# the guests know the owner, and how long its answers take
# shellcheck disable=SC2317 # called by until_ok
knows_owner() { state "$1" | grep -qx 'the owner answers for the alias\|the owner is well'; }
both_know() {
	until_ok knows_owner pinky
	until_ok knows_owner other
	quiet 1000
}
# tried: how often pinky has run its on-take
tried() { cat "$TMP/tried" 2>/dev/null | wc -l; }
# passes_to BOX: other has it, and how long nobody had
passes_to() {
	local begun=${EPOCHREALTIME/./}
	until_ok has "$1" 12 || fail "$1 has not got it"
	echo "$(((${EPOCHREALTIME/./} - begun) / 1000)) ms"
	until_ok known_at 12 "$1"
	until_ok answers 12 && ok ".12 is at $1"
}
owner_back() {
	on brain homing apply >/dev/null 2>&1
	until_ok has brain 12
	until_ok has_not pinky 12
	until_ok has_not other 12
	until_ok known_at 12 brain
	both_know
}

story "its on-take fails"
touch "$TMP/fails"
for leaves in leaves dies; do
	both_know
	rm -f "$TMP/tried"
	if [ $leaves = leaves ]; then exits 0 on brain homing remove; else crash brain; fi
	passes_to other
	check "$leaves: it was not tried again before ($(tried))" [ "$(tried)" -le 1 ]
	check "$leaves: and the one that failed keeps off" has_not pinky 12
	[ $leaves = leaves ] || boot brain 2
	owner_back
done
rm "$TMP/fails"

story "it loses its gateway while it holds the alias"
stop pinky # what failed a moment ago would keep it off
watch pinky
until_ok knows_owner pinky
exits 0 on other homing-alias down brain
crash brain
passes_to pinky
on other homing-alias up brain >/dev/null 2>&1 # 1, as pinky has it
quiet 500
check "the other one stands by" has_not other 12
n pinky nft -f - <<-X
	table netdev deaf { chain in { type filter hook ingress device eth0 priority 0; ether saddr $(card gw) drop; }; }
X
passes_to other
check "the isolated one has let go" until_ok has_not pinky 12
n pinky nft delete table netdev deaf
quiet 1000
check "and takes nothing from the other" has other 12
boot brain 2
owner_back
stop other
finish_pair
