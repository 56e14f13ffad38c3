#!/bin/bash
# The drawing of the demo's host in the README: what `homing-status --dot' says of it is share/drawing/demo.dot, and demo.svg was made of that.
#
#	drawing.sh --make	writes both anew; wants dot(1) of Graphviz
. "$(dirname "$0")/lib.sh"

DRAWING=$NET/../../share/drawing
story "the demo's host"
host demo
printf '\n[balance]\n' >>"$CONF"
# one uplink is dead, and somebody watches
cat >"$STATE/health.ini" <<EOF
[health]
time = 0
boot = $(cat /proc/sys/kernel/random/boot_id)
[uplink dsl]
state = up
since = 0
loss = 0
latency = 9100
falls = 0
damping = 0
[uplink cable]
state = down
since = 0
reason = "gateway 198.51.100.1: no answer (3 of 3)"
loss = 100
latency = 0
falls = 1
damping = 0
[uplink radio]
state = up
since = 0
loss = 2
latency = 31000
falls = 0
damping = 0
EOF
echo $$ >"$STATE/watch.lock"
exec {lock}<"$STATE/watch.lock"
flock -n "$lock" || fail "lab: the lock"
exits 0 homing -q apply
exits 0 program homing-status --check
exits 0 program homing-status --dot
if [ "${1-}" = --make ]; then
	cp "$TMP/out" "$DRAWING/demo.dot" && dot -Tsvg -o "$DRAWING/demo.svg" "$DRAWING/demo.dot" || fail "not made"
fi
same "is drawn as it stands in share/drawing" "$(cat "$DRAWING/demo.dot")" "$(cat "$TMP/out")"
# its nodes and edges by name, as dot(1) leaves them
same "and the picture is of that" "$(sed -nE 's/^\t([a-z0-9_]+)( -> ([a-z0-9_]+))?( \[.*)?;$/\1\2/p' "$DRAWING/demo.dot" | grep -vE '^(node|edge|graph)$' | sort -u)" \
	"$(sed -nE 's/^<title>([a-z0-9_]+(&#45;&gt;[a-z0-9_]+)?)<\/title>$/\1/p' "$DRAWING/demo.svg" | sed 's/&#45;&gt;/ -> /' | grep -vx homing | sort -u)"
finish
