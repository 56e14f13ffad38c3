/* facts_noted.c - old values of what the kernel cannot mark as ours. */
#include <errno.h>
#include <string.h>

#include "buffer.h"
#include "facts.h"
#include "facts_files.h"
#include "file.h"
#include "util.h"

static const char *const NOTED_KEYS[] = { "old" };

/* [group DEVICE] and [sysctl NAME] with the value that stood there before. */
int facts_add_noted(const struct ini *ini, struct facts *out, struct log *log)
{
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *s = &ini->sections[i];
		struct setting setting = { 0 };
		bool group = !strcmp(s->kind, "group");
		char *field = group ? setting.device : setting.name;
		size_t size = group ? sizeof(setting.device) : sizeof(setting.name);
		unsigned long long old;

		if (!facts_has_only(ini, s, NOTED_KEYS, COUNT(NOTED_KEYS), log))
			continue;
		if ((!group && strcmp(s->kind, "sysctl")) || !s->written[0] || strlen(s->written) >= size ||
		    facts_read_number(ini_get(ini, s, "old"), &old) || old > UINT32_MAX) {
			log_add(log, LEVEL_WARNING, "%s:%u: not an old value; ignored", s->file, s->line);
			continue;
		}
		strcpy(field, s->written);
		setting.value = (uint32_t)old;
		if (facts_note(out, &setting))
			return -ENOMEM;
	}
	return 0;
}

int facts_note(struct facts *f, const struct setting *old)
{
	struct setting *noted;

	if (facts_find_noted(f, old))
		return 0;
	noted = reallocarray(f->noted, f->noted_count + 1, sizeof(*noted));
	if (!noted)
		return -ENOMEM;
	f->noted = noted;
	noted[f->noted_count++] = *old;
	return 0;
}

void facts_forget(struct facts *f, const struct setting *like)
{
	struct setting *noted = (struct setting *)facts_find_noted(f, like);

	if (noted)
		*noted = f->noted[--f->noted_count];
}

int facts_write_noted(const char *directory, const struct facts *f)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };

	if (!f->noted_count)
		return file_remove(directory, FACTS_NOTED_FILE);
	for (size_t i = 0; i < f->noted_count; i++) {
		const struct setting *s = &f->noted[i];

		buffer_add(&text, "[%s %s]\nold = %u\n", s->device[0] ? "group" : "sysctl", s->device[0] ? s->device : s->name, s->value);
	}
	return text.failed ? -ENOMEM : file_replace(directory, FACTS_NOTED_FILE, text.data, text.length);
}
