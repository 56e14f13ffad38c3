#!/bin/bash
# homing-status --watch: on a terminal a screen that is drawn anew, elsewhere one after the other; it ends when somebody wants that, and leaves the terminal as it was.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

host balance
# shellcheck disable=SC2317 # called by until_ok
said() { grep -qE -- "$1" "$TMP/said"; }
status() { program homing-status "$@"; }

story "usage"
exits 2 status --watch --json
exits 2 status --watch 1 2
exits 2 status --watch=1 2
exits 2 status --watch never
exits 2 status --watch 1ms
exits 2 status 1
exits 3 n h "$HOMING_BIN/homing-status" -c "$TMP/none" --state-dir "$STATE" --watch
exits 5 n h sh -c "$HOMING_BIN/homing-status -c $CONF --state-dir $STATE --watch >/dev/full"
exits 0 homing -q apply

story "no terminal"
ip netns exec h "$HOMING_BIN/homing-status" -c "$CONF" --state-dir "$STATE" --watch 1h >"$TMP/said" 2>&1 9>&- &
pid=$!
until_ok said '^OURS'
lacks "nothing drifted" '^DRIFTED' "$(cat "$TMP/said")"
i h -4 rule del pref 7250
until_ok said '^\+ |^  \+ ip -4 rule add pref 7250 ' && ok "what changed is seen at once"
i h -6 rule del pref 7250
until_ok said '^  \+ ip -6 rule add pref 7250 ' && ok "IPv6 too"
lacks "nothing that a terminal obeys" $'\e' "$(cat "$TMP/said")"
kill $pid
wait $pid
same "SIGTERM is an end" 0 $?
ip netns exec h "$HOMING_BIN/homing-status" -c "$CONF" --state-dir "$STATE" --watch 100ms >"$TMP/said" 2>&1 9>&- &
pid=$!
# shellcheck disable=SC2317 # called by until_ok
thrice() { [ "$(grep -c '^OURS' "$TMP/said")" -ge 3 ]; }
until_ok thrice && ok "again when the time is over"
kill $pid
wait $pid
exits 0 homing -q apply

story "a terminal"
# As large as asked for, driven by lines: `size ROWS COLUMNS', `key K', `await REGEX' on what stands there, `run COMMAND', `stop', `screen FILE', `end'; the last line of FILE says
# what the program did last: the status, and whether the terminal is as before.
cat >"$TMP/terminal" <<'PYTHON'
import fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time
rows, columns = 24, 80
cells, row, column, alternate, cursor, raw, wrap = {}, 0, 0, False, True, b'', False
master, slave = pty.openpty()
def size():
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
size()
before = termios.tcgetattr(slave)
def start():
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
child = subprocess.Popen(sys.argv[2:], stdin=slave, stdout=slave, stderr=slave, preexec_fn=start)
def obey(data):
    global row, column, alternate, cursor, wrap, cells
    for text in re.findall(r'\x1b\[[?0-9;]*[A-Za-z]|.|\n', data, re.S):
        if text == '\x1b[H': row = column = 0; wrap = False
        elif text == '\x1b[J' or text == '\x1b[K':
            for at in list(cells):
                if at[0] == row and at[1] >= column or text[-1] == 'J' and at[0] > row: del cells[at]
        elif text == '\x1b[?1049h': alternate = True; cells = {}; row = column = 0
        elif text == '\x1b[?1049l': alternate = False; cells = {}
        elif text == '\x1b[?25h': cursor = True
        elif text == '\x1b[?25l': cursor = False
        elif text[0] == '\x1b':
            if not re.fullmatch(r'\x1b\[[0-9;]*m', text): sys.exit('what is %r?' % text)
        elif text == '\r': column = 0; wrap = False
        elif text == '\n':
            row += 1
            if row == rows: cells = {(r - 1, c): x for (r, c), x in cells.items() if r}; row -= 1
        else:
            if wrap: sys.exit('a line too long: %r' % data)
            cells[row, column] = text
            wrap = column == columns - 1
            column += not wrap
def hear(seconds):
    while select.select([master], [], [], seconds)[0]:
        try: data = os.read(master, 65536)
        except OSError: return
        obey(data.decode('latin1'))
        seconds = 0
def screen():
    return '\n'.join(''.join(cells.get((r, c), ' ') for c in range(columns)).rstrip() for r in range(rows)).rstrip()
for line in open(sys.argv[1]):
    word, _, rest = line.rstrip('\n').partition(' ')
    if word == 'size': rows, columns = map(int, rest.split()); cells = {}; size()
    elif word == 'key': os.write(master, rest.encode().decode('unicode_escape').encode('latin1'))
    elif word == 'run': subprocess.run(rest, shell=True, check=True)
    elif word == 'await':
        end = time.time() + 30
        while not re.search(rest, screen(), re.M):
            if time.time() > end: sys.exit('never: %s in\n%s' % (rest, screen()))
            hear(0.1)
    elif word == 'stopped':
        os.waitid(os.P_PID, child.pid, os.WSTOPPED); hear(0.05)
        print('stopped: alternate %s, cursor %s, terminal %s' % (alternate, cursor, 'as before' if termios.tcgetattr(slave) == before else 'changed'))
        os.kill(child.pid, signal.SIGCONT)
    elif word == 'screen': print(screen())
    elif word == 'end':
        end = time.time() + 30
        while child.poll() is None and time.time() < end: hear(0.05)
        hear(0.05)
        print('status %s: alternate %s, cursor %s, terminal %s' % (child.poll(), alternate, cursor, 'as before' if termios.tcgetattr(slave) == before else 'changed'))
PYTHON
# on_terminal LINE...: what it printed is in $TMP/out
on_terminal() {
	printf '%s\n' "$@" >"$TMP/lines"
	exits 0 env TERM=xterm timeout 120 python3 "$TMP/terminal" "$TMP/lines" ip netns exec h "$HOMING_BIN/homing-status" -c "$CONF" --state-dir "$STATE" --watch 1h
}
RESTORED='status 0: alternate False, cursor True, terminal as before'
on_terminal 'await ^OURS ' 'await ^q ends$' screen 'key q' end
contains "the screen" '^UPLINKS$' "$(cat "$TMP/out")"
contains "q ends" "$RESTORED" "$(cat "$TMP/out")"
on_terminal 'await ^q ends$' 'key \x03' end
contains "so does ^C" "$RESTORED" "$(cat "$TMP/out")"
on_terminal 'await ^q ends$' "run ip -n h -6 rule del pref 7250" 'await ^  \+ ip -6 rule add pref 7250 ' \
	"run ip netns exec h $HOMING_BIN/homing -q -c $CONF --state-dir $STATE apply" 'await all as it should be' screen 'key q' end
lacks "nothing of the screen before is left" 'DRIFTED|rule add' "$(cat "$TMP/out")"
on_terminal 'await ^q ends$' 'size 5 24' 'await ^[0-9]+ more lines; q ends' screen 'size 40 200' 'await ^OURS ' 'await ^q ends$' 'key q' end
same "a small one has what goes in" 5 "$(($(wc -l <"$TMP/out") - 1))"
check "and no line is too long" [ "$(head -n 5 "$TMP/out" | wc -L)" -le 24 ]
on_terminal 'await ^q ends$' 'key \x1a' stopped 'await ^OURS ' 'key q' end
contains "^Z gives the terminal back" 'stopped: alternate False, cursor True, terminal as before' "$(cat "$TMP/out")"
contains "and it goes on" "$RESTORED" "$(cat "$TMP/out")"
cp "$CONF" "$TMP/right"
on_terminal 'await ^q ends$' "run echo wrong >>$CONF" 'key x' 'await homing.conf:[0-9]+: ' "run cp $TMP/right $CONF" 'key x' 'await ^OURS' 'key q' end
contains "an error is shown and borne" "$RESTORED" "$(cat "$TMP/out")"
finish
