/* behind.c - who is started behind a run. */
#include "behind.h"

#include <errno.h>
#include <string.h>

#define PROGRAM "homing-mark"

int behind_start_flows(const struct run_request *request, struct follower *out)
{
	const struct {
		const char *word, *value;
	} options[] = { { "-c", request->config }, { "--conf-dir", request->config_directory }, { "--state-dir", request->state_directory } };
	const char *words[2 * COUNT(options) + 2];
	size_t count = 0;

	words[count++] = "refresh";
	for (size_t i = 0; i < COUNT(options); i++) {
		if (!options[i].value)
			continue;
		words[count++] = options[i].word;
		words[count++] = options[i].value;
	}
	words[count] = NULL;
	return follower_start(PROGRAM, words, out);
}

bool behind_tell(int status, struct log *log)
{
	if (!status)
		return false;
	if (status == -ENOENT)
		log_add(log, LEVEL_ERROR, "[flows]: there is no " PROGRAM " here: it was built without libnftables, or left out");
	else if (status < 0)
		log_add(log, LEVEL_ERROR, PROGRAM ": %s", strerror(-status));
	else
		log_add(log, LEVEL_ERROR, PROGRAM ": failed (status %d)", status);
	return true;
}
