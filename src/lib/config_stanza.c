/* config_stanza.c - what stanzas of interfaces(5) say and what was typed by hand, laid over homing.conf: a file for each interface in the state directory. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config_draft.h"
#include "config_hand.h"
#include "facts_files.h"
#include "file.h"

#define STANZA_FILES "stanza-"

static const char *const KEYS[] = { "interface", "gateway", "table", "weight", "preference", "guard", "addresses" };

struct overlays {
	struct ini *items;
	size_t count;
};

static void overlays_free(struct overlays *o)
{
	for (size_t i = 0; i < o->count; i++)
		ini_free(&o->items[i]);
	free(o->items);
}

/* What a section of hand-IFACE.ini may be; which keys go with which kind the table knows. */
static bool is_typed(const struct ini_section *s)
{
	return !strcmp(s->kind, "uplink") || !strcmp(s->kind, "alias");
}

/* A stanza is one [uplink NAME] with no other keys than its own; what was typed by hand, as many sections as there were objects. */
static int check_overlay(const struct ini *ini, const char *path, bool by_hand, struct log *log)
{
	if (!by_hand && (ini->section_count != 1 || strcmp(ini->sections[0].kind, "uplink"))) {
		log_add(log, LEVEL_WARNING, "%s: not one [uplink NAME] section", path);
		return -EINVAL;
	}
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];

		if (by_hand && !is_typed(s)) {
			log_add(log, LEVEL_WARNING, "%s:%u: [%s]: neither an uplink nor an alias", path, s->line, s->kind);
			return -EINVAL;
		}
		if (!facts_has_only(ini, s, by_hand ? HAND_KEY_NAMES : KEYS, by_hand ? (size_t)HAND_KEYS : COUNT(KEYS), log))
			return -EINVAL;
	}
	return 0;
}

/* Reads a file of the state directory. Returns 0; -ENOENT, -EINVAL: what is to say of it is in log. */
static int read_overlay(const char *directory, const char *name, bool by_hand, struct ini *out, struct log *log)
{
	char path[2 * PATH_SIZE];
	int r;

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
		return -ENOENT;
	r = ini_read(path, out, log);
	if (r < 0)
		return r == -ENOENT || r == -ENOMEM ? r : -EINVAL;
	return check_overlay(out, path, by_hand, log);
}

/* An overlay never stops a run: its errors are warnings. */
static void pass_on(const struct log *said, struct log *log)
{
	for (size_t i = 0; i < said->count; i++) {
		enum log_level level = said->lines[i].level;

		log_add(log, level < LEVEL_WARNING ? LEVEL_WARNING : level, "%s", said->lines[i].text);
	}
}

struct laying {
	struct ini *files;
	struct overlays overlays; /* those that fit */
	size_t hand_first;	  /* of them */
	enum log_level difference;
	struct config *config; /* the files with them */
	struct log *log;
};

static int make_room(struct laying *l, size_t more)
{
	struct ini *items = reallocarray(l->overlays.items, l->overlays.count + more + 1, sizeof(*items));

	if (!items)
		return -ENOMEM;
	l->overlays.items = items;
	return 0;
}

/* One more, which was read with the result read from the file name (NULL: from none), on top of those that fit already: only the whole shows whether its table, its mark, its interface is another's. */
static int lay_over(struct laying *l, const char *name, int read, struct log *said)
{
	struct ini *overlay = &l->overlays.items[l->overlays.count];
	struct config next = { 0 };
	struct reading reading = { .ini = l->files, .overlays = l->overlays.items, .overlay_count = l->overlays.count + 1,
				   .hand_first = l->hand_first, .difference = l->difference, .log = said, .config = &next,
				   .context.find_table = config_find_table };
	int error = read;

	if (!error)
		error = config_read_sections(&reading);
	pass_on(said, l->log);
	if (!error) {
		l->overlays.count++;
		config_free(l->config);
		*l->config = next;
		return 0;
	}
	if (error == -EINVAL && name)
		log_add(l->log, LEVEL_WARNING, "%s: ignored", name);
	config_free(&next);
	ini_free(overlay);
	return error == -ENOMEM ? error : 0;
}

static int lay_files_over(struct laying *l, const char *directory, bool by_hand)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	int error = file_list(directory, by_hand ? HAND_FILES : STANZA_FILES, ".ini", &names);

	if (error)
		return error == -ENOMEM ? error : 0;
	error = make_room(l, names.count);
	for (size_t i = 0; i < names.count && !error; i++) {
		_cleanup_(log_free) struct log said = { 0 };
		struct ini *overlay = &l->overlays.items[l->overlays.count];
		char path[2 * PATH_SIZE];

		*overlay = (struct ini){ .level = LEVEL_WARNING };
		snprintf(path, sizeof(path), "%s/%s", directory, names.items[i]);
		error = lay_over(l, path, read_overlay(directory, names.items[i], by_hand, overlay, &said), &said);
	}
	return error;
}

/* As lay_files_over() would, when hand had been written to files. */
static int lay_hand_over(struct laying *l, const struct hand *hand)
{
	int error = make_room(l, hand->count);

	for (size_t i = 0; i < hand->count && !error; i++) {
		_cleanup_(buffer_free) struct buffer text = { 0 };
		_cleanup_(log_free) struct log said = { 0 };
		struct ini *overlay = &l->overlays.items[l->overlays.count];

		if (!hand_is_first(hand, i))
			continue;
		*overlay = (struct ini){ .level = LEVEL_WARNING };
		hand_write(hand, hand->sections[i].values[HAND_INTERFACE], &text);
		error = text.failed ? -ENOMEM : lay_over(l, NULL, ini_read_text(HAND_NAME, text.data, overlay, &said), &said);
	}
	return error;
}

static uint64_t mark_overlays(const char *directory)
{
	return file_mark(directory, STANZA_FILES, ".ini") ^ file_mark(directory, HAND_FILES, ".ini") * 3;
}

static int lay_all_over(struct laying *l, const char *directory, const struct hand *hand)
{
	uint64_t mark = mark_overlays(directory); /* before: what changes while we read is seen as a change */
	int error = lay_files_over(l, directory, false);

	l->hand_first = l->overlays.count;
	if (!error)
		error = hand ? lay_hand_over(l, hand) : lay_files_over(l, directory, true);
	l->config->overlays = mark;
	return error;
}

int config_load_by_hand(const char *path, const char *conf_dir, const char *state_dir, const struct hand *hand, enum log_level difference,
			struct config *out, struct log *log)
{
	_cleanup_(ini_free) struct ini files = { .level = LEVEL_ERROR };
	struct laying l = { .files = &files, .hand_first = SIZE_MAX, .difference = difference, .config = out, .log = log };
	int r = config_load_files(path, conf_dir, &files, out, log), error = 0;
	char directory[PATH_SIZE];

	if (r == 0 || r == -ENOENT) {
		snprintf(directory, sizeof(directory), "%s", out->homing.state_directory); /* out is made anew with each overlay */
		error = lay_all_over(&l, state_dir ? state_dir : directory, hand);
	}
	if (r == -ENOENT && l.overlays.count)
		r = 0;
	if (!error)
		error = config_keep_names(out, &files);
	for (size_t i = 0; i < l.overlays.count && !error; i++)
		error = config_keep_names(out, &l.overlays.items[i]);
	overlays_free(&l.overlays);
	return error ? error : r;
}

int config_load_overlaid(const char *path, const char *conf_dir, const char *state_dir, enum log_level difference, struct config *out,
			 struct log *log)
{
	return config_load_by_hand(path, conf_dir, state_dir, NULL, difference, out, log);
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
	return mark_overlays(state_dir) != c->overlays;
}

void config_settle(struct config *c, const char *state_dir)
{
	c->overlays = mark_overlays(state_dir);
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
