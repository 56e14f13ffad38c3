/* config_stanza.c - what stanzas of interfaces(5) say, laid over homing.conf. Each lies as one section in a file of its own in the state directory. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config_draft.h"
#include "facts_files.h"
#include "file.h"

static const char *const KEYS[] = { "interface", "gateway", "table", "weight", "preference", "guard", "addresses" };

struct stanzas {
	struct ini *items;
	size_t count;
};

static void stanzas_free(struct stanzas *s)
{
	for (size_t i = 0; i < s->count; i++)
		ini_free(&s->items[i]);
	free(s->items);
}

/* Reads a file that must be one [uplink NAME] with no other keys than these. Returns 0; -ENOENT, -EINVAL: what is to say of it is in log. */
static int read_stanza(const char *directory, const char *name, struct ini *out, struct log *log)
{
	char path[2 * PATH_SIZE];
	int r;

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
		return -ENOENT;
	r = ini_read(path, out, log);
	if (r < 0)
		return r == -ENOENT || r == -ENOMEM ? r : -EINVAL;
	if (out->section_count != 1 || strcmp(out->sections[0].kind, "uplink")) {
		log_add(log, LEVEL_WARNING, "%s: not one [uplink NAME] section", path);
		return -EINVAL;
	}
	return facts_has_only(out, out->sections, KEYS, COUNT(KEYS), log) ? 0 : -EINVAL;
}

/* A stanza never stops a run: its errors are warnings. */
static void pass_on(const struct log *said, struct log *log)
{
	for (size_t i = 0; i < said->count; i++) {
		enum log_level level = said->lines[i].level;

		log_add(log, level < LEVEL_WARNING ? LEVEL_WARNING : level, "%s", said->lines[i].text);
	}
}

struct laying {
	struct ini *files;
	struct stanzas stanzas; /* those that fit */
	enum log_level difference;
	struct config *config; /* the files with them */
	struct log *log;
};

/* One more on top of those that fit already: only the whole shows whether its table, its mark, its interface is another's. */
static int lay_over(struct laying *l, const char *directory, const char *name)
{
	_cleanup_(log_free) struct log said = { 0 };
	struct ini *stanza = &l->stanzas.items[l->stanzas.count];
	struct config next = { 0 };
	struct reading reading = { .ini = l->files, .overlays = l->stanzas.items, .overlay_count = l->stanzas.count + 1,
				   .difference = l->difference, .log = &said, .config = &next, .context.find_table = config_find_table };
	int error;

	*stanza = (struct ini){ .level = LEVEL_WARNING };
	error = read_stanza(directory, name, stanza, &said);
	if (!error)
		error = config_read_sections(&reading);
	pass_on(&said, l->log);
	if (!error) {
		l->stanzas.count++;
		config_free(l->config);
		*l->config = next;
		return 0;
	}
	if (error == -EINVAL)
		log_add(l->log, LEVEL_WARNING, "%s/%s: ignored", directory, name);
	config_free(&next);
	ini_free(stanza);
	return error == -ENOMEM ? error : 0;
}

static int lay_all_over(struct laying *l, const char *directory)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	uint64_t mark = file_mark(directory, "stanza-", ".ini"); /* before: what changes while we read is seen as a change */
	int error = file_list(directory, "stanza-", ".ini", &names);

	if (error)
		return error == -ENOMEM ? error : 0;
	l->stanzas.items = calloc(names.count + 1, sizeof(*l->stanzas.items));
	if (!l->stanzas.items)
		return -ENOMEM;
	for (size_t i = 0; i < names.count && !error; i++)
		error = lay_over(l, directory, names.items[i]);
	l->config->stanzas = mark;
	return error;
}

int config_load_overlaid(const char *path, const char *conf_dir, const char *state_dir, enum log_level difference, struct config *out,
			 struct log *log)
{
	_cleanup_(ini_free) struct ini files = { .level = LEVEL_ERROR };
	struct laying l = { .files = &files, .difference = difference, .config = out, .log = log };
	int r = config_load_files(path, conf_dir, &files, out, log), error = 0;
	char directory[PATH_SIZE];

	if (r == 0 || r == -ENOENT) {
		snprintf(directory, sizeof(directory), "%s", out->homing.state_directory); /* out is made anew with each stanza */
		error = lay_all_over(&l, state_dir ? state_dir : directory);
	}
	if (r == -ENOENT && l.stanzas.count)
		r = 0;
	if (!error)
		error = config_keep_names(out, &files);
	for (size_t i = 0; i < l.stanzas.count && !error; i++)
		error = config_keep_names(out, &l.stanzas.items[i]);
	stanzas_free(&l.stanzas);
	return error ? error : r;
}

uint64_t config_mark(const char *path, const char *conf_dir)
{
	uint64_t mark = file_mark_one(path ? path : CONFIG_FILE);

	if (conf_dir || !path)
		mark ^= file_mark(conf_dir ? conf_dir : CONFIG_DIR, "", ".conf") * 3;
	return mark;
}

bool config_is_stale(const struct config *c, const char *state_dir)
{
	return file_mark(state_dir, "stanza-", ".ini") != c->stanzas;
}

void config_settle(struct config *c, const char *state_dir)
{
	c->stanzas = file_mark(state_dir, "stanza-", ".ini");
}

int config_try_uplink(const char *name, const char *text, char *why)
{
	const struct config_section *kind = config_find_section("uplink");
	const struct config_key *key = config_find_key(kind, name);
	struct value_context context = { .find_table = config_find_table };
	struct uplink scratch = { 0 };
	int error = value_read(key, text, &scratch, &context);

	kind->release(&scratch);
	snprintf(why, VALUE_WHY, "%s", context.why);
	return error;
}
