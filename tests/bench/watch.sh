# shellcheck shell=bash disable=SC2154 # part of tests/bench/run, whose variables and functions it uses
# watch.sh - the benches of the watcher: how soon it repairs, what it costs while nothing happens and while everything does.

# watched HOST: a host with four uplinks, whose IPv6 addresses survive that their link goes down, as the IPv4 ones do
watched() {
	local h=$1 i
	host "$h"
	for i in 2 3; do
		ip link add eth$i netns "$h" type veth peer name eth$i netns "$h-far"
		ip -n "$h-far" link set eth$i up
		on "$h" sysctl -qw net.ipv6.conf.eth$i.accept_dad=0
		ip -n "$h" -batch - <<-X
			link set eth$i up
			addr add 203.0.113.$((i * 64 - 126))/26 dev eth$i
			addr add 2001:db8:$((i + 1))::2/64 dev eth$i nodad
		X
	done
	on "$h" sh -c 'for f in /proc/sys/net/ipv6/conf/eth*/keep_addr_on_down; do echo 1 >$f; done'
	mkdir -m 755 "/run/$h"
}

# watch HOST PROGRAM: its process is $watcher
watch() {
	local tries=0
	ip netns exec "$1" "$2" -c "$lab/watched" --state-dir "/run/$1" >"$lab/said" 2>&1 &
	watcher=$!
	until is_right "$1"; do
		[ $((tries += 1)) -lt 1000 ] || { echo "$1: never right"; head "$lab/said"; exit 1; }
		sleep 0.02
	done
	sleep 0.2
}
is_right() { on "$1" "$shared-status" -c "$lab/watched" --state-dir "/run/$1" -q --check; }
ends() {
	kill "$@"
	wait "$@" 2>/dev/null
}

# sleeps PROCESS: how often it has gone to sleep; memory PROCESS: KiB resident, and its proportional share of them; cpu PROCESS: ms
sleeps() { awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$1/status"; }
memory() { awk '/^Rss/ { rss = $2 } /^Pss:/ { print rss, $2 }' "/proc/$1/smaps_rollup"; }
cpu() { awk -v tick="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / tick }' "/proc/$1/stat"; }

# paced COUNT SECONDS LINE...: all the lines COUNT times, evenly within that time. Never ahead of it; behind, if need be.
paced() {
	local count=$1 span=$(($2 * 1000000)) start=${EPOCHREALTIME/./} i early never
	shift 2
	exec {never}<> <(:)
	for ((i = 0; i < count; i++)); do
		printf '%s\n' "$@"
		early=$((start + (i + 1) * span / count - ${EPOCHREALTIME/./}))
		[ $early -le 0 ] || read -rt "$(printf '%d.%06d' $((early / 1000000)) $((early % 1000000)))" -u "$never"
	done
	exec {never}<&-
}

# churn SECONDS: a thousand foreign routes a second come to main and go again, half of each family
churn() {
	paced $(($1 * 100)) "$1" "$(for i in 1 2 3 4 5; do
		echo "route add 10.200.0.$i via 192.0.2.254"
		echo "route add 2001:db8:200::$i via 2001:db8:1::ff"
	done)" "$(for i in 1 2 3 4 5; do
		echo "route del 10.200.0.$i"
		echo "route del 2001:db8:200::$i"
	done)" | ip -n watch -batch -
}

# repaired WHAT [PAUSE]: 60 objects taken away, that many ms apart; leaves the median in $median, us
repaired() {
	local nine worst
	on watch "$bin/watch" 60 "${2:-120}" >"$lab/repaired" || exit 1
	read -r median nine worst <"$lab/repaired"
	note "put back, $1" "$(awk -v n="$nine" -v w="$worst" 'BEGIN { printf "9 of 10 within %.3f ms; all within %.3f ms", n / 1000, w / 1000 }')"
}
# in_time WHAT: the same, with a goal
in_time() {
	repaired "$1"
	line "put back, $1, ms" "$(divided "$median" 1000)" 5
}

bench_repair() {
	local way apply=("$shared" -c "$lab/watched" --state-dir /run/watch apply) other before
	watched watch
	for way in static shared; do
		watch watch "${!way}-watch"
		in_time $way
		ends "$watcher"
	done
	before=$median
	# what people do today
	{ ip netns exec watch stdbuf -oL ip monitor rule route & echo $! >"$lab/monitor"; wait; } |
		while read -r _; do on watch "${apply[@]}"; done >"$lab/said" 2>&1 &
	other=$!
	sleep 0.5
	repaired "ip monitor | while read; do homing apply" 500
	note "put back: shared / that" "$(printf '%8.3f' "$(divided "$before" "$median")")"
	kill "$(<"$lab/monitor")"
	wait "$other" 2>/dev/null

	watch watch "$shared-watch"
	churn 15 &
	other=$!
	in_time "1,000 foreign routes a second"
	wait "$other"
	sleep 1
	before=$(sleeps "$watcher")
	churn 10
	line "10,000 foreign routes have come and gone: wake-ups" $(($(sleeps "$watcher") - before)) 0
	ends "$watcher"

	feed_routes "${FEED_ROUTES:-500000}" | ip -n watch -batch - || exit 1
	watch watch "$shared-watch"
	in_time "${FEED_ROUTES:-500000} routes in main"
	ends "$watcher"
	ip netns del watch
}

# held WHAT PROCESS: its memory
held() {
	local rss pss
	read -r rss pss < <(memory "$2")
	line "$1, resident, KiB" "$rss" 2048
	note "$1, its share of that, KiB" "$(printf '%8d' "$pss")"
}

bench_idle() {
	local way processes=() hosts=() before=() k calls
	watched shared
	watched static
	for way in shared static; do
		watch $way "${!way}-watch"
		processes+=("$watcher")
		hosts+=("$way")
	done
	if command -v strace >/dev/null; then
		watched traced
		watch traced "$shared-watch"
		processes+=("$watcher")
	fi
	sleep 1
	for k in 0 1; do
		held "idle, ${hosts[k]}" "${processes[k]}"
		before[k]=$(sleeps "${processes[k]}")
	done
	: >"$lab/calls"
	[ ${#processes[@]} = 2 ] || timeout -s INT 65 strace -qq -o "$lab/calls" -p "${processes[2]}" 2>"$lab/said" &
	calls=$!
	sleep 65
	for k in 0 1; do line "idle, ${hosts[k]}: wake-ups within 65 s" $(($(sleeps "${processes[k]}") - before[k])) 0; done
	wait $calls
	# but for the one in which it sleeps
	[ ! -s "$lab/calls" ] || line "idle: system calls within 65 s" "$(grep -cv 'epoll_wait(.*detached' "$lab/calls")" 0
	for k in 0 1; do paced 1000 60 "link set eth1 down" "link set eth1 up" | ip -n "${hosts[k]}" -batch - & calls=$!; done
	wait $calls
	sleep 1
	for k in 0 1; do held "after 1,000 times link down and up, ${hosts[k]}" "${processes[k]}"; done
	ends "${processes[@]}"
	for way in "${hosts[@]}"; do ip netns del "$way"; done
}

bench_flaps() {
	local way before used start took
	for way in shared static; do
		watched flaps
		watch flaps "${!way}-watch"
		held "before the flaps, $way" "$watcher"
		before=$(cpu "$watcher") start=${EPOCHREALTIME/./}
		paced 10000 60 "link set eth1 down" "link set eth1 up" | ip -n flaps -batch -
		took=$((${EPOCHREALTIME/./} - start)) used=$(awk -v b="$before" -v a="$(cpu "$watcher")" 'BEGIN { print a - b }')
		line "10,000 flaps in $((took / 1000000)) s, $way: % of a core" "$(divided "$used" $((took / 100000)))" 5
		sleep 2
		held "after the flaps, $way" "$watcher"
		note "after the flaps, $way: the state" "$(is_right flaps && echo "   right" || echo "   WRONG")"
		ends "$watcher"
		ip netns del flaps
		ip netns del flaps-far
		rm -rf /run/flaps
	done
}

bench_watch() {
	cat "$conf" - >"$lab/watched" <<-X

		[uplink lte]
		interface = eth2
		gateway = 203.0.113.62, 2001:db8:3::ff

		[uplink radio]
		interface = eth3
		gateway = 203.0.113.126, 2001:db8:4::ff
	X
	bench_repair
	bench_idle
	bench_flaps
}
