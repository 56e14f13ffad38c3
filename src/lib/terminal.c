/* terminal.c - whether a person looks on, and the screen that he looks at. */
#include "terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "redraw.h"

static struct termios before; /* of stdin; a process has one terminal */
static bool keys_taken;

bool terminal_can_draw(void)
{
	const char *kind = getenv("TERM");

	return isatty(STDOUT_FILENO) && kind && strcmp(kind, "dumb") != 0;
}

bool terminal_has_color(void)
{
	const char *none = getenv("NO_COLOR");

	return terminal_can_draw() && (!none || !*none);
}

static int send(const char *text, size_t size)
{
	while (size) {
		ssize_t sent = write(STDOUT_FILENO, text, size);

		if (sent < 0 && errno != EINTR)
			return -errno;
		text += sent > 0 ? sent : 0;
		size -= sent > 0 ? (size_t)sent : 0;
	}
	return 0;
}

/* Signals of the keyboard go on working. */
void terminal_enter(void)
{
	static const char screen[] = "\033[?1049h\033[?25l"; /* the alternate screen, no cursor */
	struct termios now;

	keys_taken = isatty(STDIN_FILENO) && !tcgetattr(STDIN_FILENO, &before);
	if (keys_taken) {
		now = before;
		now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		now.c_cc[VMIN] = 1;
		now.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSANOW, &now);
	}
	send(screen, sizeof(screen) - 1);
}

void terminal_leave(void)
{
	static const char screen[] = "\033[?25h\033[?1049l";

	send(screen, sizeof(screen) - 1);
	if (keys_taken)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	keys_taken = false;
}

/* In one piece, so that no half of it is ever seen. Who does not know how large it is has 24 lines of 80. */
int terminal_show(const char *text, const char *foot)
{
	_cleanup_(buffer_free) struct buffer frame = { 0 };
	struct winsize size = { 0 };
	int error;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	error = redraw_compose(text, foot, size.ws_row, size.ws_col, &frame);
	return error ? error : send(frame.data, frame.length);
}
