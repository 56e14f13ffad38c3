#!/bin/bash
# homing-watch --once: each check is asked until its uplink is decided; what is found out is acted on where no watcher runs, and told anyway.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
cat >"$CONF" <<-X
	[uplink dsl]
	interface = eth0
	gateway = 192.0.2.1, auto
	timeout = 400ms
	[uplink cable]
	interface = eth1
	gateway = 198.51.100.1, auto
	check = icmp 10.99.0.2, icmp 2001:db8:99::2
	need = 2
	timeout = 400ms
	[uplink radio]
	interface = eth2
	gateway = 203.0.113.1, fe80::1
	check = tcp 10.99.0.2:7000
	timeout = 400ms
	[balance]
X
ALL="dev eth0 dev eth1 dev eth2 "
hops() { i h "$1" -N route show table 7200 | grep -oE 'dev eth[0-9]' | sort -u | tr '\n' ' '; }
carries() { same "the balance, both families" "$1/ $1" "$(hops -4)/ $(hops -6)"; }
# row UPLINK PATTERN: its line of the table
row() { contains "$1: $2" "^$1 +$2" "$(<"$TMP/out")"; }

story "all are well, and nothing was there yet"
exits 0 program homing-watch --once
contains "a table" '^UPLINK +STATE' "$(<"$TMP/out")"
for u in dsl cable radio; do row $u 'up +0% +[0-9]+\.[0-9] ms$'; done
carries "$ALL"
lacks "no command is told" '^ip -' "$(<"$TMP/out")"

story "one family of an uplink that wants both"
n p2 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; meta nfproto ipv6 drop; }; }
X
rm "$STATE/health.ini"
start=${EPOCHREALTIME/./}
exits 1 program homing-watch --once -n
row cable 'down +[0-9]+% +.*icmp 2001:db8:99::2: no answer \(3 of 3\)$'
contains "it says what it would do" '^ip -4 route replace .*table 7200' "$(<"$TMP/out")"
carries "$ALL"
check "nothing is written" [ ! -e "$STATE/health.ini" ]
exits 1 program homing-watch --once
echo "both took $(((${EPOCHREALTIME/./} - start) / 1000)) ms"
row dsl up
row cable down
row radio up
carries "dev eth0 dev eth2 "
contains "noted" '^state = down' "$(<"$STATE/health.ini")"
n p2 nft delete table inet hole

story "a service"
n p3 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; tcp dport 7000 reject with tcp reset; }; }
X
exits 1 program homing-watch --once
row cable up
row radio 'down +100% +- +tcp 10.99.0.2:7000: connection refused \(3 of 3\)$'
carries "dev eth0 dev eth1 "
n p3 nft delete table inet hole

story "one family of two"
n p1 nft 'table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type { nd-neighbor-solicit, echo-request } drop; }; }'
exits 1 program homing-watch --once
row dsl 'up .*gateway fe80::1: no answer \(3 of 3\)$'
same "it is left in that one" "$ALL/ dev eth1 dev eth2 " "$(hops -4)/ $(hops -6)"
n p1 nft delete table ip6 deaf
exits 0 program homing-watch --once
carries "$ALL"

story "held, and without a cable"
pull eth2 p3
exits 0 program homing down eth0
exits 1 program homing-watch --once
row dsl held
row radio 'down +- +- +no carrier$'
carries "dev eth1 "
push eth2 p3
exits 0 program homing up eth0
exits 0 program homing-watch --once
carries "$ALL"

story "while a watcher runs"
ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >"$TMP/watch" 2>&1 9>&- &
WATCHER=$!
# shellcheck disable=SC2317 # called by until_ok
follows() { [ "$(<"$STATE/watch.lock")" = $WATCHER ] && [ "$(grep -c '^state = up' "$STATE/health.ini")" = 3 ]; }
until_ok follows
exits 0 program homing-watch --once
row cable up
kill -STOP $WATCHER
n p2 nft -f - <<-X
	table inet hole { chain forward { type filter hook forward priority 0; drop; }; }
X
before=$(<"$STATE/health.ini")
exits 1 program homing-watch --once
row cable down
carries "$ALL"
same "what to do is the watcher's affair" "$before" "$(<"$STATE/health.ini")"
kill -CONT $WATCHER
kill $WATCHER
wait $WATCHER 2>/dev/null
finish
