/* checker_fetch.h - one page, by libcurl, which is built into homing-check alone. */
#ifndef HOMING_CHECKER_FETCH_H
#define HOMING_CHECKER_FETCH_H

#include <curl/curl.h>

#include "checker_work.h"
#include "expect.h"

struct web {
	CURLM *multi;
};

/* A page, and those that it redirects to. */
struct transfer {
	struct checker *checker;
	struct job *job;
	CURLU *url;
	CURL *easy;
	struct curl_slist *to, *headers;
	struct lookup *lookup;
	struct expect expect;
	unsigned hops;
	char first[256]; /* the host of the first URL, which the question's target stands for */
	uint64_t header, body;
	bool complete; /* the header has an end */
	const char *why; /* we broke it off, a constant */
	char error[CURL_ERROR_SIZE];
};

/* Asks address for the page that t->url is. Returns NULL, or why that cannot be. */
const char *fetch_begin(struct transfer *t, const struct prefix *address);
void fetch_end(struct transfer *t);

#endif
