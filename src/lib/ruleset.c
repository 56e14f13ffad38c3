/* ruleset.c - from the table as it was loaded and is now to the table as it should be. PURE. */
#include "ruleset.h"

#include <errno.h>
#include <string.h>

#define BLOCK_NAME 80 /* `map incoming4', `chain packet-NAME' */
#define TABLE "inet " RULESET_TABLE

/* `\tKIND NAME {' to `\t}' of a table's text, both lines included; borrowed. */
struct block {
	char name[BLOCK_NAME]; /* with its kind */
	const char *text;
	size_t length;
};

/* The next block of the text that *at points into, which moves on; false: there is none. */
static bool next_block(const char **at, struct block *out)
{
	for (const char *line = *at, *end; line && *line; line = end) {
		const char *brace, *last;

		end = strchr(line, '\n');
		end = end ? end + 1 : line + strlen(line);
		brace = strstr(line, " {\n");
		if (line[0] != '\t' || line[1] == '\t' || line[1] == '}' || !brace || brace + 3 != end || (size_t)(brace - line) > sizeof(out->name))
			continue;
		last = strstr(end - 1, "\n\t}\n");
		if (!last)
			break;
		*out = (struct block){ .text = line, .length = (size_t)(last + 4 - line) };
		memcpy(out->name, line + 1, (size_t)(brace - line) - 1);
		*at = last + 4;
		return true;
	}
	return false;
}

static bool find_block(const char *text, const char *name, struct block *out)
{
	while (next_block(&text, out))
		if (!strcmp(out->name, name))
			return true;
	return false;
}

/* The block of that name is the same in both; one that is in neither is not. */
static bool is_same(const char *a, const char *b, const char *name)
{
	struct block x, y;

	return find_block(a, name, &x) && find_block(b, name, &y) && x.length == y.length && !memcmp(x.text, y.text, x.length);
}

static bool is_well(const struct ruleset_loaded *loaded, const char *wanted, const char *name)
{
	return is_same(loaded->text, wanted, name) && is_same(loaded->listed, loaded->now, name);
}

static bool is_chain(const struct block *b)
{
	return !strncmp(b->name, "chain ", 6);
}

static void write_line(struct buffer *out, const char *verb, const struct block *b)
{
	const char *name = strchr(b->name, ' ');

	buffer_add(out, "%s %.*s " TABLE "%s\n", verb, (int)(name - b->name), b->name, name);
}

/* What holds others goes first: a chain that a rule or an element leads to cannot be deleted. */
static void write_emptied(const struct ruleset_loaded *loaded, const char *wanted, struct buffer *out)
{
	const char *at = loaded->now;
	struct block b;

	while (next_block(&at, &b))
		if (strchr(b.name, ' ') && (is_chain(&b) || !strncmp(b.name, "map ", 4) || !strncmp(b.name, "set ", 4)) && !is_well(loaded, wanted, b.name))
			write_line(out, "flush", &b);
}

static void write_removed(const struct ruleset_loaded *loaded, const char *wanted, bool chains, struct buffer *out)
{
	const char *at = loaded->now;
	struct block b, same;

	while (next_block(&at, &b))
		if (strchr(b.name, ' ') && is_chain(&b) == chains && !find_block(wanted, b.name, &same))
			write_line(out, "delete", &b);
}

int ruleset_write_change(const struct ruleset_loaded *loaded, const char *wanted, struct buffer *out)
{
	struct ruleset_loaded known = { loaded->text ? loaded->text : "", loaded->listed ? loaded->listed : "", loaded->now };
	const char *at = wanted;
	size_t added = 0;
	struct block b;

	if (!wanted || !*wanted) {
		if (known.now)
			buffer_add(out, "delete table " TABLE "\n");
		return out->failed ? -ENOMEM : 0;
	}
	if (!known.now) {
		buffer_add(out, "%s", wanted);
		return out->failed ? -ENOMEM : 0;
	}
	write_emptied(&known, wanted, out);
	while (next_block(&at, &b)) {
		if (is_well(&known, wanted, b.name))
			continue;
		buffer_add(out, "%s%.*s", added++ ? "" : "table " TABLE " {\n", (int)b.length, b.text);
	}
	if (added)
		buffer_add(out, "}\n");
	write_removed(&known, wanted, true, out);
	write_removed(&known, wanted, false, out);
	return out->failed ? -ENOMEM : 0;
}
