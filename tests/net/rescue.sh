#!/bin/bash
# A rescue shell: programs that depend on no shared library, in a root that holds nothing else and can only be read. No /proc, no /sys, no /run,
# no /etc, no environment, no daemon; all of it typed by hand, then from a file on a stick.
#
# HOMING_STATIC: the programs, of a build with --enable-static; without it, HOMING_BIN.
STATIC=${HOMING_STATIC:-${HOMING_BIN:-}}
. "$(dirname "$0")/lib.sh"

STATIC=$(cd "${STATIC:-$HOMING_BIN}" && pwd) || exit 1
needs() { # PROGRAM: what the loader would have to find
	readelf -dl "$1" 2>/dev/null | grep -E 'NEEDED|program interpreter'
}
command -v readelf >/dev/null || skip "readelf is not installed"
[ -z "$(needs "$STATIC/homing")" ] || skip "these programs want shared libraries (configure --enable-static)"

outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64

ROOT=/run/root # a tmpfs of this story alone
mkdir "$ROOT"
mount -t tmpfs -o mode=755 tmpfs "$ROOT" || skip "no tmpfs here"
mkdir "$ROOT/stick" "$ROOT/sbin"
for program in "$STATIC"/homing "$STATIC"/homing-*[!.]?; do
	[ "${program##*/}" != homing-check ] || continue # nobody's program: the watcher's helper
	[[ -x $program && $program != *.* ]] && cp "$program" "$ROOT/sbin/"
done
mount -t tmpfs -o mode=777 tmpfs "$ROOT/stick" || skip "no tmpfs here"
mount -o remount,ro "$ROOT" || fail "lab: the root can be written"
in_root() { n h env -i "$(command -v chroot)" "$ROOT" "$@"; }
sorted() { kernel h | sed 's/^[0-9]*: //' | sort; }
clean=$(sorted)

story "no shared library"
for program in "$ROOT"/sbin/*; do
	same "${program##*/} needs" "" "$(needs "$program")"
	exits 0 in_root "/sbin/${program##*/}" --help
done
if command -v nm >/dev/null && [ -e "$STATIC/lib/libhoming.a" ]; then
	# in a static program these would look for libnss_*.so, of the very libc that it was linked with
	same "no question to the C library's name service" "" \
		"$(nm -u "$STATIC/lib/libhoming.a" | grep -wE 'get(pw|gr|host|serv|proto|net|addrinfo|nameinfo)[a-z_]*|dlopen|iconv_open|wordexp')"
fi

words=(
	"table --interface eth0 --gateway 192.0.2.1 --gateway fe80::1 --table 101 --guard"
	"rule --from 192.0.2.0/24 --from 2001:db8:1::/64 --table 101"
	"table --interface eth1 --gateway 198.51.100.1,fe80::1 --table 102"
	"rule --from 198.51.100.0/24,2001:db8:2::/64 --table 102"
	"alias --interface eth0 --address 192.0.2.12,2001:db8:1::12"
	"balance --hop eth0,192.0.2.1 --hop eth0,fe80::1 --hop eth1,198.51.100.1 --hop eth1,fe80::1"
)
type_in() { # VERB WORDS
	local word
	read -ra word <<<"$2"
	exits 0 in_root "/sbin/homing-${word[0]}" "$1" "${word[@]:1}"
	told 'no state directory'
}

story "by hand"
before=()
for k in "${!words[@]}"; do
	before[k]=$(settled h)
	type_in up "${words[k]}"
	[ "$(settled h)" != "${before[k]}" ] || fail "nothing came of ${words[k]}"
done
hears '% *' cli tcp+udp+icmp 192.0.2.10,198.51.100.10,2001:db8:1::10,2001:db8:2::10,192.0.2.12,2001:db8:1::12
nothing_forged 1 2
contains "a balance of both, IPv4" 'default proto 72.*nexthop via 192.0.2.1 dev eth0' "$(i h -N -o route show table 7200 | tr -d '\\\t' | tr '\n' ' ')"
contains "and IPv6" 'default proto 72.*via fe80::1 dev eth' "$(i h -N -o -6 route show table 7200 | tr -d '\\\t' | tr '\n' ' ')"
exits 0 in_root /sbin/homing-announce -I eth0 --tell 192.0.2.1 192.0.2.12 2001:db8:1::12
exits 0 in_root /sbin/homing-announce -I eth0 --probe 192.0.2.77 2001:db8:1::77
exits 1 in_root /sbin/homing-announce -I eth0 --probe 192.0.2.1
exits 0 in_root /sbin/homing-status
contains "status knows the uplinks" 'hand-101 .*eth0' "$(cat "$TMP/out")"
contains "and the alias" '192\.0\.2\.12' "$(cat "$TMP/out")"
exits 0 in_root /sbin/homing-status --json --check
exits 0 in_root /sbin/homing-rule show
contains "show, too" 'from 192.0.2.0/24 iif lo lookup 101' "$(cat "$TMP/out")"
for ((k = ${#words[@]} - 1; k >= 0; k--)); do
	type_in down "${words[k]}"
	same "and there is what was there before it" "${before[k]}" "$(settled h)"
done
same "all is as it was" "$clean" "$(sorted)"

story "a file on a stick"
cp "$CONF" "$ROOT/stick/homing.conf"
chmod 755 "$ROOT/stick/homing.conf" # as vfat shows its files
exits 0 in_root /sbin/homing -c /stick/homing.conf plan
exits 0 in_root /sbin/homing -c /stick/homing.conf apply
hears '% *' cli tcp+udp 192.0.2.10,198.51.100.10,203.0.113.10,2001:db8:1::10,2001:db8:2::10,2001:db8:3::10
exits 0 in_root /sbin/homing -c /stick/homing.conf down eth1
told 'no state directory'
silent cli udp 198.51.100.10,2001:db8:2::10
exits 0 in_root /sbin/homing -c /stick/homing.conf up eth1
hears '% *' cli udp 198.51.100.10,2001:db8:2::10
exits 0 in_root /sbin/homing-status -c /stick/homing.conf --check
exits 0 in_root /sbin/homing -c /stick/homing.conf remove
same "all is as it was" "$clean" "$(sorted)"
chmod 777 "$ROOT/stick/homing.conf" # mounted for everybody
exits 3 in_root /sbin/homing -c /stick/homing.conf apply
told '/stick/homing.conf: others may write it: .*umask=022'
exits 3 in_root /sbin/homing apply
told 'no configuration'
exits 0 in_root /sbin/homing remove
same "nothing has come of it" "$clean" "$(sorted)"

story "the stick remembers"
chmod 755 "$ROOT/stick"
in_stick() { local p=$1; shift; exits 0 in_root "/sbin/homing$p" --state-dir /stick/homing "$@"; }
# shellcheck disable=SC2086 # words
in_stick -table up ${words[0]#table}
# shellcheck disable=SC2086 # words
in_stick -rule up ${words[1]#rule}
after=$(settled h)
in_stick "" apply
same "a person's apply leaves it as it is" "$after" "$(settled h)"
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
in_stick -rule down --from 192.0.2.0/24,2001:db8:1::/64 --table 101
in_stick -table down --table 101
same "all is as it was" "$clean" "$(sorted)"
finish
