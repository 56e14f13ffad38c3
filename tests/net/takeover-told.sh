#!/bin/bash
# What a person is told of a takeover: in the log, by homing-status.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"
# count BOX PATTERN: lines of its log
count() { grep -cE -- "$2" "$TMP/watch-$1"; }
# shellcheck disable=SC2317 # called by until_ok
counted() { [ "$(count "$1" "$2")" = "$3" ]; }

# shellcheck disable=SC2317 # called by until_ok
told() { state pinky | grep -q -- "$1"; }

story "a guest that begins when the owner is there"
watch brain
until_ok has brain 12 && until_ok answers 12
for k in 1 2 3 4 5; do
	watch pinky
	until_ok told 'the owner answers for the alias'
	stop pinky
	rm -r "$TMP/state-pinky"
done
lacks "it blames nobody" 'another host' "$(cat "$TMP/watch-pinky")"
rm "$TMP/watch-pinky"
stop brain

story "no gateway is named, and none is known"
sed -i '/^gateway/d' "$TMP/pinky.conf"
i pinky route del default
i pinky -6 route del default
begin
says pinky 'pinky.conf:7: \[takeover brain\] gateway: none is named, and none is known on eth0: nothing is taken over; write gateway = ADDRESS'
until_ok told 'no gateway is known' && ok "homing-status says so, too"
kill -HUP "${WATCHERS[pinky]}"
i pinky addr add 10.9.9.9/32 dev lo
quiet 500
same "it is said once" 1 "$(count pinky 'gateway: none is named')"
i lan link set port-pinky down # and the cable that is out is another story
quiet 500
i lan link set port-pinky up
until_ok answers 11
same "it is said once" 1 "$(count pinky 'gateway: none is named')"
turn=0
for way in "-6 route add ::/0 via 2001:db8:1::254" "-4 route add default via 192.0.2.254"; do
	turn=$((turn + 1))
	# shellcheck disable=SC2086 # words
	i pinky $way
	until_ok counted pinky 'takeover brain: a gateway is known now' $turn && ok "it is known now"
	cut_off brain
	held 12 pinky alone
	heal brain
	held 12 brain
	# shellcheck disable=SC2086 # words
	i pinky ${way/add/del}
	until_ok counted pinky 'gateway: none is named' $((turn + 1)) && ok "it is said when it is so again"
done
i pinky route add default via 192.0.2.254
i pinky -6 route add ::/0 via 2001:db8:1::254
finish_pair
