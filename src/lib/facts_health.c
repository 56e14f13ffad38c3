/* facts_health.c - what the watcher found out about the uplinks. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buffer.h"
#include "facts.h"
#include "facts_files.h"
#include "file.h"
#include "util.h"

static const char *const HEAD_KEYS[] = { "time", "boot" };
static const char *const UPLINK_KEYS[] = { "state", "since", "silent", "reason", "loss", "latency", "falls", "damping" };

/* ms since this boot, sleep included: nobody sets it, and within one boot it only grows. */
static unsigned long long read_clock(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

/* Where a number may be missing it is left as it is. */
static int read_optional(const struct ini *ini, const struct ini_section *s, const char *key, unsigned long long most, unsigned *out)
{
	const char *text = ini_get(ini, s, key);
	unsigned long long number;

	if (!text)
		return 0;
	if (facts_read_number(text, &number) || number > most)
		return -EINVAL;
	*out = (unsigned)number;
	return 0;
}

static int read_state(const char *text, enum health_state *out)
{
	for (enum health_state state = HEALTH_UNKNOWN; text && state <= HEALTH_DOWN; state++)
		if (!strcmp(text, health_state_word(state))) {
			*out = state;
			return 0;
		}
	return -EINVAL;
}

/* By struct health's bits. Both: no family has enough of the checks, though each has some. */
static const char *const SILENT_WORDS[] = { [1 << V4] = "ipv4", [1 << V6] = "ipv6", [1 << V4 | 1 << V6] = "ipv4, ipv6" };

static int read_silent(const char *text, unsigned char *out)
{
	for (unsigned char bits = 1; text && bits < COUNT(SILENT_WORDS); bits++)
		if (!strcmp(text, SILENT_WORDS[bits])) {
			*out = bits;
			return 0;
		}
	return text ? -EINVAL : 0;
}

/* Returns the key at fault, or NULL when all of it is in out. */
static const char *parse(const struct ini *ini, const struct ini_section *s, struct health_fact *out)
{
	const char *reason = ini_get(ini, s, "reason");

	if (!s->name[0] || strlen(s->name) >= sizeof(out->uplink))
		return "name";
	strcpy(out->uplink, s->name);
	if (read_state(ini_get(ini, s, "state"), &out->state))
		return "state";
	if (facts_read_number(ini_get(ini, s, "since"), &out->since))
		return "since";
	if (read_silent(ini_get(ini, s, "silent"), &out->silent))
		return "silent";
	out->measured = ini_get(ini, s, "loss") != NULL;
	if (read_optional(ini, s, "loss", 100, &out->loss))
		return "loss";
	if (read_optional(ini, s, "latency", UINT32_MAX, &out->latency))
		return "latency";
	if (read_optional(ini, s, "falls", UINT32_MAX, &out->falls))
		return "falls";
	if (read_optional(ini, s, "damping", HEALTH_DAMPING, &out->damping))
		return "damping";
	snprintf(out->reason, sizeof(out->reason), "%s", reason ? reason : "");
	return NULL;
}

static int add_uplink(const struct ini *ini, const struct ini_section *s, struct facts *out, struct log *log)
{
	struct health_fact fact = { 0 }, *health;
	const char *wrong = parse(ini, s, &fact);

	if (wrong) {
		log_add(log, LEVEL_WARNING, "%s:%u: [%s %s] %s: missing or wrong; ignored", s->file, s->line, s->kind, s->name, wrong);
		return 0;
	}
	health = reallocarray(out->health, out->health_count + 1, sizeof(*health));
	if (!health)
		return -ENOMEM;
	out->health = health;
	health[out->health_count++] = fact;
	return 0;
}

/* When it was written; false: of another boot, or never. */
static bool read_head(const struct ini *ini, struct facts *out, struct log *log)
{
	unsigned long long now = read_clock(), time;
	char boot[BOOT_ID_SIZE];

	facts_read_boot_id(boot);
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];
		const char *said = ini_get(ini, s, "boot");

		if (strcmp(s->kind, "health") || !facts_has_only(ini, s, HEAD_KEYS, COUNT(HEAD_KEYS), log))
			continue;
		out->health_of_other_boot = boot[0] && said && strcmp(said, boot);
		if (out->health_of_other_boot)
			return false;
		if (facts_read_number(ini_get(ini, s, "time"), &time))
			break;
		/* written later than now: by nobody that the clock knows, so as old as can be */
		out->health_age = time <= now ? now - time : now;
		return true;
	}
	log_add(log, LEVEL_WARNING, "%s: no [health] section with its time; the file is ignored", ini->files[0].path);
	return false;
}

int facts_add_health(const struct ini *ini, struct facts *out, struct log *log)
{
	int error = 0;

	if (!read_head(ini, out, log))
		return 0;
	for (size_t i = 0; !error && i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];

		if (!strcmp(s->kind, "uplink") && facts_has_only(ini, s, UPLINK_KEYS, COUNT(UPLINK_KEYS), log))
			error = add_uplink(ini, s, out, log);
		else if (strcmp(s->kind, "health") && strcmp(s->kind, "uplink") && strcmp(s->kind, "pool"))
			log_add(log, LEVEL_WARNING, "%s:%u: [%s] is no section of it; ignored", s->file, s->line, s->kind);
	}
	return error;
}

int facts_put_health(struct facts *f, const struct health_fact *health, size_t count)
{
	struct health_fact *copy = malloc((count + 1) * sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	if (count)
		memcpy(copy, health, count * sizeof(*copy));
	free(f->health);
	f->health = copy;
	f->health_count = count;
	f->health_kept = true;
	f->health_of_other_boot = false;
	return 0;
}

void facts_add_quoted(struct buffer *b, const char *text)
{
	buffer_add(b, "\"");
	for (; *text; text++)
		buffer_add(b, "%c", *text == '"' || *text == '\\' || *text < ' ' || *text > '~' ? '?' : *text);
	buffer_add(b, "\"\n");
}

int facts_write_health(const char *directory, const struct health_fact *health, size_t count)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	char boot[BOOT_ID_SIZE];

	facts_read_boot_id(boot);
	buffer_add(&text, "[health]\ntime = %llu\n", read_clock());
	if (boot[0])
		buffer_add(&text, "boot = %s\n", boot);
	for (const struct health_fact *h = health; h < health + count; h++) {
		buffer_add(&text, "[uplink %s]\nstate = %s\nsince = %llu\n", h->uplink, health_state_word(h->state), h->since);
		if (h->silent)
			buffer_add(&text, "silent = %s\n", SILENT_WORDS[h->silent]);
		if (h->reason[0]) {
			buffer_add(&text, "reason = ");
			facts_add_quoted(&text, h->reason);
		}
		if (h->measured)
			buffer_add(&text, "loss = %u\n", h->loss);
		if (h->measured && h->loss < 100)
			buffer_add(&text, "latency = %u\n", h->latency);
		buffer_add(&text, "falls = %u\ndamping = %u\n", h->falls, h->damping);
	}
	return text.failed ? -ENOMEM : file_replace(directory, FACTS_HEALTH_FILE, text.data, text.length);
}
