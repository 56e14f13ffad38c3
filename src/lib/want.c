/* want.c - all of what the kernel should hold. PURE. */
#include "want.h"

#include <errno.h>

/* What somebody else made in a table of ours just as we want it stays his, and counts; so does an address, with whatever label and lifetimes he gave it: the kernel takes
 * it once, and one that is refused would take the whole run with it. */
static void leave_to_others(const struct config *config, const struct host *host, struct state *want)
{
	size_t kept = 0;

	for (size_t i = 0; i < want->count; i++) {
		const struct object *theirs = state_find(&host->seen, &want->objects[i]);

		/* main's defaults were looked at for their gateways, ours too */
		if (theirs && object_protocol(theirs) == config->homing.protocol)
			theirs = NULL;
		if (theirs && (theirs->kind == KIND_ADDRESS || object_equal(theirs, &want->objects[i], false)))
			object_free(&want->objects[i]);
		else
			want->objects[kept++] = want->objects[i];
	}
	want->count = kept;
}

int want_state(const struct config *config, const struct facts *facts, const struct host *host, const struct scope *scope,
	       struct views *views, struct state *want)
{
	int error = want_alias(config, facts, host, scope, want);

	if (!error)
		error = uplink_look(config, facts, host, scope, want, views);
	if (!error)
		error = want_setting(config, facts, host, views, want);
	if (!error)
		error = want_balance(config, facts, host, views, want);
	if (!error)
		error = want_table(config, facts, host, views, want);
	if (!error)
		error = want_rule(config, facts, host, views, want);
	if (!error) /* last: of two that are the same the first one stays */
		error = want_static(config, facts, host, want);
	if (!error)
		error = state_sort(want);
	if (error)
		return error;
	leave_to_others(config, host, want);
	return 0;
}
