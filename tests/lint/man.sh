#!/bin/bash
# Every man page, by mandoc; the generated one as it was built.
command -v mandoc >/dev/null || { echo "mandoc is not installed"; exit 77; }
cd "${HOMING_SRC:-$(dirname "${BASH_SOURCE[0]}")/../..}" || exit 1

shopt -s nullglob
pages=(man/*.[1-9])
[ ! -e "${HOMING_BUILD:-.}/man/homing.conf.5" ] || [ "${HOMING_BUILD:-.}" -ef . ] || pages+=("$HOMING_BUILD/man/homing.conf.5")
[ ${#pages[@]} -gt 0 ] || { echo "no man pages found"; exit 1; }
# references to the other pages cannot be found before they are installed
said=$(mandoc -T lint -W warning "${pages[@]}" | grep -v 'cross reference to missing')
echo "$said"
[ -z "$said" ]
