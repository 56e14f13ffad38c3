/* checker_fetch.c - one page, by libcurl. What that may do is said here; everything else that it could do is turned off. */
#ifdef HAVE_CURL
#include "checker_fetch.h"

#include <stdio.h>
#include <string.h>

#include "packet.h"
#include "endpoint.h"

#define HEADER_MOST 65536 /* bytes of all of them */

/* Whatever libcurl would connect to is what we have told it: an address, by the uplink under test. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;
	int fd = -1;

	if (purpose == CURLSOCKTYPE_IPCXN && (address->family == AF_INET || address->family == AF_INET6) &&
	    prefix_is_set(&t->job->errand->source[family_index((unsigned char)address->family)]))
		fd = checker_bind(t->job->errand, SOCK_STREAM, (unsigned char)address->family);
	if (fd < 0)
		t->why = fd == -1 ? "no address of its family" : endpoint_why(fd);
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static size_t on_header(char *bytes, size_t one, size_t count, void *context)
{
	struct transfer *t = context;

	t->header += count * one;
	if (!t->body) /* what comes behind a body are trailers, which end with no empty line here */
		t->complete = (count * one == 2 && !memcmp(bytes, "\r\n", 2)) || (count * one == 1 && *bytes == '\n');
	if (t->header <= HEADER_MOST)
		return count * one;
	t->why = "its header has no end";
	return 0;
}

static size_t on_body(char *bytes, size_t one, size_t count, void *context)
{
	struct transfer *t = context;

	t->body += count * one;
	if (t->body > t->job->errand->limit) {
		t->why = "longer than limit=";
		return 0;
	}
	expect_hear(&t->expect, bytes, count * one);
	return count * one;
}

void fetch_end(struct transfer *t)
{
	if (t->easy) {
		curl_multi_remove_handle(t->checker->web->multi, t->easy);
		curl_easy_cleanup(t->easy);
	}
	curl_slist_free_all(t->to);
	curl_slist_free_all(t->headers);
	t->easy = NULL;
	t->to = t->headers = NULL;
}

static CURLcode allow_only_web(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* One page: no proxy, no .netrc, no cookies, nothing kept for the next one; redirects are ours to follow. */
static bool set_up(struct transfer *t, long wait)
{
	CURL *easy = t->easy;
	long verify = t->job->errand->verify;
	CURLcode bad = allow_only_web(easy);

#define SET(option, value) bad = bad ? bad : curl_easy_setopt(easy, option, value)
	SET(CURLOPT_CURLU, t->url);
	SET(CURLOPT_CONNECT_TO, t->to);
	SET(CURLOPT_HTTPHEADER, t->headers);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
	SET(CURLOPT_FRESH_CONNECT, 1L);
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_USERAGENT, "homing-check");
	SET(CURLOPT_SSL_VERIFYPEER, verify);
	SET(CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
	SET(CURLOPT_TIMEOUT_MS, wait);
	SET(CURLOPT_CONNECTTIMEOUT_MS, wait);
	SET(CURLOPT_BUFFERSIZE, 16384L);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->job->errand->limit);
	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, t);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_PRIVATE, t);
#undef SET
	return !bad;
}

/* Returns false when there is no memory for it. */
static bool add_headers(struct transfer *t)
{
	const char *host = t->hops ? "" : errand_word(t->job->errand, ERRAND_HOST);
	struct curl_slist *longer;
	char line[300];

	t->headers = curl_slist_append(NULL, "Connection: close");
	snprintf(line, sizeof(line), "Host: %s", host);
	longer = t->headers && *host ? curl_slist_append(t->headers, line) : t->headers;
	if (longer)
		t->headers = longer;
	return longer;
}

const char *fetch_begin(struct transfer *t, const struct prefix *address)
{
	long long wait = t->job->deadline - packet_clock();
	char text[PREFIX_TEXT], to[PREFIX_TEXT + 8];

	prefix_text(address, text);
	snprintf(to, sizeof(to), address->family == AF_INET6 ? "::[%s]:" : "::%s:", text);
	t->to = curl_slist_append(NULL, to);
	t->easy = curl_easy_init();
	t->header = t->body = 0;
	t->complete = false;
	t->error[0] = '\0';
	if (!t->to || !t->easy || !add_headers(t) || !set_up(t, wait > 0 ? (long)wait : 1) || curl_multi_add_handle(t->checker->web->multi, t->easy))
		return "cannot be asked";
	return NULL;
}

#else

typedef int checker_fetch_is_empty;

#endif
