/* text_read_rule.c - `ip rule ...` as an object. PURE. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "text_words.h"

#define MOST_PORT 65534

enum word {
	NOT,
	FROM,
	TO,
	PREF,
	TOS,
	MARK,
	IIF,
	OIF,
	IPPROTO,
	SPORT,
	DPORT,
	TYPE,
	TABLE,
	GOTO,
	SUPPRESS_LENGTH,
	SUPPRESS_GROUP,
	PROTO,
};

static const struct name words_of_rules[] = {
	{ "not", NOT },
	{ "from", FROM },
	{ "to", TO },
	{ "pref", PREF },
	{ "preference", PREF },
	{ "priority", PREF },
	{ "prio", PREF },
	{ "order", PREF },
	{ "tos", TOS },
	{ "dsfield", TOS },
	{ "fwmark", MARK },
	{ "iif", IIF },
	{ "dev", IIF },
	{ "oif", OIF },
	{ "ipproto", IPPROTO },
	{ "sport", SPORT },
	{ "dport", DPORT },
	{ "type", TYPE },
	{ "lookup", TABLE },
	{ "table", TABLE },
	{ "tab", TABLE },
	{ "goto", GOTO },
	{ "suppress_prefixlength", SUPPRESS_LENGTH },
	{ "sup_pl", SUPPRESS_LENGTH },
	{ "suppress_ifgroup", SUPPRESS_GROUP },
	{ "sup_group", SUPPRESS_GROUP },
	{ "proto", PROTO },
	{ "protocol", PROTO },
	{ NULL, 0 },
};

static const struct name actions[] = {
	{ "nop", FR_ACT_NOP },
	{ "blackhole", FR_ACT_BLACKHOLE },
	{ "unreachable", FR_ACT_UNREACHABLE },
	{ "prohibit", FR_ACT_PROHIBIT },
	{ NULL, 0 },
};

static const struct name ip_protocols[] = {
	{ "icmp", IPPROTO_ICMP },
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "ipv6-icmp", IPPROTO_ICMPV6 },
	{ NULL, 0 },
};

struct reading {
	struct words *words;
	struct rule *rule;
	uint32_t seen;
};

static int read_selector(struct reading *reading, const char *word, struct prefix *out)
{
	struct words *w = reading->words;
	char *text;

	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	if (strcmp(text, "all") == 0 || strcmp(text, "any") == 0 || strcmp(text, "default") == 0)
		return 0;
	if (words_prefix(w, text, &reading->rule->family, out) < 0)
		return -EINVAL;
	*out = prefix_masked(out); /* the kernel compares no bits behind the length (fib4_rule_match, fib6_rule_match) */
	if (out->length == 0)
		*out = (struct prefix){ 0 };
	return 0;
}

/* MARK[/MASK]; without a mask all bits count, but 0 alone is no mark (fib_nl2rule). */
static int read_mark(struct reading *reading, const char *word)
{
	struct rule *r = reading->rule;
	char *text, *slash;

	if (words_argument(reading->words, word, &text) < 0)
		return -EINVAL;
	slash = strchr(text, '/');
	if (slash)
		*slash = '\0';
	if (!text_hexadecimal(text, &r->mark) || (slash && !text_hexadecimal(slash + 1, &r->mask)))
		return words_fail(reading->words, word, "no mark or mark/mask");
	if (!slash)
		r->mask = r->mark ? UINT32_MAX : 0;
	return 0;
}

/* PORT or FIRST-LAST; the kernel refuses 65535 (fib_rule_port_range_valid). */
static int read_ports(struct reading *reading, const char *word, uint16_t ports[2])
{
	uint32_t first, last;
	char *text, *dash;

	if (words_argument(reading->words, word, &text) < 0)
		return -EINVAL;
	dash = strchr(text, '-');
	if (dash)
		*dash = '\0';
	if (!text_number(text, 1, MOST_PORT, &first) || !text_number(dash ? dash + 1 : text, first, MOST_PORT, &last))
		return words_fail(reading->words, word, "no port or range of ports");
	ports[0] = (uint16_t)first;
	ports[1] = (uint16_t)last;
	return 0;
}

static int set_action(struct reading *reading, const char *word, int action)
{
	if (action < 0)
		return words_fail(reading->words, word, "unknown word");
	if (reading->rule->action != FR_ACT_UNSPEC)
		return words_fail(reading->words, word, "a second action");
	reading->rule->action = (unsigned char)action;
	return 0;
}

static int read_action(struct reading *reading, int what, const char *word)
{
	struct words *w = reading->words;
	struct rule *r = reading->rule;
	char *type;

	switch (what) {
	case TABLE:
		if (words_table(w, word, &r->table) < 0)
			return -EINVAL;
		return set_action(reading, word, FR_ACT_TO_TBL);
	case GOTO:
		if (words_number(w, word, 1, UINT32_MAX, &r->target) < 0)
			return -EINVAL;
		return set_action(reading, word, FR_ACT_GOTO);
	case TYPE:
		if (words_argument(w, word, &type) < 0)
			return -EINVAL;
		return set_action(reading, type, name_find(actions, type));
	default:
		return set_action(reading, word, name_find(actions, word));
	}
}

static int read_number_word(struct reading *reading, int what, const char *word)
{
	struct words *w = reading->words;
	struct rule *r = reading->rule;
	uint32_t value;
	int error;

	switch (what) {
	case PREF:
		return words_number(w, word, 0, UINT32_MAX, &r->priority);
	case PROTO:
		error = words_named(w, word, text_protocols, 0, UINT8_MAX, &value);
		if (error == 0)
			r->protocol = (unsigned char)value;
		return error;
	case IPPROTO:
		error = words_named(w, word, ip_protocols, 0, UINT8_MAX, &value);
		if (error == 0)
			r->ip_protocol = (unsigned char)value;
		return error;
	case SUPPRESS_LENGTH:
		error = words_number(w, word, 0, 128, &value);
		if (error == 0)
			r->suppress_prefixlength = (int32_t)value;
		return error;
	default:
		error = words_number(w, word, 0, INT32_MAX, &value);
		if (error == 0)
			r->suppress_ifgroup = (int32_t)value;
		return error;
	}
}

static int read_word(struct reading *reading, const char *word)
{
	struct words *w = reading->words;
	struct rule *r = reading->rule;
	int what = name_find(words_of_rules, word);

	if (what >= 0 && words_once(w, word, what, &reading->seen) < 0)
		return -EINVAL;
	switch (what) {
	case NOT:
		r->invert = true;
		return 0;
	case FROM:
		return read_selector(reading, word, &r->from);
	case TO:
		return read_selector(reading, word, &r->to);
	case TOS:
		return words_tos(w, word, &r->tos);
	case MARK:
		return read_mark(reading, word);
	case IIF:
		return words_device(w, word, r->iif);
	case OIF:
		return words_device(w, word, r->oif);
	case SPORT:
		return read_ports(reading, word, r->source_port);
	case DPORT:
		return read_ports(reading, word, r->destination_port);
	case PREF:
	case PROTO:
	case IPPROTO:
	case SUPPRESS_LENGTH:
	case SUPPRESS_GROUP:
		return read_number_word(reading, what, word);
	default:
		return read_action(reading, what, word);
	}
}

int text_read_rule(struct words *w, enum step_kind step, unsigned char family, struct rule *out)
{
	struct reading reading = { .words = w, .rule = out };
	char *word;

	*out = rule_empty(family);
	out->protocol = RTPROT_BOOT;
	while ((word = words_next(w)))
		if (read_word(&reading, word) < 0)
			return -EINVAL;

	if (out->family == 0)
		out->family = AF_INET;
	/* without a number the kernel takes the lowest that is free below the others: no text can say which */
	if (!(reading.seen & UINT32_C(1) << PREF)) {
		if (!w->manner)
			return words_fail(w, "rule", "no pref");
		out->priority = w->manner->priority;
	}
	if (out->action == FR_ACT_UNSPEC && step != STEP_DELETE) {
		out->action = FR_ACT_TO_TBL;
		out->table = RT_TABLE_MAIN;
	}
	if (out->action == FR_ACT_GOTO && out->target <= out->priority)
		return words_fail(w, "goto", "leads backwards");
	return 0;
}
