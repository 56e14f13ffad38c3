/* status_screen.c - how the host stands, on one screen: first what a person took down, then what is wrong, then how it is. PURE. */
#include "status_pen.h"

#include <errno.h>
#include <string.h>

#include "text.h"
#include "util.h"

static void put_hold(struct screen *s, const struct hold *hold)
{
	static const struct {
		const char *kind, *command;
	} enders[] = {
		{ "interface", "homing up " },	   { "table", "homing-table up " },	{ "rule", "homing-rule up " },
		{ "alias", "homing-alias up " }, { "balance", "homing-balance up " },
	};
	bool all = !strcmp(hold->kind, "all");
	const char *ender = NULL;

	buffer_add(s->out, "  ");
	screen_put(s, all ? "everything" : hold->kind);
	buffer_add(s->out, hold->name[0] ? " " : "");
	screen_put(s, hold->name);
	buffer_add(s->out, ", by ");
	screen_put(s, hold->who[0] ? hold->who : "somebody");
	buffer_add(s->out, ", ");
	screen_put_age(s, hold->since);
	buffer_add(s->out, "; ends with `");
	for (size_t i = 0; i < COUNT(enders) && !ender; i++)
		ender = strcmp(hold->kind, enders[i].kind) ? NULL : enders[i].command;
	buffer_add(s->out, "%s", ender ? ender : "homing apply");
	screen_put(s, ender ? hold->name : "");
	buffer_add(s->out, "'\n");
}

static void put_holds(struct screen *s)
{
	const struct facts *facts = s->status->picture.facts;

	if (!facts->hold_count)
		return;
	screen_put_heading(s, YELLOW, "HELD");
	buffer_add(s->out, "\n");
	for (size_t i = 0; i < facts->hold_count && !screen_is_full(s, i, facts->hold_count, "--json"); i++)
		put_hold(s, &facts->holds[i]);
}

/* What is wrong with the host and no rule of ours can cure; what was not believed */

static void put_warnings(struct screen *s)
{
	const struct status *status = s->status;

	if (!status->silenced[V4] && !status->silenced[V6] && !status->grouped && !status->picture.facts->health_of_other_boot)
		return;
	screen_put_heading(s, RED, "WARNING");
	buffer_add(s->out, "\n");
	for (int family = V4; family < FAMILIES; family++)
		if (status->silenced[family])
			buffer_add(s->out, "  IPv%d: main's first default is `%s': every address is silent, and no rule can cure it\n",
				   family == V4 ? 4 : 6, status_route_word(status->silenced[family]));
	if (status->grouped) {
		buffer_add(s->out, "  ");
		screen_put(s, status->grouped->name);
		buffer_add(s->out, " is in group %u, somebody's: in place of rule 32764 one stands that `wg-quick down' deletes\n",
			   status->grouped->group);
	}
	if (status->picture.facts->health_of_other_boot)
		buffer_add(s->out, "  health.ini is of another boot and not believed: every uplink counts as up\n");
}

static void put_object(struct screen *s, const char *before, const struct object *o)
{
	_cleanup_(buffer_free) struct buffer line = { 0 };

	text_write_object(&line, o);
	if (line.failed) {
		s->out->failed = 1;
		return;
	}
	buffer_add(s->out, "  %s", before);
	screen_put(s, line.data);
	buffer_add(s->out, "\n");
}

/* What differs, what is not ours, and the sum */

static void put_drifts(struct screen *s)
{
	const struct status *status = s->status;

	if (!status->drift_count)
		return;
	screen_put_heading(s, RED, "DRIFTED");
	buffer_add(s->out, "  + is missing, - is not wanted; `homing apply' puts it right\n");
	for (size_t i = 0; i < status->drift_count && !screen_is_full(s, i, status->drift_count, "--check"); i++) {
		if (status->drifts[i].have)
			put_object(s, "- ", status->drifts[i].have);
		if (status->drifts[i].want)
			put_object(s, "+ ", status->drifts[i].want);
	}
}

static void put_foreign(struct screen *s)
{
	const struct status *status = s->status;

	if (!status->foreign_count)
		return;
	screen_put_heading(s, YELLOW, "FOREIGN");
	buffer_add(s->out, "  not ours, and left alone, but where ours stand\n");
	for (size_t i = 0; i < status->foreign_count && !screen_is_full(s, i, status->foreign_count, "--json"); i++)
		put_object(s, "", status->foreign[i]);
}

static void put_sum(struct screen *s)
{
	static const char *const words[][2] = {
		[KIND_SETTING] = { "setting", "settings" },
		[KIND_ADDRESS] = { "address", "addresses" },
		[KIND_ROUTE] = { "route", "routes" },
		[KIND_RULE] = { "rule", "rules" },
	};
	const char *between = "";

	screen_put_heading(s, BOLD, "OURS");
	buffer_add(s->out, "  ");
	for (enum kind kind = KIND_SETTING; kind <= KIND_RULE; kind++) {
		size_t count = status_count_ours(s->status, kind);

		if (!count)
			continue;
		buffer_add(s->out, "%s%zu %s", between, count, words[kind][count > 1]);
		between = ", ";
	}
	buffer_add(s->out, "%s; ", between[0] ? "" : "nothing");
	if (s->status->drift_count)
		buffer_add(s->out, "%zu drifted\n", s->status->drift_count);
	else
		buffer_add(s->out, "all as it should be\n");
}

static void put_watcher(struct screen *s)
{
	if (s->status->picture.watcher < 0)
		return;
	screen_put_heading(s, BOLD, "WATCHER");
	if (s->status->picture.watcher)
		buffer_add(s->out, "  runs, process %d\n", s->status->picture.watcher);
	else
		buffer_add(s->out, "  none; hooks alone keep it so\n");
}

static int write_screen(struct screen *s)
{
	put_holds(s);
	put_warnings(s);
	screen_put_uplinks(s);
	screen_put_balance(s);
	screen_put_aliases(s);
	screen_put_takeovers(s);
	put_drifts(s);
	put_foreign(s);
	put_sum(s);
	put_watcher(s);
	return s->out->failed ? -ENOMEM : 0;
}

int status_write_screen(const struct status *s, struct buffer *out)
{
	return write_screen(&(struct screen){ s, out, false });
}

int status_write_colored_screen(const struct status *s, struct buffer *out)
{
	return write_screen(&(struct screen){ s, out, true });
}
