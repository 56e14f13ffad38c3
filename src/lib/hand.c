/* hand.c - the forms without a file: words become sections that are laid over homing.conf, and a run of the same pipeline. */
#include "hand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config_value.h"
#include "file.h"

#define NAME_BYTES (INTERFACE_SIZE + 16)

struct typing {
	const struct hand_words *words;
	struct run_request *request;
	const char *directory; /* the state directory */
	bool remembers;	       /* it is there, and for a run that changes something it can be written */
	struct config others;
	struct hand before, after;
	struct names names; /* of the uplinks or aliases that are concerned */
	struct log *log;
};

static void typing_free(struct typing *t)
{
	config_free(&t->others);
	hand_free(&t->before);
	hand_free(&t->after);
	names_free(&t->names);
}

static enum exit_status fail(const struct typing *t, const char *what, int error)
{
	log_add(t->log, LEVEL_ERROR, "%s: %s", what, strerror(-error));
	return EXIT_NOT_TRIED;
}

/* What would only be a warning of an overlay is an error of words. */
static void pass_on(const struct typing *t, const struct log *said)
{
	for (size_t i = 0; i < said->count; i++)
		if (said->lines[i].level <= LEVEL_WARNING)
			log_add(t->log, LEVEL_ERROR, "%s", said->lines[i].text);
}

/* What cannot be locked cannot be written: then there is nobody to be shut out either. Returns EXIT_DONE with the lock, or -1, in *lock. */
static enum exit_status lock(struct typing *t, int *lock)
{
	int error = file_make_directory(t->directory);

	*lock = error ? error : file_lock(t->directory, FILE_LOCK, t->others.homing.lock_timeout);
	t->remembers = *lock >= 0;
	if (t->remembers || *lock == -EROFS || *lock == -ENOENT)
		return EXIT_DONE;
	if (*lock == -ETIMEDOUT)
		log_add(t->log, LEVEL_ERROR, "%s/lock: another run holds it", t->directory);
	else if (*lock == -EPERM)
		log_add(t->log, LEVEL_ERROR, "%s: must belong to root, and nobody else may write it", t->directory);
	else
		return fail(t, t->directory, *lock);
	return EXIT_NOT_TRIED;
}

static int read_files(const struct typing *t, struct hand *out)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	int error = file_list(t->directory, HAND_FILES, ".ini", &names);

	for (size_t i = 0; !error && i < names.count; i++) {
		_cleanup_(ini_free) struct ini ini = { .level = LEVEL_WARNING };
		_cleanup_(log_free) struct log said = { 0 }; /* the run will say it */
		char path[PATH_SIZE + NAME_BYTES];

		snprintf(path, sizeof(path), "%s/%s", t->directory, names.items[i]);
		if (!ini_read(path, &ini, &said))
			error = hand_add_ini(out, &ini);
	}
	return error;
}

static enum exit_status read_kernel(const struct typing *t, struct hand *out)
{
	_cleanup_(state_free) struct state ours = { 0 };
	_cleanup_(log_free) struct log said = { 0 };
	struct run_request look = *t->request;
	enum exit_status status;

	look.kinds = RUN_EVERYTHING;
	look.names = NULL;
	look.name_count = 0;
	look.verb = RUN_REMOVE; /* whatever bears our mark */
	status = run_show(&look, &ours, &said);
	if (status)
		pass_on(t, &said);
	else if (hand_from_kernel(&ours, &t->others, out))
		status = fail(t, "what is ours", -ENOMEM);
	return status;
}

/* Both before and after begin with what was typed until now. */
static enum exit_status recall(struct typing *t)
{
	struct hand *both[] = { &t->before, &t->after };
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; !status && i < COUNT(both); i++) {
		int error = t->remembers ? read_files(t, both[i]) : 0;

		if (t->request->output != OUTPUT_NONE && error) /* nothing was locked, and nothing can be read */
			t->remembers = false;
		else if (error)
			return fail(t, t->directory, error);
		if (!t->remembers)
			status = read_kernel(t, both[i]);
	}
	return status;
}

/* What one section cannot know of another, and of the files. */
static enum exit_status check(struct typing *t)
{
	const struct run_request *request = t->request;
	_cleanup_(config_free) struct config all = { 0 };
	_cleanup_(log_free) struct log said = { 0 };
	int error = config_load_by_hand(request->config, request->config_directory, t->directory, &t->after, LEVEL_DEBUG, &all, &said);

	if (error && error != -ENOENT)
		return fail(t, "configuration", error);
	for (size_t i = 0; !t->words->down && i < t->names.count; i++) {
		const char *name = t->names.items[i];

		if (t->words->kind == RUN_ALIAS ? config_find_alias(&all, name) != NULL : config_find_uplink(&all, name) != NULL)
			continue;
		pass_on(t, &said);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

static int write_file(const char *directory, const struct hand *hand, const char *interface)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	char name[NAME_BYTES];

	hand_write(hand, interface, &text);
	snprintf(name, sizeof(name), HAND_FILES "%s.ini", interface);
	if (text.failed)
		return -ENOMEM;
	return text.length ? file_replace(directory, name, text.data, text.length) : file_remove(directory, name);
}

static int write_files(const char *directory, const struct hand *from, const struct hand *to)
{
	int error = 0;

	for (size_t i = 0; !error && i < to->count; i++)
		if (hand_is_first(to, i))
			error = write_file(directory, to, to->sections[i].values[HAND_INTERFACE]);
	for (size_t i = 0; !error && i < from->count; i++) /* those that are in `to` have been written just so */
		if (hand_is_first(from, i))
			error = write_file(directory, to, from->sections[i].values[HAND_INTERFACE]);
	return error;
}

/* Under the lock: reads what was typed before, and changes it. */
static enum exit_status change(struct typing *t)
{
	enum exit_status status = recall(t);
	char why[HAND_WHY] = "";
	int error;

	if (status)
		return status;
	error = hand_change(&t->after, &t->others, t->words, &t->names, why);
	if (error == -EINVAL)
		log_add(t->log, LEVEL_ERROR, "%s", why);
	if (error == -ENOENT)
		log_add(t->log, LEVEL_NOTE, "nothing like that was typed by hand");
	if (error == -EINVAL)
		return EXIT_USAGE;
	if (error == -ENOENT)
		return EXIT_DONE;
	if (error)
		return fail(t, "what was typed", error);
	status = check(t);
	if (status || t->request->output != OUTPUT_NONE || !t->remembers)
		return status;
	error = write_files(t->directory, &t->before, &t->after);
	return error ? fail(t, t->directory, error) : EXIT_DONE;
}

static enum exit_status carry_out(struct typing *t, struct buffer *text)
{
	struct run_request *request = t->request;
	bool written = t->remembers && request->output == OUTPUT_NONE;
	enum exit_status status;
	int fd, error;

	request->names = (const char *const *)t->names.items;
	request->name_count = t->names.count;
	request->by_hand = true;
	request->no_memory = !t->remembers;
	request->hand = written ? NULL : &t->after;
	if (!written && request->output == OUTPUT_NONE)
		log_add(t->log, LEVEL_WARNING, "%s: no state directory: the next event will not know of this", t->directory);
	status = run(request, text, t->log);
	if (!status || !written)
		return status;
	/* or each run to come would meet the same refusal, and do nothing else either; and what could not be taken down is still there */
	fd = file_lock(t->directory, FILE_LOCK, t->others.homing.lock_timeout);
	error = fd < 0 ? fd : write_files(t->directory, &t->after, &t->before);
	if (fd >= 0)
		close(fd);
	if (error)
		fail(t, t->directory, error);
	return status;
}

enum exit_status hand_run(const struct hand_words *words, struct run_request *request, struct buffer *text, struct log *log)
{
	_cleanup_(typing_free) struct typing t = { .words = words, .request = request, .log = log, .remembers = true };
	static const struct hand nothing;
	enum exit_status status = EXIT_DONE;
	int error = config_load_by_hand(request->config, request->config_directory, request->state_directory, &nothing, LEVEL_DEBUG, &t.others, log);
	int held = -1;

	if (error && error != -ENOENT)
		return error == -ENOMEM ? fail(&t, "configuration", error) : EXIT_CONFIG;
	t.directory = request->state_directory ? request->state_directory : t.others.homing.state_directory;
	if (request->output == OUTPUT_NONE)
		status = lock(&t, &held);
	if (!status)
		status = change(&t);
	if (held >= 0)
		close(held);
	return status || !t.names.count ? status : carry_out(&t, text);
}
