/* config_number.c - numbers, masks, times, shares, words: the values that are one number in the end. PURE. */
#include "config_value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define DIGITS "0123456789"

int value_read_number(const char *text, unsigned long long most, unsigned long long *out)
{
	unsigned long long value = 0;
	size_t digits = strspn(text, DIGITS);

	/* 010 would be 8 to some readers and 10 to others */
	if (digits == 0 || text[digits] || (digits > 1 && text[0] == '0'))
		return -EINVAL;
	for (size_t i = 0; i < digits; i++) {
		unsigned digit = (unsigned)(text[i] - '0');

		if (digit > most || value > (most - digit) / 10)
			return -EINVAL;
		value = value * 10 + digit;
	}
	*out = value;
	return 0;
}

int value_read_time(const char *text, unsigned long long *out)
{
	static const struct {
		const char *unit;
		unsigned long long ms;
	} units[] = { { "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 } };
	char number[16];
	size_t digits = strspn(text, DIGITS);
	unsigned long long value;

	if (digits >= sizeof(number))
		return -EINVAL;
	memcpy(number, text, digits);
	number[digits] = '\0';
	for (size_t i = 0; i < COUNT(units); i++) {
		if (strcmp(text + digits, units[i].unit) != 0)
			continue;
		if (value_read_number(number, UINT32_MAX, &value) < 0)
			return -EINVAL;
		*out = value * units[i].ms;
		return 0;
	}
	return -EINVAL;
}

const char *value_time_text(unsigned long long ms, char buffer[32])
{
	static const struct {
		unsigned long long ms;
		const char *unit;
	} units[] = { { 86400000, "d" }, { 3600000, "h" }, { 60000, "m" }, { 1000, "s" }, { 1, "ms" } };
	size_t i = 0;

	while (ms % units[i].ms || (ms == 0 && units[i].ms != 1000))
		i++;
	snprintf(buffer, 32, "%llu%s", ms / units[i].ms, units[i].unit);
	return buffer;
}

static int read_number(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	unsigned long long value;

	if (value_read_number(text, key->max, &value) < 0 || value < key->min)
		return value_refuse_syntax(c, key, text);
	*(unsigned *)value_field(key, section) = (unsigned)value;
	return 0;
}

/* iproute2's rt_protos and the kernel's RTPROT_ values: a mark of ownership must be nobody else's. */
static const char *protocol_owner(unsigned number)
{
	static const struct {
		unsigned number;
		const char *name;
	} owners[] = { { 8, "gated" }, { 9, "ra" }, { 10, "mrt" }, { 11, "zebra" }, { 12, "bird" }, { 13, "dnrouted" },
		       { 14, "xorp" }, { 15, "ntk" }, { 16, "dhcp" }, { 17, "mrouted" }, { 18, "keepalived" }, { 42, "babel" },
		       { 84, "ovn" }, { 99, "openr" }, { 186, "bgp" }, { 187, "isis" }, { 188, "ospf" }, { 189, "rip" },
		       { 192, "eigrp" } };

	for (size_t i = 0; i < COUNT(owners); i++)
		if (owners[i].number == number)
			return owners[i].name;
	return NULL;
}

static int read_protocol(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	int r = read_number(key, text, section, c);
	const char *owner;

	if (r < 0)
		return r;
	owner = protocol_owner(*(unsigned *)value_field(key, section));
	return owner ? value_refuse(c, "`%s' is the protocol number of %s: take one that nobody uses", text, owner) : 0;
}

/* 0 means "any" to the kernel; 253-255 are default, main and local. */
static int check_table(const char *text, uint32_t number, struct value_context *c)
{
	if (number == 0 || (number >= 253 && number <= 255))
		return value_refuse(c, "`%.100s' is table %u, which is the kernel's: any but 0, 253, 254, 255", text, number);
	return 0;
}

static int read_tables(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	int r = read_number(key, text, section, c);

	return r < 0 ? r : check_table(text, *(unsigned *)value_field(key, section), c);
}

static int read_table(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	unsigned long long value;
	uint32_t number;
	int r;

	if (!*text || strpbrk(text, " \t/,"))
		return value_refuse_syntax(c, key, text);
	if (text[0] >= '0' && text[0] <= '9') {
		if (value_read_number(text, key->max, &value) < 0)
			return value_refuse_syntax(c, key, text);
		number = (uint32_t)value;
	} else {
		r = c->find_table(text, &number, c->why);
		if (r < 0)
			return r == -ENOMEM ? r : -EINVAL;
	}
	r = check_table(text, number, c);
	if (r == 0)
		*(unsigned *)value_field(key, section) = number;
	return r;
}

static int read_hexadecimal(const char *text, unsigned *out)
{
	size_t digits;
	unsigned value = 0;

	if (strncmp(text, "0x", 2) != 0)
		return -EINVAL;
	text += 2;
	digits = strspn(text, DIGITS "abcdefABCDEF");
	if (digits == 0 || digits > 8 || text[digits])
		return -EINVAL;
	for (; *text; text++) {
		unsigned digit = (unsigned)(*text <= '9' ? *text - '0' : (*text | 0x20) - 'a' + 10);

		value = value << 4 | digit;
	}
	*out = value;
	return 0;
}

static int read_mask(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	unsigned mask;

	if (read_hexadecimal(text, &mask) < 0)
		return value_refuse_syntax(c, key, text);
	/* the lowest bit added carries through a single run of ones and leaves none of them */
	if (mask == 0 || (mask & (mask + (mask & -mask))))
		return value_refuse(c, "`%s': must have one run of bits, as 0x7f000000 has", text);
	*(unsigned *)value_field(key, section) = mask;
	return 0;
}

/* What the mask holds is known when both are read: config_cross.c. */
static int read_mark(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	unsigned long long value;
	unsigned mark;

	if (read_hexadecimal(text, &mark) < 0) {
		if (value_read_number(text, key->max, &value) < 0)
			return value_refuse_syntax(c, key, text);
		mark = (unsigned)value;
	}
	if (mark < key->min)
		return value_refuse_syntax(c, key, text);
	*(unsigned *)value_field(key, section) = mark;
	return 0;
}

static int read_boolean(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1" };

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(text, words[i]) == 0) {
			*(bool *)value_field(key, section) = i % 2;
			return 0;
		}
	}
	return value_refuse_syntax(c, key, text);
}

static int read_time(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	unsigned long long ms;

	if (value_read_time(text, &ms) < 0 || ms < key->min || ms > key->max)
		return value_refuse_syntax(c, key, text);
	*(unsigned *)value_field(key, section) = (unsigned)ms;
	return 0;
}

static int read_time_or_auto(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	if (strcmp(text, "auto") != 0)
		return read_time(key, text, section, c);
	*(unsigned *)value_field(key, section) = 0;
	return 0;
}

static int read_share(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	size_t digits = strspn(text, DIGITS);
	unsigned long long value;
	char number[8];

	if (digits >= sizeof(number) || strcmp(text + digits, "%") != 0)
		return value_refuse_syntax(c, key, text);
	memcpy(number, text, digits);
	number[digits] = '\0';
	if (value_read_number(number, key->max, &value) < 0 || value < key->min)
		return value_refuse_syntax(c, key, text);
	*(unsigned *)value_field(key, section) = (unsigned)value;
	return 0;
}

static int read_word(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	unsigned number = (unsigned)key->min;
	size_t length;

	for (const char *word = key->words; *word; word += length, word += *word == ' ', number++) {
		length = strcspn(word, " ");
		if (strlen(text) == length && memcmp(word, text, length) == 0) {
			*(unsigned *)value_field(key, section) = number;
			return 0;
		}
	}
	return value_refuse_syntax(c, key, text);
}

/* `3/10m', or `no' */
static int read_damping(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct uplink *u = section;
	unsigned long long count, ms;
	size_t digits = strcspn(text, "/");
	char number[8];

	if (strcmp(text, "no") == 0) {
		u->damping_count = 0;
		u->damping_time = 0;
		return 0;
	}
	if (text[digits] != '/' || digits >= sizeof(number))
		return value_refuse_syntax(c, key, text);
	memcpy(number, text, digits);
	number[digits] = '\0';
	if (value_read_number(number, 1000, &count) < 0 || count == 0 || value_read_time(text + digits + 1, &ms) < 0 ||
	    ms < key->min || ms > key->max)
		return value_refuse_syntax(c, key, text);
	u->damping_count = (unsigned)count;
	u->damping_time = (unsigned)ms;
	return 0;
}

const struct value_type VALUE_NUMBER = { "a decimal number", UNIT_NUMBER, read_number };
const struct value_type VALUE_PROTOCOL = { "a decimal number", UNIT_NUMBER, read_protocol };
const struct value_type VALUE_TABLES = { "a decimal number", UNIT_NUMBER, read_tables };
const struct value_type VALUE_TABLE = { "a name from rt_tables, or a decimal number", UNIT_NUMBER, read_table };
const struct value_type VALUE_MASK = { "a hexadecimal number of 32 bits, 0x...", UNIT_NONE, read_mask };
const struct value_type VALUE_MARK = { "a number, decimal or hexadecimal with 0x, not 0", UNIT_NONE, read_mark };
const struct value_type VALUE_BOOLEAN = { "one of yes, no, true, false, on, off, 1, 0", UNIT_NONE, read_boolean };
const struct value_type VALUE_TIME = { "a time (a number and ms, s, m, h or d; seconds without)", UNIT_TIME, read_time };
const struct value_type VALUE_TIME_OR_AUTO = { "auto, or a time (a number and ms, s, m, h or d; seconds without)", UNIT_TIME, read_time_or_auto };
const struct value_type VALUE_SHARE = { "a share", UNIT_SHARE, read_share };
const struct value_type VALUE_WORD = { "a word", UNIT_NONE, read_word };
const struct value_type VALUE_DAMPING = { "no, or COUNT/TIME: a number from 1 to 1000 and a time", UNIT_TIME, read_damping };
