#!/bin/bash
# Checks that homing-check asks: tcp, http, https, dns and exec, of servers that are well, ill and hostile, by the uplink under test and no other; who it is and what it may; what becomes of it.
. "$(dirname "$0")/lib.sh"

for tool in python3 openssl dnsmasq pgrep; do command -v $tool >/dev/null || skip "$tool is not installed"; done
outside
host habr
provider 1 eth0 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth1 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64
provider 3 eth2 203.0.113.0/24 2001:db8:3::/48 203.0.113.1/24 2001:db8:3::1/64
chmod 755 "$TMP" # for who is nobody
mkdir -m 777 "$TMP/open"

# --- servers --------------------------------------------------------------------------------------------------------------------

# certificate NAME DAYS: of www.example.org, signed by our own authority
authority() {
	openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=lab" -days 30 -keyout "$TMP/ca.key" -out "$TMP/ca.crt" 2>/dev/null
}
certificate() {
	openssl req -newkey rsa:2048 -nodes -subj "/CN=www.example.org" -keyout "$TMP/$1.key" -out "$TMP/$1.csr" 2>/dev/null
	openssl x509 -req -in "$TMP/$1.csr" -CA "$TMP/ca.crt" -CAkey "$TMP/ca.key" -CAcreateserial -days "$2" -out "$TMP/$1.crt" \
		-extfile <(echo "subjectAltName=DNS:www.example.org") 2>/dev/null
}
authority && certificate good 30 && certificate old -1 || fail "lab: certificates"
mount --bind "$TMP/ca.crt" /etc/ssl/certs/ca-certificates.crt || fail "lab: /etc/ssl/certs/ca-certificates.crt"
n cli python3 "$NET/pages.py" 8080 2>"$TMP/pages" 9>&- &
n cli python3 "$NET/pages.py" 8443 "$TMP/good.crt" "$TMP/good.key" 2>>"$TMP/pages" 9>&- &
n cli python3 "$NET/pages.py" 8444 "$TMP/old.crt" "$TMP/old.key" 2>>"$TMP/pages" 9>&- &
printf 'nameserver 127.0.0.53\nnameserver 10.99.0.3\nnameserver 2001:db8:99::3\n' >"$TMP/resolv.conf"
mount --bind "$TMP/resolv.conf" /etc/resolv.conf || fail "lab: /etc/resolv.conf"
n cli dnsmasq -k -u root -C /dev/null --no-resolv --no-hosts --pid-file= --bind-interfaces --listen-address=10.99.0.3 --listen-address=2001:db8:99::3 \
	--local=/example.org/ --host-record=www.example.org,10.99.0.2,2001:db8:99::2 --host-record=four.example.org,10.99.0.2 \
	--host-record=six.example.org,2001:db8:99::2 --txt-record=text.example.org,words --host-record=far.example.org,10.99.0.99 2>"$TMP/dnsmasq" 9>&- &
# shellcheck disable=SC2317 # called by until_ok
listens() { n cli ss -Hltn | grep -q ":$1 "; }
until_ok listens 8080
until_ok listens 8443
until_ok listens 8444
until_ok listens 53

# --- the watcher ----------------------------------------------------------------------------------------------------------------

# asks DSL CABLE [HOMING-KEY]: what is asked of the two; the third one is a witness of what the watcher does meanwhile
asks() {
	cat >"$TMP/next" <<-X
		[homing]
		${3-}
		[uplink dsl]
		interface = eth0
		gateway = 192.0.2.1, 2001:db8:1::1
		check = $1
		interval = 500ms
		timeout = 1s
		fall = 2
		rise = 1
		damping = no
		[uplink cable]
		interface = eth1
		gateway = 198.51.100.1, 2001:db8:2::1
		check = $2
		interval = 500ms
		timeout = 1s
		fall = 2
		rise = 1
		damping = no
		[uplink radio]
		interface = eth2
		gateway = 203.0.113.1, 2001:db8:3::1
		check = gateway
		interval = 500ms
		timeout = 1s
		fall = 10
		rise = 1
		[balance]
	X
	cat "$TMP/next" >"$CONF"
	[ -z "${WATCHER-}" ] || kill -HUP "$WATCHER"
}
watch() {
	ip netns exec h "$HOMING_BIN/homing-watch" -c "$CONF" --state-dir "$STATE" >>"$TMP/watch" 2>&1 9>&- &
	WATCHER=$!
}
value() { sed -n "/^\[uplink $1\]/,/^\[/s/^$2 = //p" "$STATE/health.ini"; }
# shellcheck disable=SC2317 # called by until_ok
is_in() { [ "$(value "$1" state)" = "$2" ]; }
# shellcheck disable=SC2317 # called by until_ok
is_ill() { is_in dsl down && value dsl reason | grep -qE -- "$1"; }
# what one uplink is asked after all the others were forgotten
asks_anew() {
	asks none none
	until_ok is_in dsl up
	asks "$1" none "${2-}"
}
# well CHECK [HOMING-KEY]
well() {
	asks_anew "icmp 192.0.2.77"
	until_ok is_in dsl down
	asks "$1" none "${2-}"
	if until_ok is_in dsl up; then ok "$1"; else fail "$1: $(value dsl reason)"; fi
}
# ill CHECK REASON
ill() {
	asks_anew "$1"
	if until_ok is_ill "$2"; then ok "$1: $(value dsl reason)"; else fail "$1: $(value dsl state) $(value dsl reason)"; fi
}
helper() { pgrep -x homing-check; }
# shellcheck disable=SC2317 # called by until_ok
no_helper() { ! helper; }
# shellcheck disable=SC2317 # called by until_ok
another_helper() { local now; now=$(helper) && [ "$now" != "$1" ]; }
of_helper() { sed -nE "s/^$1:[[:blank:]]*//p" "/proc/$(helper)/status"; }

story "none needs it"
asks "icmp 10.99.0.2, gateway" none
watch
until_ok is_in dsl up
check "homing-check does not run" no_helper

story "who it is"
asks_anew "tcp 10.99.0.2:8080"
until_ok is_in dsl up
until_ok helper
if [ "$(stat -c %u /proc/self)" = 0 ] && ! grep -q ' 1$' /proc/self/uid_map; then
	nobody=$(getent passwd homing || getent passwd nobody)
	same "nobody in particular" "$(cut -d: -f3 <<<"$nobody" | sed 's/.*/&\t&\t&\t&/')" "$(of_helper Uid)"
	same "of one group" "" "$(of_helper Groups | tr -d ' ')"
fi
same "without capabilities" "0000000000000000 0000000000000000" "$(of_helper CapEff) $(of_helper CapPrm)"
same "and gets none" 1 "$(of_helper NoNewPrivs)"
same "with nothing open but its own" "" "$(for fd in "/proc/$(helper)/fd/"*; do readlink "$fd"; done | grep -vE '^(socket:|anon_inode:|/dev/null|pipe:|/tmp/)')"
lacks "libcurl is its alone" libcurl "$(ldd "$HOMING_BIN/homing-watch")"
asks none none
until_ok no_helper && ok "it ends when nobody needs it"

story "tcp"
well "tcp 10.99.0.2:8080"
well "tcp [2001:db8:99::2]:8080"
ill "tcp 10.99.0.2:9" 'tcp 10.99.0.2:9: connection refused'
ill "tcp [2001:db8:99::2]:9" 'connection refused'
ill "tcp 10.99.0.99:9" 'no route|timed out'

story "dns"
well "dns 10.99.0.3 www.example.org"
well "dns 2001:db8:99::3 four.example.org"
well "dns 10.99.0.3 six.example.org"
ill "dns 10.99.0.3 nowhere.example.org" 'no such name'
ill "dns 2001:db8:99::3 text.example.org" 'resolved to nothing'
ill "dns 10.99.0.3 example.com" 'refused'
ill "dns 10.99.0.2 www.example.org" 'connection refused'

story "exec"
well "exec true"
ill "exec false" 'exec false: exit status 1'
ill "exec /nowhere/to/be found" 'exit status 127'
cat >"$TMP/script" <<-X
	#!/bin/sh
	env >$TMP/open/env.new && mv $TMP/open/env.new $TMP/open/env
	[ "\$1" = "a  b" ] || exit 3
	sleep 1234 &
	[ "\$2" = quick ] || sleep 1234
X
chmod 755 "$TMP/script"
well "exec $TMP/script \"a  b\" quick"
same "what it is told" "HOMING_ADDRESS6=2001:db8:1::10 HOMING_ADDRESS=192.0.2.10 HOMING_GATEWAY6=2001:db8:1::1 HOMING_GATEWAY=192.0.2.1 HOMING_INTERFACE=eth0 HOMING_UPLINK=dsl PATH=/usr/sbin:/usr/bin:/sbin:/bin" \
	"$(grep -vE '^(PWD|OLDPWD|SHLVL|_)=' "$TMP/open/env" | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
ill "exec $TMP/script \"a  b\" slow" 'timed out'
ill "exec $TMP/script b quick" 'exit status 3'
asks none none
# shellcheck disable=SC2317 # called by until_ok
all_gone() { ! pgrep -f 'sleep 1234' && no_helper; }
until_ok all_gone && ok "and nothing of it is left"

if ! grep -q libcurl <<<"$(ldd "$HOMING_BIN/homing-check" 2>/dev/null)"; then
	story "built without libcurl"
	asks "http http://10.99.0.2:8080/503, tcp 10.99.0.2:8080" none
	until_ok is_in dsl up
	kill "$WATCHER"
	wait "$WATCHER" 2>/dev/null
	[ $FAILED = 0 ] || finish
	skip "homing was built without libcurl: what needs no http was tried"
fi

story "http"
well "http http://10.99.0.2:8080/good expect=</html>"
well "http http://[2001:db8:99::2]:8080/bytes expect=</html>"
well "http http://10.99.0.2:8080/here redirects=1 expect=</html>"
well "http http://10.99.0.2:8080/503 status=200-299+503"
well "http http://10.99.0.2:8080/host host=www.example.org"
well "http http://www.example.org:8080/good expect=\"all is well\""
well "http http://six.example.org:8080/good"
ill "http http://10.99.0.2:8080/503" 'status 503'
ill "http http://10.99.0.2:8080/host" 'status 404'
ill "http http://10.99.0.2:8080/here" 'status 302'
ill "http http://10.99.0.2:8080/noend expect=</html>" '</html> not found'
ill "http http://10.99.0.2:9/" 'connection refused'
ill "http http://nowhere.example.org:8080/" 'no such name'
ill "http http://far.example.org:8080/" 'no route|timed out'

story "https"
well "https https://10.99.0.2:8443/good host=www.example.org expect=</html>"
well "https https://www.example.org:8443/good"
well "https https://[2001:db8:99::2]:8443/good verify=no"
ill "https https://10.99.0.2:8443/good" 'does not match|no alternative certificate'
ill "https https://www.example.org:8444/good" 'certificate has expired'
ill "https https://10.99.0.2:8080/empty" 'SSL|timed out|closed'

story "by this uplink and no other"
n p1 nft add table inet hole '{ chain forward { type filter hook forward priority 0; drop; }; }'
for via in "203.0.113.1 dev eth2" "192.0.2.1 dev eth0"; do
	i h route replace default via $via
	for what in "tcp 10.99.0.2:8080" "http http://10.99.0.2:8080/good" "http http://www.example.org:8080/good" "dns 10.99.0.3 www.example.org" "tcp [2001:db8:99::2]:8080"; do
		asks none none
		until_ok is_in dsl up && until_ok is_in cable up
		asks "$what" "$what"
		if until_ok is_in dsl down && is_in cable up; then ok "$what, main's default via ${via##* }: $(value dsl reason)"; else fail "$what: dsl $(value dsl state), cable $(value cable state)"; fi
	done
done
n p1 nft delete table inet hole

story "hostile servers"
ill "http http://10.99.0.2:8080/half" 'it ends too soon'
peak=0
for page in endless chunks header line continue slow nul huge nostatus half silent bomb round file short empty; do
	asks none "http http://10.99.0.2:8080/good"
	until_ok is_in dsl up && until_ok is_in cable up
	asks "http http://10.99.0.2:8080/$page expect=</html> redirects=3" "http http://10.99.0.2:8080/good"
	if until_ok is_in dsl down; then ok "$page: $(value dsl reason)"; else fail "$page: $(value dsl state)"; fi
	now=$(of_helper VmHWM)
	now=${now% kB}
	[ "${now:-0}" -le $peak ] || peak=$now
done
most=65536 # kB
! grep -q __asan_init "$HOMING_BIN/homing-check" || most=524288
check "at most $peak kB were resident" [ "$peak" -lt $most ]
contains "who was asked by them is as well as before" up "$(value cable state)"
same "nor has the watcher noticed" "0" "$(value radio falls)"

story "killed"
asks none "tcp 10.99.0.2:8080"
until_ok is_in cable up
falls=$(value cable falls)
for signal in KILL STOP; do
	pid=$(helper)
	kill -$signal "$pid"
	until_ok another_helper "$pid" && ok "$signal: there is another one"
	until_ok is_in cable up
done
says 'homing-check has ended'
says 'homing-check gives no answer'
same "and no uplink has gone down by it" "$falls" "$(value cable falls)"

story "it cannot be started"
asks "tcp 10.99.0.2:9" "tcp 10.99.0.2:8080" "check-user = nosuchuser"
until_ok is_in dsl unknown && ok "what is asked by it is unknown: $(value dsl reason)"
until_ok is_in cable unknown
says 'as nosuchuser: there is no such user'
contains "status tells it" 'unknown' "$(program homing-status)"
asks "tcp 10.99.0.2:9" "tcp 10.99.0.2:8080"
until_ok is_in dsl down && until_ok is_in cable up && ok "and known again when it can"

kill $WATCHER
wait $WATCHER 2>/dev/null
until_ok no_helper && ok "it ends with the watcher"

story "one that has gone wrong"
CHATTER=${HOMING_BUILD:-${HOMING_BIN%/src}}/tests/net/chatter
if [ -x "$CHATTER" ]; then
	mkdir "$TMP/wrong"
	cp "$HOMING_BIN/homing-watch" "$TMP/wrong"
	for mode in dies silent nonsense longer unprintable floods; do
		: >"$TMP/watch"
		cp "$CHATTER" "$TMP/wrong/homing-check"
		printf %.1s $mode >>"$TMP/wrong/homing-check"
		rm "$STATE/health.ini"
		WATCHER=
		asks "tcp 10.99.0.2:8080" "gateway"
		HOMING_BIN=$TMP/wrong watch
		until_ok is_in cable up
		until_ok grep -qE "homing-check (has ended|gives no answer|talks)" "$TMP/watch" && ok "$mode: $(grep -m 1 homing-check "$TMP/watch")"
		i h link set eth1 down # it goes on with all the rest
		until_ok is_in cable down
		i h link set eth1 up
		batch h <<-X
			addr replace 2001:db8:2::10/64 dev eth1
		X
		until_ok is_in cable up && ok "$mode: the watcher goes on"
		kill $WATCHER
		wait $WATCHER
		same "$mode: and ends as it should" 0 $?
		rm -r "$TMP/wrong/homing-check"
	done
else
	ok "left out: tests/net/chatter was not built"
fi
finish
