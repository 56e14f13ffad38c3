/* endpoint.c - addresses as sockets take them. */
#include "endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <errno.h>
#include <string.h>

socklen_t endpoint_write(const struct prefix *address, uint16_t port, struct sockaddr_storage *out)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	if (address->family == AF_INET) {
		memcpy(&four.sin_addr, address->bytes, sizeof(four.sin_addr));
		memcpy(out, &four, sizeof(four));
		return sizeof(four);
	}
	memcpy(&six.sin6_addr, address->bytes, sizeof(six.sin6_addr));
	memcpy(out, &six, sizeof(six));
	return sizeof(six);
}

struct prefix endpoint_read(const struct sockaddr_storage *from)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)from;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
	struct prefix p = { .family = (unsigned char)from->ss_family };

	if (from->ss_family == AF_INET)
		memcpy(p.bytes, &four->sin_addr, sizeof(four->sin_addr));
	else
		memcpy(p.bytes, &six->sin6_addr, sizeof(six->sin6_addr));
	return prefix_host(&p);
}

const char *endpoint_why(int error)
{
	switch (error < 0 ? -error : error) {
	case EADDRNOTAVAIL:
		return "its address is gone";
	case ENODEV:
	case ENXIO:
		return "the interface is gone";
	case ENETDOWN:
		return "the link is down";
	case EPERM:
	case EACCES:
		return "not permitted";
	case ENETUNREACH:
	case EHOSTUNREACH:
		return "no route";
	case ECONNREFUSED:
		return "connection refused";
	case ECONNRESET:
		return "connection reset";
	case ETIMEDOUT:
		return "timed out";
	case EMFILE:
	case ENFILE:
		return "too many checks at once";
	default:
		return "cannot be asked";
	}
}
