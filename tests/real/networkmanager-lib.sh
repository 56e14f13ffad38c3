# shellcheck shell=bash
# networkmanager-lib.sh - NetworkManager as it is on the host of lib.sh, with its dispatcher, Debian's 01-ifupdown, and a VPN. Source it behind that.
needs NetworkManager nmcli dbus-daemon
"${PYTHON[@]}" -c 'import dbus, gi' 2>/dev/null || skip "python3-dbus or python3-gi is not installed"

# profile NAME TYPE [LINE...]: a keyfile; known after nmcli connection reload
profile() {
	local file=/etc/NetworkManager/system-connections/$1.nmconnection
	printf '[connection]\nid=%s\nuuid=%s\ntype=%s\n' "$1" "$(cat /proc/sys/kernel/random/uuid)" "$2" >"$file"
	chmod 600 "$file"
	shift 2
	printf '%s\n' "$@" >>"$file"
}
nm() { n h env -i PATH="$SYSTEM_PATH" nmcli "$@"; }
install_dispatcher() {
	rm -rf /etc/NetworkManager/{system-connections,conf.d} /var/lib/NetworkManager
	# Debian's own runs the other hook as well
	[ ! -d /etc/NetworkManager/dispatcher.d ] || find /etc/NetworkManager/dispatcher.d ! -type d ! -name 01-ifupdown -delete
	mkdir -p /etc/NetworkManager/{system-connections,VPN,dispatcher.d/pre-down.d} /var/lib/NetworkManager /run/dbus
	sed "s|@sbindir@|$HOMING_BIN|g" "$HOOKS/networkmanager/dispatcher" >/etc/NetworkManager/dispatcher.d/72-homing
	chmod 755 /etc/NetworkManager/dispatcher.d/72-homing
	ln -s ../72-homing /etc/NetworkManager/dispatcher.d/pre-down.d/72-homing
	cat >/etc/NetworkManager/NetworkManager.conf <<-X
		[main]
		plugins=keyfile
		auth-polkit=false
		no-auto-default=*
		dhcp=internal
		dns=none
		hostname-mode=none
		[keyfile]
		unmanaged-devices=none
		[connectivity]
		enabled=false
	X
	printf '[VPN Connection]\nname=lab\nservice=org.freedesktop.NetworkManager.lab\nprogram=%s\n' /etc/NetworkManager/VPN/lab >/etc/NetworkManager/VPN/lab.name
	printf '#!/bin/sh\nexec %s %s tun0 10.99.0.9 10.9.0.2 10.9.0.1 fd00:9::2 fd00:9::1\n' "${PYTHON[*]}" "$REAL/vpn.py" >/etc/NetworkManager/VPN/lab
	chmod 755 /etc/NetworkManager/VPN/lab
	cat >/etc/dbus-1/system.d/lab.conf <<-X
		<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
		<busconfig><policy user="root"><allow own="org.freedesktop.NetworkManager.lab"/><allow send_destination="org.freedesktop.NetworkManager.lab"/></policy></busconfig>
	X
}
# a /sys that cannot be written tells it that there is no udev to wait for
start() {
	n h dbus-uuidgen --ensure
	n h env -i PATH="$SYSTEM_PATH" dbus-daemon --system --fork --nopidfile || skip "no system bus here"
	n h sh -c 'mount -o remount,ro /sys && exec env -i PATH="$1" NetworkManager --debug' sh "$SYSTEM_PATH" >"$TMP/nm.log" 2>&1 9>&- &
	until_ok nm -t general status || { tail "$TMP/nm.log"; finish; }
}

# a VPN whose tunnel is tun0; behind it is the whole Internet once more: it has an address of the client's
behind_vpn() {
	behind tun0 vpn "addr add 10.9.0.1/24 dev eth0" "addr add fd00:9::1/64 dev eth0" "addr add 10.99.0.3/32 dev lo" "addr add 2001:db8:99::3/128 dev lo" \
		"route add default via 10.9.0.2" "route add ::/0 via fd00:9::2"
}
profile_vpn() { profile vpn vpn autoconnect=false "[vpn]" service-type=org.freedesktop.NetworkManager.lab user-name=lab "[ipv4]" method=auto "[ipv6]" method=auto; }
# shellcheck disable=SC2317 # called by until_ok
tunnel_is_default() { [ "$(i h -o route show default | head -n 1 | grep -c tun0)$(i h -6 -o route show default | head -n 1 | grep -c tun0)" = 11 ]; }
