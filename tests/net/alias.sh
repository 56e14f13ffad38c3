#!/bin/bash
# Aliases of every kind: they come with label and length, answer by their uplink, stay where they are on a second run, go when they are
# told to or have left the file, and are held until somebody says `up`.
. "$(dirname "$0")/lib.sh"

outside
host alias
provider 1 eth1 192.0.2.0/24,203.0.113.0/24 2001:db8:1::/48,2001:db8:b::/48 192.0.2.1/24 2001:db8:1::1/64
i p1 route add 203.0.113.0/24 dev sw0
i p1 route add 2001:db8:b::/64 dev sw0
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
i p2 route add 2001:db8:2:c::/64 via 2001:db8:2::10
behind eth0 lan "addr add 10.1.0.2/24 dev eth0" "addr add 10.7.0.2/24 dev eth0" "addr add fd00:7::2/64 dev eth0"
BRAIN=192.0.2.12,192.0.2.20,192.0.2.21,192.0.2.22,2001:db8:1::12,2001:db8:1::20,2001:db8:1::21
OTHERS=203.0.113.7,2001:db8:b::7,198.51.100.200,2001:db8:2:c::200,198.51.100.201,2001:db8:2:c::201,2001:db8:1::30

# what the provider's switch hears of aliases that is meant for all: questions for rivals, and announcements
n p1 nft -f - <<X
	table netdev heard {
	  counter asked { }
	  counter told { }
	  chain in {
	    type filter hook ingress device "port-eth1" priority 0
	    ether daddr ff:ff:ff:ff:ff:ff arp saddr ip 0.0.0.0 counter name asked
	    ether daddr ff:ff:ff:ff:ff:ff arp saddr ip { 192.0.2.12, 192.0.2.20-192.0.2.22, 192.0.2.99, 203.0.113.7 } counter name told
	    ip6 daddr ff02::1 icmpv6 type nd-neighbor-advert counter name told
	  }
	}
X
heard() { n p1 nft list counter netdev heard "$1" | awk '/packets/ { print $2 }'; }
alias_() { program homing-alias "$@"; }
all=$(addresses h)
added() { comm -13 <(echo "$all") <(addresses h); } # beside those that were there before

story "one alias"
exits 0 alias_ up brain
same "nothing is said" "" "$(cat "$TMP/out" "$TMP/err")"
same "its addresses" "eth1 inet 192.0.2.12/32 scope global eth1:brain
eth1 inet 192.0.2.20/32 scope global eth1:brain
eth1 inet 192.0.2.21/32 scope global eth1:brain
eth1 inet 192.0.2.22/32 scope global eth1:brain
eth1 inet6 2001:db8:1::12/128 scope global nodad deprecated
eth1 inet6 2001:db8:1::20/128 scope global nodad deprecated
eth1 inet6 2001:db8:1::21/128 scope global nodad deprecated" "$(added)"
same "all bear our mark" 7 "$(ours h | grep -c '^addr ')"
same "nothing else does" 7 "$(ours h | wc -l)"
hears '% *' cli tcp+udp+icmp $BRAIN
check "it was asked for" [ "$(heard asked)" -ge 12 ]
check "and announced" [ "$(heard told)" -ge 11 ]

story "a second time"
asked=$(heard asked) told=$(heard told)
exits 0 alias_ up brain
same "nothing is said" "" "$(cat "$TMP/out" "$TMP/err")"
quiet alias_ up brain
hears '% *' h icmp 192.0.2.1,2001:db8:1::1 # whatever was sent before has arrived by now
same "nobody was asked" "$asked" "$(heard asked)"
same "nor told" "$told" "$(heard told)"
same "nothing to plan" "" "$(alias_ -n up brain)"

story "all that come by themselves"
exits 0 alias_ up
contains "a shorter length where a network lies behind" '^eth0 .*inet 10.7.0.1/24 ' "$(added)"
contains "one that may be chosen as source" '^eth1 .*inet6 2001:db8:1::30/128 scope global nodad' "$(added)"
lacks "a person's do not" '\.99/|::99/' "$(added)"
same "all bear our mark" 16 "$(ours h | grep -c '^addr ')"
exits 0 homing apply
hears '% *' cli tcp+udp+icmp $BRAIN
hears '% *' cli tcp+udp+icmp $OTHERS
hears '% *' lan tcp+udp 10.7.0.1,fd00:7::1
nothing_forged 1 2
quiet homing apply
quiet homing up eth1
same "show: as many" 16 "$(alias_ show | wc -l)"
same "show: of the one that is named" 2 "$(alias_ show pinky | wc -l)"
same "show says what the plan said" "$(homing plan --all 2>/dev/null | grep ' addr ')" "$(alias_ show)"

story "a person's alias"
silent cli udp+icmp 192.0.2.99,2001:db8:1::99
exits 0 alias_ up spare
hears '% *' cli tcp+udp 192.0.2.99,2001:db8:1::99
exits 0 homing apply
hears '% *' cli tcp+udp 192.0.2.99,2001:db8:1::99
exits 0 alias_ down spare
exits 0 homing apply
silent cli udp+icmp 192.0.2.99,2001:db8:1::99

story "down, and held"
exits 0 alias_ down brain
lacks "it is gone" '192\.0\.2\.(12|2.)/|:1::(12|2.)/' "$(added)"
exits 0 alias_ down brain
same "and again: nothing is said" "" "$(cat "$TMP/out" "$TMP/err")"
exits 0 homing up eth1
exits 0 alias_ up pinky
silent cli udp 192.0.2.12,2001:db8:1::12
same "the hold" "[hold alias brain]" "$(grep '^\[' "$STATE/held.ini")"
exits 0 alias_ up brain
hears '% *' cli tcp+udp $BRAIN
exits 0 alias_ down
same "no alias is left" "$all" "$(addresses h)"
exits 0 homing up eth1 eth2 eth0
same "nor comes" "$all" "$(addresses h)"
exits 0 homing apply
told 'brain'
hears '% *' cli tcp+udp $BRAIN
hears '% *' cli tcp+udp $OTHERS

story "another label, another length, another address"
sed -i 's/^label = eth1:brain/label = eth1:b/; s/^address = 192.0.2.12, 192.0.2.20-22/address = 192.0.2.12, 192.0.2.23/; s/10.7.0.1.24/10.7.0.1\/25/' "$CONF"
exits 0 homing apply
contains "the label" ' 192.0.2.12/32 .*eth1:b$' "$(added)"
contains "the length" ' 10.7.0.1/25 ' "$(added)"
lacks "the old ones" 'eth1:brain|10.7.0.1/24|192\.0\.2\.2[012]/' "$(added)"
hears '% *' cli tcp+udp 192.0.2.12,192.0.2.23
silent cli udp 192.0.2.20

story "it has left the file"
sed -i '/^\[alias brain\]/,/^\[alias pinky\]/ { /^\[alias pinky\]/! d }' "$CONF"
exits 0 homing apply
lacks "it is gone" '192\.0\.2\.|:1::(12|2.)/' "$(added)"
silent cli udp 192.0.2.12,2001:db8:1::12
hears '% *' cli tcp+udp $OTHERS
exits 3 alias_ up brain
told 'brain'

story "remove"
exits 0 homing remove
same "the addresses that were there before" "$all" "$(addresses h)"
same "nothing of ours" "" "$(ours h)"
finish
