#!/bin/bash
# Files that are wrong by accident or on purpose: exit 3, the line and the key, and a kernel that nobody touched.
. "$(dirname "$0")/lib.sh"

host redundant
exits 0 homing apply
before=$(kernel h)
UPLINK='[uplink dsl]
interface = eth1
gateway = 192.0.2.1
'
# wrong WHAT PATTERN: the configuration on stdin is refused, and stderr says PATTERN
wrong() {
	local what=$1
	cat >"$CONF"
	STORY=$what
	for verb in apply "up eth1" "down eth1" plan; do
		# shellcheck disable=SC2086 # words
		exits 3 homing $verb
		told "$2"
	done
	same "the kernel is as it was" "$before" "$(kernel h)"
}
wrong "octal" 'homing.conf:4: .*weight' <<<"${UPLINK}weight = 010"
wrong "hexadecimal" 'homing.conf:4: .*weight' <<<"${UPLINK}weight = 0x10"
wrong "junk behind a number" 'homing.conf:4: .*weight' <<<"${UPLINK}weight = 12abc"
wrong "weight 0" 'homing.conf:4: .*weight.*1.*256' <<<"${UPLINK}weight = 0"
wrong "weight 257" 'homing.conf:4: .*weight.*1.*256' <<<"${UPLINK}weight = 257"
wrong "an empty weight" 'homing.conf:4: .*weight' <<<"${UPLINK}weight ="
wrong "table 254" 'homing.conf:4: .*table' <<<"${UPLINK}table = 254"
wrong "table main" 'homing.conf:4: .*table' <<<"${UPLINK}table = main"
wrong "one table twice" 'homing.conf:8: .*table' <<<"${UPLINK}table = 101
[uplink two]
interface = eth2
gateway = 198.51.100.1
table = 101"
wrong "a path as interface" 'homing.conf:2: .*interface' <<<'[uplink dsl]
interface = ../x'
wrong "a blank in an interface" 'homing.conf:2: .*interface' <<<'[uplink dsl]
interface = eth 1'
wrong "no interface" 'homing.conf:1: .*interface' <<<'[uplink dsl]
gateway = 192.0.2.1'
wrong "a key that is not one" 'homing.conf:4: .*gatway.*gateway' <<<"${UPLINK}gatway = 192.0.2.1"
wrong "a section that is not one" 'homing.conf:4: .*uplnk.*uplink' <<<"${UPLINK}[uplnk cable]
interface = eth2"
wrong "a section twice" 'homing.conf:4: .*dsl' <<<"${UPLINK}${UPLINK}"
wrong "a key twice" 'homing.conf:4: .*gateway' <<<"${UPLINK}gateway = 192.0.2.2"
wrong "a key before any section" 'homing.conf:1: ' <<<"weight = 1
$UPLINK"
wrong "a gateway that is no address" 'homing.conf:4: .*gateway' <<<"[uplink dsl]
interface = eth1

gateway = 192.0.2.1.1"
wrong "two gateways of one family" 'homing.conf:3: .*gateway' <<<'[uplink dsl]
interface = eth1
gateway = 192.0.2.1, 192.0.2.2'
wrong "an empty item" 'homing.conf:3: .*gateway' <<<'[uplink dsl]
interface = eth1
gateway = 192.0.2.1,,fe80::1'
wrong "a name that is none" 'homing.conf:1: ' <<<'[uplink d/s/l]
interface = eth1'
wrong "an unfinished section" 'homing.conf:4: ' <<<"${UPLINK}[uplink cable"
wrong "a word alone" 'homing.conf:4: ' <<<"${UPLINK}gibberish"
wrong "a semicolon in a value" 'homing.conf:3: .*gateway' <<<'[uplink dsl]
interface = eth1
gateway = 192.0.2.1;reboot'
wrong "3,000 bytes in a line" 'homing.conf:4: ' <<<"${UPLINK}routed = $(printf '192.0.2.%d, ' {1..250} {1..50})"
wrong "a priority out of range" 'homing.conf:2: .*priority.*30000' <<<'[homing]
priority = 30001'
wrong "a mask with a hole" 'homing.conf:2: .*mark-mask' <<<'[homing]
mark-mask = 0x0f0f0000'
wrong "two errors are told at once" 'homing.conf:5: .*preference' <<<"${UPLINK}weight = 0
preference = 0"
told 'homing.conf:4: .*weight'
wrong "a NUL" 'homing.conf:4: ' < <(printf '%sweight = 1\0\n' "$UPLINK")
wrong "binary" 'homing.conf:1: ' < <(head -c 4000 "$HOMING_BIN/homing")
wrong "a terminal's escape" 'homing.conf:4: ' < <(printf '%s\033]0;x\007 = 1\n' "$UPLINK")
lacks "it is not handed on to the terminal" $'\033' "$(<"$TMP/err")"

# refused WHAT PATTERN: what lies at $CONF now
refused() {
	story "$1"
	exits 3 timeout $PATIENCE ip netns exec h "$HOMING_BIN/homing" -c "$CONF" --state-dir "$STATE" apply
	told "$2"
	same "the kernel is as it was" "$before" "$(kernel h)"
	rm -rf "$CONF"
}
install -m 646 "$CASES/redundant/conf" "$CONF"
refused "a file that others may write" 'homing.conf.*(write|writable)'
rm -f "$CONF"; mkdir "$CONF"
refused "a directory" 'homing.conf.*(directory|regular)'
mkfifo "$CONF"
refused "a FIFO" 'homing.conf.*regular'
ln -s /dev/zero "$CONF"
refused "a device" 'homing.conf.*(regular|write)'
ln -s "$TMP/nowhere" "$CONF"
refused "a link to nowhere" 'homing.conf.*No such file'
finish
