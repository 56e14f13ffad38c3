#!/bin/bash
# Every shell script, by shellcheck.
cd "${HOMING_SRC:-$(dirname "${BASH_SOURCE[0]}")/../..}" || exit 1
command -v shellcheck >/dev/null || { echo "shellcheck is not installed"; exit 77; }

shopt -s nullglob
status=0
scripts=(autogen.sh check .ci/run tests/run tests/*.sh tests/*/*.sh tests/bench/run hooks/where share/completion/generate
	hooks/{ifupdown,ifupdown-ng,networkd-dispatcher,networkmanager,ppp,redhat}/* share/udhcpc.script.in share/runit/*/run.in debian/*rm debian/tests/n*)
[ ! -e demo ] || scripts+=(demo)
# what lib.sh reads is set by those that source it
shellcheck -S warning -e SC2034 "${scripts[@]}" || status=1
# these are read into another shell
shellcheck -S warning -s sh hooks/{dhclient,dhcpcd}/* || status=1
for script in "${HOMING_BUILD:-.}"/share/completion/*.bash; do shellcheck -S warning -s bash "$script" || status=1; done
exit $status
