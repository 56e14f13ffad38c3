/* hook.c - what an event asks for: facts written down, and a run. */
#include "hook.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config.h"
#include "facts_files.h"
#include "file.h"
#include "hook_profile.h"
#include "hook_stanza.h"

#define NAME_BYTES 64

static const char *lease_name(const struct event *event, char out[NAME_BYTES])
{
	snprintf(out, NAME_BYTES, "lease-%s-%s.ini", event->interface, event->lease.client);
	return out;
}

static void add_address(struct buffer *text, const char *key, const struct prefix *address)
{
	char written[PREFIX_TEXT];

	if (prefix_is_set(address))
		buffer_add(text, "%s = %s\n", key, prefix_text(address, written));
}

static void add_routes(struct buffer *text, const struct event_lease *lease)
{
	char destination[PREFIX_TEXT], gateway[PREFIX_TEXT];

	for (size_t i = 0; i < lease->route_count; i++) {
		const struct event_route *route = &lease->routes[i];

		buffer_add(text, "%s%s%s%s", i ? ", " : "routes = ", prefix_text(&route->destination, destination),
			   prefix_is_set(&route->gateway) ? " " : "", prefix_is_set(&route->gateway) ? prefix_text(&route->gateway, gateway) : "");
	}
	if (lease->route_count)
		buffer_add(text, "\n");
}

static unsigned char lease_family(const struct event_lease *lease)
{
	return prefix_is_set(&lease->address) ? lease->address.family : lease->delegated[0].family;
}

static void add_delegated(struct buffer *text, const struct event_lease *lease)
{
	char prefix[PREFIX_TEXT];

	for (size_t i = 0; i < lease->delegated_count; i++)
		buffer_add(text, "%s%s", i ? ", " : "delegated = ", prefix_text(&lease->delegated[i], prefix));
	if (lease->delegated_count)
		buffer_add(text, "\n");
}

static int write_lease(const struct event *event, const char *directory)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	const struct event_lease *lease = &event->lease;
	char name[NAME_BYTES], boot[BOOT_ID_SIZE];

	buffer_add(&text, "[lease]\ninterface = %s\nfamily = %c\n", event->interface, family_index(lease_family(lease)) == V6 ? '6' : '4');
	add_address(&text, "address", &lease->address);
	if (prefix_is_set(&lease->address))
		buffer_add(&text, "prefix = %u\n", lease->length);
	add_address(&text, "gateway", &lease->gateway);
	add_address(&text, "server", &lease->server);
	add_routes(&text, lease);
	add_delegated(&text, lease);
	buffer_add(&text, "source = %s\ntime = %llu\n", lease->client, (unsigned long long)time(NULL));
	facts_read_boot_id(boot);
	if (boot[0])
		buffer_add(&text, "boot = %s\n", boot);
	return text.failed ? -ENOMEM : file_replace(directory, lease_name(event, name), text.data, text.length);
}

/* What an event may tell of a lease. */
static bool has_lease(const struct event *event)
{
	return prefix_is_set(&event->lease.address) || event->lease.delegated_count;
}

/* Writes down what the event tells. What can not be written down is not known to the runs that come, but this one can still put right what the kernel
 * tells. */
static enum exit_status note_facts(const struct event *event, struct run_request *request, const struct config *files, const char *directory,
				   struct log *log)
{
	char name[NAME_BYTES];
	int error = event->what == EVENT_LEASE_GONE ? file_remove(directory, lease_name(event, name)) : file_make_directory(directory);

	if (!error && has_lease(event))
		error = write_lease(event, directory);
	if (!error && event_has_stanza(event)) {
		error = stanza_note(event, request, files, directory, log);
		request->fresh_stanza = error > 0;
		return error < 0 ? EXIT_NOT_TRIED : EXIT_DONE;
	}
	if (!error)
		return EXIT_DONE;
	log_add(log, LEVEL_ERROR, "%s: %s", directory, error == -EPERM ? "must belong to root, and nobody else may write it" : strerror(-error));
	return EXIT_NOT_TRIED;
}

/* Its leases: a client that is stopped with the interface does not always say so (dhclient -6 has no link left to say it on). */
static int forget_leases(const struct event *event, const char *directory)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	char prefix[NAME_BYTES];
	int length = snprintf(prefix, sizeof(prefix), "lease-%s-", event->interface), error = file_list(directory, prefix, ".ini", &names);

	for (size_t i = 0; !error && i < names.count; i++)
		if (!strchr(names.items[i] + length, '-')) /* a client's name has none, but that of another interface may go on with one */
			error = file_remove(directory, names.items[i]);
	return error == -ENOENT ? 0 : error;
}

/* The stanza goes last: to take its uplink out, the run must know it. */
static enum exit_status run_and_forget(const struct event *event, struct run_request *request, const char *directory, struct buffer *text, struct log *log)
{
	enum exit_status status;
	int error;

	if (event->what == EVENT_DOWN)
		request->verb = RUN_DOWN;
	status = run(request, text, log);
	if (request->output != OUTPUT_NONE)
		return status;
	error = stanza_forget(event, directory);
	if (!error)
		error = forget_leases(event, directory);
	if (!error)
		return status;
	log_add(log, LEVEL_ERROR, "%s: %s", directory, strerror(-error));
	return EXIT_NOT_TRIED;
}

enum exit_status hook_run(struct event *event, struct run_request *request, struct buffer *text, struct log *log)
{
	_cleanup_(config_free) struct config files = { 0 };
	_cleanup_(log_free) struct log said = { 0 }; /* the run will say it */
	const char *names[] = { event->interface }, *directory = request->state_directory;
	bool notes, forgets = event->what == EVENT_DOWN || event->what == EVENT_GONE;
	enum exit_status noted = EXIT_DONE, status;

	if (event->what == EVENT_NOTHING)
		return EXIT_DONE;
	if (event->profile[0])
		profile_read(event, log);
	notes = event->what == EVENT_LEASE_GONE || has_lease(event) || event_has_stanza(event);
	request->names = names;
	request->name_count = 1;
	request->release_all = false;
	request->optional = true;
	request->keep_holds = event->what != EVENT_UP;
	if (notes || forgets)
		config_load(request->config, request->config_directory, &files, &said);
	if (!directory)
		directory = files.homing.state_directory;

	if (forgets)
		return run_and_forget(event, request, directory, text, log);
	if (notes && request->output == OUTPUT_NONE)
		noted = note_facts(event, request, &files, directory, log);
	if (noted && event_has_stanza(event))
		return noted; /* it waited for the lock once */
	status = run(request, text, log);
	return status ? status : noted;
}
