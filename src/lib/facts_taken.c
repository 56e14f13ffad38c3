/* facts_taken.c - what the watcher has taken over, and what it yields. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "facts.h"
#include "facts_files.h"
#include "file.h"
#include "util.h"

static const char *const HEAD_KEYS[] = { "boot" };
static const char *const KEYS[] = { "state", "since", "reason", "rounds" };

static const char *kind_of(enum taken_state state)
{
	return state >= TAKEN_YIELDED ? "alias" : "takeover";
}

static int read_state(const char *kind, const char *text, enum taken_state *out)
{
	for (enum taken_state state = TAKEN_STANDBY; text && state <= TAKEN_PENDING; state++)
		if (!strcmp(text, taken_state_word(state)) && !strcmp(kind, kind_of(state))) {
			*out = state;
			return 0;
		}
	return -EINVAL;
}

/* Returns the key at fault, or NULL when all of it is in out. */
static const char *parse(const struct ini *ini, const struct ini_section *s, struct taken_fact *out)
{
	const char *reason = ini_get(ini, s, "reason"), *rounds = ini_get(ini, s, "rounds");
	unsigned long long number = 0;

	if (!s->name[0] || strlen(s->name) >= sizeof(out->name))
		return "name";
	strcpy(out->name, s->name);
	if (read_state(s->kind, ini_get(ini, s, "state"), &out->state))
		return "state";
	if (facts_read_number(ini_get(ini, s, "since"), &out->since))
		return "since";
	if (rounds && (facts_read_number(rounds, &number) || number > UINT32_MAX))
		return "rounds";
	out->rounds = (unsigned)number;
	snprintf(out->reason, sizeof(out->reason), "%s", reason ? reason : "");
	return NULL;
}

static int add_fact(const struct ini *ini, const struct ini_section *s, struct facts *out, struct log *log)
{
	struct taken_fact fact = { 0 }, *taken;
	const char *wrong = parse(ini, s, &fact);

	if (wrong) {
		log_add(log, LEVEL_WARNING, "%s:%u: [%s %s] %s: missing or wrong; ignored", s->file, s->line, s->kind, s->name, wrong);
		return 0;
	}
	taken = reallocarray(out->taken, out->taken_count + 1, sizeof(*taken));
	if (!taken)
		return -ENOMEM;
	out->taken = taken;
	taken[out->taken_count++] = fact;
	return 0;
}

/* Addresses end with their boot. */
static bool is_of_other_boot(const struct ini *ini)
{
	char boot[BOOT_ID_SIZE];

	facts_read_boot_id(boot);
	for (size_t i = 0; i < ini->section_count; i++) {
		const char *said = ini_get(ini, &ini->sections[i], "boot");

		if (!strcmp(ini->sections[i].kind, "taken"))
			return boot[0] && said && strcmp(said, boot);
	}
	return false;
}

int facts_add_taken(const struct ini *ini, struct facts *out, struct log *log)
{
	int error = 0;

	if (is_of_other_boot(ini))
		return 0;
	for (size_t i = 0; !error && i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];
		bool head = !strcmp(s->kind, "taken");

		if (!facts_has_only(ini, s, head ? HEAD_KEYS : KEYS, head ? COUNT(HEAD_KEYS) : COUNT(KEYS), log) || head)
			continue;
		error = add_fact(ini, s, out, log);
	}
	return error;
}

int facts_put_taken(struct facts *f, const struct taken_fact *taken, size_t count)
{
	struct taken_fact *copy = malloc((count + 1) * sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	if (count)
		memcpy(copy, taken, count * sizeof(*copy));
	free(f->taken);
	f->taken = copy;
	f->taken_count = count;
	return 0;
}

int facts_write_taken(const char *directory, const struct taken_fact *taken, size_t count)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	char boot[BOOT_ID_SIZE];

	if (!count)
		return file_remove(directory, FACTS_TAKEN_FILE);
	facts_read_boot_id(boot);
	if (boot[0])
		buffer_add(&text, "[taken]\nboot = %s\n", boot);
	for (const struct taken_fact *t = taken; t < taken + count; t++) {
		buffer_add(&text, "[%s %s]\nstate = %s\nsince = %llu\n", kind_of(t->state), t->name, taken_state_word(t->state), t->since);
		if (t->reason[0]) {
			buffer_add(&text, "reason = ");
			facts_add_quoted(&text, t->reason);
		}
		if (taken_state_is_held(t->state))
			buffer_add(&text, "rounds = %u\n", t->rounds);
	}
	return text.failed ? -ENOMEM : file_replace(directory, FACTS_TAKEN_FILE, text.data, text.length);
}
