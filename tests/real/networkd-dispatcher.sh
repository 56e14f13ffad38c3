#!/bin/bash
# systemd-networkd as it is, with networkd-dispatcher: links configured at the start and later, configured anew, a cable pulled. What changes while the state
# of a link stays as it is, is the watcher's.
. "$(dirname "$0")/lib.sh"
needs networkd-dispatcher dbus-daemon networkctl
NETWORKD=/lib/systemd/systemd-networkd
[ -x $NETWORKD ] || skip "systemd-networkd is not installed"
"${PYTHON[@]}" -c 'import dbus, gi' 2>/dev/null || skip "python3-dbus or python3-gi is not installed"

# --- systemd-networkd in h ----------------------------------------------------------------------------------------------------

# network DEVICE [LINE...]: known after networkctl reload
network() {
	local device=$1
	shift
	printf '[Match]\nName=%s\n[Network]\nIPv6AcceptRA=no\n' "$device" >"/etc/systemd/network/10-$device.network"
	printf '%s\n' "$@" >>"/etc/systemd/network/10-$device.network"
}
install_dispatcher() {
	local state
	rm -rf /etc/systemd/network /etc/systemd/networkd.conf.d /etc/networkd-dispatcher
	mkdir -p /etc/systemd/network /run/dbus /run/systemd/netif/{links,leases,lldp}
	chown -R systemd-network: /run/systemd/netif
	for state in routable degraded carrier no-carrier off configured; do
		mkdir -p "/etc/networkd-dispatcher/$state.d"
		sed "s|@sbindir@|$HOMING_BIN|g" "$HOOKS/networkd-dispatcher/state" >"/etc/networkd-dispatcher/$state.d/homing"
		chmod 755 "/etc/networkd-dispatcher/$state.d" "/etc/networkd-dispatcher/$state.d/homing"
	done
}
networkctl() { n h env -i PATH="$SYSTEM_PATH" networkctl --no-pager "$@"; }
# a /sys that cannot be written tells it that there is no udev to wait for
start() {
	n h dbus-uuidgen --ensure
	n h env -i PATH="$SYSTEM_PATH" dbus-daemon --system --fork --nopidfile || skip "no system bus here"
	n h sh -c 'mount -o remount,ro /sys && exec env -i PATH="$1" SYSTEMD_LOG_TARGET=console "$2"' sh "$SYSTEM_PATH" $NETWORKD >"$TMP/networkd.log" 2>&1 9>&- &
	until_ok networkctl list || { tail "$TMP/networkd.log"; finish; }
	n h env -i PATH="$SYSTEM_PATH" "${PYTHON[@]}" "$(command -v networkd-dispatcher)" --verbose --run-startup-triggers >"$TMP/dispatcher.log" 2>&1 9>&- &
}
# shellcheck disable=SC2317 # called by until_ok
is_all() { [ "$(ours h)" = "$all" ]; }
# shellcheck disable=SC2317 # called by until_ok
is_gone() { ! ours h | grep -qE "$1"; }
# shellcheck disable=SC2317 # called by until_ok
is_configured() { networkctl list "$1" | grep -q ' routable *configured'; }

# deletes COMMAND...: after it networkd has deleted a rule that somebody else made
deletes() {
	i h rule add pref 9999 from 203.0.113.99 lookup 9999 protocol 99
	exits 0 "$@"
	until_ok is_unmarked && ok "a foreign rule is gone"
}
# shellcheck disable=SC2317 # called by until_ok
is_unmarked() { ! i h rule show | grep -q '^9999:'; }
calls() { grep -c "Invoking.*/configured.d/homing.* $1\$" "$TMP/dispatcher.log"; }
# shellcheck disable=SC2317 # called by until_ok
more_calls() { [ "$(calls "$1")" -gt "$2" ]; }

outside
host_real eth1 eth2
install_dispatcher
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.9/24 198.51.100.1/24 2001:db8:2::1/64
conf <<-X
	[uplink one]
	interface = eth1
	[uplink two]
	interface = eth2
	[balance]
X
ONE=192.0.2.10,2001:db8:1::10
TWO=198.51.100.101,2001:db8:2::10
two 198.51.100.101
network eth1 Address=192.0.2.10/24 Address=2001:db8:1::10/64 Gateway=192.0.2.1 Gateway=fe80::1
start

story "at the start, and a session over one link outlives the other, which takes main's default"
reached $ONE
talks 192.0.2.10 2001:db8:1::10
network eth2 DHCP=ipv4 Address=2001:db8:2::10/64 "[DHCPv4]" RouteMetric=0 "[Route]" Gateway=fe80::1 Metric=512
exits 0 networkctl reload
reached $ONE,$TWO
goes_on
until_ok is_configured eth2
nothing_stale
all=$(ours h)

story "configured anew: networkd deletes what it did not make, and the hook puts it back"
for device in eth1 eth2; do
	deletes networkctl reconfigure $device
	reached $ONE,$TWO
	until_ok is_all && ok "as before ($device)"
done
goes_on

story "the cable is pulled, and put back"
pull eth2 p2
until_ok is_gone '198\.51\.100|2001:db8:2:' && ok "nothing of its addresses is left"
reached $ONE
push eth2 p2
reached $ONE,$TWO
until_ok is_all && ok "as before"

story "no state ends a person's hold"
exits 0 homing down eth2
held=$(ours h)
# shellcheck disable=SC2317 # called by until_ok
is_held() { [ "$(ours h)" = "$held" ]; }
for _ in 1 2; do # when it is called again, the first call is over
	count=$(calls eth2)
	deletes networkctl reconfigure eth2
	until_ok more_calls eth2 "$count"
done
reached $ONE
until_ok is_held && ok "held"
exits 0 homing up eth2
reached $ONE,$TWO
goes_on
count=$(forged 1 2) # some left between networkd and its dispatcher
reached $ONE,$TWO
same "nothing forged leaves" "$count" "$(forged 1 2)"
finish
