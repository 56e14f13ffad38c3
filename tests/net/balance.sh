#!/bin/bash
# The default shared by all uplinks: ten thousand flows of the host, and of a host behind it, split by weight, each with the address of the
# uplink it leaves by; what is bound is not shared; what is taken out carries nothing; and nothing of it stays when it goes.
. "$(dirname "$0")/lib.sh"

outside
router balance
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth3 203.0.113.0/24 2001:db8:3::/48 203.0.113.129/32
i p3 route add 203.0.113.0/25 dev sw0
i p3 route add 2001:db8:3::/64 dev sw0
provider 4 eth4 100.64.0.0/24 2001:db8:4::/48 100.64.0.1/24 2001:db8:4::1/64
behind eth0 lan "addr add 10.1.0.2/24 dev eth0" "addr add fd00:1::2/64 dev eth0" "route add default via 10.1.0.1" \
	"route add ::/0 via fd00:1::1"
n h nft -f - <<X
	table inet nat {
	  chain out {
	    type nat hook postrouting priority 100
	    ip saddr 10.1.0.0/24 oifname { "eth1", "eth2", "eth3", "eth4" } masquerade
	    ip6 saddr fd00:1::/64 oifname { "eth1", "eth2", "eth3", "eth4" } masquerade
	  }
	}
X
A=(- 192.0.2.10 198.51.100.10 203.0.113.10 100.64.0.10)
B=(- 2001:db8:1::10 2001:db8:2::10 2001:db8:3::10 2001:db8:4::10)
# 10.98.0.0/16 and 2001:db8:98::/48 are only counted, by what they come from
for k in 1 2 3 4; do
	n p$k nft -f - <<-X
		table inet flows {
		  counter four { }
		  counter six { }
		  chain in {
		    type filter hook prerouting priority -200
		    iifname "sw0" ip daddr 10.98.0.0/16 ip saddr ${A[k]} counter name four drop
		    iifname "sw0" ip6 daddr 2001:db8:98::/48 ip6 saddr ${B[k]} counter name six drop
		  }
		}
	X
done
# arrived four|six: `ADDRESS COUNT` of each provider since the last time, where it was not 0
arrived() {
	local k
	for k in 1 2 3 4; do
		[ "$1" = four ] && echo -n "${A[k]} " || echo -n "${B[k]} "
		n p$k nft reset counter inet flows "$1" | awk '/packets/ { print $2 }'
	done | awk '$2'
}
flows() { local b=$1; shift; n "$b" "$ANSWER" flows "$@"; }
MANY4="10000 10.98.0.1 10000" MANY6="10000 2001:db8:98::1 10000"

# split WHAT COUNTS ADDRESS=WEIGHT...: no other address, and no share is off by more than 3 % of all
split() {
	local what=$1 counts=$2 said
	shift 2
	said=$(awk -v shares="$*" '
		{ got[$1] = $2; all += $2 }
		END {
			n = split(shares, share, " ")
			for (k = 1; k <= n; k++) { split(share[k], s, "="); weight[s[1]] = s[2]; sum += s[2] }
			for (a in weight) {
				off = all ? got[a] / all - weight[a] / sum : 1
				if (off > 0.03 || off < -0.03) print a, "has", got[a] + 0, "of", all + 0
			}
			for (a in got) if (!(a in weight)) print a, "has", got[a]
		}' <<<"$counts")
	if [ "$said" ]; then fail "$what: $said"; else ok "$what: ${counts//$'\n'/, }"; fi
}
# shares WHAT D C R S: the split of all flows over dsl, cable, radio, spare by these weights (0: none), as the host says and the providers see
shares() {
	local what=$1 four=() six=() k
	shift
	for k in 1 2 3 4; do
		[ "${!k}" = 0 ] || { four+=("${A[k]}=${!k}"); six+=("${B[k]}=${!k}"); }
	done
	arrived four >/dev/null
	arrived six >/dev/null
	# shellcheck disable=SC2086 # words
	split "$what, IPv4" "$(flows h $MANY4)" "${four[@]}"
	split "$what, IPv4 at the providers" "$(arrived four)" "${four[@]}"
	# shellcheck disable=SC2086 # words
	split "$what, IPv6" "$(flows h $MANY6)" "${six[@]}"
	split "$what, IPv6 at the providers" "$(arrived six)" "${six[@]}"
}
balance() { program homing-balance "$@"; }
n h sysctl -qw net.ipv4.fib_multipath_hash_policy=2
before=$(settled h)

story "before: main's default carries all"
hears '% *' cli icmp "${A[4]},${B[4]}" # neighbours are found now
shares "the host's" 0 0 0 1

story "homing apply"
exits 0 homing apply
for k in 1 2 3 4; do hears '% *' cli tcp+udp+icmp "${A[k]},${B[k]}"; done
same "a hash of ports" "net.ipv4.fib_multipath_hash_policy = 1
net.ipv6.fib_multipath_hash_policy = 1" "$(hashes h)"
same "the uplinks' group" "eth1 eth2 eth3 eth4" "$(groups h | awk '$3 == 72 { print $1 }' | xargs)"
shares "the host's" 2 1 3 0
split "to one destination, IPv4" "$(flows h 10000 10.98.0.1 1)" "${A[1]}=2" "${A[2]}=1" "${A[3]}=3"
split "to one destination, IPv6" "$(flows h 10000 2001:db8:98::1 1)" "${B[1]}=2" "${B[2]}=1" "${B[3]}=3"
hears '10.99.0.2 *' h tcp+udp+icmp 10.99.0.2
hears '2001:db8:99::2 *' h tcp+udp+icmp 2001:db8:99::2
quiet homing apply
quiet balance up

story "a host behind it, masqueraded"
hears '10.99.0.2 *' lan tcp+udp+icmp 10.99.0.2
hears '2001:db8:99::2 *' lan tcp+udp+icmp 2001:db8:99::2
arrived four >/dev/null
arrived six >/dev/null
# shellcheck disable=SC2086 # words
split "its own address" "$(flows lan $MANY4)" 10.1.0.2=1
split "IPv4 at the providers" "$(arrived four)" "${A[1]}=2" "${A[2]}=1" "${A[3]}=3"
# shellcheck disable=SC2086 # words
split "its own address" "$(flows lan $MANY6)" fd00:1::2=1
split "IPv6 at the providers" "$(arrived six)" "${B[1]}=2" "${B[2]}=1" "${B[3]}=3"

story "what is bound is not shared"
for k in 1 2 3 4; do
	for words in "from ${A[k]}" "dev eth$k" "from ${A[k]} dev eth$k"; do
		# shellcheck disable=SC2086 # words
		split "$words" "$(flows h 200 10.98.0.1 200 $words)" "${A[k]}=1"
	done
	for words in "from ${B[k]}" "dev eth$k" "from ${B[k]} dev eth$k"; do
		# shellcheck disable=SC2086 # words
		split "$words" "$(flows h 200 2001:db8:98::1 200 $words)" "${B[k]}=1"
	done
done
story "nor what is near"
split "a neighbour of cable's" "$(flows h 200 198.51.100.20 100)" "${A[2]}=1"
split "a neighbour of dsl's" "$(flows h 200 2001:db8:1::20 100)" "${B[1]}=1"
split "the LAN" "$(flows h 200 10.1.0.2 1)" 10.1.0.1=1
split "the LAN" "$(flows h 200 fd00:1::2 1)" fd00:1::1=1

story "by addresses alone (hash = l3)"
sed -i 's/^hash = l4/hash = l3/' "$CONF"
exits 0 homing apply
shares "the host's" 2 1 3 0
same "one destination has one uplink" 1 "$(flows h 100 10.98.0.1 1 | wc -l)"
same "in IPv6 too" 1 "$(flows h 100 2001:db8:98::1 1 | wc -l)"
story "as it was (hash = keep)"
sed -i 's/^hash = l3/hash = keep/' "$CONF"
exits 0 homing apply
same "the old hash" "$(tail -n 2 <<<"$before")" "$(hashes h)"
sed -i 's/^hash = keep/hash = l4/' "$CONF"
exits 0 homing apply
all=$(settled h)

story "one is taken out"
ip netns exec h stdbuf -oL ip -N monitor route >"$TMP/monitor" 2>&1 &
pid=$!
until_ok monitor_says 10.255.0.1
exits 0 balance down dsl
until_ok monitor_says 10.255.0.2
kill $pid
wait $pid 2>/dev/null
same "the default is replaced, in both families, and never gone" "default default" \
	"$(sed -nE 's/^((Deleted )?default) .*table 7200.*/\1/p' "$TMP/monitor" | xargs)"
shares "the others'" 0 1 3 0
for k in 1 2 3 4; do hears '% *' cli tcp+udp "${A[k]},${B[k]}"; done
hears "* ${A[1]}" h tcp+udp 10.99.0.2 from "${A[1]}"
hears "* ${B[1]}" h tcp+udp 2001:db8:99::2 dev eth1
exits 0 homing up eth1
exits 0 homing up eth2
shares "still the others'" 0 1 3 0
exits 0 balance up dsl
same "as before" "$all" "$(settled h)"
shares "all three" 2 1 3 0

story "the next preference"
exits 0 balance down dsl radio
shares "one is left" 0 1 0 0
exits 0 balance down cable
shares "the spare" 0 0 0 1
exits 0 balance up dsl
shares "the first is back" 1 0 0 0

story "all are taken out: main's default serves"
i h route add default via 192.0.2.1 dev eth1 metric 50
i h route add ::/0 via 2001:db8:1::1 dev eth1 metric 50
exits 0 balance down
lacks "no route, no rule" '327[0-9][0-9]:|table 7200' "$(ours h)"
same "groups and hash are as they were" "$(sed -n '/ group /p; /^net/p' <<<"$before")" "$(settled h | sed -n '/ group /p; /^net/p')"
shares "main's" 1 0 0 0
exits 0 homing apply
told 'radio'
same "as before" "$all" "$(settled h)"
shares "all three" 2 1 3 0

story "a link goes down and comes back"
i h link set eth3 down
exits 0 homing apply
shares "the others'" 2 1 0 0
batch h <<X
link set eth3 up
addr replace 2001:db8:3::10/128 dev eth3
X
operational() { i h link show eth3 | grep -q 'state UP'; }
until_ok operational
exits 0 homing up eth3
hears '% *' cli tcp+udp "${A[3]},${B[3]}"
shares "all three" 2 1 3 0
story "an interface is held"
exits 0 homing down eth1
shares "the others'" 0 1 3 0
exits 0 homing up eth1
same "as before" "$all" "$(settled h)"

story "somebody else's group"
i h link set eth2 group 5
exits 0 homing apply
contains "a rule stands in" '^32763:.*lookup main suppress_prefixlength 0 proto' "$(i h rule show)"
contains "in IPv6 too" '^32763:.*lookup main suppress_prefixlength 0 proto' "$(i h -6 rule show)"
lacks "for the other one" '^32764:' "$(i h rule show; i h -6 rule show)"
contains "the group stays" '^eth2 group 5$' "$(groups h)"
shares "all three" 2 1 3 0
quiet homing apply
exits 0 homing remove
contains "it stays" '^eth2 group 5$' "$(groups h)"
lacks "no other is left" ' group 72' "$(groups h)"
i h link set eth2 group 0
story "no groups"
printf '\n[homing]\ngroup = 0\n' >>"$CONF"
exits 0 homing apply
contains "a rule stands in" '^32763:.*lookup main suppress_prefixlength 0 proto' "$(i h rule show)"
lacks "no group is set" ' group 72' "$(groups h)"
shares "all three" 2 1 3 0
sed -i '/^group = 0/d' "$CONF"
exits 0 homing apply
same "as before" "$all" "$(settled h)"

story "the section has left the file"
sed -i '/^\[balance\]/,/^hash/d' "$CONF"
exits 0 homing apply
lacks "no route, no rule" '327[0-9][0-9]:|table 7200' "$(ours h)"
same "groups and hash are as they were" "$(sed -n '/ group /p; /^net/p' <<<"$before")" "$(settled h | sed -n '/ group /p; /^net/p')"
shares "main's" 1 0 0 0
story "remove"
printf '\n[balance]\nhash = l4\n' >>"$CONF"
exits 0 homing apply
same "as before" "$all" "$(settled h)"
exits 0 homing remove
same "the host as it was" "$before" "$(settled h)"
nothing_forged 1 2 3 4
finish
