/* opt.c - the command line. */
#include "opt.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_table.h"
#include "run.h"
#include "util.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

enum { WORD_CONF_DIR = 256, WORD_STATE_DIR, WORD_OWN };

static const struct option_row COMMON[] = {
	{ 'c', "conf", "FILE", "another configuration file" },
	{ 0, "conf-dir", "DIR", "another directory of *.conf files" },
	{ 0, "state-dir", "DIR", "another state directory" },
	{ 'n', "dry-run", NULL, "print the ip commands, change nothing" },
	{ 'v', "verbose", NULL, "say what is done (twice: each netlink message)" },
	{ 'q', "quiet", NULL, "only errors" },
	{ 'h', "help", NULL, "this text; -vh: the keys that it reads, too" },
	{ 'V', "version", NULL, "the version" },
};

static void print_rows(const struct option_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char word[40];

		snprintf(word, sizeof(word), "--%s%s%s", rows[i].word, rows[i].argument ? " " : "", rows[i].argument ? rows[i].argument : "");
		printf(rows[i].letter ? "  -%c, %-22s %s\n" : "%c     %-22s %s\n", rows[i].letter ? rows[i].letter : ' ', word, rows[i].help);
	}
}

static size_t count_rows(const struct option_row *rows)
{
	size_t count = 0;

	while (rows && rows[count].word)
		count++;
	return count;
}

static void print_keys(const struct program *program)
{
	_cleanup_(buffer_free) struct buffer keys = { 0 };

	if (!program->readers)
		return;
	config_write_keys(program->readers, &keys);
	if (keys.data)
		printf("\nKeys that it reads, homing.conf(5):\n%s", keys.data);
}

/* One screen, 24 lines of 80 columns: a rescue shell may have no other. */
static void print_help(const struct program *program, bool keys)
{
	printf("%s(8) - %s\n", program->name, program->purpose);
	for (size_t i = 0; program->synopsis[i]; i++)
		printf("%s %s %s\n", i ? "      " : "Usage:", program->name, program->synopsis[i]);
	printf("\n");
	print_rows(program->options, count_rows(program->options));
	print_rows(COMMON, COUNT(COMMON));
	if (keys)
		print_keys(program);
	printf("\n");
	for (size_t i = 0; program->examples[i]; i++)
		printf("%s %s\n", i ? "         " : "Examples:", program->examples[i]);
	printf("Status: 0 done, 1 refused, 2 usage, 3 configuration, 4 differs, 5 not tried\n");
}

int opt_complain(const struct program *program, const char *what, const char *word)
{
	fprintf(stderr, "%s: %s%s%s\nTry `%s --help'.\n", program->name, what, word ? ": " : "", word ? word : "", program->name);
	return EXIT_USAGE;
}

static void add_row(const struct option_row *row, int value, struct option *long_option, char *letters)
{
	*long_option = (struct option){ row->word, !row->argument ? no_argument : row->argument[0] == '[' ? optional_argument : required_argument, NULL, value };
	if (!row->letter)
		return;
	letters += strlen(letters);
	*letters++ = row->letter;
	if (row->argument)
		*letters++ = ':';
	*letters = '\0';
}

/* getopt_long() reports what it returns as one number: a common row's letter or WORD_..., WORD_OWN + row for the program's own. */
static void build_tables(const struct program *program, struct option *long_options, char *letters)
{
	size_t own = count_rows(program->options), n = 0;

	letters[0] = '\0';
	for (size_t i = 0; i < COUNT(COMMON); i++) {
		int value = COMMON[i].letter;

		if (!value)
			value = strcmp(COMMON[i].word, "conf-dir") ? WORD_STATE_DIR : WORD_CONF_DIR;
		add_row(&COMMON[i], value, &long_options[n++], letters);
	}
	for (size_t i = 0; i < own; i++)
		add_row(&program->options[i], WORD_OWN + (int)i, &long_options[n++], letters);
	long_options[n] = (struct option){ 0 };
}

static int own_row(const struct program *program, int value)
{
	if (value >= WORD_OWN)
		return value - WORD_OWN;
	for (size_t i = 0; i < count_rows(program->options); i++)
		if (program->options[i].letter == value)
			return (int)i;
	return -1;
}

const char *opt_own(const struct program *program, const struct options *options, const char *word)
{
	for (size_t i = 0; i < count_rows(program->options); i++)
		if (!strcmp(program->options[i].word, word))
			return options->own[i];
	return NULL;
}

static bool may_repeat(const struct option_row *row)
{
	size_t length = row->argument ? strlen(row->argument) : 0;

	return length > 3 && !strcmp(row->argument + length - 3, "...");
}

static bool read_one(const struct program *program, int value, struct options *out, int *status)
{
	int row;

	switch (value) {
	case 'c':
		out->config = optarg;
		return true;
	case WORD_CONF_DIR:
		out->config_directory = optarg;
		return true;
	case WORD_STATE_DIR:
		out->state_directory = optarg;
		return true;
	case 'n':
		out->dry = true;
		return true;
	case 'v':
		out->verbose++;
		return true;
	case 'q':
		out->quiet = true;
		return true;
	case 'h':
		print_help(program, out->verbose > 0);
		*status = EXIT_DONE;
		return false;
	case 'V':
		printf("%s %s\n", program->name, VERSION);
		*status = EXIT_DONE;
		return false;
	}
	row = own_row(program, value);
	if (row < 0) { /* getopt_long() has said what is wrong */
		fprintf(stderr, "Try `%s --help'.\n", program->name);
		*status = EXIT_USAGE;
		return false;
	}
	out->own[row] = optarg ? optarg : "";
	if (!may_repeat(&program->options[row]))
		return true;
	if (out->repeated_count == OPTION_REPEATS) {
		*status = opt_complain(program, "given too often", program->options[row].word);
		return false;
	}
	out->repeated[out->repeated_count++] = optarg;
	return true;
}

bool opt_read(const struct program *program, int argc, char **argv, struct options *out, int *status)
{
	struct option long_options[COUNT(COMMON) + OPTION_ROWS + 1];
	char letters[2 * (COUNT(COMMON) + OPTION_ROWS) + 1];
	int value;

	*out = (struct options){ 0 };
	build_tables(program, long_options, letters);
	unsetenv("POSIXLY_CORRECT"); /* it would make `down eth0 -n` take -n for a name, and do it */
	while ((value = getopt_long(argc, argv, letters, long_options, NULL)) != -1)
		if (!read_one(program, value, out, status))
			return false;
	out->words = argv + optind;
	out->word_count = (size_t)(argc - optind);
	return true;
}

int opt_find_word(const struct program *program, int argc, char **argv)
{
	struct option long_options[COUNT(COMMON) + OPTION_ROWS + 1];
	char letters[2 * (COUNT(COMMON) + OPTION_ROWS) + 2] = "+"; /* stop at the first word, and leave argv as it is */
	int said = opterr, word;

	build_tables(program, long_options, letters + 1);
	opterr = 0;
	while (getopt_long(argc, argv, letters, long_options, NULL) != -1)
		;
	word = optind < argc ? optind : 0;
	opterr = said;
	optind = 0; /* glibc: begin anew */
	return word;
}
