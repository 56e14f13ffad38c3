#!/bin/bash
# The packages: built from a copy of the source, looked at by lintian, installed into an empty root and purged; nothing is left.
#
#	tests/packages.sh		takes a minute; two more as root where piuparts is installed
#
# A part whose tools are missing is left out, with a word; exit status 77 when that is all of it.
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -d "$top/debian" ] || { echo "the packages are made from a checkout"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/homing-packages.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
chmod 755 "$work"
umask 022
failed=0 done=0
unset MAKEFLAGS MFLAGS MAKELEVEL HOMING_SRC HOMING_BUILD HOMING_BIN

ok() { echo "ok    $*"; }
fail() { failed=1; echo "FAIL  $*"; }
# does WHAT COMMAND...: succeeds; what it said is shown otherwise
does() {
	local what=$1
	shift
	if "$@" >"$work/log" 2>&1; then ok "$what"; else fail "$what"; tail -n 30 "$work/log" | sed 's/^/      | /'; return 1; fi
}
has() { local tool; for tool; do command -v "$tool" >/dev/null || { echo "skip  $tool is not installed"; return 1; }; done; }
within() { (cd "$1" && shift && "$@"); }

as=()
[ "$(id -u)" = 0 ] || as=(unshare --user --map-root-user)
# list ROOT [PRUNED...]: every file below it
list() {
	local root=$1 prune=() path
	shift
	for path; do prune+=(-path "$root/$path" -prune -o); done
	find "$root" "${prune[@]}" -printf '%P %y %m\n' | sort
}
# same WHAT BEFORE AFTER
same() { if [ "$2" = "$3" ]; then ok "$1"; else fail "$1"; diff <(echo "$2") <(echo "$3") | sed 's/^/      | /'; fi; }

cd "$top" || exit 1
# shellcheck source=tests/build.sh
. tests/build.sh
does "a copy of the source" copy_source || exit 1

# --- Debian ------------------------------------------------------------------------------------------------------------------

# an empty root in which dpkg can run a maintainer script: sh, rm, and what they are linked with
root_with_shell() {
	local root=$1 file
	mkdir -p "$root"/{run,var/lib/dpkg/{info,updates,triggers}} && touch "$root"/var/lib/dpkg/{status,available} || return 1
	for file in $(ldd /bin/sh /bin/rm | grep -o '/[^ :]*' | sort -u) /bin/sh /bin/rm; do
		mkdir -p "$root${file%/*}" && cp -L "$file" "$root$file" || return 1
	done
}
dpkg_() { "${as[@]}" env PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive dpkg --root="$work/root" --force-depends --force-not-root "$@"; }

debian() {
	local deb before pruned=(var/lib/dpkg var/log)
	mkdir "$work/deb" && cp -a "$work/src" "$work/deb/homing"
	does "dpkg-buildpackage" within "$work/deb/homing" dpkg-buildpackage -us -uc -b || return
	deb=$(echo "$work"/deb/homing_*.deb)

	if has lintian; then
		# every hint is shown; errors and warnings are failures
		does "lintian" lintian --allow-root --no-tag-display-limit -I --pedantic --fail-on error,warning "$work"/deb/homing_*.changes
		grep '^[EWIP]:' "$work/log"
	fi
	same "conffiles are what a caller or iproute2 looks for in /etc" "/etc/dhcp/dhclient-exit-hooks.d/homing
/etc/iproute2/rt_protos.d/homing.conf
/etc/network/if-down.d/homing
/etc/network/if-up.d/homing
/etc/ppp/ip-down.d/homing
/etc/ppp/ip-up.d/homing
/etc/ppp/ipv6-down.d/homing
/etc/ppp/ipv6-up.d/homing" "$(dpkg -I "$deb" conffiles | sort)"

	root_with_shell "$work/root" || return
	before=$(list "$work/root" "${pruned[@]}")
	does "dpkg -i" dpkg_ -i "$deb" || return
	[ -d "$work/root/etc/homing" ] && [ -z "$(ls -A "$work/root/etc/homing")" ] || fail "/etc/homing is not there, or not empty"
	mkdir -p "$work"/root/{run,var/lib}/homing && touch "$work"/root/{run/homing/held.ini,var/lib/homing/pool.ini}
	does "dpkg --purge" dpkg_ --purge homing
	rmdir "$work/root/var/lib" 2>/dev/null # not empty: dpkg's
	same "purge leaves nothing" "$before" "$(list "$work/root" "${pruned[@]}")"

	does "dpkg -i, again" dpkg_ -i "$deb"
	touch "$work/root/etc/homing/homing.conf"
	does "dpkg --purge, with a configuration" dpkg_ --purge homing
	same "a person's configuration stays" "etc/homing/homing.conf" "$(cd "$work/root" && find etc -type f)"

	if [ "$(id -u)" = 0 ] && has piuparts; then piuparts_ "$deb"; fi
}
piuparts_() {
	local suite mirror
	suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
	# shellcheck disable=SC2016 # apt's own variables
	mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' | awk -v s="$suite" '$1 == s { print $2; exit }')
	[ "$mirror" ] || { echo "skip  piuparts: apt knows no mirror of $suite"; return; }
	does "piuparts" piuparts --no-upgrade-test -m "$mirror main" -d "$suite" "$1"
}

# --- RPM ---------------------------------------------------------------------------------------------------------------------

rpm_() { "${as[@]}" rpm --root "$work/rpmroot" --dbpath /var/lib/rpm "$@"; }

fedora() {
	local package scripts before
	mkdir -p "$work/dist" "$work/rpm/SOURCES" "$work/rpmroot/var/lib/rpm"
	does "make dist" within "$work/dist" sh -c "'$work/src/configure' -q && make -s dist" || return
	cp "$work"/dist/homing-*.tar.gz "$work/rpm/SOURCES"
	# what is required is there, but not in rpm's database
	does "rpmbuild" rpmbuild -bb --nodeps --define "_topdir $work/rpm" "$top/rpm/homing.spec" || return
	package=$(find "$work/rpm/RPMS" -name 'homing-[0-9]*.rpm')

	does "rpm --initdb" rpm_ --initdb
	before=$(list "$work/rpmroot" var/lib/rpm)
	does "rpm -i" rpm_ -i --nodeps --ignorearch "$package" || return
	does "rpm -V" rpm_ -V --nodeps homing
	same "in /etc are the name of the mark and an empty directory" "etc/homing
etc/iproute2/rt_protos.d/homing.conf" "$(cd "$work/rpmroot" && find etc '(' -type d -empty -o ! -type d ')' | sort)"
	scripts=$(find "$work/rpm/RPMS" -name 'homing-network-scripts-[0-9]*.rpm')
	# an empty root has no shell for what is run at the end
	does "rpm -i, the network-scripts" rpm_ -i --nodeps --ignorearch --noscripts "$scripts"
	does "what is run at the end is sh" sh -nc "$(rpm_ -q --qf '%{POSTIN}\n%{PREUN}\n' homing-network-scripts)"
	same "it has the four programs" "ifdown-local ifdown-routes ifup-local ifup-routes" "$(cd "$work/rpmroot/usr/libexec/homing" && echo if*)"
	same "and puts nothing else anywhere but manuals" "" "$(rpm_ -ql homing-network-scripts | grep -vE '/usr/libexec/homing|/usr/share/man/man8/|build-id')"
	does "rpm -e, the network-scripts" rpm_ -e --noscripts homing-network-scripts
	does "rpm -e" rpm_ -e homing
	# directories of packages that are not there: whose they are nobody has told rpm
	same "erasing leaves no file" "$(grep -v ' d ' <<<"$before")" "$(list "$work/rpmroot" var/lib/rpm | grep -v ' d ')"
	same "and no directory of ours" "" "$(find "$work/rpmroot" -path "$work/rpmroot/var/lib/rpm" -prune -o -name '*homing*' -print)"
}

if has dpkg-buildpackage dh; then done=1; debian; fi
if has rpmbuild; then done=1; fedora; fi
[ $done = 1 ] || exit 77
exit $failed
