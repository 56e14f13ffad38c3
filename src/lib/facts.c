/* facts.c - leases and holds in the state directory. */
#include "facts.h"
#include "facts_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "event.h"
#include "file.h"
#include "ini.h"
#include "util.h"

#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"
#define HOLDS_FILE "held.ini"

static const char *const LEASE_KEYS[] = { "interface", "family", "address", "prefix", "gateway", "server", "routes", "delegated", "source", "time", "boot" };
static const char *const HOLD_KEYS[] = { "who", "since", "carrier-seen" };

void facts_read_boot_id(char id[BOOT_ID_SIZE])
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int fd = open(BOOT_ID_FILE, O_RDONLY | O_CLOEXEC);

	id[0] = '\0';
	if (fd < 0)
		return;
	if (!file_read_all(fd, BOOT_ID_SIZE, &text, &size)) {
		text[strcspn(text, "\n")] = '\0';
		snprintf(id, BOOT_ID_SIZE, "%s", text);
	}
	close(fd);
}

int facts_read_number(const char *text, unsigned long long *out)
{
	char *end;

	if (!text || text[0] < '0' || text[0] > '9' || strlen(text) > 18)
		return -EINVAL;
	*out = strtoull(text, &end, 10);
	return *end ? -EINVAL : 0;
}

/* An address of the family, alone. An absent or empty value is no error and leaves out unset. */
static int read_address(const char *text, unsigned char family, struct prefix *out)
{
	if (!text || !*text)
		return 0;
	if (prefix_read(text, out) || out->family != family || !prefix_is_host(out))
		return -EINVAL;
	return 0;
}

bool facts_has_only(const struct ini *ini, const struct ini_section *s, const char *const *keys, size_t count, struct log *log)
{
	for (size_t i = s->first; i < s->first + s->count; i++) {
		size_t k = 0;

		while (k < count && strcmp(keys[k], ini->entries[i].key))
			k++;
		if (k == count) {
			log_add(log, LEVEL_WARNING, "%s:%u: %s: unknown key; the file is ignored", s->file, ini->entries[i].line,
				ini->entries[i].key);
			return false;
		}
	}
	return true;
}

/* PREFIX, PREFIX ... */
static int read_delegated(const char *text, struct lease *out)
{
	while (text && *text) {
		char item[PREFIX_TEXT];
		size_t length = strcspn(text, ",");
		struct prefix prefix;

		if (out->delegated_count == LEASE_PREFIXES || snprintf(item, sizeof(item), "%.*s", (int)length, text) >= (int)sizeof(item) ||
		    prefix_read(item, &prefix) || prefix.family != out->family || prefix_has_host_bits(&prefix))
			return -EINVAL;
		out->delegated[out->delegated_count++] = prefix;
		text += length + (text[length] == ',');
		text += strspn(text, " ");
	}
	return 0;
}

/* Returns the key at fault, or NULL when the lease is in out. */
static const char *parse_lease(const struct ini *ini, const struct ini_section *s, struct lease *out)
{
	const char *interface = ini_get(ini, s, "interface"), *family = ini_get(ini, s, "family"), *source = ini_get(ini, s, "source");

	if (!interface || !*interface || strlen(interface) >= DEVICE_SIZE)
		return "interface";
	strcpy(out->interface, interface);
	if (!family || (strcmp(family, "4") && strcmp(family, "6")))
		return "family";
	out->family = family_number(*family == '4' ? V4 : V6);
	if (read_delegated(ini_get(ini, s, "delegated"), out))
		return "delegated";
	if (read_address(ini_get(ini, s, "address"), out->family, &out->address) || (!prefix_is_set(&out->address) && !out->delegated_count))
		return "address";
	if (read_address(ini_get(ini, s, "gateway"), out->family, &out->gateway))
		return "gateway";
	if (read_address(ini_get(ini, s, "server"), out->family, &out->server))
		return "server";
	if (facts_read_number(ini_get(ini, s, "time"), &out->time))
		return "time";
	out->silent = source && !strcmp(source, EVENT_SILENT_CLIENT);
	return NULL;
}

static int add_lease(const struct ini *ini, struct facts *out, struct log *log)
{
	const struct ini_section *s = ini->sections;
	char boot[BOOT_ID_SIZE];
	struct lease lease = { 0 }, *leases;
	const char *said, *wrong;

	if (ini->section_count != 1 || strcmp(s->kind, "lease")) {
		log_add(log, LEVEL_WARNING, "%s: not one [lease] section; the file is ignored", ini->files[0].path);
		return 0;
	}
	if (!facts_has_only(ini, s, LEASE_KEYS, COUNT(LEASE_KEYS), log))
		return 0;
	said = ini_get(ini, s, "boot");
	facts_read_boot_id(boot);
	if (boot[0] && said && strcmp(said, boot))
		return 0;
	wrong = parse_lease(ini, s, &lease);
	if (wrong) {
		log_add(log, LEVEL_WARNING, "%s:%u: [lease] %s: missing or wrong; the file is ignored", s->file, s->line, wrong);
		return 0;
	}
	leases = reallocarray(out->leases, out->lease_count + 1, sizeof(*leases));
	if (!leases)
		return -ENOMEM;
	out->leases = leases;
	leases[out->lease_count++] = lease;
	return 0;
}

static int add_holds(const struct ini *ini, struct facts *out, struct log *log)
{
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];
		const char *blank = strchr(s->written, ' '), *who = ini_get(ini, s, "who");
		unsigned long long since = 0, seen = 0;
		struct hold *holds, hold = { 0 };
		size_t kind = blank ? (size_t)(blank - s->written) : strlen(s->written);

		if (!facts_has_only(ini, s, HOLD_KEYS, COUNT(HOLD_KEYS), log))
			continue;
		if (strcmp(s->kind, "hold") || !kind || kind >= sizeof(hold.kind) || (blank && strlen(blank + 1) >= sizeof(hold.name)) ||
		    facts_read_number(ini_get(ini, s, "since"), &since) || facts_read_number(ini_get(ini, s, "carrier-seen"), &seen)) {
			log_add(log, LEVEL_WARNING, "%s:%u: not a hold; ignored", s->file, s->line);
			continue;
		}
		memcpy(hold.kind, s->written, kind);
		strcpy(hold.name, blank ? blank + 1 : "");
		snprintf(hold.who, sizeof(hold.who), "%s", who ? who : "");
		hold.since = since;
		hold.carrier_seen = (uint32_t)seen;
		holds = reallocarray(out->holds, out->hold_count + 1, sizeof(*holds));
		if (!holds)
			return -ENOMEM;
		out->holds = holds;
		holds[out->hold_count++] = hold;
	}
	return 0;
}

typedef int add_file(const struct ini *ini, struct facts *out, struct log *log);

static int read_one(const char *directory, const char *name, add_file *add, struct facts *out, struct log *log)
{
	char path[2 * PATH_SIZE];
	_cleanup_(ini_free) struct ini ini = { .level = LEVEL_WARNING };

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
		return 0;
	if (ini_read(path, &ini, log) || !ini.section_count)
		return 0; /* reported; a state file never stops a run */
	return add(&ini, out, log);
}

/* Who is not root cannot see a watcher's lock; they only look, and believe that it lives. */
static void find_keeper(const char *directory, struct facts *out)
{
	int pid;

	out->health_kept = file_lock_owner(directory, FILE_WATCH_LOCK, &pid) || pid;
}

int facts_read(const char *directory, struct facts *out, struct log *log)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	int error;

	if (file_list(directory, "lease-", ".ini", &names))
		return 0;
	error = read_one(directory, HOLDS_FILE, add_holds, out, log);
	if (!error)
		error = read_one(directory, FACTS_NOTED_FILE, facts_add_noted, out, log);
	if (!error)
		error = read_one(directory, FACTS_ANNOUNCED_FILE, facts_add_announced, out, log);
	if (!error)
		error = read_one(directory, FACTS_HEALTH_FILE, facts_add_health, out, log);
	if (!error && out->health_count)
		find_keeper(directory, out);
	if (!error)
		error = read_one(directory, FACTS_TAKEN_FILE, facts_add_taken, out, log);
	for (size_t i = 0; !error && i < names.count; i++)
		error = read_one(directory, names.items[i], add_lease, out, log);
	return error ? error : facts_add_static(directory, out, log);
}

int facts_hold(struct facts *f, const char *kind, const char *name, const char *who, uint32_t carrier_seen)
{
	struct hold *holds;
	struct hold hold = { .since = (unsigned long long)time(NULL), .carrier_seen = carrier_seen };

	if (facts_find_hold(f, kind, name))
		return 0;
	holds = reallocarray(f->holds, f->hold_count + 1, sizeof(*holds));
	if (!holds)
		return -ENOMEM;
	f->holds = holds;
	snprintf(hold.kind, sizeof(hold.kind), "%s", kind);
	snprintf(hold.name, sizeof(hold.name), "%s", name);
	snprintf(hold.who, sizeof(hold.who), "%s", who);
	holds[f->hold_count++] = hold;
	return 1;
}

size_t facts_release(struct facts *f, bool (*drop)(const struct hold *hold, void *context), void *context)
{
	size_t kept = 0, before = f->hold_count;

	for (size_t i = 0; i < before; i++)
		if (!drop(&f->holds[i], context))
			f->holds[kept++] = f->holds[i];
	f->hold_count = kept;
	return before - kept;
}

int facts_write_holds(const char *directory, const struct facts *f)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };

	if (!f->hold_count)
		return file_remove(directory, HOLDS_FILE);
	for (size_t i = 0; i < f->hold_count; i++) {
		const struct hold *hold = &f->holds[i];

		buffer_add(&text, "[hold %s%s%s]\nwho = %s\nsince = %llu\ncarrier-seen = %u\n", hold->kind, hold->name[0] ? " " : "",
			   hold->name, hold->who, hold->since, hold->carrier_seen);
	}
	return text.failed ? -ENOMEM : file_replace(directory, HOLDS_FILE, text.data, text.length);
}
