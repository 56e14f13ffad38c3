/* pairbench - times whole processes side by side.
 *
 *	pairbench [-n ROUNDS] [-w WARM-UP] [-r RESET] (-- NAME [@NETNS] COMMAND...)...
 *
 * Each round runs every command once, in an order that rotates, so that what disturbs the machine disturbs all of them alike. Before each,
 * untimed, `sh -c RESET` runs, in the same network namespace. Processes are made by posix_spawn() from this small parent, whose size is
 * therefore in no figure. For each command a line, tab-separated: NAME, median of its wall time in us, median over the rounds of
 * its time by that of the first command, how many runs had a status that was not 0. */
#define _GNU_SOURCE /* setns */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define MOST 16

struct command {
	const char *name;
	int netns; /* -1: ours */
	char **words;
	double *times;
	unsigned failures;
};

static posix_spawn_file_actions_t silence;
static int our_netns;

/* Wall time from the spawn to the end, us. */
static double run(char **words, int *status)
{
	extern char **environ;
	double start = now();
	pid_t child;
	int error = posix_spawnp(&child, words[0], &silence, NULL, words, environ);

	if (error)
		errx(2, "%s: %s", words[0], strerror(error));
	if (waitpid(child, status, 0) < 0)
		err(2, "waitpid");
	return now() - start;
}

static size_t read_commands(char **argv, int argc, int first, struct command *commands, size_t rounds)
{
	size_t count = 0;

	for (int i = first; i < argc; i++) {
		struct command *c = &commands[count];

		if (strcmp(argv[i], "--"))
			continue;
		argv[i] = NULL; /* ends the command before */
		if (count == MOST || i + 2 >= argc)
			errx(2, "too many commands, or one without words");
		*c = (struct command){ .name = argv[++i], .netns = -1, .times = calloc(rounds, sizeof(double)) };
		if (argv[i + 1][0] == '@')
			c->netns = open_netns(argv[++i] + 1);
		c->words = &argv[i + 1];
		count++;
	}
	return count;
}

static void enter_of(const struct command *c)
{
	if (setns(c->netns < 0 ? our_netns : c->netns, CLONE_NEWNET))
		err(2, "setns");
}

int main(int argc, char **argv)
{
	char *reset[] = { "sh", "-c", NULL, NULL };
	struct command commands[MOST];
	size_t rounds = 21, warm = 2, count;
	double *ratios;
	int option, status;

	while ((option = getopt(argc, argv, "+n:w:r:")) != -1) {
		if (option == 'n')
			rounds = strtoul(optarg, NULL, 10);
		else if (option == 'w')
			warm = strtoul(optarg, NULL, 10);
		else if (option == 'r')
			reset[2] = optarg;
		else
			return 2;
	}
	/* getopt has eaten the first `--` */
	count = read_commands(argv, argc, optind - 1, commands, rounds);
	ratios = calloc(rounds, sizeof(*ratios));
	our_netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (!count || !rounds || !ratios || our_netns < 0)
		errx(2, "nothing to do, or no memory");
	posix_spawn_file_actions_init(&silence);
	posix_spawn_file_actions_addopen(&silence, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&silence, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&silence, 2, "/dev/null", O_WRONLY, 0);

	for (size_t round = 0; round < warm + rounds; round++) {
		for (size_t i = 0; i < count; i++) {
			struct command *c = &commands[(round + i) % count];
			double time;

			enter_of(c);
			if (reset[2])
				run(reset, &status);
			time = run(c->words, &status);
			if (round < warm)
				continue;
			c->times[round - warm] = time;
			c->failures += status != 0;
		}
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t round = 0; round < rounds; round++)
			ratios[round] = commands[i].times[round] / commands[0].times[round];
		printf("%s\t%.0f\t%.4f\t%u\n", commands[i].name, median(commands[i].times, rounds), median(ratios, rounds),
		       commands[i].failures);
	}
	return 0;
}
