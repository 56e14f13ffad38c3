/* have_settings.c - what the kernel cannot mark as ours: groups of the links that were read, the multipath hash, src_valid_mark. */
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "have_reading.h"
#include "want.h"

static int read_groups(struct reading *r)
{
	for (size_t i = 0; i < r->host->link_count; i++) {
		struct setting setting = { .value = r->host->links[i].group };
		int error;

		memcpy(setting.device, r->host->links[i].name, sizeof(setting.device));
		error = state_add_setting(&r->host->ours, &setting);
		if (error)
			return error;
	}
	return 0;
}

/* Only where somebody asks for another value, or had it. A kernel without the sysctl has no setting. */
static int read_sysctl(struct reading *r, const char *name, bool asked)
{
	struct setting setting = { 0 };

	snprintf(setting.name, sizeof(setting.name), "%s", name);
	if (!asked && !facts_find_noted(r->facts, &setting))
		return 0;
	if (file_read_sysctl(setting.name, &setting.value))
		return 0;
	return state_add_setting(&r->host->ours, &setting);
}

int have_read_settings(struct reading *r)
{
	const struct config *config = r->config;
	int error = read_groups(r);

	for (int family = V4; !error && family < FAMILIES; family++)
		error = read_sysctl(r, SETTING_HASH[family], config->balance.hash != HASH_KEEP);
	return error ? error : read_sysctl(r, SETTING_SRC_VALID_MARK, config->flows.present && config->flows.src_valid_mark);
}
