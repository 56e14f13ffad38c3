# shellcheck shell=bash
# watch-lib.sh - the lab of lib.sh with homing-watch on the host, and routers that advertise themselves. No hook is called. Source it first.
# shellcheck source=tests/real/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
needs radvd

# watch: from now on
watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" >"$TMP/watch" 2>&1 9>&- &
	until_ok watches
}
# shellcheck disable=SC2317 # called by until_ok
watches() { n h "$HOMING_BIN/homing-status" | grep -q '^WATCHER *runs'; }

# --- router advertisements ----------------------------------------------------------------------------------------------------

# advertises K ROUTER LIFETIME [PREFIX=VALID/PREFERRED...]: provider K's router of that link-local address says so from now on, each 3 to 4 s; it
# said nothing before, or something else
advertises() {
	local k=$1 router=$2 lifetime=$3 name=$TMP/radvd.$1.${2##*:} p
	shift 3
	advertises_no_more "$k" "$router" KILL
	{
		echo "interface sw0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; MinDelayBetweenRAs 3;"
		echo "AdvDefaultLifetime $lifetime; AdvRASrcAddress { $router; };"
		for p; do
			echo "prefix ${p%=*} { AdvOnLink on; AdvAutonomous on;"
			p=${p#*=}
			echo "AdvValidLifetime ${p%/*}; AdvPreferredLifetime ${p#*/}; };"
		done
		echo "};"
	} >"$name"
	chmod 644 "$name"
	i "p$k" addr replace "$router/64" dev sw0
	ip netns exec "p$k" radvd -n -C "$name" -p "$name.pid" -m stderr >"$name.log" 2>&1 9>&- &
	echo $! >"$name.process"
	happened
}
# advertises_no_more K ROUTER [SIGNAL]: it says so, with a lifetime of 0; by KILL it goes in silence
advertises_no_more() {
	local name=$TMP/radvd.$1.${2##*:} pid
	pid=$(cat "$name.process" 2>/dev/null) || return 0
	rm -f "$name.process"
	kill "-${3:-TERM}" "$pid" && wait "$pid" 2>/dev/null
	happened
}

# --- at home ------------------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2317 # called by until_ok
leaves_by() { [[ $(i h route get "$([[ $2 == *:* ]] && echo 2001:db8:99::2 || echo 10.99.0.2)" from "$2") == *" dev $1 "* ]] && i h rule | grep -q 'proto 72'; }
# at_home DEVICE ADDRESS[,...]: each leaves by the device, and is heard outside; says how long after what happened last
at_home() {
	local a late
	for a in ${2//,/ }; do until_ok leaves_by "$1" "$a" || return; done
	late=$((($(now) - EVENT) / 1000))
	if until_ok all_answer "$2"; then ok "$2 by $1 ($late ms, heard outside after $((($(now) - EVENT) / 1000)) ms)"; fi
}
# shellcheck disable=SC2317 # called by until_ok
table_has() { i h -6 -N route show table "$1" default | grep -v unreachable | grep -q -- "$2"; }
# shellcheck disable=SC2317 # called by until_ok
table_has4() { i h -4 -N route show table "$1" default | grep -v unreachable | grep -q -- "$2"; }
# shellcheck disable=SC2317 # called by until_ok
no_way() { ! i h -6 -N route show table "$1" default | grep -q via; }

# shellcheck disable=SC2317 # called by until_ok
main_has() { i h -6 -N route show table main | grep -E '^default|nexthop' | grep -qE -- "$1"; }

# shellcheck disable=SC2317 # called by until_ok
is_ours() { [ "$(ours h)" = "$OURS" ]; }
# is_back COMMAND...: what is ours is as it was before the command, soon
is_back() {
	OURS=$(ours h)
	happened
	exits 0 "$@"
	if until_ok is_ours; then ok "back after $((($(now) - EVENT) / 1000)) ms"; else diff <(echo "$OURS") <(ours h); fi
}
