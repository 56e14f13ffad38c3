/* dns_message.c - one question to a name server, and what it says. PURE. */
#include "dns_message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define HEAD 12
#define CLASS_IN 1
#define RECURSION_DESIRED 0x0100
#define RESPONSE 0x8000
#define OPCODE 0x7800
#define RCODE 0x000f
#define RCODE_NXDOMAIN 3

static unsigned read_number(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static unsigned char *write_number(unsigned char *at, unsigned number)
{
	at[0] = (unsigned char)(number >> 8);
	at[1] = (unsigned char)number;
	return at + 2;
}

int dns_write_question(const char *name, enum dns_type type, uint16_t id, unsigned char out[DNS_MESSAGE])
{
	unsigned char *at = out;

	if (!*name || strlen(name) > 254)
		return -EINVAL;
	memset(out, 0, HEAD);
	write_number(out, id);
	write_number(out + 2, RECURSION_DESIRED);
	write_number(out + 4, 1);
	at += HEAD;
	while (*name) {
		size_t label = strcspn(name, ".");

		if (!label || label > 63)
			return -EINVAL;
		*at++ = (unsigned char)label;
		memcpy(at, name, label);
		at += label;
		name += label + (name[label] == '.');
	}
	*at++ = 0;
	if (at - out - HEAD > 255)
		return -EINVAL;
	at = write_number(at, type);
	at = write_number(at, CLASS_IN);
	return (int)(at - out);
}

/* The question comes back as it was, but that servers may change the case of its letters. */
static bool same_question(const unsigned char *a, const unsigned char *b, size_t length)
{
	for (size_t i = HEAD; i < length; i++) {
		unsigned char one = a[i], other = b[i];

		if (i + 4 < length && one >= 'A' && one <= 'Z')
			one |= 0x20;
		if (i + 4 < length && other >= 'A' && other <= 'Z')
			other |= 0x20;
		if (one != other)
			return false;
	}
	return true;
}

/* Behind the name that begins at *at, however it is compressed: a pointer is its end, and is not followed. */
static bool skip_name(const unsigned char *m, size_t length, size_t *at)
{
	while (*at < length) {
		unsigned label = m[*at];

		if (label >= 0xc0)
			return (*at += 2) <= length;
		if (label > 63)
			return false;
		*at += 1 + label;
		if (!label)
			return *at <= length;
	}
	return false;
}

/* The first address of the type. */
static bool find_address(const unsigned char *m, size_t length, size_t at, enum dns_type type, struct prefix *found)
{
	const size_t size = type == DNS_A ? 4 : 16;

	for (unsigned left = read_number(m + 6); left; left--) {
		size_t data;

		if (!skip_name(m, length, &at) || length - at < 10)
			return false;
		data = read_number(m + at + 8);
		if (length - at - 10 < data)
			return false;
		if (read_number(m + at) == type && read_number(m + at + 2) == CLASS_IN && data == size) {
			*found = (struct prefix){ .family = type == DNS_A ? AF_INET : AF_INET6, .length = (unsigned char)(8 * size) };
			memcpy(found->bytes, m + at + 10, size);
			return true;
		}
		at += 10 + data;
	}
	return false;
}

static const char *say_code(unsigned code)
{
	switch (code) {
	case 0:
		return "resolved to nothing";
	case 1:
		return "the name server does not understand";
	case 2:
		return "the name server failed";
	case RCODE_NXDOMAIN:
		return "no such name";
	case 5:
		return "the name server refused";
	default:
		return "the name server will not say";
	}
}

enum dns_reply dns_read_reply(const unsigned char *question, size_t length, const unsigned char *reply, size_t reply_length, struct prefix *found, const char **why)
{
	unsigned flags;

	if (length < HEAD + 5 || reply_length < HEAD || memcmp(question, reply, 2) != 0)
		return DNS_FOREIGN;
	flags = read_number(reply + 2);
	if (!(flags & RESPONSE) || flags & OPCODE)
		return DNS_FOREIGN;
	*why = say_code(flags & RCODE);
	/* who understands nothing or fails may leave the question out */
	if (!read_number(reply + 4) && flags & RCODE && (flags & RCODE) != RCODE_NXDOMAIN)
		return DNS_NOTHING;
	if (read_number(reply + 4) != 1 || reply_length < length || !same_question(question, reply, length))
		return DNS_FOREIGN;
	if (!(flags & RCODE) && find_address(reply, reply_length, length, (enum dns_type)read_number(question + length - 4), found))
		return DNS_FOUND;
	return DNS_NOTHING;
}
