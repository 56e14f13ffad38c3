#!/bin/bash
# A rival cannot be looked for: the aliases it concerns are left out and named with the reason, all else is done, and the status is 5.
. "$(dirname "$0")/lib.sh"

host redundant
cat >>"$CONF" <<X

[alias web]
interface = eth1
address = 192.0.2.80, 2001:db8:1::80

[alias shop]
interface = eth2
address = 198.51.100.80, 2001:db8:2::80
X
alias_() { program homing-alias "$@"; }
came() { addresses h | sed -nE 's/^[^ ]+ inet6? ([^ ]*80)\/(32|128) .*/\1/p' | sort | xargs; }
WEB="192.0.2.80 2001:db8:1::80" SHOP="198.51.100.80 2001:db8:2::80"
BOTH="192.0.2.80 198.51.100.80 2001:db8:1::80 2001:db8:2::80"
routes() { ours h | grep -v '^addr '; }
for device in eth1 eth2; do until_ok carrier $device; done

story "all can be asked"
exits 0 homing apply
same "all came" "$BOTH" "$(came)"
others=$(routes)
exits 0 homing remove

if setpriv --bounding-set=-net_raw --inh-caps=-net_raw true 2>/dev/null; then
	story "without CAP_NET_RAW"
	mute() { n h setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$HOMING_BIN/$1" -c "$CONF" --state-dir "$STATE" "${@:2}"; }
	exits 5 mute homing apply
	told 'alias web: left out, .* on eth1: Operation not permitted'
	told 'alias shop: left out, .* on eth2: Operation not permitted'
	same "each is told once" 2 "$(grep -c 'left out' "$TMP/err")"
	same "none came" "" "$(came)"
	same "routes and rules are there" "$others" "$(routes)"
	exits 5 mute homing-alias up shop
	same "it did not come" "" "$(came)"
	exits 0 alias_ up shop
	exits 5 mute homing apply
	told 'alias web: left out'
	lacks "for who is there already nobody need be asked" 'alias shop:' "$(<"$TMP/err")"
	same "and it stays" "$SHOP" "$(came)"
	exits 0 alias_ down shop
else
	echo "skip  no setpriv"
fi

# deaf, hearing: what is to be sent on eth1 is dropped
deaf() { n h tc qdisc add dev eth1 root pfifo limit 0; }
hearing() { n h tc qdisc del dev eth1 root; }
if deaf 2>/dev/null; then
	story "one interface can be asked nothing"
	exits 5 homing apply
	told 'alias web: left out, .* on eth1: No buffer space available'
	lacks "the other is not concerned" 'alias shop:' "$(<"$TMP/err")"
	same "the other came" "$SHOP" "$(came)"
	same "routes and rules are there" "$others" "$(routes)"
	exits 5 alias_ up --force web
	same "--force is no way round it" "$SHOP" "$(came)"
	hearing
	exits 0 homing apply
	same "the next run asks again" "$BOTH" "$(came)"

	story "when the carrier is back, too; but what is there stays"
	deaf
	i h link set eth1p down
	until_ok no_carrier eth1
	i h link set eth1p up
	until_ok carrier eth1
	exits 5 homing up eth1
	told 'alias web: left out'
	same "they stay" "$BOTH" "$(came)"
	hearing
	exits 0 homing up eth1
	same "all are there" "$BOTH" "$(came)"
	exits 0 alias_ down web shop

	story "and on the other one is a rival"
	box rival
	i h link set eth2p netns rival
	batch rival <<-X
		link set eth2p up
		addr add 2001:db8:2::80/64 dev eth2p
	X
	until_ok carrier eth2
	deaf
	exits 1 homing apply
	told 'alias web: left out'
	told 'alias shop: 2001:db8:2::80 is held by'
	same "none came" "" "$(came)"
	hearing
	i rival addr del 2001:db8:2::80/64 dev eth2p
else
	echo "skip  no traffic control"
fi

story "the interface goes down while it is asked for"
n h nft -f - <<X
	table netdev heard {
	  counter asked { }
	  chain in {
	    type filter hook ingress device "eth1p" priority 0
	    arp saddr ip 0.0.0.0 counter name asked
	  }
	}
X
asked() { n h nft list counter netdev heard asked | awk '/packets/ { print $2 }'; }
# shellcheck disable=SC2317 # called by until_ok
asked_since() { [ "$(asked)" -gt "$1" ]; }
# midway: it goes down behind the first question; true when that was before the end of the wait, as it is but for a slow machine
midway() {
	local before pid
	alias_ down
	before=$(asked)
	alias_ up web shop >"$TMP/midway" 2>&1 &
	pid=$!
	until_ok asked_since "$before"
	i h link set eth1 down
	wait $pid
	status=$?
	i h link set eth1 up
	until_ok carrier eth1
	[ $status != 0 ]
}
until_ok midway
same "the status" 5 "$status"
contains "says so" 'alias web: left out, .* on eth1: Network is down' "$(<"$TMP/midway")"
lacks "the other is not concerned" 'alias shop:' "$(<"$TMP/midway")"
same "the other came" "$SHOP" "$(came)"
exits 0 alias_ up web
same "the next run asks again" "$BOTH" "$(came)"
finish
