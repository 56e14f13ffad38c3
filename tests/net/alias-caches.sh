#!/bin/bash
# What clients believe: the neighbour caches of the router and of a box beside it, before an alias has come to us and after, whatever is
# in them and however deaf they are; and again after the interface went down, or lost its carrier.
. "$(dirname "$0")/lib.sh"

outside
host alias
provider 1 eth1 192.0.2.0/24,203.0.113.0/24 2001:db8:1::/48,2001:db8:b::/48 192.0.2.1/24 2001:db8:1::1/64
i p1 route add 203.0.113.0/24 dev sw0
i p1 route add 2001:db8:b::/64 dev sw0
neighbour 1 nbr "addr add 192.0.2.40/24 dev eth0" "addr add 2001:db8:1::40/64 dev eth0" "route add 203.0.113.0/24 dev eth0" \
	"route add 2001:db8:b::/64 dev eth0"
neighbour 1 old "addr add 192.0.2.41/24 dev eth0" "addr add 2001:db8:1::41/64 dev eth0" "route add default via 192.0.2.1" \
	"route add ::/0 via 2001:db8:1::1"
# a request to somebody else that is overheard changes an entry too, once it is older than locktime (arp_process): here none ever is
for b in p1:sw0 nbr:eth0; do n ${b%:*} sysctl -qw "net.ipv4.neigh.${b#*:}.locktime=60000"; done
# brain tells its gateways, pinky the neighbour as well
BRAIN=192.0.2.12,2001:db8:1::12 PINKY=203.0.113.7,2001:db8:b::7

alias_() { program homing-alias "$@"; }
mac() { i "$1" -o link show "$2" | sed 's/.*link.ether \([0-9a-f:]*\).*/\1/'; }
OURS=$(mac h eth1) HIS=$(mac old eth0) NOBODY=02:00:00:00:00:99
declare -A CARD=([p1]=sw0 [nbr]=eth0)
# cached BOX ADDRESS
cached() { i "$1" neigh show dev "${CARD[$1]}" to "$2" | sed -n 's/.*lladdr \([0-9a-f:]*\).*/\1/p'; }
# shellcheck disable=SC2317 # called by until_ok
is_cached() { [ "$(cached "$1" "$2")" = "$3" ]; }
# believe BOX ADDRESSES MAC: whatever it believes now
believe() { local a; for a in ${2//,/ }; do i "$1" neigh replace "$a" lladdr "$3" nud reachable dev "${CARD[$1]}"; done; }
forget() { i "$1" neigh flush dev "${CARD[$1]}"; }
# believes BOX ADDRESSES MAC: sooner or later; an empty one: now
believes() {
	local a
	for a in ${2//,/ }; do
		[ -z "$3" ] || until_ok is_cached "$1" "$a" "$3"
		same "$1 believes that $a is at ${3:-no place}" "$3" "$(cached "$1" "$a")"
	done
}
whole() { case $1 in *:*) echo "$1/128" ;; *) echo "$1/32" ;; esac; }
# still BOX ADDRESSES MAC: nobody has changed its mind. What it believes may be gone: when all namespaces of a machine together have many neighbours the kernel drops those that are 5 s old (gc_thresh2)
still() { local a; for a in ${2//,/ }; do check "$1 believes as before that $a is at $3" [ -z "$(cached "$1" "$a")" -o "$(cached "$1" "$a")" = "$3" ]; done; }
# taken: both aliases have been with the old box, and everybody has talked to them there; now they are with nobody
taken() {
	local a b
	exits 0 alias_ down brain pinky
	for a in ${BRAIN//,/ } ${PINKY//,/ }; do i old addr add "$(whole "$a")" dev eth0; done
	for b in p1 nbr; do
		forget $b
		hears '% *' $b icmp $BRAIN
		hears '% *' $b icmp $PINKY
		believes $b $BRAIN "$HIS"
	done
	for a in ${BRAIN//,/ } ${PINKY//,/ }; do i old addr del "$(whole "$a")" dev eth0; done
}
# what was sent to all before has reached the neighbour, for this has
arrived() { hears '% *' h icmp 192.0.2.40,2001:db8:1::40; }
through() {
	hears '% *' cli tcp+udp+icmp $BRAIN
	hears '% *' cli tcp+udp+icmp $PINKY
}
exits 0 homing apply

story "fresh entries"
taken
exits 0 alias_ up brain pinky
for b in p1 nbr; do
	believes $b $BRAIN "$OURS"
	believes $b $PINKY "$OURS"
	hears '% *' $b icmp $BRAIN
	hears '% *' $b icmp $PINKY
done
through

story "no entries, and none is made of an announcement (arp_accept 0)"
taken
for b in p1 nbr; do forget $b; done
exits 0 alias_ up brain pinky
believes p1 $BRAIN "$OURS"
believes p1 $PINKY "$OURS"
believes nbr $PINKY "$OURS"
arrived
believes nbr $BRAIN ""
hears '% *' nbr icmp $BRAIN
through

story "announcements are dropped (drop_gratuitous_arp 1)"
taken
for b in p1 nbr; do
	n $b sysctl -qw "net.ipv4.conf.${CARD[$b]}.drop_gratuitous_arp=1" "net.ipv6.conf.${CARD[$b]}.drop_unsolicited_na=1"
done
exits 0 alias_ up brain pinky
believes p1 $BRAIN "$OURS"
believes p1 $PINKY "$OURS"
believes nbr $PINKY "$OURS"
arrived
still nbr $BRAIN "$HIS"
through
for b in p1 nbr; do
	n $b sysctl -qw "net.ipv4.conf.${CARD[$b]}.drop_gratuitous_arp=0" "net.ipv6.conf.${CARD[$b]}.drop_unsolicited_na=0"
done

# --- the interface goes and comes -----------------------------------------------------------------------------------------------

exits 0 homing apply
all=$(settled h)
operational() { i h link show eth1 | grep -q 'state UP'; }
misled() { local b; for b in p1 nbr; do believe $b $BRAIN,$PINKY $NOBODY; done; }
put_right() {
	local b
	for b in p1 nbr; do
		believes $b $BRAIN "$OURS"
		believes $b $PINKY "$OURS"
	done
	same "all is as before" "$all" "$(settled h)"
	through
}
# what IPv6 and main lose with the link, and whoever brings the interface up gives back
gives_back() {
	batch h <<-X
		link set eth1 up
		addr replace 192.0.2.10/24 dev eth1
		addr replace 2001:db8:1::10/64 dev eth1
		route replace default via 192.0.2.1 dev eth1
		route replace ::/0 via fe80::1 dev eth1
	X
	until_ok operational
}

story "nothing happened, nothing is told"
misled
exits 0 homing up eth1
arrived
still nbr $BRAIN,$PINKY $NOBODY

story "the link goes down and up"
i h link set eth1 down
lacks "IPv6 is gone" '2001:db8:1::12/' "$(addresses h)"
misled
gives_back
exits 0 homing up eth1
put_right
story "that was told once"
misled
exits 0 homing up eth1
arrived
still nbr $BRAIN,$PINKY $NOBODY

story "carrier is lost, and comes back"
pull eth1 p1
until_ok no_carrier eth1
exits 0 homing up eth2
push eth1 p1
until_ok operational
exits 0 homing up eth1
put_right

story "as ifdown and ifup do it"
exits 0 homing down eth1
lacks "no alias is left on it" '192\.0\.2\.[12][02]/32|2001:db8:b::7/' "$(addresses h)"
batch h <<X
addr flush dev eth1 scope global
link set eth1 down
X
misled
gives_back
exits 0 homing up eth1
put_right

story "the interface is made anew"
batch h <<X
link set eth1 down
link set eth1 name gone0
X
exits 0 homing apply
lacks "its aliases are gone" '192\.0\.2\.12|203\.0\.113\.7|2001:db8:b::7' "$(addresses h)"
misled
i h link set gone0 name eth1
gives_back
exits 0 homing apply
put_right
finish
