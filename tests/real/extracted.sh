# shellcheck shell=bash
# extracted.sh PACKAGE - a package of Debian that cannot be installed beside what is, unpacked below the build: EXTRACTED is its root. Source it before
# lib.sh, behind which there is no network.
EXTRACTED=${HOMING_BUILD:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build}/extracted/$1
if [ ! -d "$EXTRACTED" ]; then
	command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo "skip  $1 comes from Debian, and this is another system"; exit 77; }
	new=$(mktemp -d) || exit 1
	if ! (cd "$new" && timeout 60 apt-get -q download "$1" && dpkg -x ./*.deb root) >"$new/log" 2>&1 </dev/null; then
		echo "skip  $1 cannot be had: $(grep -v '^W:' "$new/log" | tail -n 1)"
		rm -rf "$new"
		exit 77
	fi
	mkdir -p "${EXTRACTED%/*}" && mv -T "$new/root" "$EXTRACTED"
	rm -rf "$new"
fi
