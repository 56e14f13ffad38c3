/* checker_http.c - web pages: what is asked for, and whether what comes is well. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "checker_work.h"

#ifdef HAVE_CURL
#include "checker_fetch.h"
#include "util.h"
#include "endpoint.h"

#define TOO_LARGE 100 /* CURLE_TOO_LARGE, which older ones do not know */
#define SAID CURL_ERROR_SIZE /* bytes of a reason before it is cut */

static void end_http(struct checker *c, struct job *job)
{
	struct transfer *t = job->own;

	(void)c;
	if (!t)
		return;
	fetch_end(t);
	checker_end_lookup(t->lookup);
	curl_url_cleanup(t->url);
	expect_free(&t->expect);
	free(t);
}

/* Whom the URL's host stands for; unset: nobody yet, a name. */
static struct prefix address_of(const struct transfer *t, const char *host)
{
	const struct errand *e = t->job->errand;
	char text[PREFIX_TEXT];
	struct prefix address;
	size_t length = strlen(host);

	if (prefix_is_set(&e->target) && !strcmp(host, t->first))
		return e->target;
	if (host[0] == '[' && length > 2 && length < sizeof(text)) {
		memcpy(text, host + 1, length - 2);
		text[length - 2] = '\0';
		host = text;
	}
	return prefix_read(host, &address) ? (struct prefix){ 0 } : address;
}

/* The page that t->url is now. Returns NULL, or why it cannot be asked for. */
static const char *go(struct transfer *t)
{
	const struct errand *e = t->job->errand;
	struct prefix address;
	const char *why;
	char *host = NULL;

	if (curl_url_get(t->url, CURLUPART_HOST, &host, 0))
		return "its URL has no host";
	address = address_of(t, host);
	if (prefix_is_set(&address))
		why = fetch_begin(t, &address);
	else
		why = checker_begin_lookup(t->checker, t->job, host, NULL, 1u << family_index(e->family), &t->lookup);
	curl_free(host);
	return why;
}

/* `host=NAME:PORT' is sent as it stands; a certificate must be that of NAME. */
static bool put_host(CURLU *url, const char *host)
{
	char name[256];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(host, ":"), host);
	return !curl_url_set(url, CURLUPART_HOST, name, 0);
}

static const char *begin_http(struct checker *c, struct job *job)
{
	const char *host = errand_word(job->errand, ERRAND_HOST);
	struct transfer *t = calloc(1, sizeof(*t));
	char *first = NULL;

	job->own = t;
	if (!t)
		return "cannot be asked";
	t->checker = c;
	t->job = job;
	t->url = curl_url();
	if (!c->web)
		c->web = calloc(1, sizeof(*c->web));
	if (c->web && !c->web->multi && !curl_global_init(CURL_GLOBAL_ALL))
		c->web->multi = curl_multi_init();
	if (!c->web || !c->web->multi || !t->url || expect_begin(&t->expect, errand_word(job->errand, ERRAND_EXPECT)))
		return "cannot be asked";
	if (curl_url_set(t->url, CURLUPART_URL, errand_word(job->errand, ERRAND_TEXT), 0) || (*host && !put_host(t->url, host)) ||
	    curl_url_get(t->url, CURLUPART_HOST, &first, 0))
		return "its URL cannot be read";
	snprintf(t->first, sizeof(t->first), "%s", first);
	curl_free(first);
	return go(t);
}

static void hear_http(struct checker *c, struct job *job)
{
	struct transfer *t = job->own;
	struct prefix found;
	const char *why;
	int heard = t->lookup ? checker_hear_lookup(t->lookup, &found, &why) : 0;

	if (!heard)
		return;
	checker_end_lookup(t->lookup);
	t->lookup = NULL;
	if (heard > 0)
		why = fetch_begin(t, &found);
	if (why)
		checker_finish(c, job, why);
}

/* True: the next page is on its way, or *why it is not. */
static bool follow(struct transfer *t, long status, const char **why)
{
	char *next = NULL;

	if (status < 300 || status > 399 || t->hops >= t->job->errand->redirects || curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &next) || !next)
		return false;
	if ((strncmp(next, "http://", 7) != 0 && strncmp(next, "https://", 8) != 0) || curl_url_set(t->url, CURLUPART_URL, next, 0)) {
		*why = "redirected to what is no web page";
		return true;
	}
	t->hops++;
	fetch_end(t);
	*why = go(t);
	return true;
}

static bool is_wanted(const struct errand *e, long status)
{
	return (status >= e->status_first && status <= e->status_last) || (e->status_also && status == e->status_also);
}

/* The transfer's end in a few words; said: room for them. */
static const char *explain(struct transfer *t, CURLcode code, char said[SAID])
{
	static const char tls[] = "SSL certificate problem: ";
	long number = 0;

	if (t->why)
		return t->why;
	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
	switch ((int)code) {
	case CURLE_OPERATION_TIMEDOUT:
		return "timed out";
	case CURLE_FILESIZE_EXCEEDED:
		return "longer than limit=";
	case CURLE_PARTIAL_FILE:
		return "it ends too soon";
	case CURLE_GOT_NOTHING:
		return "no answer, but the connection was closed";
	case CURLE_OUT_OF_MEMORY: /* what it says of a line that is too long, before 8.6 */
	case TOO_LARGE:
		if (!t->complete)
			return "its header has no end";
		break;
	case CURLE_COULDNT_CONNECT:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		if (number)
			return endpoint_why((int)number);
		break;
	default:
		break;
	}
	snprintf(said, SAID, "%s", t->error[0] ? t->error : curl_easy_strerror(code));
	return strncmp(said, tls, sizeof(tls) - 1) ? said : said + sizeof(tls) - 1;
}

static void conclude(struct checker *c, struct transfer *t, CURLcode code)
{
	const struct errand *e = t->job->errand;
	char said[SAID];
	const char *why = NULL;
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code)
		why = explain(t, code, said);
	else if (!t->complete)
		why = "it ends too soon"; /* libcurl takes what has come of a header for a page */
	else if (follow(t, status, &why) && !why)
		return;
	if (!why && !is_wanted(e, status)) {
		snprintf(said, sizeof(said), "status %ld", status);
		why = said;
	}
	if (!why && !t->expect.found) {
		snprintf(said, sizeof(said), "%.48s not found", errand_word(e, ERRAND_EXPECT));
		why = said;
	}
	checker_finish(c, t->job, why);
}

static void work_off(struct checker *c)
{
	CURLMsg *message;
	int left;

	curl_multi_perform(c->web->multi, &left);
	while ((message = curl_multi_info_read(c->web->multi, &left))) {
		CURLcode code = message->data.result;
		struct transfer *t = NULL;

		if (message->msg == CURLMSG_DONE && !curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t) && t)
			conclude(c, t, code);
	}
}

void checker_wait(struct checker *c, long long wait)
{
	struct curl_waitfd own = { .fd = c->epoll, .events = CURL_WAIT_POLLIN };
	struct epoll_event event;

	if (!c->web || !c->web->multi) {
		epoll_wait(c->epoll, &event, 1, (int)wait);
		return;
	}
	curl_multi_poll(c->web->multi, &own, 1, wait < 0 ? 3600000 : (int)wait, NULL);
	work_off(c);
}

void checker_end_web(struct checker *c)
{
	if (c->web) {
		curl_multi_cleanup(c->web->multi);
		curl_global_cleanup();
	}
	free(c->web);
}

#else

static const char *begin_http(struct checker *c, struct job *job)
{
	(void)c;
	(void)job;
	return "homing was built without libcurl";
}

static void hear_http(struct checker *c, struct job *job)
{
	checker_finish(c, job, NULL);
}

static void end_http(struct checker *c, struct job *job)
{
	(void)c;
	(void)job;
}

void checker_wait(struct checker *c, long long wait)
{
	struct epoll_event event;

	epoll_wait(c->epoll, &event, 1, (int)wait);
}

void checker_end_web(struct checker *c)
{
	(void)c;
}

#endif

const struct job_kind JOB_HTTP = { begin_http, hear_http, end_http };
