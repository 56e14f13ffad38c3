/* config_table.c - the one table of sections and keys. PURE. */
#include "config_table.h"

#include <stdio.h>
#include <string.h>

#define CORE "HTRABS"
#define ALL CORE "WDVFM"

#define MINUTE 60000ull
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#ifdef HAVE_CONNTRACK
#define CLEARING ""
#else
#define CLEARING " (not by this build: it was made without libnetfilter_conntrack)"
#endif
#ifdef HAVE_NFTABLES
#define MARKING ""
#else
#define MARKING " (not by this build: it was made without libnftables)"
#endif

#define HELP_WIDTH 100 /* columns */

#define HOMING(field) .offset = offsetof(struct homing_section, field)
#define UPLINK(field) .offset = offsetof(struct uplink, field)
#define BALANCE(field) .offset = offsetof(struct balance_section, field)
#define FLOWS(field) .offset = offsetof(struct flows_section, field)
#define ALIAS(field) .offset = offsetof(struct alias, field)
#define TAKEOVER(field) .offset = offsetof(struct takeover_section, field)

static const struct config_key homing_keys[] = {
	{ "protocol", &VALUE_PROTOCOL, HOMING(protocol), .min = 5, .max = 255, .fallback = "72", .readers = CORE,
	  .help = "mark of ownership on routes, rules and addresses; none of iproute2's known protocols. Before changing it: homing remove" },
	{ "priority", &VALUE_NUMBER, HOMING(priority), .min = 1, .max = 30000, .fallback = "7200", .readers = CORE,
	  .help = "number of the first policy rule" },
	{ "tables", &VALUE_TABLES, HOMING(tables), .min = 1, .max = 4294966000, .fallback = "7200", .readers = CORE,
	  .help = "number of the balance table; the uplinks' tables follow it in order of appearance" },
	{ "mark-mask", &VALUE_MASK, HOMING(mark_mask), .fallback = "0x7f000000", .readers = CORE "FM",
	  .help = "the bits of a packet's mark that tell its uplink" },
	{ "group", &VALUE_NUMBER, HOMING(group), .min = 0, .max = 2147483647, .fallback = "72", .readers = "HB",
	  .help = "interface group that the uplinks join when there is a balance; 0: none" },
	{ "strict", &VALUE_BOOLEAN, HOMING(strict), .fallback = "no", .readers = "H",
	  .help = "hooks return the real exit status, not 0" },
	{ "lock-timeout", &VALUE_TIME, HOMING(lock_timeout), .min = 0, .max = HOUR, .fallback = "10s", .readers = CORE,
	  .help = "how long to wait for another run to end" },
	{ "check-user", &VALUE_USER, HOMING(check_user), .absent = "homing, else nobody", .readers = "WD",
	  .help = "the user that runs tcp, http, https, dns and exec checks" },
	{ "state-directory", &VALUE_PATH, HOMING(state_directory), .fallback = "/run/homing", .readers = ALL,
	  .help = "where leases, holds and the lock are; --state-dir wins" },
};

static const struct config_key uplink_keys[] = {
	{ "interface", &VALUE_INTERFACE, UPLINK(interface), .flags = KEY_REQUIRED, .readers = CORE "WF",
	  .help = "the interface it leaves by; two uplinks may share one when the addresses of one of them are named" },
	{ "gateway", &VALUE_GATEWAY, UPLINK(gateway), .flags = KEY_LIST, .fallback = "auto", .readers = CORE "W",
	  .help = "the next hop; a family without an address here is automatic: lease, main's default, point-to-point link" },
	{ "family", &VALUE_FAMILY, UPLINK(family), .flags = KEY_LIST, .fallback = "4, 6", .readers = CORE "WF",
	  .help = "the address families that it carries" },
	{ "addresses", &VALUE_ADDRESSES, UPLINK(addresses), .flags = KEY_LIST, .fallback = "auto", .readers = CORE "F",
	  .help = "source addresses that belong here; auto: every global address on the interface" },
	{ "table", &VALUE_TABLE, UPLINK(table), .min = 1, .max = 4294967295, .absent = "tables and its place in order of appearance",
	  .readers = CORE, .help = "its route table; not 0, 253, 254, 255, nor another uplink's, nor the balance table" },
	{ "weight", &VALUE_NUMBER, UPLINK(weight), .min = 1, .max = 256, .fallback = "1", .readers = "B",
	  .help = "its share of the balance" },
	{ "preference", &VALUE_NUMBER, UPLINK(preference), .min = 1, .max = 255, .fallback = "1", .readers = "BW",
	  .help = "of the uplinks that live those of the lowest preference carry all" },
	{ "guard", &VALUE_BOOLEAN, UPLINK(guard), .fallback = "yes", .readers = "T",
	  .help = "an unreachable default of last metric: the address of an uplink that is down never leaves through another" },
	{ "routed", &VALUE_PREFIXES, UPLINK(routed), .flags = KEY_LIST | KEY_NONE, .fallback = "none", .readers = "R",
	  .help = "prefixes that live behind this host and came with this uplink; those that its lease delegates are added by themselves" },
	{ "reach", &VALUE_PREFIXES, UPLINK(reach), .flags = KEY_LIST | KEY_NONE, .fallback = "none", .readers = "R",
	  .help = "destinations that are reached by this uplink only; the leased DHCP server is added by itself" },
	{ "mark", &VALUE_MARK, UPLINK(mark), .min = 1, .max = 4294967295, .absent = "its place in order of appearance", .readers = "RFWM",
	  .help = "its value under mark-mask" },
	{ "check", &VALUE_CHECKS, UPLINK(checks), .flags = KEY_LIST | KEY_NONE, .fallback = "gateway", .readers = "W",
	  .help = "how its health is tested; none: by carrier and address only, as without [balance] where it is not said. A gateway that is silent in one family is left in that alone" },
	{ "need", &VALUE_NUMBER, UPLINK(need), .min = 1, .max = 1000, .fallback = "1", .readers = "W",
	  .help = "how many of the checks must be well; no more than there are" },
	{ "interval", &VALUE_TIME, UPLINK(interval), .min = 10, .max = HOUR, .fallback = "1s", .readers = "W",
	  .help = "time from one check to the next" },
	{ "timeout", &VALUE_TIME_OR_AUTO, UPLINK(timeout), .min = 1, .max = 1000 * HOUR, .fallback = "auto", .readers = "W",
	  .help = "how long an answer may take; at most interval x fall. auto: learnt as in RFC 6298, 20 ms to 1 s; of http, https, dns and exec 1 s to interval x fall, at most 10 s" },
	{ "fall", &VALUE_NUMBER, UPLINK(fall), .min = 1, .max = 1000, .fallback = "3", .readers = "W",
	  .help = "misses in a row after which it is down" },
	{ "rise", &VALUE_NUMBER, UPLINK(rise), .min = 1, .max = 1000, .fallback = "10", .readers = "W",
	  .help = "answers in a row after which it is up again" },
	{ "loss", &VALUE_SHARE, UPLINK(loss), .min = 1, .max = 100, .absent = "reported, not acted on", .readers = "W",
	  .help = "share of lost answers within window from which on it is down" },
	{ "latency", &VALUE_TIME, UPLINK(latency), .min = 1, .max = HOUR, .absent = "reported, not acted on", .readers = "W",
	  .help = "mean time to answer within window from which on it is down" },
	{ "window", &VALUE_TIME, UPLINK(window), .min = 1000, .max = DAY, .fallback = "60s", .readers = "W",
	  .help = "the time that loss and latency are taken over" },
	{ "damping", &VALUE_DAMPING, UPLINK(damping_count), .min = 1000, .max = DAY, .fallback = "3/10m", .readers = "W",
	  .help = "the last of so many falls within that time doubles rise, and so does each further one, up to 16 times" },
	{ "clear-flows", &VALUE_WORD, UPLINK(clear_flows), .words = "no down both", .fallback = "down", .readers = "W",
	  .help = "forget the connections (conntrack) of an uplink when it goes down, or when it goes down and comes up" CLEARING },
};

static const struct config_key balance_keys[] = {
	{ "uplinks", &VALUE_UPLINKS, BALANCE(uplinks), .flags = KEY_LIST, .absent = "all", .readers = "BW",
	  .help = "the uplinks that share the traffic which no address and no device binds" },
	{ "hash", &VALUE_WORD, BALANCE(hash), .words = "keep l3 l4", .fallback = "keep", .readers = "B",
	  .help = "what a flow's uplink is drawn from: l3 addresses, l4 ports too (net.*.fib_multipath_hash_policy); keep: as it is set" },
};

static const struct config_key flows_keys[] = {
	{ "uplinks", &VALUE_UPLINKS, FLOWS(uplinks), .flags = KEY_LIST, .absent = "all", .readers = "MRW",
	  .help = "the uplinks whose flows stay on them: port forwards, published ports, what is masqueraded" MARKING },
	{ "src-valid-mark", &VALUE_BOOLEAN, FLOWS(src_valid_mark), .fallback = "yes", .readers = "MBW",
	  .help = "sets net.ipv4.conf.all.src_valid_mark, which a strict rp_filter needs with it; the old value is put back" },
};

static const struct config_key alias_keys[] = {
	{ "interface", &VALUE_INTERFACE, ALIAS(interface), .flags = KEY_REQUIRED, .readers = "A", .help = "the interface that bears it" },
	{ "address", &VALUE_ALIAS, ALIAS(addresses), .flags = KEY_REQUIRED | KEY_LIST, .readers = "AVDF",
	  .help = "one set, moved together; a length other than 32 or 128 where a network lies behind the alias" },
	{ "label", &VALUE_LABEL, ALIAS(label), .absent = "none", .readers = "A",
	  .help = "the name that ifconfig shows for its IPv4 addresses; IPv6 has none" },
	{ "up", &VALUE_WORD, ALIAS(up), .min = ALIAS_ALWAYS, .words = "always takeover manual",
	  .absent = "takeover where a [takeover] has it, else always", .readers = "AW",
	  .help = "who brings it up: every run, the watcher when its owner is dead, or a person" },
	{ "uplink", &VALUE_UPLINK, ALIAS(uplink), .absent = "that of the interface", .readers = "R",
	  .help = "the uplink that its traffic takes, for an alias on lo or on a LAN's interface" },
	{ "probe", &VALUE_BOOLEAN, ALIAS(probe), .fallback = "yes", .readers = "A",
	  .help = "ask first whether somebody else has an address of it" },
	{ "announce", &VALUE_NEIGHBOURS, ALIAS(announce), .flags = KEY_LIST, .absent = "the gateways on its interface", .readers = "AW",
	  .help = "neighbours that are told of it directly, beside the announcement to all" },
	{ "check", &VALUE_CHECKS, ALIAS(checks), .flags = KEY_LIST | KEY_NONE, .fallback = "none", .readers = "W",
	  .help = "how the owner's own service is tested; without a target the alias' first address is" },
	{ "interval", &VALUE_TIME, ALIAS(interval), .min = 10, .max = HOUR, .fallback = "1s", .readers = "W",
	  .help = "time from one check to the next" },
	{ "fall", &VALUE_NUMBER, ALIAS(fall), .min = 1, .max = 1000, .fallback = "3", .readers = "W",
	  .help = "misses in a row after which the service is down" },
	{ "rise", &VALUE_NUMBER, ALIAS(rise), .min = 1, .max = 1000, .fallback = "10", .readers = "W",
	  .help = "answers in a row after which it is up again" },
	{ "yield", &VALUE_BOOLEAN, ALIAS(yield), .fallback = "no", .readers = "W",
	  .help = "drop the alias when its service is down and the gateway answers, so that another host takes it" },
	{ "source", &VALUE_BOOLEAN, ALIAS(source), .fallback = "no", .readers = "A",
	  .help = "the kernel may choose it as source of traffic that names none" },
};

static const struct config_key takeover_keys[] = {
	{ "alias", &VALUE_ALIASES, TAKEOVER(aliases), .flags = KEY_REQUIRED | KEY_LIST, .readers = "W",
	  .help = "what is taken over, all of it or nothing; aliases on one interface, that of the peer's network" },
	{ "peer", &VALUE_NEIGHBOURS, TAKEOVER(peers), .flags = KEY_REQUIRED | KEY_LIST, .readers = "W",
	  .help = "real addresses of the owner; it lives when one of them answers" },
	{ "check", &VALUE_CHECKS, TAKEOVER(checks), .flags = KEY_LIST, .fallback = "icmp", .readers = "W",
	  .help = "how the owner is tested; without a target, and for the host of a URL, the peer's addresses are asked" },
	{ "gateway", &VALUE_NEIGHBOURS, TAKEOVER(gateways), .flags = KEY_LIST, .absent = "those of the uplink, else of main, on that interface",
	  .readers = "W", .help = "neighbours of which one must answer ARP, or this host counts as the one that is cut off, and takes nothing" },
	{ "witness", &VALUE_CHECK, TAKEOVER(witness), .flags = KEY_NONE, .fallback = "none", .readers = "W",
	  .help = "a third opinion, which must be well as the gateway must. Of an exec check 0 means that the owner is dead from there too, 1 that it lives; anything else is no opinion, and the others decide" },
	{ "need", &VALUE_NUMBER, TAKEOVER(need), .min = 1, .max = 1000, .absent = "all", .readers = "W",
	  .help = "how many of the checks must be well for the owner to be" },
	{ "interval", &VALUE_TIME, TAKEOVER(interval), .min = 10, .max = HOUR, .fallback = "1s", .readers = "W",
	  .help = "time from one check to the next" },
	{ "timeout", &VALUE_TIME_OR_AUTO, TAKEOVER(timeout), .min = 1, .max = 1000 * HOUR, .fallback = "auto", .readers = "W",
	  .help = "how long an answer may take; at most interval x fall. auto: learnt as in RFC 6298, 20 ms to 1 s; of http, https, dns and exec 1 s to interval x fall, at most 10 s" },
	{ "fall", &VALUE_NUMBER, TAKEOVER(fall), .min = 1, .max = 1000, .fallback = "3", .readers = "W",
	  .help = "misses in a row after which the owner is dead" },
	{ "rise", &VALUE_NUMBER, TAKEOVER(rise), .min = 1, .max = 1000, .fallback = "10", .readers = "W",
	  .help = "answers in a row after which it is back" },
	{ "return", &VALUE_WORD, TAKEOVER(give_back), .words = "auto manual", .fallback = "auto", .readers = "W",
	  .help = "given back when the owner is back, or when a person says homing-alias down" },
	{ "return-delay", &VALUE_TIME, TAKEOVER(return_delay), .min = 0, .max = DAY, .fallback = "0s", .readers = "W",
	  .help = "how long the owner must have been well before; one that lived when its alias was lost has been, and gets it when it asks" },
	{ "on-take", &VALUE_COMMANDS, TAKEOVER(on_take), .flags = KEY_LIST | KEY_NONE, .fallback = "none", .readers = "W",
	  .help = "run one after the other when the addresses are here, before they are announced; 30 s for each" },
	{ "on-release", &VALUE_COMMANDS, TAKEOVER(on_release), .flags = KEY_LIST | KEY_NONE, .fallback = "none", .readers = "W",
	  .help = "run one after the other before the addresses go; 30 s for each" },
	{ "required", &VALUE_BOOLEAN, TAKEOVER(required), .fallback = "no", .readers = "W",
	  .help = "when a command of on-take fails everything is given back" },
};

#define BEGINS_AS_HEAD(type, field) _Static_assert(offsetof(struct type, field) == offsetof(struct section_head, field), "as every named section")
BEGINS_AS_HEAD(uplink, name);
BEGINS_AS_HEAD(uplink, place);
BEGINS_AS_HEAD(alias, name);
BEGINS_AS_HEAD(alias, place);
BEGINS_AS_HEAD(takeover_section, name);
BEGINS_AS_HEAD(takeover_section, place);

static void release_uplink(void *section)
{
	struct uplink *u = section;

	prefixes_free(&u->addresses);
	prefixes_free(&u->routed);
	prefixes_free(&u->reach);
	checks_free(&u->checks);
}

static void release_balance(void *section)
{
	struct balance_section *b = section;

	names_free(&b->uplinks);
}

static void release_flows(void *section)
{
	struct flows_section *f = section;

	names_free(&f->uplinks);
}

static void release_alias(void *section)
{
	struct alias *a = section;

	prefixes_free(&a->addresses);
	prefixes_free(&a->announce);
	checks_free(&a->checks);
}

static void release_takeover(void *section)
{
	struct takeover_section *t = section;

	names_free(&t->aliases);
	prefixes_free(&t->peers);
	prefixes_free(&t->gateways);
	checks_free(&t->checks);
	checks_free(&t->witness);
	commands_free(&t->on_take);
	commands_free(&t->on_release);
}

const struct config_section CONFIG_SECTIONS[] = {
	{ .kind = "homing", .size = sizeof(struct homing_section), .offset = offsetof(struct config, homing), .keys = homing_keys,
	  .key_count = COUNT(homing_keys), .help = "what holds for all of homing" },
	{ .kind = "uplink", .named = true, .size = sizeof(struct uplink), .offset = offsetof(struct config, uplinks),
	  .count_offset = offsetof(struct config, uplink_count), .keys = uplink_keys, .key_count = COUNT(uplink_keys), .release = release_uplink,
	  .help = "a way in and out: a provider's link" },
	{ .kind = "balance", .size = sizeof(struct balance_section), .offset = offsetof(struct config, balance), .keys = balance_keys,
	  .key_count = COUNT(balance_keys), .release = release_balance,
	  .help = "traffic shared over the uplinks that live" },
	{ .kind = "flows", .size = sizeof(struct flows_section), .offset = offsetof(struct config, flows), .keys = flows_keys,
	  .key_count = COUNT(flows_keys), .release = release_flows,
	  .help = "flows stay on the uplink that they came or left by, homing-mark(8); forwarding hosts want it" },
	{ .kind = "alias", .named = true, .size = sizeof(struct alias), .offset = offsetof(struct config, aliases),
	  .count_offset = offsetof(struct config, alias_count), .keys = alias_keys, .key_count = COUNT(alias_keys), .release = release_alias,
	  .help = "a set of addresses that comes up, moves and goes as one" },
	{ .kind = "takeover", .named = true, .size = sizeof(struct takeover_section), .offset = offsetof(struct config, takeovers),
	  .count_offset = offsetof(struct config, takeover_count), .keys = takeover_keys, .key_count = COUNT(takeover_keys),
	  .release = release_takeover, .help = "aliases of another host, which are taken over when it dies and given back when it returns" },
};
const size_t CONFIG_SECTION_COUNT = COUNT(CONFIG_SECTIONS);

const struct config_section *config_find_section(const char *kind)
{
	for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++)
		if (strcmp(CONFIG_SECTIONS[i].kind, kind) == 0)
			return &CONFIG_SECTIONS[i];
	return NULL;
}

const struct config_key *config_find_key(const struct config_section *section, const char *name)
{
	for (size_t i = 0; i < section->key_count; i++)
		if (strcmp(section->keys[i].name, name) == 0)
			return &section->keys[i];
	return NULL;
}

static size_t last_line_length(const struct buffer *out)
{
	size_t length = 0;

	while (length < out->length && out->data[out->length - length - 1] != '\n')
		length++;
	return length;
}

void config_write_keys(const char *readers, struct buffer *out)
{
	for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++) {
		const struct config_section *s = &CONFIG_SECTIONS[i];
		bool first = true;

		for (const struct config_key *k = s->keys; k < s->keys + s->key_count; k++) {
			if (!strpbrk(k->readers, readers))
				continue;
			if (first)
				buffer_add(out, "  [%s%s]", s->kind, s->named ? " NAME" : "");
			else if (last_line_length(out) + 1 + strlen(k->name) > HELP_WIDTH)
				buffer_add(out, "\n   ");
			buffer_add(out, " %s", k->name);
			first = false;
		}
		if (!first)
			buffer_add(out, "\n");
	}
}
