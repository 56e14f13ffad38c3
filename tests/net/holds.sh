#!/bin/bash
# `down` is a fact that no event undoes: until `up` of the same, `apply`, or the link itself going down.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
answers() { hears '% *' cli tcp+udp 198.51.100.10,2001:db8:2::10; }
is_silent() { silent cli tcp+udp 198.51.100.10,2001:db8:2::10; }
held() { same "holds: ${*:-none}" "${*-}" "$(sed -n 's/^\[hold \(.*\)\]$/\1/p' "$STATE/held.ini" 2>/dev/null | sort | xargs)"; }

story "down"
exits 0 homing apply
all=$(ours h)
answers
exits 0 homing down eth1
is_silent
held interface eth1
lacks "nothing of it is left" 'eth1|7202' "$(ours h)"
hears '% *' cli tcp+udp 192.0.2.10,203.0.113.10,2001:db8:3::10
story "an event elsewhere does not bring it back"
exits 0 homing up eth2
exits 0 homing up eth0 eth2
is_silent
held interface eth1
story "up does"
exits 0 homing up eth1
answers
held
same "as before" "$all" "$(ours h)"

story "apply releases, and says which"
exits 0 homing down eth1 eth2
held interface eth1 interface eth2
exits 0 homing plan
held interface eth1 interface eth2
exits 0 homing apply
told 'eth1'
told 'eth2'
held
same "as before" "$all" "$(ours h)"

story "as ifdown does it: our hook first, then the link"
exits 0 homing down eth1
i h link set eth1 down
exits 0 homing up eth2
held
i h link set eth1 up
until_ok carrier eth1
i h addr replace 2001:db8:2::10/64 dev eth1
i h route replace ::/0 via fe80::1 dev eth1 proto ra metric 101
exits 0 homing up eth1
answers
story "an interface that is gone is held by nobody"
exits 0 homing down eth1
i h link set eth1 name eth9
exits 0 homing up eth2
held
i h link set eth9 name eth1
exits 0 homing up eth1
answers

story "remove holds everything"
exits 0 homing remove
same "nothing of ours" "" "$(ours h)"
held all
exits 0 homing up eth1
is_silent
exits 0 homing apply
answers
held
same "as before" "$all" "$(ours h)"

story "one kind alone"
exits 0 program homing-rule down cable
lacks "no rule names its table" 7202 "$(rules)"
contains "the table stays" 'dev eth1 table 7202' "$(ours h)"
is_silent
exits 0 homing up eth2
lacks "and an event leaves it so" 7202 "$(rules)"
exits 0 program homing-rule up cable
answers
held
exits 0 program homing-table down cable
lacks "no route in its table" 'dev eth1 table 7202' "$(ours h)"
exits 0 program homing-table up cable
same "as before" "$all" "$(ours h)"
exits 0 program homing-table show cable
same "shows its routes" "6" "$(wc -l <"$TMP/out")"
same "and only its" "" "$(grep -v 'table 7202' "$TMP/out")"
exits 0 program homing-rule show
same "shows all rules" "$(rules | wc -l)" "$(wc -l <"$TMP/out")"
finish
