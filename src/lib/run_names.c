/* run_names.c - what a run was asked for: uplinks of the file, or interfaces of anybody. */
#include <errno.h>
#include <string.h>

#include "facts.h"
#include "have.h"
#include "run_work.h"

static enum exit_status check_objects(struct work *w)
{
	bool alias = w->request->kinds == RUN_ALIAS;
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; !w->request->by_hand && i < w->request->name_count; i++) {
		const char *name = w->request->names[i];

		if (alias ? config_find_alias(&w->config, name) != NULL : config_find_uplink(&w->config, name) != NULL)
			continue;
		log_add(w->log, LEVEL_ERROR, "%s: no such %s in the configuration", name, alias ? "alias" : "uplink");
		status = EXIT_CONFIG;
	}
	return status;
}

static const char *find_configured(const struct config *config, const char *interface)
{
	const char *name;

	for (size_t i = 0; (name = config_interface(config, i)); i++)
		if (!strcmp(name, interface))
			return name;
	return NULL;
}

/* The configuration's own name for an interface, which may have others in the kernel (altnames). *name is NULL when it is none of ours; one that the kernel does not
 * know either may be a typing error. */
static enum exit_status resolve_name(struct work *w, const char *given, const char **name)
{
	int error = 0;

	*name = find_configured(&w->config, given);
	if (!*name && (w->request->static_set || facts_has_static(w->directory, given)))
		*name = given;
	if (*name)
		return EXIT_DONE;
	if (!w->nl)
		error = netlink_open(&w->nl);
	if (!error)
		error = have_configured_name(w->nl, &w->config, given, name);
	if (error == -ENODEV)
		log_add(w->log, LEVEL_NOTE, "%s: neither the configuration nor the kernel knows this interface", given);
	else if (error)
		return work_fail(w, error, given);
	return EXIT_DONE;
}

static enum exit_status check_interfaces(struct work *w)
{
	size_t count = w->request->name_count, kept = 0;

	if (!count)
		return EXIT_DONE;
	w->names = calloc(count, sizeof(*w->names));
	if (!w->names)
		return work_fail(w, -ENOMEM, "names");
	for (size_t i = 0; i < count; i++) {
		enum exit_status status = resolve_name(w, w->request->names[i], &w->names[kept]);

		if (status)
			return status;
		kept += w->names[kept] != NULL;
	}
	w->over = !kept;
	w->resolved = *w->request;
	w->resolved.names = w->names;
	w->resolved.name_count = kept;
	w->request = &w->resolved;
	return EXIT_DONE;
}

enum exit_status work_check_names(struct work *w)
{
	return w->request->kinds == RUN_EVERYTHING ? check_interfaces(w) : check_objects(w);
}
