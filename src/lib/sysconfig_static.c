/* sysconfig_static.c - the files of whole hosts: static-routes, static-rules, static-routes-ipv6. PURE. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "sysconfig_lines.h"
#include "text_words.h"

/* Words of route(8) of net-tools that have another name in ip-route(8), or none. */
enum word { NETMASK, VIA, METRIC, MSS, WINDOW, DEV, REJECT, NOTHING };

static const struct name words_of_route[] = {
	{ "netmask", NETMASK },
	{ "gw", VIA },
	{ "metric", METRIC },
	{ "mss", MSS },
	{ "window", WINDOW },
	{ "dev", DEV },
	{ "reject", REJECT },
	{ "mod", NOTHING },
	{ "dyn", NOTHING },
	{ "reinstate", NOTHING },
	{ NULL, 0 },
};

/* One `route add -net ...`. */
struct old_route {
	const char *target, *netmask, *device;
	bool host, reject;
	struct buffer words; /* of ip(8), what is behind the destination and the device */
};

static void old_route_free(struct old_route *r)
{
	buffer_free(&r->words);
}

/* Returns 0 or -EINVAL, told. */
static int read_old_word(struct lines *l, struct old_route *r, const char *word, char **rest)
{
	static const char *const names[] = { [VIA] = "via", [METRIC] = "metric", [WINDOW] = "window" };
	int what = name_find(words_of_route, word);
	const char *value = NULL;
	uint32_t mss;

	if (what >= 0 && what != REJECT && what != NOTHING) {
		value = lines_word(rest);
		if (!value) {
			lines_refuse(l, word, "nothing follows");
			return -EINVAL;
		}
	}
	switch (what) {
	case NETMASK:
		r->netmask = value;
		return 0;
	case DEV:
		r->device = value;
		return 0;
	case REJECT:
		r->reject = true;
		return 0;
	case NOTHING:
		return 0;
	case MSS: /* the kernel takes the headers off (rtentry_to_fib_config) */
		if (!text_number(value, 41, 65535, &mss)) {
			lines_refuse(l, word, "a number from 41 to 65535");
			return -EINVAL;
		}
		buffer_add(&r->words, " advmss %u", mss - 40);
		return 0;
	case VIA:
	case METRIC:
	case WINDOW:
		buffer_add(&r->words, " %s %s", names[what], value);
		return 0;
	}
	if (r->device) {
		lines_refuse(l, word, "no word of route(8)");
		return -EINVAL;
	}
	r->device = word; /* the last word may be the device alone */
	return 0;
}

static int add_old_route(struct lines *l, const struct old_route *r)
{
	_cleanup_(buffer_free) struct buffer words = { 0 };
	struct prefix target = { .family = AF_INET };
	char text[PREFIX_TEXT];

	if (strcmp(r->target, "default") != 0) {
		if (prefix_read(r->target, &target) < 0 || target.family != AF_INET) {
			lines_refuse(l, r->target, "an IPv4 address, or `default'");
			return 0;
		}
		if (r->netmask || (!r->host && !strchr(r->target, '/'))) {
			if (strchr(r->target, '/') || lines_mask(&target, r->netmask ? r->netmask : "", &target.length) < 0) {
				lines_refuse(l, r->netmask ? r->netmask : r->target, "a mask such as 255.255.255.0");
				return 0;
			}
		}
	}
	buffer_add(&words, "%s%s", r->reject ? "unreachable " : "", prefix_text(&target, text));
	if (r->device && !r->reject)
		buffer_add(&words, " dev %s", r->device);
	buffer_add(&words, "%s", r->words.data ? r->words.data : "");
	return words.failed ? -ENOMEM : lines_add(l, KIND_ROUTE, AF_INET, words.data);
}

/* `net 10.0.0.0 netmask 255.0.0.0 gw 192.0.2.1`: what the network service gives to `route add -`. device: NULL, or where the line stands for one. */
static int read_old_route(struct lines *l, const char *device, char *rest)
{
	_cleanup_(old_route_free) struct old_route r = { 0 };
	char *word = lines_word(&rest);
	const char *kind = word ? word : "";

	kind += kind[0] == '-';
	r.host = strcmp(kind, "host") == 0;
	if (!r.host && strcmp(kind, "net") != 0) {
		lines_refuse(l, word ? word : "static-routes", "`net' or `host' comes here");
		return 0;
	}
	r.target = lines_word(&rest);
	if (!r.target) {
		lines_refuse(l, kind, "nothing follows");
		return 0;
	}
	while ((word = lines_word(&rest)))
		if (read_old_word(l, &r, word, &rest) < 0)
			return 0;
	if (!r.device)
		r.device = device;
	return r.words.failed ? -ENOMEM : add_old_route(l, &r);
}

/* Lines for other devices are not ours to read, whatever they say. */
int sysconfig_read_static(struct lines *l)
{
	int error = 0;

	while (!error && lines_next(l)) {
		char *rest = l->text, *word = lines_word(&rest);

		if (!word)
			continue;
		if (strcmp(word, "advanced") == 0) {
			word = lines_word(&rest);
			if (!word)
				lines_refuse(l, "advanced", "a device and the words of `ip route add' follow");
			else if (strcmp(word, l->s->device) == 0)
				error = lines_add(l, KIND_ROUTE, 0, rest);
		} else if (strcmp(word, "any") == 0) {
			error = read_old_route(l, NULL, rest);
		} else if (strcmp(word, l->s->device) == 0) {
			error = read_old_route(l, l->s->device, rest);
		}
	}
	return error;
}

static bool begins_with_nexthop(const char *line)
{
	line += strspn(line, SYSCONFIG_BLANKS);
	return strncmp(line, "nexthop", 7) == 0 && strchr(SYSCONFIG_BLANKS, line[7]);
}

/* A comment at the end of a line would take the next one along. */
static void cut_comment(char *line)
{
	for (char *c = line; *c; c++)
		if (*c == '#' && (c == line || strchr(SYSCONFIG_BLANKS, c[-1]))) {
			*c = '\0';
			return;
		}
}

static bool is_ip(const char *word)
{
	const char *slash = strrchr(word, '/');

	return strcmp(slash ? slash + 1 : word, "ip") == 0;
}

/* `ip rule add ...`, `ip route add|replace|append ...`; the word ip itself may be missing. */
static int read_command(struct lines *l, char *line)
{
	unsigned char family = 0;
	char *rest = line, *word = lines_word(&rest), *verb;
	enum kind kind = KIND_ROUTE;

	if (word && is_ip(word))
		word = lines_word(&rest);
	for (; word && word[0] == '-'; word = lines_word(&rest))
		family = strcmp(word, "-6") == 0 ? AF_INET6 : strcmp(word, "-4") == 0 ? AF_INET : family;
	verb = lines_word(&rest);
	if (word && strcmp(word, "rule") == 0)
		kind = KIND_RULE;
	else if (!word || (strcmp(word, "route") != 0 && strcmp(word, "ro") != 0)) {
		lines_refuse(l, word ? word : "ip", "`ip rule add' and `ip route add' only");
		return 0;
	}
	if (verb && strcmp(verb, "flush") == 0 && strcmp(rest + strspn(rest, SYSCONFIG_BLANKS), "cache ") == 0)
		return 0; /* the habit of an older kernel, which had one */
	if (!verb || (strcmp(verb, "add") != 0 && (kind == KIND_RULE || (strcmp(verb, "replace") != 0 && strcmp(verb, "append") != 0)))) {
		lines_refuse(l, verb ? verb : word, "only `add': what no file names is not there");
		return 0;
	}
	return lines_add(l, kind, family, rest);
}

/* A command goes on as long as lines end in a backslash or begin with `nexthop`. */
int sysconfig_read_static_rules(struct lines *l)
{
	_cleanup_(buffer_free) struct buffer command = { 0 };
	unsigned first = 0;
	bool more;
	int error = 0;

	do {
		more = lines_next(l);
		if (more && lines_is_empty(l->text))
			continue;
		if (command.data && (!more || !begins_with_nexthop(l->text))) {
			unsigned number = l->number;

			l->number = first;
			error = command.failed ? -ENOMEM : read_command(l, command.data);
			l->number = number;
			buffer_free(&command);
		}
		if (!command.data)
			first = l->number;
		cut_comment(l->text);
		if (more)
			buffer_add(&command, "%s ", l->text);
	} while (!error && more);
	return error;
}

/* `DEVICE PREFIX [GATEWAY]` */
int sysconfig_read_static6(struct lines *l)
{
	int error = 0;

	while (!error && lines_next(l)) {
		_cleanup_(buffer_free) struct buffer words = { 0 };
		char *rest = l->text, *device = lines_word(&rest), *prefix, *gateway;

		if (!device || strcmp(device, l->s->device) != 0)
			continue;
		prefix = lines_word(&rest);
		gateway = lines_word(&rest);
		if (!prefix || lines_word(&rest)) {
			lines_refuse(l, device, "a prefix follows, then its gateway or nothing");
			continue;
		}
		buffer_add(&words, "%s%s%s dev %s", prefix, gateway ? " via " : "", gateway ? gateway : "", device);
		error = words.failed ? -ENOMEM : lines_add(l, KIND_ROUTE, AF_INET6, words.data);
	}
	return error;
}
