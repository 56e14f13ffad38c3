/* sysconfig.c - Red Hat's route- and rule- files: which there are, and their lines as the words of ip(8). PURE. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "sysconfig_lines.h"

static void list_add(struct sysconfig_file *out, size_t *count, enum sysconfig_form form, unsigned char family, const char *before, const char *name,
		     const char *after)
{
	struct sysconfig_file *file = &out[(*count)++];

	file->form = form;
	file->family = family;
	snprintf(file->name, sizeof(file->name), "%s%s%s", before, name, after);
}

size_t sysconfig_list(const char *device, const char *name, struct sysconfig_file out[SYSCONFIG_FILES])
{
	bool named = name && strcmp(name, device) != 0, alias = strchr(device, ':');
	size_t count = 0;

	for (int i = 0; i <= named; i++) {
		list_add(out, &count, SYSCONFIG_ROUTE, AF_INET, "network-scripts/route-", i ? name : device, "");
		list_add(out, &count, SYSCONFIG_ROUTE, AF_INET6, "network-scripts/route6-", i ? name : device, "");
	}
	list_add(out, &count, SYSCONFIG_NICK, 0, "network-scripts/", named ? name : device, ".route");
	for (int i = 0; i <= named; i++) {
		list_add(out, &count, SYSCONFIG_RULE, AF_INET, "network-scripts/rule-", i ? name : device, "");
		list_add(out, &count, SYSCONFIG_RULE, AF_INET6, "network-scripts/rule6-", i ? name : device, "");
	}
	if (alias) /* its device has read what follows */
		return count;
	list_add(out, &count, SYSCONFIG_STATIC, 0, "", "static-routes", "");
	list_add(out, &count, SYSCONFIG_STATIC_RULES, 0, "", "static-rules", "");
	list_add(out, &count, SYSCONFIG_STATIC6, AF_INET6, "", "static-routes-ipv6", "");
	return count;
}

void lines_refuse(struct lines *l, const char *word, const char *reason)
{
	char text[TEXT_WHY];

	snprintf(text, sizeof(text), "%.90s: %.100s", word, reason);
	l->s->say(l->s->context, l->file, l->number, true, text);
}

bool lines_is_empty(const char *text)
{
	text += strspn(text, SYSCONFIG_BLANKS);
	return *text == '\0' || *text == '#';
}

bool lines_next(struct lines *l)
{
	while (l->rest < l->end) {
		size_t length = 0;
		bool long_line = false, nul = false;

		l->number = l->next;
		for (; l->rest < l->end && *l->rest != '\n'; l->rest++) {
			char c = *l->rest;

			if (c == '\\' && l->rest + 1 < l->end) {
				c = *++l->rest;
				l->next += c == '\n';
				if (c == '\n')
					continue;
			}
			nul |= c == '\0';
			if (length + 1 < sizeof(l->text))
				l->text[length++] = c;
			else
				long_line = true;
		}
		l->rest++;
		l->next++;
		l->text[length] = '\0';
		if (!nul && !long_line)
			return true;
		l->s->say(l->s->context, l->file, l->number, true, nul ? "a NUL byte: no text" : "a line of more than 8191 bytes");
	}
	return false;
}

char *lines_word(char **rest)
{
	char *word = *rest + strspn(*rest, SYSCONFIG_BLANKS);
	size_t length = strcspn(word, SYSCONFIG_BLANKS);

	if (length == 0 || word[0] == '#') {
		*rest = word + strlen(word);
		return NULL;
	}
	*rest = word + length;
	if (**rest)
		*(*rest)++ = '\0';
	return word;
}

/* The first word that a shell would have made something of, or that no terminal shows. */
static bool find_shell_word(const char *text, char word[TEXT_WHY])
{
	while (!lines_is_empty(text)) {
		size_t length;

		text += strspn(text, SYSCONFIG_BLANKS);
		length = strcspn(text, SYSCONFIG_BLANKS);
		for (size_t i = 0; i < length; i++)
			if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f || strchr("$`;|&<>(){}'\"*?[]\\", text[i])) {
				snprintf(word, TEXT_WHY, "%.*s", length < 60 ? (int)length : 60, text);
				return true;
			}
		text += length;
	}
	return false;
}

/* A rule of a line that named no number, again: the one that was read last comes first in the kernel, and the other is never reached. */
static void forget_repeated(struct state *s, const struct object *rule)
{
	for (size_t i = 0; i < s->count; i++) {
		struct object same = *rule;

		if (s->objects[i].kind != KIND_RULE || s->objects[i].rule.priority <= rule->rule.priority)
			continue;
		same.rule.priority = s->objects[i].rule.priority;
		if (!object_equal(&same, &s->objects[i], true))
			continue;
		memmove(&s->objects[i], &s->objects[i + 1], (--s->count - i) * sizeof(*s->objects));
		return;
	}
}

int lines_add(struct lines *l, enum kind kind, unsigned char family, const char *words)
{
	struct sysconfig *s = l->s;
	struct object o;
	char why[TEXT_WHY];
	const char *note;
	int error;

	if (find_shell_word(words, why)) {
		lines_refuse(l, why, "no shell reads this file: plain words only");
		return 0;
	}
	error = text_read_arguments(words, kind, family, &s->manner, &o, &note, why);
	if (error == -EINVAL)
		s->say(s->context, l->file, l->number, true, why);
	if (error)
		return error == -EINVAL ? 0 : error;
	if (note)
		s->say(s->context, l->file, l->number, false, note);
	if (kind == KIND_ROUTE)
		o.route.protocol = s->protocol;
	else
		o.rule.protocol = s->protocol;
	if (kind == KIND_RULE && o.rule.priority == s->manner.priority) {
		forget_repeated(s->out, &o);
		s->manner.priority--;
	}
	return state_add(s->out, &o);
}

/* ^[[:space:]]*ADDRESS[0-9]+= on any line: then all of the file is of that form. */
static bool has_addresses(const char *text, const char *end)
{
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text)), *at = text + strspn(text, SYSCONFIG_BLANKS);
		size_t digits;

		if (strncmp(at, "ADDRESS", 7) == 0) {
			digits = strspn(at + 7, "0123456789");
			if (digits > 0 && at[7 + digits] == '=')
				return true;
		}
		text = newline ? newline + 1 : end;
	}
	return false;
}

static int read_arguments(struct lines *l)
{
	int error = 0;

	while (!error && lines_next(l))
		if (!lines_is_empty(l->text))
			error = lines_add(l, l->file->form == SYSCONFIG_RULE ? KIND_RULE : KIND_ROUTE, l->file->family, l->text);
	return error;
}

int sysconfig_read(struct sysconfig *s, const struct sysconfig_file *file, const char *text, size_t size)
{
	struct lines l = { .s = s, .file = file, .rest = text, .end = text + size, .next = 1 };

	switch (file->form) {
	case SYSCONFIG_NICK:
		return sysconfig_read_variables(&l);
	case SYSCONFIG_ROUTE:
		return has_addresses(text, text + size) ? sysconfig_read_variables(&l) : read_arguments(&l);
	case SYSCONFIG_RULE:
		return read_arguments(&l);
	case SYSCONFIG_STATIC:
		return sysconfig_read_static(&l);
	case SYSCONFIG_STATIC_RULES:
		return sysconfig_read_static_rules(&l);
	case SYSCONFIG_STATIC6:
		return sysconfig_read_static6(&l);
	}
	return 0;
}
