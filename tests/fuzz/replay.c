/* replay.c - main() of a harness without libFuzzer: tries each file of the corpus once, so that every run of the tests replays what
 * fuzzing has found.
 *
 *	fuzz_NAME [-OPTION]... FILE|DIRECTORY...	options are libFuzzer's and mean nothing here */
#define _GNU_SOURCE /* asprintf */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned tried;

static int try_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL, *more;
	size_t size = 0, room = 0, got;

	if (!file)
		return -errno;
	do {
		room = room ? room * 2 : 4096;
		more = realloc(data, room);
		if (!more)
			abort();
		data = more;
		got = fread(data + size, 1, room - size, file);
		size += got;
	} while (size == room);
	fclose(file);
	/* exactly as long as the input, so that a read behind its end is seen */
	more = malloc(size ? size : 1);
	if (!more)
		abort();
	memcpy(more, data, size);
	free(data);
	LLVMFuzzerTestOneInput(more, size);
	free(more);
	tried++;
	return 0;
}

static int try_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	char *name;
	int error = 0;

	if (!directory)
		return -errno;
	while (!error && (entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&name, "%s/%s", path, entry->d_name) < 0)
			abort();
		error = try_file(name);
		free(name);
	}
	closedir(directory);
	return error;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int error;

		if (argv[i][0] == '-')
			continue;
		error = try_directory(argv[i]);
		if (error == -ENOTDIR)
			error = try_file(argv[i]);
		if (error) {
			fprintf(stderr, "%s: %s\n", argv[i], strerror(-error));
			return 1;
		}
	}
	printf("%u inputs\n", tried);
	return tried ? 0 : 1;
}
