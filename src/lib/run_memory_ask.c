/* run_memory_ask.c - rivals of aliases, asked for beside the runs of somebody who lives on. */
#include "run_memory.h"

#include <stdlib.h>

void asked_free(struct asked *a)
{
	free(a->probes);
	free(a->links);
	*a = (struct asked){ 0 };
}

enum answer_age run_memory_recall(const struct run_memory *m, struct probe *probe)
{
	for (size_t i = 0; i < m->answers.count; i++) {
		const struct probe *answer = &m->answers.probes[i];
		long long age = m->now - m->answers.when;

		if (answer->link->index != probe->link->index || !prefix_equal(&answer->address, &probe->address))
			continue;
		if (age > ANSWER_SILENCE && !answer->answered)
			return ANSWER_NONE;
		probe->answered = answer->answered;
		probe->mac = answer->mac;
		probe->error = answer->error;
		return age > (answer->answered ? ANSWER_RIVAL : ANSWER_SILENCE) ? ANSWER_OLD : ANSWER_FRESH;
	}
	return ANSWER_NONE;
}

void run_memory_ask(struct run_memory *m, struct asked *asked)
{
	const struct probe_manner manner = { .count = PROBE_COUNT, .wait = PROBE_WAIT };

	if (m->probing)
		return;
	asked_free(&m->asking);
	m->asking = *asked;
	*asked = (struct asked){ 0 };
	if (probe_begin(m->asking.probes, m->asking.count, &manner, &m->probing))
		m->probing = NULL; /* the next try is the run that follows this one */
}

long long run_memory_go_on(struct run_memory *m, bool *ended)
{
	long long wait;

	*ended = false;
	if (!m->probing)
		return -1;
	wait = probe_step(m->probing);
	if (wait >= 0)
		return wait;
	probe_end(m->probing);
	m->probing = NULL;
	asked_free(&m->answers);
	m->answers = m->asking;
	m->asking = (struct asked){ 0 };
	m->answers.when = m->now;
	*ended = true;
	return -1;
}
