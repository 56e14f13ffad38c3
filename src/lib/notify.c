/* notify.c - telling the service manager how we are. */
#include "notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

const char *notify_socket(void)
{
	return getenv("NOTIFY_SOCKET");
}

unsigned long long notify_watchdog(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");

	if (!usec || (pid && strtoull(pid, NULL, 10) != (unsigned long long)getpid()))
		return 0;
	return strtoull(usec, NULL, 10);
}

void notify_send(const char *socket_name, const char *lines)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t length = socket_name ? strlen(socket_name) : 0;
	int fd;

	if (!length || length >= sizeof(to.sun_path) || (socket_name[0] != '/' && socket_name[0] != '@'))
		return;
	memcpy(to.sun_path, socket_name, length);
	if (to.sun_path[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	(void)!sendto(fd, lines, strlen(lines), MSG_NOSIGNAL, (struct sockaddr *)&to, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
	close(fd);
}
