/* facts_announced.c - which interfaces' aliases were announced, and when. */
#include <errno.h>
#include <string.h>

#include "buffer.h"
#include "facts.h"
#include "facts_files.h"
#include "file.h"
#include "util.h"

static const char *const KEYS[] = { "carrier-up-count" };

int facts_add_announced(const struct ini *ini, struct facts *out, struct log *log)
{
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];
		unsigned long long count;

		if (!facts_has_only(ini, s, KEYS, COUNT(KEYS), log))
			continue;
		if (strcmp(s->kind, "interface") || !s->written[0] || strlen(s->written) >= DEVICE_SIZE ||
		    facts_read_number(ini_get(ini, s, KEYS[0]), &count)) {
			log_add(log, LEVEL_WARNING, "%s:%u: not an interface and its carrier-up-count; ignored", s->file, s->line);
			continue;
		}
		if (facts_set_announced(out, s->written, (uint32_t)count) < 0)
			return -ENOMEM;
	}
	return 0;
}

int facts_set_announced(struct facts *f, const char *device, uint32_t carrier_ups)
{
	struct announced *a = (struct announced *)facts_find_announced(f, device);

	if (!a) {
		a = reallocarray(f->announced, f->announced_count + 1, sizeof(*a));
		if (!a)
			return -ENOMEM;
		f->announced = a;
		a += f->announced_count++;
		*a = (struct announced){ 0 };
		strcpy(a->device, device);
	}
	a->carrier_ups = carrier_ups;
	return 0;
}

int facts_write_announced(const char *directory, const struct facts *f)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };

	for (size_t i = 0; i < f->announced_count; i++)
		buffer_add(&text, "[interface %s]\n%s = %u\n", f->announced[i].device, KEYS[0], f->announced[i].carrier_ups);
	if (text.failed)
		return -ENOMEM;
	return text.data ? file_replace(directory, FACTS_ANNOUNCED_FILE, text.data, text.length)
			 : file_remove(directory, FACTS_ANNOUNCED_FILE);
}
