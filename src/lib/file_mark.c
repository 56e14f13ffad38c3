/* file_mark.c - have files changed? */
#include "file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

#define FIRST_MARK 0xcbf29ce484222325u

/* FNV-1a */
static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	return hash;
}

/* An inode number is used again as soon as its file was replaced; the time of the last change tells them apart. */
static uint64_t mix_stat(uint64_t hash, const struct stat *s)
{
	hash = mix(hash, &s->st_ino, sizeof(s->st_ino));
	hash = mix(hash, &s->st_ctim, sizeof(s->st_ctim));
	return mix(hash, &s->st_size, sizeof(s->st_size));
}

uint64_t file_mark_one(const char *path)
{
	struct stat s;

	return stat(path, &s) ? 0 : mix_stat(FIRST_MARK, &s);
}

uint64_t file_mark(const char *directory, const char *prefix, const char *suffix)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	uint64_t mark = FIRST_MARK;
	int fd;

	if (file_list(directory, prefix, suffix, &names) || !names.count)
		return 0;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; fd >= 0 && i < names.count; i++) {
		struct stat s;

		mark = mix(mark, names.items[i], strlen(names.items[i]) + 1);
		if (fstatat(fd, names.items[i], &s, 0) < 0)
			continue;
		mark = mix_stat(mark, &s);
	}
	if (fd >= 0)
		close(fd);
	return mark;
}
