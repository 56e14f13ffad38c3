#!/bin/bash
# rooms.sh [TOP]: what each room of the source may touch (DESIGN 3), held by grep. Prints a line for each breach; 1 when there was one.
set -u

cd "${1:-${HOMING_SRC:-$(dirname "${BASH_SOURCE[0]}")/..}}" || exit 1
plain=$(mktemp -d) || exit 1
export PLAIN=$plain
trap 'rm -rf "$plain"' EXIT
breaches=0

breach() {
	breaches=1
	echo "$*"
}

# rooms: files by name; what is in no list is held to the rows for everybody
pure=$(ls src/lib/{arp,buffer,diff,dns_message,errand,expect,fight,health,host,prefix,redraw,rounds,ruleset,state,suggest,sysconfig,takeover,text,uplink,util,want,words}{,_*}.[ch] src/lib/status{,_dot,_metrics,_pen,_screen,_screen_aliases,_screen_uplinks}.[ch] 2>/dev/null)
config=$(ls src/lib/{config,ini}{,_*}.[ch] 2>/dev/null)
kernel=$(ls src/lib/{nl,have,apply}{,_*}.[ch] 2>/dev/null)
wire=$(ls src/lib/{asker,endpoint,packet,ping,probe}{,_*}.[ch] src/lib/helper.[ch] 2>/dev/null)
check=$(ls src/lib/checker{,_*}.[ch] 2>/dev/null) # homing-check, a process of its own
file=$(ls src/lib/file{,_*}.[ch] 2>/dev/null)
event=$(ls src/lib/event{,_*}.[ch] 2>/dev/null)
voice=$(ls src/lib/{log,opt,program,program_by_hand,program_hook,program_look_on}.c 2>/dev/null) # what the mains speak with
library=$(ls src/lib/*.[ch])
mains=$(ls src/*.c 2>/dev/null)

# without FILES... -- MORE...: FILES that are not in MORE
without() {
	local all=()
	while [ "$1" != -- ]; do all+=("$1"); shift; done
	shift
	comm -23 <(printf '%s\n' "${all[@]}" | sort) <(printf '%s\n' "$@" | sort)
}

# Comments and strings are gone from what is searched for words, lines stay where they were.
mkdir -p "$plain/src/lib"
# shellcheck disable=SC2086 # names without blanks
perl -e 'for $f (@ARGV) {
	open F, "<", $f or die $f; local $/; $_ = <F>;
	s{(/\*.*?\*/)|(//[^\n]*)|("(?:\\.|[^"\\\n])*")}{ my $m = $&; $m =~ s/[^\n]//g; defined $3 ? "\"\"" : $m }gse;
	open F, ">", "$ENV{PLAIN}/$f" or die $f; print F $_;
}' $library $mains || exit 1

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*'

# may_include ROOM REGEX FILES...: nothing else; REGEX says whether in "" or in <>
may_include() {
	local room=$1 only=$2 f line what
	shift 2
	while IFS=: read -r f line what; do
		breach "$f:$line: [$room] may not include ${what#*include }"
	done < <(grep -nHE "$include" "$@" | grep -vE "^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*include[[:space:]]*($only)")
}

# never_include ROOM REGEX FILES...
never_include() {
	local room=$1 never=$2 f line what
	shift 2
	while IFS=: read -r f line what; do
		breach "$f:$line: [$room] may not include ${what#*include }"
	done < <(grep -nHE "${include}[<\"]($never)" "$@")
}

# never_call ROOM REGEX FILES...: a function
never_call() {
	local room=$1 never=$2
	shift 2
	never_say "$room" "($never)[[:space:]]*\\(" "$@"
}

# never_say ROOM REGEX FILES...: in the code, behind what cannot be part of a name
never_say() {
	local room=$1 never=$2 f line what
	shift 2
	while IFS=: read -r f line what; do
		breach "$f:$line: [$room] may not say: ${what#"${what%%[![:space:]]*}"}"
	done < <(cd "$plain" && grep -nHE "(^|[^[:alnum:]_])($never)" "$@")
}

own='"[a-z_]+\.h"'
streams='(stdin|stdout|stderr)\>'
printing='v?printf|v?fprintf|v?dprintf|f?puts|f?putc|putchar|fwrite|perror|v?errx?|v?warnx?|v?syslog'
files='f?open(at|dir)?|fdopen|freopen|creat|rename(at)?|unlink(at)?|remove|mkdir(at)?|[lf]?stat|fread|fgets|getline|tmpfile|mkstemp'
sockets='socket|bind|connect|sendm?msg|sendto|recvm?msg|recvfrom|recv'
clock='time|clock|clock_gettime|gettimeofday|localtime(_r)?|gmtime(_r)?|strftime'
environment='(secure_)?getenv|setenv|putenv'
leaving='_?exit|_Exit|quick_exit|abort|v?fork|posix_spawnp?|exec[lv][pe]*'
parsing='strto[a-z]+|ato[ilf]|atoll|v?f?sscanf|strtok(_r)?|inet_[a-z]+'

# shellcheck disable=SC2046,SC2086 # lists of names without blanks
{
#          room      what (sys/socket.h is for AF_INET)                                                    files
may_include pure     "$own|<(errno|limits|inttypes|std(arg|bool|def|int|io|lib)|string|ctype|sys/socket|arpa/inet|net(inet)?/i[nf]|linux/(rtnetlink|fib_rules|if_addr))\.h>" $pure
never_include pure   '(nl|have|apply|file|ini|config_value|facts|run|json|opt|program|event|log)(_[a-z]+)?\.h' $(without $pure -- src/lib/host.h)
never_say   pure     "$streams|environ\>"                                                                  $pure
never_call  pure     "$printing|$files|$sockets|$clock|$environment"                                       $pure

never_include config 'netlink/|(nl|have|apply)(_[a-z]+)?\.h'                                               $config
never_call  config   "$sockets|$environment"                                                               $config

may_include event    "$own|<(errno|std(bool|def|int|io|lib)|string|sys/socket)\.h>"                         $event
never_include event  '(nl|have|apply|file|ini|config|facts|run)(_[a-z]+)?\.h'                               $event
never_call  event    "$printing|$files|$sockets|$clock"                                                     $event

never_include kernel 'iniparser|ini(_[a-z]+)?\.h'                                                          $kernel
never_call  kernel   "$files|$environment"                                                                 $kernel

never_include file   'netlink/|(nl|have|apply|ini|config|run)(_[a-z]+)?\.h'                                $file
never_call  file     "$sockets|$environment"                                                               $file

never_include wire   'netlink/|iniparser|(nl|have|apply|ini|config|run)(_[a-z]+)?\.h'                   $wire
never_call  wire     "$printing|$files|$environment"                                                       $wire

never_include check   'netlink/|iniparser|ev\.h|(nl|have|apply|ini|config|facts|run|watch|health)(_[a-z]+)?\.h' $check
never_call  check    "$printing|$environment"                                                               $check

may_include main     "\"lib/[a-z_]+\.h\"|<(errno|std(bool|def|int|io|lib)|string|unistd)\.h>" $mains
never_call  main     "$parsing|$sockets|$files|$environment|(iniparser|nl|nla|rtnl)_[a-z_]+"               $mains

#          what one room has and no other
never_include all    'netlink/'                                                      $(without $library $mains -- $kernel)
never_include all    '(iniparser/)?(iniparser|dictionary)\.h'                        $(without $library $mains -- src/lib/ini.c)
never_include all    'jansson'                                                       $(without $library $mains -- src/lib/json.c src/lib/status_json.c)
never_call  all      "$environment"                                                  $(without $library $mains -- src/lib/event.c src/lib/notify.c src/lib/terminal.c)
never_call  all      "$sockets"                                                      $(without $library $mains -- $wire $kernel $check src/lib/notify.c src/lib/helper_process.c)
never_include all    'curl/'                                                         $(without $library $mains -- src/lib/checker_fetch.c src/lib/checker_fetch.h src/lib/checker_http.c)
never_include all    'ev\.h'                                                         $(without $library $mains -- src/lib/watch.c src/lib/watch_work.h src/lib/watch_commands.h)
never_include all    'cap-ng\.h|sys/prctl\.h'                                       $(without $library $mains -- src/lib/privilege.c)
#          the library never prints and never exits
never_call  library  "$printing"                                                     $(without $library -- $voice)
never_say   library  "$streams"                                                      $(without $library -- $voice)
never_call  library  "$leaving|main"                                                 $(without $library -- src/lib/command.c src/lib/helper_process.c src/lib/checker_exec.c)
never_call  library  "_?exit|_Exit|quick_exit|abort|v?fork|exec[lv][pe]*|main"       src/lib/command.c
never_include all    'libnetfilter_conntrack/'                                       $(without $library $mains -- src/lib/conntrack.c)
never_include all    'nftables/'                                                     $(without $library $mains -- src/lib/nft.c)
#          nobody: no shell, no PATH, no fixed names, no waiting without a reason
never_call  all      'system|popen|exec[lv]pe?|posix_spawnp|gets|strcat|v?sprintf|alloca|strtok|ato[ilf]|tmpnam|mktemp|u?sleep' $library $mains
}

# The clock that can be set is shown to people, and decides nothing: it is read for what is called `since', noted as the `time' of a lease, or compared with those on a screen.
# shellcheck disable=SC2086 # names without blanks
while IFS=: read -r f line what; do
	breach "$f:$line: [all] may not go by the clock that can be set: $what"
done < <(grep -nHE '(^|[^[:alnum:]_])(CLOCK_REALTIME|gettimeofday|localtime|ev_time[[:space:]]*\(|time[[:space:]]*\([[:space:]]*(NULL|&))' $library $mains | grep -vE 'since = |"source = |struct picture picture = ')

shopt -s nullglob
declare -A listed=() # what Makefile.am names: whoever builds from the tarball has nothing else
for f in $(<Makefile.am); do listed[$f]=1; done
for f in $library $mains tests/*.{c,h,sh} tests/*/*.{c,h,sh}; do
	[ "${listed[$f]-}${listed[${f%.c}]-}" ] || breach "$f: not in Makefile.am"
done
# shellcheck disable=SC2086 # names without blanks
while IFS=: read -r f line what; do
	breach "$f:$line: unfinished: $what"
done < <(grep -nHE '\b(TO''DO|FIX''ME|XX''X)\b' $library $mains tests/*.{c,h,sh} tests/*/*.{c,h,sh})
# shellcheck disable=SC2086 # names without blanks
while read -r f line long; do
	breach "$f:$line: a function of $long lines, more than 80"
done < <(awk 'FNR == 1 { start = 0 }
	/^{/ { start = FNR }
	/^}/ { if (start && FNR - start - 1 > 80) print FILENAME, start, FNR - start - 1; start = 0 }' $library $mains)
for f in $library $mains; do
	lines=$(wc -l <"$f")
	if [ "$lines" -gt 350 ]; then
		breach "$f: $lines lines, more than 350"
	elif [ "$lines" -gt 300 ]; then
		echo "$f: $lines lines, more than 300 (a word, not a breach)"
	fi
done
for f in $mains; do
	grep -qE '^int main\(' "$f" || breach "$f: no main"
done

exit $breaches
