/* flows.c - the table of homing-mark is brought up to date. */
#include "flows.h"

#include <errno.h>
#include <string.h>

#include "flows_note.h"
#include "nft.h"
#include "ruleset.h"

static enum exit_status fail(int error, const char *what, struct log *log)
{
	log_add(log, LEVEL_ERROR, "%s: %s", what, strerror(-error));
	return EXIT_NOT_TRIED;
}

/* As commands of a shell, like the plan in front of it. */
static void write_dry(const char *change, struct buffer *text)
{
	if (change)
		buffer_add(text, "nft -f - <<'X'\n%sX\n", change);
}

/* One transaction. Where the table cannot become another step by step (somebody made a map of our name with other keys), it is made anew. */
static int carry_out(const char *change, const char *ruleset, bool there, struct log *log)
{
	_cleanup_(buffer_free) struct buffer anew = { 0 };
	int error = nft_load(change, there && *ruleset, log);

	if (error != -EINVAL || !there || !*ruleset)
		return error;
	buffer_add(&anew, "delete table inet " RULESET_TABLE "\n%s", ruleset);
	return anew.failed ? -ENOMEM : nft_load(anew.data, false, log);
}

/* A state directory that cannot be written is borne: the next run loads what is loaded. */
static void write_note(const char *directory, const char *ruleset, struct log *log)
{
	_cleanup_free_ char *listed = NULL;
	int error = *ruleset ? nft_list(RULESET_TABLE, false, &listed, log) : 0;

	if (!error)
		error = flows_note_write(directory, listed ? ruleset : NULL, listed);
	if (error)
		log_add(log, LEVEL_DEBUG, "%s/flows.nft: %s", directory, strerror(-error));
}

enum exit_status flows_load(const char *ruleset, const char *directory, bool dry, struct buffer *text, struct log *log)
{
	_cleanup_(flows_note_free) struct flows_note note = { 0 };
	_cleanup_(buffer_free) struct buffer change = { 0 };
	_cleanup_free_ char *now = NULL;
	struct ruleset_loaded loaded;
	int error = flows_note_read(directory, &note);

	if (!error)
		error = nft_list(RULESET_TABLE, false, &now, log);
	loaded = (struct ruleset_loaded){ .text = note.text, .listed = note.listed, .now = now };
	if (error == -EPERM && dry) {
		loaded.now = note.listed; /* as far as is known */
		error = 0;
	}
	if (!error)
		error = ruleset_write_change(&loaded, ruleset, &change);
	if (error)
		return fail(error, "nftables", log);
	if (dry) {
		write_dry(change.data, text);
		return text->failed ? fail(-ENOMEM, "nftables", log) : EXIT_DONE;
	}
	error = change.data ? carry_out(change.data, ruleset, now != NULL, log) : 0;
	if (error == -EINVAL)
		return EXIT_REFUSED;
	if (error)
		return fail(error, "nftables", log);
	if (change.data || !note.text != !*ruleset || (note.text && strcmp(note.text, ruleset)))
		write_note(directory, ruleset, log);
	return EXIT_DONE;
}
