/* dns_message.h - one question to a name server, and what it says (RFC 1035 4). PURE. */
#ifndef HOMING_DNS_MESSAGE_H
#define HOMING_DNS_MESSAGE_H

#include <stdint.h>

#include "prefix.h"

#define DNS_MESSAGE 512 /* bytes of one over UDP (RFC 1035 4.2.1) */

enum dns_type { DNS_A = 1, DNS_AAAA = 28 };

/* With recursion desired. name: labels of at most 63 bytes with dots between, a final dot may stand. Returns how many bytes of out are used, or -EINVAL. */
int dns_write_question(const char *name, enum dns_type type, uint16_t id, unsigned char out[DNS_MESSAGE]);

enum dns_reply { DNS_FOREIGN, DNS_FOUND, DNS_NOTHING };

/* What came in return for the question of length bytes. DNS_FOREIGN: no answer to it: whoever sent this has not seen the question. DNS_FOUND: *found is an address of its type. DNS_NOTHING: *why
 * says, a constant. Aliases (CNAME) are the server's to follow. */
enum dns_reply dns_read_reply(const unsigned char *question, size_t length, const unsigned char *reply, size_t reply_length, struct prefix *found, const char **why);

#endif
