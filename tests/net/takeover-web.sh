#!/bin/bash
# Two web servers: that a machine answers says nothing of its service. The guest fetches the owner's page from its real address, under the site's name; the owner watches its own, and lets
# others have the address when it is dead.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/takeover-lib.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

cat >"$TMP/site.py" <<'X'
import http.server, os, socket, sys
class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()
class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        mine = self.headers["Host"] == "www.example.org" and not os.path.exists(sys.argv[1])
        page = b"<html>" + b"well " * 500 + (b"</HTML>\n" if mine else b"another site")
        self.send_response(200)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
    def log_message(self, *args):
        pass
Server(("::", 80), Site).serve_forever()
X
# serve_site BOX
serve_site() {
	ip netns exec "$1" python3 "$TMP/site.py" "$TMP/other-$1" 9>&- &
	SITE[$1]=$!
	until_ok fetched "$1"
}
fetched() { n "$1" python3 -c 'import urllib.request as u; u.urlopen("http://127.0.0.1/", timeout=2).read()' 2>/dev/null; }
end_site() { kill "${SITE[$1]}" && wait "${SITE[$1]}" 2>/dev/null; }
declare -A SITE=()
serve_site pinky
serve_site brain
for b in pinky brain; do
	echo 'check = icmp, http http://www.example.org/ expect=</html>' >>"$TMP/$b.right"
	sed -i "/^\[alias $b\]/a check = http http://www.example.org/ expect=</html>\ninterval = 100ms\nfall = 2\nrise = 2" "$TMP/$b.right"
	cp "$TMP/$b.right" "$TMP/$b.conf"
done
watch pinky
watch brain

story "both sites are well"
held 11 pinky
held 12 brain
quiet 3000
held 11 pinky
held 12 brain

story "brain's is dead, and brain is not told to yield"
end_site brain
says pinky 'the owner fails its checks, but answers for the alias'
quiet 1000
check "nothing is taken from a kernel that answers" has_not pinky 12
serve_site brain
until_ok state_is pinky standby
held 12 brain

story "and now it is"
sed -i '/^\[alias brain\]/a yield = yes' "$TMP/brain.right"
also brain </dev/null
quiet 500
held 12 brain
end_site brain
says brain 'alias brain is yielded: http'
held 12 pinky
says pinky 'takeover brain: taken'
serve_site brain
held 12 brain

story "another site answers in its place"
touch "$TMP/other-brain"
held 12 pinky
# shellcheck disable=SC2317 # called by until_ok
wrong_is() { on brain homing-status --json | jq -r '.aliases[] | select(.name == "brain").reason' | grep -q -- "$1"; } # a busy machine may first have been too slow for it
until_ok wrong_is '</html>' && ok "homing-status says what is wrong"
for b in pinky brain; do end_site $b; done
finish_pair
