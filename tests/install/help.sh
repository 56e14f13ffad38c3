#!/bin/bash
# Each program's --help is one screen of a rescue shell: at most 24 lines of 80 columns, with two examples that begin with its name.
HOMING_BIN=${HOMING_BIN:-${HOMING_BUILD:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}/src}
failed=0 count=0

for program in "$HOMING_BIN"/homing "$HOMING_BIN"/homing-*[!.]?; do
	[[ -x $program && $program != *.* && $program != */homing-check ]] || continue
	name=${program##*/} count=$((count + 1))
	mapfile -t lines < <("$program" --help)
	examples=0 in_examples=''
	[ ${#lines[@]} -le 24 ] || { failed=1; echo "FAIL  $name --help: ${#lines[@]} lines, more than 24"; }
	for line in "${lines[@]}"; do
		[ ${#line} -le 80 ] || { failed=1; echo "FAIL  $name --help: ${#line} columns, more than 80: $line"; }
		[[ $line == *$'\t'* ]] && { failed=1; echo "FAIL  $name --help: a tab: $line"; }
		[[ $line == Examples:* ]] && in_examples=yes
		[[ $in_examples && ${line:10} == "$name "* ]] && examples=$((examples + 1))
	done
	[ $examples -ge 2 ] || { failed=1; echo "FAIL  $name --help: $examples examples, fewer than 2"; }
	[[ ${lines[0]} == "$name(8) - "* ]] || { failed=1; echo "FAIL  $name --help: begins with ${lines[0]}"; }
	echo "      $name: ${#lines[@]} lines, $examples examples"
done
# the keys come from the table that the parser reads by, and do not fit
"$HOMING_BIN/homing-rule" -v --help | grep -q 'routed reach' || { failed=1; echo "FAIL  homing-rule -v --help: no keys"; }
[ $count -ge 7 ] || { failed=1; echo "FAIL  only $count programs"; }
exit $failed
