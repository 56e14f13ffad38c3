/* lab.h - what the programs of the bench share: a clock, other network namespaces, the median. Behind `#define _GNU_SOURCE'. */
#ifndef HOMING_BENCH_LAB_H
#define HOMING_BENCH_LAB_H

#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* us */
static inline double clock_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static inline double now(void)
{
	return clock_of(CLOCK_MONOTONIC);
}

/* The network namespace that `ip netns' made under this name. */
static inline int open_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(2, "%s", path);
	return fd;
}

static inline void enter(const char *name)
{
	int fd = open_netns(name);

	if (setns(fd, CLONE_NEWNET))
		err(2, "%s", name);
	close(fd);
}

static inline int compare_values(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static inline double median(const double *values, size_t count)
{
	double *sorted = malloc(count * sizeof(*sorted)), result;

	if (!sorted)
		err(2, "malloc");
	memcpy(sorted, values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_values);
	result = count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
	free(sorted);
	return result;
}

#endif
