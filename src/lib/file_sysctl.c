/* file_sysctl.c - sysctls as the files that they are. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSCTL_PATH 256

static int open_sysctl(const char *name, int flags)
{
	char path[SYSCTL_PATH];
	int fd;

	if (snprintf(path, sizeof(path), "/proc/sys/%s", name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	for (char *dot = path + strlen("/proc/sys/"); (dot = strchr(dot, '.'));)
		*dot = '/';
	fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

int file_read_sysctl(const char *name, uint32_t *value)
{
	char text[16] = "";
	int fd = open_sysctl(name, O_RDONLY);
	ssize_t size;

	if (fd < 0)
		return fd;
	size = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (size <= 0)
		return -EIO;
	*value = (uint32_t)strtoul(text, NULL, 10);
	return 0;
}

int file_write_sysctl(const char *name, uint32_t value)
{
	char text[16];
	int fd = open_sysctl(name, O_WRONLY), size = snprintf(text, sizeof(text), "%" PRIu32, value), error = 0;

	if (fd < 0)
		return fd;
	if (write(fd, text, (size_t)size) != size)
		error = -errno;
	close(fd);
	return error;
}
