#!/bin/bash
# Somebody holds an address of the alias already: it is refused at once and whole, and the other aliases come all the same.
. "$(dirname "$0")/lib.sh"

host alias
box sw rival
i sw link add br0 type bridge forward_delay 0 mcast_snooping 0
i sw link set br0 up
i h link set eth1p netns sw
i sw link set eth1p master br0 up
wire rival eth0 sw to-rival
i sw link set to-rival master br0
batch rival <<X
addr add 192.0.2.50/24 dev eth0
addr add 2001:db8:1::50/64 dev eth0
X
serves rival
n sw nft -f - <<X
	table netdev heard {
	  counter asked { }
	  chain in {
	    type filter hook ingress device "eth1p" priority 0
	    arp saddr ip 0.0.0.0 counter name asked
	    ip6 daddr { ff02::1:ff00:7, ff02::1:ff00:12, ff02::1:ff00:20, ff02::1:ff00:21 } icmpv6 type nd-neighbor-solicit counter name asked
	  }
	}
X
MAC=$(i rival -o link show eth0 | sed 's/.*link.ether \([0-9a-f:]*\).*/\1/')
asked() { n sw nft list counter netdev heard asked | awk '/packets/ { print $2 }'; }
# how often up to now: what is on its way yet has come when what goes behind it has, and no more comes
asked_before() {
	local count
	until count=$(asked); ask h icmp 192.0.2.50 >/dev/null; ask h icmp 2001:db8:1::50 >/dev/null; [ "$count" = "$(asked)" ]; do :; done
	echo "$count"
}
operational() { i h link show eth1 | grep -q 'state UP'; }
alias_() { program homing-alias "$@"; }
until_ok operational
hears '% *' h udp+icmp 192.0.2.50,2001:db8:1::50
all=$(addresses h)

# within MS STATUS COMMAND...
within() {
	local most=$1 want=$2 start=${EPOCHREALTIME/./}
	shift 2
	exits "$want" "$@"
	timed "$*" "$most" $(((${EPOCHREALTIME/./} - start) / 1000))
}
# refused NAME ADDRESS...: the rival holds them. One line names the first and counts the others
refused() {
	local name=$1 a more=
	shift
	[ $# = 1 ] || more=", and $(($# - 1)) more"
	for a; do i rival addr add "$a" dev eth0; done
	within 1000 1 alias_ up "$name"
	told "$name: ${1%/*} is held by $MAC on eth1$more\$"
	same "nothing was added" "$all" "$(addresses h)"
	same "it is said once" 1 "$(grep -c 'is held' "$TMP/err")"
	for a; do i rival addr del "$a" dev eth0; done
}

story "by ARP"
refused brain 192.0.2.21/32
story "by neighbour discovery"
refused brain 2001:db8:1::20/128
story "several, of both families"
refused brain 192.0.2.12/32 192.0.2.22/32 2001:db8:1::21/128
story "one outside every prefix"
refused pinky 203.0.113.7/32
story "the whole alias"
refused spare 192.0.2.99/32 2001:db8:1::99/128

story "in spite of a rival, and without asking"
i rival addr add 192.0.2.99/32 dev eth0
exits 0 alias_ up spare --force
told "spare: 192.0.2.99 is held by $MAC"
same "it came all the same" 2 "$(ours h | grep -c '^addr ')"
exits 0 alias_ down spare
before=$(asked_before)
exits 0 alias_ up spare --no-probe
same "nobody was asked" "$before" "$(asked)"
same "it came" 2 "$(ours h | grep -c '^addr ')"
exits 0 alias_ down spare
i rival addr del 192.0.2.99/32 dev eth0

story "two aliases, one rival"
i rival addr add 192.0.2.21/32 dev eth0
within 1000 1 alias_ up brain pinky
told "brain: 192.0.2.21 is held by $MAC"
same "the other has come" 2 "$(ours h | grep -c '^addr ')"
exits 1 homing apply
told "brain: 192.0.2.21 is held by $MAC"
lacks "nothing of the refused one" '192\.0\.2\.|2001:db8:1::(12|2)' "$(ours h | grep '^addr ')"
contains "rules and routes are there" 'lookup 7202' "$(rules)"
rest=$(settled h)
exits 1 homing apply
same "and once more" "$rest" "$(settled h)"
story "the rival gives it back"
i rival addr del 192.0.2.21/32 dev eth0
exits 0 homing apply
same "all have come" 16 "$(ours h | grep -c '^addr ')"
story "a rival that comes late changes nothing"
i rival addr add 192.0.2.21/32 dev eth0
before=$(asked_before)
exits 0 alias_ up brain
hears '% *' h icmp 192.0.2.50
same "nobody is asked for what is ours already" "$before" "$(asked)"
same "it stays" 16 "$(ours h | grep -c '^addr ')"
exits 0 homing remove

i rival addr del 192.0.2.21/32 dev eth0

story "who does not ask"
sed -i 's/^\[alias pinky\]/probe = no\n\n&/' "$CONF"
i rival addr add 192.0.2.21/32 dev eth0
i rival addr add 198.51.100.200/32 dev eth0
exits 0 homing apply
for name in brain shop; do
	exits 0 alias_ down $name # which asks once, so that others hear of it
	before=$(asked_before)
	within 600 0 alias_ up $name
	hears '% *' h icmp 192.0.2.50,2001:db8:1::50
	same "nobody was asked for $name" "$before" "$(asked)"
done
exits 0 alias_ down
i sw link set eth1p down
until_ok no_carrier eth1
within 600 0 alias_ up pinky
i sw link set eth1p up
until_ok operational
exits 0 alias_ down

story "five hundred addresses"
cat >"$CONF" <<X
[alias many]
interface = eth1
address = 198.18.0.1-250, 2001:db8:f::1-2001:db8:f::fa
X
refused many 198.18.0.250/32
refused many 2001:db8:f::fa/128
refused many 198.18.0.1/32
within 1000 0 alias_ up many
same "without a rival they come" 500 "$(ours h | grep -c '^addr ')"
exits 0 alias_ down many

story "without carrier nobody can be asked: they are when it comes"
cat >"$CONF" <<X
[alias late]
interface = eth1
address = 192.0.2.70, 2001:db8:1::70
X
i rival addr add 192.0.2.70/32 dev eth0
i sw link set eth1p down
until_ok no_carrier eth1
exits 0 alias_ up late
same "they came" 2 "$(ours h | grep -c '^addr ')"
i sw link set eth1p up
until_ok operational
exits 1 homing up eth1
told "late: 192.0.2.70 is held by $MAC"
same "and go again" 0 "$(ours h | grep -c '^addr ')"
i rival addr del 192.0.2.70/32 dev eth0
exits 0 homing up eth1
same "the rival is gone: they stay" 2 "$(ours h | grep -c '^addr ')"
exits 0 alias_ down

story "two take it at once: never both"
cat >"$CONF" <<X
[alias ours]
interface = eth1
address = 192.0.2.60, 2001:db8:1::60
X
sed 's/eth1/eth0/' "$CONF" >"$TMP/rival.conf"
for try in 1 2 3; do
	n rival "$HOMING_BIN/homing-alias" -c "$TMP/rival.conf" --state-dir "$TMP/rival" up 2>/dev/null &
	alias_ up 2>/dev/null
	mine=$?
	wait $!
	his=$?
	check "try $try: one of us at most ($mine, $his)" [ $((mine + his)) -gt 0 ]
	same "who was refused has nothing" "$((1 - mine)) $((1 - his))" \
		"$(ours h | grep -c '^addr .*2001') $(ours rival | grep -c '^addr .*2001')"
	alias_ down
	n rival "$HOMING_BIN/homing-alias" -c "$TMP/rival.conf" --state-dir "$TMP/rival" down
done
finish
