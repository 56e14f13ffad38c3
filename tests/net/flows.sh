#!/bin/bash
# homing-mark: what is forwarded stays on the uplink that it came or left by. Port forwards and containers' published ports answer through each
# uplink, masqueraded flows outlive every change of the balance, with each rp_filter; the table follows the host, and nobody else's is touched.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/flows-lib.sh"
before=$(settled h)
others=$(tables)

story "-n changes nothing"
exits 0 mark -n
contains "commands" "^nft -f - " "$(<"$TMP/out")"
contains "the sysctl" "src_valid_mark=1" "$(<"$TMP/out")"
same "no table" "$others" "$(tables)"
for words in plan 'plan --all' 'plan --diff' '-n apply' '-n up eth1' '-n down eth1' 'plan remove'; do
	# shellcheck disable=SC2086 # several words
	exits 0 homing $words
	same "nor by homing $words" "$others" "$(tables)"
done
exits 0 program homing-watch -n --once
same "nor by homing-watch -n --once" "$others" "$(tables)"
exits 0 mark print
same "print says the same" "$(<"$TMP/out")" "$(mark -n | sed -n '/^table/,/^}/p')"
mark print >"$TMP/printed"
check "nft takes it" n h nft -c -f "$TMP/printed"

story "homing apply starts it"
exits 0 homing apply
contains "a table of its own" 'map incoming' "$(mark show)"
same "src_valid_mark" 1 "$(n h cat /proc/sys/net/ipv4/conf/all/src_valid_mark)"
exits 0 mark -n
same "nothing is left to do" "" "$(<"$TMP/out")"
same "nobody else's table is touched" "$others" "$(tables | sed '/^table inet homing-flows/,/^}/d')"

nft_quiet mark
nft_quiet mark up
nft_quiet homing apply
nft_quiet homing up eth2
quiet homing apply
quiet mark

for rp in 0 1 2; do
	rp_filter $rp
	story "rp_filter $rp: forwarded to each uplink's address"
	hears_forwarded
	story "rp_filter $rp: what is the host's own"
	hears '% *' cli tcp+udp+icmp $FOUR,$SIX
	hears '% 10.1.0.2' lan tcp+udp $FOUR
	hears '% fd00:1::2' lan tcp+udp $SIX
	hears '10.1.0.2 172.17.0.2' ctr tcp 10.1.0.2
	hears '10.99.0.2 *' lan tcp+udp 10.99.0.2
	hears '2001:db8:99::2 *' lan tcp+udp 2001:db8:99::2
	story "rp_filter $rp: an uplink that is out of the balance"
	exits 0 program homing-balance down one
	hears_forwarded
	exits 0 program homing-balance up one
done
rp_filter 1
story "without src_valid_mark a strict rp_filter drops them"
sed -i 's/^\[flows\]/[flows]\nsrc-valid-mark = no/' "$CONF"
exits 0 homing apply
same "as it was" 0 "$(n h cat /proc/sys/net/ipv4/conf/all/src_valid_mark)"
exits 0 program homing-balance down one
silent cli tcp 192.0.2.10 port 80 from 10.99.0.5
sed -i '/^src-valid-mark/d' "$CONF"
exits 0 homing apply
hears '10.1.0.2 10.99.0.5' cli tcp 192.0.2.10 port 80 from 10.99.0.5

story "flows outlive each change of the balance"
held lan4 lan tcp 60 10.99.0.2 7001
held lan6 lan tcp 60 2001:db8:99::2 7001
held udp4 lan udp 30 10.99.0.2
held udp6 lan udp 30 2001:db8:99::2
k=0
for address in 192.0.2.10 198.51.100.10 203.0.113.10; do held in-$((k += 1)) cli tcp 5 $address 82; done
all_flows_stay() {
	local f
	for f in lan4 lan6; do all_stay $f 60; done
	for f in udp4 udp6; do all_stay $f 30; done
	for f in in-1 in-2 in-3; do all_stay $f 5; done
}
all_flows_stay
for k in one two three; do
	exits 0 program homing-balance down $k
	all_flows_stay
	exits 0 program homing-balance up $k
	all_flows_stay
done

story "bits of others"
n h nft -f - <<X
table inet looks {
  chain in { type filter hook prerouting priority -140; iifname "eth0" ct state established ct mark & 0x7f000000 != 0 jump marked; }
  chain marked { meta mark & 0x80ffffff == 0x5 ct mark & 0x80ffffff == 0x30 counter return; counter; }
}
X
all_stay lan4 60
contains "both marks have theirs" 'packets [1-9][0-9]* bytes [0-9]* return' "$(n h nft list chain inet looks marked)"
contains "and nothing but theirs" 'packets 0 bytes 0$' "$(n h nft list chain inet looks marked)"
n h nft delete table inet looks

story "a person takes it down"
exits 0 mark down
lacks "no table" homing-flows "$(tables)"
same "src_valid_mark is as it was" 0 "$(n h cat /proc/sys/net/ipv4/conf/all/src_valid_mark)"
lacks "no rule" 'fwmark' "$(ours h)"
exits 0 homing up eth1
lacks "no event brings it back" homing-flows "$(tables)"
exits 0 mark
contains "he does" homing-flows "$(tables)"
contains "and its rules" 'fwmark' "$(ours h)"
for f in lan4 lan6 udp4 udp6; do say $f again; same "$f: none was lost" "silent 0 reset 0" "${SAID#same * other * }"; done

story "the table follows"
all_rules=$(rules_of all)
exits 0 homing down eth2
lacks "an interface that is held has no part" 'eth2|0x09000000 : ' "$(mark show)"
same "rules are the same" "$all_rules" "$(rules_of all)"
exits 0 homing up eth2
contains "back" '"eth2" : jump flow-two' "$(mark show)"
same "rules are the same" "$all_rules" "$(rules_of all)"
hears '10.1.0.2 10.99.0.3' cli tcp $FOUR port 80 from 10.99.0.3
was=$(flows_of one)
cat >>"$CONF" <<X
[uplink four]
interface = eth4
gateway = 100.64.0.1
family = 4
X
exits 0 homing apply
contains "one more uplink" '"eth4" : jump flow-four' "$(mark show)"
same "the others' rules are the same" "$all_rules" "$(rules_of four)"
now=$(flows_of one)
check "counters go on ($was, $now)" [ "${was:-0}" -gt 0 -a "${now:-0}" -ge "${was:-0}" ]
sed -i '/^\[uplink four\]/,$d' "$CONF"
exits 0 homing apply
same "gone again" "$all_rules" "$(rules_of all)"

story "two uplinks on one interface"
i h addr add 192.0.2.30/24 dev eth1
cat >>"$CONF" <<X
[uplink four]
interface = eth1
gateway = 192.0.2.3
addresses = 192.0.2.30
family = 4
X
exits 0 homing apply
lacks "the interface says nothing any more" '"eth1" : ' "$(mark show)"
contains "the address does" '"eth1" . 192.0.2.30 : jump flow-four' "$(mark show)"
contains "and the gateway" '"eth1" . 192.0.2.3 : jump flow-four' "$(mark show)"
contains "in IPv6 as well" '"eth1" . 2001:db8:1::10 : jump flow-one' "$(mark show)"
all_rules=$(rules_of all)
i h addr add 192.0.2.31/24 dev eth1
exits 0 homing up eth1
contains "an address more" '"eth1" . 192.0.2.31 : jump flow-one' "$(mark show)"
i h addr del 192.0.2.31/24 dev eth1
exits 0 homing up eth1
lacks "gone again" '192.0.2.31' "$(mark show)"
sed -i 's/192.0.2.3$/192.0.2.4/' "$CONF"
exits 0 homing apply
contains "another gateway" '"eth1" . 192.0.2.4 : jump flow-four' "$(mark show)"
same "rules are the same" "$all_rules" "$(rules_of all)"
nft_quiet homing apply
sed -i '/^\[uplink four\]/,$d' "$CONF"
i h addr del 192.0.2.30/24 dev eth1
exits 0 homing apply

story "somebody else's hand"
n h nft flush ruleset
exits 0 homing up eth1
contains "the next event loads it" 'jump flow-one' "$(mark show)"
n h nft flush map inet homing-flows incoming
n h nft add rule inet homing-flows leaving counter
n h nft add chain inet homing-flows foreign
n h nft add rule inet homing-flows foreign jump leaving
exits 0 mark
contains "what lacks" '"eth1" : jump flow-one' "$(mark show)"
lacks "what is too much" 'foreign|^[[:blank:]]*counter packets' "$(mark show)"
n h nft delete map inet homing-flows outgoing6 2>/dev/null
n h nft -f - <<X
delete table inet homing-flows
table inet homing-flows { map incoming { type ipv4_addr : verdict; }; }
X
exits 0 mark
contains "what cannot become it is made anew" '"eth1" : jump flow-one' "$(mark show)"
nft_quiet mark

story "[flows] goes from the file"
sed -i '/^\[flows\]/d' "$CONF"
exits 0 homing apply
lacks "no table" homing-flows "$(tables)"
check "no note" [ ! -e "$STATE/flows.nft" ]
exits 0 mark
told 'no \[flows\]'
echo '[flows]' >>"$CONF"
exits 0 homing apply
contains "and comes back" homing-flows "$(tables)"

story "homing remove"
exits 0 homing remove
lacks "no table" homing-flows "$(tables)"
check "no note" [ ! -e "$STATE/flows.nft" ]
same "all is as before" "$before" "$(settled h)"
same "src_valid_mark too" 0 "$(n h cat /proc/sys/net/ipv4/conf/all/src_valid_mark)"
exits 0 homing apply
: >"$CONF"
exits 0 homing remove
lacks "with nothing in the file, too" homing-flows "$(tables)"
finish
