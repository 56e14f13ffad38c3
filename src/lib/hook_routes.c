/* hook_routes.c - ifup-routes and ifdown-routes: Red Hat's files noted as facts, and a run. */
#include "hook_routes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "facts.h"
#include "file.h"
#include "rt_tables.h"
#include "sysconfig.h"
#include "text_words.h"

/* One call: what is read, and whom to tell. */
struct routes {
	const struct routes_call *call;
	struct log *log;
	struct static_set set;
	bool wrong;	       /* a line or a file was left out */
	char table_name[64];   /* the last one that was looked up, and its number: a file has thousands of lines and few tables */
	uint32_t table_number;
};

static void routes_free(struct routes *r)
{
	state_free(&r->set.wanted);
	state_free(&r->set.dropped);
}

bool routes_call_is_sound(const struct routes_call *call)
{
	const char *device = call->device, *name = call->name;

	if (!device[0] || device[0] == ':' || strlen(device) >= DEVICE_SIZE || !text_is_plain(device) || !strcmp(device, ".") || !strcmp(device, ".."))
		return false;
	return !name || (name[0] && strlen(name) < SYSCONFIG_NAME - 64 && !strchr(name, '/'));
}

static int find_table(const char *name, uint32_t *number, void *context)
{
	struct routes *r = context;
	int error;

	if (strcmp(name, r->table_name)) {
		error = strlen(name) < sizeof(r->table_name) ? rt_tables_find(NULL, name, &r->table_number) : -ENOENT;
		if (error) {
			r->table_name[0] = '\0';
			return error;
		}
		strcpy(r->table_name, name);
	}
	*number = r->table_number;
	return 0;
}

static void say(void *context, const struct sysconfig_file *file, unsigned line, bool wrong, const char *text)
{
	struct routes *r = context;

	r->wrong |= wrong;
	log_add(r->log, LEVEL_WARNING, "%s/%s:%u: %s", r->call->sysconfig, file->name, line, text);
}

static const char *refusal_text(int error)
{
	switch (error) {
	case -EPERM:
		return "must belong to root, and nobody else may write it";
	case -EISDIR:
	case -ENOTSUP:
		return "no regular file";
	default:
		return strerror(-error);
	}
}

/* A file that is not there says nothing; one that cannot be trusted is told of. */
static int read_file(struct routes *r, struct sysconfig *s, const struct sysconfig_file *file)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_SIZE + SYSCONFIG_NAME];
	size_t size = 0;
	int fd, error;

	if (snprintf(path, sizeof(path), "%s/%s", r->call->sysconfig, file->name) >= (int)sizeof(path))
		return 0;
	fd = file_open_trusted(path);
	error = fd < 0 ? fd : file_read_all(fd, SYSCONFIG_FILE_MAX, &text, &size);
	if (fd >= 0)
		close(fd);
	if (!error)
		return sysconfig_read(s, file, text, size);
	if (error == -ENOMEM || error == -ENOENT)
		return error == -ENOENT ? 0 : error;
	r->wrong = true;
	log_add(r->log, LEVEL_WARNING, "%s: %s; left out", path, refusal_text(error));
	return 0;
}

/* Of two lines that name the same the last one that can be holds, as where each replaces what is there: so it comes first, and want takes the first. */
static void turn_round(struct state *s)
{
	for (size_t i = 0; i < s->count / 2; i++) {
		struct object swap = s->objects[i];

		s->objects[i] = s->objects[s->count - 1 - i];
		s->objects[s->count - 1 - i] = swap;
	}
}

static int read_files(struct routes *r, unsigned char protocol)
{
	struct sysconfig s = {
		.device = r->call->device,
		.protocol = protocol,
		.manner = { .priority = SYSCONFIG_PRIORITY, .find_table = find_table, .context = r },
		.say = say,
		.context = r,
		.out = &r->set.wanted,
	};
	struct sysconfig_file files[SYSCONFIG_FILES];
	size_t count = sysconfig_list(r->call->device, r->call->name, files);
	int error = 0;

	for (size_t i = 0; !error && i < count; i++)
		error = read_file(r, &s, &files[i]);
	turn_round(&r->set.wanted);
	return error ? error : state_sort_facts(&r->set.wanted);
}

static int drop(struct static_set *out, const struct state *before)
{
	int error = 0;

	for (size_t i = 0; !error && i < before->count; i++) {
		const struct object *o = &before->objects[i];

		if (state_find(&out->wanted, o))
			continue;
		error = o->kind == KIND_ROUTE ? state_add_route(&out->dropped, &o->route) : state_add_rule(&out->dropped, &o->rule);
	}
	return error;
}

/* What the call before this one asked for, and this one does not. */
static int drop_noted(struct routes *r, const char *directory)
{
	struct static_set noted;
	int error = facts_read_static(directory, r->set.device, &noted, r->log);

	if (!error)
		error = drop(&r->set, &noted.wanted);
	if (!error)
		error = drop(&r->set, &noted.dropped);
	if (!error)
		error = state_sort(&r->set.dropped);
	state_free(&noted.wanted);
	state_free(&noted.dropped);
	return error;
}

/* Under the lock: two calls for one device must not take each other's notes for their own. */
static int note(struct routes *r, const char *directory, const struct config *config, bool write)
{
	int lock, error;

	if (!write)
		return drop_noted(r, directory);
	error = file_make_directory(directory);
	if (error)
		return error;
	lock = file_lock(directory, FILE_LOCK, config->homing.lock_timeout);
	if (lock < 0)
		return lock;
	error = drop_noted(r, directory);
	if (!error)
		error = facts_write_static(directory, &r->set);
	close(lock);
	return error;
}

/* Only what the call wants is noted once nothing else of it is in the kernel. */
static int forget_dropped(struct routes *r, const char *directory)
{
	if (!r->set.dropped.count)
		return 0;
	state_free(&r->set.dropped);
	return facts_write_static(directory, &r->set);
}

/* Nothing could be noted when they came: what goes is what the files say now. */
static int drop_unnoted(struct routes *r, const struct config *config)
{
	int error = read_files(r, (unsigned char)config->homing.protocol);

	if (error)
		return error;
	state_free(&r->set.dropped);
	r->set.dropped = r->set.wanted;
	r->set.wanted = (struct state){ 0 };
	return 0;
}

static enum exit_status run_for(struct routes *r, struct run_request *request, const char *directory, struct buffer *text)
{
	bool alias = strchr(r->call->device, ':'), carry_out = request->output == OUTPUT_NONE;
	char device[DEVICE_SIZE] = "";
	const char *names[] = { device };
	enum exit_status status;
	int error;

	memcpy(device, r->call->device, strcspn(r->call->device, ":"));
	request->names = names;
	request->name_count = 1;
	request->optional = true;
	request->verb = r->call->up || alias ? RUN_UP : RUN_DOWN;
	request->keep_holds = alias;
	request->static_set = &r->set;
	status = run(request, text, r->log);
	error = status || !carry_out ? 0 : forget_dropped(r, directory);
	if (error)
		log_add(r->log, LEVEL_WARNING, "%s: %s", directory, strerror(-error));
	return status || !r->wrong ? status : EXIT_REFUSED;
}

enum exit_status hook_routes(const struct routes_call *call, struct run_request *request, struct buffer *text, struct log *log)
{
	_cleanup_(routes_free) struct routes r = { .call = call, .log = log };
	_cleanup_(config_free) struct config files = { 0 };
	_cleanup_(log_free) struct log said = { 0 }; /* the run will say it */
	const char *directory = request->state_directory;
	int error;

	if (config_load(request->config, request->config_directory, &files, &said) == -EINVAL) {
		config_free(&files);
		if (config_load_nothing(&files))
			return EXIT_NOT_TRIED;
	}
	if (!directory)
		directory = files.homing.state_directory;
	strcpy(r.set.device, call->device);
	error = call->up ? read_files(&r, (unsigned char)files.homing.protocol) : 0;
	if (!error)
		error = note(&r, directory, &files, request->output == OUTPUT_NONE);
	if (error == -ENOMEM || error == -ETIMEDOUT) {
		log_add(log, LEVEL_ERROR, error == -ETIMEDOUT ? "%s/lock: another run holds it" : "%s: %s", directory, strerror(-error));
		return EXIT_NOT_TRIED;
	}
	if (error)
		log_add(log, LEVEL_WARNING, "%s: %s: the next event will not know of these routes", directory, refusal_text(error));
	request->alone = error != 0;
	if (error && !call->up && drop_unnoted(&r, &files))
		return EXIT_NOT_TRIED;
	return run_for(&r, request, directory, text);
}
