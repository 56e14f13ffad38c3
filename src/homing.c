/* homing - all kinds of objects in one transaction; any other verb runs homing-VERB. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/program.h"
#include "lib/program_hook.h"
#include "lib/util.h"

enum { OWN_DIFF, OWN_ALL };

static const struct option_row OPTIONS[] = {
	[OWN_DIFF] = { 0, "diff", NULL, "plan: beside what stays" },
	[OWN_ALL] = { 0, "all", NULL, "plan: from an empty kernel" },
	{ 0 },
};

static const char *const SYNOPSIS[] = {
	"apply|remove",
	"up [INTERFACE...]",
	"down INTERFACE...",
	"plan [up|down INTERFACE...|remove] [--diff] [--all]",
	"hook SYSTEM [WORD...]",
	"VERB [WORD...]        runs homing-VERB",
	NULL,
};

static const char *const EXAMPLES[] = {
	"homing plan            what `homing apply' would do, as ip commands",
	"homing down eth1       as if eth1 were gone, until `homing up eth1'",
	NULL,
};

static const struct program PROGRAM = {
	.name = "homing",
	.purpose = "every address answers through its own uplink",
	.synopsis = SYNOPSIS,
	.options = OPTIONS,
	.readers = "TRABH",
	.examples = EXAMPLES,
};

/* By the compiled-in directory, never by PATH: root types this. argv without the verb goes on as it is. */
static int run_other(char **argv, int verb)
{
	const char *name = argv[verb];
	char path[256];

	if (strlen(name) < 32 && !strchr(name, '/')) {
		snprintf(path, sizeof(path), "%s/homing-%s", SBINDIR, name);
		memmove(argv + 1, argv, (size_t)verb * sizeof(*argv));
		argv[1] = path;
		execv(path, argv + 1);
	}
	return opt_complain(&PROGRAM, "no such verb", name);
}

/* Words to request; in a stanza `down' may leave its interface out. Returns 0 or EXIT_USAGE. */
static int read_verb(const struct options *options, bool in_stanza, struct run_request *request)
{
	char **words = options->words;
	size_t count = options->word_count;
	bool plan = count && !strcmp(words[0], "plan");

	if (plan) {
		request->output = options->own[OWN_ALL] ? OUTPUT_ALL : options->own[OWN_DIFF] ? OUTPUT_DIFF : OUTPUT_PLAN;
		words++;
		count--;
	} else if (options->own[OWN_ALL] || options->own[OWN_DIFF]) {
		return opt_complain(&PROGRAM, "--diff and --all belong to `plan'", NULL);
	}
	if (!plan && !count)
		return opt_complain(&PROGRAM, "a verb is missing", NULL);
	if (!count || !strcmp(words[0], "apply"))
		request->release_all = true;
	else if (!strcmp(words[0], "up"))
		request->release_all = count == 1;
	else if (!strcmp(words[0], "down"))
		request->verb = RUN_DOWN;
	else if (!strcmp(words[0], "remove"))
		request->verb = RUN_REMOVE;
	else
		return opt_complain(&PROGRAM, "not a verb", words[0]);

	request->names = (const char *const *)(count ? words + 1 : words);
	request->name_count = count ? count - 1 : 0;
	if (request->verb == RUN_DOWN && !request->name_count && (plan || !in_stanza))
		return opt_complain(&PROGRAM, "`down' needs an interface", NULL);
	if (request->name_count && (request->verb == RUN_REMOVE || (request->release_all && count > 1)))
		return opt_complain(&PROGRAM, "takes no name", words[0]);
	request->optional = request->name_count > 0;
	return 0;
}

static bool is_own_verb(const char *word)
{
	static const char *const verbs[] = { "apply", "up", "down", "remove", "plan", "hook" };

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (!strcmp(verbs[i], word))
			return true;
	return false;
}

/* `up` and `down` in post-up and pre-down lines are hooks too: a line that fails keeps the interface from being recorded. */
static bool is_stanza_verb(const struct options *options)
{
	return options->word_count && (!strcmp(options->words[0], "up") || !strcmp(options->words[0], "down"));
}

int main(int argc, char **argv)
{
	struct options options;
	struct run_request request = { .kinds = RUN_EVERYTHING, .who = "homing" };
	bool in_stanza;
	int status, verb = opt_find_word(&PROGRAM, argc, argv);

	if (verb && !is_own_verb(argv[verb]))
		return run_other(argv, verb);
	if (!opt_read(&PROGRAM, argc, argv, &options, &status))
		return status;
	if (options.word_count && !strcmp(options.words[0], "hook"))
		return program_hook(&PROGRAM, &options, &request);
	in_stanza = program_in_stanza();
	status = read_verb(&options, in_stanza, &request);
	if (!status && in_stanza && is_stanza_verb(&options))
		return program_stanza(&PROGRAM, &options, &request);
	return status ? status : program_run(&PROGRAM, &options, &request);
}
