/* status_pen.c - what the two halves of the screen write with. PURE. */
#include "status_pen.h"

#include <string.h>

int screen_put(struct screen *s, const char *text)
{
	int width = 0;

	for (; *text; text++, width++)
		buffer_add(s->out, "%c", *text >= ' ' && *text <= '~' ? *text : '?');
	return width;
}

void screen_put_column(struct screen *s, const char *text, int width)
{
	int used = screen_put(s, text);

	buffer_add(s->out, "%*s", used < width ? width - used : 0, "");
}

void screen_put_colored(struct screen *s, const char *color, const char *text, int width)
{
	if (s->colored)
		buffer_add(s->out, "\033[%sm", color);
	screen_put(s, text);
	if (s->colored)
		buffer_add(s->out, "\033[0m");
	buffer_add(s->out, "%*s", (int)strlen(text) < width ? width - (int)strlen(text) : 0, "");
}

void screen_put_heading(struct screen *s, const char *color, const char *text)
{
	if (s->out->length)
		buffer_add(s->out, "\n");
	screen_put_colored(s, color, text, 0);
}

bool screen_is_full(struct screen *s, size_t line, size_t count, const char *where)
{
	if (line == MOST_LINES && count > MOST_LINES)
		buffer_add(s->out, "  and %zu more, see %s\n", count - line, where);
	return line >= MOST_LINES;
}

void screen_put_age(struct screen *s, unsigned long long since)
{
	unsigned long long now = s->status->picture.now, age = now > since ? now - since : 0;

	if (age < 60)
		buffer_add(s->out, "just now");
	else if (age < 3600)
		buffer_add(s->out, "%llu min ago", age / 60);
	else if (age < 48 * 3600)
		buffer_add(s->out, "%llu h ago", age / 3600);
	else
		buffer_add(s->out, "%llu days ago", age / (24 * 3600));
}

int screen_name_width(const struct config *config)
{
	size_t most = 0;

	for (size_t i = 0; i < config->uplink_count; i++)
		if (strlen(config->uplinks[i].name) > most)
			most = strlen(config->uplinks[i].name);
	for (size_t i = 0; i < config->alias_count; i++)
		if (strlen(config->aliases[i].name) > most)
			most = strlen(config->aliases[i].name);
	return (int)most;
}
