/* config_address.c - gateways, families, addresses and prefixes. PURE. */
#include "config_value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static bool is_multicast(const struct prefix *p)
{
	return p->family == AF_INET6 ? p->bytes[0] == 0xff : (p->bytes[0] & 0xf0) == 0xe0;
}

static bool is_unspecified(const struct prefix *p)
{
	static const unsigned char zero[16];

	return prefix_is_host(p) && memcmp(p->bytes, zero, sizeof(zero)) == 0;
}

static bool is_broadcast(const struct prefix *p)
{
	return p->family == AF_INET && memcmp(p->bytes, "\xff\xff\xff\xff", 4) == 0;
}

const char *value_address_fault(const struct prefix *p)
{
	if (is_unspecified(p))
		return "the unspecified address";
	if (prefix_is_loopback(p))
		return "a loopback address";
	if (is_multicast(p))
		return "a multicast address";
	return is_broadcast(p) ? "the broadcast address" : NULL;
}

int value_read_address(const char *text, struct prefix *out, struct value_context *c)
{
	const char *word;

	if (strchr(text, '%'))
		return value_refuse(c, "`%.200s': an address without %%INTERFACE: the interface is known", text);
	if (text[0] == '[')
		return value_refuse(c, "`%.200s': an IPv6 address stands here without brackets", text);
	if (strchr(text, '/') || prefix_read(text, out) < 0)
		return value_refuse(c, "`%.200s' is no IPv4 or IPv6 address", text);
	word = value_address_fault(out);
	return word ? value_refuse(c, "`%.200s' is %s", text, word) : 0;
}

/* An address is a prefix of full length. */
static int read_prefix(const char *text, struct prefix *out, struct value_context *c)
{
	char network[PREFIX_TEXT], host[PREFIX_TEXT];
	struct prefix masked, whole;
	const char *word;

	if (prefix_read(text, out) < 0)
		return value_refuse(c, "`%.200s' is no address and no prefix (ADDRESS/LENGTH)", text);
	if (out->length == 0)
		return value_refuse(c, "`%.200s' is every address there is", text);
	if (prefix_has_host_bits(out)) {
		masked = prefix_masked(out);
		whole = prefix_host(out);
		return value_refuse(c, "`%.200s' has bits set behind its length: the prefix is %s, the address alone %s", text,
				    prefix_text(&masked, network), prefix_text(&whole, host));
	}
	word = value_address_fault(out);
	return word ? value_refuse(c, "`%.200s' is %s", text, word) : 0;
}

/* Whoever stands in no list is automatic: config.c fills that in when all items are read. */
static int read_automatic_gateway(struct uplink *u, struct value_context *c)
{
	for (int f = 0; f < FAMILIES; f++) {
		if (u->gateway[f].automatic)
			return value_refuse(c, "`auto' is said twice");
	}
	for (int f = 0; f < FAMILIES; f++)
		u->gateway[f].automatic = !prefix_is_set(&u->gateway[f].address);
	return 0;
}

/* `auto', or `ADDRESS [onlink]' */
static int read_gateway(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct uplink *u = section;
	struct gateway_key gateway = { 0 };
	size_t length = strcspn(text, " \t");
	const char *rest = text + length + strspn(text + length, " \t");
	char word[PREFIX_TEXT];
	int r, f;

	if (strcmp(text, "auto") == 0)
		return read_automatic_gateway(u, c);
	if (length >= sizeof(word) || (*rest && strcmp(rest, "onlink") != 0))
		return value_refuse_syntax(c, key, text);
	memcpy(word, text, length);
	word[length] = '\0';
	if (strcmp(word, "auto") == 0)
		return value_refuse(c, "`%s': only an address can be onlink", text);
	r = value_read_address(word, &gateway.address, c);
	if (r < 0)
		return r;
	gateway.onlink = *rest != '\0';
	f = family_index(gateway.address.family);
	if (prefix_is_set(&u->gateway[f].address))
		return value_refuse(c, "`%s' is a second gateway for IPv%c: an uplink has one for each family", word, f == V6 ? '6' : '4');
	u->gateway[f] = gateway;
	return 0;
}

static int read_family(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	bool *family = value_field(key, section);
	int f = strcmp(text, "6") == 0 ? V6 : V4;

	if (f == V4 && strcmp(text, "4") != 0)
		return value_refuse_syntax(c, key, text);
	if (family[f])
		return value_refuse(c, "`%s' is said twice", text);
	family[f] = true;
	return 0;
}

static int read_prefixes(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct prefix p;
	int r = read_prefix(text, &p, c);

	return r < 0 ? r : prefixes_add(value_field(key, section), &p);
}

static int read_addresses(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct uplink *u = section;
	struct prefix p;
	int r;

	(void)key;
	if (strcmp(text, "auto") == 0) {
		if (u->addresses_auto)
			return value_refuse(c, "`auto' is said twice");
		u->addresses_auto = true;
		return 0;
	}
	r = read_prefix(text, &p, c);
	if (r < 0)
		return r;
	if (p.family == AF_INET6 && prefix_is_link_local(&p))
		return value_refuse(c, "`%s' is link-local: it belongs to a link, never to an uplink", text);
	return prefixes_add(&u->addresses, &p);
}

const struct value_type VALUE_GATEWAY = { "a list of auto and at most one ADDRESS [onlink] for each family", UNIT_NONE, read_gateway };
const struct value_type VALUE_FAMILY = { "a list of 4, 6", UNIT_NONE, read_family };
const struct value_type VALUE_ADDRESSES = { "a list of auto, addresses and prefixes", UNIT_NONE, read_addresses };
const struct value_type VALUE_PREFIXES = { "a list of addresses and prefixes", UNIT_NONE, read_prefixes };
