#!/bin/bash
# More ways in which an uplink, its lease, its interface or the watcher goes away, while it is asked all the time: what must be noticed is, and what only seems so is not.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/25 203.0.113.129/25 2001:db8:3::1/64 2001:db8:3:1::1/64

# configuration CABLE-LINE...: radio's gateway is what its lease says
configuration() {
	cat >"$TMP/next" <<-EOF
		[uplink dsl]
		interface = eth0
		gateway = 192.0.2.1, fe80::1
		interval = 50ms
		timeout = 150ms
		fall = 6
		rise = 3
		damping = no
		[uplink cable]
		interface = eth1
		gateway = 198.51.100.1, fe80::1
		check = icmp 10.99.0.2, icmp 2001:db8:99::2
		need = 2
		interval = 50ms
		timeout = 150ms
		fall = ${FALL:-6}
		rise = 3
		damping = no
		$(printf '%s\n' "$@")
		[uplink radio]
		interface = eth2
		check = gateway, tcp 10.99.0.2:7000, tcp [2001:db8:99::2]:7000
		need = 3
		interval = 50ms
		timeout = 150ms
		fall = 6
		rise = 3
		damping = no
		[balance]
	EOF
	cat "$TMP/next" >"$CONF"
	[ -z "${WATCHER-}" ] || kill -HUP "$WATCHER"
}
watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >>"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
ends() {
	kill "$1" "$WATCHER"
	wait "$WATCHER" 2>/dev/null
}
hops() { i h "$1" -N route show table 7200 | grep -oE 'dev eth[0-9]' | sort -u | tr '\n' ' '; }
# shellcheck disable=SC2317 # called by until_ok
carried_by() { [ "$(hops -4)" = "$1" ] && [ "$(hops -6)" = "$1" ]; }
carries() { if until_ok carried_by "$1"; then ok "the balance goes by $1"; else fail "not by $1 but by $(hops -4)/ $(hops -6)"; fi; }
fact() { sed -n "/^\[uplink $1\]/,/^\[/s/^$2 = //p" "$STATE/health.ini"; }
# shellcheck disable=SC2317 # called by until_ok
is_in() { [ "$(fact "$1" state)" = "$2" ]; }
falls() { awk -F' = ' '/^falls/ { s += $2 } END { print s + 0 }' "$STATE/health.ini"; }
rests() { read -rt "$1" -u "$NEVER"; }
exec {NEVER}<> <(:)
ALL="dev eth0 dev eth1 dev eth2 "

story "all are well"
lease eth2 203.0.113.10/24 203.0.113.1
configuration
watch
carries "$ALL"
for u in dsl cable radio; do until_ok is_in $u up; done

story "only the replies are lost"
n p2 nft -f - <<-EOF
	table inet hole { chain forward { type filter hook forward priority 0; iifname "wan" drop; }; }
EOF
carries "dev eth0 dev eth2 "
n p2 nft delete table inet hole
carries "$ALL"
n p1 nft -f - <<-EOF
	table netdev hole { chain out { type filter hook egress devices = { sw0, keep } priority 0; drop; }; }
EOF
carries "dev eth1 dev eth2 "
n p1 nft delete table netdev hole
carries "$ALL"

story "30 % loss"
FALL=10
lossy() {
	n p2 nft -f - <<-EOF
		table inet lossy { chain forward { type filter hook forward priority 0; iifname "sw0" meta l4proto { icmp, icmpv6 } numgen random mod 100 < 30 drop; }; }
	EOF
}
# six misses in a row come once in a thousand questions: ten, then
configuration 'window = 2s'
until_ok is_in cable up
before=$(falls)
lossy
# shellcheck disable=SC2317 # called by until_ok
loses() { [ "$(fact cable loss)" -ge "$1" ]; }
until_ok loses 15 && ok "it is seen: $(fact cable loss) %"
rests 3
same "and borne, where nobody said how much is too much" "$before" "$(falls)"
carries "$ALL"
configuration 'window = 2s' 'loss = 10%'
carries "dev eth0 dev eth2 "
says 'cable is down: .*% lost in 2 s'
n p2 nft delete table inet lossy
carries "$ALL"
FALL=6
configuration
until_ok is_in cable up

story "a lease moves the gateway in the middle of it"
before=$(falls)
for round in 1 2; do
	batch h <<-EOF
		addr add 203.0.113.200/25 dev eth2
		addr add 2001:db8:3:1::10/64 dev eth2
		addr del 203.0.113.10/24 dev eth2
		addr del 2001:db8:3::10/64 dev eth2
	EOF
	lease eth2 203.0.113.200/25 203.0.113.129
	lease eth2 2001:db8:3:1::10/64 2001:db8:3:1::1
	exits 0 homing up eth2
	carries "$ALL"
	hears '% *' cli tcp+udp+icmp 203.0.113.200,2001:db8:3:1::10
	contains "by the new one" 'via 203\.0\.113\.129 ' "$(i h route show table 7203)"
	n p3 nft -f - <<-EOF
		table arp deaf { chain in { type filter hook input priority 0; arp daddr ip 203.0.113.129 drop; }; }
		table ip6 deaf { chain in { type filter hook input priority 0; icmpv6 type nd-neighbor-solicit drop; }; }
	EOF
	carries "dev eth0 dev eth1 "
	ok "it is the new one that is asked ($round)"
	n p3 nft delete table arp deaf
	n p3 nft delete table ip6 deaf
	carries "$ALL"
	batch h <<-EOF
		addr add 203.0.113.10/24 dev eth2
		addr add 2001:db8:3::10/64 dev eth2
		addr del 203.0.113.200/25 dev eth2
		addr del 2001:db8:3:1::10/64 dev eth2
	EOF
	lease eth2 203.0.113.10/24 203.0.113.1
	lease eth2 2001:db8:3::10/64 fe80::1
	exits 0 homing up eth2
	carries "$ALL"
done
same "dead only when the gateway was deaf" $((before + 2)) "$(falls)"

story "an interface that is deleted and made again"
mac=$(n h cat /sys/class/net/eth1/address) # the provider would go on sending to the old one
for round in 1 2; do
	i h link del eth1
	carries "dev eth0 dev eth2 "
	until_ok is_in cable down
	i h link add eth1 address "$mac" type veth peer name eth1p
	i h link set eth1 up
	plug eth1 p2
	i h addr add 198.51.100.10/24 dev eth1
	i h addr add 2001:db8:2::10/64 dev eth1
	carries "$ALL"
done
hears '% *' cli tcp+udp 198.51.100.10,2001:db8:2::10

story "two die, one returns"
for k in 1 2; do
	n p$k nft -f - <<-EOF
		table netdev hole { chain in { type filter hook ingress devices = { sw0, keep } priority 0; drop; }; }
	EOF
done
carries "dev eth2 "
n p2 nft delete table netdev hole
carries "dev eth1 dev eth2 "
until_ok is_in dsl down
n p1 nft delete table netdev hole
carries "$ALL"

story "killed at any moment"
for ((k = 0; k < 12; k++)); do
	cause=silent
	[ $((k % 2)) = 0 ] || cause=back
	if [ $cause = silent ]; then
		n p1 nft "add table netdev hole { chain some { type filter hook ingress devices = { sw0, keep } priority 0; drop; }; }"
	else
		n p1 nft delete table netdev hole
	fi
	rests "0.$(printf %03d $((k * 40 % 500)))"
	ends -9
	watch
	if [ $cause = silent ]; then carries "dev eth1 dev eth2 "; else carries "$ALL"; fi
done
exits 0 program homing-status --check

story "stopped for a while, then on"
for u in dsl cable radio; do until_ok is_in $u up; done
before=$(falls)
for ((k = 0; k < 3; k++)); do
	kill -STOP "$WATCHER"
	if [ $k = 0 ]; then rests "$([ "${LAB_IDLE-}" ] && echo 60 || echo 5)"; else rests 0.5; fi # a hundred intervals, or 1,200
	kill -CONT "$WATCHER"
	rests 0.5
done
same "no false alarm" "$before" "$(falls)"
carries "$ALL"
ends -TERM
finish
