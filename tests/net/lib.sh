# shellcheck shell=bash
# lib.sh - the lab: a multi-homed host, providers that drop forged sources, and somebody outside who asks. Source it first:
#
#	. "$(dirname "$0")/lib.sh"
#
# It runs the script again inside namespaces of its own (mount, pid, net; and user, for a caller who is not root), so that nothing it
# does can reach the machine, and all of it is gone when the script ends, however it ends. A box is a network namespace.
#
#	cli -- net -- p1 -- u1 \			cli	the outside client
#	           -- p2 -- u2  } h, the host		p1...	providers; each drops what does not come from its own prefixes, and counts
#	           -- p3 -- u3 /			h	has, behind it, lan (a LAN), ctr (a container), vpn (a tunnel's other end)
#
# Environment: HOMING_BIN, where the programs are. LAB_IDLE: set where the machine does nothing else; what shall be fast must be so then, and is
# only told elsewhere. Exit status: 0 passed, 1 failed, 77 cannot run here.
set -u

NET=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CASES=$NET/../cases
HOMING_BIN=${HOMING_BIN:-$([ -x "$NET/../../build/src/homing" ] && echo "$NET/../../build/src" || echo "$NET/../../src")}
HOMING_BIN=$(cd "$HOMING_BIN" 2>/dev/null && pwd)
[ -x "$HOMING_BIN/homing" ] || { echo "HOMING_BIN: no homing there; build it first"; exit 1; }

skip() { echo "skip  $*"; exit 77; }

if [ -z "${LAB_INSIDE-}" ]; then
	for tool in ip nft unshare mount; do command -v $tool >/dev/null || skip "$tool is not installed"; done
	as=()
	[ "$(id -u)" = 0 ] || as=(--user --map-root-user)
	unshare "${as[@]}" --mount --net --pid --fork true 2>/dev/null || skip "this kernel lets us make no namespaces"
	export LAB_INSIDE=1 HOMING_BIN
	exec unshare "${as[@]}" --mount --net --pid --fork --kill-child --mount-proc "$BASH" "$0" "$@"
fi
TMP=$(mktemp -d) || exit 1
trap 'rm -rf "$TMP"' EXIT
trap 'exit 1' INT TERM
{ mount -t tmpfs tmpfs /run && mkdir /run/netns; } || skip "no tmpfs here"

CONF=$TMP/homing.conf
STATE=$TMP/state
SILENCE=400 # ms without an answer
PATIENCE=60 # s; no measure of ours, for others use this machine too
FAILED=0 STORY=
EXCUSED=0 # forged packets that left while homing was removed on purpose

# The answering machine of the lab: built with the tests, or now.
ANSWER=${HOMING_BUILD:-${HOMING_BIN%/src}}/tests/net/answer
[ -x "$ANSWER" ] || { ANSWER=$TMP/answer; ${CC:-cc} -O1 -o "$ANSWER" "$NET"/{answer,flows,hold,marked,stream,told}.c || skip "no compiler, and no tests/net/answer"; }

# --- saying what came out -----------------------------------------------------------------------------------------------------

story() { STORY=$*; }
ok() { printf 'ok    %s: %s\n' "$STORY" "$*"; }
fail() { FAILED=1; printf 'FAIL  %s: %s\n' "$STORY" "$*"; }
finish() { exit $FAILED; }

# check WHAT COMMAND...: the command succeeds
check() {
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then ok "$what"; else fail "$what" "($*: ${out:0:300})"; fi
}

# same WHAT EXPECTED FOUND
same() {
	if [ "$2" = "$3" ]; then ok "$1"; else fail "$1"; diff <(echo "$2") <(echo "$3") | sed 's/^/      /'; fi
}

# contains WHAT PATTERN TEXT, lacks WHAT PATTERN TEXT: a line of the text matches the extended regular expression; none does
contains() { if grep -qE -- "$2" <<<"$3"; then ok "$1"; else fail "$1: no '$2' in: $3"; fi; }
lacks() { if grep -qE -- "$2" <<<"$3"; then fail "$1: $(grep -E -- "$2" <<<"$3")"; else ok "$1"; fi; }

# timed WHAT MOST MS: it took MS milliseconds
timed() {
	if [ "${LAB_IDLE-}" ]; then check "$1: within $2 ms ($3 ms)" [ "$3" -lt "$2" ]; else ok "$1 ($3 ms)"; fi
}

# exits STATUS COMMAND...: stdout goes to $TMP/out, stderr to $TMP/err
exits() {
	local want=$1 got
	shift
	"$@" >"$TMP/out" 2>"$TMP/err"
	got=$?
	if [ $got = "$want" ]; then ok "$* exits $want"; else fail "$* exits $got, not $want: $(head -c 600 "$TMP/err")"; fi
}

# told PATTERN: the last `exits` said so on stderr
told() {
	if grep -qE -- "$1" "$TMP/err"; then ok "says '$1'"; else fail "does not say '$1' but: $(head -c 600 "$TMP/err")"; fi
}

# until_ok COMMAND...: waits until it succeeds
until_ok() {
	local end=$((SECONDS + PATIENCE))
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || { fail "never came true: $*"; return 1; }
		sleep 0.02
	done
}

# says PATTERN: the watcher, whose words are in $TMP/watch. It speaks when the kernel has what it speaks of, so what is there already may not yet be said
says() { if until_ok grep -qE -- "$1" "$TMP/watch"; then ok "it says '$1'"; else fail "it does not say '$1' but: $(tail -n 5 "$TMP/watch")"; fi; }

# --- boxes ----------------------------------------------------------------------------------------------------------------------

n() { local b=$1; shift; ip netns exec "$b" "$@"; }
i() { local b=$1; shift; ip -n "$b" "$@"; }
batch() { ip -n "$1" -batch - || fail "lab: $1 refused a line"; } # ip command lines on stdin

# box NAME...: no duplicate address detection, no ICMP rate limits, ICMP sockets for everybody
box() {
	local b
	for b; do
		ip netns add "$b" || skip "a box cannot be made here"
		i "$b" link set lo up
		n "$b" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.default.router_solicitations=0 net.ipv4.ping_group_range="0 0" net.ipv4.icmp_ratelimit=0 \
			net.ipv6.icmp.ratelimit=0 || fail "lab: sysctls of $b"
	done
}
forwards() { local b; for b; do n "$b" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; done; }
serves() { local b; for b; do n "$b" "$ANSWER" serve 7000; done; }

# wire BOX DEVICE BOX DEVICE
wire() {
	ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
	i "$1" link set "$2" up
	i "$3" link set "$4" up
}

# outside: the client (10.99.0.2-9, 2001:db8:99::2-9) and the net between it and the providers
outside() {
	box cli net
	forwards net
	wire cli eth0 net cli
	batch net <<-X
		addr add 10.99.0.1/24 dev cli
		addr add 2001:db8:99::1/64 dev cli
	X
	batch cli <<-X
		$(for k in 2 3 4 5 6 7 8 9; do echo "addr add 10.99.0.$k/24 dev eth0"; echo "addr add 2001:db8:99::$k/64 dev eth0"; done)
		route add default via 10.99.0.1
		route add default via 2001:db8:99::1
	X
	serves cli
}

# drops_forged BOX PREFIX4 PREFIX6: it drops and counts what its customers send from elsewhere, or ask it to forward although they are on
# one link
drops_forged() {
	n "$1" nft -f - <<-X
		table inet provider {
		  counter forged4 { }
		  counter forged6 { }
		  set seen4 { typeof ip saddr . ip daddr . ip protocol; size 64; flags dynamic; }
		  set seen6 { typeof ip6 saddr . ip6 daddr . meta l4proto; size 64; flags dynamic; }
		  chain customers {
		    ip6 daddr ff02::/16 accept comment "neighbour discovery: another router's customer may share its solicited-node group"
		    ip6 daddr fe80::/10 icmpv6 type nd-neighbor-advert accept comment "whom it has asked; no further than the link, whatever the address"
		    ip saddr != { $2, 0.0.0.0 } counter name forged4 add @seen4 { ip saddr . ip daddr . ip protocol } drop
		    ip6 saddr != { $3, fe80::/10, :: } counter name forged6 add @seen6 { ip6 saddr . ip6 daddr . meta l4proto } drop
		    ip6 daddr fe80::/10 fib daddr . iif type != local counter name forged6 add @seen6 { ip6 saddr . ip6 daddr . meta l4proto } drop
		    meta protocol ip fib daddr type unicast fib daddr oifname "sw0" counter name forged4 add @seen4 { ip saddr . ip daddr . ip protocol } drop
		    meta protocol ip6 fib daddr type unicast fib daddr oifname "sw0" counter name forged6 add @seen6 { ip6 saddr . ip6 daddr . meta l4proto } drop
		  }
		  chain in {
		    type filter hook prerouting priority -300
		    iifname "sw0" jump customers
		  }
		}
	X
}

# provider K DEVICE PREFIX4 PREFIX6 [ADDRESS/LENGTH...]: the box pK. Its customers are on the bridge sw0, where it is fe80::1 and has
# the given addresses; h's DEVICE is plugged in there. The switch has one more port, which is always up: without any it would lose its
# carrier when the cable is pulled, and now and then no longer hear who asks for fe80::1. The net sends it both prefixes (or lists, with commas).
provider() {
	local k=$1 p=p$1 device=$2 prefix4=$3 prefix6=$4 a
	shift 4
	box "$p"
	forwards "$p"
	# where br_netfilter is loaded, what neighbours say to each other would go through the rules below
	n "$p" sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 2>/dev/null
	wire "$p" wan net "$p"
	batch net <<-X
		addr add 10.90.$k.1/24 dev $p
		addr add 2001:db8:90:$k::1/64 dev $p
		$(for a in ${prefix4//,/ }; do echo "route add $a via 10.90.$k.2"; done)
		$(for a in ${prefix6//,/ }; do echo "route add $a via 2001:db8:90:$k::2"; done)
	X
	batch "$p" <<-X
		link add sw0 type bridge forward_delay 0 mcast_snooping 0
		link add kept type veth peer name keep
		link set keep up
		link set kept master sw0 up
		link set sw0 up
		addr add fe80::1/64 dev sw0
		$(for a; do echo "addr add $a dev sw0"; done)
		addr add 10.90.$k.2/24 dev wan
		addr add 2001:db8:90:$k::2/64 dev wan
		route add default via 10.90.$k.1
		route add default via 2001:db8:90:$k::1
	X
	drops_forged "$p" "$prefix4" "$prefix6"
	plug "$device" "$p"
}

# plug DEVICE BOX: the far end of h's cable, DEVICEp, goes to the box's switch as port-DEVICE
plug() {
	i h link set "${1}p" netns "$2" name "port-$1"
	i "$2" link set "port-$1" master sw0 up
}
# behind DEVICE BOX [LINE...]: a box at the far end of h's DEVICE, where it is eth0; with more ip command lines. It serves.
behind() {
	local device=$1 b=$2
	shift 2
	box "$b"
	i h link set "${device}p" netns "$b" name eth0
	i "$b" link set eth0 up
	printf '%s\n' "$@" | batch "$b"
	serves "$b"
}
# neighbour K BOX [LINE...]: a box on provider K's switch
neighbour() {
	local p=p$1 b=$2
	shift 2
	box "$b"
	wire "$b" eth0 "$p" "to-$b"
	i "$p" link set "to-$b" master sw0
	printf '%s\n' "$@" | batch "$b"
	serves "$b"
}
pull() { i "$2" link set "port-$1" down; }   # the cable is out: carrier lost
# not LOWER_UP: that is there at once, but until the kernel has worked the event off (linkwatch, once a second for all) what is sent is dropped in silence
is_operational() { i "$1" link show "$2" | grep -q 'state UP'; }
carrier() { is_operational h "$1"; }
no_carrier() { ! i h link show "$1" | grep -q LOWER_UP; }
push() {
	i "$2" link set "port-$1" up
	until_ok is_operational "$2" "port-$1"
}

# forged K...: how many packets with a foreign source these providers have seen
forged() {
	local k
	for k; do n "p$k" nft list counters table inet provider; done | awk '/packets/ { s += $2 } END { print s + 0 }'
}
nothing_forged() { no_more_forged $EXCUSED "$@"; }
# no_more_forged COUNT K...: than there were
no_more_forged() {
	local before=$1 count k
	shift
	count=$(forged "$@")
	same "nothing forged left" "$before" "$count"
	[ "$count" = "$before" ] || for k; do n "p$k" nft list table inet provider | grep -A 4 elements; done
}

# host CASE, router CASE: the box h as tests/cases/CASE/host makes it, with that directory's configuration and state. What is proven
# there as text is tried here with packets.
host() { box h; furnish "$1"; }
router() { box h; forwards h; furnish "$1"; }
furnish() {
	n h sh -e "$CASES/$1/host" || fail "lab: the host $1"
	install -m 644 "$CASES/$1/conf" "$CONF" # root's, as the program demands, whoever owns the source
	mkdir -m 755 "$STATE"
	[ ! -d "$CASES/$1/state" ] || cp "$CASES/$1/state/"* "$STATE"
	serves h
}
# host_everything: the case of that name, with providers, neighbours (vc is a router beside provider 1's, nbr is at provider 2), the LAN,
# a container and the VPN's other end around it
host_everything() {
	router everything
	provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/26 192.0.2.65/26 2001:db8:1::1/64
	provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/25 2001:db8:2::1/64
	provider 3 eth3 203.0.113.0/24 2001:db8:3::/48 203.0.113.129/32
	i p1 route add 192.0.2.200 via 192.0.2.10
	i p1 route add 2001:db8:1:c::/64 via 2001:db8:1::10
	i p2 route add 2001:db8:2:f00::/56 via 2001:db8:2::10
	i p3 route add 203.0.113.0/25 dev sw0
	i p3 route add 2001:db8:3::/64 dev sw0
	neighbour 1 vc "addr add 192.0.2.20/26 dev eth0" "addr add 2001:db8:1::20/64 dev eth0" "addr add 10.50.0.1/32 dev lo" \
		"addr add fd00:50::1/128 dev lo" "route add default via 192.0.2.1" "route add ::/0 via 2001:db8:1::1" \
		"rule add pref 50 from 10.50.0.0/16 lookup 50" "route add default via 192.0.2.10 table 50" \
		"route add ::/0 via 2001:db8:1::10 table 50"
	i vc -6 rule add pref 50 from fd00:50::/64 lookup 50
	neighbour 2 nbr "addr add 198.51.100.20/25 dev eth0" "addr add 2001:db8:2::20/64 dev eth0" "route add default via 198.51.100.1" \
		"route add ::/0 via 2001:db8:2::1"
	behind lan0 lan "addr add 10.1.0.2/24 dev eth0" "addr add fd00:1::2/64 dev eth0" "addr add 192.0.2.15/32 dev lo" \
		"addr add 2001:db8:2:f00::2/64 dev eth0" "route add default via 10.1.0.1" "route add ::/0 via fd00:1::1"
	behind veth0 ctr "addr add 10.2.0.2/24 dev eth0" "addr add fd00:2::2/64 dev eth0" "route add default via 10.2.0.1" \
		"route add ::/0 via fd00:2::1"
	i h link set veth0 master docker0
	behind tun0 vpn "addr add 10.9.0.1/24 dev eth0" "addr add fd00:9::1/64 dev eth0" "addr add 10.60.0.1/32 dev lo" \
		"addr add fd00:60::1/128 dev lo" "route add default via 10.9.0.2" "route add ::/0 via fd00:9::2"
	n h sysctl -qw net.ipv4.conf.eth1.proxy_arp=1 # for 192.0.2.15
}
# host_laptop: the case vpn-laptop with two providers; the tunnel's other end is the whole Internet once more: it has an address of the client's
host_laptop() {
	host vpn-laptop
	provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
	provider 2 wlan0 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
	behind tun0 vpn "addr add 10.9.0.1/24 dev eth0" "addr add fd00:9::1/64 dev eth0" "addr add 10.99.0.3/32 dev lo" \
		"addr add 2001:db8:99::3/128 dev lo" "route add default via 10.9.0.2" "route add ::/0 via fd00:9::2"
	n vpn sysctl -qw net.ipv6.conf.all.forwarding=1
}
by_uplinks() { # the contract for what is the laptop's own, whatever its VPN does
	hears '% 10.99.0.2' cli tcp+udp+icmp 192.0.2.10,198.51.100.10 from 10.99.0.2
	hears '% 2001:db8:99::2' cli tcp+udp+icmp 2001:db8:1::10,2001:db8:2::10 from 2001:db8:99::2
	hears '* 192.0.2.10' h tcp+udp 10.99.0.2 from 192.0.2.10
	hears '* 198.51.100.10' h tcp+udp 10.99.0.2 from 198.51.100.10
	hears '* 198.51.100.10' h tcp+udp 10.99.0.2 dev wlan0
	hears '* 198.51.100.10' h tcp+udp 10.99.0.2 from 198.51.100.10 dev wlan0
	hears '* 2001:db8:2::10' h tcp+udp 2001:db8:99::2 from 2001:db8:2::10
	hears '* 2001:db8:2::10' h tcp+udp 2001:db8:99::2 dev wlan0
	hears '% 10.9.0.1' vpn tcp+udp 10.9.0.2,192.0.2.10,198.51.100.10 from 10.9.0.1
	hears '% fd00:9::1' vpn tcp+udp fd00:9::2,2001:db8:1::10,2001:db8:2::10 from fd00:9::1
}
into_tunnel() {
	hears '* 10.9.0.2' h tcp+udp 10.99.0.3
	hears '* fd00:9::2' h tcp+udp 2001:db8:99::3
}
homing() { program homing "$@"; }
program() { local p=$1; shift; n h "$HOMING_BIN/$p" -c "$CONF" --state-dir "$STATE" "$@"; }

# rp_filter VALUE: everywhere on the host; the kernel takes the larger of all and the device's
rp_filter() {
	local f
	n h sh -c "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo $1 > \$f; done"
}

# lease DEVICE ADDRESS/LENGTH GATEWAY [SERVER]: what a client's hook writes of a lease
lease() {
	local family=4
	case $2 in *:*) family=6 ;; esac
	cat >"$TMP/lease" <<-X
		[lease]
		interface = $1
		family = $family
		address = ${2%/*}
		prefix = ${2#*/}
		${3:+gateway = $3}
		${4:+server = $4}
		source = dhclient
		time = $(date +%s)
		boot = $(cat /proc/sys/kernel/random/boot_id)
	X
	mv "$TMP/lease" "$STATE/lease-$1-dhclient$family.ini"
}

# --- what VPNs do to main, and undo; the tunnel is h's tun0, where 10.9.0.1 and fd00:9::1 are the other end ------------------------

# halves add|del: OpenVPN's
halves() {
	local x
	for x in 0.0.0.0/1 128.0.0.0/1; do i h route "$1" $x via 10.9.0.1 dev tun0; done
	for x in ::/1 8000::/1 2000::/4 3000::/4; do i h route "$1" $x via fd00:9::1 dev tun0; done
}
# wg-quick's, its deleting loops included
wg_up() {
	local f
	for f in -4 -6; do
		i h $f rule add not fwmark 51820 table 51820
		i h $f rule add table main suppress_prefixlength 0
	done
	i h route add default via 10.9.0.1 dev tun0 table 51820
	i h route add ::/0 via fd00:9::1 dev tun0 table 51820
	n h sysctl -qw net.ipv4.conf.all.src_valid_mark=1
}
wg_down() {
	local f
	for f in -4 -6; do
		while [[ $(i h $f rule show) == *"lookup 51820"* ]]; do i h $f rule delete table 51820; done
		while [[ $(i h $f rule show) == *"from all lookup main suppress_prefixlength 0"* ]]; do
			i h $f rule delete table main suppress_prefixlength 0
		done
		i h $f route flush table 51820
	done
}

# --- what is there ----------------------------------------------------------------------------------------------------------

# routing BOX: all rules and routes, by number
routing() {
	local b=$1 f
	for f in -4 -6; do
		i "$b" -N -o $f rule show
		i "$b" -N -o $f route show table all
	done
}
# kernel BOX: all rules, routes, addresses and link groups, by number
kernel() {
	routing "$1"
	i "$1" -N -o addr show
	i "$1" -N -o link show
}
# what is ours, sorted: among rules of one priority and one action the order means nothing
ours() { { routing "$1"; n "$1" "$ANSWER" marked; } | grep -E 'proto 72( |$)' | sort; }

addresses() { i "$1" -o addr show scope global | sed 's/^[0-9]*: //; s/ *\\.*//; s/ proto [^ ]*//; s/  */ /g' | sort; }
groups() { i "$1" -N -o link show | sed -nE 's/^[0-9]*: ([^:@]*)[:@].* group ([0-9]*).*/\1 group \2/p'; }
hashes() { n "$1" sysctl net.ipv4.fib_multipath_hash_policy net.ipv6.fib_multipath_hash_policy; }
# all that a run may leave behind, whoever carried it out: no ip(8) writes the mark of an address, and groups and sysctls bear none. In few
# processes: some stories ask hundreds of times.
settled() {
	{
		printf '%s\n' "rule show" "route show table all" "addr show scope global" "link show" | ip -n "$1" -N -o -4 -batch -
		printf '%s\n' "rule show" "route show table all" "addr show scope global" | ip -n "$1" -N -o -6 -batch -
	} | sed -nE '
		/^[0-9]+: [^ ]+ +inet6? /{ s/^[0-9]+: //; s/ *\\.*//; s/ proto [^ ]*//; p; d }
		s/^[0-9]+: ([^:@]+)[:@].* group ([^ ]*).*/\1 group \2/p; t
		/ proto 72( |$)/p' | sort
	hashes "$1"
}
rules() { ours h | grep $'^[0-9]*:\t'; }

# shellcheck disable=SC2317 # called by until_ok
monitor_says() { i h addr replace "$1/32" dev lo && i h addr del "$1/32" dev lo && grep -aq "$1" "$TMP/monitor"; }
# quiet COMMAND...: it says nothing to the kernel: what netlink heard between two marks of our own
quiet() {
	local pid
	ip netns exec h stdbuf -oL ip -N monitor link address route rule >"$TMP/monitor" 2>&1 & # no function, or the shell would be killed in its stead
	pid=$!
	until_ok monitor_says 10.255.0.1
	"$@" >/dev/null 2>&1
	until_ok monitor_says 10.255.0.2
	kill $pid
	wait $pid 2>/dev/null
	same "'$*' says nothing to the kernel" "" "$(grep -avE '10\.255\.0\.[12]|valid_lft|^$' "$TMP/monitor")"
}

# --- questions, asked by packets ------------------------------------------------------------------------------------------------

# ask BOX PROTOCOL ADDRESS [WORDS]: one question; see answer.c
ask() { local b=$1; shift; n "$b" "$ANSWER" ask "$@"; }

# ask_all BOX PROTOCOL[+...] ADDRESS[,...] [WORDS]: all of them side by side; QUESTIONS and ANSWERS hold what was asked and said
ask_all() {
	local b=$1 protocols=${2//+/ } addresses=${3//,/ } p a k=0
	shift 3
	local pids=()
	QUESTIONS=() ANSWERS=()
	for a in $addresses; do
		for p in $protocols; do
			QUESTIONS[k]="$p $a"
			ask "$b" "$p" "$a" "$@" >"$TMP/answer.$k" 2>&1 &
			pids+=($!)
			k=$((k + 1))
		done
	done
	wait "${pids[@]}"
	for k in "${!QUESTIONS[@]}"; do ANSWERS[k]=$(<"$TMP/answer.$k"); done
}

# hears PATTERN BOX PROTOCOLS ADDRESSES [WORDS]: the answer matches; % in the pattern is the address that was asked.
# The far end says `LOCAL PEER` as it saw them: '% *' means answered, '* 192.0.2.10' means asked from 192.0.2.10.
hears() {
	local pattern=$1 b=$2 k
	shift
	ask_all "$@"
	shift 3
	for k in "${!QUESTIONS[@]}"; do
		# shellcheck disable=SC2053 # it is a pattern
		if [[ ${ANSWERS[k]} == ${pattern//%/${QUESTIONS[k]#* }} ]]; then ok "$b asks ${QUESTIONS[k]} $*: ${ANSWERS[k]}"
		else fail "$b asks ${QUESTIONS[k]} $*: ${ANSWERS[k]}, not $pattern"; fi
	done
}

# silent BOX PROTOCOLS ADDRESSES [WORDS]: no answer, or the kernel refuses to send
silent() {
	local b=$1 k
	ask_all "$@" wait $SILENCE
	shift 3
	for k in "${!QUESTIONS[@]}"; do
		case ${ANSWERS[k]} in
		*[0-9a-f][.:]*) fail "$b asks ${QUESTIONS[k]} $*: ${ANSWERS[k]}, but should hear nothing" ;;
		*) ok "$b asks ${QUESTIONS[k]} $*: ${ANSWERS[k]}" ;;
		esac
	done
}
