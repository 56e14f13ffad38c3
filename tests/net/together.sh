#!/bin/bash
# Twenty interfaces come up at once, each with its own call: what stays is exactly what one apply leaves. The same with events of all
# sorts at once: the lock makes one of them the last, and the last is right.
. "$(dirname "$0")/lib.sh"

COUNT=20
box h
for ((k = 1; k <= COUNT; k++)); do
	printf 'link add eth%d type veth peer name eth%dp\nlink set eth%d up\nlink set eth%dp up\n' $k $k $k $k
	printf 'addr add 10.%d.0.10/24 dev eth%d\naddr add fd00:%d::10/64 dev eth%d\n' $k $k $k $k
	printf '[uplink u%d]\ninterface = eth%d\ngateway = 10.%d.0.1, fe80::1\nweight = %d\n\n' $k $k $k $k >>"$CONF"
	printf '[alias a%d]\ninterface = eth%d\naddress = 10.%d.0.80, fd00:%d::80\nprobe = no\n\n' $k $k $k $k >>"$CONF"
done | batch h
printf '[balance]\nhash = l4\n\n[homing]\nlock-timeout = 5m\n' >>"$CONF"
# an IPv6 address is tentative until its link is ready
for ((k = 1; k <= COUNT; k++)); do until_ok carrier eth$k; done

story "one apply"
exits 0 homing apply
all=$(settled h)
# of each: routes and rules, an alias, a rule of the balance's; and what they share: two rules each family, the balance's default and two rules
same "what is ours of all" $((COUNT * (6 + 3 * 2 + 2 + 2) + 4 + 6)) "$(ours h | wc -l)"
exits 0 homing remove
exits 0 homing apply
same "the same again" "$all" "$(settled h)"

# at_once CALL...: words of homing, all of them at the same time; every one must end well
at_once() {
	local call pids=() bad=0
	for call; do
		# shellcheck disable=SC2086 # words
		homing -q $call >"$TMP/err.${#pids[@]}" 2>&1 &
		pids+=($!)
	done
	for call in "${pids[@]}"; do wait "$call" || bad=$((bad + 1)); done
	same "all $# ended well" 0 "$bad"
}
ups=()
for ((k = 1; k <= COUNT; k++)); do ups+=("up eth$k"); done

for round in 1 2 3; do
	story "twenty at once, round $round"
	for ((k = 1; k <= COUNT; k++)); do homing -q down eth$k; done
	same "nothing to begin with" "" "$(ours h)"
	at_once "${ups[@]}"
	same "what one apply leaves" "$all" "$(settled h)"
done
story "ups, downs and applies at once, and then one apply"
mixed=()
for ((k = 1; k <= COUNT; k++)); do mixed+=("up eth$k" "down eth$((COUNT + 1 - k))"); done
at_once "${mixed[@]}" apply remove apply
exits 0 homing apply
same "what one apply leaves" "$all" "$(settled h)"
finish
