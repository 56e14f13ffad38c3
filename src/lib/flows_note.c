/* flows_note.c - what homing-mark has loaded. */
#include "flows_note.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "config.h"
#include "file.h"

#define NOTE "flows.nft"
#define NOTE_MOST (4u << 20)
#define SEPARATOR "\n# as nft lists it\n"

int flows_note_read(const char *directory, struct flows_note *out)
{
	char path[2 * PATH_SIZE], *middle;
	size_t size;
	int fd, error;

	if (snprintf(path, sizeof(path), "%s/" NOTE, directory) >= (int)sizeof(path))
		return 0;
	fd = file_open_trusted(path);
	if (fd < 0)
		return 0;
	error = file_read_all(fd, NOTE_MOST, &out->all, &size);
	close(fd);
	middle = !error && strlen(out->all) == size ? strstr(out->all, SEPARATOR) : NULL;
	if (!middle)
		return error == -ENOMEM ? error : 0;
	*middle = '\0';
	out->text = out->all;
	out->listed = middle + strlen(SEPARATOR);
	return 0;
}

int flows_note_write(const char *directory, const char *text, const char *listed)
{
	_cleanup_(buffer_free) struct buffer all = { 0 };

	if (!text)
		return file_remove(directory, NOTE);
	buffer_add(&all, "%s" SEPARATOR "%s", text, listed);
	return all.failed ? -ENOMEM : file_replace(directory, NOTE, all.data, all.length);
}

void flows_note_free(struct flows_note *note)
{
	free(note->all);
	*note = (struct flows_note){ 0 };
}
