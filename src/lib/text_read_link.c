/* text_read_link.c - `ip link ...` as far as a test's host needs it. PURE. */
#include <errno.h>
#include <string.h>

#include "text_words.h"

static const struct name verbs[] = {
	{ "add", STEP_ADD },
	{ "set", STEP_REPLACE },
	{ "del", STEP_DELETE },
	{ "delete", STEP_DELETE },
	{ NULL, 0 },
};

static const struct name groups[] = { { "default", 0 }, { NULL, 0 } };

/* What follows `type` belongs to the type; of it only veth's other end counts: `peer name X`. */
static int read_type(struct words *w, struct text_line *out)
{
	char *word, *name;

	if (words_device(w, "type", out->link.type) < 0)
		return -EINVAL;
	while ((word = words_next(w))) {
		if (strcmp(word, "peer") != 0)
			continue;
		if (words_argument(w, word, &name) < 0)
			return -EINVAL;
		if (strcmp(name, "name") != 0)
			return words_fail(w, word, "name and the device's name follow");
		if (words_device(w, name, out->link.peer) < 0)
			return -EINVAL;
	}
	return 0;
}

static int read_group(struct words *w, struct text_line *out)
{
	uint32_t group;

	if (words_named(w, "group", groups, 0, INT32_MAX, &group) < 0)
		return -EINVAL;
	out->link.group = (long)group;
	return 0;
}

/* The first word that is none of these is the device, unless `dev` or `name` said so; others are passed over. */
static int read_word(struct words *w, const char *word, struct text_line *out)
{
	bool named = out->link.device[0] != '\0';
	char *ignored;

	if (strcmp(word, "type") == 0)
		return read_type(w, out);
	if (strcmp(word, "group") == 0)
		return read_group(w, out);
	if (strcmp(word, "up") == 0 || strcmp(word, "down") == 0) {
		out->link.up = word[0] == 'u';
		return 0;
	}
	if (named)
		return 0;
	if (strcmp(word, "link") == 0) /* the device below, of a VLAN and its like */
		return words_argument(w, word, &ignored);
	if (strcmp(word, "dev") == 0 || strcmp(word, "name") == 0)
		return words_device(w, word, out->link.device);
	return words_name(w, word, out->link.device, DEVICE_SIZE);
}

/* `property add dev X altname Y` */
static int read_property(struct words *w, struct text_line *out)
{
	char *word, *name;

	word = words_next(w);
	if (!word || strcmp(word, "add") != 0)
		return words_fail(w, "property", "only add is known");
	while ((word = words_next(w))) {
		if (strcmp(word, "dev") == 0) {
			if (words_device(w, word, out->link.device) < 0)
				return -EINVAL;
		} else if (strcmp(word, "altname") == 0) {
			if (words_argument(w, word, &name) < 0)
				return -EINVAL;
			if (words_name(w, name, out->link.altname, sizeof(out->link.altname)) < 0)
				return -EINVAL;
		} else {
			return words_fail(w, word, "unknown word");
		}
	}
	return out->link.altname[0] ? 0 : words_fail(w, "property", "no altname");
}

int text_read_link(struct words *w, struct text_line *out)
{
	char *verb, *word;
	int step;

	out->link.up = -1;
	out->link.group = -1;
	if (words_argument(w, "link", &verb) < 0)
		return -EINVAL;
	if (strcmp(verb, "property") == 0) {
		out->step = STEP_ADD;
		if (read_property(w, out) < 0)
			return -EINVAL;
	} else {
		step = name_find(verbs, verb);
		if (step < 0)
			return words_fail(w, verb, "unknown word");
		out->step = (enum step_kind)step;
		while ((word = words_next(w)))
			if (read_word(w, word, out) < 0)
				return -EINVAL;
	}
	return out->link.device[0] ? 0 : words_fail(w, "link", "no device");
}
