#!/bin/bash
# The proof that the README's two commands are enough: a fresh, minimal Debian, a clone of this repository in it, ./demo and ./check.
#
#	tests/chroot.sh [--all] [SUITE]		as root; SUITE: this machine's; --all is for ./check
#
# Packages come from where this machine's apt gets its own. Takes a few minutes and half a gigabyte below TMPDIR; everything is
# unmounted and removed at the end, whatever the end.
set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
all=
[ "${1-}" != --all ] || { all=--all; shift; }
suite=${1:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
[ "$(id -u)" = 0 ] || { echo "only root can make a chroot"; exit 77; }
command -v mmdebstrap >/dev/null || { echo "mmdebstrap is not installed"; exit 77; }

# in namespaces of its own: mounts and processes go when this does
if [ -z "${CHROOT_INSIDE-}" ]; then
	root=$(mktemp -d "${TMPDIR:-/tmp}/homing-chroot.XXXXXX") || exit 1
	trap 'rm -rf "$root"' EXIT
	trap 'exit 1' INT TERM
	CHROOT_INSIDE=$root unshare --mount --pid --fork --kill-child --mount-proc "$BASH" "$top/tests/chroot.sh" ${all:+--all} "$suite"
	exit
fi
root=$CHROOT_INSIDE

# shellcheck disable=SC2016 # apt's own variables
mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' | awk -v s="$suite" '$1 == s { print $2; exit }')
[ "$mirror" ] || { echo "apt knows no mirror of $suite (apt-get update?)"; exit 1; }
options=()
while read -r line; do
	[ -z "$line" ] || options+=(--aptopt="$line")
done < <(apt-config dump Acquire::http::Proxy; apt-config dump Acquire::https::Proxy)

echo "== a fresh $suite"
mmdebstrap --quiet --mode=root --variant=minbase --include=ca-certificates "${options[@]}" "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
	{ tail -n 20 "$root.log"; rm -f "$root.log"; exit 1; }
rm -f "$root.log"
du -sh "$root" | cut -f 1
cp /etc/resolv.conf "$root/etc/resolv.conf"
git -c safe.directory='*' clone -q "file://$top" "$root/root/homing" || exit 1

mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t sysfs sysfs "$root/sys" &&
	mount -t tmpfs tmpfs "$root/run" || exit 1

status=0
for command in ./demo "./check $all"; do
	echo "== $command"
	start=$SECONDS
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb chroot "$root" sh -c "cd /root/homing && $command" </dev/null || status=1
	echo "== $command: $((SECONDS - start)) s"
done
# the clone is as it was, but for what git does not look at
[ -z "$(git -c safe.directory='*' -C "$root/root/homing" status --porcelain)" ] || { echo "the clone was changed"; status=1; }
exit $status
