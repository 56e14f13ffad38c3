#!/bin/bash
# Sets of many addresses, all or none; and two guests for one owner.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"

story "five hundred addresses"
for b in pinky brain; do
	sed -i -e 's/^address = 192.0.2.12.*/address = 192.0.2.12, 198.18.0.1-198.18.0.249, 2001:db8:1::12, 2001:db8:7::1-2001:db8:7::f9/' "$TMP/$b.right"
	cp "$TMP/$b.right" "$TMP/$b.conf"
done
count_at() { i "$1" -o addr show dev eth0 | grep -cE '192.0.2.12/|198.18.0|2001:db8:1::12/|2001:db8:7:'; }
# shellcheck disable=SC2317 # called by until_ok
has_all() { [ "$(count_at "$1")" = 500 ]; }
begin
until_ok has_all brain
crash brain
until_ok has_all pinky && ok "all of them are taken"
says pinky 'taken .500 addresses.'

boot brain 2
until_ok has_all brain && ok "and given back"
same "none is left" 0 "$(count_at pinky)"

story "one of them is somebody's: none is taken"
i gw addr add 198.18.0.77/32 dev eth0
crash brain
says pinky 'another host answers for the alias'
quiet 1000
same "none" 0 "$(count_at pinky)"
i gw addr del 198.18.0.77/32 dev eth0
until_ok has_all pinky && ok "all of them when it is gone"
boot brain 2
until_ok has_all brain

story "three aliases of one host, that another one lets go of at once"
many() { for a in 21 22 23; do i gw addr "$1" "192.0.2.$a/32" dev eth0 && i gw addr "$1" "2001:db8:1::$a/128" dev eth0; done; }
many add
also brain <<X
[alias a]
interface = eth0
address = 192.0.2.21, 2001:db8:1::21
[alias b]
interface = eth0
address = 192.0.2.22, 2001:db8:1::22
[alias c]
interface = eth0
address = 192.0.2.23, 2001:db8:1::23
X
pending() { on brain homing-status --json | jq -r '.aliases[].state' | grep -c pending; }
# shellcheck disable=SC2317 # called by until_ok
all_pending() { [ "$(pending)" = 3 ]; }
until_ok all_pending && ok "they are pending"
many del
for a in 21 22 23; do until_ok has brain $a; done
ok "they come"
check "the watcher goes on" kill -0 "${WATCHERS[brain]}"

story "two guests"
box other
join other 3
configure other other 13 brain 12 2
cp "$TMP/pinky.right" "$TMP/other.right" # the same set of five hundred
sed -i -e 's/^\[alias pinky\]/[alias other]/' -e 's/192.0.2.11/192.0.2.13/; s/db8:1::11/db8:1::13/' "$TMP/other.right"
cp "$TMP/other.right" "$TMP/other.conf"
also brain </dev/null
watch other
# shellcheck disable=SC2317 # called by until_ok
held_by_one() { [[ $(count_at pinky)/$(count_at other) =~ ^(500/0|0/500)$ ]]; } # of the two guests
until_ok has other 13
until_ok has_all brain
quiet 1500
for k in 1 2 3; do
	crash brain
	begun=$(date +%s%N)
	until_ok held_by_one
	took=$((($(date +%s%N) - begun) / 1000000))
	timed "one of them has all ($k)" 5000 $took
	quiet 1000
	check "and goes on alone" held_by_one
	boot brain 2
	until_ok has_all brain
	same "none is left with them" 0/0 "$(count_at pinky)/$(count_at other)"
	quiet 1500
done
stop other
finish_pair
