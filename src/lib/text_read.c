/* text_read.c - one `ip` command line as an object or a link. PURE. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "text_words.h"

enum object_word { ADDRESS, ROUTE, RULE, LINK };

/* The abbreviations that people type; iproute2 takes every beginning. */
static const struct name object_words[] = {
	{ "address", ADDRESS },
	{ "addr", ADDRESS },
	{ "a", ADDRESS },
	{ "route", ROUTE },
	{ "ro", ROUTE },
	{ "r", ROUTE },
	{ "rule", RULE },
	{ "ru", RULE },
	{ "link", LINK },
	{ "l", LINK },
	{ NULL, 0 },
};

static const struct name verbs[] = {
	{ "add", STEP_ADD },
	{ "append", STEP_ADD },
	{ "replace", STEP_REPLACE },
	{ "change", STEP_REPLACE },
	{ "del", STEP_DELETE },
	{ "delete", STEP_DELETE },
	{ NULL, 0 },
};

/* `-4`, `-6`, and `-N`, which says what holds here anyway. Leaves the first word behind them in *word. */
static int read_options(struct words *w, unsigned char *family, char **word)
{
	while ((*word = words_next(w)) && (*word)[0] == '-') {
		if (strcmp(*word, "-4") == 0)
			*family = AF_INET;
		else if (strcmp(*word, "-6") == 0)
			*family = AF_INET6;
		else if (strcmp(*word, "-N") != 0)
			return words_fail(w, *word, "unknown option");
	}
	return *word ? 0 : words_fail(w, "ip", "nothing follows");
}

static int read_object(struct words *w, const char *word, int what, unsigned char family, struct text_line *out)
{
	char *verb;
	int step;

	if (words_argument(w, word, &verb) < 0)
		return -EINVAL;
	step = name_find(verbs, verb);
	if (step < 0 || (what == RULE && step == STEP_REPLACE) || (what != ROUTE && strcmp(verb, "append") == 0))
		return words_fail(w, verb, "unknown word");
	out->kind = TEXT_OBJECT;
	out->step = (enum step_kind)step;

	switch (what) {
	case ADDRESS:
		out->object.kind = KIND_ADDRESS;
		return text_read_address(w, family, &out->object.address);
	case ROUTE:
		out->object.kind = KIND_ROUTE;
		return text_read_route(w, out->step, family, &out->object.route);
	default:
		out->object.kind = KIND_RULE;
		return text_read_rule(w, out->step, family, &out->object.rule);
	}
}

static int read_words(struct words *w, struct text_line *out)
{
	unsigned char family = 0;
	char *word = words_next(w);
	int what;

	if (!word)
		return 0;
	if (strcmp(word, "ip") != 0)
		return words_fail(w, word, "no ip command");
	if (read_options(w, &family, &word) < 0)
		return -EINVAL;
	what = name_find(object_words, word);
	if (what < 0)
		return words_fail(w, word, "unknown word");
	if (what != LINK)
		return read_object(w, word, what, family, out);
	out->kind = TEXT_LINK;
	return text_read_link(w, out);
}

int text_read_arguments(const char *line, enum kind kind, unsigned char family, const struct text_manner *manner, struct object *out,
			const char **note, char why[TEXT_WHY])
{
	_cleanup_free_ char *copy = strdup(line);
	struct words w = { .rest = copy, .why = why, .manner = manner };
	int error;

	*out = (struct object){ .kind = kind };
	why[0] = '\0';
	if (!copy)
		return -ENOMEM;
	error = kind == KIND_RULE ? text_read_rule(&w, STEP_ADD, family, &out->rule) : text_read_route(&w, STEP_ADD, family, &out->route);
	*note = w.note;
	if (error)
		object_free(out);
	return error;
}

int text_read_line(const char *line, struct text_line *out, char why[TEXT_WHY])
{
	_cleanup_free_ char *copy = strdup(line);
	struct words w = { .rest = copy, .why = why };
	int error;

	*out = (struct text_line){ 0 };
	why[0] = '\0';
	if (!copy)
		return -ENOMEM;
	error = read_words(&w, out);
	if (error < 0) {
		object_free(&out->object);
		*out = (struct text_line){ 0 };
	}
	return error;
}
