/* opt.h - the command line: one table a program; --help is made from it. For mains. */
#ifndef HOMING_OPT_H
#define HOMING_OPT_H

#include <stdbool.h>
#include <stddef.h>

/* One option besides the common ones. */
struct option_row {
	char letter;		/* 0: none */
	const char *word;	/* without the dashes */
	const char *argument;	/* its name in the help, NULL: takes none; `NAME...': may be given again and again (one row a program); `[NAME]': may be left out, else behind `=' (no letter) */
	const char *help;
};

#define OPTION_ROWS 8	   /* at most, of a program's own */
#define OPTION_REPEATS 64 /* at most, of the one that may be repeated */

struct program {
	const char *name;
	const char *purpose;		  /* one line */
	const char *const *synopsis;	  /* what may follow the name, a line each; NULL-terminated */
	const struct option_row *options; /* ends with a row whose word is NULL; NULL: none */
	const char *readers;		  /* whose keys it reads (config_table.h), NULL: none */
	const char *const *examples;	  /* NULL-terminated */
};

struct options {
	const char *config;	       /* -c */
	const char *config_directory;  /* --conf-dir */
	const char *state_directory;   /* --state-dir */
	bool dry;		       /* -n */
	bool quiet;		       /* -q */
	int verbose;		       /* how many -v */
	const char *own[OPTION_ROWS];  /* by row: the argument, "" for one without, NULL: not given */
	const char *repeated[OPTION_REPEATS]; /* the arguments of the row that may be repeated, in their order; own[] has the last */
	size_t repeated_count;
	char **words;		       /* what is no option; point into argv */
	size_t word_count;
};

/* Reads the command line; options may stand before and after the words, `--` ends them. Returns true to go on; false when the program is to end with *status
 * (0 after --help and --version, 2 after a usage error that was told on stderr). */
bool opt_read(const struct program *program, int argc, char **argv, struct options *out, int *status);

/* Where the first word stands that is neither an option nor the argument of one, as opt_read() would see it; 0: nowhere. Says nothing of options that it does not
 * know. */
int opt_find_word(const struct program *program, int argc, char **argv);

/* The argument of the program's own option of that word, "" for one without; NULL: not given, or the program has none such. */
const char *opt_own(const struct program *program, const struct options *options, const char *word);

/* A usage error that only the main can see: tells it and where help is. Returns EXIT_USAGE. */
int opt_complain(const struct program *program, const char *what, const char *word);

/* From words to values, by the rules of the configuration; out keeps what it had where an option was not given. Return false when a usage
 * error was told. */
bool opt_read_count(const struct program *program, const struct options *options, int row, unsigned most, unsigned *out); /* from 1 */
bool opt_read_time(const struct program *program, const struct options *options, int row, unsigned most, unsigned *out);  /* ms */
struct prefixes;
bool opt_read_addresses(const struct program *program, const char *const *words, size_t count, struct prefixes *out);

#endif
