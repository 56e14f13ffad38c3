/* config_draft.c - a configuration while it is read: which key was said where. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config_draft.h"

void *draft_section(const struct draft *draft, const char *kind)
{
	return strcmp(draft->kind->kind, kind) == 0 ? draft->section : NULL;
}

const struct said *draft_said(const struct draft *draft, const char *key)
{
	const struct config_key *k = config_find_key(draft->kind, key);

	return k && draft->said[k - draft->kind->keys].entry ? &draft->said[k - draft->kind->keys] : NULL;
}

void reading_complain(struct reading *r, const struct draft *draft, const char *key, const char *format, ...)
{
	const struct said *said = draft_said(draft, key);
	char text[768];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	if (said)
		ini_complain(r->ini, r->log, said->section, said->entry->line, said->entry->key, "%s", text);
	else
		ini_complain(r->ini, r->log, draft->first, 0, key, "%s", text);
	r->failed = true;
}

struct draft *draft_find(struct reading *r, const struct config_section *kind, const char *name)
{
	for (size_t i = 0; i < r->draft_count; i++) {
		struct draft *d = &r->drafts[i];

		if (d->kind == kind && (!kind->named || strcmp(((struct section_head *)d->section)->name, name) == 0))
			return d;
	}
	return NULL;
}

/* There is room for it: drafts_make_room() counted the sections. */
struct draft *draft_add(struct reading *r, const struct config_section *kind, const struct ini_section *s)
{
	char *base = (char *)r->config;
	struct draft *d = &r->drafts[r->draft_count];
	struct section_head *head;
	size_t *count;

	d->kind = kind;
	d->overlaid = r->source != r->ini;
	d->by_hand = d->overlaid && (size_t)(r->source - r->overlays) >= r->hand_first;
	d->said = calloc(kind->key_count, sizeof(*d->said));
	if (!d->said)
		return NULL;
	if (kind->named) {
		count = (size_t *)(base + kind->count_offset);
		memcpy(&d->section, base + kind->offset, sizeof(d->section));
		d->section = (char *)d->section + (*count)++ * kind->size;
		head = d->section;
		snprintf(head->name, sizeof(head->name), "%s", s->name);
		head->place = (struct place){ s->file, s->line };
	} else {
		d->section = base + kind->offset;
	}
	r->draft_count++;
	return d;
}

static size_t count_sections(const struct ini *ini, const char *kind)
{
	size_t count = 0;

	for (size_t i = 0; i < ini->section_count; i++)
		count += strcmp(ini->sections[i].kind, kind) == 0;
	return count;
}

/* The arrays of the named kinds get their full size too: nothing moves while it is filled. */
int drafts_make_room(struct reading *r)
{
	size_t sections = r->ini->section_count;

	for (size_t i = 0; i < r->overlay_count; i++)
		sections += r->overlays[i].section_count;
	r->drafts = calloc(CONFIG_SECTION_COUNT + sections, sizeof(*r->drafts));
	if (!r->drafts)
		return -ENOMEM;
	for (size_t i = 0; i < CONFIG_SECTION_COUNT; i++) {
		const struct config_section *kind = &CONFIG_SECTIONS[i];
		size_t count;
		void *array;

		if (!kind->named) {
			if (!draft_add(r, kind, NULL))
				return -ENOMEM;
			continue;
		}
		count = count_sections(r->ini, kind->kind);
		for (size_t j = 0; j < r->overlay_count; j++)
			count += count_sections(&r->overlays[j], kind->kind);
		array = calloc(count ? count : 1, kind->size);
		if (!array)
			return -ENOMEM;
		memcpy((char *)r->config + kind->offset, &array, sizeof(array));
	}
	return 0;
}
