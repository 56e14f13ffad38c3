#!/bin/bash
# on-take and on-release: after the address and before the announcement, before the address goes; and hands that take the alias away.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"

story "in their order"
begin
cat >"$TMP/note" <<X
#!/bin/bash
echo "\$HOMING_EVENT \$1 \$HOMING_TAKEOVER \$HOMING_ADDRESSES \$HOMING_INTERFACE \$(ip -o addr show dev eth0 | grep -c '192.0.2.12/32\|2001:db8:1::12/128') \$PATH \${HOME-}" >>"$TMP/noted"
X
chmod 755 "$TMP/note" "$TMP"
also pinky <<X
on-take = $TMP/note first, $TMP/note second
on-release = $TMP/note third
X
says pinky 'on-take, on-release: .* until it is restarted'
crash brain
held 12 pinky alone
boot brain 2
held 12 brain
same "what they saw" "take first brain 192.0.2.12 2001:db8:1::12 eth0 2 /usr/sbin:/usr/bin:/sbin:/bin 
take second brain 192.0.2.12 2001:db8:1::12 eth0 2 /usr/sbin:/usr/bin:/sbin:/bin 
release third brain 192.0.2.12 2001:db8:1::12 eth0 2 /usr/sbin:/usr/bin:/sbin:/bin " "$(cat "$TMP/noted")"

story "one that fails"
also pinky <<<'on-take = false, no-such-program, "/bin/true"'
crash brain
held 12 pinky alone
says pinky 'takeover brain: false: exit status 1'
says pinky 'takeover brain: no-such-program: No such file'
boot brain 2
held 12 brain

story "one that fails, and is required"
cat >"$TMP/able" <<X
#!/bin/bash
grep CapEff /proc/self/status >"$TMP/could"
X
chmod 755 "$TMP/able"
also pinky <<X
on-take = false
on-release = $TMP/able
required = yes
X
crash brain
says pinky 'it is required'
until_ok has_not pinky 12 && ok "it is given back"
same "it may do what it could when there were no commands" 1000 "$(sed 's/.*0*\(....\)$/\1/' "$TMP/could" | tr -d ' \t')"
stop pinky
rm "$TMP/could"
boot brain 2
held 12 brain
watch pinky
until_ok state_is pinky standby
crash brain
says pinky 'it is required'
until_ok test -s "$TMP/could"
same "with commands from the start, whatever root may" "$(n pinky grep CapBnd /proc/self/status | cut -f 2)" "$(cut -f 2 "$TMP/could")"
boot brain 2
held 12 brain

story "no shell"
rm -f "$TMP/noted"
also pinky <<<"on-take = touch $TMP/a;b \$HOME"
says pinky 'pinky.conf'
also pinky <<<'on-take = touch "'"$TMP"'/one two"'
crash brain
held 12 pinky alone
until_ok test -e "$TMP/one two" && ok "quotes group words"
boot brain 2
held 12 brain

# only BOX: its own alias and no takeover; told by nobody, it is seen at the next look
only_own() { sed '/^\[takeover/,$d' "$TMP/$1.right" >"$TMP/$1.conf"; }
alive() { kill -0 "${WATCHERS[$1]}" 2>/dev/null; }
story "the section goes while on-release runs"
also pinky <<<'on-release = sleep 2'
crash brain
held 12 pinky alone
boot brain 2
says pinky 'release: the owner is back'
only_own pinky
quiet 3000
check "the watcher goes on" alive pinky
says pinky 'takeover brain: its section goes'
sed -i '/^\[alias brain/,$d' "$TMP/pinky.conf"
kill -HUP "${WATCHERS[pinky]}"
held 12 brain
also pinky </dev/null
until_ok state_is pinky standby

story "the section goes when it is taken"
also pinky <<<'on-take = true'
until_ok state_is pinky standby
quiet 500
sed '/^\[alias brain/,$d' "$TMP/pinky.right" >"$TMP/pinky.conf"
crash brain
quiet 1500
check "the watcher goes on" alive pinky
kill -HUP "${WATCHERS[pinky]}"
until_ok has_not pinky 12 && ok "nothing is held for nobody"
also pinky </dev/null
held 12 pinky alone
boot brain 2
held 12 brain

story "the section goes while it is held"
release="release third brain 192.0.2.12 2001:db8:1::12 eth0 2 /usr/sbin:/usr/bin:/sbin:/bin "
for goes in section alias files; do
	rm -f "$TMP/noted"
	also pinky <<<"on-release = $TMP/note third"
	until_ok state_is pinky standby
	crash brain
	held 12 pinky alone
	case $goes in
	section) only_own pinky ;;
	alias) sed 's/^alias = brain/alias = spare/' "$TMP/pinky.right" | cat - <(printf '%s\n' '[alias spare]' 'interface = eth0' 'address = 192.0.2.13, 2001:db8:1::13') >"$TMP/pinky.conf" ;;
	files) sed '/^\[alias brain/,$d' "$TMP/pinky.right" >"$TMP/pinky.conf" ;;
	esac
	kill -HUP "${WATCHERS[pinky]}"
	until_ok test -s "$TMP/noted"
	same "$goes: on-release of the old section, while the addresses are there" "$release" "$(cat "$TMP/noted")"
	until_ok grep -q 'takeover brain: given back (2 addresses): its section goes' "$TMP/watch-pinky" && ok "$goes: and then it is given back"
	if [ $goes = files ]; then check "$goes: nobody has it" until_ok has_not pinky 12; else check "$goes: it is this host's own now" until_ok has pinky 12; fi
	also pinky </dev/null
	: >"$TMP/watch-pinky"
	[ $goes = files ] || on pinky homing-alias down brain >/dev/null
	until_ok has_not pinky 12
	boot brain 2
	held 12 brain
	[ $goes = files ] || on pinky homing-alias up brain >/dev/null 2>&1
	until_ok state_is pinky standby
done
check "the watcher goes on" alive pinky

story "the section goes, and a wrong file comes meanwhile"
also pinky <<<"on-release = sleep 2"
until_ok state_is pinky standby
crash brain
held 12 pinky alone
only_own pinky
kill -HUP "${WATCHERS[pinky]}"
says pinky 'the configuration waits until it is given back'
also pinky <<<"return = sometimes"
kill -HUP "${WATCHERS[pinky]}"
says pinky 'as it was before stays in force'
also pinky </dev/null
held 12 pinky alone
boot brain 2
held 12 brain
check "the section is in force" until_ok state_is pinky standby

story "the section goes when its interface has gone"
crash brain
held 12 pinky alone
i pinky link del eth0
only_own pinky
kill -HUP "${WATCHERS[pinky]}"
# shellcheck disable=SC2317 # called by until_ok
no_takeover() { [ "$(on pinky homing-status --json | jq '.takeovers | length')" = 0 ] && ! grep -q 'takeover brain' "$TMP/state-pinky/taken.ini"; }
check "the new file is followed" until_ok no_takeover
join pinky 1
also pinky </dev/null
held 12 pinky alone
boot brain 2
held 12 brain
held 11 pinky

story "somebody removes it"
also pinky </dev/null
crash brain
held 12 pinky alone
i pinky addr del 192.0.2.12/32 dev eth0
held 12 pinky alone
# shellcheck disable=SC2317 # called by until_ok
there_or_told() { has pinky 12 || grep -q 'again and again' "$TMP/watch-pinky"; }
for ((removals = 1; removals < 6; removals++)); do
	until_ok there_or_told
	i pinky addr del 192.0.2.12/32 dev eth0 2>/dev/null || break
done
same "three times a minute it is put back" 4 $removals
says pinky 'again and again.*192.0.2.12'
# shellcheck disable=SC2317 # called by until_ok
told() { state pinky | grep -qE -- "$1"; }
until_ok told 'the owner is dead, but 192.0.2.12 is missing \(' && ok "homing-status says so, as JSON"
contains "and on the screen" '^  brain +taken +since.*, but 192.0.2.12 is missing' "$(on pinky homing-status | tr -d '\033')"
exits 4 on pinky homing-status --check
contains "with the address" '^\+ .*192.0.2.12/32' "$(cat "$TMP/out")"
for ((removals = 1; removals < 6; removals++)); do
	# shellcheck disable=SC2317 # called by until_ok
	there_or_told() { i pinky addr show dev eth0 | grep -q '2001:db8:1::12/' || grep -q 'again and again.*2001:db8:1::12' "$TMP/watch-pinky"; }
	until_ok there_or_told
	i pinky addr del 2001:db8:1::12/128 dev eth0 2>/dev/null || break
done
until_ok told 'the owner is dead, but 192.0.2.12 and 1 more are missing \(' && ok "and of all of them"
finish_pair
