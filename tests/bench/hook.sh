# shellcheck shell=bash disable=SC2034,SC2154 # part of tests/bench/run, whose variables and functions it uses
# hook.sh - what a call as ifupdown and dhclient make it costs beside `homing apply` of the same.

# What calls a hook speaks by the environment, which pairbench hands on, so that no env(1) is in the figure; apply looks at none of it. dhclient's writes
# its lease each time anew; apply finds it.
hook_events() {
	local d=/run/hook state=/run/hook/apply way what config
	host hook
	mkdir -m 755 $d $d/apply $d/hook
	local -x IFACE=eth1 LOGICAL=eth1 ADDRFAM=inet METHOD=static MODE=start PHASE=post-up
	local -x reason=BOUND interface=eth1 new_ip_address=198.51.100.2 new_subnet_mask=255.255.255.0 new_routers=198.51.100.254
	sed 's/198.51.100.254, //' "$conf" >"$lab/leased"
	while read -r what config; do
		[ "$what" = ifupdown ] || on hook "$shared" -c "$config" --state-dir $d/apply hook "$what" || exit 1
		on hook "$shared" -c "$config" --state-dir $d/none remove || exit 1
		rivals hook "$config" hook
		on hook "$shared" -c "$config" --state-dir $d/hook hook "$what"
		[ -z "$(on hook "$shared" -c "$config" --state-dir $d/apply plan)" ] || { echo "hook $what does something else"; exit 1; }
		for way in shared static; do
			pair -n 61 -r "sh $lab/hook.undo; rm -f $d/hook/lease-*" -- apply @hook "${!way}" -c "$config" --state-dir $d/apply apply \
				-- hook @hook "${!way}" -c "$config" --state-dir $d/hook hook "$what"
			line "hook $what, state on tmpfs: $way / apply" "$(ratio hook)" 1.3
		done
	done <<-X
		ifupdown $conf
		dhclient $lab/leased
	X
	ip netns del hook
}
