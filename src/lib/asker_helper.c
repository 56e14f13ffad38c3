/* asker_helper.c - the part of asker.c that asks by homing-check. */
#include "asker_helper.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

int asker_told_open(struct asker_told *told, struct helper *helper, struct asker_target *targets, size_t count)
{
	bool any = false;

	*told = (struct asker_told){ .helper = helper, .targets = targets, .count = count, .news = -1 };
	for (size_t i = 0; i < count; i++)
		if (targets[i].kind == ASK_BY_HELPER) {
			targets[i].errand->enlisted = targets[i].errand->heard = false;
			any = true;
		}
	if (!any || !helper)
		return 0;
	told->heard = calloc(count, sizeof(*told->heard));
	told->news = told->heard ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
	return !told->heard ? -ENOMEM : told->news < 0 ? -errno : 0;
}

void asker_told_close(struct asker_told *told)
{
	for (size_t i = 0; i < told->count; i++)
		if (told->targets[i].kind == ASK_BY_HELPER && told->targets[i].errand->enlisted) {
			told->targets[i].errand->enlisted = false;
			helper_dismiss(told->helper, told->targets[i].errand->id);
		}
	if (told->news >= 0)
		close(told->news);
	free(told->heard);
}

/* From the helper, whenever it likes: the asker hears of it in its turn. */
static void on_told(void *context, size_t index, uint16_t sequence, const char *why)
{
	struct asker_told *told = context;
	struct asker_errand *errand = told->targets[index].errand;

	if (!errand->heard)
		told->heard[told->heard_count++] = index;
	errand->heard = true;
	errand->sequence = sequence;
	errand->well = !why;
	if (why) {
		memset(errand->why, 0, sizeof(errand->why));
		memcpy(errand->why, why, strnlen(why, sizeof(errand->why) - 1));
	}
	eventfd_write(told->news, 1);
}

void asker_enlist(struct asker_told *told, const struct way *way, size_t index)
{
	struct asker_target *t = &told->targets[index];
	struct asker_errand *errand = t->errand;

	memcpy(errand->question.device, way->device, sizeof(way->device));
	memcpy(errand->question.source, way->source, sizeof(way->source));
	errand->question.family = t->address.family;
	errand->enlisted = told->helper && !helper_enlist(told->helper, on_told, told, index, &errand->id);
}

const char *asker_send_errand(struct asker_told *told, size_t index, uint16_t sequence, long long timeout)
{
	struct asker_errand *errand = told->targets[index].errand;

	if (!errand->enlisted)
		return NULL; /* no memory: nothing is known, which is no miss */
	errand->question.sequence = sequence;
	errand->question.timeout = timeout < 1000 ? 1 : timeout < 1000LL * ERRAND_TIMEOUT_MOST ? (uint32_t)(timeout / 1000) : ERRAND_TIMEOUT_MOST;
	helper_send(told->helper, errand->id, &errand->question, errand->size);
	return NULL;
}

/* Who is told of while it is told goes into the list once more. */
void asker_hear_errands(struct asker_told *told, asker_tell *tell, void *context)
{
	eventfd_t news;

	eventfd_read(told->news, &news);
	while (told->heard_count) {
		size_t index = told->heard[--told->heard_count];
		struct asker_errand *errand = told->targets[index].errand;

		errand->heard = false;
		tell(index, errand->sequence, errand->well ? NULL : errand->why, context);
	}
}

struct asker_errand *asker_errand_copy(const struct errand *question, size_t size)
{
	struct asker_errand *errand = calloc(1, offsetof(struct asker_errand, question) + size);

	if (!errand)
		return NULL;
	errand->size = size;
	memcpy(&errand->question, question, size);
	return errand;
}

void asker_targets_free(struct asker_target *targets, size_t count)
{
	for (size_t i = 0; targets && i < count; i++)
		if (targets[i].kind == ASK_BY_HELPER)
			free(targets[i].errand);
	free(targets);
}

/* But for what differs from time to time. */
static bool same_errand(const struct asker_errand *a, const struct asker_errand *b)
{
	struct errand one = { 0 }, other = { 0 };

	if (a->size != b->size)
		return false;
	memcpy(&one, &a->question, a->size);
	memcpy(&other, &b->question, b->size);
	one.id = other.id;
	one.sequence = other.sequence;
	one.timeout = other.timeout;
	one.family = other.family;
	memcpy(one.device, other.device, sizeof(one.device));
	memcpy(one.source, other.source, sizeof(one.source));
	return !memcmp(&one, &other, sizeof(one));
}

bool asker_target_same(const struct asker_target *a, const struct asker_target *b)
{
	return a->kind == b->kind && a->check == b->check && prefix_equal(&a->address, &b->address) && (a->kind != ASK_BY_HELPER || same_errand(a->errand, b->errand));
}
