/* file.c - the filesystem: whole files in, whole files out. */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

static void close_descriptor(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define _cleanup_close_ _cleanup_(close_descriptor)

static int steal_descriptor(int *fd)
{
	int value = *fd;

	*fd = -1;
	return value;
}

static void close_directory(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

/* Could somebody else than root, or than the caller, have written this? */
static bool is_foreign(const struct stat *s)
{
	if (s->st_uid != 0 && s->st_uid != geteuid())
		return true;
	if (s->st_mode & S_IWOTH)
		return true;
	return (s->st_mode & S_IWGRP) && s->st_gid != 0;
}

/* O_NONBLOCK: the open of a FIFO that nobody writes to would wait for ever. O_NOCTTY: a terminal must not become ours. */
static int open_regular(const char *path, struct stat *s)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return -errno;
	if (fstat(fd, s) < 0)
		return -errno;
	if (S_ISDIR(s->st_mode))
		return -EISDIR;
	if (!S_ISREG(s->st_mode))
		return -ENOTSUP;
	return steal_descriptor(&fd);
}

int file_open_regular(const char *path)
{
	struct stat s;

	return open_regular(path, &s);
}

int file_open_trusted(const char *path)
{
	struct stat s;
	_cleanup_close_ int fd = open_regular(path, &s);

	if (fd < 0)
		return fd;
	if (geteuid() == 0 && is_foreign(&s))
		return -EPERM;
	return steal_descriptor(&fd);
}

int file_read_all(int fd, size_t most, char **out, size_t *size)
{
	_cleanup_free_ char *data = NULL;
	size_t length = 0, room = 0;
	struct stat s;

	*out = NULL;
	*size = 0;
	if (fstat(fd, &s) < 0)
		return -errno;
	if (s.st_size > 0 && (uintmax_t)s.st_size > most)
		return -EFBIG;
	/* The size is only a hint: the file may grow meanwhile, and files of /proc say 0. */
	room = s.st_size > 0 ? (size_t)s.st_size + 2 : 4096;
	for (;;) {
		char *grown = realloc(data, room);
		ssize_t got;

		if (!grown)
			return -ENOMEM;
		data = grown;
		got = read(fd, data + length, room - length - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		length += (size_t)got;
		if (length > most)
			return -EFBIG;
		if (room - length < 2)
			room *= 2;
	}
	data[length] = '\0';
	*out = steal_pointer(&data);
	*size = length;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_listed(const char *name, const char *prefix, const char *suffix)
{
	size_t length = strlen(name), head = strlen(prefix), tail = strlen(suffix);

	/* what begins with a dot is an editor's, or a file_replace() that was killed */
	return name[0] != '.' && length >= head + tail && strncmp(name, prefix, head) == 0 &&
	       strcmp(name + length - tail, suffix) == 0;
}

int file_list(const char *directory, const char *prefix, const char *suffix, struct file_names *out)
{
	_cleanup_(close_directory) DIR *d = opendir(directory);
	struct dirent *entry;

	*out = (struct file_names){ 0 };
	if (!d)
		return -errno;
	while ((errno = 0, entry = readdir(d))) {
		char **grown;

		if (!is_listed(entry->d_name, prefix, suffix))
			continue;
		grown = realloc(out->items, (out->count + 1) * sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		out->items = grown;
		out->items[out->count] = strdup(entry->d_name);
		if (!out->items[out->count])
			return -ENOMEM;
		out->count++;
	}
	if (errno)
		return -errno;
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), compare_names);
	return 0;
}

void file_names_free(struct file_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct file_names){ 0 };
}

static int open_directory(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int file_make_directory(const char *directory)
{
	_cleanup_close_ int fd = -1;
	struct stat s;

	/* tried first: on all runs but the first after a boot it is there */
	fd = open_directory(directory);
	if (fd == -ENOENT) {
		if (mkdir(directory, 0755) < 0 && errno != EEXIST)
			return -errno;
		fd = open_directory(directory);
	}
	if (fd < 0)
		return fd;
	if (fstat(fd, &s) < 0)
		return -errno;
	return is_foreign(&s) ? -EPERM : 0;
}

static int write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t done = write(fd, text, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		size -= (size_t)done;
	}
	return 0;
}

/* A plain name in a directory, short enough for a temporary name beside it. */
static bool is_name(const char *name)
{
	return name[0] && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && !strchr(name, '/') && strlen(name) < 200;
}

/* Another process with our number may have been killed here and have left its file: then the next name. */
static int open_temporary(int directory, const char *name, char *temporary, size_t size)
{
	for (unsigned i = 0; i < 100; i++) {
		int fd;

		snprintf(temporary, size, ".%s.%ld.%u", name, (long)getpid(), i);
		fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0)
			return fd;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

/* Written, on the disk and readable before it gets its name: after a loss of power there is the old file or the new one. */
static int fill_file(int fd, const char *text, size_t size)
{
	int r = write_all(fd, text, size);

	if (r < 0)
		return r;
	if (fchmod(fd, 0644) < 0 || fdatasync(fd) < 0)
		return -errno;
	return 0;
}

int file_replace(const char *directory, const char *name, const char *text, size_t size)
{
	_cleanup_close_ int d = -1, fd = -1;
	char temporary[256];
	int r;

	if (!is_name(name))
		return -EINVAL;
	d = open_directory(directory);
	if (d < 0)
		return d;
	fd = open_temporary(d, name, temporary, sizeof(temporary));
	if (fd < 0)
		return fd;
	r = fill_file(fd, text, size);
	if (r == 0 && renameat(d, temporary, d, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(d, temporary, 0);
	return r;
}

int file_remove(const char *directory, const char *name)
{
	_cleanup_close_ int d = -1;

	if (!is_name(name))
		return -EINVAL;
	d = open_directory(directory);
	if (d == -ENOENT)
		return 0;
	if (d < 0)
		return d;
	if (unlinkat(d, name, 0) < 0 && errno != ENOENT)
		return -errno;
	return 0;
}
