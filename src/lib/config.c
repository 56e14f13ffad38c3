/* config.c - homing.conf: the files' lines through the table into one struct. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config_draft.h"
#include "file.h"
#include "rt_tables.h"
#include "suggest.h"

int config_find_table(const char *name, uint32_t *number, char why[VALUE_WHY])
{
	int r = rt_tables_find(NULL, name, number);

	if (r < 0)
		snprintf(why, VALUE_WHY, "`%.100s': no table of this name in %s", name, RT_TABLES_FILES);
	return r;
}

/* Is it a section that we know, named as its kind wants? If not, its keys are passed over. */
static bool check_section(struct reading *r, const struct ini_section *s, const struct config_section *kind)
{
	struct suggestion meant = { .word = s->kind };

	if (kind && (kind->named ? value_is_name(s->name) : !s->name[0]))
		return true;
	r->failed = true;
	if (kind && !kind->named) {
		ini_complain(r->ini, r->log, s, 0, NULL, "takes no name: write [%s]", kind->kind);
	} else if (kind) {
		ini_complain(r->ini, r->log, s, 0, NULL,
			     "needs a name, [%s NAME]: a letter or digit, then at most 31 letters, digits, - and _", kind->kind);
	} else {
		for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++)
			suggest_offer(&meant, CONFIG_SECTIONS[i].kind);
		ini_complain(r->ini, r->log, s, 0, NULL, "unknown section%s%s%s", meant.best ? " (did you mean " : "",
			     meant.best ? meant.best : "", meant.best ? "?)" : "");
	}
	return false;
}

static void complain_unknown(struct reading *r, const struct draft *d, const struct ini_section *s, const struct ini_entry *e, const char *name)
{
	struct suggestion meant = { .word = name };

	r->failed = true;
	for (size_t i = 0; i < d->kind->key_count; i++)
		suggest_offer(&meant, d->kind->keys[i].name);
	if (meant.best) {
		ini_complain(r->ini, r->log, s, e->line, e->key, "unknown key (did you mean %s?)", meant.best);
		return;
	}
	for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++) {
		const struct config_section *other = &CONFIG_SECTIONS[i];

		if (!config_find_key(other, name))
			continue;
		ini_complain(r->ini, r->log, s, e->line, e->key, "unknown key here: it belongs to [%s%s]", other->kind,
			     other->named ? " NAME" : "");
		return;
	}
	ini_complain(r->ini, r->log, s, e->line, e->key, "unknown key");
}

/* `check.3`: cuts the name of the key out of it. Returns which part of the list it is, 1 without a number; 0: no number from 2. */
static unsigned split_key(const char *written, char name[INI_KEY_MAX + 1])
{
	unsigned long long part;
	size_t length = strcspn(written, ".");

	snprintf(name, INI_KEY_MAX + 1, "%.*s", (int)length, written);
	if (!written[length])
		return 1;
	if (value_read_number(written + length + 1, INI_ENTRIES_MAX, &part) < 0 || part < 2)
		return 0;
	return (unsigned)part;
}

/* Returns whether e is the line of key that comes next; if not, and nobody has complained of it yet, complains. */
static bool check_part(struct reading *r, const struct config_key *key, unsigned last, unsigned part, const struct ini_section *s,
		       const struct ini_entry *e)
{
	if (part == last + 1 && (part == 1 || (key->flags & KEY_LIST)))
		return true;
	r->failed = true;
	if (part && part <= last)
		return false; /* said twice: ini_read() */
	if (!(key->flags & KEY_LIST))
		ini_complain(r->ini, r->log, s, e->line, e->key, "%s is no list: it has one line", key->name);
	else if (last == 0)
		ini_complain(r->ini, r->log, s, e->line, e->key, "a list begins with %s = ...", key->name);
	else
		ini_complain(r->ini, r->log, s, e->line, e->key, "a list goes on in order: %s.%u comes next", key->name, last + 1);
	return false;
}

static void note_difference(struct reading *r, const struct ini_section *s, const struct ini_entry *e, const struct ini_entry *holds)
{
	if (r->source == &r->overlays[r->overlay_count - 1] && strcmp(e->value, holds->value))
		log_add(r->log, r->difference, "%s:%u: [%s %s] %s: the configuration says `%.100s', not `%.100s', and holds", s->file, e->line, s->kind,
			s->name, e->key, holds->value, e->value);
}

static int read_entry(struct reading *r, struct draft *d, const struct ini_section *s, const struct ini_entry *e)
{
	char name[INI_KEY_MAX + 1];
	unsigned part = split_key(e->key, name);
	const struct config_key *key = config_find_key(d->kind, name);
	struct said *said;
	int error;

	if (!key) {
		complain_unknown(r, d, s, e, name);
		return 0;
	}
	said = &d->said[key - d->kind->keys];
	if (said->entry && !said->overlaid && r->source != r->ini) {
		note_difference(r, s, e, said->entry);
		return 0;
	}
	if (!check_part(r, key, said->part, part, s, e))
		return 0;
	*said = (struct said){ s, e, part, r->source != r->ini };
	r->context.place = (struct place){ s->file, e->line };
	error = value_read(key, e->value, d->section, &r->context);
	if (error != -EINVAL)
		return error;
	ini_complain(r->ini, r->log, s, e->line, e->key, "%s", r->context.why);
	r->failed = true;
	return 0;
}

static int read_section(struct reading *r, const struct ini_section *s)
{
	const struct config_section *kind = config_find_section(s->kind);
	struct draft *d;
	int error = 0;

	if (!check_section(r, s, kind))
		return 0;
	d = draft_find(r, kind, s->name);
	if (!d)
		d = draft_add(r, kind, s);
	if (!d)
		return -ENOMEM;
	if (!d->first)
		d->first = s;
	d->damaged |= s->damaged;
	for (size_t i = 0; i < s->count && error == 0; i++)
		error = read_entry(r, d, s, &r->source->entries[s->first + i]);
	return error;
}

/* What nobody said: defaults, which are read as if they stood in the file, and what may not be left out. */
static int fill_draft(struct reading *r, struct draft *d)
{
	char syntax[256];
	int error = 0;

	for (size_t i = 0; i < d->kind->key_count && error == 0; i++) {
		const struct config_key *key = &d->kind->keys[i];

		if (d->said[i].entry)
			continue;
		if (key->fallback) {
			r->context.place = (struct place){ 0 };
			error = value_read(key, key->fallback, d->section, &r->context);
		} else if ((key->flags & KEY_REQUIRED) && d->first && !d->damaged) {
			value_describe(key, syntax, sizeof(syntax));
			reading_complain(r, d, key->name, "is missing: %s", syntax);
		}
	}
	return error;
}

static int read_source(struct reading *r, const struct ini *source)
{
	int error = 0;

	r->source = source;
	for (size_t i = 0; i < source->section_count && error == 0; i++)
		error = read_section(r, &source->sections[i]);
	return error;
}

int config_read_sections(struct reading *r)
{
	int error;

	r->source = r->ini;
	error = drafts_make_room(r);
	if (error == 0)
		error = read_source(r, r->ini);
	for (size_t i = 0; i < r->overlay_count && error == 0; i++)
		error = read_source(r, &r->overlays[i]);
	for (size_t i = 0; i < r->draft_count && error == 0; i++)
		error = fill_draft(r, &r->drafts[i]);
	if (error == 0)
		error = config_cross_check(r);
	for (size_t i = 0; i < r->draft_count; i++)
		free(r->drafts[i].said);
	free(r->drafts);
	return error == 0 && r->failed ? -EINVAL : error;
}

/* Whatever is wrong with one file, the others are read too: all complaints come in one run. */
static int read_directory(const char *directory, bool required, struct ini *ini, struct log *log)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	struct buffer path = { 0 };
	int r = file_list(directory, "", ".conf", &names), worst = 0;

	if (r == -ENOENT && !required)
		return 0;
	if (r < 0) {
		log_add(log, LEVEL_ERROR, "%s: cannot be read: %s", directory, strerror(-r));
		return r == -ENOMEM ? r : -EINVAL;
	}
	for (size_t i = 0; i < names.count; i++) {
		path.length = 0;
		buffer_add(&path, "%s/%s", directory, names.items[i]);
		r = path.failed ? -ENOMEM : ini_read(path.data, ini, log);
		if (r < 0 && worst != -ENOMEM)
			worst = r == -ENOENT ? worst : r; /* gone since it was listed */
	}
	buffer_free(&path);
	return worst;
}

static int read_files(const char *path, const char *conf_dir, struct ini *ini, struct log *log)
{
	int r = ini_read(path ? path : CONFIG_FILE, ini, log), below = 0;

	if (r == -ENOENT && path) {
		log_add(log, LEVEL_ERROR, "%s: cannot be read: %s", path, strerror(ENOENT));
		r = -EINVAL;
	} else if (r == -ENOENT) {
		r = 0;
	}
	if (conf_dir || !path)
		below = read_directory(conf_dir ? conf_dir : CONFIG_DIR, conf_dir != NULL, ini, log);
	return r ? r : below;
}

/* The places point to these names, so they stay as long as the configuration does. */
int config_keep_names(struct config *c, struct ini *ini)
{
	char **files = reallocarray(c->files, c->file_count + ini->file_count + 1, sizeof(*files));

	if (!files)
		return -ENOMEM;
	c->files = files;
	for (size_t i = 0; i < ini->file_count; i++)
		files[c->file_count++] = steal_pointer(&ini->files[i].path);
	return 0;
}

int config_load_files(const char *path, const char *conf_dir, struct ini *ini, struct config *out, struct log *log)
{
	struct reading reading = { .ini = ini, .log = log, .config = out, .context.find_table = config_find_table };
	int r, meaning;

	*out = (struct config){ 0 };
	r = read_files(path, conf_dir, ini, log);
	meaning = r == -ENOMEM ? r : config_read_sections(&reading);
	if (r == -ENOMEM || meaning == -ENOMEM)
		return -ENOMEM;
	if (r < 0 || meaning < 0)
		return -EINVAL;
	return ini->file_count ? 0 : -ENOENT;
}

int config_load_nothing(struct config *out)
{
	_cleanup_(log_free) struct log log = { 0 };
	struct ini ini = { .level = LEVEL_ERROR };
	struct reading reading = { .ini = &ini, .log = &log, .config = out, .context.find_table = config_find_table };

	*out = (struct config){ 0 };
	return config_read_sections(&reading);
}

int config_load(const char *path, const char *conf_dir, struct config *out, struct log *log)
{
	_cleanup_(ini_free) struct ini ini = { .level = LEVEL_ERROR };
	int r = config_load_files(path, conf_dir, &ini, out, log), names = config_keep_names(out, &ini);

	return names ? names : r;
}
