#!/bin/bash
# Uplinks that die, each in its way, and return: the share of the balance goes to those that live, and comes back when they have proven themselves.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
FOUR=192.0.2.10,198.51.100.10,203.0.113.10
SIX=2001:db8:1::10,2001:db8:2::10,2001:db8:3::10

# by its neighbour, by what lies behind it, by a service
cat >"$CONF" <<-X
	[uplink dsl]
	interface = eth0
	gateway = 192.0.2.1, auto
	interval = 100ms
	timeout = 200ms
	rise = 3
	[uplink cable]
	interface = eth1
	gateway = 198.51.100.1, auto
	check = icmp 10.99.0.2, icmp 2001:db8:99::2
	need = 2
	interval = 100ms
	timeout = 200ms
	rise = 3
	[uplink radio]
	interface = eth2
	gateway = 203.0.113.1, fe80::1
	check = tcp 10.99.0.2:7000
	interval = 100ms
	timeout = 200ms
	rise = 3
	[balance]
X

watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >>"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
# the devices that the balance goes through
hops() { i h "$1" -N route show table 7200 | grep -oE 'dev eth[0-9]' | sort -u | tr '\n' ' '; }
# shellcheck disable=SC2317 # called by until_ok
carried_by() { [ "$(hops -4)" = "$1" ] && [ "$(hops -6)" = "$1" ]; }
carries() { if until_ok carried_by "$1"; then ok "the balance goes by $1"; else fail "not by $1 but by $(hops -4)/ $(hops -6)"; fi; }
state_of() { sed -n "/^\[uplink $1\]/,/^\[/s/^state = //p" "$STATE/health.ini"; }
# shellcheck disable=SC2317 # called by until_ok
is_in() { [ "$(state_of "$1")" = "$2" ]; }
falls() { awk -F' = ' '/^falls/ { s += $2 } END { print s + 0 }' "$STATE/health.ini"; }
ALL="dev eth0 dev eth1 dev eth2 "
said_of() { sed -n "/^\[uplink $1\]/,/^\[/s/^$2 = //p" "$STATE/health.ini"; }
rules=

story "all are well"
watch
carries "$ALL"
for u in dsl cable radio; do until_ok is_in $u up; done
hears '% *' cli tcp+udp+icmp $FOUR
hears '% *' cli tcp+udp+icmp $SIX
rules=$(i h rule show; i h -6 rule show; i h route show table 7202; i h -6 route show table 7202)

story "the gateway is silent"
n p1 nft -f - <<-X
	table arp deaf { chain in { type filter hook input priority 0; drop; }; }
	table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type { nd-neighbor-solicit, echo-request } drop; }; }
X
carries "dev eth1 dev eth2 "
until_ok is_in dsl down
says 'dsl is down: .*no answer'
hears '% *' cli tcp+udp+icmp 198.51.100.10,203.0.113.10,2001:db8:2::10,2001:db8:3::10
n p1 nft delete table arp deaf
n p1 nft delete table ip6 deaf
carries "$ALL"

story "the gateway is silent in one family"
# carries_each IPV4 IPV6
carries_each() { if until_ok each_by "$@"; then ok "IPv4 goes by $1, IPv6 by $2"; else fail "IPv4 goes by $(hops -4), IPv6 by $(hops -6)"; fi; }
# shellcheck disable=SC2317 # called by until_ok
each_by() { [ "$(hops -4)" = "$1" ] && [ "$(hops -6)" = "$2" ]; }
n p1 nft 'table arp deaf { chain in { type filter hook input priority 0; drop; }; }'
carries_each "dev eth1 dev eth2 " "$ALL"
says 'dsl is down in IPv4 alone: gateway 192.0.2.1: no answer'
same "it lives" up "$(state_of dsl)"
same "but not in IPv4" ipv4 "$(n h "$HOMING_BIN/homing-status" -c "$CONF" --state-dir "$STATE" --json | jq -r '.uplinks[] | select(.name == "dsl").health.silent[]')"
kill -9 "$WATCHER"
wait "$WATCHER" 2>/dev/null
watch
until_ok grep -q '^silent = ipv4$' "$STATE/health.ini"
same "nor for the watcher behind this one" "dev eth1 dev eth2 " "$(hops -4)"
n p1 nft delete table arp deaf
carries "$ALL"
says 'dsl is up in IPv4, too'
n p1 nft 'table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type { nd-neighbor-solicit, echo-request } drop; }; }'
carries_each "$ALL" "dev eth1 dev eth2 "
says 'dsl is down in IPv6 alone: gateway fe80::1: no answer'
n p1 nft delete table ip6 deaf
carries "$ALL"

story "the gateway is silent, and back in one family"
for family in 4 6; do
	n p1 nft -f - <<-X
		table arp deaf { chain in { type filter hook input priority 0; drop; }; }
		table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type { nd-neighbor-solicit, echo-request } drop; }; }
	X
	carries "dev eth1 dev eth2 "
	if [ $family = 4 ]; then back=arp rest=ip6 gateway=fe80::1; else back=ip6 rest=arp gateway=192.0.2.1; fi
	n p1 nft delete table $back deaf
	says "dsl is up, but down in IPv$((10 - family)): gateway $gateway: no answer"
	n p1 nft delete table $rest deaf
	carries "$ALL"
done

story "the gateway answers, and nothing behind it"
n p2 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; drop; }; }
X
carries "dev eth0 dev eth2 "
same "its own table and the rules stay" "$rules" "$(i h rule show; i h -6 rule show; i h route show table 7202; i h -6 route show table 7202)"
n p2 nft delete table inet hole
carries "$ALL"

story "one family of two, and both must be well"
n p2 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; meta nfproto ipv6 drop; }; }
X
carries "dev eth0 dev eth2 "
n p2 nft delete table inet hole
carries "$ALL"

story "the service"
n p3 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; tcp dport 7000 reject with tcp reset; }; }
X
carries "dev eth0 dev eth1 "
says 'radio is down: .*connection refused'
sed 's/^check = tcp.*/check = none/' "$CONF" >"$TMP/unchecked"
cp "$CONF" "$TMP/right"
cat "$TMP/unchecked" >"$CONF"
kill -HUP $WATCHER
carries "$ALL"
until_ok is_in radio up
cat "$TMP/right" >"$CONF"
kill -HUP $WATCHER
carries "dev eth0 dev eth1 "
n p3 nft delete table inet hole
carries "$ALL"

story "nobody can be asked"
# shellcheck disable=SC2317 # called by until_ok
reason_is() { [ "$(said_of radio reason)" = "$1" ]; }
unasked='nobody can be asked: carrier and address alone count'
sed 's/^check = tcp.*/check = gateway/' "$CONF" >"$TMP/neighbour"
cat "$TMP/neighbour" >"$CONF"
i h link set eth2 arp off
kill -HUP $WATCHER
until_ok reason_is "\"$unasked\"" && ok "health.ini says so"
contains "homing-status, too" "health +up .*$unasked" "$(program homing-status)"
cat "$TMP/unchecked" >"$CONF"
kill -HUP $WATCHER
until_ok reason_is "" && ok "without a check it need not be said"
cat "$TMP/neighbour" >"$CONF"
kill -HUP $WATCHER
until_ok reason_is "\"$unasked\"" && ok "with one again it is"
i h link set eth2 arp on
until_ok reason_is "" && ok "and not where they are asked"
cat "$TMP/right" >"$CONF"
kill -HUP $WATCHER
until_ok is_in radio up
carries "$ALL"

story "the carrier"
pull eth1 p2
carries "dev eth0 dev eth2 "
until_ok is_in cable down
push eth1 p2
carries "$ALL"

story "the carrier, and when that is back the gateway: what is told is what fails now"
both='gateway 192.0.2.1: no answer \(3 of 3\); gateway fe80::1: no answer \(3 of 3\)'
# shellcheck disable=SC2317 # called by until_ok
is_for() { [[ $(said_of dsl reason) =~ $1 ]]; }
n p1 nft -f - <<-X
	table arp deaf { chain in { type filter hook input priority 0; drop; }; }
	table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type { nd-neighbor-solicit, echo-request } drop; }; }
X
carries "dev eth1 dev eth2 "
pull eth0 p1
until_ok is_for '^"no carrier"$' && ok "no carrier"
since=$(said_of dsl since) lines=$(grep -c 'dsl is' "$TMP/watch")
push eth0 p1
until_ok is_for "$both" && ok "no answer"
contains "on the screen" "health +down +[^,]*, $both" "$(program homing-status)"
contains "as JSON" "$both" "$(program homing-status --json | jq -r '.uplinks[] | select(.name == "dsl").health.reason')"
same "it is down since it fell, and the log has no line more" "$since $lines" "$(said_of dsl since) $(grep -c 'dsl is' "$TMP/watch")"
n p1 nft delete table arp deaf
n p1 nft delete table ip6 deaf
carries "$ALL"

story "an address that goes and is back within two looks"
# shellcheck disable=SC2317 # called by until_ok
served() { i h rule show pref 7408 | grep -q 198.51.100; }
sed 's/^rise/damping = no\nrise/' "$CONF" >"$TMP/right"
cat "$TMP/right" >"$CONF"
for ((k = 0; k < 40; k++)); do
	batch h <<-X >/dev/null
		addr del 198.51.100.10/24 dev eth1
		addr del 2001:db8:2::10/64 dev eth1
		$(for ((pause = 0; pause < k * 10; pause++)); do echo "route show table 9"; done)
		addr add 198.51.100.10/24 dev eth1
		addr add 2001:db8:2::10/64 dev eth1
	X
	until_ok served && until_ok is_in cable up || break
done
carries "$ALL"

story "what was found out cannot be written down"
until mkdir "$STATE/health.ini" 2>/dev/null; do rm -f "$STATE/health.ini"; done # which the watcher writes anew
n p1 nft -f - <<-X
	table arp deaf { chain in { type filter hook input priority 0; drop; }; }
	table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type { nd-neighbor-solicit, echo-request } drop; }; }
X
carries "dev eth1 dev eth2 "
says 'health.ini: .*this watcher alone knows'
n p1 nft delete table arp deaf
n p1 nft delete table ip6 deaf
carries "$ALL"
rmdir "$STATE/health.ini"
until_ok is_in dsl up

story "main's default is no help"
i h route replace default via 192.0.2.1 dev eth0
i h -6 route add default via fe80::1 dev eth0 metric 50
n p2 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; drop; }; }
X
carries "dev eth0 dev eth2 "
i h route replace default via 198.51.100.1 dev eth1
n p1 nft -f - <<-X
	table arp deaf { chain in { type filter hook input priority 0; drop; }; }
	table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type { nd-neighbor-solicit, echo-request } drop; }; }
X
carries "dev eth2 "

story "all of them"
n p3 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; drop; }; }
X
carries ""
contains "the balance's rule stays" 'lookup 7200' "$(i h rule show pref 32765)"
n p3 nft delete table inet hole
carries "dev eth2 "
n p1 nft delete table arp deaf
n p1 nft delete table ip6 deaf
carries "dev eth0 dev eth2 "

story "killed and begun again"
kill -9 $WATCHER
wait $WATCHER 2>/dev/null
watch
carries "dev eth0 dev eth2 "
n p2 nft delete table inet hole
carries "$ALL"

story "stopped for a while, and the machine busy"
before=$(falls)
kill -STOP $WATCHER
n cli ping -n -c 30 -i 0.1 10.99.0.1 >/dev/null # 3 s, a dozen questions
kill -CONT $WATCHER
carries "$ALL"
same "no false alarm" "$before" "$(falls)"

story "taken out by hand"
exits 0 program homing-balance down cable
carries "dev eth0 dev eth2 "
exits 0 program homing-balance up cable
carries "$ALL"

story "held, and released"
exits 0 program homing down eth1
carries "dev eth0 dev eth2 "
exits 0 program homing apply
same "at once" "$ALL/ $ALL" "$(hops -4)/ $(hops -6)"
exits 0 program homing remove
carries ""
exits 0 program homing apply
same "all of it, at once" "$ALL/ $ALL" "$(hops -4)/ $(hops -6)"

story "its file is removed while nobody can be asked"
for k in 1 2 3; do pull eth$((k - 1)) p$k; done
for u in dsl cable radio; do until_ok is_in $u down; done
rm -f "$STATE/health.ini"
check "it is there again" until_ok is_in radio down
kill $WATCHER
wait $WATCHER 2>/dev/null
finish
