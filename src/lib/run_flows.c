/* run_flows.c - what a run finds out about [flows]: the table itself is homing-mark's affair, which is started only where something that it depends on has changed. */
#include <errno.h>
#include <string.h>

#include "flows_note.h"
#include "ruleset.h"
#include "run_work.h"

/* Hosts that keep no flows find no note, and that is all. Somebody may have taken the whole table away: a firewall that begins with `flush ruleset'. */
static bool is_due(const struct flows_note *note, const char *wanted)
{
	if (strcmp(note->text ? note->text : "", wanted) != 0)
		return true;
	return *wanted && netfilter_find_table(RULESET_TABLE) == -ENOENT;
}

enum exit_status work_flows(struct work *w, struct buffer *text)
{
	const struct run_request *request = w->request;
	_cleanup_(flows_note_free) struct flows_note note = { 0 };
	_cleanup_(buffer_free) struct buffer wanted = { 0 };
	bool only_looks = request->output != OUTPUT_NONE;
	int error;

	if ((!request->load && (!request->flows_due || only_looks)) || w->alone)
		return EXIT_DONE;
	error = ruleset_write_flows(&w->config, &w->facts, &w->views, &wanted);
	if (!error && !request->load)
		error = flows_note_read(w->directory, &note);
	if (error)
		return work_fail(w, error, "[flows]");
	if (request->kinds == RUN_FLOWS && request->verb == RUN_UP && !w->config.flows.present)
		log_add(w->log, LEVEL_NOTE, "there is no [flows] in the configuration: no flow is kept");
	if (request->load)
		return request->load(wanted.data ? wanted.data : "", w->directory, only_looks, text, w->log);
	*request->flows_due = is_due(&note, wanted.data ? wanted.data : "");
	return EXIT_DONE;
}
