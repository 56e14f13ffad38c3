#!/bin/bash
# The watcher: what others take away is put back, what changes is followed, and who fights is left alone for a while. No hook is called anywhere here.
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
cat >>"$CONF" <<-X
	[alias www]
	interface = eth0
	address = 192.0.2.80, 2001:db8:1::80
	probe = no
X
FOUR=192.0.2.10,198.51.100.10,203.0.113.10,192.0.2.80
SIX=2001:db8:1::10,2001:db8:2::10,2001:db8:3::10,2001:db8:1::80

watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -v -c "$CONF" --state-dir "$STATE" >"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
	until_ok settled_as_wanted
}
ends() {
	kill "$1" "$WATCHER"
	wait "$WATCHER" 2>/dev/null
}
# shellcheck disable=SC2317 # called by until_ok
settled_as_wanted() { homing-status -q --check; }
# shellcheck disable=SC2317 # called by until_ok
homing-status() { program homing-status "$@"; }
# shellcheck disable=SC2317 # called by until_ok
is_as() { [ "$(settled h)" = "$1" ]; }
back() {
	until_ok is_as "$WANTED"
	same "back after: $*" "$WANTED" "$(settled h)"
}
# shellcheck disable=SC2317 # called by until_ok
shows() { local pattern=$1; shift; i h "$@" | grep -q -- "$pattern"; }
# shellcheck disable=SC2317 # called by until_ok
shows_no() { ! shows "$@"; }

story "it begins, while somebody asks whether there is one"
flock -s "$STATE/watch.lock" sleep 0.3 & # as any run does, for a moment
# shellcheck disable=SC2317 # called by until_ok
is_asked() { ! flock -n "$STATE/watch.lock" true; }
until_ok is_asked
watch
hears '% *' cli tcp+udp+icmp $FOUR
hears '% *' cli tcp+udp+icmp $SIX
WANTED=$(settled h)
says 'ip -6 route add default via fe80::1 dev eth1'
exits 0 program homing-status
contains "status shows it" '^WATCHER +runs, process [0-9]' "$(cat "$TMP/out")"
exits 0 program homing-status --json
contains "as JSON" '"watcher": [1-9]' "$(cat "$TMP/out")"
exits 5 program homing-watch
told 'another homing-watch runs'

story "what others take away"
i h route flush table 7202
i h -6 route flush table 7202
back "ip route flush table"
i h rule flush
i h -6 rule flush
flushed=$SECONDS
for f in -4 -6; do
	i h $f rule add pref 32766 lookup main
done
back "ip rule flush"
i h addr del 192.0.2.80/32 dev eth0
i h addr del 2001:db8:1::80/128 dev eth0
back "ip addr del"
hears '% *' cli tcp+udp+icmp $FOUR
hears '% *' cli tcp+udp+icmp $SIX

story "links"
i h link set eth1 down
until_ok shows_no via -4 route show table 7202
i h link set eth1 up
i h addr add 2001:db8:2::10/64 dev eth1 # IPv6 addresses go with the link
i h -6 route add default via fe80::1 dev eth1 proto ra metric 101
back "link down and up"
pull eth2 p3
until_ok no_carrier eth2
push eth2 p3
until_ok carrier eth2
back "the cable"
hears '% *' cli tcp+udp+icmp $FOUR
hears '% *' cli tcp+udp+icmp $SIX

story "an address that moves"
i h addr del 198.51.100.10/24 dev eth1
i h addr add 198.51.100.20/24 dev eth1
i h addr add 2001:db8:2::20/64 dev eth1
i h addr del 2001:db8:2::10/64 dev eth1
until_ok settled_as_wanted
hears '% *' cli tcp+udp+icmp 198.51.100.20,2001:db8:2::20
i h addr del 198.51.100.20/24 dev eth1
i h addr add 198.51.100.10/24 dev eth1
i h addr add 2001:db8:2::10/64 dev eth1
i h addr del 2001:db8:2::20/64 dev eth1
back "and moves back"

story "all IPv6 addresses go for a moment"
# shellcheck disable=SC2317 # called by until_ok
rules6() { [ "$(i h -6 rule show | grep -c 'from 2001:db8:2::.* lookup 7202')" = "$1" ]; }
check "there is a rule" rules6 1
i h addr del 2001:db8:2::10/64 dev eth1
until_ok shows_no "via fe80::1 dev eth1" -6 route show table 7202
i h addr add 2001:db8:2::10/64 dev eth1
i h -6 route replace default via fe80::1 dev eth1 proto ra metric 101
back "and come back"
i h addr del 2001:db8:2::10/64 dev eth1
until_ok rules6 0 && ok "they go for good"
i h addr add 2001:db8:2::10/64 dev eth1
back "and come back late"

story "a device that is made anew"
mac=$(n h cat /sys/class/net/eth1/address) # the provider would go on sending to the old one
i h link del eth1
i h link add eth1 address "$mac" type veth peer name eth1p
i h link set eth1 up
plug eth1 p2
i h addr add 198.51.100.10/24 dev eth1
i h addr add 2001:db8:2::10/64 dev eth1
i h -6 route add default via fe80::1 dev eth1 proto ra metric 101
until_ok carrier eth1
until_ok is_operational p2 port-eth1
back "another ifindex"
hears '% *' cli tcp+udp+icmp $FOUR
hears '% *' cli tcp+udp+icmp $SIX

story "holds"
exits 0 homing down eth1
HELD=$(settled h)
i h addr add 10.9.9.9/32 dev eth0
i h addr del 10.9.9.9/32 dev eth0
i h route flush table 7203
until_ok is_as "$HELD"
lacks "what a person took down stays down" 'lookup 7202' "$(i h rule show)"
exits 0 homing apply
back "homing apply"
exits 0 homing down eth1
pull eth1 p2
until_ok no_carrier eth1
push eth1 p2
until_ok carrier eth1
lacks "nor does a cable bring it up" 'lookup 7202' "$(i h rule show)"
printf '%s\n' "link set eth1 down" "link set eth1 up" | batch h # over before anybody can look
until_ok shows 'lookup 7202' rule show && ok "nobody holds a link that went down and came up"
i h addr add 2001:db8:2::10/64 dev eth1
i h -6 route add default via fe80::1 dev eth1 proto ra metric 101
back "the hold is over"

story "a new file"
cp "$CONF" "$TMP/right"
sed 's/^interface = eth1/interfaze = eth1/' "$TMP/right" >"$CONF"
kill -HUP $WATCHER
says 'homing.conf:[0-9]+: .*interfaze'
says 'as it was before stays in force'
i h route flush table 7201
back "with a broken file"
{ cat "$TMP/right"; printf 'announce = 192.0.2.1\nlabel = eth0:www\n'; } >"$CONF"
kill -HUP $WATCHER
until_ok shows eth0:www addr show dev eth0
cp "$TMP/right" "$CONF"
kill -HUP $WATCHER
back "the old one"
rm "$CONF"
kill -HUP $WATCHER
says 'homing.conf: cannot be read'
same "nothing goes with it" "$WANTED" "$(settled h)"
cp "$TMP/right" "$CONF"
i h route flush table 7201
back "the file is there again"

story "a fight"
# shellcheck disable=SC2317 # called by until_ok
there_or_told() { shows "oif eth1" rule show pref 7700 || grep -q 'again and again' "$TMP/watch"; }
for removals in 0 1 2 3 4 5; do
	until_ok there_or_told
	i h rule del pref 7700 oif eth1 2>/dev/null || break
done
# the flush above was one of the three, unless a slow machine has come here only now
most=3
[ $((SECONDS - flushed)) -lt 60 ] || most=4
check "three times a minute: $removals" [ $removals = 3 -o $removals = $most ]
says 'again and again.*rule add .*oif eth1'
LEFT=$(settled h)
i h route flush table 7203
until_ok is_as "$LEFT"
ok "everything else is kept up"

story "killed, and begun again"
ends -9
i h route flush table 7201
exits 0 program homing-status
contains "status knows" '^WATCHER +none' "$(cat "$TMP/out")"
watch
back "the next one"

story "the kernel refuses while something is due"
cp "$CONF" "$TMP/good"
i h addr del 2001:db8:2::10/64 dev eth1
until_ok shows_no "via fe80::1 dev eth1" -6 route show table 7202
sed 's/^gateway = 198.51.100.1/gateway = 10.77.0.1/' "$TMP/good" >"$CONF"
kill -HUP $WATCHER
until_ok grep -q 'Nexthop has invalid gateway' "$TMP/watch"
ticks() { awk '{ print $14 + $15 }' /proc/$WATCHER/stat; }
before=$(ticks)
n h ping -n -c 40 -i 0.1 127.0.0.1 >/dev/null # past the time for which the addresses' rules stay
check "it does not try again and again: $(($(ticks) - before)) ticks" [ $(($(ticks) - before)) -lt 20 ]
cp "$TMP/good" "$CONF"
i h addr add 2001:db8:2::10/64 dev eth1
kill -HUP $WATCHER
back "the gateway as it was"


story "ended"
ends -TERM
same "what it made stays" "$WANTED" "$(settled h)"
exits 0 program homing-watch --once
contains "--once shows how each uplink is" '^UPLINK' "$(cat "$TMP/out")"
nothing_forged 1 2 3
finish
