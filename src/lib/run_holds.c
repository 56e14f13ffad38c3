/* run_holds.c - what a verb does to the holds before anything else. */
#include "run_holds.h"

#include <string.h>

#include "facts.h"

struct releasing {
	const struct run_request *request;
	const struct host *host;
	struct log *log;
};

static bool was_made_anew(const struct link *link, const struct hold *hold)
{
	return link->was_gone || link->carrier_ups < hold->carrier_seen;
}

/* Not when it was down before somebody held it: then its carrier is still the same. */
static bool was_down(const struct link *link, const struct hold *hold)
{
	return link->was_down && (!link->carrier || link->carrier_ups != hold->carrier_seen);
}

static bool is_over(const struct hold *hold, void *context)
{
	struct releasing *r = context;
	const struct link *link;

	if (strcmp(hold->kind, "interface"))
		return false;
	link = host_find_link(r->host, hold->name);
	if (link && link->up && !was_made_anew(link, hold) && !was_down(link, hold))
		return false;
	log_add(r->log, LEVEL_DEBUG, "%s: no longer held: %s", hold->name,
		!link ? "the interface is gone" : !link->up || !was_made_anew(link, hold) ? "it went down" : "it was made anew");
	return true;
}

size_t holds_expire(struct facts *facts, const struct host *host, struct log *log)
{
	struct releasing r = { .host = host, .log = log };

	return facts_release(facts, is_over, &r);
}

/* The kind of hold that a program of one kind makes; homing itself holds interfaces. */
static const char *hold_kind(const struct run_request *request)
{
	switch (request->kinds) {
	case RUN_TABLE:
		return "table";
	case RUN_RULE:
		return "rule";
	case RUN_ALIAS:
		return "alias";
	case RUN_BALANCE:
		return "balance";
	case RUN_FLOWS:
		return "flows";
	default:
		return "interface";
	}
}

static bool is_released(const struct hold *hold, void *context)
{
	struct releasing *r = context;
	const struct run_request *request = r->request;
	bool named = request->release_all;

	if (!named && strcmp(hold->kind, hold_kind(request)))
		return false;
	for (size_t i = 0; !named && i < request->name_count; i++) {
		const struct link *link = host_find_link(r->host, request->names[i]);

		named = !strcmp(hold->name, request->names[i]) || (link && link == host_find_link(r->host, hold->name));
	}
	if (!named && request->name_count)
		return false;
	log_add(r->log, request->release_all ? LEVEL_NOTE : LEVEL_DEBUG, "released: %s%s%s, held by %s",
		strcmp(hold->kind, "all") ? hold->kind : "everything", hold->name[0] ? " " : "", hold->name, hold->who);
	return true;
}

static bool is_called(const char *interface, const struct link *link, const char *name)
{
	return !strcmp(interface, name) || (link && (!strcmp(interface, link->name) || !strcmp(interface, link->altname)));
}

static bool is_configured(const struct config *config, const struct link *link, const char *name)
{
	const char *interface;

	for (size_t i = 0; (interface = config_interface(config, i)); i++)
		if (is_called(interface, link, name))
			return true;
	return false;
}

static int hold_one(const struct run_request *request, const struct config *config, const struct host *host, struct facts *facts,
		    const char *name)
{
	const struct link *link = host_find_link(host, name);

	/* an interface that is nobody's needs no hold: there is nothing to undo */
	if (!strcmp(hold_kind(request), "interface") && !is_configured(config, link, name) && !facts_want_static(facts, name))
		return 0;
	return facts_hold(facts, hold_kind(request), name, request->who, link ? link->carrier_ups : 0);
}

int holds_change(const struct run_request *request, const struct config *config, const struct host *host, struct facts *facts,
		 struct log *log)
{
	struct releasing r = { .request = request, .host = host, .log = log };
	int changed = 0;

	if (request->verb == RUN_UP && request->keep_holds)
		return 0;
	if (request->verb == RUN_UP)
		return facts_release(facts, is_released, &r) > 0;
	if (request->verb == RUN_REMOVE)
		return facts_hold(facts, "all", "", request->who, 0);

	if (request->kinds == RUN_FLOWS)
		return facts_hold(facts, "flows", "", request->who, 0);
	for (size_t i = 0; i < request->name_count; i++) {
		int held = hold_one(request, config, host, facts, request->names[i]);

		if (held < 0)
			return held;
		changed |= held;
	}
	if (request->name_count)
		return changed;
	for (size_t i = 0; i < (request->kinds == RUN_ALIAS ? config->alias_count : config->uplink_count); i++) {
		const char *name = request->kinds == RUN_ALIAS ? config->aliases[i].name : config->uplinks[i].name;
		int held = hold_one(request, config, host, facts, name);

		if (held < 0)
			return held;
		changed |= held;
	}
	return changed;
}
