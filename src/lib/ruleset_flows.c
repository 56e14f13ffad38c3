/* ruleset_flows.c - the rules that keep a flow on the uplink that it came or left by (FACTS F8), as text for nft(8). PURE.
 *
 * Marks of others stay: of a packet's mark and of a flow's the bits of mark-mask alone are ours. nft can put nothing but a constant into some bits of a mark, hence two chains
 * for each uplink, and maps that lead there. */
#include "ruleset.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "want.h"

/* What all parts are written from. */
struct writing {
	const struct config *config;
	const struct facts *facts;
	const struct views *views;
	struct buffer *out;
	bool first; /* no element of this map yet */
};

/* The name stands between quotes, where nft takes a star at its end for any name. An interface that is called such a thing keeps no flows. */
static bool is_plain(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("\"*\\", *c))
			return false;
	return *name && strlen(name) < DEVICE_SIZE;
}

static const struct view *views_of(const struct writing *w, size_t uplink)
{
	return &w->views->items[uplink * FAMILIES];
}

/* Rules match by name: the interface need not be there. */
static const char *device_of(const struct writing *w, size_t uplink)
{
	const struct view *view = views_of(w, uplink);

	return view->link ? view->link->name : w->config->uplinks[uplink].interface;
}

static bool is_kept(const struct writing *w, size_t uplink)
{
	return flows_keep(w->config, w->facts, &w->config->uplinks[uplink]);
}

/* Somebody said `down': as if it were gone. */
static bool is_mapped(const struct writing *w, size_t uplink)
{
	const struct view *views = views_of(w, uplink);

	return is_kept(w, uplink) && views[V4].status != UPLINK_HELD && views[V6].status != UPLINK_HELD && is_plain(device_of(w, uplink));
}

/* Two uplinks on one interface: address and gateway tell them apart, and what they do not tell stays unmarked. */
static bool is_shared(const struct writing *w, size_t uplink)
{
	for (size_t i = 0; i < w->config->uplink_count; i++)
		if (i != uplink && !w->config->uplinks[i].by_hand && !strcmp(device_of(w, i), device_of(w, uplink)))
			return true;
	return false;
}

static void start_map(struct writing *w, const char *name, const char *type)
{
	buffer_add(w->out, "\tmap %s {\n\t\ttype %s : verdict\n", name, type);
	w->first = true;
}

static void end_map(struct writing *w)
{
	buffer_add(w->out, w->first ? "\t}\n\n" : "\n\t\t}\n\t}\n\n");
}

static void separate(struct writing *w)
{
	buffer_add(w->out, w->first ? "\t\telements = {\n\t\t\t" : ",\n\t\t\t");
	w->first = false;
}

static void write_devices(struct writing *w, const char *map)
{
	start_map(w, map, "ifname");
	for (size_t i = 0; i < w->config->uplink_count; i++) {
		if (!is_mapped(w, i) || is_shared(w, i))
			continue;
		separate(w);
		buffer_add(w->out, "\"%s\" : jump flow-%s", device_of(w, i), w->config->uplinks[i].name);
	}
	end_map(w);
}

static void write_address(struct writing *w, size_t uplink, const struct prefix *address)
{
	struct prefix host = prefix_host(address);
	char text[PREFIX_TEXT];

	separate(w);
	buffer_add(w->out, "\"%s\" . %s : jump flow-%s", device_of(w, uplink), prefix_text(&host, text), w->config->uplinks[uplink].name);
}

/* For interfaces that are shared: by the address that a flow came to, or by the gateway that it leaves by. */
static void write_addresses(struct writing *w, const char *map, int family, bool incoming)
{
	start_map(w, map, family == V4 ? "ifname . ipv4_addr" : "ifname . ipv6_addr");
	for (size_t i = 0; i < w->config->uplink_count; i++) {
		const struct view *view = &views_of(w, i)[family];

		if (!is_mapped(w, i) || !is_shared(w, i))
			continue;
		for (size_t a = 0; incoming && a < view->addresses.count; a++)
			write_address(w, i, &view->addresses.items[a]);
		if (!incoming && view->source != GATEWAY_NONE && prefix_is_set(&view->hop.gateway))
			write_address(w, i, &view->hop.gateway);
	}
	end_map(w);
}

static uint32_t mark_of(const struct writing *w, size_t uplink)
{
	uint32_t mask = w->config->homing.mark_mask;

	return w->config->uplinks[uplink].mark * (mask & -mask);
}

static void write_marks(struct writing *w)
{
	start_map(w, "packets", "mark");
	for (size_t i = 0; i < w->config->uplink_count; i++) {
		if (!is_mapped(w, i))
			continue;
		separate(w);
		buffer_add(w->out, "0x%08" PRIx32 " : goto packet-%s", mark_of(w, i), w->config->uplinks[i].name);
	}
	end_map(w);
}

static void write_hooks(struct writing *w)
{
	uint32_t mask = w->config->homing.mark_mask;

	/* in front of destination NAT (-100): a flow came to the address that its first packet bears, and a reply is looked at before it is turned back */
	buffer_add(w->out, "\tchain prerouting {\n\t\ttype filter hook prerouting priority -150; policy accept;\n"
			   "\t\tct state new iifname vmap @incoming\n"
			   "\t\tct state new iifname . ip daddr vmap @incoming4\n"
			   "\t\tct state new iifname . ip6 daddr vmap @incoming6\n"
			   "\t\tct mark & 0x%08" PRIx32 " vmap @packets\n\t}\n\n", mask);
	buffer_add(w->out, "\tchain postrouting {\n\t\ttype filter hook postrouting priority -150; policy accept;\n"
			   "\t\tct state new ct mark & 0x%08" PRIx32 " == 0 goto leaving\n\t}\n\n", mask);
	buffer_add(w->out, "\tchain leaving {\n"
			   "\t\toifname vmap @outgoing\n"
			   "\t\toifname . rt ip nexthop vmap @outgoing4\n"
			   "\t\toifname . rt ip6 nexthop vmap @outgoing6\n\t}\n");
}

/* The chains that maps lead to stand in front of them: nft may take them in the order in which they are written. */
static void write_chains(struct writing *w)
{
	uint32_t mask = w->config->homing.mark_mask;

	for (size_t i = 0; i < w->config->uplink_count; i++) {
		const char *name = w->config->uplinks[i].name;

		if (!is_kept(w, i))
			continue;
		buffer_add(w->out, "\tchain flow-%s {\n\t\tct mark set ct mark & 0x%08" PRIx32 " | 0x%08" PRIx32 " counter\n\t}\n\n", name, ~mask, mark_of(w, i));
		buffer_add(w->out, "\tchain packet-%s {\n\t\tmeta mark set meta mark & 0x%08" PRIx32 " | 0x%08" PRIx32 "\n\t}\n\n", name, ~mask, mark_of(w, i));
	}
}

int ruleset_write_flows(const struct config *config, const struct facts *facts, const struct views *views, struct buffer *out)
{
	struct writing w = { .config = config, .facts = facts, .views = views, .out = out };

	if (!flows_are_on(config, facts) || views->count < config->uplink_count * FAMILIES)
		return 0;
	buffer_add(out, "table inet " RULESET_TABLE " {\n");
	write_chains(&w);
	write_devices(&w, "incoming");
	write_addresses(&w, "incoming4", V4, true);
	write_addresses(&w, "incoming6", V6, true);
	write_devices(&w, "outgoing");
	write_addresses(&w, "outgoing4", V4, false);
	write_addresses(&w, "outgoing6", V6, false);
	write_marks(&w);
	write_hooks(&w);
	buffer_add(out, "}\n");
	return out->failed ? -ENOMEM : 0;
}
