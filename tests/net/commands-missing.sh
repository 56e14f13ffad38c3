#!/bin/bash
# Commands of the configuration that could not be run are told of when homing-watch takes it up, and not in the night when they are wanted.
. "$(dirname "$0")/lib.sh"

box h other
wire h eth0 other eth0
batch h <<-X
	addr add 192.0.2.1/24 dev eth0
	addr add 2001:db8:1::1/64 dev eth0
X
mkdir -m 755 "$STATE"
chmod 755 "$TMP"
printf '#!/bin/sh\nexit 0\n' >"$TMP/program"
chmod 644 "$TMP/program"
# written WITNESS NAME PATH RELEASE SERVICE: the line of each is known; never half of it
written() {
	cat >"$TMP/new" <<-X
		[uplink dsl]
		interface = eth0
		check = exec $3 words, exec true
		[alias own]
		interface = eth0
		address = 192.0.2.11, 2001:db8:1::11
		check = exec "$5" x
		[alias other]
		interface = eth0
		address = 192.0.2.12, 2001:db8:1::12
		[takeover other]
		alias = other
		peer = 192.0.2.2, 2001:db8:1::2
		gateway = 192.0.2.254, 2001:db8:1::254
		check = icmp, exec $2
		witness = exec $1
		on-take = true, $2 first
		on-take.2 = $3 second
		on-release = $4, /bin/true
		required = yes
	X
	mv "$TMP/new" "$CONF"
}
watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -v -c "$CONF" --state-dir "$STATE" >>"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
said() { grep -oE '^[^ ]*homing.conf:[0-9]+: .*' "$1" | sed -E 's/^[^ ]*homing.conf/conf/' | sort -u -t : -k 2n; }

story "at the start"
written "$TMP/program" no-such-program "$TMP/nothing" "$TMP" "$TMP/with blanks"
watch
until_ok grep -q 'on-release' "$TMP/watch"
same "each with its place and what would be right" "conf:3: [uplink dsl] check: \`$TMP/nothing' does not exist now: install it, or correct its path
conf:7: [alias own] check: \`$TMP/with blanks' does not exist now: install it, or correct its path
conf:15: [takeover other] check: \`no-such-program' is in none of /usr/sbin:/usr/bin:/sbin:/bin now: install it there, or write its whole path
conf:16: [takeover other] witness: \`$TMP/program' cannot be executed now: it must be a file with an x in its mode (chmod +x)
conf:17: [takeover other] on-take: \`no-such-program' is in none of /usr/sbin:/usr/bin:/sbin:/bin now: install it there, or write its whole path
conf:18: [takeover other] on-take: \`$TMP/nothing' does not exist now: install it, or correct its path
conf:19: [takeover other] on-release: \`$TMP' cannot be executed now: it must be a file with an x in its mode (chmod +x)" "$(said "$TMP/watch")"
check "it goes on" kill -0 $WATCHER

story "when it is read anew"
: >"$TMP/watch"
kill -HUP $WATCHER
until_ok grep -q 'on-release' "$TMP/watch"
same "all of them again" 7 "$(said "$TMP/watch" | wc -l)"
chmod 755 "$TMP/program"
: >"$TMP/watch"
written "$TMP/program" true /bin/true later true
kill -HUP $WATCHER
until_ok grep -q 'on-release' "$TMP/watch"
same "only what is still missing" "conf:19: [takeover other] on-release: \`later' is in none of /usr/sbin:/usr/bin:/sbin:/bin now: install it there, or write its whole path" "$(said "$TMP/watch")"
kill $WATCHER
wait $WATCHER 2>/dev/null
exits 0 program homing-watch --once -n
told 'on-release: .later'
finish
