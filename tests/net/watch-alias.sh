#!/bin/bash
# The watcher and aliases: it asks for a rival while it does everything else, tells the neighbours again and again, and never floods them.
. "$(dirname "$0")/lib.sh"
command -v tcpdump >/dev/null || skip "tcpdump is not installed"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
neighbour 1 rival "addr add 192.0.2.50/24 dev eth0" "addr add 2001:db8:1::50/64 dev eth0 nodad"
sed -i '/^gateway = 192.0.2.1$/a check = gateway\ninterval = 100ms\nrise = 3' "$CONF"
cat >>"$CONF" <<-X
	[alias www]
	interface = eth0
	address = 192.0.2.80, 2001:db8:1::80
X

watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
# hear BOX: all that announces in BOX, with the time
hear() {
	rm -f "$TMP/tcpdump"
	ip netns exec "$1" tcpdump -Z root --immediate-mode -U -l -Q in -i sw0 -tt -nn "arp or (icmp6 and ip6[40] == 136)" >"$TMP/heard" 2>"$TMP/tcpdump" 9>&- &
	LISTENER=$!
	until_ok grep -q 'listening on' "$TMP/tcpdump"
}
# shellcheck disable=SC2317 # called by until_ok
shows() { local pattern=$1; shift; i h "$@" | grep -q -- "$pattern"; }
# shellcheck disable=SC2317 # called by until_ok
shows_no() { ! shows "$@"; }
comes_true() { until_ok "$@" && ok "$*"; }
# times ADDRESS: when an announcement of it to everybody was heard, ms behind the first
times() {
	awk -v a="$1" '($0 ~ "Announcement " a "," || $0 ~ "who-has " a " .*tell " a "," || $0 ~ "tgt is " a ",") {
		ms = int($1 * 1000)
		if (!first) first = ms
		printf "%d ", ms - first
	}' "$TMP/heard"
}
# shellcheck disable=SC2317 # called by until_ok
heard_until() { awk -v most="$2" 'BEGIN { RS = " " } $1 >= most { found = 1 } END { exit !found }' <<<"$(times "$1")"; }

story "a rival holds it"
i rival addr add 192.0.2.80/32 dev eth0
watch
until_ok shows "lookup 7201" rule show
hears '% *' cli tcp+udp+icmp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10
until_ok grep -q 'alias www: 192.0.2.80 is held by' "$TMP/watch"
check "none of it came" shows_no 192.0.2.80 addr show dev eth0
check "of neither family" shows_no 2001:db8:1::80 addr show dev eth0
i h route flush table 7201
comes_true shows "default via" route show table 7201
for k in 1 2 3 4 5; do
	i h addr add 10.9.9.$k/32 dev lo
	i h addr del 10.9.9.$k/32 dev lo
done
same "it is said once" 1 "$(grep -c 'is held by' "$TMP/watch")"

story "the rival goes"
hear p1
i rival addr del 192.0.2.80/32 dev eth0
comes_true shows 192.0.2.80 addr show dev eth0
comes_true shows 2001:db8:1::80 addr show dev eth0
hears '% *' cli tcp+udp+icmp 192.0.2.80,2001:db8:1::80

story "the rounds"
comes_true heard_until 192.0.2.80 4900
comes_true heard_until 2001:db8:1::80 4900
kill $LISTENER
wait $LISTENER 2>/dev/null
for a in 192.0.2.80 2001:db8:1::80; do
	# to the nearest of the rounds. A busy machine is late, never early, and what comes due together is one round: of 0.2 and 0.4 s one may be missing, of a very busy one more
	heard=$(times "$a" | tr ' ' '\n' | awk '
		NF { n = $1 >= 4900 ? 5000 : $1 >= 1900 ? 2000 : $1 >= 190 ? 300 : 0; if (n != last || !some) out = out " " n; last = n; some = 1 }
		END { print substr(out, 2) }')
	wanted='0 300 2000 5000'
	[ "${LAB_IDLE-}" ] || wanted='0( 300)?( 2000)? 5000'
	contains "$a is announced at once, soon, and after 2 and 5 s" "^$wanted\$" "$heard"
	check "and in rounds: $heard" [ "$(wc -w <<<"$heard")" -gt 2 ]
done

story "the line was cut behind its carrier, and whoever had the alias meanwhile is gone"
state_of() { program homing-status --json | jq -r ".uplinks[] | select(.name == \"$1\").health.state"; }
# shellcheck disable=SC2317 # called by until_ok
is_in() { [ "$(state_of "$1")" = "$2" ]; }
# shellcheck disable=SC2317 # called by until_ok
is_at() { i p1 neigh show "$1" dev sw0 | grep -q "$(n "$2" cat /sys/class/net/eth0/address)"; }
n p1 nft -f - <<-X
	table netdev cut {
	  chain in { type filter hook ingress device "port-eth0" priority 0; drop; }
	  chain out { type filter hook egress device "port-eth0" priority 0; drop; }
	}
X
until_ok is_in dsl down
n rival "$HOMING_BIN/homing-announce" -I eth0 --count 2 192.0.2.80 2001:db8:1::80
until_ok is_at 192.0.2.80 rival
until_ok is_at 2001:db8:1::80 rival
n p1 nft delete table netdev cut
check "the gateway is told" until_ok is_at 192.0.2.80 h
check "of both families" until_ok is_at 2001:db8:1::80 h

story "it was ours a moment ago"
i h addr del 192.0.2.80/32 dev eth0
comes_true shows 192.0.2.80 addr show dev eth0
lacks "nobody is asked for what somebody here removed" 'left out' "$(cat "$TMP/watch")"

story "somebody else says that he has it"
for a in 192.0.2.80 2001:db8:1::80; do
	hear p1
	n rival "$HOMING_BIN/homing-announce" -I eth0 --count 1 $a
	comes_true grep -q "says that it has $a, too" "$TMP/watch"
	comes_true heard_until $a 1900 # anew, from the first round on
	kill $LISTENER
	wait $LISTENER 2>/dev/null
	# shellcheck disable=SC2317 # called by check
	is_ours_again() { i p1 neigh show $a | grep -q "$(n h cat /sys/class/net/eth0/address)"; }
	hears '% *' cli tcp+udp+icmp $a
	check "the gateway knows where $a is" is_ours_again
done

story "he says so to this host alone, as a guest that gives it back"
n p1 ping -q -n -i 0.2 -c 55 192.0.2.10 >/dev/null # as long as the answer to the last one keeps the watcher from another
# what he says to everybody is turned into frames to one card
n p1 nft 'table netdev alone { chain in { type filter hook ingress device "to-rival" priority 0; ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 ether daddr set '"$(n h cat /sys/class/net/eth0/address)"'; }; }'
begun=$(wc -l <"$TMP/watch")
hear p1
n rival "$HOMING_BIN/homing-announce" -I eth0 --count 1 192.0.2.80 2001:db8:1::80
comes_true heard_until 192.0.2.80 1900
comes_true heard_until 2001:db8:1::80 1900
kill $LISTENER
wait $LISTENER 2>/dev/null
n p1 nft delete table netdev alone
claims=$(tail -n +$((begun + 1)) "$TMP/watch" | grep 'that it has')
same "of both families it is said once" 1 "$(wc -l <<<"$claims")"
contains "that it was to this host alone" 'says to this host alone that it has (192.0.2.80|2001:db8:1::80), too' "$claims"

story "no flood"
cat >>"$CONF" <<-X
	[alias many]
	interface = eth1
	address = 198.51.100.101-198.51.100.160, 2001:db8:2::101-2001:db8:2::13c
	probe = no
X
hear p2
kill -HUP $WATCHER
comes_true heard_until 198.51.100.160 300
comes_true heard_until 2001:db8:2::13c 300
kill $LISTENER
wait $LISTENER 2>/dev/null
# the first round goes at once; behind the pause that follows it
most=$(grep -E '198\.51\.100\.1[0-9][0-9]|2001:db8:2::1' "$TMP/heard" | awk '{ at[NR] = int($1 * 1000) } END {
	for (start = 2; start <= NR && at[start] < at[start - 1] + 100; start++);
	for (i = start; i <= NR; i++) {
		for (k = i; k <= NR && at[k] < at[i] + 1000; k++);
		if (k - i > most) most = k - i
	}
	print most + 0 }')
check "at most 200 frames a second ($most), and what a late start of one adds" [ "$most" -gt 0 -a "$most" -le 240 ]
kill "$WATCHER"
wait "$WATCHER" 2>/dev/null
finish
