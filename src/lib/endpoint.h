/* endpoint.h - addresses as sockets take them. */
#ifndef HOMING_ENDPOINT_H
#define HOMING_ENDPOINT_H

#include <stdint.h>
#include <sys/socket.h>

#include "prefix.h"

/* port: host order. Returns how many bytes of out are used. */
socklen_t endpoint_write(const struct prefix *address, uint16_t port, struct sockaddr_storage *out);

/* Of full length; AF_INET and AF_INET6 only. */
struct prefix endpoint_read(const struct sockaddr_storage *from);

/* Why nobody there could be asked, in the words of reasons; a constant. error: an errno, negative or not. */
const char *endpoint_why(int error);

#endif
