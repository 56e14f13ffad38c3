/* have_settings.c - what the kernel cannot mark as ours: groups of the links that were read, the multipath hash. */
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

/* Only where somebody asks for another hash, or had it. A kernel without the sysctl has no setting. */
static int read_hash(struct reading *r)
{
	for (int family = V4; family < FAMILIES; family++) {
		struct setting setting = { 0 };
		int error;

		strcpy(setting.name, SETTING_HASH[family]);
		if (r->config->balance.hash == HASH_KEEP && !facts_find_noted(r->facts, &setting))
			continue;
		if (file_read_sysctl(setting.name, &setting.value))
			continue;
		error = state_add_setting(&r->host->ours, &setting);
		if (error)
			return error;
	}
	return 0;
}

int have_read_settings(struct reading *r)
{
	int error = read_groups(r);

	return error ? error : read_hash(r);
}
