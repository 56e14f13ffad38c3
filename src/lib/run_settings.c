/* run_settings.c - what the kernel cannot mark as ours is noted before it is changed, and forgotten once it is put back. */
#include <errno.h>

#include "facts.h"
#include "run_work.h"

static const struct setting *setting_of(const struct step *step)
{
	return step->object->kind == KIND_SETTING && step->kind == STEP_REPLACE ? &step->object->setting : NULL;
}

int work_note_settings(struct work *w, const struct plan *plan)
{
	bool changed = false;

	for (size_t i = 0; i < plan->count; i++) {
		if (!setting_of(&plan->steps[i]) || facts_find_noted(&w->facts, setting_of(&plan->steps[i])))
			continue;
		if (facts_note(&w->facts, &plan->steps[i].old->setting))
			return -ENOMEM;
		changed = true;
	}
	return changed && w->lock >= 0 ? facts_write_noted(w->directory, &w->facts) : 0;
}

int work_forget_settings(struct work *w, const struct plan *plan)
{
	bool changed = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct setting *now = setting_of(&plan->steps[i]);
		const struct setting *noted = now ? facts_find_noted(&w->facts, now) : NULL;

		if (!noted || noted->value != now->value)
			continue;
		facts_forget(&w->facts, now);
		changed = true;
	}
	for (size_t i = w->facts.noted_count; i-- > 0;)
		if (w->facts.noted[i].device[0] && !host_find_link(&w->host, w->facts.noted[i].device)) {
			facts_forget(&w->facts, &w->facts.noted[i]);
			changed = true;
		}
	return changed && w->lock >= 0 ? facts_write_noted(w->directory, &w->facts) : 0;
}
