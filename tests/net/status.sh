#!/bin/bash
# homing-status: what it says is so, both families; it changes nothing, and waits for nobody.
. "$(dirname "$0")/lib.sh"
command -v jq >/dev/null || skip "jq is not installed"

status() { program homing-status "$@"; }
screen() { status >"$TMP/screen" 2>&1; cat "$TMP/screen"; }
json() { status --json | jq -r "$@"; }
# drifts LINE...: these lines alone, and status 4; puts the host right again
drifts() {
	exits 4 status --check
	same "says what drifted" "$(printf '%s\n' "$@" | sort)" "$(sort "$TMP/out")"
	same "a step of the plan each" "$(homing -q plan | wc -l)" "$(json '.drift | length')"
	same "so does the JSON" "$#" "$(json '[.drift[] | (.have, .want | values)] | length')"
	exits 0 status
	contains "and the screen" "^OURS .*; $(json '.drift | length') drifted$" "$(<"$TMP/out")"
	exits 0 homing -q apply
	exits 0 status --check
	same "nothing is left" "" "$(<"$TMP/out")"
}

story "usage"
host alias
exits 2 status up
exits 2 status --dump --json
exits 2 status --dump --check
exits 2 status --metrics --json
exits 2 status --dot --check
exits 3 n h "$HOMING_BIN/homing-status" -c "$TMP/none" --state-dir "$STATE"
printf '\n[balance]\nhash = l4\n' >>"$CONF"
exits 5 n h sh -c "$HOMING_BIN/homing-status -c $CONF --state-dir $STATE >/dev/full"

story "nothing is there yet"
exits 0 status
contains "the screen counts" '^OURS  nothing; [1-9][0-9]* drifted$' "$(<"$TMP/out")"
exits 4 status --check
same "all that apply would add" "$(homing -q plan | wc -l)" "$(grep -c '^+ ' "$TMP/out")"
exits 4 status -q --check
same "a monitor needs no text" "" "$(<"$TMP/out")"
exits 4 status --json --check

story "clean"
exits 0 homing -q apply
exits 0 status --check
same "nothing drifted" "" "$(<"$TMP/out")"
found=$(screen)
contains "the first line" '^UPLINKS$' "$(head -n 1 "$TMP/screen")"
contains "IPv4" '^    IPv4  up +via 192\.0\.2\.1 \(configuration\) +192\.0\.2\.10, ' "$found"
contains "IPv6" '^    IPv6  up +via fe80::1 \(configuration\) +2001:db8:2::10, ' "$found"
contains "the balance" '^    IPv6  dsl 50% \(weight 1\), cable 50% \(weight 1\)$' "$found"
contains "an alias" '^  rack +eth0 +up +10\.7\.0\.1, fd00:7::1$' "$found"
contains "one that nobody asked for" '^  spare +eth1 +off ' "$found"
lacks "nothing to warn of" '^(HELD|WARNING|DRIFTED|FOREIGN)' "$found"
contains "the sum" '; all as it should be$' "$found"
same "JSON" "[] [] {} up 192.0.2.1 7202 dsl" \
	"$(json '"\(.drift) \(.foreign) \(.warnings) \(.uplinks[0].ipv6.state) \(.uplinks[0].ipv4.gateway) \(.uplinks[1].table) \(.balance.ipv6[0].uplink)"')"
same "JSON has the shares" "50 50 50 50" "$(json '[.balance.ipv4[], .balance.ipv6[]] | map(.share) | join(" ")')"
same "JSON has every rule" "$(rules | wc -l)" "$(json '[.ours[] | select(.kind == "rule")] | length')"
same "JSON has every route" "$(ours h | grep -c ' table ')" "$(json '[.ours[] | select(.kind == "route")] | length')"
same "the kernel's commands" "$(status --dump | sort)" "$(json '.ours[].command' | sort)"

story "health"
cat >"$STATE/health.ini" <<EOF
[health]
time = 0
boot = $(cat /proc/sys/kernel/random/boot_id)
[uplink dsl]
state = down
since = $(date +%s)
reason = "icmp 198.51.100.7: no answer (3 of 3)"
loss = 34
latency = 12345
falls = 2
damping = 1
EOF
contains "nobody watched it" '^    health  not known what health.ini says is old' "$(screen)"
same "JSON" "null old" "$(json '"\(.uplinks[0].health) \(.warnings.health)"')"
same "it counts as up" "" "$(homing -q plan)"
lacks "no metric of it" 'homing_uplink_up' "$(status --metrics)"
echo $$ >"$STATE/watch.lock"
exec {lock}<"$STATE/watch.lock"
flock -n "$lock" || fail "lab: the lock"
contains "somebody does" '^    health  down    just now, icmp 198\.51\.100\.7: no answer \(3 of 3\); loss 34%, latency 12\.3 ms; 2 falls, rise x 2$' "$(screen)"
same "JSON" "down icmp 198.51.100.7: no answer (3 of 3) 34 12345 2 2 null" \
	"$(json '.uplinks[0].health as $h | "\($h.state) \($h.reason) \($h.loss) \($h."latency-us") \($h.falls) \($h.damping) \(.uplinks[1].health)"')"
exits 4 status --check
exits 0 homing -q apply
same "the other one carries all" "cable 100 cable 100" "$(json '[.balance.ipv4[], .balance.ipv6[]] | map("\(.uplink) \(.share)") | join(" ")')"
exits 0 status --metrics
contains "metrics: down" '^homing_uplink_up\{uplink="dsl"\} 0$' "$(<"$TMP/out")"
contains "its loss" '^homing_uplink_loss_ratio\{uplink="dsl"\} 0\.34$' "$(<"$TMP/out")"
contains "the other's share" '^homing_uplink_share_ratio\{uplink="cable",family="ipv6"\} 1\.00$' "$(<"$TMP/out")"
same "each kind of number is announced once, before its numbers" "" "$(awk '
	$1 == "#" && $2 == "TYPE" { if (seen[$3]++) print "again: " $3; type = $3 }
	$1 != "#" && $1 !~ "^" type "([{]|$)" { print }' "$TMP/out")"
if command -v promtool >/dev/null; then check "promtool takes it" promtool check metrics <"$TMP/out"; fi
exits 0 status --dot
contains "it is red" 'uplink0 .fillcolor=lightcoral, label="dsl\\neth1\\ndown' "$(<"$TMP/out")"
if command -v dot >/dev/null; then check "dot draws it" dot -Tsvg -o "$TMP/svg" "$TMP/out"; fi
exec {lock}<&-
rm "$STATE/health.ini" "$STATE/watch.lock"
exits 0 homing -q apply
exits 0 status --check

story "where a gateway was learnt"
printf '[uplink dsl]\ninterface = eth1\n[uplink cable]\ninterface = eth2\n[uplink ppp]\ninterface = eth0\n' >"$TMP/auto.conf"
lease eth2 198.51.100.10/24 198.51.100.1
same "main, lease, nowhere" "main main lease waiting" "$(n h "$HOMING_BIN/homing-status" -c "$TMP/auto.conf" --state-dir "$STATE" --json |
	jq -r '"\(.uplinks[0].ipv4.learnt) \(.uplinks[0].ipv6.learnt) \(.uplinks[1].ipv4.learnt) \(.uplinks[2].ipv6.state)"')"
rm "$STATE"/lease-*

story "it only looks"
quiet status
before=$(find "$STATE" -printf '%p %T@ %s\n')
exits 0 n h flock "$STATE/lock" "$HOMING_BIN/homing-status" -c "$CONF" --state-dir "$STATE" --check
same "the state directory is as it was" "$before" "$(find "$STATE" -printf '%p %T@ %s\n')"

story "missing"
i h -4 rule del pref 7250
i h -6 rule del pref 7299
i h -6 route del default table 7202 metric 1024
i h addr del 203.0.113.7/32 dev eth1
i h addr del 2001:db8:1::12/128 dev eth1
contains "an alias in part" '^  brain +eth1 +in part +6 of 7, without 2001:db8:1::12; does a rival hold it\?$' "$(screen)"
same "JSON says which" "203.0.113.7" "$(json '.aliases[] | select(.name == "pinky")."not-there"[]')"
drifts '+ ip -4 rule add pref 7250 lookup 254 suppress_prefixlength 1 protocol 72' '+ ip -6 rule add pref 7299 nop protocol 72' \
	'+ ip -6 route add default via fe80::1 dev eth2 metric 1024 proto 72 table 7202' '+ ip -4 addr add 203.0.113.7/32 dev eth1' \
	'+ ip -6 addr add 2001:db8:1::12/128 dev eth1 preferred_lft 0 nodad'

story "not wanted"
i h -4 rule add pref 7450 from 10.0.0.0/8 lookup 7201 proto 72
i h -6 route add 2001:db8:77::/64 dev eth1 table 7201 proto 72
drifts '- ip -4 rule add pref 7450 from 10.0.0.0/8 lookup 7201 protocol 72' \
	'- ip -6 route add 2001:db8:77::/64 dev eth1 metric 1024 proto 72 table 7201'

story "another value"
i h -4 route replace default via 192.0.2.77 dev eth1 table 7201 proto 72
i h -6 route replace unreachable default table 7202 metric 1024 proto 72
drifts '- ip -4 route add default via 192.0.2.77 dev eth1 proto 72 table 7201' '+ ip -4 route add default via 192.0.2.1 dev eth1 proto 72 table 7201' \
	'- ip -6 route add unreachable default metric 1024 proto 72 table 7202' '+ ip -6 route add default via fe80::1 dev eth2 metric 1024 proto 72 table 7202'
i h link set eth2 group 0
n h sysctl -qw net.ipv6.fib_multipath_hash_policy=0
drifts '+ ip link set dev eth2 group 72' '+ sysctl -q -w net.ipv6.fib_multipath_hash_policy=1'

story "foreign"
for f in -4 -6; do
	for pref in 7199 7200 7900 7901 32762 32763 32765; do i h $f rule add pref $pref fwmark 77 lookup 77 proto static; done
done
i h -4 rule add pref 7300 iif $'x\e[31m' lookup 77
i h -4 route add 10.44.0.0/16 dev eth0 table 7201
i h -6 route add fd00:44::/64 dev eth0 table 7200
found=$(screen)
contains "the section" '^FOREIGN' "$found"
for f in 4 6; do
	same "IPv$f rules between ours" "7200 7900 32763 32765" "$(sed -nE "s/^  ip -$f rule add pref ([0-9]*) fwmark .*/\1/p" "$TMP/screen" | xargs)"
done
contains "an IPv4 route in our table" '^  ip -4 route add 10\.44\.0\.0/16 dev eth0 proto 3 table 7201$' "$found"
contains "an IPv6 route in our table" '^  ip -6 route add fd00:44::/64 dev eth0 metric 1024 proto 3 table 7200$' "$found"
lacks "nothing that a terminal obeys" $'\e' "$found"
contains "but the rule itself" "pref 7300 iif 'x\?\[31m' lookup 77" "$found"
same "JSON has them all" 11 "$(json '.foreign | length')"
exits 0 status --check
same "no drift" "" "$(<"$TMP/out")"

story "held"
exits 0 homing -q down eth2
exits 0 program homing-alias -q down rack
found=$(screen)
same "first of all" "HELD" "$(head -n 1 "$TMP/screen")"
contains "an interface" "^  interface eth2, by homing, just now; ends with \`homing up eth2'$" "$found"
contains "an alias" "^  alias rack, by homing-alias, just now; ends with \`homing-alias up rack'$" "$found"
contains "the uplink" '^    IPv6  held$' "$found"
contains "the alias" '^  rack +eth0 +held +10\.7\.0\.1, fd00:7::1$' "$found"
contains "what is left of the balance" '^    IPv6  dsl$' "$found"
same "JSON" "interface eth2 alias rack held held" \
	"$(json '"\(.holds[0].kind) \(.holds[0].name) \(.holds[1].kind) \(.holds[1].name) \(.uplinks[1].ipv4.state) \(.uplinks[1].ipv6.state)"')"
exits 0 status --check
i h link set eth2 down
lacks "over when the link went down" 'interface eth2' "$(screen)"
contains "but not struck out" 'interface eth2' "$(<"$STATE/held.ini")"
i h link set eth2 up
until_ok carrier eth2
i h addr replace 2001:db8:2::10/64 dev eth2 nodad
exits 0 homing -q apply
exits 0 status --check

story "main silences the host"
i h route del default
i h -6 route del default via fe80::1 dev eth1
lacks "no default at all is no error" '^WARNING' "$(screen)"
i h route add unreachable default metric 50
i h -6 route add prohibit default metric 50
found=$(screen)
contains "IPv4" "^  IPv4: main's first default is \`unreachable'" "$found"
contains "IPv6" "^  IPv6: main's first default is \`prohibit'" "$found"
same "JSON" "unreachable prohibit" "$(json '.warnings | "\(."main-default-ipv4") \(."main-default-ipv6")"')"
i h route add default via 10.1.0.9 dev eth0
i h -6 route add default via fd00:1::9 dev eth0 metric 5
lacks "behind a real one it is harmless" '^WARNING' "$(screen)"

story "somebody's group"
i h link set eth1 group 9
contains "keeps the line away" '^  eth1 is in group 9, ' "$(screen)"
same "JSON" "eth1 9" "$(json '.warnings."foreign-group" | "\(.dev) \(.group)"')"
i h link set eth1 group 72

story "colors"
# tried WORD...: the screen as a terminal gets it
tried() { script -qec "env TERM=xterm $* ip netns exec h $HOMING_BIN/homing-status -c $CONF --state-dir $STATE" /dev/null </dev/null; }
if command -v script >/dev/null; then
	contains "on a terminal" $'\e\\[32mup\e\\[0m' "$(tried)"
	contains "NO_COLOR is empty" $'\e\\[' "$(tried NO_COLOR=)"
	lacks "NO_COLOR" $'\e' "$(tried NO_COLOR=1)"
	lacks "a dumb one" $'\e' "$(tried TERM=dumb)"
fi
lacks "in a pipe" $'\e' "$(TERM=xterm status)"

for name in alias balance everything habr off-link; do
	story "the dump of $name"
	for b in "a-$name" "b-$name"; do
		box "$b"
		n "$b" sh -e "$CASES/$name/host" || fail "lab: the host of $name"
		mkdir -m 755 "$TMP/$b"
		[ ! -d "$CASES/$name/state" ] || cp "$CASES/$name/state/"* "$TMP/$b"
	done
	install -m 644 "$CASES/$name/conf" "$CONF"
	exits 0 n "a-$name" "$HOMING_BIN/homing" -q -c "$CONF" --state-dir "$TMP/a-$name" apply
	exits 0 n "a-$name" "$HOMING_BIN/homing-status" -c "$CONF" --state-dir "$TMP/a-$name" --dump
	cp "$TMP/out" "$TMP/dump"
	check "there is something" test -s "$TMP/dump"
	check "the shell can do it" n "b-$name" sh -e "$TMP/dump"
	same "and leaves the same" "$(settled "a-$name")" "$(settled "b-$name")"
	exits 0 n "b-$name" "$HOMING_BIN/homing-status" -c "$CONF" --state-dir "$TMP/b-$name" --dump
	same "which is dumped alike, addresses apart" "$(grep -v ' addr ' "$TMP/dump")" "$(grep -v ' addr ' "$TMP/out")"
done
finish
