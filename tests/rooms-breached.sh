#!/bin/bash
# rooms.sh is worth something only if it fails: one breach of each row is planted in a copy of the source, and has to be named.
set -u

top=${HOMING_SRC:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy"' EXIT
failed=0

cp -r "$top/src" "$top/Makefile.am" "$copy/"
"$top/tests/rooms.sh" "$copy" >"$copy/out" || { cat "$copy/out"; echo "the source itself is in breach"; exit 1; }

# plant FILE LINE: put at the end of FILE, LINE must be complained about
plant() {
	local file=$1 line=$2 before
	before=$(mktemp)
	cp "$copy/$file" "$before"
	printf '%s\n' "$line" >>"$copy/$file"
	if "$top/tests/rooms.sh" "$copy" >"$copy/out"; then
		failed=1
		echo "not noticed in $file: $line"
	elif ! grep -q "^$file:" "$copy/out"; then
		failed=1
		echo "noticed, but not as in $file: $line"
		cat "$copy/out"
	fi
	mv "$before" "$copy/$file"
}

plant src/lib/prefix.c '#include <netlink/netlink.h>'
plant src/lib/diff.c '#include <fcntl.h>'
plant src/lib/uplink.c '#include "file.h"'
plant src/lib/sysconfig.c 'int f(void) { return system("sh"); }'
plant src/lib/want_rule.c 'int f(void) { return socket(AF_INET, 2, 0); }'
plant src/lib/want.c 'long f(void) { return time(NULL); }'
plant src/lib/text_write.c 'void f(void) { printf("x"); }'
plant src/lib/state.c 'void *f(void) { return stderr; }'
plant src/lib/state.c 'void *f(void) { return getenv("X"); }'
plant src/lib/ini.c '#include "nl.h"'
plant src/lib/ini.c 'int f(void) { return socket (2, 2, 0); }'
plant src/lib/nl.c '#include <iniparser/iniparser.h>'
plant src/lib/have.c 'void *f(void) { return fopen("/etc/passwd", "r"); }'
plant src/lib/apply.c 'void f(void) { fprintf(stderr, "x"); }'
plant src/lib/file.c '#include "config.h"'
plant src/lib/packet.c '#include <netlink/netlink.h>'
plant src/lib/probe.c '#include "apply.h"'
plant src/lib/arp.c 'long f(void) { return time(NULL); }'
plant src/lib/run.c 'int f(void) { return socket(2, 2, 0); }'
plant src/lib/run.c '#include <netlink/route/rule.h>'
plant src/lib/run.c '#include <iniparser.h>'
plant src/lib/run.c '#include <jansson.h>'
plant src/lib/run.c 'void *f(void) { return secure_getenv("HOME"); }'
plant src/lib/run.c 'void f(void) { exit(1); }'
plant src/lib/run.c 'int main(int argc, char **argv) { return 0; }'
plant src/lib/run.c 'void f(void) { system("ip rule"); }'
plant src/lib/run.c 'void f(void) { usleep(1000); }'
plant src/lib/run.c 'bool f(long since) { return time(NULL) > since; }'
plant src/lib/watch.c 'int f(struct timespec *t) { return clock_gettime(CLOCK_REALTIME, t); }'
plant src/lib/run.c '/* TO''DO: later */'
plant src/lib/run.c "$(seq -f 'int line_%g;' 350)"
plant src/lib/run.c "$(echo '{'; seq -f '	f(%g);' 81; echo '}')"
plant src/homing.c '#include <netlink/netlink.h>'
plant src/homing.c 'int f(char *s) { return (int)strtol(s, NULL, 10); }'
plant src/homing.c 'void f(void) { execlp("ip", "ip", NULL); }'

# a file that the build does not know, a program without a main
echo 'int x;' >"$copy/src/lib/stray.c"
"$top/tests/rooms.sh" "$copy" | grep -q '^src/lib/stray.c: not in' || { failed=1; echo "a stray file was not noticed"; }
rm "$copy/src/lib/stray.c"
sed -i 's/^int main(/int not_main(/' "$copy/src/homing.c"
"$top/tests/rooms.sh" "$copy" | grep -q '^src/homing.c: no main' || { failed=1; echo "a missing main was not noticed"; }

# a comment and a string are not code
cp "$top/src/homing.c" "$copy/src/"
printf '/* not system() but\n * exit() */\nconst char *f = "popen(\\"x\\") /*";\n' >>"$copy/src/lib/run.c"
"$top/tests/rooms.sh" "$copy" >"$copy/out" || { failed=1; cat "$copy/out"; }

exit $failed
