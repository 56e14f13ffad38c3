#!/bin/bash
# A homing that fails keeps no interface from coming up, nor from going down: ifupdown records what it did, and says what homing said.
# With `strict = yes' the failure is ifup's.
. "$(dirname "$0")/lib.sh"
needs setpriv

outside
host_real eth1 eth2
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
interfaces <<-X
	iface eth1 inet static
	    address 192.0.2.10/24
	    gateway 192.0.2.1
	iface eth1 inet6 static
	    address 2001:db8:1::10/64
	    gateway fe80::1
	iface eth2 inet static
	    address 198.51.100.10/24
	iface eth2 inet6 static
	    address 2001:db8:2::10/64
X
# configured LINE...: both uplinks, and more lines of [homing]
configured() {
	conf <<-X
		[homing]
		$(printf '%s\n' "$@")
		[uplink one]
		interface = eth1
		gateway = 192.0.2.1, fe80::1
		[uplink two]
		interface = eth2
		gateway = 198.51.100.1, fe80::1
	X
}
recorded() { if is_recorded "$1"; then ok "$1 is recorded"; else fail "$1 is not recorded"; fi; }
not_recorded() { if is_recorded "$1"; then fail "$1 is recorded"; else ok "$1 is not recorded"; fi; }
# comes_and_goes PATTERN: ifup and ifdown do all that is theirs, homing says PATTERN, the first uplink is as ever
comes_and_goes() {
	exits 0 ifup eth2
	told "$1"
	recorded eth2
	same "its addresses" "198.51.100.10/24 2001:db8:2::10/64" "$(addresses h | awk '$1 == "eth2" { print $3 }' | xargs)"
	same "homing has done nothing" "$first" "$(ours h)"
	exits 0 ifdown eth2
	told "$1"
	not_recorded eth2
	same "nothing of it is left" "" "$(addresses h | grep eth2)"
	same "and has undone nothing" "$first" "$(ours h)"
}
answered_by_one() { happened; answers 192.0.2.10,2001:db8:1::10; }
# works_again: once the reason is gone
works_again() {
	up eth2
	answers 192.0.2.10,2001:db8:1::10,198.51.100.10,2001:db8:2::10
	nothing_stale
	exits 0 ifdown eth2
	same "and down" "$first" "$(ours h)"
}

configured
up eth1
answered_by_one
first=$(ours h)
keeps 192.0.2.10 2001:db8:1::10

story "the configuration is broken"
echo 'nonsense' >>"$CONF"
comes_and_goes "$CONF:[0-9]+"
answered_by_one
story "the configuration is somebody else's"
configured
chmod 666 "$CONF"
comes_and_goes "$CONF: "
chmod 644 "$CONF"

story "another run holds the lock"
configured 'lock-timeout = 50ms'
exec 8<"$STATE/lock"
flock 8
comes_and_goes 'another run holds it'
answered_by_one
flock -u 8
kept
works_again

story "somebody else's route stands in the way"
configured
keeps 192.0.2.10 2001:db8:1::10
i h route add prohibit default table 7202 metric 0
i h -6 route add prohibit default table 7202 metric 1024
exits 0 ifup eth2
told "a route that is not homing's stands in its place"
recorded eth2
answered_by_one
exits 0 ifdown eth2
i h route flush table 7202
i h -6 route flush table 7202
kept
works_again

# called SCRIPT: what the hooks run instead of the program
called() {
	printf '#!/bin/sh\n%s\n' "$1" >"$TMP/instead/homing"
	chmod 755 "$TMP/instead/homing"
}
mkdir "$TMP/instead"
sed -i "s|$HOMING_BIN|$TMP/instead|g" /etc/network/if-*.d/homing

story "the kernel permits nothing"
called "exec setpriv --bounding-set=-net_admin $HOMING_BIN/homing \"\$@\""
exits 0 ifup eth2
told 'not permitted'
recorded eth2
same "homing has done nothing" "$first" "$(ours h)"
exits 0 ifdown eth2
not_recorded eth2
same "and has undone nothing" "$first" "$(ours h)"
called "exec $HOMING_BIN/homing \"\$@\""
works_again

story "homing is gone"
rm "$TMP/instead/homing"
exits 0 ifup eth2
recorded eth2
exits 0 ifdown eth2
not_recorded eth2
sed -i "s|$TMP/instead|$HOMING_BIN|g" /etc/network/if-*.d/homing
works_again

story "strict"
configured 'strict = yes' 'lock-timeout = 50ms'
flock 8
exits 1 ifup eth2
told 'another run holds it'
told 'failed to bring up eth2'
not_recorded eth2
flock -u 8
exits 0 ifdown --force eth2
works_again
nothing_forged 1 2
finish
