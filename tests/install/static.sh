#!/bin/bash
# configure --enable-static where an archive lacks: it says which, and the package that brings it; and where sanitizers are wanted, too.
HOMING_SRC=${HOMING_SRC:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
[ -x "$HOMING_SRC/configure" ] || { echo "there is no configure yet"; exit 77; }
[ ! -e "$HOMING_SRC/config.status" ] || { echo "the source directory itself was configured"; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
failed=0

# a compiler that does not find one of the archives
cat >cc <<'X'
#!/bin/sh
for word; do
	[ "$word" != -l:libiniparser.a ] || exit 1
done
exec gcc "$@"
X
chmod +x cc
refused() { # PATTERN ARGUMENTS...
	local pattern=$1 said
	shift
	if said=$("$HOMING_SRC/configure" -q "$@" 2>&1); then
		echo "FAIL  $*: goes on"
		failed=1
	elif ! grep -qE -- "$pattern" <<<"$said"; then
		echo "FAIL  $*: does not say '$pattern' but: $said"
		failed=1
	fi
}
refused 'libiniparser\.a \(--enable-static\): Debian libiniparser-dev, Fedora' --enable-static CC="$work/cc"
refused 'sanitizers need shared libraries' --enable-static --enable-sanitizers
exit $failed
