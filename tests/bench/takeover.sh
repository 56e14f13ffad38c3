# shellcheck shell=bash disable=SC2154 # part of tests/bench/run, whose variables and functions it uses
# takeover.sh - the benches of takeovers: how long a client on the same segment is without an alias' owner, and from the decision to the client's neighbour cache.

runs=${GAP_RUNS:-5}
declare -A running=() gaps=()
vip4=192.0.2.100 vip6=2001:db8:1::100

# segment: a switch with a gateway, a client and two servers, pinky who has the aliases, and brain
segment() {
	local box number=0
	ip netns add lan
	ip -n lan link add sw0 type bridge forward_delay 0 mcast_snooping 0
	ip -n lan link set sw0 up
	for box in pinky brain client gateway; do
		number=$((number + 1))
		ip netns add $box
		ip link add eth0 netns $box type veth peer name port-$box netns lan
		on $box sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.eth0.accept_dad=0 net.ipv4.ping_group_range="0 0" \
			net.ipv6.conf.eth0.router_solicitations=0
		ip -n lan link set port-$box master sw0 up
		ip -n $box link set lo up
		ip -n $box link set eth0 up
		addressed_as $box $number
		# where hundreds of aliases come from
		ip -n $box route add 198.18.0.0/20 dev eth0
		ip -n $box route add 2001:db8:18::/64 dev eth0
	done
}
addressed_as() { ip -n "$1" addr add "192.0.2.$2/24" dev eth0 && ip -n "$1" addr add "2001:db8:1::$2/64" dev eth0 nodad; }
cut="ip -n lan link set port-pinky nomaster"
heal() { ip -n lan link set port-pinky master sw0; }

# run_in BOX COMMAND...: until `halt BOX`
run_in() {
	local box=$1
	shift
	ip netns exec "$box" "$@" >>"$lab/said-$box" 2>&1 &
	running[$box]=$!
}
halt() {
	local box
	for box; do
		[ -z "${running[$box]-}" ] || ends "${running[$box]}"
		unset "running[$box]"
	done
}

# until_ok COMMAND...: waits until it succeeds, half a minute
until_ok() {
	local tries=0
	until "$@" >/dev/null 2>&1; do
		[ $((tries += 1)) -lt 1500 ] || { echo "never came true: $*"; tail -n 20 "$lab"/said-*; exit 1; }
		sleep 0.02
	done
}
has() { ip -n "$1" addr show dev eth0 to "${2:-$vip4}" | grep -q inet; }
has_not() { ! has "$@"; }
answers() { on client ping -q -n -c 1 -W 1 "${1:-$vip4}"; }
# within MS: a random part of it goes by
within() {
	local random=$RANDOM # not in the subshell, where it would be the same each time
	sleep "$(awk -v most="$1" -v random=$random 'BEGIN { print most * random / 32768 / 1000 }')"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# gap NAME COMMAND AFTER ADDRESS...: one more gap, ms, of each address, in gaps[NAME-4] and gaps[NAME-6]
gap() {
	local name=$1 address us all
	shift
	for address in "${@:3}"; do until_ok answers "$address"; done
	read -ra all < <("$bin/gap" client "$@")
	[ ${#all[@]} -gt 0 ] || { echo "$name: nothing was measured"; exit 1; }
	shift 2
	for address; do
		us=${all[0]} all=("${all[@]:1}")
		case $address in *:*) gaps[$name-6]+="$(divided "$us" 1000) " ;; *) gaps[$name-4]+="$(divided "$us" 1000) " ;; esac
	done
}
middle() { tr ' ' '\n' <<<"${gaps[$1]% }" | median; }
# told NAME WHAT: the gaps as a note
told() {
	local f
	for f in 4 6; do
		[ -z "${gaps[$1-$f]-}" ] || note "$2, IPv$f: gap in ms" "$(tr ' ' '\n' <<<"${gaps[$1-$f]% }" | sort -n |
			awk '{ v[NR] = $1 } END { printf "%8.1f (%.1f-%.1f)", v[int((NR + 1) / 2)], v[1], v[NR] }')"
	done
}
# beaten NAME RIVAL GOAL WHAT: by each family that the rival has
beaten() {
	local f
	for f in 4 6; do
		[ -z "${gaps[$2-$f]-}" ] || line "$4, IPv$f" "$(divided "$(middle "$1-$f")" "$(middle "$2-$f")")" "$3"
	done
}

# --- homing -----------------------------------------------------------------------------------------------------------------------

# stands_in INTERVAL ADDRESSES [LINE...]: pinky has the alias, brain stands in; both watch
stands_in() {
	local interval=$1 addresses=$2 box
	shift 2
	printf '[alias web]\ninterface = eth0\naddress = %s\n' "$addresses" | tee "$lab/brain.conf" >"$lab/pinky.conf"
	printf '%s\n' "$@" >>"$lab/pinky.conf"
	cat >>"$lab/brain.conf" <<-X
		[takeover web]
		alias = web
		peer = 192.0.2.1, 2001:db8:1::1
		gateway = 192.0.2.4
		interval = ${interval}ms
		rise = 3
	X
	for box in pinky brain; do
		rm -rf "/run/$box" && mkdir -m 755 "/run/$box"
		starts $box
	done
	until_ok has pinky
	settled "$interval" $((12 + 4000 / interval)) # timeouts are learnt, and the owner is no news
}
starts() { run_in "$1" "$shared-watch" -c "$lab/$1.conf" --state-dir "/run/$1"; }
# settled INTERVAL COUNT: brain has asked so often
settled() {
	until_ok answers
	until_ok has_not brain
	sleep "$(awk -v i="$1" -v n="$2" 'BEGIN { print i * n / 1000 }')"
}
leaves() { on "$1" "$shared" -c "$lab/$1.conf" --state-dir "/run/$1" -q remove; }
# all that was theirs goes
both_go() {
	halt pinky brain
	leaves pinky
	leaves brain
}

# taken NAME COMMAND AFTER: as gap, of both families; and how it was switched, to $lab/NAME
taken() {
	on client ip neigh flush dev eth0
	until_ok answers
	until_ok answers $vip6
	"$bin/taken" brain client 192.0.2.4 "$(on brain cat /sys/class/net/eth0/address)" $vip4 $vip6 >>"$lab/$1" &
	gap "$@" $vip4 $vip6
	wait $!
}

# cable cut; the owner restarts while it is off, and comes back
homing_cut() {
	local interval=$1 name=homing-$1 run
	stands_in "$interval" "$vip4, $vip6"
	for ((run = 0; run < runs; run++)); do
		within "$interval"
		taken "$name" "$cut" 500
		# it boots
		halt pinky
		leaves pinky
		rm -rf /run/pinky && mkdir -m 755 /run/pinky
		starts pinky
		sleep 0.3
		gap "return-$interval" "ip -n lan link set port-pinky master sw0" $((interval * 5 + 3000)) $vip4 $vip6
		until_ok has pinky
		settled "$interval" 5
	done
	both_go
}
homing_leaves() {
	local interval=$1 name=leaves-$1 run
	stands_in "$interval" "$vip4, $vip6"
	for ((run = 0; run < runs; run++)); do
		within "$interval"
		taken "$name" "kill ${running[pinky]}; ip netns exec pinky $shared -c $lab/pinky.conf --state-dir /run/pinky -q remove" 500
		wait "${running[pinky]}" 2>/dev/null
		until_ok on pinky "$shared" -c "$lab/pinky.conf" --state-dir /run/pinky -q apply # the guest lets go when it is asked
		starts pinky
		until_ok has pinky
		settled "$interval" 5
	done
	both_go
}
homing_yields() {
	local interval=$1 name=yields-$1 run
	touch /run/service
	stands_in "$interval" "$vip4, $vip6" "check = exec /usr/bin/test -e /run/service" "yield = yes" "interval = ${interval}ms" "rise = 3"
	for ((run = 0; run < runs; run++)); do
		within "$interval"
		taken "$name" "rm /run/service" $((interval * 8 + 2000))
		touch /run/service
		until_ok has pinky
		settled "$interval" 5
	done
	both_go
}

# hundreds of both families: until the last of the client's entries has switched
homing_hundreds() {
	local count=250 addresses=() i
	for ((i = 1; i <= count; i++)); do addresses+=("198.18.0.$i" "$(printf '2001:db8:18::%x' $i)"); done
	stands_in 100 "$vip4, 198.18.0.1-198.18.0.$count, 2001:db8:18::1-$(printf '2001:db8:18::%x' $count)"
	until_ok has pinky "${addresses[-1]}"
	sleep 2 # the first rounds
	: >"$lab/said-brain"
	for i in "${addresses[@]}"; do
		echo "neigh replace $i lladdr $(on pinky cat /sys/class/net/eth0/address) dev eth0 nud stale"
	done | ip -n client -batch -
	"$bin/taken" brain client 192.0.2.4 "$(on brain cat /sys/class/net/eth0/address)" "${addresses[@]}" >"$lab/hundreds" &
	i=${#addresses[@]}
	gap hundreds "$cut" 500 $vip4
	wait $!
	line "$i aliases: from the decision to the last entry, s" "$(awk '{ print $3 / 1e6 }' "$lab/hundreds")" 1
	until_ok grep -q ': taken (' "$lab/said-brain"
	[ -z "$verbose" ] || cat "$lab/said-brain" "$lab/hundreds" >&2
	line "$i aliases: lines of the log" "$(grep -c ^homing-watch: "$lab/said-brain")" 1
	told hundreds "$i aliases, the first"
	heal
	until_ok has_not brain
	both_go
}

# --- the others -------------------------------------------------------------------------------------------------------------------

# kept BOX STATE PRIORITY INTERVAL: as keepalived would have it
kept() {
	cat >"$lab/keepalived-$1" <<-X
		global_defs {
		  vrrp_version 3
		}
		vrrp_instance four {
		  state $2
		  interface eth0
		  virtual_router_id 51
		  priority $3
		  advert_int $4
		  virtual_ipaddress {
		    $vip4/32 dev eth0
		  }
		}
		vrrp_instance six {
		  state $2
		  interface eth0
		  virtual_router_id 52
		  priority $3
		  advert_int $4
		  native_ipv6
		  virtual_ipaddress {
		    $vip6/128 dev eth0
		  }
		}
	X
	run_in "$1" keepalived -n -P -l -f "$lab/keepalived-$1" -p "$lab/keepalived-$1.pid" -r "$lab/vrrp-$1.pid"
}
rival_keepalived() {
	local interval=$1 name=keepalived-$1 run seconds
	seconds=$(divided "$interval" 1000)
	kept pinky MASTER 200 "$seconds"
	kept brain BACKUP 100 "$seconds"
	for ((run = 0; run < runs; run++)); do
		until_ok has pinky
		settled "$interval" 5
		until_ok answers $vip6
		within "$interval"
		gap "$name" "$cut" 500 $vip4 $vip6
		heal
	done
	until_ok has_not brain
	halt pinky brain
}

rival_ucarp() {
	local word box run
	for word in add del; do
		# shellcheck disable=SC2016 # the script's variable
		printf '#!/bin/sh\nip addr %s %s/32 dev "$1"\n' $word $vip4 >"$lab/ucarp-$word"
		chmod 755 "$lab/ucarp-$word"
	done
	for ((run = 0; run < runs; run++)); do
		# the first one is the master
		run_in pinky ucarp -i eth0 -s 192.0.2.1 -v 9 -p secret -a $vip4 -u "$lab/ucarp-add" -d "$lab/ucarp-del" -b 1 -k 0 -P -z
		until_ok has pinky
		run_in brain ucarp -i eth0 -s 192.0.2.2 -v 9 -p secret -a $vip4 -u "$lab/ucarp-add" -d "$lab/ucarp-del" -b 1 -k 50 -z
		settled 1000 5
		within 1000
		gap ucarp "$cut" 500 $vip4
		halt pinky brain
		for box in pinky brain; do ip -n $box addr del $vip4/32 dev eth0 2>/dev/null; done
		heal
	done
}

# "Cheap IP takeover": a ping a second with a second's patience, and the third miss in a row takes the alias
rival_article() {
	cat >"$lab/article" <<-X
		misses=0
		while [ \$misses -lt 3 ]; do
			if ping -c 1 -w 1 192.0.2.1 >/dev/null 2>&1; then misses=0; else misses=\$((misses + 1)); fi
			sleep 1
		done
		ip addr add $vip4/32 dev eth0
		$shared-announce -I eth0 $vip4 $(on brain cat /sys/class/net/eth0/address) $vip4 ff:ff:ff:ff:ff:ff
	X
	ip -n pinky addr add $vip4/32 dev eth0
	for ((run = 0; run < runs; run++)); do
		run_in brain bash "$lab/article"
		settled 1000 3
		within 1000
		gap article "$cut" 500 $vip4
		halt brain
		ip -n brain addr del $vip4/32 dev eth0
		heal
		on client ip neigh flush dev eth0
	done
	ip -n pinky addr del $vip4/32 dev eth0
}

bench_takeover() {
	local seconds interval _
	segment
	for interval in 100 1000; do
		seconds=$(divided "$interval" 1000)
		homing_cut "$interval"
		told "homing-$interval" "homing, $seconds s"
		homing_leaves "$interval"
		told "leaves-$interval" "owner leaves in order, $seconds s"
		for _ in 4 6; do line "owner leaves in order, $seconds s, IPv$_: / cut" "$(divided "$(middle "leaves-$interval-$_")" "$(middle "homing-$interval-$_")")" 1; done
	done
	homing_yields 100
	told yields-100 "owner yields, 0.1 s"
	for _ in 4 6; do line "owner yields, 0.1 s, IPv$_: / cut" "$(divided "$(middle "yields-100-$_")" "$(middle "homing-100-$_")")" 1; done
	for interval in 100 1000; do told "return-$interval" "owner back, $(divided "$interval" 1000) s"; done
	if command -v keepalived >/dev/null; then
		for interval in 100 1000; do
			seconds=$(divided "$interval" 1000)
			rival_keepalived "$interval"
			told "keepalived-$interval" "keepalived, $seconds s"
			beaten "homing-$interval" "keepalived-$interval" 0.45 "gap: homing / keepalived, $seconds s"
		done
	fi
	if command -v ucarp >/dev/null; then
		rival_ucarp
		told ucarp "ucarp, 1 s"
		beaten homing-1000 ucarp 0.45 "gap: homing / ucarp, 1 s"
	fi
	rival_article
	told article "the article's script"
	beaten homing-1000 article 0.20 "gap: homing / the article's script"
	[ -z "$verbose" ] || cat "$lab"/homing-100 >&2
	note "decided until the first frame, us" "$(cut -f 1 "$lab/homing-100" "$lab/homing-1000" | median | xargs printf '%8d')"
	line "decided until the client's entry has switched, ms" "$(divided "$(cut -f 2 "$lab/homing-100" "$lab/homing-1000" | median)" 1000)" 0.3
	line "decided until both entries have switched, ms" "$(divided "$(cut -f 3 "$lab/homing-100" "$lab/homing-1000" | median)" 1000)" 0.3
	homing_hundreds
	for _ in lan pinky brain client gateway; do ip netns del $_; done
}
