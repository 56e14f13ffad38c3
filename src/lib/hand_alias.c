/* hand_alias.c - a set of addresses typed by hand. */
#include <errno.h>
#include <string.h>

#include "hand_change.h"

enum cover { COVER_NONE, COVER_PART, COVER_WHOLE };

/* How much of an alias typed before the set has. */
static int covers(struct change *c, const struct prefixes *set, const struct hand_section *section, enum cover *out)
{
	union scratch scratch = { 0 };
	const struct prefixes *theirs = &scratch.alias.addresses;
	size_t common = 0;
	int error = change_check(c, HAND_ADDRESS, section->name, section->values[HAND_ADDRESS], &scratch);

	for (size_t i = 0; !error && i < theirs->count; i++)
		common += prefixes_have(set, &theirs->items[i]);
	*out = !common ? COVER_NONE : common < theirs->count ? COVER_PART : COVER_WHOLE;
	scratch_free(&scratch, HAND_ADDRESS);
	return error;
}

/* Takes those out that the set has wholly. kept, where not NULL: but the first of them stays, for what comes in its place has its name. */
static int replace(struct change *c, const struct prefixes *set, struct hand_section **kept, size_t *found)
{
	int error = 0;

	*found = 0;
	for (size_t i = 0; !error && i < c->hand->count;) {
		struct hand_section *section = &c->hand->sections[i];
		enum cover cover = COVER_NONE;

		if (section->alias && section->values[HAND_ADDRESS] && !strcmp(section->values[HAND_INTERFACE], c->words->interface))
			error = covers(c, set, section, &cover);
		if (!error && cover == COVER_PART)
			return change_refuse(c, "--address: some of %s, which were typed as one set: they come and go together",
					     section->values[HAND_ADDRESS]);
		if (error || cover == COVER_NONE) {
			i++;
			continue;
		}
		error = change_concern(c, section);
		if (kept && !*found)
			*kept = &c->hand->sections[i++]; /* only later ones are dropped: it stays where it is */
		else
			hand_drop(c->hand, section);
		++*found;
	}
	return error;
}

static int alias_up(struct change *c, const struct prefixes *set, const char *addresses)
{
	const struct hand_words *w = c->words;
	struct hand_section *section = NULL;
	size_t found;
	int error = w->label ? change_check(c, HAND_LABEL, "--label", w->label, NULL) : 0;

	if (!error)
		error = replace(c, set, &section, &found);
	if (error)
		return error;
	if (!section)
		section = hand_add_alias(c->hand, c->others, w->interface);
	if (!section || change_concern(c, section))
		return -ENOMEM;
	error = hand_set(section, HAND_ADDRESS, addresses);
	return error ? error : hand_set(section, HAND_LABEL, w->label);
}

int change_alias(struct change *c)
{
	struct hand_section typed = { 0 };
	union scratch scratch = { 0 };
	size_t found;
	int error = change_check_interface(c, "the one that bears the addresses");

	if (!error && !c->words->item_count)
		error = change_refuse(c, "--address is missing: ADDRESS[/LENGTH], or a range FIRST-LAST");
	if (!error)
		error = change_join_items(c, "--address", HAND_ADDRESS, &typed);
	if (!error)
		error = change_check(c, HAND_ADDRESS, "--address", typed.values[HAND_ADDRESS], &scratch);
	if (!error && !c->words->down) {
		error = alias_up(c, &scratch.alias.addresses, typed.values[HAND_ADDRESS]);
	} else if (!error) {
		error = replace(c, &scratch.alias.addresses, NULL, &found);
		if (!error && !found)
			error = -ENOENT;
	}
	scratch_free(&scratch, HAND_ADDRESS);
	free(typed.values[HAND_ADDRESS]);
	return error;
}
