/* config_check_option.c - what may stand behind a check: `timeout=500ms', `status=200-299+301'. PURE. */
#include <errno.h>
#include <string.h>

#include "config_check.h"
#include "suggest.h"

int check_copy(char **to, const char *text)
{
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

int check_read_port(const char *text, uint16_t *port)
{
	unsigned long long value;

	if (value_read_number(text, 65535, &value) < 0 || value == 0)
		return -EINVAL;
	*port = (uint16_t)value;
	return 0;
}

bool check_is_host(const char *text, bool with_port)
{
	const char *start = text;
	uint16_t port;

	for (;;) {
		size_t label = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

		if (label == 0 || label > 63)
			return false;
		text += label;
		if (*text != '.')
			break;
		if (*++text == '\0')
			break;
	}
	if (text - start >= HOST_NAME_SIZE)
		return false;
	return *text == '\0' || (with_port && *text == ':' && check_read_port(text + 1, &port) == 0);
}

/* `200-299+301', `204' */
static int read_status(char *text, struct check *check)
{
	char *also = strchr(text, '+'), *last;
	unsigned long long n[3] = { 0 };

	if (also)
		*also++ = '\0';
	last = strchr(text, '-');
	if (last)
		*last++ = '\0';
	if (value_read_number(text, 599, &n[0]) < 0 || value_read_number(last ? last : text, 599, &n[1]) < 0 ||
	    (also && value_read_number(also, 599, &n[2]) < 0))
		return -EINVAL;
	if (n[0] < 100 || n[1] < n[0] || (also && n[2] < 100))
		return -EINVAL;
	check->words->status_first = (unsigned)n[0];
	check->words->status_last = (unsigned)n[1];
	check->words->status_also = (unsigned)n[2];
	return 0;
}

/* Bytes: `65536', `64K', `1M' */
static int read_limit(char *text, struct check *check)
{
	size_t length = strlen(text);
	unsigned long long value, unit = 1;

	if (length && (text[length - 1] == 'K' || text[length - 1] == 'M')) {
		unit = text[length - 1] == 'K' ? 1024 : 1024 * 1024;
		text[length - 1] = '\0';
	}
	if (value_read_number(text, 64 * 1024 * 1024, &value) < 0 || value == 0 || value * unit > 64 * 1024 * 1024)
		return -EINVAL;
	check->words->limit = (unsigned long)(value * unit);
	return 0;
}

static int read_redirects(char *text, struct check *check)
{
	unsigned long long value;

	if (value_read_number(text, 10, &value) < 0)
		return -EINVAL;
	check->words->redirects = (unsigned)value;
	return 0;
}

static int read_timeout(char *text, struct check *check)
{
	unsigned long long value;

	if (value_read_time(text, &value) < 0 || value == 0 || value > 3600000)
		return -EINVAL;
	check->timeout = value & 0xffffff; /* which it is within */
	return 0;
}

static int read_expect(char *text, struct check *check)
{
	return *text ? check_copy(&check->words->expect, text) : -EINVAL;
}

static int read_host(char *text, struct check *check)
{
	return check_is_host(text, true) ? check_copy(&check->words->host, text) : -EINVAL;
}

static int read_verify(char *text, struct check *check)
{
	check->words->verify = strcmp(text, "yes") == 0;
	return check->words->verify || strcmp(text, "no") == 0 ? 0 : -EINVAL;
}

static const struct option {
	const char *name, *syntax;
	unsigned who;
	int (*read)(char *text, struct check *check);
} options[] = {
	{ "timeout", "timeout=TIME, 1ms to 1h", OPTION_TIMEOUT, read_timeout },
	{ "status", "status=FIRST[-LAST][+OTHER] of 100 to 599", OPTION_HTTP, read_status },
	{ "expect", "expect=TEXT", OPTION_HTTP, read_expect },
	{ "host", "host=NAME[:PORT]", OPTION_HTTP, read_host },
	{ "limit", "limit=BYTES, with K or M, up to 64M", OPTION_HTTP, read_limit },
	{ "redirects", "redirects=COUNT, 0 to 10", OPTION_HTTP, read_redirects },
	{ "verify", "verify=yes or verify=no", OPTION_VERIFY, read_verify },
};

int check_read_option(char *word, unsigned allowed, unsigned *said, struct check *check, struct value_context *c)
{
	struct suggestion meant = { .word = word };
	char *value = strchr(word, '=');
	int r;

	*value++ = '\0';
	for (size_t i = 0; i < COUNT(options); i++) {
		if (!(options[i].who & allowed))
			continue;
		suggest_offer(&meant, options[i].name);
		if (strcmp(word, options[i].name) != 0)
			continue;
		if (*said & 1u << i)
			return value_refuse(c, "`%s=' is said twice", word);
		*said |= 1u << i;
		r = options[i].read(value, check);
		return r == -EINVAL ? value_refuse(c, "`%s=': must be %s", word, options[i].syntax) : r;
	}
	if (meant.best)
		return value_refuse(c, "`%s=': no option of this check (did you mean %s=?)", word, meant.best);
	return value_refuse(c, "`%.100s=': no option of this check", word);
}
