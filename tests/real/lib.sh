# shellcheck shell=bash
# lib.sh - the lab of ../net/lib.sh, where the host h has a real ifupdown with our hooks, and the providers may have a DHCP server. Source it
# first. /etc and /var are covered: what is written there is gone with the script.
# shellcheck source=tests/net/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../net/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
SYSTEM_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
REAL=$NET/../real
HOOKS=$NET/../../hooks
PYTHON=(/usr/bin/python3 -B) # no files beside the scripts
CONF=/etc/homing/homing.conf
STATE=/run/homing
needs() { local tool; for tool; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done; }
needs ifup dhclient dnsmasq ping flock
# hooks know no option: a build for another prefix (distcheck) looks for its file elsewhere
grep -aoE '[^[:cntrl:]]*/homing/homing\.conf' "$HOMING_BIN/homing" | grep -qx "$CONF" || skip "built for another place than $CONF"

# over DIRECTORY: from here on our own copy of it
over() {
	[ -O "$1" ] || skip "$1 can be covered by root only"
	mkdir -p "/run/over$1/upper" "/run/over$1/work"
	mount -t overlay overlay -o "lowerdir=$1,upperdir=/run/over$1/upper,workdir=/run/over$1/work" "$1" 2>/dev/null ||
		skip "$1 cannot be covered here"
}
over /etc
over /var
homing() { n h "$HOMING_BIN/homing" "$@"; }

# install_hooks: as `make install` does, and nobody else's
install_hooks() {
	local hook target
	mkdir -p /etc/network/if-{pre-up,up,down,post-down}.d /etc/dhcp/dhclient-{enter,exit}-hooks.d /etc/homing /run/network /var/lib/dhcp
	rm -rf /etc/network/interfaces.d /etc/network/if-*.d/* /etc/dhcp/dhclient-enter-hooks* "$CONF" "$CONF.d"
	mkdir /etc/dhcp/dhclient-enter-hooks.d
	find /etc/dhcp/dhclient-exit-hooks.d -type f ! -name rfc3442-classless-routes -delete
	for hook in ifupdown/if-up=network/if-up.d ifupdown/if-down=network/if-down.d dhclient/exit-hook=dhcp/dhclient-exit-hooks.d; do
		target=/etc/${hook#*=}/homing
		sed "s|@sbindir@|$HOMING_BIN|g" "$HOOKS/${hook%=*}" >"$target"
		chmod 755 "$target"
	done
	chmod 644 "$target" # sourced
	# a lease moves every few seconds here: renewed each second, over after ten, asked for again at once
	cat >/etc/dhcp/dhclient.conf <<-X
		option rfc3442-classless-static-routes code 121 = array of unsigned integer 8;
		request subnet-mask, routers, rfc3442-classless-static-routes;
		supersede dhcp-lease-time 10;
		supersede dhcp-renewal-time 1;
		supersede dhcp-rebinding-time 2;
		initial-interval 1;
		backoff-cutoff 1;
		initial-delay 0;
		reboot 1;
		retry 1;
	X
}

# host_real DEVICE...: the host, with cables that go nowhere yet
host_real() {
	local device
	box h
	for device; do
		i h link add "$device" type veth peer name "${device}p"
		i h link set "${device}p" up
	done
	install_hooks
	serves h
}

# interfaces, conf: from stdin
interfaces() { printf 'auto lo\niface lo inet loopback\n' >/etc/network/interfaces; cat >>/etc/network/interfaces; }
conf() { cat >"$CONF"; }

# ifup, ifdown WORDS...: as a person or the boot would, without our environment
ifup() { n h env -i PATH="$SYSTEM_PATH" ifup "$@"; }
ifdown() { n h env -i PATH="$SYSTEM_PATH" ifdown "$@"; }
is_recorded() { n h env -i PATH="$SYSTEM_PATH" ifquery --state "$1" | grep -qx "$1=$1"; }
# at_once COMMAND DEVICE...: all of them side by side
at_once() {
	local command=$1 device pids=() status=0
	shift
	for device; do
		"$command" "$device" >"$TMP/at-once.$device" 2>&1 9>&- &
		pids+=($!)
	done
	for device in "${pids[@]}"; do wait "$device" || status=1; done
	same "$command of $* side by side" 0 $status
}

# --- DHCP ---------------------------------------------------------------------------------------------------------------------

# dhcp K DEVICE ADDRESS [LINE...]: provider K's server leases that address to h's DEVICE from now on, and knows of no lease before; with more
# lines of dnsmasq.conf
dhcp() {
	local k=$1 device=$2 address=$3 file=$TMP/dnsmasq.$1
	shift 3
	dhcp_stops "$k"
	rm -f "$file.leases"
	{
		printf '%s\n' port=0 interface=sw0 bind-interfaces user=root no-ping no-hosts no-resolv dhcp-authoritative log-dhcp \
			"dhcp-range=${address%.*}.100,${address%.*}.200,255.255.255.0,2m" "pid-file=$file.pid" \
			"dhcp-leasefile=$file.leases" "log-facility=$file.log" "dhcp-host=$(n h cat "/sys/class/net/$device/address"),$address"
		printf '%s\n' "$@"
	} >"$file"
	n "p$k" dnsmasq -C "$file" || fail "lab: no DHCP server at provider $k"
}
dhcp_stops() {
	local pid
	pid=$(cat "$TMP/dnsmasq.$1.pid" 2>/dev/null) || return 0
	rm -f "$TMP/dnsmasq.$1.pid"
	kill "$pid" && until_ok gone "$pid"
}
# shellcheck disable=SC2317 # called by until_ok
gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status"; }
acks() { grep -c 'DHCPACK(sw0)' "$TMP/dnsmasq.$1.log"; }
# shellcheck disable=SC2317 # called by until_ok
more_acks() { [ "$(acks "$1")" -gt "$2" ]; }
renewed() { until_ok more_acks "$1" "$(($(acks "$1") + ${2:-0}))"; } # K [TIMES]
# shellcheck disable=SC2317 # called by until_ok
has() { i h -o addr show dev "$1" | grep -qF " $2/"; }
# shellcheck disable=SC2317 # called by until_ok
has_no() { ! has "$1" "$2"; }
# what the address says to the client leaves by the device
# shellcheck disable=SC2317 # called by until_ok
is_homed() { i h route get 10.99.0.2 from "$2" | grep -q " dev $1 "; }
# arrives DEVICE ADDRESS, leaves DEVICE ADDRESS: an IPv4 one is, is no longer, on the interface. A client adds the address first and calls its hooks
# then: who asks in between is answered by main's default, whichever uplink that is, and no hook could prevent it. So nobody asks an address that
# comes before it is homed, and nothing_forged holds for all that is asked; the time counts from when it came.
arrives() { until_ok has "$1" "$2"; happened; until_ok is_homed "$1" "$2"; }
leaves() { until_ok has_no "$1" "$2"; happened; }

# --- from outside -------------------------------------------------------------------------------------------------------------

now() { echo "${EPOCHREALTIME/./}"; } # µs
happened() { EVENT=$(now); }

# shellcheck disable=SC2317 # called by until_ok
is_plugged() { is_operational h "$1" && is_operational "p${1#eth}" "port-$1"; }

# answers ADDRESS[,...]: each is heard by all protocols; 1 s after what happened last is soon enough
answers() {
	local k silent late wait=300
	while :; do
		late=$((($(now) - EVENT) / 1000))
		ask_all cli tcp+udp+icmp "$1" wait $wait
		silent=
		for k in "${!QUESTIONS[@]}"; do [[ ${ANSWERS[k]} == "${QUESTIONS[k]#* } "* ]] || silent+=" ${QUESTIONS[k]}: ${ANSWERS[k]};"; done
		[ "$silent" ] || break
		[ $late -lt $((PATIENCE * 1000)) ] || { fail "still after $late ms:$silent"; return; }
		wait=$((wait * 2))
	done
	timed "$1 answer" 1000 $late
}

# reached ADDRESS[,...]: each is heard by all protocols before long, where nobody promises when the event is told
reached() { if until_ok all_answer "$1"; then ok "$1 answer"; else printf '      %s\n' "${ANSWERS[@]}"; fi; }
# shellcheck disable=SC2317 # called by until_ok
all_answer() {
	local k
	ask_all cli tcp+udp+icmp "$1" wait 300
	for k in "${!QUESTIONS[@]}"; do [[ ${ANSWERS[k]} == "${QUESTIONS[k]#* } "* ]] || return 1; done
}

# steady K...: the IPv6 address of ethK is served. Not all wait for duplicate address detection as classic ifupdown does, and no hook tells that it is over: where an
# address was tentative while the hook ran, somebody has to
# shellcheck disable=SC2317 # called by until_ok
settled_in() { [ -z "$(i h -6 addr show scope global tentative)" ]; }
steady() {
	local k
	until_ok settled_in
	for k; do
		i h -6 addr show dev "eth$k" | grep -q "2001:db8:$k:" || continue
		rules | grep -q "from 2001:db8:$k:[^ ]* iif lo" || exits 0 homing up "eth$k"
	done
	happened
}

# up DEVICE... : ifup, each by itself; what answers does is measured from here
up() {
	local device
	for device; do exits 0 ifup "$device"; done
	plugged "$@"
}
plugged() { local device; for device; do until_ok is_plugged "$device"; done; happened; }
down() { local device; for device; do exits 0 ifdown "$device"; done; happened; }

# keeps ADDRESS...: they are asked all the time from now on; kept: none of it was lost
keeps() {
	local a
	KEPT=() KEEPERS=()
	for a; do
		ip netns exec cli ping -n -i 0.05 "$a" >"$TMP/ping.${#KEPT[@]}" 2>&1 9>&- &
		KEEPERS+=($!)
		KEPT+=("$a")
	done
	for a in "${!KEPT[@]}"; do until_ok beyond "$a" 0; done
}
last_heard() { sed -nE 's/.*icmp_seq=([0-9]+) .*time=.*/\1/p' "$TMP/ping.$1" | tail -n 1; }
# shellcheck disable=SC2317 # called by until_ok
beyond() { [ "$(last_heard "$1")" -gt "$2" ]; }
kept() {
	local k lost
	for k in "${!KEPT[@]}"; do
		until_ok beyond "$k" "$(last_heard "$k")" # what is asked after the event is heard as well
		kill "${KEEPERS[k]}"
		wait "${KEEPERS[k]}" 2>/dev/null
		lost=$(sed -nE 's/.*icmp_seq=([0-9]+) .*time=.*/\1/p' "$TMP/ping.$k" | awk '$1 != last + 1 { printf " %d-%d", last + 1, $1 - 1 } { last = $1 }')
		same "${KEPT[k]} has answered all along" "" "$lost"
	done
}

# talks ADDRESS...: one more connection from outside to each, as of ssh, in which something is said all the time; goes_on: they have all outlived what
# happened since
TALKS=()
talks() {
	local a
	[ ${#TALKS[@]} != 0 ] || n h "${PYTHON[@]}" "$REAL/session.py" serve 7022
	for a; do
		ip netns exec cli "${PYTHON[@]}" "$REAL/session.py" talk "$a" 7022 >"$TMP/talk.${#TALKS[@]}" 2>&1 9>&- &
		TALKS+=("$a")
	done
	for a in "${!TALKS[@]}"; do until_ok says_more "$a" 0; done
}
# shellcheck disable=SC2317 # called by until_ok
says_more() { [ "$(tail -n 1 "$TMP/talk.$1")" -gt "$2" ]; }
goes_on() {
	local k
	for k in "${!TALKS[@]}"; do
		if until_ok says_more "$k" "$(tail -n 1 "$TMP/talk.$k")"; then ok "the connection to ${TALKS[k]} goes on"
		else fail "the connection to ${TALKS[k]}: $(tail -n 3 "$TMP/talk.$k")"; fi
	done
}

# nothing_stale: what is there is what a host that begins from nothing would have
nothing_stale() {
	local found before providers tries
	providers=$(cd /run/netns && echo p[0-9]*)
	# shellcheck disable=SC2086 # words
	before=$(forged ${providers//p/})
	for ((tries = 0; tries < 100; tries++)); do # the last hook may still be at work; what stays missing is found below
		[ -n "$(homing plan 2>/dev/null)" ] || break
		sleep 0.1
	done
	found=$(ours h)
	homing remove >/dev/null 2>&1 || fail "remove: $?"
	same "remove leaves nothing" "" "$(ours h)"
	homing apply >/dev/null 2>&1 || fail "apply: $?"
	same "nothing stale, nothing missing" "$(ours h)" "$found"
	# in between nothing kept what TCP still had to say (a FIN, sent again) from leaving by main's default
	# shellcheck disable=SC2086
	EXCUSED=$((EXCUSED + $(forged ${providers//p/}) - before))
}
states() { find "$STATE" -name '*.ini' -printf '%f\n' 2>/dev/null | sort | xargs; }

# host_leased: the lab with two uplinks, whose IPv4 addresses and routers are leased and whose IPv6 ones stand in the file; both are up. The servers
# have addresses of their own, so that a router can go.
host_leased() {
	outside
	host_real eth1 eth2
	provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.9/24 192.0.2.1/24 2001:db8:1::1/64
	provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 198.51.100.2/24 2001:db8:2::1/64
	interfaces <<-X
		auto eth1
		iface eth1 inet dhcp
		iface eth1 inet6 static
		    address 2001:db8:1::10/64
		    gateway fe80::1
		auto eth2
		iface eth2 inet dhcp
		iface eth2 inet6 static
		    address 2001:db8:2::10/64
	X
	conf <<-X
		[uplink one]
		interface = eth1
		gateway = auto, fe80::1
		[uplink two]
		interface = eth2
		gateway = auto, fe80::1
	X
	SIX=2001:db8:1::10,2001:db8:2::10
	one 192.0.2.101
	two 198.51.100.101
	exits 0 ifup -a
	plugged eth1 eth2
	answers 192.0.2.101,198.51.100.101,$SIX
	same "the leases are noted" "lease-eth1-dhclient4.ini lease-eth2-dhclient4.ini" "$(states)"
}
# one, two ADDRESS [ROUTER [LINE...]]
one() { dhcp 1 eth1 "$1" "dhcp-option=3,${2-192.0.2.1}" "${@:3}"; }
two() { dhcp 2 eth2 "$1" "dhcp-option=3,${2-198.51.100.1}" "${@:3}"; }
# nothing_of ADDRESS: not in the kernel, not noted, when the hook has run
# shellcheck disable=SC2317 # called by until_ok
has_nothing_of() { ! { ours h; cat "$STATE"/*.ini 2>/dev/null; } | grep -qE "${1//./\\.}( |/|\$)"; }
nothing_of() { until_ok has_nothing_of "$1" && ok "nothing of $1 is left"; }
