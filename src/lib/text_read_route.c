/* text_read_route.c - `ip route ...` as an object. PURE. */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "text_words.h"

/* Bits of what was seen; those of RTA_METRICS begin behind them. */
enum word { TO, VIA, DEV, ONLINK, SRC, METRIC, TOS, SCOPE, PROTO, TABLE, WEIGHT, NEXTHOP, EQUALIZE, METRICS = 16 };

static const struct name words_of_routes[] = {
	{ "to", TO },
	{ "via", VIA },
	{ "dev", DEV },
	{ "oif", DEV },
	{ "onlink", ONLINK },
	{ "src", SRC },
	{ "metric", METRIC },
	{ "priority", METRIC },
	{ "prio", METRIC },
	{ "preference", METRIC },
	{ "tos", TOS },
	{ "dsfield", TOS },
	{ "scope", SCOPE },
	{ "proto", PROTO },
	{ "protocol", PROTO },
	{ "table", TABLE },
	{ "tab", TABLE },
	{ "nexthop", NEXTHOP },
	{ "equalize", EQUALIZE },
	{ NULL, 0 },
};

static const struct name words_of_hops[] = {
	{ "via", VIA },
	{ "dev", DEV },
	{ "oif", DEV },
	{ "weight", WEIGHT },
	{ "onlink", ONLINK },
	{ "nexthop", NEXTHOP },
	{ NULL, 0 },
};

static const struct name scopes[] = {
	{ "global", RT_SCOPE_UNIVERSE },
	{ "universe", RT_SCOPE_UNIVERSE },
	{ "site", RT_SCOPE_SITE },
	{ "link", RT_SCOPE_LINK },
	{ "host", RT_SCOPE_HOST },
	{ "nowhere", RT_SCOPE_NOWHERE },
	{ NULL, 0 },
};

static const struct name everything[] = { { "default", 0 }, { "any", 0 }, { "all", 0 }, { NULL, 0 } };

struct reading {
	struct words *words;
	struct route *route;
	uint32_t seen, hop_seen; /* of the whole line, of the last hop */
	bool has_type;
};

static struct hop *add_hop(struct route *r)
{
	struct hop *hops = reallocarray(r->hops, r->hop_count + 1, sizeof(*hops));

	if (!hops)
		return NULL;
	r->hops = hops;
	hops[r->hop_count] = (struct hop){ .weight = 1 };
	return &hops[r->hop_count++];
}

static bool has(const struct reading *reading, int what)
{
	return reading->seen & UINT32_C(1) << what;
}

static int read_hop_word(struct reading *reading, int what, const char *word, struct hop *hop)
{
	struct words *w = reading->words;
	uint32_t weight;

	if (words_once(w, word, what, &reading->hop_seen) < 0)
		return -EINVAL;
	switch (what) {
	case VIA:
		return words_address(w, word, &reading->route->family, &hop->gateway);
	case DEV:
		return words_device(w, word, hop->device);
	case ONLINK:
		hop->onlink = true;
		return 0;
	default:
		if (words_number(w, word, 1, 256, &weight) < 0)
			return -EINVAL;
		hop->weight = weight;
		return 0;
	}
}

/* From the first `nexthop` on a line has nothing but hops. */
static int read_nexthops(struct reading *reading)
{
	struct words *w = reading->words;
	struct route *r = reading->route;
	struct hop *hop = add_hop(r);
	char *word;

	while (hop && (word = words_next(w))) {
		int what = name_find(words_of_hops, word);

		if (what < 0)
			return words_fail(w, word, "after nexthop only via, dev, weight, onlink or another nexthop");
		if (what == NEXTHOP) {
			hop = add_hop(r);
			reading->hop_seen = 0;
		} else if (read_hop_word(reading, what, word, hop) < 0) {
			return -EINVAL;
		}
	}
	return hop ? 0 : -ENOMEM;
}

static int refuse_host_bits(struct reading *reading, const char *word)
{
	struct prefix network = prefix_masked(&reading->route->destination);
	char text[PREFIX_TEXT], reason[100];

	snprintf(reason, sizeof(reason), "bits are set behind the length; the network is %s", prefix_text(&network, text));
	return words_fail(reading->words, word, reason);
}

static int read_destination(struct reading *reading, const char *word)
{
	struct route *r = reading->route;

	if (name_find(everything, word) >= 0)
		return 0;
	if (words_prefix(reading->words, word, &r->family, &r->destination) < 0)
		return -EINVAL;
	/* IPv6 clears them (ip6_route_info_create), IPv4 refuses them (rtm_to_fib_config) */
	if (r->family == AF_INET6)
		r->destination = prefix_masked(&r->destination);
	else if (prefix_has_host_bits(&r->destination))
		return refuse_host_bits(reading, word);
	return 0;
}

/* What is no word of routes: a type, then the destination. */
static int read_other(struct reading *reading, const char *word)
{
	int type = name_find(text_route_types, word);

	if (has(reading, TO))
		return words_fail(reading->words, word, "unknown word");
	if (type < 0 || reading->has_type) {
		reading->seen |= UINT32_C(1) << TO;
		return read_destination(reading, word);
	}
	reading->route->type = (unsigned char)type;
	reading->has_type = true;
	return 0;
}

static int read_number_word(struct reading *reading, int what, const char *word)
{
	struct words *w = reading->words;
	struct route *r = reading->route;
	uint32_t value;

	switch (what) {
	case METRIC:
		return words_number(w, word, 0, UINT32_MAX, &r->metric);
	case TABLE:
		return words_table(w, word, &r->table);
	case TOS:
		return words_tos(w, word, &r->tos);
	case PROTO:
		if (words_named(w, word, text_protocols, 0, UINT8_MAX, &value) < 0)
			return -EINVAL;
		r->protocol = (unsigned char)value;
		return 0;
	default:
		if (words_named(w, word, scopes, 0, UINT8_MAX, &value) < 0)
			return -EINVAL;
		r->scope = (unsigned char)value;
		return 0;
	}
}

static int read_word(struct reading *reading, const char *word)
{
	struct words *w = reading->words;
	struct route *r = reading->route;
	int what = name_find(words_of_routes, word), metric = text_metric_number(word);
	char *argument;

	if (metric >= 0)
		return words_once(w, word, METRICS + metric, &reading->seen) < 0 ? -EINVAL : words_metric(w, word, r->metrics);
	if (what < 0)
		return read_other(reading, word);
	if (words_once(w, word, what, &reading->seen) < 0)
		return -EINVAL;
	switch (what) {
	case TO:
		return words_argument(w, word, &argument) < 0 ? -EINVAL : read_destination(reading, argument);
	case VIA:
	case DEV:
	case ONLINK:
		if (r->hop_count == 0 && !add_hop(r))
			return -ENOMEM;
		return read_hop_word(reading, what, word, &r->hops[0]);
	case SRC:
		return words_address(w, word, &r->family, &r->source);
	case EQUALIZE:
		w->note = "equalize: no kernel does that; not sent";
		return 0;
	case NEXTHOP:
		if (r->hop_count > 0)
			return words_fail(w, word, "via and dev belong behind it");
		return read_nexthops(reading);
	default:
		return read_number_word(reading, what, word);
	}
}

/* What a line leaves open, as iproute2 and the kernel fill it in. */
static void fill_in(struct reading *reading)
{
	struct route *r = reading->route;

	if (r->family == 0)
		r->family = AF_INET;
	if (!prefix_is_set(&r->destination))
		r->destination.family = r->family;
	if (r->family == AF_INET6) {
		r->scope = RT_SCOPE_UNIVERSE;
		if (r->metric == 0)
			r->metric = METRIC_V6_DEFAULT;
		/* as `ip -6 route show` prints it: error routes are on lo, which goes without saying */
		if (!text_type_has_hops(r->type) && r->hop_count == 1 && !prefix_is_set(&r->hops[0].gateway)) {
			free(r->hops);
			r->hops = NULL;
			r->hop_count = 0;
		}
	} else if (!has(reading, SCOPE)) {
		r->scope = text_default_scope(r, has(reading, NEXTHOP));
	}
}

static int check(const struct reading *reading, enum step_kind step)
{
	const struct route *r = reading->route;

	if (!has(reading, TO))
		return words_fail(reading->words, "route", "no destination");
	if (r->family == AF_INET6 && r->tos)
		return words_fail(reading->words, "tos", "IPv6 routes have none");
	if (!text_type_has_hops(r->type) && r->hop_count > 0)
		return words_fail(reading->words, name_of(text_route_types, r->type), "goes nowhere, without via and dev");
	if (text_type_has_hops(r->type) && r->hop_count == 0 && step != STEP_DELETE)
		return words_fail(reading->words, "route", "no via, dev or nexthop");
	for (size_t i = 0; i < r->hop_count; i++)
		if (r->hops[i].device[0] == '\0' && !prefix_is_set(&r->hops[i].gateway))
			return words_fail(reading->words, "route", "a hop without via and dev");
	return 0;
}

int text_read_route(struct words *w, enum step_kind step, unsigned char family, struct route *out)
{
	struct reading reading = { .words = w, .route = out };
	char *word;
	int error;

	*out = (struct route){ .family = family, .type = RTN_UNICAST, .protocol = RTPROT_BOOT, .table = RT_TABLE_MAIN };
	while ((word = words_next(w))) {
		error = read_word(&reading, word);
		if (error < 0)
			return error;
	}
	fill_in(&reading);
	return check(&reading, step);
}
