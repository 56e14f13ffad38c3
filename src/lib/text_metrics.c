/* text_metrics.c - what a route tells TCP and the fragmentation of packets (RTA_METRICS): one table, read and written by it. PURE. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "text_words.h"

/* The kernel cuts larger values off in silence (ip_metrics_convert): they would come back as others than were sent. */
static const struct metric {
	const char *name;
	unsigned char number;
	unsigned char scale; /* not 0: a time; so many units of the wire are a millisecond */
	bool locked;	     /* always, and without the word: iproute2 has none for it */
	uint32_t least, most;
} metrics[] = {
	{ "mtu", RTAX_MTU, 0, false, 1, 65520 },
	{ "window", RTAX_WINDOW, 0, false, 1, UINT32_MAX },
	{ "rtt", RTAX_RTT, 8, false, 1, UINT32_MAX },
	{ "rttvar", RTAX_RTTVAR, 4, false, 1, UINT32_MAX },
	{ "ssthresh", RTAX_SSTHRESH, 0, false, 1, UINT32_MAX },
	{ "cwnd", RTAX_CWND, 0, false, 1, UINT32_MAX },
	{ "advmss", RTAX_ADVMSS, 0, false, 1, 65495 },
	{ "reordering", RTAX_REORDERING, 0, false, 1, UINT32_MAX },
	{ "hoplimit", RTAX_HOPLIMIT, 0, false, 1, 255 },
	{ "initcwnd", RTAX_INITCWND, 0, false, 1, UINT32_MAX },
	{ "rto_min", RTAX_RTO_MIN, 1, true, 1, UINT32_MAX },
	{ "initrwnd", RTAX_INITRWND, 0, false, 1, UINT32_MAX },
	{ "quickack", RTAX_QUICKACK, 0, false, 0, 1 },
};

static const struct metric *metric_find(const char *word)
{
	for (size_t i = 0; i < COUNT(metrics); i++)
		if (strcmp(metrics[i].name, word) == 0)
			return &metrics[i];
	return NULL;
}

int text_metric_number(const char *word)
{
	const struct metric *m = metric_find(word);

	if (strcmp(word, "features") == 0)
		return RTAX_FEATURES;
	return m ? m->number : -1;
}

/* `5s`, `200ms`; without a unit it is what the wire carries (get_time_rtt of iproute2). */
static bool read_time(const struct metric *m, char *text, uint32_t *out)
{
	size_t digits = strspn(text, "0123456789");
	uint32_t factor = strcmp(text + digits, "s") == 0 ? 1000u : strcmp(text + digits, "ms") == 0 ? 1u : 0;

	if (factor == 0)
		return text_number(text, m->least, m->most, out);
	text[digits] = '\0';
	if (!text_number(text, m->least, UINT32_MAX / factor / m->scale, out))
		return false;
	*out *= factor * m->scale;
	return true;
}

static int read_features(struct words *w, const char *word, uint32_t *out)
{
	char *text;

	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	if (strcmp(text, "ecn") != 0)
		return words_fail(w, word, "only ecn is known");
	*out = RTAX_FEATURE_ECN;
	return 0;
}

int words_metric(struct words *w, const char *word, uint32_t values[ROUTE_METRICS])
{
	const struct metric *m = metric_find(word);
	char *text, reason[100];
	bool right;

	if (!m)
		return read_features(w, word, &values[RTAX_FEATURES]);
	if (words_argument(w, word, &text) < 0)
		return -EINVAL;
	if (m->locked) {
		values[RTAX_LOCK] |= UINT32_C(1) << m->number;
	} else if (strcmp(text, "lock") == 0) {
		values[RTAX_LOCK] |= UINT32_C(1) << m->number;
		if (words_argument(w, "lock", &text) < 0)
			return -EINVAL;
	}
	right = m->scale ? read_time(m, text, &values[m->number]) : text_number(text, m->least, m->most, &values[m->number]);
	if (right)
		return 0;
	snprintf(reason, sizeof(reason), "%.30s is no %s from %" PRIu32 " to %" PRIu32, text, m->scale ? "time" : "number", m->least, m->most);
	return words_fail(w, word, reason);
}

void text_write_metrics(struct buffer *out, const uint32_t values[ROUTE_METRICS])
{
	for (size_t i = 0; i < COUNT(metrics); i++) {
		const struct metric *m = &metrics[i];

		if (values[m->number])
			buffer_add(out, " %s%s %" PRIu32, m->name, !m->locked && values[RTAX_LOCK] & UINT32_C(1) << m->number ? " lock" : "",
				   values[m->number]);
	}
	if (values[RTAX_FEATURES] & RTAX_FEATURE_ECN)
		buffer_add(out, " features ecn");
}
