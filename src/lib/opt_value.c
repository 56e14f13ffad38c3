/* opt_value.c - the command line's words as values, by the rules of the configuration. */
#include "config_value.h"
#include "opt.h"
#include "prefix.h"

bool opt_read_count(const struct program *program, const struct options *options, int row, unsigned most, unsigned *out)
{
	unsigned long long value;

	if (!options->own[row])
		return true;
	if (value_read_number(options->own[row], most, &value) || !value)
		return !opt_complain(program, "not a number from 1, or too large", options->own[row]);
	*out = (unsigned)value;
	return true;
}

bool opt_read_time(const struct program *program, const struct options *options, int row, unsigned most, unsigned *out)
{
	unsigned long long value;

	if (!options->own[row])
		return true;
	if (value_read_time(options->own[row], &value) || value > most)
		return !opt_complain(program, "not a time (a number and ms, s, m or h), or too long", options->own[row]);
	*out = (unsigned)value;
	return true;
}

bool opt_read_addresses(const struct program *program, const char *const *words, size_t count, struct prefixes *out)
{
	struct value_context context = { 0 };
	struct prefix address;

	for (size_t i = 0; i < count; i++) {
		if (value_read_address(words[i], &address, &context))
			return !opt_complain(program, context.why, NULL);
		if (prefixes_add(out, &address))
			return !opt_complain(program, "out of memory", NULL);
	}
	return true;
}
