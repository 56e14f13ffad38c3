#!/bin/bash
# ifup-routes and ifdown-routes in a real kernel: the same routes and rules as the shell's loop leaves, nothing twice, nothing of others touched, and
# every other run keeps what they added.
. "$(dirname "$0")/lib.sh"

SC=$TMP/sysconfig
F=$SC/network-scripts
mkdir -p "$F"
chmod 755 "$SC" "$F"
rm -f "$CONF"
[ ! -e /etc/homing ] || mount -t tmpfs tmpfs /etc/homing # no configuration but what a story names

# furnish_box BOX: eth1 and eth2 with addresses of both families, the other ends in BOX-far
furnish_box() {
	box "$1" "$1-far"
	wire "$1" eth1 "$1-far" far1
	wire "$1" eth2 "$1-far" far2
	batch "$1" <<-X
		addr add 192.0.2.10/24 dev eth1
		addr add 198.51.100.10/24 dev eth2
		addr add 2001:db8:1::10/64 dev eth1 nodad
		addr add 2001:db8:2::10/64 dev eth2 nodad
	X
}
furnish_box h
furnish_box stock
options=(--sysconfig "$SC" --state-dir "$STATE")
up() { n h "$HOMING_BIN/ifup-routes" "${options[@]}" "$@"; }
down() { n h "$HOMING_BIN/ifdown-routes" "${options[@]}" "$@"; }
homing_() { n h "$HOMING_BIN/homing" --state-dir "$STATE" "$@"; }
nothing_left() { same "nothing of ours is left" "" "$(ours h)"; same "nothing is noted" "" "$(find "$STATE" -name 'routes-*')"; }
nothing_to_do() { same "nothing is left to do" "" "$(up -n eth1; homing_ plan 2>&1)"; }

# what is in a box, whoever made it: rules without the numbers that their makers chose; the kernel knows 192.0.2.77/24 by all its bits, we by those that count
routes_of() {
	{ i "$1" -N route show table all; i "$1" -N -6 route show table all; } | grep -vE 'proto (kernel|2)|table 255|multicast' | sed -E 's/ proto [^ ]+//; s/ pref medium//; s/ (linkdown|dead)//g; s/ +$//' | sort
	{ i "$1" -N rule; i "$1" -N -6 rule; } | sed -E 's/ proto [^ ]+//; s/^3276[67]:.*//; s/^0:.*//; s/2\.77\//2.0\//; s/db8:2::5\//db8:2::\//' | grep . | cut -f 2- | sort
}
# as_stock BOX FILE...: the loop of the stock script
as_stock() {
	local b=$1 file type family line
	shift
	for file; do
		type=${file##*/} type=${type%%-*} family=-4
		[ "$type" = "${type%6}" ] || family=-6
		# shellcheck disable=SC2162,SC2086 # as it does
		while read line; do
			[[ $line =~ ^[[:space:]]*(\#.*)?$ ]] || i "$b" $family "${type%6}" add $line 2>/dev/null || i "$b" $family "${type%6}" replace $line
		done <"$file"
	done
}

story "the kernel has what the shell's loop leaves"
cat >"$F/route-eth1" <<'X'
# lines as people write them
10.1.0.0/16 via 192.0.2.1 dev eth1
10.2.0.0/16 via 192.0.2.1
10.3.0.0/16 dev eth1 metric 7
10.4.0.0/16 via 192.0.2.1 src 192.0.2.10 metric 5
10.5.0.0/16 via 203.0.113.1 dev eth1 onlink
10.6.0.0/16 via 192.0.2.1 mtu lock 1400 advmss 1360
10.7.0.0/16 via 192.0.2.1 initcwnd 10 initrwnd 20 hoplimit 9 quickack 1
10.8.0.0/16 dev eth1 rto_min 200ms rtt 300ms rttvar 60ms window 8192 ssthresh 5 cwnd lock 6 reordering 4 features ecn
10.9.0.0/16 via 192.0.2.1 tos 0x10
10.9.0.0/16 via 192.0.2.2 tos 0x08
10.10.0.0/16 dev eth1 scope host
10/8 via 192.0.2.1
blackhole 10.11.0.0/16
unreachable 10.12.0.0/16 metric 4
prohibit 10.13.0.0/16
throw 10.14.0.0/16 table 101
local 203.0.113.0/24 dev lo table 101
default via 192.0.2.1 dev eth1
default via 192.0.2.1 metric 100
default table 101 via 192.0.2.1 dev eth1
192.0.2.0/24 dev eth1 src 192.0.2.10 table 101
default table 102 nexthop via 192.0.2.1 dev eth1 weight 2 nexthop via 198.51.100.1 dev eth2
X
cat >"$F/route6-eth1" <<'X'
2001:db8:11::/48 via 2001:db8:1::1 dev eth1
2001:db8:12::/48 via 2001:db8:1::1
2001:db8:13::1/48 dev eth1 metric 7
2001:db8:14::/48 via fe80::1 dev eth1 mtu lock 1400 advmss 1340
2001:db8:15::/48 via 2001:db8:1::1 hoplimit 9
2001:db8:16::/48 via 2001:db8:ff::1 dev eth1 onlink
2001:db8:17::/48 via 2001:db8:1::1 src 2001:db8:1::10
blackhole 2001:db8:18::/48
unreachable 2001:db8:19::/48 metric 4
prohibit 2001:db8:1a::/48
default via 2001:db8:1::1 dev eth1 table 101
default via fe80::1 dev eth1
default table 102 nexthop via 2001:db8:1::1 dev eth1 weight 2 nexthop via 2001:db8:2::1 dev eth2
X
# the last one holds
printf '%s\n' 'default via 192.0.2.3 dev eth1 table 103' 'default via 192.0.2.4 dev eth1 table 103' >>"$F/route-eth1"
printf '%s\n' 'default via 2001:db8:1::3 dev eth1 table 103' 'default via 2001:db8:1::4 dev eth1 table 103' >>"$F/route6-eth1"
cat >"$F/rule-eth1" <<'X'
from 192.0.2.10 table 101
to 192.0.2.0/24 lookup main priority 100
from 192.0.2.77/24 table 102 pref 101
fwmark 0x1/0xff table 101 pref 102
iif eth2 tos 0x10 table 101 pref 103
not from 10.0.0.0/8 oif eth1 table 101 pref 104
from all lookup main suppress_prefixlength 0 pref 105
ipproto tcp dport 25 table 102 pref 106
sport 1000-2000 ipproto udp prohibit pref 107
from 192.0.2.9 goto 110 pref 108
nop pref 110
from 192.0.2.11 table 101
X
cat >"$F/rule6-eth1" <<'X'
from 2001:db8:1::10 table 101
to 2001:db8:2::5/64 lookup main pref 100
fwmark 0x1 iif eth2 table 102 pref 101
X
as_stock stock "$F"/route-eth1 "$F"/route6-eth1 "$F"/rule-eth1 "$F"/rule6-eth1 2>"$TMP/stock"
wanted=$(routes_of stock)
exits 0 up eth1
same "the same" "$wanted" "$(routes_of h)"
same "the shell's loop had nothing to say" "" "$(cat "$TMP/stock")"
exits 0 up eth1
nothing_to_do
same "the rules without a number are walked in the shell's order" "192.0.2.11 192.0.2.10" \
	"$(i h rule | sed -nE 's/^32[0-9]+:\tfrom ([0-9.]+) lookup 101.*/\1/p' | xargs)"

story "and every other run keeps it"
i h route del 10.1.0.0/16
i h -6 route del 2001:db8:12::/48
i h rule del from 192.0.2.10 table 101
exits 0 homing_ up eth1
same "what went is back" "$wanted" "$(routes_of h)"
i h link set eth1 down
exits 0 homing_ apply
i h link set eth1 up
i h addr replace 2001:db8:1::10/64 dev eth1 nodad
exits 0 homing_ up eth1
same "after the link was down, too" "$wanted" "$(routes_of h)"
exits 0 homing_ down eth1
same "down takes it" "" "$(ours h)"
exits 0 homing_ up eth1
same "up brings it" "$wanted" "$(routes_of h)"

story "what a file no longer says goes, and nothing else"
sed -i '/^10.2.0.0/d; s/metric 7/metric 8/; /table 102/d' "$F/route-eth1"
sed -i '/db8:12/d' "$F/route6-eth1"
sed -i '/pref 106/d' "$F/rule-eth1"
exits 0 up eth1
same "a route less" "" "$(i h route show 10.2.0.0/16; i h -6 route show 2001:db8:12::/48)"
contains "another metric" "metric 8" "$(i h route show 10.3.0.0/16)"
same "the table that is no longer named is empty" "" "$(i h route show table 102 2>/dev/null)"
lacks "a rule less" "^106:" "$(i h rule)"
nothing_to_do

story "what is there already and not ours stays"
exits 0 down eth1
nothing_left
i h route add 10.1.0.0/16 dev eth2
i h -6 route add 2001:db8:11::/48 dev eth2
i h route add 192.0.2.0/25 dev eth1 table 101
others=$(routes_of h)
exits 0 up -v eth1
told "10.1.0.0/16.*not homing's"
contains "the other's route is as it was" "^10.1.0.0/16 dev eth2 scope link( linkdown)? *$" "$(i h route show 10.1.0.0/16)"
contains "in IPv6 as well" "^2001:db8:11::/48 dev eth2 " "$(i h -6 route show 2001:db8:11::/48)"
exits 0 up eth1
exits 0 down eth1
same "down removes exactly what up added" "$others" "$(routes_of h)"
nothing_left
i h route del 10.1.0.0/16
i h -6 route del 2001:db8:11::/48
i h route flush table 101

story "one bad line stops nothing else"
printf '%s\n' '10.1.0.0/16 via 192.0.2.1' '10.2.0.0/16 vai 192.0.2.1' '10.3.0.0/16 via 203.0.113.99' '10.4.0.0/16 dev eth9' '10.5.0.0/16 via 192.0.2.1' \
	'10.6.0.0/16 via 192.0.2.1' '10.6.0.0/16 dev eth9' >"$F/route-eth1"
printf '%s\n' 'from 192.0.2.10 table 101' 'from $(id) table 101' >"$F/rule-eth1"
rm "$F"/route6-eth1 "$F"/rule6-eth1
exits 1 up eth1
told "$F/route-eth1:2: vai: unknown word"
told "$F/rule-eth1:2: .\\(id\\): no shell reads this file"
told "10.3.0.0/16 via 203.0.113.99 .*Nexthop has invalid gateway"
same "the others are there" "10.1.0.0/16 10.5.0.0/16 10.6.0.0/16" "$(i h route show proto 72 | cut -d' ' -f1 | xargs)"
exits 0 down eth1
nothing_left

story "names, aliases, two devices"
printf 'ADDRESS0=10.1.0.0\nNETMASK0=255.255.0.0\nGATEWAY0=192.0.2.1\n' >"$F/route-eth1"
printf 'ADDRESS0=10.2.0.0\nNETMASK0=255.255.0.0\n' >"$F/route-office"
printf 'ADDRESS0=10.3.0.0\nNETMASK0=255.255.0.0\n' >"$F/office.route"
echo 'from 192.0.2.12 table 101' >"$F/rule-office"
rm "$F/rule-eth1"
echo '10.4.0.0/16 dev eth1' >"$F/route-eth1:0"
echo '10.5.0.0/16 via 198.51.100.1' >"$F/route-eth2"
printf '%s\n' 'any net 10.6.0.0 netmask 255.255.0.0 gw 192.0.2.1' 'advanced eth1 0/0 via 192.0.2.1 table 1' 'advanced eth2 0/0 via 198.51.100.1 table 2' >"$SC/static-routes"
printf '%s\n' 'ip rule add from 192.0.2.10 lookup 1' 'ip route add default equalize' '  nexthop via 192.0.2.1 dev eth1' '  nexthop via 198.51.100.1 dev eth2' >"$SC/static-rules"
printf '%s\n' 'eth1 2001:db8:20::/48 2001:db8:1::1' >"$SC/static-routes-ipv6"
exits 0 up eth1 office
told "static-rules:2: equalize"
exits 0 up eth1:0 eth1:0
exits 0 up eth2
both="10.1.0.0/16 10.2.0.0/16 10.3.0.0/16 10.4.0.0/16 10.5.0.0/16 10.6.0.0/16 default"
same "all of them" "$both" "$(i h route show proto 72 | sed -n 's/^\([^ \t]*\).*/\1/p' | grep . | sort | xargs)"
contains "the balance" "nexthop via 198.51.100.1" "$(i h route show default proto 72)"
contains "by table 1" "via 192.0.2.1" "$(i h route show table 1)"
contains "by table 2" "via 198.51.100.1" "$(i h route show table 2)"
contains "IPv6" "via 2001:db8:1::1 dev eth1" "$(i h -6 route show 2001:db8:20::/48)"
exits 0 down eth1:0
same "an alias takes its own" "10.1.0.0/16 10.5.0.0/16" "$(i h route show proto 72 | grep -oE '^10\.[145]\.0\.0/16' | sort | xargs)"
exits 0 down eth1 office
same "eth2 keeps its own" "10.5.0.0/16 10.6.0.0/16" "$(i h route show proto 72 | grep -oE '^10[^ ]*' | sort | xargs)"
exits 0 down eth2
nothing_left
rm "$SC"/static-*

story "words"
exits 1 up
exits 1 up eth1 office home
exits 1 up ../eth1
exits 1 up eth1 ../office
exits 1 up 'a b'
exits 1 up --nonsense eth1
exits 0 up --help
exits 0 up eth1 ''
exits 0 down eth1 ''
exits 0 up eth9
nothing_left
rm "$F"/*
exits 0 up eth1
same "no file, no configuration: silence" "" "$(cat "$TMP/out" "$TMP/err")"
same "and nothing is written" "" "$(find "$STATE" -name 'routes-*')"

story "beside the uplinks"
cat >"$CONF" <<'X'
[uplink dsl]
interface = eth1
gateway = 192.0.2.1
family = 4
X
echo '10.1.0.0/16 via 192.0.2.1' >"$F/route-eth1"
exits 0 up -c "$CONF" eth1
contains "the route" "via 192.0.2.1" "$(i h route show 10.1.0.0/16 proto 72)"
contains "the uplink's table" "via 192.0.2.1" "$(i h route show table 7201 default)"
exits 0 down -c "$CONF" eth1
nothing_left
story "the configuration is wrong: the interface's routes come all the same"
exits 0 up -c "$CONF" eth1
uplink=$(ours h | grep -v '^10')
echo 'gatway = 192.0.2.1' >>"$CONF"
echo '10.2.0.0/16 via 192.0.2.1' >>"$F/route-eth1"
exits 0 up -c "$CONF" eth1
told 'homing.conf:5: .*gatway'
same "both" "10.1.0.0/16 10.2.0.0/16" "$(i h route show proto 72 | cut -d' ' -f1 | xargs)"
same "the uplink stays as it was" "$uplink" "$(ours h | grep -v '^10')"
exits 0 down -c "$CONF" eth1
same "and they go" "" "$(i h route show proto 72)"
same "the uplink does not" "$uplink" "$(ours h)"
sed -i '$d' "$CONF"
exits 0 down -c "$CONF" eth1
nothing_left
rm "$CONF"

story "no state directory, as in a rescue shell"
echo '10.5.0.0/16 via 198.51.100.1' >"$F/route-eth2"
echo 'from 198.51.100.10 table 102' >"$F/rule-eth2"
exits 0 up --state-dir /proc/none eth2
told "the next event will not know"
exits 0 up --state-dir /proc/none eth1
same "what another call added stays" "10.1.0.0/16 10.2.0.0/16 10.5.0.0/16" "$(i h route show proto 72 | cut -d' ' -f1 | sort | xargs)"
contains "the rule, too" "lookup 102" "$(i h rule)"
exits 0 up --state-dir /proc/none eth1
exits 0 down --state-dir /proc/none eth1
same "down takes its own" "10.5.0.0/16" "$(i h route show proto 72 | cut -d' ' -f1 | sort | xargs)"
exits 0 down --state-dir /proc/none eth2
nothing_left
rm "$F"/*

story "hostile files"
said='exits 1 up eth1'
line() { printf '%s\n' '10.1.0.0/16 via 192.0.2.1' "$1" '10.2.0.0/16 via 192.0.2.1' >"$F/route-eth1"; }
good() { same "the lines around it count" "10.1.0.0/16 10.2.0.0/16" "$(i h route show proto 72 | cut -d' ' -f1 | xargs)"; [ ! -e "$TMP/ran" ] || fail "a shell ran"; }
for word in "\`touch $TMP/ran\`" "\$(touch $TMP/ran)" "dev eth1; touch $TMP/ran" "dev eth1 | touch $TMP/ran" "dev eth1 && touch $TMP/ran" "dev \${IFS}" "dev 'eth1'" "> $TMP/ran"; do
	line "10.9.0.0/16 via 192.0.2.1 $word"
	$said
	told "route-eth1:2: .*no shell reads this file"
	good
done
line "10.9.0.0/16 via 192.0.2.1 dev $(head -c 1000000 /dev/zero | tr '\0' x)"
$said
told 'route-eth1:2: a line of more than 8191 bytes'
good
printf '10.1.0.0/16 via 192.0.2.1\n10.9.0.0/16 via\0 192.0.2.1\n10.2.0.0/16 via 192.0.2.1' >"$F/route-eth1"
$said
told 'route-eth1:2: a NUL byte'
good
head -c 100000 /dev/urandom >"$F/rule-eth1"
$said
good
printf 'ADDRESS0=10.1.0.0\nNETMASK0=16\nADDRESS1=`touch %s/ran`\nADDRESS2=10.2.0.0\nNETMASK2=16\ntouch %s/ran\n' "$TMP" "$TMP" >"$F/route-eth1"
rm "$F/rule-eth1"
$said
told 'route-eth1:3: ADDRESS1: no shell'
told 'route-eth1:6: touch: no shell'
good
line '# nothing'
chmod 646 "$F/route-eth1"
exits 1 up eth1
told 'route-eth1: must belong to root'
same "a file that others may write is not read" "" "$(i h route show proto 72)"
rm "$F/route-eth1"
mkfifo "$F/route-eth1"
exits 1 timeout 10 ip netns exec h "$HOMING_BIN/ifup-routes" "${options[@]}" eth1
told 'route-eth1: no regular file'
rm "$F/route-eth1"
mkdir "$F/route-eth1"
exits 1 up eth1
told 'route-eth1: no regular file'
ln -s /dev/zero "$F/rule-eth1"
exits 1 timeout 10 ip netns exec h "$HOMING_BIN/ifup-routes" "${options[@]}" eth1
told 'rule-eth1: no regular file'
exits 0 down eth1
nothing_left

story "the watcher keeps it, without a configuration"
rmdir "$F/route-eth1"
rm "$F/rule-eth1"
echo '10.1.0.0/16 via 192.0.2.1' >"$F/route-eth1"
echo '2001:db8:f::/48 via 2001:db8:1::1' >"$F/route6-eth1"
exits 0 up eth1
WANTED=$(ours h)
n h "$HOMING_BIN/homing-watch" --state-dir "$STATE" >"$TMP/watch" 2>&1 9>&- &
WATCHER=$!
until_ok test -s "$STATE/watch.lock"
# shellcheck disable=SC2317 # called by until_ok
kept() { [ "$(ours h)" = "$WANTED" ]; }
i h route del 10.1.0.0/16
i h -6 route del 2001:db8:f::/48
until_ok kept && ok "what was removed is put back"
exits 0 down eth1
nothing_left
kill $WATCHER
wait $WATCHER 2>/dev/null
finish
