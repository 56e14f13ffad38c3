#!/bin/bash
# `make install` into an empty root: what lies where, what it says of it, and that `make uninstall` leaves nothing.
HOMING_BUILD=${HOMING_BUILD:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
[ -e "$HOMING_BUILD/config.status" ] || { echo "not in a directory that was configured"; exit 77; }
root=$(mktemp -d) || exit 1
trap 'rm -rf "$root" "$root.said"' EXIT
trap 'exit 1' INT TERM
failed=0
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR
umask 022

ok() { echo "ok    $*"; }
fail() { failed=1; echo "FAIL  $*"; }

# make_ TARGET SYSCONFDIR [PREFIX]
make_() { make -s -C "$HOMING_BUILD" "$1" DESTDIR="$root" prefix="${3-/usr}" exec_prefix="${3-/usr}" sysconfdir="$2" >"$root.said" 2>&1 || fail "make $1: $(tail -n 5 "$root.said")"; }
# is MODE FILE: a plain file, relative to the root
is() { if [ "$(cd "$root" && stat -c '%a %F' "$2" 2>&1)" = "$1 regular file" ]; then ok "$2 $1"; else fail "$2: $(stat -c '%a %F' "$root/$2" 2>&1)"; fi; }
same() { if [ "$2" = "$3" ]; then ok "$1"; else fail "$1: $3"; fi; }
says() { if grep -qxE " *hook of $1" "$root.said"; then ok "says '$1'"; else fail "does not say '$1': $(grep hook "$root.said")"; fi; }

make_ install /etc
for hook in network/if-{up,down}.d ppp/ip{,v6}-{up,down}.d; do is 755 "etc/$hook/homing"; done
is 644 etc/dhcp/dhclient-exit-hooks.d/homing
is 755 usr/libexec/ifupdown-ng/homing
is 644 usr/lib/dhcpcd/dhcpcd-hooks/72-homing
is 755 usr/share/homing/udhcpc.script
is 755 usr/lib/NetworkManager/dispatcher.d/72-homing
same "NetworkManager waits for a link to it" ../72-homing "$(readlink "$root/usr/lib/NetworkManager/dispatcher.d/pre-down.d/72-homing")"
for state in routable degraded carrier no-carrier off configured; do is 755 "usr/lib/networkd-dispatcher/$state.d/homing"; done
same "networkd-dispatcher's directories have its mode" 755 "$(stat -c %a "$root"/usr/lib/networkd-dispatcher/*.d | sort -u)"
is 644 etc/iproute2/rt_protos.d/homing.conf
is 644 usr/lib/systemd/system/homing-watch.service
is 644 usr/lib/tmpfiles.d/homing.conf
is 755 usr/share/homing/runit/homing-watch/run
for share in rt_protos.d rt_tables.d sysctl.d systemd/networkd.conf.d; do is 644 "usr/share/homing/$share/homing.conf"; done
is 644 usr/share/doc/homing/homing.conf.example
is 644 usr/share/doc/homing/examples/pinky.conf
is 644 usr/share/bash-completion/completions/homing
is 755 usr/sbin/homing
is 755 usr/sbin/homing-mark
is 755 usr/sbin/homing-rule
for program in homing-check ifup-routes ifdown-routes ifup-local ifdown-local; do is 755 usr/libexec/homing/$program; done
[ "$(cat "$root/usr/share/man/man8/ifdown-local.8")" = "$(cat "$root/usr/share/man/man8/ifup-routes.8")" ] || fail "no manual of ifdown-local"

# what is in /etc: the hooks, the name of the mark, and an empty directory; no configuration
expected="etc/homing
etc/dhcp/dhclient-exit-hooks.d/homing
etc/iproute2/rt_protos.d/homing.conf
etc/network/if-down.d/homing
etc/network/if-up.d/homing
etc/ppp/ip-down.d/homing
etc/ppp/ip-up.d/homing
etc/ppp/ipv6-down.d/homing
etc/ppp/ipv6-up.d/homing"
found=$(cd "$root" && find etc '(' -type d -empty -o ! -type d ')' | sort)
if [ "$found" = "$(sort <<<"$expected")" ]; then ok "nothing else is in /etc"; else fail "in /etc: $found"; fi

# every stub is sh, and calls the program where it was configured to be
sbindir=$(sed -n 's/^sbindir = //p' "$HOMING_BUILD/Makefile")
for hook in "$root"/etc/{network,ppp,dhcp}/*/homing "$root"/usr/lib/{NetworkManager,networkd-dispatcher}/*.d/*homing \
	"$root"/usr/lib{exec/ifupdown-ng,/dhcpcd/dhcpcd-hooks}/*homing "$root/usr/share/homing/udhcpc.script" "$root/usr/share/homing/runit/homing-watch/run"; do
	sh -n "$hook" || fail "${hook#"$root"} is no sh"
	if grep -q '@[a-z]*@' "$hook"; then fail "${hook#"$root"}: $(grep '@' "$hook")"; fi
	if [[ $sbindir == *'$'* ]] || grep -q "$sbindir/homing" "$hook"; then ok "${hook#"$root"}"; else fail "${hook#"$root"} calls no $sbindir/homing"; fi
done
if [ -z "$(grep -o '@[a-z]*@' "$root/usr/lib/systemd/system/homing-watch.service")" ]; then ok "the unit is filled in"; else fail "the unit holds what should be filled in"; fi
for program in "$root"/usr/sbin/*; do
	[ -e "$root/usr/share/bash-completion/completions/${program##*/}" ] || fail "no completion for ${program##*/}"
	[ -e "$root/usr/share/man/man8/${program##*/}.8" ] || fail "no manual of ${program##*/}"
done

says 'ifupdown +/etc/network/\{if-up.d,if-down.d\}/homing: will be run'
says 'dhclient +/etc/dhcp/dhclient-exit-hooks.d/homing: will be run'
says 'ppp +/etc/ppp/\{ip-up.d,ip-down.d,ipv6-up.d,ipv6-down.d\}/homing: will be run'
says 'ifupdown-ng +/usr/libexec/ifupdown-ng/homing: will be run'
says 'dhcpcd +/usr/lib/dhcpcd/dhcpcd-hooks/72-homing: will be run'
says 'udhcpc +/usr/share/homing/udhcpc.script: will be run where you name it \(udhcpc -s\)'
says 'networkmanager +/usr/lib/NetworkManager/dispatcher.d/\{.,pre-down.d\}/72-homing: will be run'
says 'networkd-dispatcher +/usr/lib/networkd-dispatcher/.*: will be run'

# a person's file stays
touch "$root/etc/homing/homing.conf"
make_ uninstall /etc
found=$(find "$root" ! -type d)
if [ "$found" = "$root/etc/homing/homing.conf" ]; then ok "uninstall leaves a person's file alone"; else fail "left: $found"; fi

make_ install /usr/local/etc /usr/local
says 'ifupdown +/usr/local/etc/.*: will NOT be run from here \(add --sysconfdir=/etc\)'
says 'dhclient +/usr/local/etc/.*: will NOT be run from here \(add --sysconfdir=/etc\)'
says 'ppp +/usr/local/etc/.*: will NOT be run from here \(add --sysconfdir=/etc\)'
says 'ifupdown-ng +/usr/local/libexec/.*: will NOT be run from here \(add --prefix=/usr, --libexecdir=/usr/libexec\)'
says 'dhcpcd +/usr/local/lib/.*: will NOT be run from here \(add --prefix=/usr, --with-dhcpcd-hooks=DIR\)'
says 'networkmanager +/usr/local/lib/.*: will NOT be run from here \(add --prefix=/usr\)'
says 'networkd-dispatcher +/usr/local/lib/.*: will NOT be run from here \(add --prefix=/usr\)'
make_ uninstall /usr/local/etc /usr/local
same "and uninstall leaves nothing of that" "" "$(find "$root/usr/local" ! -type d)"
[ ! -e "$root/usr/local/etc/homing" ] || fail "uninstall left an empty usr/local/etc/homing"
exit $failed
