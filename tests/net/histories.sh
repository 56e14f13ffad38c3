#!/bin/bash
# Random histories: links, addresses, leases, defaults, providers, the watcher itself, people and strangers, in any order. Each ends in the state that a fresh run would make,
# and the watcher has judged the uplinks rightly.
#
#	histories.sh			the same 20 each time; with HISTORIES as many as that says, from the seed of the day on
#	histories.sh SEED...		these
#	histories.sh --steps 'STEPS'	what a failure printed, or less of it
#
# A seed names the steps; how they meet the watcher is chance, so try one several times. Environment: HISTORIES; HISTORIES_SEED, the first seed.
[ -z "${LAB_INSIDE-}" ] && [ $# = 0 ] && {
	# several labs side by side, each in namespaces of its own: a history waits more than it computes
	count=${HISTORIES:-20} first=${HISTORIES_SEED:-$([ -z "${HISTORIES-}" ] && echo 1 || date +%Y%m%d00000)} workers=$(nproc) pids=() status=0
	[ "$count" -lt 200 ] || workers=$((workers * 3))
	echo "$count seeds from $first on"
	[ "$count" -ge 200 ] || export HISTORIES_SECONDS=120 # a busy machine does fewer
	for ((w = 0; w < workers; w++)); do
		# shellcheck disable=SC2046 # numbers
		"$BASH" "$0" $(seq $((first + w)) $workers $((first + count - 1))) &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || { s=$?; [ $status = 1 ] || status=$s; }
	done
	exit $status
}
. "$(dirname "$0")/lib.sh"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/25 203.0.113.129/25 2001:db8:3::1/64 2001:db8:3:1::1/64
NAME=('' dsl cable radio) DEVICE=('' eth0 eth1 eth2) MAC=()
for k in 1 2 3; do MAC[k]=$(n h cat "/sys/class/net/${DEVICE[k]}/address"); done
exec {NEVER}<> <(:)

# --- the world: each step may come at any time, and is nothing where it makes no sense -------------------------------------------

quietly() { "$@" >/dev/null 2>&1; }
# FOUR, SIX, SIXTH_ROUTER: what the uplink has by its provider
has() {
	case $1$LEASE in
	1*) FOUR=192.0.2.10/24 SIX=2001:db8:1::10/64 ROUTER=192.0.2.1 ROUTER6=fe80::1 ;;
	2*) FOUR=198.51.100.10/24 SIX=2001:db8:2::10/64 ROUTER=198.51.100.1 ROUTER6=fe80::1 ;;
	3a) FOUR=203.0.113.10/25 SIX=2001:db8:3::10/64 ROUTER=203.0.113.1 ROUTER6=fe80::1 ;;
	3b) FOUR=203.0.113.200/25 SIX=2001:db8:3:1::10/64 ROUTER=203.0.113.129 ROUTER6=2001:db8:3:1::1 ;;
	esac
}
hook() { n h env -i "$@" "$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" hook dhclient; }
leased() { # what the client's hook says, and the router's advertisement
	has 3
	quietly hook reason=BOUND interface=eth2 new_ip_address="${FOUR%/*}" new_subnet_mask=255.255.255.128 new_routers="$ROUTER"
	quietly hook reason=BOUND6 interface=eth2 new_ip6_address="${SIX%/*}" new_ip6_prefixlen=64
}
advertised() { has 3; quietly i h -6 route replace ::/0 via "$ROUTER6" dev eth2 proto ra metric 1024 && RA=yes; }
unadvertised() { quietly i h -6 route del ::/0 dev eth2 proto ra metric 1024; RA=; } # a lifetime of 0
more() { quietly i h addr replace "192.0.2.7$1/24" dev eth0; quietly i h addr replace "2001:db8:1::7$1/64" dev eth0; MORE=yes; }
less() { quietly i h addr del "192.0.2.7$1/24" dev eth0; quietly i h addr del "2001:db8:1::7$1/64" dev eth0; }

pull() { quietly i "p$1" link set "port-${DEVICE[$1]}" down; PLUGGED[$1]=; }
push() { quietly i "p$1" link set "port-${DEVICE[$1]}" up; PLUGGED[$1]=yes; }
down() { quietly i h link set "${DEVICE[$1]}" down && UP[$1]='' A6[$1]=''; }
up() {
	quietly i h link set "${DEVICE[$1]}" up && UP[$1]=yes
	add6 "$1"
}
del4() { has "$1"; quietly i h addr del "$FOUR" dev "${DEVICE[$1]}" && A4[$1]=; }
add4() { has "$1"; quietly i h addr replace "$FOUR" dev "${DEVICE[$1]}" && A4[$1]=yes; }
del6() { has "$1"; quietly i h addr del "$SIX" dev "${DEVICE[$1]}" && A6[$1]=; }
add6() {
	has "$1"
	[ "${UP[$1]}" ] && quietly i h addr replace "$SIX" dev "${DEVICE[$1]}" && A6[$1]=yes
	[ "$1" != 3 ] || advertised
}
gone() { [ "${AWAY[$1]}" ] || quietly i h link del "${DEVICE[$1]}" && HERE[$1]='' UP[$1]='' A4[$1]='' A6[$1]=''; }
away() { quietly i h link set "${DEVICE[$1]}" name "far$1" && HERE[$1]='' AWAY[$1]=yes; } # another name, and all that it has
home() { quietly i h link set "far$1" name "${DEVICE[$1]}" && HERE[$1]=yes AWAY[$1]=; }
made() {
	local d=${DEVICE[$1]}
	home "$1"
	quietly i h link add "$d" address "${MAC[$1]}" type veth peer name "${d}p" || return 0
	quietly i h link set "${d}p" netns "p$1" name "port-$d"
	quietly i "p$1" link set "port-$d" master sw0
	[ -z "${PLUGGED[$1]}" ] || quietly i "p$1" link set "port-$d" up
	quietly i h link set "$d" up
	HERE[$1]=yes UP[$1]=yes
	add4 "$1"
	add6 "$1"
}
lease() { # another address, another subnet, another router
	local had4=${A4[3]} had6=${A6[3]}
	has 3
	quietly i h addr del "$FOUR" dev eth2
	quietly i h addr del "$SIX" dev eth2
	unadvertised
	LEASE=$1
	[ -z "$had4" ] || add4 3
	[ -z "$had6" ] || add6 3
	leased
}
default() { has "$1"; quietly i h route replace default via "$ROUTER" dev "${DEVICE[$1]}"; quietly i h -6 route replace ::/0 via fe80::1 dev "${DEVICE[$1]}" metric 50; }
nodefault() { quietly i h route del default; quietly i h -6 route del ::/0 metric 50; }
noise() { # strangers, who mind their own business
	local f
	for f in -4 -6; do
		quietly i h $f rule add pref "$((6000 + $1))" fwmark 77 lookup 77
		quietly i h $f rule add pref "$((7300 + $1))" fwmark 78 lookup 78 proto static
		quietly i h $f rule del pref "$((6000 + ($1 + 7) % 10))"
	done
	quietly i h route replace "10.$1.0.0/16" dev lo table 99
	quietly i h addr replace "10.255.0.$1/32" dev lo
	quietly i h addr del "10.255.0.$((($1 + 5) % 10))/32" dev lo
}
rip() { # ... and those who do not
	local f
	case $1 in
	routes)
		for f in 7201 7202 7203; do quietly i h route flush table $f; quietly i h -6 route flush table $f; done ;;
	rules)
		for f in -4 -6; do printf 'rule del pref %s\n' 7250 7299 7408 7700 32765 | quietly ip -n h $f -force -batch -; done ;;
	alias)
		quietly i h addr del 192.0.2.80/32 dev eth0
		quietly i h addr del 2001:db8:1::80/128 dev eth0 ;;
	groups)
		for f in eth0 eth1 eth2; do quietly i h link set "$f" group 0; done ;;
	esac
}
cured() { quietly n "p$1" nft delete table netdev trouble; TROUBLE[$1]=; }
trouble() { # silent: nobody is there; mute: the replies are lost; hole: nothing behind the router; lossy: 30 %. What its switch floods comes in by both
	local where='ingress devices = { sw0, keep } priority 0' rule
	cured "$1"
	case $2 in
	silent) rule=drop ;;
	mute) where='egress devices = { sw0, keep } priority 0' rule=drop ;;
	hole) where='ingress device "wan" priority 0' rule=drop ;;
	lossy) rule='numgen random mod 100 < 30 drop' ;;
	esac
	n "p$1" nft "add table netdev trouble { chain some { type filter hook $where; $rule; }; }" || fail "lab: trouble $*"
	TROUBLE[$1]=$2
}
die() { local k; for k; do trouble "$k" silent; done; }

background() { "$@" >>"$TMP/others" 2>&1 9>&- & OTHERS+=($!); }
apply() { background program homing apply; }
apply_killed() { apply; pause "$1"; kill -9 $!; }
removed() { background program homing remove; }
forgotten() { rm -f "$STATE/health.ini"; }
hold() { background program homing down "${DEVICE[$1]}"; }
release() { background program homing up "${DEVICE[$1]}"; }
leave() { background program homing-balance down "${NAME[$1]}"; }
enter() { background program homing-balance up "${NAME[$1]}"; }

begin() {
	[ -z "$WATCHER" ] || return 0
	: >"$TMP/begun"
	ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" --coalesce "$COALESCE" >>"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
die_9() {
	[ "$WATCHER" ] || return 0
	kill -9 "$WATCHER"
	wait "$WATCHER" 2>/dev/null
	WATCHER=
}
nobody_works() { flock -n "$STATE/lock" true || { WRONG="the lock is held"; return 1; }; }
stop() { # not while it has the lock: others would wait for it in vain
	local tries
	[ "$WATCHER" ] || return 0
	for ((tries = 0; tries < 200; tries++)); do
		kill -STOP "$WATCHER"
		nobody_works && return
		kill -CONT "$WATCHER"
		pause 5
	done
}
cont() { [ -z "$WATCHER" ] || kill -CONT "$WATCHER"; }
conf() { # one of several, and told
	local uplink='interval = 30ms\ntimeout = 90ms\nfall = 3\nrise = 2\ndamping = no\n'
	{
		printf '[homing]\nlock-timeout = 5s\n'
		printf "[uplink dsl]\ninterface = eth0\ngateway = 192.0.2.1, fe80::1\n$uplink"
		[ "$1" != 2 ] || printf 'weight = 3\n'
		printf "[uplink cable]\ninterface = eth1\ngateway = 198.51.100.1, fe80::1\ncheck = icmp 10.99.0.2, icmp 2001:db8:99::2\n$uplink"
		[ "$1" != 1 ] || printf 'preference = 2\n'
		printf "[uplink radio]\ninterface = eth2\ncheck = tcp 10.99.0.2:7000, tcp [2001:db8:99::2]:7000\n$uplink"
		printf '[balance]\n'
		[ "$1" != 2 ] || printf '[flows]\n'
		[ "$1" = 3 ] || printf '[alias www]\ninterface = eth0\naddress = 192.0.2.80, 2001:db8:1::80\nprobe = no\n'
	} >"$TMP/next"
	mv "$TMP/next" "$CONF" # as editors do: nobody reads half of it
	[ -z "$WATCHER" ] || hangup
}
# It is a daemon from the moment on that SIGHUP is waited for; what came before that would have met a program that is still being loaded.
hangup() {
	local end=$((SECONDS + PATIENCE)) masks
	until masks=$(sed -nE 's/^Sig(Blk|Cgt):[[:space:]]*/0x/p' "/proc/$WATCHER/status" 2>/dev/null) && (((${masks/$'\n'/ | }) & 1)); do
		[ $SECONDS -lt $end ] || return 0
		pause 5
	done
	kill -HUP "$WATCHER"
}
pause() { local s; printf -v s '%d.%03d' $(($1 / 1000)) $(($1 % 1000)); read -rt "$s" -u "$NEVER"; }

# --- drawing ------------------------------------------------------------------------------------------------------------------

draw() { R=$((RANDOM % $1)); }
one_of() { draw $#; shift $R; ONE=$1; }
# one step, as it is typed; what would be a fight with the watcher (three times a minute) is drawn once
draw_step() {
	local k
	one_of 1 2 3
	k=$ONE
	one_of pull push push down up up del4 add4 del6 add6 gone away made made lease lease unadvertised advertised more less apply_killed removed forgotten default nodefault noise rip trouble trouble cured cured die hold release release leave enter kill begin begin \
		stop cont conf apply
	STEP_WORD=$ONE
	case $ONE in
	lease) one_of a b; STEP="lease $ONE" ;;
	more | less) one_of 0 1; STEP="${STEP_WORD} $ONE" ;;
	apply_killed) one_of 0 2 5 10 20 50; STEP="apply_killed $ONE" ;;
	noise) draw 10; STEP="noise $R" ;;
	rip) one_of routes rules alias groups; STEP="rip $ONE"; [[ " ${STEPS[*]}" != *" $STEP "* ]] || STEP=apply ;;
	trouble) one_of silent mute hole lossy; STEP="trouble $k $ONE" ;;
	die) STEP="die 1 2 3; pause 500; cured $k" ;;
	kill) STEP="die_9" ;;
	conf) draw 4; STEP="conf $R" ;;
	nodefault | begin | stop | cont | apply | removed | forgotten | advertised | unadvertised) STEP=$ONE ;;
	*) STEP="$ONE $k" ;;
	esac
}
# STEPS: all of a history
draw_history() {
	local k count
	RANDOM=$1
	one_of 1ms 10ms 50ms
	STEPS=("COALESCE=$ONE ;")
	one_of 5 10 20
	draw $ONE
	for ((count = 4 + R; count > 0; count--)); do
		draw_step
		STEPS+=("$STEP ;")
		one_of 0 0 0 5 20 60 150 400
		[ "$ONE" = 0 ] || STEPS+=("pause $ONE ;")
	done
	draw 2
	[ $R = 0 ] || for k in 1 2 3; do STEPS+=("made $k; push $k; up $k; add4 $k; cured $k ;"); done
	draw 2
	[ $R = 0 ] || STEPS+=("apply ;")
}

# --- judging --------------------------------------------------------------------------------------------------------------------

fresh_world() {
	local k
	for k in 1 2 3; do home $k; AWAY[k]=; done
	OTHERS=() MORE='' LEASE=a WATCHER='' COALESCE=50ms
	rm -rf "$STATE"
	mkdir -m 755 "$STATE"
	: >"$TMP/watch"
	: >"$TMP/others"
	nodefault
	for k in 1 2 3; do
		[ -z "${TROUBLE[k]-}" ] || cured $k
		PLUGGED[k]=yes
		made $k
		push $k
		i h addr flush dev "${DEVICE[k]}" scope global
		up $k
		add4 $k
		HERE[k]=yes TROUBLE[k]=
	done
	conf 0
	leased
}
held() { grep -q "^\[hold \(interface ${DEVICE[$1]}\|all\)\]" "$STATE/held.ini" 2>/dev/null; }
# what the watcher must find out
must_be() {
	case ${TROUBLE[$1]}$1 in
	silent* | mute* | hole[23]) echo down; return ;;
	esac
	if [ -z "${HERE[$1]}" ] || [ -z "${UP[$1]}" ] || [ -z "${PLUGGED[$1]}" ]; then echo down
	elif [ "${A4[$1]}" ] || { [ "${A6[$1]}" ] && [ "$1$RA" != 3 ]; }; then echo up
	elif [ "$1" = 1 ] || [ "${A6[$1]}" ]; then echo 'up|down' # by an alias, or another address, where there is one; as long as the next hop was known
	else echo down; fi
}
judged() { sed -n "/^\[uplink ${NAME[$1]}\]/,/^\[/s/^state = //p" "$STATE/health.ini"; }
judged_rightly() {
	local k found
	for k in 1 2 3; do
		held $k && continue
		found=$(judged $k)
		[[ ${found:-down} =~ ^($(must_be $k))$ ]] || { WRONG="${NAME[k]} is ${found:-not judged}, and should be $(must_be $k)"; return 1; }
	done
}
clean() { program homing-status --check >"$TMP/drift" 2>&1 || { WRONG=$(<"$TMP/drift"); return 1; }; }
# It has written down what it found out; where all is held there is nothing to, and it has taken its signals.
has_begun() {
	[ "$STATE/health.ini" -nt "$TMP/begun" ] ||
		{ held 1 && held 2 && held 3 && (($(sed -n 's/^SigCgt:[[:space:]]*/0x/p' "/proc/$WATCHER/status") & 0x4000)); }
}
# It is at rest, and stays stopped: its lock is held, so that what it knows is believed
at_rest() {
	local end=$((SECONDS + PATIENCE))
	WRONG="the watcher has not begun"
	while :; do
		kill -0 "$WATCHER" 2>/dev/null || { WRONG="the watcher has ended"; return 1; }
		if has_begun && judged_rightly; then
			kill -STOP "$WATCHER"
			nobody_works && judged_rightly && clean && { WRONG=; return; }
			kill -CONT "$WATCHER"
		fi
		[ $SECONDS -lt $end ] || return 1
		pause 30
	done
}
# Of an uplink whose link is down the kernel has forgotten the IPv6 addresses; what was there for them stays (DESIGN 5, the guard), and is nothing that a fresh run could know.
comparable() {
	local k unknown='^$'
	for k in 1 2 3; do [ "${UP[k]}" ] || { has "$k"; unknown="$unknown|720$k|${DEVICE[k]}|${FOUR%.*}\\.|${SIX%::*}:"; }; done
	settled h | grep -vE "table 7200|$unknown"
	i h -N route show table 7200
	i h -6 -N route show table 7200
}
history() {
	local found made pid device k
	fresh_world
	eval "begin; pause 300; $1"
	cont
	[ "${TROUBLE[1]}" != lossy ] || cured 1
	[ "${TROUBLE[2]}" != lossy ] || cured 2
	[ "${TROUBLE[3]}" != lossy ] || cured 3
	for pid in "${OTHERS[@]}"; do wait "$pid"; done
	begin
	WRONG=
	if at_rest; then
		found=$(comparable)
		cp "$STATE/held.ini" "$TMP/held.ini" 2>/dev/null || rm -f "$TMP/held.ini"
		quietly program homing remove
		rm -f "$STATE/held.ini"
		[ ! -e "$TMP/held.ini" ] || cp "$TMP/held.ini" "$STATE"
		for k in 1 2 3; do # not `homing apply', which would end all holds
			held $k && continue
			device=${DEVICE[k]}
			n h env -i IFACE=$device LOGICAL=$device ADDRFAM=inet MODE=start PHASE=post-up "$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" hook ifupdown >"$TMP/once" 2>&1 ||
				WRONG="a fresh run: status $?: $(head -n 3 "$TMP/once")"
		done
		made=$(comparable)
		[ "$found" = "$made" ] || WRONG=$(diff <(echo "$made") <(echo "$found"))
	fi
	if [ "$WATCHER" ]; then
		kill -CONT "$WATCHER" 2>/dev/null
		kill "$WATCHER" 2>/dev/null
		wait "$WATCHER" || WRONG="$WRONG; the watcher ended with $?"
	fi
	program homing -q remove >/dev/null 2>&1
	! grep -qE 'Sanitizer|runtime error' "$TMP/watch" "$TMP/others" || WRONG="$WRONG; $(grep -hE -A 20 'Sanitizer|runtime error' "$TMP/watch" "$TMP/others")"
	[ -z "$WRONG" ]
}

# tell SEED STEPS
tell() {
	fail "seed $1"
	printf '      %s\n' "again: tests/net/histories.sh $1" "or: tests/net/histories.sh --steps '$2'"
	# shellcheck disable=SC2001 # each line
	sed 's/^/      | /' <<<"$WRONG"
	tail -n ${TAIL:-12} "$TMP/watch" | sed 's/^/      . /'
}

story "histories"
if [ "${1-}" = --steps ]; then
	if history "$2"; then ok "as it should be"; else tell 0 "$2"; fi
	finish
fi
for seed; do
	[ $SECONDS -lt "${HISTORIES_SECONDS:-999999}" ] || { ok "no time for seed $seed and those behind it"; break; }
	draw_history "$seed"
	start=${EPOCHREALTIME/./}
	if history "${STEPS[*]}"; then ok "seed $seed ($(((${EPOCHREALTIME/./} - start) / 1000)) ms)"; else tell "$seed" "${STEPS[*]}"; fi
done
finish
