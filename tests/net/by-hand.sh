#!/bin/bash
# Typed by hand, without a file: tables, rules, an alias and a balance come one by one, answer, survive every event, and go exactly as they
# came; with a state directory that remembers them, and without one, where the kernel has to.
. "$(dirname "$0")/lib.sh"

[ ! -d /etc/homing ] || mount -t tmpfs tmpfs /etc/homing || skip "no tmpfs here"
outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
options=(--state-dir "$STATE")
hand() { local p=$1; shift; n h "$HOMING_BIN/homing$p" "${options[@]}" "$@"; }
files() { (cd "$STATE" && echo *.ini | sed "s/ health.ini//"); } # what was typed; the watcher writes another

# The words, one object a line. Addresses are looked for by a test of their own (alias-rival), so nobody is asked.
words=(
	"-table --interface eth0 --gateway 192.0.2.1 --gateway fe80::1 --table 101 --guard"
	"-rule --from 192.0.2.0/24 --from 2001:db8:1::/64 --table 101"
	"-table --interface eth1 --gateway 198.51.100.1,fe80::1 --table 102"
	"-rule --interface eth1 --from 198.51.100.0/24,2001:db8:2::/64 --table 102"
	"-alias --interface eth0 --address 192.0.2.12 --address 2001:DB8:1:0::12 --label eth0:brain --no-probe"
	"-alias --interface eth1 --address 198.51.100.20-22 --no-probe"
	"-balance --hop eth0,192.0.2.1,2 --hop eth0,fe80::1,2 --hop eth1,198.51.100.1 --hop eth1,fe80::1"
)
type_in() { # VERB WORDS
	local word
	read -ra word <<<"$2"
	exits 0 hand "${word[0]}" "$1" "${word[@]:1}"
}
all_answer() {
	hears '% *' cli tcp+udp+icmp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10,192.0.2.12,2001:db8:1::12,198.51.100.21
	nothing_forged 1 2
}
up_and_down() {
	local k before=()
	for k in "${!words[@]}"; do
		before[k]=$(settled h)
		type_in up "${words[k]}"
		[ "$(settled h)" != "${before[k]}" ] || fail "nothing came"
	done
	all_answer
	after=$(settled h)
	"$1"
	for ((k = ${#words[@]} - 1; k >= 0; k--)); do
		type_in down "${words[k]}"
		same "and there is what was there before it" "${before[k]}" "$(settled h)"
	done
}

story "remembered"
# shellcheck disable=SC2317 # called by until_ok
is_as() { [ "$(settled h)" = "$1" ]; }
survives() {
	same "a file for each interface" "announced.ini hand-eth0.ini hand-eth1.ini sysctl.ini" "$(files)"
	for command in "up eth0" "up eth1" "up eth2" apply; do
		# shellcheck disable=SC2086 # a command with its words
		exits 0 hand "" $command
		same "it is all there" "$after" "$(settled h)"
	done
	pull eth0 p1
	until_ok no_carrier eth0
	i h link set eth0 down
	exits 0 hand "" up eth1
	i h link set eth0 up
	push eth0 p1
	until_ok carrier eth0
	i h addr replace 2001:db8:1::10/64 dev eth0
	exits 0 hand "" up eth0
	same "also when the link has been down" "$after" "$(settled h)"
	all_answer
	ip netns exec h "$HOMING_BIN/homing-watch" "${options[@]}" >"$TMP/watch" 2>&1 &
	watcher=$!
	until_ok grep -q . "$STATE/watch.lock"
	i h route flush table 101
	i h -6 rule del pref 7464 from 2001:db8:1::/64 iif lo lookup 101
	until_ok is_as "$after"
	type_in down "${words[3]}"
	type_in up "${words[3]}"
	until_ok is_as "$after"
	kill $watcher
	wait $watcher 2>/dev/null
	same "the watcher keeps it, too" "$after" "$(settled h)"
	quiet hand -table up --interface eth0 --gateway 192.0.2.1,fe80::1 --table 101 --guard
	exits 0 hand -status --check
	exits 0 hand -table show
	contains "show has it" 'default via 192.0.2.1 dev eth0 proto 72 table 101' "$(cat "$TMP/out")"
	i h route replace ::/0 via fe80::1 dev eth0 proto ra metric 100 # which went with the link
}
sorted() { kernel h | sed 's/^[0-9]*: //' | sort; }
clean=$(sorted)
up_and_down survives
same "all is as it was" "$clean" "$(sorted)"
same "nothing is remembered" "announced.ini" "$(files)"

story "no place for a state directory"
options=(--state-dir /nowhere/homing)
forgotten() {
	told 'the next event will not know of this'
	exits 0 hand -table show
	contains "show has it" 'default via 192.0.2.1 dev eth0 proto 72 table 101' "$(cat "$TMP/out")"
	exits 0 hand -status --check
}
up_and_down forgotten
same "all is as it was" "$clean" "$(sorted)"

story "a state directory that can only be read"
mkdir /run/fixed # below a tmpfs of this story alone
mount -t tmpfs -o mode=755 tmpfs /run/fixed || fail "lab: no tmpfs"
options=(--state-dir /run/fixed/homing)
type_in up "${words[0]}"
after=$(settled h)
mount -o remount,ro /run/fixed || fail "lab: not read-only"
type_in up "${words[1]}"
told 'the next event will not know of this'
type_in down "${words[1]}"
same "gone, and the table stays" "$after" "$(settled h)"
type_in down "${words[0]}"
same "all is as it was" "$clean" "$(sorted)"

story "looking first"
options=(--state-dir "$STATE")
exits 0 hand -table up -n --interface eth0 --gateway 192.0.2.1 --table 101
same "the plan" "ip -4 route add 192.0.2.0/24 dev eth0 proto 72 table 101
ip -4 route add default via 192.0.2.1 dev eth0 proto 72 table 101" "$(cat "$TMP/out")"
same "changes nothing" "$clean" "$(sorted)"
same "and remembers nothing" "announced.ini" "$(files)"

story "what could not come up is not remembered"
exits 1 hand -table up --interface eth0 --gateway 198.51.100.1 --table 101
told 'ip -4 route add default via 198.51.100.1'
same "no file" "announced.ini" "$(files)"
exits 1 hand -alias up --interface eth0 --address 192.0.2.12,192.0.2.1
told '192.0.2.1 is held by'
same "no file" "announced.ini" "$(files)"
type_in up "${words[0]}"
after=$(settled h)
exits 1 hand -table up --interface eth0 --gateway 198.51.100.1 --table 101
same "what was there before stays" "$after" "$(settled h)"
exits 0 hand "" up eth0
same "also at the next event" "$after" "$(settled h)"

story "more than one by an interface"
type_in up "-table --interface eth0 --gateway 192.0.2.1,fe80::1 --table 201"
contains "the second table" 'default via 192.0.2.1 dev eth0 table 201' "$(ours h)"
exits 2 hand -balance up --hop eth0
told 'several gateways'
type_in down "-table --table 201"
same "it is gone, the first one stays" "$after" "$(settled h)"
type_in up "-rule --from 192.0.2.10 --table 101"
type_in up "-rule --from 2001:db8:1::10 --table 101"
contains "both families" 'from 2001:db8:1::10 iif lo lookup 101' "$(rules)"
type_in down "-rule --from 192.0.2.10 --table 101"
lacks "one is gone" 'from 192.0.2.10' "$(rules)"
contains "the other stays" 'from 2001:db8:1::10 iif lo lookup 101' "$(rules)"
type_in down "-rule --from 2001:db8:1::10 --table 101"
exits 0 hand -rule down --from 2001:db8:1::10 --table 101
told 'nothing like that was typed'
same "the table is as it was" "$after" "$(settled h)"
exits 0 hand "" remove
same "remove takes it too" "$clean" "$(sorted)"
exits 0 hand "" apply
same "and apply brings it back" "$after" "$(settled h)"
type_in down "${words[0]}"

story "words that contradict each other, or the file"
refused() { # PATTERN PROGRAM WORDS...
	local pattern=$1
	shift
	exits 2 hand "$@"
	told "$pattern"
}
refused 'do not go together: --interface' -table up dsl --interface eth0 --gateway 192.0.2.1 --table 101
refused '--gateway: .192.0.2.2. is a second gateway for IPv4' -table up --interface eth0 --gateway 192.0.2.1,192.0.2.2 --table 101
refused '--gateway is missing' -table up --interface eth0 --table 101
refused '--interface is missing' -table up --gateway 192.0.2.1 --table 101
refused '--table is missing' -table up --interface eth0 --gateway 192.0.2.1
refused '--table: .254.' -table up --interface eth0 --gateway 192.0.2.1 --table 254
refused '7200 is the balance table' -table up --interface eth0 --gateway 192.0.2.1 --table 7200
refused '--interface is missing' -rule up --from 192.0.2.0/24 --table 101
refused '--from: .auto.' -rule up --from auto --table 101 --interface eth0
refused 'bits set behind its length' -rule up --from 192.0.2.1/24 --table 101 --interface eth0
refused '--address: .203.0.113.300' -alias up --interface eth0 --address 203.0.113.300
refused 'must begin with the interface' -alias up --interface eth0 --address 192.0.2.12 --label eth1:x
refused 'only IPv4 addresses have labels' -alias up --interface eth0 --address 2001:db8:1::12 --label eth0:x
refused 'must be IFACE\[,GATEWAY\[,WEIGHT\]\]' -balance up --hop eth0,192.0.2.1,2,3
refused '300' -balance up --hop eth0,192.0.2.1,300
refused 'takes names, not: --table' -table show --table 101
type_in up "-table --interface eth0 --gateway 192.0.2.1 --table 101"
refused 'leaves IPv6 out' -rule up --from 2001:db8:1::/64 --table 101
refused 'table 101 was typed for eth0' -table up --interface eth1 --gateway 198.51.100.1 --table 101
type_in down "-table --table 101"
type_in up "-alias --interface eth0 --address 192.0.2.20-25 --no-probe"
refused 'come and go together' -alias down --interface eth0 --address 192.0.2.22
refused '192.0.2.20 is also that of' -alias up --interface eth1 --address 192.0.2.20
type_in down "-alias --interface eth0 --address 192.0.2.20-25"
options+=(-c "$CONF")
refused 'it is that of \[uplink dsl\] .*homing.conf:' -table up --interface eth0 --gateway 192.0.2.1 --table 7201
refused 'it is the interface of \[uplink cable\] .*homing.conf:' -balance up --hop eth1
same "nothing has come of it" "$clean" "$(sorted)"

story "beside a file"
exits 0 hand "" apply
file=$(settled h)
type_in up "-table --interface eth0 --gateway 192.0.2.1 --table 101"
type_in up "-rule --from 2001:db8:1::10 --table 7900 --interface eth0"
type_in up "-alias --interface eth0 --address 192.0.2.12 --no-probe"
exits 0 hand "" apply
contains "what was typed stays" 'default via 192.0.2.1 dev eth0 table 101' "$(ours h)"
both=$(settled h)
exits 0 hand "" up eth1
same "at each event" "$both" "$(settled h)"
type_in down "-table --table 101"
type_in down "-rule --from 2001:db8:1::10 --table 7900"
type_in down "-alias --interface eth0 --address 192.0.2.12"
exits 0 hand "" up eth0 # dsl has its address again
same "and the file's goes on" "$file" "$(settled h)"
exits 0 hand "" remove
same "all is as it was" "$clean" "$(sorted)"
finish
