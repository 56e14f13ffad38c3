#!/bin/bash
# The watcher and flows: the table of homing-mark is loaded, repaired and follows without a hook; flows of a dead uplink are forgotten, so that they go
# on by another one, and no others; never while none lives.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/flows-lib.sh"
sed -i 's/^gateway .*/&\ninterval = 100ms\ntimeout = 200ms\nrise = 3/' "$CONF"
# one keeps the address of whom it was made for: such a flow would leave with it by every other uplink
n h nft -f - <<X
	flush chain inet nat out
	table inet nat {
	  chain out {
	    oifname "eth1" snat ip to 192.0.2.10
	    oifname "eth1" snat ip6 to 2001:db8:1::10
	    oifname { "eth2", "eth3" } masquerade
	  }
	}
X

watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >>"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
# shellcheck disable=SC2317 # called by until_ok
hops() { [ "$(i h -4 -N route show table 7200 | grep -oE 'dev eth[0-9]' | sort -u | xargs)" = "$1" ]; }
carried_by() { if until_ok hops "$1"; then ok "the balance goes by $1"; else fail "not by $1 but by $(i h route show table 7200)"; fi; }
# shellcheck disable=SC2317 # called by until_ok
loaded() { mark show | grep -q "$1"; }
# shellcheck disable=SC2317 # called by until_ok
gone() { ! loaded "$1"; }
# dies K, returns K: nothing goes through the provider's router any more, which has no answer either
dies() {
	n "p$1" nft -f - <<-X
		table arp deaf { chain in { type filter hook input priority 0; drop; }; }
		table inet deaf {
		  chain in { type filter hook input priority 0; drop; }
		  chain through { type filter hook forward priority 0; drop; }
		}
	X
}
returns() { n "p$1" nft delete table arp deaf; n "p$1" nft delete table inet deaf; }
# with NAME ADDRESS: how many of these flows the far end sees from there
with() { seen "$1" | sed -n "s/^\(.* \)\?$2 *: //p" | awk '{ s += $1 } END { print s + 0 }'; }
ALL="dev eth1 dev eth2 dev eth3"

story "it loads the table"
watch
until_ok loaded '"eth1" : jump flow-one'
carried_by "$ALL"
same "src_valid_mark" 1 "$(n h cat /proc/sys/net/ipv4/conf/all/src_valid_mark)"
rp_filter 1
hears_forwarded

story "somebody else's hand"
n h nft delete table inet homing-flows
until_ok loaded '"eth1" : jump flow-one' && ok "the table is back"
n h nft flush map inet homing-flows packets
until_ok loaded '0x01000000 : goto packet-one' && ok "a map is back"
n h nft add rule inet homing-flows prerouting counter
until_ok gone '^[[:blank:]]*counter packets' && ok "a rule that is not ours is gone"
nft_quiet sleep 1.5

story "a person"
exits 0 mark down
i h link add dummy1 type bridge # something that it hears of
until_ok gone homing-flows && ok "it stays down"
exits 0 mark up
contains "up" homing-flows "$(mark show)"
kill -STOP $WATCHER
exits 0 homing down eth2
kill -CONT $WATCHER
until_ok gone '"eth2" : ' && ok "an interface that is held has no part"
exits 0 homing up eth2
until_ok loaded '"eth2" : jump flow-two' && ok "and has it back"
carried_by "$ALL"

story "one dies: its flows go on by the others"
held udp4 lan udp 60 10.99.0.2
held udp6 lan udp 60 2001:db8:99::2
held tcp4 lan tcp 60 10.99.0.2 7001
held tcp6 lan tcp 60 2001:db8:99::2 7001
held in lan tcp 1 10.99.0.3 7001
for f in udp4 udp6 tcp4 tcp6; do all_stay $f 60; done
u4=$(with udp4 192.0.2.10) u6=$(with udp6 2001:db8:1::10) t4=$(with tcp4 192.0.2.10) t6=$(with tcp6 2001:db8:1::10)
check "it has some of each ($u4, $u6, $t4, $t6)" [ "$u4" -gt 0 -a "$u6" -gt 0 -a "$t4" -gt 0 -a "$t6" -gt 0 ]
dies 1
carried_by "dev eth2 dev eth3"
says 'uplink one: [0-9]+ of its flows forgotten'
said=$(sed -n 's/.*uplink one: \([0-9]*\) of its flows.*/\1/p' "$TMP/watch" | head -n 1)
check "those and no more than the probes beside them ($said)" [ "$said" -ge $((u4 + u6 + t4 + t6)) -a "$said" -le $((u4 + u6 + t4 + t6 + 60)) ]
say udp4 again
same "IPv4: $u4 by another, the rest as before" "same $((60 - u4)) other $u4 silent 0 reset 0" "$SAID"
say udp6 again
same "IPv6: $u6 by another, the rest as before" "same $((60 - u6)) other $u6 silent 0 reset 0" "$SAID"
say tcp4 again
contains "TCP: those of the others as before" "^same $((60 - t4)) other 0 " "$SAID"
say tcp6 again
contains "TCP, IPv6: likewise" "^same $((60 - t6)) other 0 " "$SAID"
returns 1
carried_by "$ALL"
say udp4 again
same "nothing is forgotten when it returns" "same 60 other 0 silent 0 reset 0" "$SAID"

story "one dies in one family alone"
n p1 nft -f - <<-X
	table ip6 deaf {
	  chain in { type filter hook input priority 0; drop; }
	  chain through { type filter hook forward priority 0; drop; }
	}
X
say udp6 again
u4=$(with udp4 192.0.2.10)
# shellcheck disable=SC2317 # called by until_ok
six_goes_by() { [ "$(i h -6 -N route show table 7200 | grep -oE 'dev eth[0-9]' | sort -u | xargs)" = "$1" ]; }
check "IPv6 goes by the other" until_ok six_goes_by "dev eth2"
says 'uplink one is down in IPv6 alone'
carried_by "$ALL"
say udp6 again
contains "its IPv6 flows go on by the other" " silent 0 reset 0" "$SAID"
same "all of them" 60 "$(with udp6 2001:db8:2::10)"
say udp4 again
same "its IPv4 flows are where they were" "same 60 other 0 silent 0 reset 0 $u4" "$SAID $(with udp4 192.0.2.10)"
n p1 nft delete table ip6 deaf
check "it is back" until_ok six_goes_by "dev eth1 dev eth2"

story "all die: nothing is forgotten"
lines() { grep -c 'of its flows forgotten' "$TMP/watch"; }
dies 1
carried_by "dev eth2 dev eth3"
dies 2
carried_by "dev eth3"
until_ok grep -q 'uplink two: .* forgotten' "$TMP/watch"
say udp4 again
contains "all by the last one" "silent 0 reset 0" "$SAID"
same "and with its address" 60 "$(with udp4 203.0.113.10)"
before=$(lines)
dies 3
carried_by ""
# shellcheck disable=SC2317 # called by until_ok
three_is_down() { grep -q 'uplink three is down' "$TMP/watch"; }
until_ok three_is_down
same "no word of flows" "$before" "$(lines)"
returns 2
carried_by "dev eth2"
says 'uplink three: [0-9]+ of its flows forgotten'
say udp4 again
contains "they go on by the first that returns" "silent 0 reset 0" "$SAID"
same "with its address" 60 "$(with udp4 198.51.100.10)"
returns 1
returns 3
carried_by "$ALL"

story "clear-flows = no"
sed -i '0,/^rise = 3/s//rise = 3\nclear-flows = no/' "$CONF"
kill -HUP $WATCHER
held kept lan udp 40 10.99.0.4
all_stay kept 40
k4=$(with kept 192.0.2.10)
: >"$TMP/watch"
dies 1
carried_by "dev eth2 dev eth3"
returns 1
carried_by "$ALL"
say kept again
same "all are where they were" "same 40 other 0 silent 0 reset 0" "$SAID"
check "one's too ($k4)" [ "$k4" -gt 0 ]
lacks "no word of it" 'uplink one: .* forgotten' "$(cat "$TMP/watch")"

story "clear-flows = both"
sed -i 's/^clear-flows = no/clear-flows = both/' "$CONF"
kill -HUP $WATCHER
: >"$TMP/watch"
dies 1
carried_by "dev eth2 dev eth3"
says 'uplink one: [0-9]+ of its flows forgotten'
: >"$TMP/watch"
hears '% *' cli icmp 198.51.100.10
n h ping -q -c 1 -W 1 -I eth1 10.99.0.9 >/dev/null
returns 1
carried_by "$ALL"
says 'uplink one: [0-9]+ of its flows forgotten'

story "the link goes, and its addresses with it"
: >"$TMP/watch"
held last lan udp 60 2001:db8:99::5
all_stay last 60
l6=$(with last 2001:db8:1::10)
i h link set eth1 down
carried_by "dev eth2 dev eth3"
say last again
same "all go on ($l6 of them by another)" "same $((60 - l6)) other $l6 silent 0 reset 0" "$SAID"
kill $WATCHER
wait $WATCHER 2>/dev/null
finish
