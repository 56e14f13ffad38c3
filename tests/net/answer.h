/* answer.h - what the parts of the lab's answering machine share. Each verb prints, and exits when it cannot do what it is for. */
#ifndef HOMING_TEST_ANSWER_H
#define HOMING_TEST_ANSWER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

void die(const char *what);
void die_of(int error);
socklen_t address_size(const union address *a);
const char *address_text(const union address *a, char text[INET6_ADDRSTRLEN]);
union address read_address(const char *text, unsigned port);

/* flows COUNT ADDRESS SPREAD [from ADDRESS] [dev DEVICE], as argv + 2 */
int flows(char **words);

/* keep PORT: never comes back; hold tcp|udp COUNT ADDRESS [PORT]; as argv + 2 */
int keep(char **words);
int hold(char **words);

/* marked */
int marked(void);

/* stream ADDRESS [from ADDRESS]; from may be NULL */
int stream(const char *to, const char *from);

/* told PATH: never comes back */
int told(const char *path);

#endif
