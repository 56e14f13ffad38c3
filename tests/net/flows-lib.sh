# shellcheck shell=bash
# flows-lib.sh - a router with three uplinks, a LAN, a container and somebody else's firewall; source it behind lib.sh. For flows*.sh and the bench.

mark() { program homing-mark "$@"; }
[ -x "$HOMING_BIN/homing-mark" ] || skip "built without libnftables"
outside
router flows
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth3 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24
behind eth0 lan "addr add 10.1.0.2/24 dev eth0" "addr add fd00:1::2/64 dev eth0" "route add default via 10.1.0.1" "route add ::/0 via fd00:1::1"
behind veth0 ctr "addr add 172.17.0.2/16 dev eth0" "addr add fd00:17::2/64 dev eth0" "route add default via 172.17.0.1" \
	"route add ::/0 via fd00:17::1"
i h link set veth0 master docker0
for b in cli lan ctr; do n $b "$ANSWER" keep 7001; done
# a firewall, as people have it, and Docker's: neither knows of homing
n h nft -f - <<X
	table inet nat {
	  chain in {
	    type nat hook prerouting priority -100
	    iifname { "eth1", "eth2", "eth3" } tcp dport 80 dnat ip to 10.1.0.2:7000
	    iifname { "eth1", "eth2", "eth3" } tcp dport 80 dnat ip6 to [fd00:1::2]:7000
	    iifname { "eth1", "eth2", "eth3" } tcp dport 81 dnat ip to 172.17.0.2:7000
	    iifname { "eth1", "eth2", "eth3" } tcp dport 81 dnat ip6 to [fd00:17::2]:7000
	    iifname { "eth1", "eth2", "eth3" } udp dport 80 dnat ip to 10.1.0.2:7000
	    iifname { "eth1", "eth2", "eth3" } udp dport 80 dnat ip6 to [fd00:1::2]:7000
	    iifname { "eth1", "eth2", "eth3" } tcp dport 82 dnat ip to 10.1.0.2:7001
	    iifname { "eth1", "eth2", "eth3" } tcp dport 82 dnat ip6 to [fd00:1::2]:7001
	  }
	  chain out {
	    type nat hook postrouting priority 100
	    oifname { "eth1", "eth2", "eth3" } masquerade
	  }
	}
	table inet other {
	  counter many { }
	  chain in { type filter hook prerouting priority -160; counter name many meta mark set meta mark | 0x5; ct mark set ct mark | 0x30; }
	}
X
cat >"$CONF" <<X
[uplink one]
interface = eth1
gateway = 192.0.2.1, 2001:db8:1::1

[uplink two]
interface = eth2
gateway = 198.51.100.1, 2001:db8:2::1
mark = 9

[uplink three]
interface = eth3
gateway = 203.0.113.1
family = 4

[balance]
hash = l4

[flows]
X
FOUR=192.0.2.10,198.51.100.10,203.0.113.10 SIX=2001:db8:1::10,2001:db8:2::10
tables() { n h nft -s list ruleset | grep -v '^$'; }

# hears_forwarded: published ports of two kinds on every address, each from a client's address of its own
hears_forwarded() {
	hears '10.1.0.2 10.99.0.3' cli tcp+udp $FOUR port 80 from 10.99.0.3
	hears 'fd00:1::2 2001:db8:99::3' cli tcp+udp $SIX port 80 from 2001:db8:99::3
	hears '172.17.0.2 10.99.0.4' cli tcp $FOUR port 81 from 10.99.0.4
	hears 'fd00:17::2 2001:db8:99::4' cli tcp $SIX port 81 from 2001:db8:99::4
}

# held NAME BOX WORDS...: flows that are held (answer.c)
declare -A IN OUT
held() {
	local name=$1 b=$2 in out
	shift 2
	mkfifo "$TMP/$name.in" "$TMP/$name.out"
	ip netns exec "$b" "$ANSWER" hold "$@" <"$TMP/$name.in" >"$TMP/$name.out" &
	exec {in}>"$TMP/$name.in" {out}<"$TMP/$name.out"
	IN[$name]=$in OUT[$name]=$out
	read -r -t $PATIENCE -u "$out" SAID
	same "$name: flows are held" ready "$SAID"
}
# let_go NAME: they end
let_go() {
	local in=${IN[$1]} out=${OUT[$1]}
	exec {in}>&- {out}<&-
	rm "$TMP/$1.in" "$TMP/$1.out"
}
# say NAME LINE: they are asked; $SAID is what came
say() {
	echo "$2" >&"${IN[$1]}"
	SAID=
	read -r -t $PATIENCE -u "${OUT[$1]}" SAID
}
# seen NAME: `ADDRESS: COUNT' of each answer of the last round
seen() {
	local line
	echo who >&"${IN[$1]}"
	while read -r -t $PATIENCE -u "${OUT[$1]}" line && [ "$line" != . ]; do echo "$line"; done
}
all_stay() {
	say "$1" again
	same "$1: $2 flows are where they were" "same $2 other 0 silent 0 reset 0" "$SAID"
}

# nft_quiet COMMAND...: it says nothing to nftables
nft_says() { n h nft add table inet "$1" && n h nft delete table inet "$1" && grep -q "$1" "$TMP/nft"; }
nft_quiet() {
	local pid
	ip netns exec h stdbuf -oL nft monitor >"$TMP/nft" 2>&1 &
	pid=$!
	until_ok nft_says before
	"$@" >/dev/null 2>&1
	until_ok nft_says after
	kill $pid
	wait $pid 2>/dev/null
	same "'$*' says nothing to nftables" "" "$(grep -vE 'before|after|^# new gen' "$TMP/nft")"
}
# rules_of all|UPLINK: each rule of ours with its number; not that uplink's
rules_of() {
	n h nft -a -s list table inet homing-flows |
		awk -v no="$1" '/^\tchain/ { c = $2 } /^\tmap/ { c = "" } /# handle/ && c && c !~ ("-" no "$") && !/elements/ { print c, $0 }'
}
# flows_of UPLINK: how many packets have set its mark
flows_of() { mark show | grep -A 2 "chain flow-$1 " | sed -n 's/.*packets \([0-9]*\).*/\1/p'; }
