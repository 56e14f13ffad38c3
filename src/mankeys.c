/* mankeys - prints the keys of the table as mdoc, for homing.conf.5; part of the build, never installed. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/config_table.h"

#define WIDTH 76

static const struct {
	char letter;
	const char *name;
} programs[] = { { 'A', "homing-alias" }, { 'B', "homing-balance" }, { 'R', "homing-rule" },	{ 'T', "homing-table" },
		 { 'W', "homing-watch" }, { 'D', "homing-dns" },     { 'F', "homing-firewall" }, { 'V', "homing-vhost" } };

static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Prose: a new line after each sentence, as mdoc(7) asks for, and none longer than WIDTH. */
static void print_text(const char *text)
{
	size_t column = 0;

	for (bool first = true; *text; first = false) {
		size_t length = strcspn(text, " ");
		bool ends = text[length - 1] == '.' || text[length] == '\0';

		if (column + 1 + length > WIDTH) {
			putchar('\n');
			column = 0;
		}
		if (column)
			column += (size_t)printf(" ");
		column += (size_t)printf("%c%.*s", first ? capital(text[0]) : text[0], (int)(length - 1), text + 1);
		if (ends) {
			puts(text[length - 1] == '.' ? "" : ".");
			column = 0;
		}
		text += length;
		text += *text == ' ';
	}
}

static void print_default(const struct config_key *key)
{
	if (key->flags & KEY_REQUIRED)
		puts("Required.");
	else if (key->fallback)
		printf("Default:\n.Ql %s .\n", key->fallback);
	else
		printf("Default: %s.\n", key->absent);
}

/* Who reads it, where that is not the core: all that make tables and rules. */
static void print_readers(const struct config_key *key)
{
	const char *comma = "";

	if (strchr(key->readers, 'H'))
		return;
	puts("Read by");
	if (strpbrk(key->readers, "TRAB")) {
		printf(".Nm homing"); /* which does what each of these does */
		comma = " ,\n";
	}
	for (size_t i = 0; i < COUNT(programs); i++) {
		if (!strchr(key->readers, programs[i].letter))
			continue;
		printf("%s.Nm %s", comma, programs[i].name);
		comma = " ,\n";
	}
	puts(" .");
}

static void print_key(const struct config_key *key)
{
	char takes[256], text[320];

	value_describe(key, takes, sizeof(takes));
	snprintf(text, sizeof(text), "Takes %s%s", takes, key->flags & KEY_NONE ? ", or none" : "");
	printf(".It Cm %s\n", key->name);
	print_text(key->help);
	print_text(text);
	print_default(key);
	print_readers(key);
}

int main(void)
{
	for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++) {
		const struct config_section *s = &CONFIG_SECTIONS[i];

		printf(".Ss [%s%s]: %s\n", s->kind, s->named ? " NAME" : "", s->help);
		puts(".Bl -tag -width 4n");
		for (size_t j = 0; j < s->key_count; j++)
			print_key(&s->keys[j]);
		puts(".El");
	}
	return ferror(stdout) || fflush(stdout) == EOF;
}
