/* told.c - the service manager's end of sd_notify(3): what a program says of itself. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "answer.h"

/* Each line that was sent on a line of its own, as it comes. */
int told(const char *path)
{
	struct sockaddr_un here = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char said[4096];
	ssize_t size;

	if (strlen(path) >= sizeof(here.sun_path))
		die("too long a name");
	strcpy(here.sun_path, path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof(here)))
		die_of(errno);
	puts("ready");
	for (;;) {
		fflush(stdout);
		size = recv(fd, said, sizeof(said), 0);
		if (size < 0)
			die_of(errno);
		printf("%.*s\n", (int)size, said);
	}
}
