/* prefix.c - IPv4 and IPv6 addresses and prefixes. PURE. */
#include "prefix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int family_index(unsigned char family)
{
	return family == AF_INET6 ? V6 : V4;
}

unsigned char family_number(int index)
{
	return index == V6 ? AF_INET6 : AF_INET;
}

unsigned char prefix_full_length(unsigned char family)
{
	return family == AF_INET6 ? 128 : 32;
}

/* "0" to "128": decimal, no sign, no blank, no leading zero (which iproute2 would read as octal). */
static int length_read(const char *text, unsigned char full, unsigned char *out)
{
	unsigned value = 0;
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 3 || text[digits] != '\0' || (digits > 1 && text[0] == '0'))
		return -EINVAL;
	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (unsigned)(text[i] - '0');
	if (value > full)
		return -EINVAL;
	*out = (unsigned char)value;
	return 0;
}

int prefix_read(const char *text, struct prefix *out)
{
	char address[INET6_ADDRSTRLEN];
	struct prefix p = { 0 };
	size_t length = strcspn(text, "/");

	if (length >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, length);
	address[length] = '\0';

	p.family = strchr(address, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(p.family, address, p.bytes) != 1)
		return -EINVAL;
	p.length = prefix_full_length(p.family);
	if (text[length] == '/' && length_read(text + length + 1, p.length, &p.length) < 0)
		return -EINVAL;
	*out = p;
	return 0;
}

const char *prefix_text(const struct prefix *p, char buffer[PREFIX_TEXT])
{
	size_t used;

	buffer[0] = '\0';
	if (!prefix_is_set(p) || !inet_ntop(p->family, p->bytes, buffer, PREFIX_TEXT))
		return buffer;
	used = strlen(buffer);
	if (!prefix_is_host(p))
		snprintf(buffer + used, PREFIX_TEXT - used, "/%u", p->length);
	return buffer;
}

bool prefix_is_set(const struct prefix *p)
{
	return p->family != 0;
}

bool prefix_is_host(const struct prefix *p)
{
	return prefix_is_set(p) && p->length == prefix_full_length(p->family);
}

bool prefix_is_link_local(const struct prefix *p)
{
	if (p->family == AF_INET6)
		return p->bytes[0] == 0xfe && (p->bytes[1] & 0xc0) == 0x80;
	return p->family == AF_INET && p->bytes[0] == 169 && p->bytes[1] == 254;
}

bool prefix_is_loopback(const struct prefix *p)
{
	static const unsigned char one[16] = { [15] = 1 };

	if (p->family == AF_INET6)
		return memcmp(p->bytes, one, sizeof(one)) == 0;
	return p->family == AF_INET && p->bytes[0] == 127;
}

struct prefix prefix_masked(const struct prefix *p)
{
	struct prefix masked = *p;
	size_t whole = p->length / 8;

	if (whole < sizeof(masked.bytes)) {
		masked.bytes[whole] &= (unsigned char)~(0xff >> p->length % 8);
		memset(masked.bytes + whole + 1, 0, sizeof(masked.bytes) - whole - 1);
	}
	return masked;
}

bool prefix_has_host_bits(const struct prefix *p)
{
	struct prefix masked = prefix_masked(p);

	return memcmp(masked.bytes, p->bytes, sizeof(masked.bytes)) != 0;
}

struct prefix prefix_host(const struct prefix *p)
{
	struct prefix host = *p;

	if (prefix_is_set(p))
		host.length = prefix_full_length(p->family);
	return host;
}

bool prefix_contains(const struct prefix *outer, const struct prefix *inner)
{
	size_t whole = outer->length / 8;

	if (!prefix_is_set(outer) || outer->family != inner->family || outer->length > inner->length)
		return false;
	if (memcmp(outer->bytes, inner->bytes, whole) != 0)
		return false;
	return outer->length % 8 == 0 || (outer->bytes[whole] ^ inner->bytes[whole]) >> (8 - outer->length % 8) == 0;
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return prefix_compare(a, b) == 0;
}

int prefix_compare(const struct prefix *a, const struct prefix *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (!prefix_is_set(a))
		return 0;
	if (a->length != b->length)
		return a->length > b->length ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

int prefixes_add(struct prefixes *list, const struct prefix *p)
{
	/* the room doubles each time the count reaches a power of two */
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count ? list->count * 2 : 1;
		struct prefix *items = reallocarray(list->items, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		list->items = items;
	}
	list->items[list->count++] = *p;
	return 0;
}

int prefixes_add_once(struct prefixes *list, const struct prefix *p)
{
	return prefixes_have(list, p) ? 0 : prefixes_add(list, p);
}

bool prefixes_have(const struct prefixes *list, const struct prefix *p)
{
	for (size_t i = 0; i < list->count; i++)
		if (prefix_equal(&list->items[i], p))
			return true;
	return false;
}

void prefixes_free(struct prefixes *list)
{
	free(list->items);
	*list = (struct prefixes){ 0 };
}

int prefix_read_mask(const char *text, unsigned *length)
{
	struct prefix mask;
	uint32_t bits = 0;

	if (prefix_read(text, &mask) || mask.family != AF_INET || strchr(text, '/'))
		return -EINVAL;
	for (int i = 0; i < 4; i++)
		bits = bits << 8 | mask.bytes[i];
	for (*length = 0; bits & 0x80000000; bits <<= 1)
		++*length;
	return bits ? -EINVAL : 0;
}
