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
[ -z "$said" ] || exit 1

# What homing-status writes is in its page: headings, the states of an alias, the keys of the JSON object.
while read -r word; do
	grep -qE "^\.(It )?Li (.* , )?$word( |$)" man/homing-status.8 || { echo "homing-status.8 does not name $word"; said=1; }
done < <(
	sed -nE 's/.*screen_put_heading\(s, [A-Z]+, "([A-Z]+)"\).*/\1/p' src/lib/status_screen*.c
	sed -n '/^const char \*status_alias_word/,/^}/p' src/lib/status.c | grep -oE '"[^"]+"' | tr -d '"'
	sed -nE 's/.*(json_object_set_new|set_number)\(all, "([^"]+)".*/\2/p' src/lib/status_json.c
)
[ -z "$said" ]
