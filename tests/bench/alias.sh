# shellcheck shell=bash disable=SC2154 # part of tests/bench/run, whose variables and functions it uses
# alias.sh - the benches of aliases: thousands of them, and how soon a neighbour knows.

# numbered FAMILY K: the K-th address
numbered() { if [ "$1" = 4 ]; then echo "198.18.$(($2 / 256)).$(($2 % 256))"; else printf '2001:db8:18::1:%x\n' "$2"; fi; }

# aliases FAMILY COUNT: the configuration $lab/aliases, and the same as command lines for `ip -batch`: $lab/come, $lab/go
aliases() {
	{
		cat "$conf"
		printf '\n[alias web]\ninterface = eth1\naddress = %s-%s\nprobe = no\n' "$(numbered "$1" 1)" "$(numbered "$1" "$2")"
		[ "$1" = 6 ] || echo 'label = eth1:web'
	} >"$lab/aliases"
	[ -z "$(ip -n alias addr show dev eth1 to "$(numbered "$1" 1)")" ] || { echo "left over from before"; exit 1; }
	on alias "$tool" "${files[@]}" -n up >"$lab/come.plan" && batch_of "-$1" "$lab/come.plan" >"$lab/come" || exit 1
	on alias "$tool" "${files[@]}" up || exit 1
	on alias "$tool" "${files[@]}" -n down >"$lab/go.plan" && batch_of "-$1" "$lab/go.plan" >"$lab/go" || exit 1
	# what is compared has to be the same: after the rival there is nothing left to do
	ip -n alias "-$1" -batch "$lab/go" && ip -n alias "-$1" -batch "$lab/come" &&
		[ -z "$(on alias "$tool" "${files[@]}" -n up)" ] && ip -n alias "-$1" -batch "$lab/go" || { echo "ip -batch does something else"; exit 1; }
}

# compared WHAT GOAL: the last pair, also by the kernel's own share of it
compared() {
	line "$1: homing / ip -batch" "$(ratio homing)" "$2"
	line "$1: archives / ip -batch" "$(ratio static)" "$2"
	note "$1: bare netlink / ip -batch" "$(printf '%8.3f' "$(ratio bare)")"
}

# The interface does without ARP: nobody is told, as `ip` tells nobody.
bench_alias() {
	local count family rounds warm tool=$shared-alias quick=$static-alias files=(-c "$lab/aliases" --state-dir /run/homing) undo redo first goes
	host alias
	mkdir -m 755 /run/homing
	ip -n alias link set eth1 arp off
	on alias "$shared" -c "$conf" --state-dir /run/homing up || exit 1
	while read -r count rounds warm; do
		for family in 4 6; do
			aliases $family "$count"
			undo="ip -$family -force -batch $lab/go 2>/dev/null"
			redo="$tool ${files[*]} up"
			first=$(numbered $family 1)
			goes=$(awk 'NR == 1 { sub("/.*", "", $3); print $3 }' "$lab/go")
			pair -n "$rounds" -w "$warm" -r "$undo" -- batch @alias ip -$family -batch "$lab/come" -- homing @alias "$tool" "${files[@]}" up \
				-- static @alias "$quick" "${files[@]}" up -- bare @alias "$bin/addresses" add eth1 "$count" "$first" eth1:web
			compared "add $count, IPv$family" 0.60
			on alias "$tool" "${files[@]}" up
			pair -n "$rounds" -w "$warm" -- batch @alias ip -$family -force -batch "$lab/come" -- homing @alias "$tool" "${files[@]}" up \
				-- static @alias "$quick" "${files[@]}" up -- bare @alias "$bin/addresses" list
			compared "run again $count, IPv$family" 0.06
			pair -n "$rounds" -w "$warm" -r "$redo" -- batch @alias ip -$family -batch "$lab/go" -- homing @alias "$tool" "${files[@]}" down \
				-- static @alias "$quick" "${files[@]}" down -- bare @alias "$bin/addresses" del eth1 "$count" "$goes"
			compared "remove $count, IPv$family" 0.55
		done
	done <<-X
		10 61 2
		100 31 2
		1000 9 1
		4000 5 0
	X
	ip netns del alias
}

# The neighbour is the gateway of eth1: it has just spoken to the addresses' old owner.
bench_switch() {
	local mac undo tool
	host switch
	ip -n switch-far addr add 198.51.100.254/24 dev eth1
	ip -n switch-far addr add 2001:db8:2::ff/64 dev eth1 nodad
	{
		cat "$conf"
		printf '\n[alias web]\ninterface = eth1\naddress = 198.51.100.50, 2001:db8:2::50\nprobe = no\n'
	} >"$lab/aliases"
	mac=$(ip -n switch -br link show eth1 | awk '{ print $3 }')
	undo="ip addr del 198.51.100.50/32 dev eth1; ip addr del 2001:db8:2::50/128 dev eth1
		for a in 198.51.100.50 2001:db8:2::50; do ip -n switch-far neigh replace \$a lladdr 02:00:00:00:00:99 dev eth1 nud reachable; done"
	on switch "$shared" -c "$lab/aliases" --state-dir "$state" up || exit 1
	for tool in "$shared-alias" "$static-alias"; do
		"$bin/switch" 61 switch switch-far "$mac" 198.51.100.50,2001:db8:2::50 "$undo" \
			"$tool" -c "$lab/aliases" --state-dir "$state" up >"$lab/switched" || exit 1
		{ read -r us worst; read -r ended _; } <"$lab/switched"
		[ $tool = "$shared-alias" ] && what=shared || what=archives
		line "neighbour knows, $what, ms" "$(divided "$us" 1000)" 2
		note "neighbour knows, $what" "$(awk -v w="$worst" -v e="$ended" 'BEGIN { printf "9 of 10 within %.3f ms; the process ends after %.3f ms", w / 1000, e / 1000 }')"
	done
}
