#!/bin/bash
# What a guest holds is lost with its interface, or taken away by somebody: on-take is run again when it is back, and before anybody is told.
. "$(dirname "$0")/lib.sh"
command -v tcpdump >/dev/null || skip "tcpdump is not installed"
. "$(dirname "$0")/takeover-lib.sh"

story "its interface goes, and comes again"
cat >"$TMP/note" <<X
#!/bin/bash
echo "\$HOMING_EVENT \$1 \$HOMING_TAKEOVER \$HOMING_ADDRESSES \$HOMING_INTERFACE \$(ip -o addr show dev eth0 | grep -c '192.0.2.12/32\|2001:db8:1::12/128') \$PATH \${HOME-}" >>"$TMP/noted"
X
chmod 755 "$TMP/note" "$TMP"
begin
rm -f "$TMP/noted"
also pinky <<X
on-take = $TMP/note first
on-release = $TMP/note third
X
until_ok state_is pinky standby
crash brain
held 12 pinky alone
tail=' eth0 2 /usr/sbin:/usr/bin:/sbin:/bin '
taken="take first brain 192.0.2.12 2001:db8:1::12$tail"
until_ok test -s "$TMP/noted"
i pinky link del eth0
# shellcheck disable=SC2317 # called by until_ok
lines() { [ "$(wc -l <"$TMP/noted")" = "$1" ]; }
until_ok lines 2
until_ok state_is pinky standby && ok "without it nothing is held"
wire pinky eth0 lan port-pinky
i lan link set port-pinky master sw0
addresses_of pinky 1
held 12 pinky alone
until_ok lines 3
same "on-release, and on-take again" "$taken
release third brain 192.0.2.12 2001:db8:1::12${tail/2/0}
$taken" "$(cat "$TMP/noted")"
held 11 pinky

story "its link goes down, and up again"
rm -f "$TMP/noted"
i pinky link set eth0 down
until_ok lines 1
until_ok state_is pinky standby && ok "without it nothing is held"
i pinky link set eth0 up
batch pinky <<-X
	addr replace 2001:db8:1::1/64 dev eth0 nodad
	route replace default via 192.0.2.254
	route replace ::/0 via 2001:db8:1::254
X
held 12 pinky alone
until_ok lines 2
contains "on-release, while the addresses that the kernel leaves are there" '^release third brain .* eth0 1 ' "$(head -n 1 "$TMP/noted")"
same "and on-take again" "$taken" "$(tail -n 1 "$TMP/noted")"
held 11 pinky

story "a hook is quicker than the watcher"
rm -f "$TMP/noted"
kill -STOP "${WATCHERS[pinky]}"
i pinky link set eth0 down
i pinky link set eth0 up
batch pinky <<-X
	addr replace 2001:db8:1::1/64 dev eth0 nodad
	route replace default via 192.0.2.254
	route replace ::/0 via 2001:db8:1::254
X
on pinky homing up eth0 >/dev/null
check "it has put them back" has pinky 12
kill -CONT "${WATCHERS[pinky]}"
until_ok lines 1
same "on-take again" "$taken" "$(cat "$TMP/noted")"
held 12 pinky alone

story "an address goes, and is put back"
also pinky <<<"on-take = $TMP/note first, sleep 1"
for a in 192.0.2.12/32 2001:db8:1::12/128; do
	quiet 1000 # the rounds of what was announced before: 0.2 s, 0.4 s, and not before 2 s again
	rm -f "$TMP/noted" "$TMP/tcpdump"
	ip netns exec lan tcpdump -Z root --immediate-mode -U -l -Q in -i port-pinky -tt -nn 'arp or (icmp6 and ip6[40] == 136)' >"$TMP/heard" 2>"$TMP/tcpdump" 9>&- &
	listener=$!
	until_ok grep -q 'listening on' "$TMP/tcpdump"
	i pinky addr del $a dev eth0
	begun=$EPOCHREALTIME # rounds of an announcement before come until then
	# shellcheck disable=SC2317 # called by until_ok
	claimed() { awk -v begun="$begun" '$1 > begun' "$TMP/heard" | grep -E "who-has ${a%/*} .*tell ${a%/*},|Announcement ${a%/*},|tgt is ${a%/*},"; }
	until_ok claimed
	kill $listener
	wait $listener 2>/dev/null
	same "${a%/*}: on-take is run again" "$taken" "$(cat "$TMP/noted")"
	said=$(claimed | head -n 1 | cut -d. -f1)
	check "${a%/*}: and the neighbours are told behind it" [ $((said - $(stat -c %Y "$TMP/noted"))) -ge 1 ]
	check "${a%/*}: it is there" has pinky 12
done
boot brain 2
held 12 brain
finish_pair
