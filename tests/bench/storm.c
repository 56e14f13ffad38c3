/* storm - starts many processes at once and waits for all of them.
 *
 *	storm COUNT COMMAND...	`{N}` in a word becomes the number of the process modulo N
 *
 * All wait on one pipe until the last is there. Prints: us a process, how many had a status that was not 0. */
#define _GNU_SOURCE /* asprintf */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define WORDS 32

static char *fill_in(const char *word, unsigned long number)
{
	const char *brace = strchr(word, '{');
	unsigned long modulus;
	char *end, *text;

	if (!brace)
		return strdup(word);
	modulus = strtoul(brace + 1, &end, 10);
	if (!modulus || *end != '}')
		return strdup(word);
	if (asprintf(&text, "%.*s%lu%s", (int)(brace - word), word, number % modulus, end + 1) < 0)
		err(2, "asprintf");
	return text;
}

static _Noreturn void child(int gate, unsigned long number, int count, char **words)
{
	char *own[WORDS + 1] = { NULL }, byte;
	int null = open("/dev/null", O_RDWR);

	for (int i = 0; i < count && i < WORDS; i++)
		own[i] = fill_in(words[i], number);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		_exit(126);
	/* ends when the last writer is gone */
	if (read(gate, &byte, 1) != 0)
		_exit(126);
	execvp(own[0], own);
	_exit(127);
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	unsigned failures = 0;
	int gate[2], status;
	double start;

	if (!count || pipe2(gate, O_CLOEXEC))
		errx(2, "usage: storm COUNT COMMAND...");
	for (unsigned long i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid < 0)
			err(2, "fork");
		if (!pid) {
			close(gate[1]);
			child(gate[0], i, argc - 2, argv + 2);
		}
	}
	start = now();
	close(gate[1]);
	while (wait(&status) > 0)
		failures += status != 0;
	printf("%.0f\t%u\n", (now() - start) / (double)count, failures);
	return 0;
}
