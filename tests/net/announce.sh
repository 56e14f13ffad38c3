#!/bin/bash
# An address moves from one box to another on a switch. A third one, far, goes on talking to the old box until it is told: what tells it,
# and what a box hears that asks first.
. "$(dirname "$0")/lib.sh"
command -v tcpdump >/dev/null || skip "tcpdump is not installed"
[ -x "$HOMING_BIN/homing-announce" ] || skip "homing-announce is not built"

FOUR=192.0.2.100 SIX=2001:db8::100
OLD=02:00:00:00:00:01 NEW=02:00:00:00:00:02 FAR=02:00:00:00:00:03

box old new far sw
i sw link add br0 type bridge forward_delay 0 mcast_snooping 0
i sw link set br0 up
k=1
for b in old new far; do
	wire $b eth0 sw to-$b
	i sw link set to-$b master br0
	batch $b <<-X
		link set eth0 address 02:00:00:00:00:0$k
		addr add 192.0.2.1$k/24 dev eth0
		addr add 2001:db8::1$k/64 dev eth0
	X
	k=$((k + 1))
done

announce() { n "$BOX" "$HOMING_BIN/homing-announce" "$@"; }
BOX=new

# a link is ready when its queue is, not when it has carrier
ready() { announce -n -I eth0 192.0.2.1; }
for BOX in old far new; do until_ok ready; done

# owner BOX: it alone has both addresses
owner() {
	local b
	for b in old new; do
		i $b addr del $FOUR/32 dev eth0 2>/dev/null
		i $b addr del $SIX/128 dev eth0 2>/dev/null
	done
	i "$1" addr add $FOUR/32 dev eth0
	i "$1" addr add $SIX/128 dev eth0 nodad
}
cached() { i far neigh show dev eth0 to "$1" | sed -n 's/.*lladdr \([0-9a-f:]*\).*/\1/p'; }
forget() { i far neigh flush dev eth0; }
reaches() { n far ping -n -c 1 -W 2 "$1"; }
is_cached() { [ "$(cached "$1")" = "$2" ]; }

# marked: all that was sent before has reached far, for what is sent now has. The mark is an address that far has seen elsewhere.
marked() {
	i far neigh replace 192.0.2.99 lladdr 02:00:00:00:00:99 nud stale dev eth0
	n far sysctl -qw net.ipv4.conf.eth0.drop_gratuitous_arp=0
	announce -I eth0 --count 1 192.0.2.99
	until_ok is_cached 192.0.2.99 $NEW
}

# fresh: far has just talked to both addresses at the old box; then they move
fresh() {
	owner old
	forget
	reaches $FOUR && reaches $SIX
	owner new
} >/dev/null

story "an entry is fresh"
fresh
same "IPv4 is still with the old box" $OLD "$(cached $FOUR)"
same "IPv6 too" $OLD "$(cached $SIX)"
exits 0 announce -I eth0 --count 1 $FOUR $SIX
until_ok is_cached $FOUR $NEW
until_ok is_cached $SIX $NEW
check "far reaches $FOUR" reaches $FOUR
check "far reaches $SIX" reaches $SIX

story "an entry is fresh, and announcements are dropped"
fresh
n far sysctl -qw net.ipv4.conf.eth0.drop_gratuitous_arp=1 net.ipv6.conf.eth0.drop_unsolicited_na=1
exits 0 announce -I eth0 --count 1 $FOUR $SIX
marked
n far sysctl -qw net.ipv4.conf.eth0.drop_gratuitous_arp=1
same "IPv4 is still with the old box" $OLD "$(cached $FOUR)"
same "IPv6 too" $OLD "$(cached $SIX)"
exits 0 announce -I eth0 --count 1 --tell 192.0.2.13 --tell 2001:db8::13 $FOUR $SIX
until_ok is_cached $FOUR $NEW
until_ok is_cached $SIX $NEW
check "far reaches $FOUR" reaches $FOUR
check "far reaches $SIX" reaches $SIX
n far sysctl -qw net.ipv4.conf.eth0.drop_gratuitous_arp=0 net.ipv6.conf.eth0.drop_unsolicited_na=0

story "there is no entry, arp_accept 0"
forget
exits 0 announce -I eth0 --count 1 $FOUR $SIX
marked
same "none is made for IPv4" "" "$(cached $FOUR)"
same "nor for IPv6" "" "$(cached $SIX)"
exits 0 announce -I eth0 --count 1 --tell 192.0.2.13 --tell 2001:db8::13 $FOUR $SIX
until_ok is_cached $FOUR $NEW
until_ok is_cached $SIX $NEW

story "there is no entry, arp_accept 1"
forget
n far sysctl -qw net.ipv4.conf.eth0.arp_accept=1
exits 0 announce -I eth0 --count 1 $FOUR
until_ok is_cached $FOUR $NEW
n far sysctl -qw net.ipv4.conf.eth0.arp_accept=0

story "send_arp's words"
fresh
exits 0 announce $FOUR 020000000002 192.0.2.13 ffffffffffff
until_ok is_cached $FOUR $NEW
exits 0 announce $SIX $NEW 2001:db8::13 ff:ff:ff:ff:ff:ff
until_ok is_cached $SIX $NEW
exits 0 announce -n $FOUR $NEW 255.255.255.255 $FAR
same "a target of no subnet: the source's" \
	"$NEW > $FAR: arp request who-has 255.255.255.255 ($FAR) tell $FOUR ($NEW)" "$(<"$TMP/out")"
exits 5 announce 203.0.113.9 $NEW 203.0.113.1 ffffffffffff
told 'interface'
wire new eth1 sw to-new1
i sw link set to-new1 master br0
i new link set eth1 address 02:00:00:00:00:22
i new addr add 192.0.2.22/24 dev eth1 label eth1:web
exits 5 announce 192.0.2.101 $NEW 192.0.2.13 ffffffffffff
told 'interface'
i new addr del 192.0.2.22/24 dev eth1
i new addr add 192.0.2.16/28 dev eth1 label eth1:web
announces_on_eth1() { announce -n 192.0.2.17 $NEW 192.0.2.18 ffffffffffff; }
until_ok announces_on_eth1
exits 2 announce -I eth0 --tell 192.0.2.1 $FOUR $NEW 192.0.2.13 ffffffffffff
exits 2 announce -I eth0 $FOUR $NEW 192.0.2.13 fffffffffff

# tcpdump gives root away before it listens, and cannot where there is only one user
can_capture() { [ "$(awk '{ print $3 }' /proc/self/uid_map)" != 1 ]; }

# heard COUNT COMMAND...: the announcing that far's card sees of it, as text, a line a frame
heard() {
	local count=$1 pid
	shift
	rm -f "$TMP/tcpdump"
	n far timeout $PATIENCE tcpdump -Z root --immediate-mode -i eth0 -e -t -nn -v -c "$count" \
		"ether src $NEW and ether multicast and (arp or (icmp6 and (ip6[40] == 135 or ip6[40] == 136)))" >"$TMP/frames" 2>"$TMP/tcpdump" &
	pid=$!
	until_ok grep -q 'listening on' "$TMP/tcpdump"
	"$@" >"$TMP/out"
	wait $pid
	# without what versions of tcpdump say differently
	sed -e ':a; N; $!ba; s/\n[[:space:]]\+/ /g' "$TMP/frames" | sed -E "s/$NEW > //; s/, ethertype[^:]*: /: /; s/Ethernet \(len 6\), IPv4 \(len 4\), //
		s/\((hlim 255),[^)]*\([0-9]*\)[^)]*\)/\1,/; s/\[icmp6 sum ok\] //; s/, length [0-9]+//g"
}

# shows WHAT EXPECTED COUNT COMMAND...
shows() {
	local what=$1 expected=$2
	shift 2
	! can_capture || same "$what" "$expected" "$(heard "$@")"
}

story "the frames"
shows "as they should be" "$(cat <<-X
	ff:ff:ff:ff:ff:ff: Request who-has 192.0.2.13 tell $FOUR
	33:33:ff:00:00:13: hlim 255, $SIX > ff02::1:ff00:13: ICMP6, neighbor solicitation, who has 2001:db8::13 source link-address option (1) (1): $NEW
	ff:ff:ff:ff:ff:ff: Request who-has $FOUR tell $FOUR
	ff:ff:ff:ff:ff:ff: Reply $FOUR is-at $NEW
	33:33:00:00:00:01: hlim 255, $SIX > ff02::1: ICMP6, neighbor advertisement, tgt is $SIX, Flags [override] destination link-address option (2) (1): $NEW
	X
)" 5 announce -I eth0 --count 1 --tell 192.0.2.13 --tell 2001:db8::13 $FOUR $SIX
forwards new
shows "a router says so" "33:33:00:00:00:01: hlim 255, $SIX > ff02::1: ICMP6, neighbor advertisement, tgt is $SIX, Flags [router, override] destination link-address option (2) (1): $NEW" \
	1 announce -I eth0 --count 1 $SIX
shows "one round after the other" "$(printf 'ff:ff:ff:ff:ff:ff: %s\n' "Request who-has $FOUR tell $FOUR" "Reply $FOUR is-at $NEW" "Request who-has $FOUR tell $FOUR" "Reply $FOUR is-at $NEW")" \
	4 announce -I eth0 --count 2 --interval 1ms $FOUR
shows "send_arp's words" "ff:ff:ff:ff:ff:ff: Request who-has 192.0.2.13 (ff:ff:ff:ff:ff:ff) tell $FOUR" \
	1 announce $FOUR $NEW 192.0.2.13 ffffffffffff
shows "a probe asks from nobody" "$(cat <<-X
	ff:ff:ff:ff:ff:ff: Request who-has 192.0.2.50 tell 0.0.0.0
	33:33:ff:00:00:50: hlim 255, $(n new ip -o -6 addr show dev eth0 scope link | sed 's,.*inet6 \([^/]*\)/.*,\1,') > ff02::1:ff00:50: ICMP6, neighbor solicitation, who has 2001:db8::50 source link-address option (1) (1): $NEW
	X
)" 2 announce -I eth0 --probe --count 1 192.0.2.50 2001:db8::50
i new link set eth0 addrgenmode none
i new -6 addr flush dev eth0 scope link
shows "without an address of its own, IPv6 too" "33:33:ff:00:00:50: hlim 255, :: > ff02::1:ff00:50: ICMP6, neighbor solicitation, who has 2001:db8::50" \
	1 announce -I eth0 --probe --count 1 2001:db8::50
exits 1 announce -I eth0 --probe 2001:db8::13
same "and is answered" "2001:db8::13 $FAR" "$(<"$TMP/out")"
i new addr add fe80::2/64 dev eth0 nodad

story "asking first"
exits 1 announce -I eth0 --probe 192.0.2.13 192.0.2.50 2001:db8::13 2001:db8::50
same "who answered is named, and nobody else" "192.0.2.13 $FAR
2001:db8::13 $FAR" "$(<"$TMP/out")"
exits 0 announce -I eth0 --probe 192.0.2.50 2001:db8::50
same "nobody answers" "" "$(<"$TMP/out")"
exits 0 announce -I eth0 --probe $FOUR $SIX
same "what it has itself is free" "" "$(<"$TMP/out")"
i new addr add 192.0.2.51/32 dev eth1
i new addr add 2001:db8::51/128 dev eth1 nodad
exits 0 announce -I eth0 --probe 192.0.2.51 2001:db8::51
same "also by its other card on the same switch" "" "$(<"$TMP/out")"
same "the caches of those who are asked stay as they are" "" "$(cached 192.0.2.50)$(cached 192.0.2.51)"

# held FAMILY: 500 addresses
held() {
	local k
	for k in $(seq 500); do if [ "$1" = 4 ]; then echo "10.7.$((k / 250)).$((k % 250))"; else echo "2001:db8:7::$k"; fi; done
}
story "500 addresses that far has"
for f in 4 6; do for a in $(held $f); do echo "addr add $a dev eth0"; done; done | batch far
for f in 4 6; do
	start=${EPOCHREALTIME/./}
	# shellcheck disable=SC2046 # words
	announce -I eth0 --probe $(held $f) >"$TMP/out"
	took=$(((${EPOCHREALTIME/./} - start) / 1000))
	same "all found in IPv$f" "$(held $f | sort | sed "s/\$/ $FAR/")" "$(sort "$TMP/out")"
	timed "500 in IPv$f" 1000 $took
done

story "two want the same address at once"
n old "$HOMING_BIN/homing-announce" -I eth0 --probe --count 100 --wait 50ms 192.0.2.52 >"$TMP/first" &
first=$!
announce -I eth0 --probe --count 100 --wait 50ms 192.0.2.52 >"$TMP/second"
wait $first
contains "one hears the other, or each does" "^(192.0.2.52 $OLD)?;(192.0.2.52 $NEW)?$" "$(<"$TMP/second");$(<"$TMP/first")"
lacks "never neither" "^;$" "$(<"$TMP/second");$(<"$TMP/first")"

story "the owner is booting and still checks its address"
n far sysctl -qw net.ipv6.conf.eth0.accept_dad=1 net.ipv6.conf.eth0.dad_transmits=3
i far addr add 2001:db8::53/64 dev eth0
exits 1 announce -I eth0 --probe --count 100 --wait 50ms 2001:db8::53
same "that is heard" "2001:db8::53 $FAR" "$(<"$TMP/out")"
checked() { ! i far addr show tentative | grep -q 2001:db8::53; }
until_ok checked
lacks "and does not spoil it" dadfailed "$(i far addr show to 2001:db8::53)"

story "where nobody can be told or asked"
# refused DEVICE PATTERN
refused() {
	for what in "" --probe; do
		# shellcheck disable=SC2086 # nothing, or a word
		exits 5 announce -I "$1" $what 192.0.2.50 2001:db8::50
		told "$2"
	done
}
refused lo loopback
refused none 'No such device'
i new link set eth1 arp off
refused eth1 'without ARP'
i new link set eth1 arp on
i sw link set to-new1 down
lost_carrier() { ! announce -n -I eth1 192.0.2.50; }
until_ok lost_carrier
refused eth1 'no carrier'
i sw link set to-new1 up
i new link set eth1 down
refused eth1 'is down'
i new link set eth1 up
# /dev/net/tun may be root's alone
if i new tuntap add tun0 mode tun 2>/dev/null; then
	i new link set tun0 arp on up
	refused tun0 'no Ethernet'
fi
BOX=sw
refused to-old 'port of a bridge'
BOX=new
n new setpriv --bounding-set=-net_raw "$HOMING_BIN/homing-announce" -I eth0 --probe 192.0.2.50 2>"$TMP/err"
same "nor by whom" 5 $?
told 'not permitted'
exits 0 n new setpriv --bounding-set=-net_raw "$HOMING_BIN/homing-announce" -n -I eth0 192.0.2.50
exits 2 announce -I eth0
exits 2 announce 192.0.2.50
exits 2 announce -I eth0 192.0.2.50/24
exits 2 announce -I eth0 --wait 1s 192.0.2.50
exits 2 announce -I eth0 --probe --tell 192.0.2.1 192.0.2.50
exits 2 announce -I eth0 --count 0 192.0.2.50
exits 2 announce -I eth0 --interval 1w 192.0.2.50

# far_sees DEVICE MAC: far hears an announcement there, and a probe there finds far
works_on() {
	local device=$1 mac=$2
	i far neigh replace 192.0.2.60 lladdr 02:00:00:00:00:99 nud stale dev "$3"
	ready_there() { announce -n -I "$device" 192.0.2.60; }
	until_ok ready_there
	exits 0 announce -I "$device" --count 1 192.0.2.60
	until_ok eval "i far neigh show to 192.0.2.60 | grep -q $mac"
	exits 1 announce -I "$device" --probe "$4"
	same "who answered is named" "$4 $FAR" "$(<"$TMP/out")"
}
story "a bridge"
i new link add br1 type bridge forward_delay 0 mcast_snooping 0
i new link set br1 address 02:00:00:00:00:b1 up
i new link set eth1 master br1
works_on br1 02:00:00:00:00:b1 eth0 192.0.2.13
refused eth1 'port of a bridge'
for kind in macvlan vlan bond; do
	story "a $kind"
	case $kind in
	bond)
		i new link add x0 type bond mode active-backup 2>/dev/null || continue
		i new link set eth1 nomaster down
		i new link set eth1 master x0
		;;
	vlan)
		i new link add link eth0 name x0 type vlan id 5 2>/dev/null || continue
		i far link add link eth0 name eth0.5 up type vlan id 5
		i far addr add 192.0.2.65/28 dev eth0.5
		;;
	*) i new link add link eth0 name x0 type "$kind" 2>/dev/null || continue ;;
	esac
	i new link set x0 address 02:00:00:00:00:b2 up
	if [ $kind = vlan ]; then works_on x0 02:00:00:00:00:b2 eth0.5 192.0.2.65; else works_on x0 02:00:00:00:00:b2 eth0 192.0.2.13; fi
	i new link del x0
done
finish
