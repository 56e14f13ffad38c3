#!/bin/bash
# The unit of homing-watch: what systemd-analyze(1) thinks of it, and that the watcher works with no more than the unit leaves it.
. "$(dirname "$0")/lib.sh"

UNIT=$NET/../../share/systemd/homing-watch.service.in
# setting NAME: its words, of all lines
setting() { sed -nE "s/^$1=//p" "$UNIT" | xargs; }

story "systemd-analyze"
if command -v systemd-analyze >/dev/null; then
	sed "s|@sbindir@|$HOMING_BIN|" "$UNIT" >"$TMP/homing-watch.service"
	exits 0 systemd-analyze verify --man=no "$TMP/homing-watch.service"
	same "nothing to complain of" "" "$(grep homing-watch "$TMP/err")"
	exits 0 systemd-analyze security --offline=true --no-pager --threshold=25 "$TMP/homing-watch.service"
	ok "$(tail -n 1 "$TMP/out")"
fi

story "within the unit"
command -v setpriv >/dev/null || skip "setpriv is not installed"
outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
serves p1
sed -i 's/^gateway = 192.0.2.1$/&\ncheck = tcp 192.0.2.1:7000, exec true\nneed = 2/' "$CONF" # by a helper that is somebody else
cat >>"$CONF" <<-X
	[balance]
	hash = l4
	[alias www]
	interface = eth0
	address = 192.0.2.80, 2001:db8:1::80
X
same "what may be written" -/proc/sys/net "$(setting ReadWritePaths)"
caps=$(setting CapabilityBoundingSet)
caps=${caps//CAP_/+}
caps=${caps// /,}

# confined STATE CAPABILITIES COMMAND...: the capabilities that the unit leaves, no new ones, and nothing to write but the state directory and the network's sysctls
cat >"$TMP/confined" <<-'X'
	set -e
	mount --bind "$1" "$1"
	mount -o remount,bind,ro /
	mount --bind /proc/sys /proc/sys
	mount -o remount,bind,ro /proc/sys
	mount --bind /proc/sys/net /proc/sys/net
	mount -o remount,bind,rw /proc/sys/net
	if touch /homing-was-here 2>/dev/null; then exit 9; fi
	if echo homing-was-here 2>/dev/null >/proc/sys/kernel/hostname; then exit 9; fi
	exec setpriv --bounding-set "$2" --inh-caps=-all --no-new-privs "${@:3}"
X
exits 5 n h setpriv --bounding-set=-net_admin --inh-caps=-net_admin "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE"
told 'Operation not permitted: CAP_NET_ADMIN is missing: start it as root'
ip netns exec h unshare --mount "$BASH" "$TMP/confined" "$STATE" "-all,${caps,,}" "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" \
	>"$TMP/watch" 2>&1 9>&- &
WATCHER=$!
# shellcheck disable=SC2317 # called by until_ok
settled_as_wanted() { program homing-status -q --check; }
# shellcheck disable=SC2317 # called by until_ok
is_as() { [ "$(settled h)" = "$1" ]; }
status() { sed -nE "s/^$1:[[:blank:]]*//p" /proc/$WATCHER/status; }

until_ok settled_as_wanted || cat "$TMP/watch"
# CAP_KILL is bit 5, CAP_SETGID 6, CAP_SETUID 7, CAP_NET_ADMIN 12, CAP_NET_RAW 13
same "it has what it needs" 00000000000030e0 "$(status CapEff)"
same "and gets no more" 1 "$(status NoNewPrivs)"
# shellcheck disable=SC2317 # called by until_ok
is_checked() { sed -n '/^\[uplink dsl\]/,/^\[/p' "$STATE/health.ini" | grep -qx 'state = up'; }
until_ok is_checked && ok "its helper asks"
same "without a capability" 0000000000000000 "$(sed -nE 's/^CapEff:[[:blank:]]*//p' "/proc/$(pgrep -x homing-check)/status")"
same "the hash is set" 1 "$(n h sysctl -n net.ipv4.fib_multipath_hash_policy)"
hears '% *' cli tcp+udp+icmp 192.0.2.10,192.0.2.80,2001:db8:1::10,2001:db8:1::80
WANTED=$(settled h)
i h route flush table 7201
i h -6 route flush table 7201
i h rule del pref 7250
i h addr del 192.0.2.80/32 dev eth0
i h addr del 2001:db8:1::80/128 dev eth0
until_ok is_as "$WANTED" && ok "what others take away is put back"
lacks "nothing was refused" 'denied|not permitted|[Rr]ead-only' "$(cat "$TMP/watch")"
kill $WATCHER
wait $WATCHER
same "it ends with 0" 0 $?
finish
