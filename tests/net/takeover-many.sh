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
finish_pair
