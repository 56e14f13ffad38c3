/* config_alias.c - what an alias is made of: addresses and ranges of them, a label, neighbours. PURE. */
#include "config_value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define NEIGHBOURS_MAX 4096 /* each is looked for among those before it */

#define ITEM_TEXT (2 * PREFIX_TEXT)

/* The number of addresses from first to last, both counted, or more than any alias may have; 0: last lies before first. */
static size_t count_addresses(const struct prefix *first, const struct prefix *last)
{
	size_t size = prefix_full_length(first->family) / 8, distance = 0;

	if (memcmp(first->bytes, last->bytes, size) > 0)
		return 0;
	/* never below 0, as first is not behind last; and once past the limit no byte that follows brings it back */
	for (size_t i = 0; i < size; i++) {
		distance = distance * 256 + last->bytes[i] - first->bytes[i];
		if (distance > ALIAS_ADDRESSES_MAX)
			return ALIAS_ADDRESSES_MAX + 1;
	}
	return distance + 1;
}

static void advance(struct prefix *p)
{
	size_t i = prefix_full_length(p->family) / 8;

	while (i > 0 && ++p->bytes[--i] == 0)
		;
}

static bool is_mapped(const struct prefix *p)
{
	static const unsigned char start[12] = { [10] = 0xff, [11] = 0xff };

	return p->family == AF_INET6 && memcmp(p->bytes, start, sizeof(start)) == 0;
}

/* What p is instead of an address that an interface can bear, in words; NULL: it is one. */
static const char *alias_fault(const struct prefix *p)
{
	const struct prefix host = prefix_host(p);
	struct prefix inverse = *p;
	const char *fault = value_address_fault(&host);

	if (fault)
		return fault;
	if (is_mapped(p))
		return "an IPv4 address written as IPv6";
	if (p->length == 0)
		return "on a network of all addresses there are: its length must be at least 1";
	/* both ends of a link are addresses: RFC 3021, RFC 6164 */
	if (p->length >= prefix_full_length(p->family) - 1)
		return NULL;
	/* RFC 4291 2.6.1: of IPv6 it is the anycast address of the network's routers */
	if (!prefix_has_host_bits(p))
		return "the network itself, no address in it";
	for (size_t i = 0; i < 4; i++)
		inverse.bytes[i] = (unsigned char)~p->bytes[i];
	if (p->family == AF_INET && !prefix_has_host_bits(&inverse))
		return "the broadcast address of its network";
	return NULL;
}

static int refuse_alias(struct value_context *c, const char *text)
{
	return value_refuse(c, "`%.200s' is no ADDRESS[/LENGTH] and no range FIRST-LAST[/LENGTH]", text);
}

/* `FIRST-LAST[/LENGTH]'; of an IPv4 LAST its last number is enough. first gets the length. */
static int read_range(const char *text, struct prefix *first, size_t *count, struct value_context *c)
{
	char copy[ITEM_TEXT], whole[2 * ITEM_TEXT];
	char *rest, *dot;
	struct prefix last;
	size_t digits;

	if (strlen(text) >= sizeof(copy))
		return refuse_alias(c, text);
	strcpy(copy, text);
	rest = strchr(copy, '-');
	*rest++ = '\0';
	if (prefix_read(copy, first) < 0)
		return refuse_alias(c, text);
	if (strchr(copy, '/'))
		return value_refuse(c, "`%s': the length of a range stands at its end, FIRST-LAST/LENGTH", text);
	dot = strrchr(copy, '.');
	digits = strspn(rest, "0123456789");
	if (first->family == AF_INET && dot && (rest[digits] == '\0' || rest[digits] == '/'))
		snprintf(whole, sizeof(whole), "%.*s%s", (int)(dot + 1 - copy), copy, rest);
	else
		snprintf(whole, sizeof(whole), "%s", rest);
	if (prefix_read(whole, &last) < 0)
		return refuse_alias(c, text);
	if (first->family != last.family)
		return value_refuse(c, "`%s': a range has one family", text);
	first->length = last.length;
	*count = count_addresses(first, &last);
	return *count ? 0 : value_refuse(c, "`%s': the range ends before it begins", text);
}

static int read_alias(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct prefixes *list = value_field(key, section);
	struct prefix p;
	size_t count = 1;
	int r = 0;

	if (strchr(text, '%'))
		return value_refuse(c, "`%.200s': an address without %%INTERFACE: `interface' tells it", text);
	if (strchr(text, '-'))
		r = read_range(text, &p, &count, c);
	else if (prefix_read(text, &p) < 0)
		r = refuse_alias(c, text);
	if (r < 0)
		return r;
	if (count > ALIAS_ADDRESSES_MAX - list->count)
		return value_refuse(c, "`%.200s': an alias has at most %d addresses, all its lists and ranges together", text,
				    ALIAS_ADDRESSES_MAX);
	for (; count > 0 && r == 0; count--, advance(&p)) {
		const char *fault = alias_fault(&p);
		char address[PREFIX_TEXT];

		if (fault && strcmp(text, prefix_text(&p, address)) == 0)
			return value_refuse(c, "`%s' is %s", text, fault);
		if (fault)
			return value_refuse(c, "`%.200s': %s is %s", text, address, fault);
		r = prefixes_add(list, &p);
	}
	return r;
}

static int read_neighbours(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct prefixes *list = value_field(key, section);
	struct prefix p;
	int r = value_read_address(text, &p, c);

	if (r < 0)
		return r;
	if (prefixes_have(list, &p))
		return value_refuse(c, "`%.200s' is said twice", text);
	if (list->count == NEIGHBOURS_MAX)
		return value_refuse(c, "`%.200s': a list has at most %d neighbours", text, NEIGHBOURS_MAX);
	return prefixes_add(list, &p);
}

/* Text to the kernel (IFA_LABEL), but ip(8) and ifconfig(8) take `INTERFACE:text' only. The interface: config_cross_alias.c. */
static int read_label(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	size_t length = strlen(text), name = strcspn(text, ":");

	if (name == 0 || name + 1 >= length || strpbrk(text, "/ \t") || value_has_control_byte(text))
		return value_refuse_syntax(c, key, text);
	if (length >= DEVICE_SIZE)
		return value_refuse(c, "`%.200s' has %zu bytes: a label has at most %d", text, length, DEVICE_SIZE - 1);
	memcpy(value_field(key, section), text, length + 1);
	return 0;
}

const struct value_type VALUE_ALIAS = { "a list of ADDRESS[/LENGTH] and of ranges FIRST-LAST[/LENGTH]", UNIT_NONE, read_alias };
const struct value_type VALUE_NEIGHBOURS = { "a list of addresses", UNIT_NONE, read_neighbours };
const struct value_type VALUE_LABEL = { "INTERFACE:text of at most 15 bytes", UNIT_NONE, read_label };
