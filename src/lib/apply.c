/* apply.c - carries a plan out: a batch a stage, and what was done is undone when a step is refused. */
#include "apply.h"

#include <errno.h>
#include <netlink/msg.h>
#include <string.h>

#include "apply_message.h"
#include "file.h"
#include "text.h"
#include "util.h"

#define CHUNK_SIZE (60 * 1024) /* below the default send buffer of netlink sockets (net.core.wmem_default) */

struct applying {
	struct netlink *nl;
	const struct host *host;
	const struct plan *plan;
	struct log *log;
	struct netlink_batch *batch;
	size_t *steps;	   /* the step behind each message of the batch */
	bool *refused;	   /* a step: the kernel did not take it */
	size_t refusals;
	size_t left_out;   /* optional steps that the kernel refused */
	int error;	   /* the first refusal */
};

static bool same_stage(const struct step *a, const struct step *b)
{
	return a->object->kind == b->object->kind && (a->kind == STEP_DELETE) == (b->kind == STEP_DELETE);
}

/* Somebody else was quicker between our look and this message; or an address is there that we do not count as there, since it failed duplicate address detection
 * or is still in it. */
static bool is_so_already(const struct step *step, int error)
{
	if (step->kind == STEP_DELETE)
		return error == -ESRCH || error == -ENOENT || error == -EADDRNOTAVAIL || error == -ENODEV;
	return step->object->kind == KIND_ADDRESS && error == -EEXIST;
}

/* What a file of others asked for: what stands in its place stays, and all else goes on. */
static void leave_out(struct applying *a, const struct step *step, int error, const char *words, const char *line)
{
	bool taken = step->kind == STEP_ADD && error == -EEXIST;

	a->left_out += !taken;
	log_add(a->log, taken ? LEVEL_NOTE : LEVEL_WARNING, "%s: %s%s%s", line ? line : "step",
		taken ? "left out: what is there is not homing's" : strerror(-error), words[0] && !taken ? ": " : "", taken ? "" : words);
}

static void refuse(struct applying *a, size_t index, int error, const char *words)
{
	const struct step *step = &a->plan->steps[index];
	_cleanup_(buffer_free) struct buffer line = { 0 };

	a->refused[index] = true;
	text_write_step(&line, step);
	if (is_so_already(step, error)) {
		log_add(a->log, step->kind == STEP_ADD ? LEVEL_NOTE : LEVEL_DEBUG, "%s: so already, by somebody else", line.data ? line.data : "step");
		return;
	}
	if (step->object->optional) {
		leave_out(a, step, error, words, line.data);
		return;
	}
	if (!a->error)
		a->error = error;
	a->refusals++;
	if (error == -EEXIST && step->object->kind == KIND_ROUTE)
		words = "a route that is not homing's stands in its place";
	log_add(a->log, LEVEL_ERROR, "%s: %s%s%s", line.data ? line.data : "step", strerror(-error), words[0] ? ": " : "", words);
}

static void refuse_message(const struct netlink_error *refusal, void *context)
{
	struct applying *a = context;

	refuse(a, a->steps[refusal->index], refusal->error, refusal->text);
}

static int flush(struct applying *a)
{
	return netlink_batch_send(a->batch, refuse_message, a);
}

static void trace(struct applying *a, size_t index, const struct nlmsghdr *h)
{
	_cleanup_(buffer_free) struct buffer line = { 0 };

	text_write_step(&line, &a->plan->steps[index]);
	log_add(a->log, LEVEL_TRACE, "netlink: type %u flags 0x%x length %u: %s", h->nlmsg_type, h->nlmsg_flags, h->nlmsg_len,
		line.data ? line.data : "");
}

/* A sysctl is a file: it has no place in a batch, but one in the order. */
static bool is_sysctl(const struct step *step)
{
	return step->object->kind == KIND_SETTING && step->object->setting.name[0];
}

static int write_sysctl(const struct step *step)
{
	return file_write_sysctl(step->object->setting.name, step->object->setting.value);
}

static int add_step(struct applying *a, size_t index)
{
	const struct step *step = &a->plan->steps[index];
	struct nl_msg *message;
	int error = is_sysctl(step) ? write_sysctl(step) : apply_message(a->host, step, &message);

	if (!error && is_sysctl(step))
		return 0;
	if (error == -ENOMEM)
		return error;
	if (error) {
		refuse(a, index, error, "");
		return 0;
	}
	if (a->log->trace)
		trace(a, index, nlmsg_hdr(message));
	a->steps[netlink_batch_count(a->batch)] = index;
	error = netlink_batch_add(a->batch, nlmsg_hdr(message));
	nlmsg_free(message);
	if (!error && netlink_batch_size(a->batch) >= CHUNK_SIZE)
		error = flush(a);
	return error;
}

/* The steps from `first` that belong to one stage. *next is the first behind them. */
static int send_stage(struct applying *a, size_t first, size_t *next)
{
	const struct plan *plan = a->plan;
	size_t i = first;
	int error = 0;

	for (; !error && i < plan->count && same_stage(&plan->steps[first], &plan->steps[i]); i++)
		error = add_step(a, i);
	*next = i;
	return error ? error : flush(a);
}

static struct step reverse(const struct step *step)
{
	switch (step->kind) {
	case STEP_ADD:
		return (struct step){ .kind = STEP_DELETE, .object = step->object };
	case STEP_DELETE:
		return (struct step){ .kind = STEP_ADD, .object = step->object };
	default:
		return (struct step){ .kind = STEP_REPLACE, .object = step->old, .old = step->object };
	}
}

static void ignore(const struct netlink_error *refusal, void *context)
{
	bool *failed = context;

	(void)refusal;
	*failed = true;
}

/* Takes back steps 0 to count - 1 that were taken, the last one first. A message at a time: their order is the plan's, turned round. */
static bool undo(struct applying *a, size_t count)
{
	bool failed = false;

	for (size_t i = count; i-- > 0;) {
		struct step back = reverse(&a->plan->steps[i]);
		struct nl_msg *message;

		if (a->refused[i])
			continue;
		if (is_sysctl(&back)) {
			failed |= write_sysctl(&back) != 0;
			continue;
		}
		if (apply_message(a->host, &back, &message)) {
			failed = true;
			continue;
		}
		if (netlink_batch_add(a->batch, nlmsg_hdr(message)) || netlink_batch_send(a->batch, ignore, &failed))
			failed = true;
		nlmsg_free(message);
	}
	return !failed;
}

int apply_plan(struct netlink *nl, const struct host *host, const struct plan *plan, struct applied *result, struct log *log)
{
	_cleanup_free_ size_t *steps = calloc(plan->count + 1, sizeof(*steps));
	_cleanup_free_ bool *refused = calloc(plan->count + 1, sizeof(*refused));
	struct applying a = { .nl = nl, .host = host, .plan = plan, .log = log, .steps = steps, .refused = refused };
	size_t next = 0;
	int error;

	*result = (struct applied){ 0 };
	if (!steps || !refused)
		return -ENOMEM;
	error = netlink_batch_start(nl, &a.batch);
	while (!error && !a.error && next < plan->count)
		error = send_stage(&a, next, &next);
	if (!error && a.error) {
		result->undone = undo(&a, next);
		error = a.error;
	}
	if (!result->undone)
		for (size_t i = 0; i < next; i++)
			result->done += !refused[i];
	result->refused = a.refusals;
	result->left_out = a.left_out;
	netlink_batch_free(a.batch);
	return error;
}
