/* text_words.c - words of a command line, their types, iproute2's defaults. PURE. */
#include "text_words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#define BLANKS " \t\r\n"

const struct name text_route_types[] = {
	{ "unicast", RTN_UNICAST },
	{ "local", RTN_LOCAL },
	{ "broadcast", RTN_BROADCAST },
	{ "anycast", RTN_ANYCAST },
	{ "multicast", RTN_MULTICAST },
	{ "blackhole", RTN_BLACKHOLE },
	{ "unreachable", RTN_UNREACHABLE },
	{ "prohibit", RTN_PROHIBIT },
	{ "throw", RTN_THROW },
	{ NULL, 0 },
};

const struct name text_protocols[] = {
	{ "redirect", RTPROT_REDIRECT },
	{ "kernel", RTPROT_KERNEL },
	{ "boot", RTPROT_BOOT },
	{ "static", RTPROT_STATIC },
	{ "ra", RTPROT_RA },
	{ "dhcp", RTPROT_DHCP },
	{ NULL, 0 },
};

const struct name text_tables[] = {
	{ "default", RT_TABLE_DEFAULT },
	{ "main", RT_TABLE_MAIN },
	{ "local", RT_TABLE_LOCAL },
	{ NULL, 0 },
};

int name_find(const struct name *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table->value;
	return -1;
}

const char *name_of(const struct name *table, int value)
{
	for (; table->name; table++)
		if (table->value == value)
			return table->name;
	return NULL;
}

/* Letters, digits and what stands in device names and labels; UTF-8 means nothing to a shell. */
bool text_is_plain(const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!letter && c < 0x80 && !strchr("._-@:+", c))
			return false;
	}
	return true;
}

bool text_type_has_hops(unsigned char type)
{
	return type != RTN_BLACKHOLE && type != RTN_UNREACHABLE && type != RTN_PROHIBIT && type != RTN_THROW;
}

unsigned char text_default_scope(const struct route *r, bool nexthops)
{
	if (r->family != AF_INET)
		return RT_SCOPE_UNIVERSE;
	switch (r->type) {
	case RTN_LOCAL:
		return RT_SCOPE_HOST;
	case RTN_BROADCAST:
	case RTN_MULTICAST:
	case RTN_ANYCAST:
		return RT_SCOPE_LINK;
	case RTN_UNICAST:
		if (nexthops || (r->hop_count > 0 && prefix_is_set(&r->hops[0].gateway)))
			return RT_SCOPE_UNIVERSE;
		return RT_SCOPE_LINK;
	default:
		return RT_SCOPE_UNIVERSE;
	}
}

char *words_next(struct words *w)
{
	char *word = w->rest + strspn(w->rest, BLANKS);
	size_t length = strcspn(word, BLANKS);

	if (length == 0 || word[0] == '#') {
		w->rest = word + strlen(word);
		return NULL;
	}
	w->rest = word + length;
	if (*w->rest)
		*w->rest++ = '\0';
	return word;
}

int words_fail(struct words *w, const char *word, const char *reason)
{
	snprintf(w->why, TEXT_WHY, "%.90s: %.100s", word, reason);
	return -EINVAL;
}

int words_once(struct words *w, const char *word, int kind, uint32_t *seen)
{
	if (*seen & UINT32_C(1) << kind)
		return words_fail(w, word, "said twice");
	*seen |= UINT32_C(1) << kind;
	return 0;
}

int words_argument(struct words *w, const char *word, char **out)
{
	*out = words_next(w);
	return *out ? 0 : words_fail(w, word, "nothing follows");
}

/* Digits of that base, at least one, no sign; *out only on success. */
static bool digits_read(const char *text, unsigned base, uint32_t *out)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t value = 0;

	if (text[0] == '\0')
		return false;
	for (; *text; text++) {
		char lower = *text >= 'A' && *text <= 'F' ? (char)(*text - 'A' + 'a') : *text;
		const char *digit = memchr(digits, lower, base);

		if (!digit)
			return false;
		value = value * base + (uint64_t)(digit - digits);
		if (value > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)value;
	return true;
}

bool text_number(const char *text, uint32_t least, uint32_t most, uint32_t *out)
{
	uint32_t value;

	if ((text[0] == '0' && text[1] != '\0') || !digits_read(text, 10, &value) || value < least || value > most)
		return false;
	*out = value;
	return true;
}

bool text_hexadecimal(const char *text, uint32_t *out)
{
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return digits_read(text + 2, 16, out);
	return text_number(text, 0, UINT32_MAX, out);
}

int words_named(struct words *w, const char *word, const struct name *names, uint32_t least, uint32_t most, uint32_t *out)
{
	char *text, reason[100];
	int value;

	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	value = names ? name_find(names, text) : -1;
	if (value >= 0)
		*out = (uint32_t)value;
	else if (!text_number(text, least, most, out)) {
		snprintf(reason, sizeof(reason), "%.40s is no number from %u to %u", text, least, most);
		return words_fail(w, word, reason);
	}
	return 0;
}

int words_number(struct words *w, const char *word, uint32_t least, uint32_t most, uint32_t *out)
{
	return words_named(w, word, NULL, least, most, out);
}

/* iproute2's own names; others only where somebody can be asked. */
int words_table(struct words *w, const char *word, uint32_t *out)
{
	char *text, reason[100];
	int value;

	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	value = name_find(text_tables, text);
	if (value >= 0)
		*out = (uint32_t)value;
	if (value >= 0 || text_number(text, 1, UINT32_MAX, out))
		return 0;
	if (w->manner && text_is_plain(text) && w->manner->find_table(text, out, w->manner->context) == 0 && *out)
		return 0;
	snprintf(reason, sizeof(reason), "%.40s is no number from 1 to %u%s", text, UINT32_MAX, w->manner ? " and no name in rt_tables" : "");
	return words_fail(w, word, reason);
}

int words_byte(struct words *w, const char *word, unsigned char *out)
{
	uint32_t value;

	if (words_number(w, word, 0, UINT8_MAX, &value) < 0)
		return -EINVAL;
	*out = (unsigned char)value;
	return 0;
}

/* iproute2 reads it as hexadecimal with and without 0x (rtnl_dsfield_a2n): `tos 10` is 16. */
int words_tos(struct words *w, const char *word, unsigned char *out)
{
	char *text;
	uint32_t value;
	bool prefixed;

	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	prefixed = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	if (!digits_read(prefixed ? text + 2 : text, 16, &value) || value > UINT8_MAX)
		return words_fail(w, word, "no hexadecimal number from 0 to ff");
	*out = (unsigned char)value;
	return 0;
}

int words_name(struct words *w, const char *text, char *out, size_t size)
{
	if (strlen(text) >= size)
		return words_fail(w, text, "too long for a name");
	if (!text_is_plain(text) || strcmp(text, ".") == 0 || strcmp(text, "..") == 0)
		return words_fail(w, text, "no name");
	memcpy(out, text, strlen(text) + 1);
	return 0;
}

int words_device(struct words *w, const char *word, char out[DEVICE_SIZE])
{
	char *text;

	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	return words_name(w, text, out, DEVICE_SIZE);
}

/* `10/8` and `192.168/16` are 10.0.0.0/8 and 192.168.0.0/16, and so is 192.168.0.0/255.255.0.0 (get_addr_ipv4 and get_prefix of iproute2). */
static int read_prefix(const char *text, struct prefix *out)
{
	size_t address = strspn(text, "0123456789.");
	unsigned dots = 0, length;
	char full[PREFIX_TEXT], mask[PREFIX_TEXT + 4];

	if (text[address] == '/' && address < sizeof(full) && !prefix_read_mask(text + address + 1, &length)) {
		snprintf(mask, sizeof(mask), "%.*s/%u", (int)address, text, length);
		text = mask;
	}

	for (size_t i = 0; i < address; i++)
		dots += text[i] == '.';
	if (text[address] != '/' || dots >= 3 || strlen(text) > 20)
		return prefix_read(text, out);
	snprintf(full, sizeof(full), "%.*s%s%s", (int)address, text, &".0.0.0"[2 * dots], text + address);
	return prefix_read(full, out);
}

int words_prefix(struct words *w, const char *text, unsigned char *family, struct prefix *out)
{
	struct prefix p;

	if (read_prefix(text, &p) < 0)
		return words_fail(w, text, "no address or prefix");
	if (*family == 0)
		*family = p.family;
	if (p.family != *family)
		return words_fail(w, text, "of the other family");
	*out = p;
	return 0;
}

int words_address(struct words *w, const char *word, unsigned char *family, struct prefix *out)
{
	char *text;

	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	if (strchr(text, '/'))
		return words_fail(w, text, "an address has no length here");
	return words_prefix(w, text, family, out);
}
