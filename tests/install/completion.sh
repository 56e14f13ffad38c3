#!/bin/bash
# What bash proposes, by the completion that was built.
HOMING_BUILD=${HOMING_BUILD:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
file=$HOMING_BUILD/share/completion/homing.bash
[ -e "$file" ] || { echo "share/completion/homing.bash was not built"; exit 77; }
failed=0

for program in "$HOMING_BUILD"/src/homing "$HOMING_BUILD"/src/homing-*[!.]?; do
	[[ -x $program && $program != *.* && $program != */homing-check ]] || continue
	"$BASH" --norc -c '. "$1" && complete -p "$2"' sh "$file" "${program##*/}" || failed=1
done

# after WORD... (the last one is begun): what is proposed, sorted, in one line
after() {
	"$BASH" --norc -c 'set -u; . "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _homing; [ ${#COMPREPLY[@]} = 0 ] || printf "%s\n" "${COMPREPLY[@]}"' \
		bash "$file" "$@" 2>&1 | sort | tr '\n' ' '
}
# proposes EXPECTED WORD...: a pattern
proposes() {
	local expected=$1 found
	shift
	found=$(after "$@")
	# shellcheck disable=SC2053 # it is a pattern
	if [[ $found == $expected ]]; then echo "ok    $*: $found"; else echo "FAIL  $*: '$found', not '$expected'"; failed=1; fi
}

proposes 'apply ' homing ap
proposes '*alias *apply *table *' homing ''
proposes '--diff --dry-run ' homing plan --d
proposes 'down *remove up ' homing plan ''
proposes '*lo *' homing up ''
proposes 'lo ' homing down l
proposes '' homing apply ''
proposes '*dhclient *dhcpcd *ifupdown *networkmanager *ppp *udhcpc ' homing hook ''
proposes 'networkd-dispatcher networkmanager ' homing hook net
proposes 'ifupdown ifupdown-ng ifupdown2 ' homing hook if
proposes 'down show up ' homing-table ''
proposes '--json ' homing table --j
proposes 'show ' homing -n table sh
proposes 'show ' homing-rule -c /etc/passwd s
proposes "$file " homing-rule -c "${file%sh}"
proposes "$file " homing --conf = "${file%sh}"
proposes '/etc ' homing --conf-dir /et
proposes 'lo ' homing-announce -I l
proposes 'lo ' homing-announce --interface = l
proposes '' homing-announce --count ''
proposes 'lo ' homing announce -I l
proposes '' other ''
exit $failed
