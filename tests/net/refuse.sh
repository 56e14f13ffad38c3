#!/bin/bash
# What the kernel refuses, what we may not do, what somebody else does at the moment: a clear word, the right exit status, nothing half done.
. "$(dirname "$0")/lib.sh"

router redundant
before=$(kernel h)
unchanged() { same "the kernel is as it was" "$before" "$(kernel h)"; }
refused() {
	exits 1 homing apply
	told 'ip -[46] route (add|replace) default via'
	told "$1"
	unchanged
}

story "a gateway that is not reachable"
sed -i 's/^gateway = 198.51.100.1,/gateway = 203.0.113.1,/' "$CONF"
refused 'Nexthop has invalid gateway'
install -m 644 "$CASES/redundant/conf" "$CONF"
sed -i 's/2001:db8:2::1$/2001:db8:77::1/' "$CONF"
refused 'No route to host|invalid gateway|Gateway'
install -m 644 "$CASES/redundant/conf" "$CONF"
exits 0 homing apply
before=$(kernel h)
story "the same while all is well"
sed -i 's/^gateway = 198.51.100.1,/gateway = 203.0.113.1,/' "$CONF"
refused 'Nexthop has invalid gateway'
install -m 644 "$CASES/redundant/conf" "$CONF"

story "a foreign route in the place of ours"
exits 0 homing remove
i h route add default via 192.0.2.77 dev eth1 table 7201 proto static
i h route add ::/0 via 2001:db8:1::77 dev eth1 table 7201 proto static metric 1024
before=$(kernel h)
homing apply >/dev/null 2>"$TMP/err"
contains "somebody else's route is still there" '^default via 192.0.2.77' "$(i h route show table 7201)"
contains "in IPv6 too" '^default via 2001:db8:1::77' "$(i h -6 route show table 7201)"
i h route flush table 7201
i h -6 route flush table 7201
exits 0 homing apply
exits 0 homing remove

story "without permission"
before=$(kernel h)
if setpriv --bounding-set=-net_admin --inh-caps=-net_admin true 2>/dev/null; then
	exits 5 n h setpriv --bounding-set=-net_admin --inh-caps=-net_admin "$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" apply
	told 'not permitted'
	unchanged
	exits 0 n h setpriv --bounding-set=-net_admin --inh-caps=-net_admin "$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" plan
	check "the plan needs none" [ "$(wc -l <"$TMP/out")" -gt 20 ]
else
	echo "skip  no setpriv"
fi

story "somebody else is at it"
printf '\n[homing]\nlock-timeout = 100ms\n' >>"$CONF"
exec 7>>"$STATE/lock"
flock 7
exits 5 homing apply
told 'lock'
unchanged
exits 0 homing plan
exec 7>&-
exits 0 homing apply

story "words that make no sense"
before=$(kernel h)
for words in "" "down" "aply" "plan --nope" "remove eth1" "apply eth1" "--diff apply" "up -c"; do
	# shellcheck disable=SC2086 # words
	exits 2 homing $words
done
exits 0 homing up nosuch0
told 'nosuch0'
exits 3 n h "$HOMING_BIN/homing" -c "$TMP/nosuch.conf" --state-dir "$STATE" apply
told 'nosuch.conf'
unchanged
finish
