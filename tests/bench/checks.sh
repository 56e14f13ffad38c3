# shellcheck shell=bash disable=SC2154 # part of tests/bench/run, whose variables and functions it uses
# checks.sh - the benches of checks: what a check costs, how much memory thousands of them take. All targets answer, over a veth.

# asked COUNT: the host `asked', with so many targets behind eth1
asked() {
	host asked
	ip -n asked-far -batch - <<-X
		link set lo up
		addr add 198.51.100.254/24 dev eth1
		addr add 192.0.2.254/24 dev eth0
		route add local 10.0.0.0/16 dev lo
	X
	on asked-far sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_msgs_per_sec=1000000
	mkdir -m 755 /run/asked
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "10.0.%d.%d\n", i / 250, i % 250 + 1 }' >"$lab/targets"
	{
		cat "$conf4"
		awk '{ item = "icmp " $1
			if (length(line) + length(item) > 900) { print_line(); line = "" }
			line = line (line == "" ? "" : ", ") item }
			function print_line() { print (++lines > 1 ? "check." lines : "check") " = " line }
			END { print_line(); print "\n[balance]\nuplinks = cable" }' "$lab/targets"
	} >"$lab/checked"
}
unasked() {
	ip netns del asked
	ip netns del asked-far
	rm -rf /run/asked
}

# questions: how many left by eth1; ran PROCESS: ns that it had a processor
questions() { on asked cat /sys/class/net/eth1/statistics/tx_packets; }
ran() { cut -d ' ' -f 1 "/proc/$1/schedstat"; }

# cost PROCESS: ns of its processor for each question, over some seconds
cost() {
	local asked before
	sleep 2
	asked=$(questions) before=$(ran "$1")
	sleep "${CHECK_SECONDS:-4}"
	echo $((($(ran "$1") - before) / ($(questions) - asked)))
}

# begin COMMAND...: in the background, as $asker
begin() {
	ip netns exec asked "$@" >"$lab/said" 2>&1 &
	asker=$!
}
median_of() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# costs COUNT: of everybody, by turns; leaves the medians in $watch_cost, $fping_cost, $burst_cost, ns
costs() {
	local round
	rm -f "$lab"/cost-*
	for round in 1 2 3; do
		begin "$shared-watch" -c "$lab/checked" --state-dir /run/asked
		cost $asker >>"$lab/cost-watch"
		[ $round -lt 3 ] || read -r rss pss < <(memory $asker)
		ends $asker
		begin "$bin/burst" eth1 198.51.100.2 10.0.0.1 "$1"
		cost $asker >>"$lab/cost-burst"
		ends $asker
		command -v fping >/dev/null || continue
		begin fping -q -l -p 1000 -i 0.01 -I eth1 -S 198.51.100.2 -f "$lab/targets"
		cost $asker >>"$lab/cost-fping"
		ends $asker
	done
	watch_cost=$(median_of <"$lab/cost-watch") burst_cost=$(median_of <"$lab/cost-burst")
	[ ! -e "$lab/cost-fping" ] || fping_cost=$(median_of <"$lab/cost-fping")
	[ -z "$verbose" ] || paste "$lab"/cost-* >&2
}

# ping_loops COUNT: the article's, for some seconds; us of a check, that of their children included
ping_loops() {
	local seconds=${CHECK_SECONDS:-4}
	# shellcheck disable=SC2016 # the inner shell's variables
	on asked bash -c 'k=0
		while read -r target && [ $k -lt '"$1"' ]; do
			(for ((i = 0; i < '"$seconds"'; i++)); do ping -c 1 -w 1 $target >/dev/null 2>&1; sleep 1; done) &
			k=$((k + 1))
		done
		wait
		times' <"$lab/targets" | awk -F '[ms ]+' -v n=$(($1 * seconds)) 'END { print ($1 * 60 + $2 + $3 * 60 + $4) * 1e6 / n }'
}

# what keepalived is, when it does the same for one target
bench_idle_rival() {
	local rival sum=0 child
	command -v keepalived >/dev/null || { note "keepalived, idle" "is not installed"; return; }
	cat >"$lab/keepalived.conf" <<-X
		vrrp_instance one {
			state BACKUP
			interface eth1
			virtual_router_id 9
			priority 50
			virtual_ipaddress { 198.51.100.77/24 }
		}
	X
	on asked keepalived -n -P -f "$lab/keepalived.conf" -p "$lab/keepalived.pid" -r "$lab/vrrp.pid" >"$lab/said" 2>&1 &
	rival=$!
	begin "$shared-watch" -c "$lab/checked" --state-dir /run/asked
	sleep 6
	for child in $rival $(cat /proc/$rival/task/*/children); do sum=$((sum + $(memory "$child" | cut -d ' ' -f 1))); done
	read -r rss pss < <(memory $asker)
	[ -z "$verbose" ] || echo "keepalived $sum KiB, homing-watch $rss, its share $pss" >&2
	line "1 target, idle: resident / keepalived's" "$(divided "$rss" $sum)" 0.15
	ends $asker $rival
}

bench_checks() {
	local count loops rss pss watch_cost fping_cost='' burst_cost
	for count in 1 1000 10000; do
		asked $count
		if [ $count = 1 ]; then
			bench_idle_rival
			unasked
			continue
		fi
		costs $count
		if [ "$fping_cost" ]; then line "$count targets: a check / fping's" "$(divided "$watch_cost" "$fping_cost")" 0.6
		else note "$count targets: a check / fping's" "is not installed"; fi
		if [ $count = 1000 ]; then
			note "$count targets: a check / the bare burst's" "$(printf '%8.3f' "$(divided "$watch_cost" "$burst_cost")")"
			loops=$(ping_loops 200)
			[ -z "$verbose" ] || echo "ping loops: $loops us" >&2
			line "$count targets: a check / 200 ping loops'" "$(divided "$watch_cost" "${loops}e3")" 0.01
		else
			line "$count targets: a check / the bare burst's" "$(divided "$watch_cost" "$burst_cost")" 1.3
			line "$count targets: its share of memory, KiB" "$pss" 2048
			note "$count targets: resident, what others share included, KiB" "$(printf '%8d' "$rss")"
		fi
		unasked
	done
}
