/* nft.c - nftables, through libnftables. */
#define _GNU_SOURCE /* strchrnul() */
#include "nft.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

#include "nl.h"

static void free_context(struct nft_ctx **c)
{
	if (*c)
		nft_ctx_free(*c);
}

static struct nft_ctx *make_context(void)
{
	struct nft_ctx *c = nft_ctx_new(NFT_CTX_DEFAULT);

	/* what it says shall not reach our stdout and stderr */
	if (c && (nft_ctx_buffer_output(c) || nft_ctx_buffer_error(c))) {
		nft_ctx_free(c);
		return NULL;
	}
	return c;
}

/* It marks the place with lines of ^^^ and repeats what it was given, which may be long. */
static void tell(const char *said, enum log_level level, struct log *log)
{
	int lines = 0;

	for (const char *line = said, *end; *line && lines < 6; line = *end ? end + 1 : end, lines++) {
		end = strchrnul(line, '\n');
		if (end > line)
			log_add(log, level, "nft: %.*s", (int)(end - line > 300 ? 300 : end - line), line);
	}
}

int nft_list(const char *table, bool counters, char **out, struct log *log)
{
	_cleanup_(free_context) struct nft_ctx *c = NULL;
	char command[128];
	int error = netfilter_find_table(table);

	*out = NULL;
	if (error)
		return error == -ENOENT ? 0 : error;
	c = make_context();
	if (!c)
		return -ENOMEM;
	nft_ctx_output_set_flags(c, NFT_CTX_OUTPUT_NUMERIC_ALL | (counters ? 0u : NFT_CTX_OUTPUT_STATELESS));
	snprintf(command, sizeof(command), "list table inet %s", table);
	if (nft_run_cmd_from_buffer(c, command)) {
		tell(nft_ctx_get_error_buffer(c), LEVEL_ERROR, log);
		return -EIO;
	}
	*out = strdup(nft_ctx_get_output_buffer(c));
	return *out ? 0 : -ENOMEM;
}

int nft_load(const char *text, bool quietly, struct log *log)
{
	_cleanup_(free_context) struct nft_ctx *c = make_context();

	if (!c)
		return -ENOMEM;
	if (!nft_run_cmd_from_buffer(c, text))
		return 0;
	tell(nft_ctx_get_error_buffer(c), quietly ? LEVEL_DEBUG : LEVEL_ERROR, log);
	return -EINVAL;
}
