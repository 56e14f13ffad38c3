#!/bin/bash
# What is not ours stays as it is, byte for byte, whatever we do; a second run says nothing to the kernel; remove leaves the host as it was.
. "$(dirname "$0")/lib.sh"

host everything
batch h <<-X
	link set eth1 group 5
	route add 10.77.0.0/16 dev lan0 table 7201 proto static
	route add fd00:77::/64 dev lan0 table 7201 proto static
	route add default via 10.1.0.2 dev lan0 table 52 proto 99
	route add unreachable 10.78.0.0/16 table 7299 proto static
	addr add 10.3.0.1/24 dev lan0
	rule add pref 7210 to 192.0.2.0/26 goto 7299
	rule add pref 7299 nop
	rule add pref 7250 lookup main suppress_prefixlength 1
	rule add pref 7408 from 192.0.2.0/26 iif lo lookup 7201 protocol 99
	rule add pref 7700 oif eth1 lookup 52
	rule add pref 5 from 10.3.0.0/24 lookup 52
	rule add pref 32700 fwmark 0x1000000/0x7f000000 lookup 52
X
cat >>"$CONF" <<X

[balance]
hash = l4

[alias web]
interface = eth2
address = 198.51.100.80-81, 2001:db8:2::80-2001:db8:2::81
label = eth2:web
probe = no

[alias theirs]
interface = eth2
address = 198.51.100.90, 2001:db8:2::90
label = eth2:ours
probe = no
X
# an address that one of our aliases has, brought up by somebody else in his own way; and what the balance would need
batch h <<-X
	addr add 198.51.100.90/32 dev eth2 label eth2:his
	addr add 2001:db8:2::90/128 dev eth2
	rule add pref 32765 lookup 52
	route add default via 10.1.0.2 dev lan0 table 7200 metric 5 proto static
X
n h sysctl -qw net.ipv4.fib_multipath_hash_policy=2
i h -6 rule add pref 7464 from 2001:db8:1::/64 iif lo lookup 7201
i h -6 rule add pref 7250 lookup main suppress_prefixlength 4 protocol 99
i h -6 rule add pref 5 from fd00:1::/64 lookup 52

everything() { kernel h; hashes h; }
all=$(everything)
# what is ours bears our mark, or is one of these: two aliases, two sysctls
others() { kernel h | sed -E '/ proto 72( |$)/d; /(198\.51\.100\.|2001:db8:2::)8[01]([/ ]|$)/d; / eth[23][@:]/s/ group 72 / group 0 /'; }
theirs=$(others)

story "everybody else's"
exits 0 homing apply
check "there is something of ours now" [ "$(ours h | wc -l)" -gt 40 ]
same "two aliases" 4 "$(ours h | grep -c '^addr ')"
same "no group, as eth1 is in somebody else's" "" "$(groups h | awk '$3 == 72 { print $1 }' | xargs)"
same "two sysctls" 2 "$(hashes h | grep -c '= 1$')"
same "after apply" "$theirs" "$(others)"
for call in "down eth2" "up eth2" "apply" "down eth1 eth3" "up eth1" "apply"; do
	# shellcheck disable=SC2086 # words
	exits 0 homing $call
	same "after $call" "$theirs" "$(others)"
done
exits 0 homing remove
same "remove leaves the host as it was" "$all" "$(everything)"
exits 0 homing remove
same "and again" "$all" "$(everything)"

story "the second run"
exits 0 homing apply
quiet homing apply
quiet homing up eth1
quiet homing up eth1 eth2 eth3
for kind in table rule alias balance; do quiet program homing-$kind up; done
exits 0 program homing-balance down three
quiet program homing-balance down three
exits 0 program homing-alias down web
quiet program homing-alias down web
exits 0 homing down eth2
quiet homing down eth2
quiet homing up eth1
same "nothing to do is nothing to plan" "" "$(homing -q plan up eth1)"

story "processes"
if command -v strace >/dev/null; then
	ASAN_OPTIONS=detect_leaks=0 n h strace -f -qq -e trace=process -o "$TMP/trace" "$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" apply 2>/dev/null
	same "no fork, no exec" 1 "$(grep -cE '(fork|clone|clone3|execve)\(' "$TMP/trace")"
else
	echo "skip  strace is not installed"
fi
finish
