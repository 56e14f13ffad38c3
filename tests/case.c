/* case - one directory of tests/cases: a host as text and a configuration in, the plan out, without a kernel.
 *
 * usage: case DIRECTORY
 * reads conf, host (ip command lines), state/ (lease-*.ini, stanza-*.ini, held.ini, health.ini; may be missing), command (default: plan); prints the plan.
 * Where there is a state/watch.lock it is held, as by a watcher that lives. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "../src/lib/config.h"
#include "../src/lib/diff.h"
#include "../src/lib/facts.h"
#include "../src/lib/run_holds.h"
#include "../src/lib/text.h"
#include "../src/lib/want.h"

#define WORDS 8

static int add_link(struct host *host, const char *name, int up)
{
	struct link *link = (struct link *)host_find_link(host, name), *links;

	if (!link) {
		links = reallocarray(host->links, host->link_count + 1, sizeof(*links));
		if (!links)
			return -ENOMEM;
		host->links = links;
		link = &links[host->link_count++];
		*link = (struct link){ .index = (unsigned)host->link_count };
		snprintf(link->name, sizeof(link->name), "%s", name);
	}
	if (up >= 0)
		link->up = link->carrier = up;
	return 0;
}

static int add_links(struct host *host, const struct text_line *line)
{
	int error = add_link(host, line->link.device, line->link.up);
	struct link *link = (struct link *)host_find_link(host, line->link.device);

	if (error)
		return error;
	if (line->link.altname[0])
		snprintf(link->altname, sizeof(link->altname), "%s", line->link.altname);
	if (line->link.group >= 0)
		link->group = (uint32_t)line->link.group;
	return line->link.peer[0] ? add_link(host, line->link.peer, -1) : 0;
}

/* As have.c sorts what it reads: ours by the protocol, the rest only where want looks at it. */
static int add_object(const struct config *config, struct host *host, struct object *o)
{
	if (object_protocol(o) == config->homing.protocol)
		return state_add(&host->ours, o);
	if (o->kind == KIND_RULE) {
		object_free(o);
		return 0;
	}
	return state_add(&host->seen, o);
}

static int read_host(const char *path, const struct config *config, struct host *host)
{
	FILE *file = fopen(path, "re");
	char line[1024], why[TEXT_WHY];
	int error = 0;

	if (!file)
		return -errno;
	while (!error && fgets(line, sizeof(line), file)) {
		struct text_line parsed;

		line[strcspn(line, "\n")] = '\0';
		error = text_read_line(line, &parsed, why);
		if (error)
			fprintf(stderr, "%s: %s: %s\n", path, line, why);
		else if (parsed.kind == TEXT_LINK)
			error = add_links(host, &parsed);
		else if (parsed.kind == TEXT_OBJECT)
			error = add_object(config, host, &parsed.object);
	}
	fclose(file);
	if (!error)
		error = state_sort(&host->ours);
	return error ? error : state_sort_facts(&host->seen);
}

static int add_sysctl(const struct facts *facts, struct host *host, const char *name, bool asked, uint32_t value)
{
	struct setting setting = { .value = value };

	snprintf(setting.name, sizeof(setting.name), "%s", name);
	return asked || facts_find_noted(facts, &setting) ? state_add_setting(&host->ours, &setting) : 0;
}

/* As have.c reads them: the group of every link, a sysctl where somebody asks for another value or had it. */
static int add_settings(const struct config *config, const struct facts *facts, struct host *host)
{
	bool flows = config->flows.present && config->flows.src_valid_mark;
	int error = 0;

	for (size_t i = 0; !error && i < host->link_count; i++) {
		struct setting setting = { .value = host->links[i].group };

		memcpy(setting.device, host->links[i].name, sizeof(setting.device));
		error = state_add_setting(&host->ours, &setting);
	}
	for (int family = V4; !error && family < FAMILIES; family++)
		error = add_sysctl(facts, host, SETTING_HASH[family], config->balance.hash != HASH_KEEP, 0);
	if (!error)
		error = add_sysctl(facts, host, SETTING_SRC_VALID_MARK, flows, 0);
	return error ? error : state_sort(&host->ours);
}

/* The words behind `plan`. */
static void read_command(const char *path, char *text, size_t size, const char **words, struct run_request *request)
{
	FILE *file = fopen(path, "re");
	size_t count = 0;

	text[0] = '\0';
	if (file) {
		if (!fgets(text, (int)size, file))
			text[0] = '\0';
		fclose(file);
	}
	for (char *word = strtok(text, " \n"); word && count < WORDS; word = strtok(NULL, " \n"))
		words[count++] = word;
	if (count && !strcmp(words[0], "plan")) {
		count--;
		memmove(words, words + 1, count * sizeof(*words));
	}
	request->kinds = RUN_EVERYTHING;
	request->who = "case";
	request->release_all = !count;
	if (!count)
		return;
	request->verb = !strcmp(words[0], "down") ? RUN_DOWN : !strcmp(words[0], "remove") ? RUN_REMOVE : RUN_UP;
	request->names = words + 1;
	request->name_count = count - 1;
}

int main(int argc, char **argv)
{
	_cleanup_(config_free) struct config config = { 0 };
	_cleanup_(facts_free) struct facts facts = { 0 };
	_cleanup_(host_free) struct host host = { 0 };
	_cleanup_(views_free) struct views views = { 0 };
	_cleanup_(state_free) struct state want = { 0 };
	_cleanup_(plan_free) struct plan plan = { 0 };
	_cleanup_(buffer_free) struct buffer out = { 0 };
	_cleanup_(log_free) struct log log = { 0 };
	struct run_request request = { 0 };
	struct scope scope;
	char path[5][512], command[256];
	const char *words[WORDS];
	static const char *const names[] = { "conf", "host", "state", "command", "state/watch.lock" };
	int error, watcher;

	if (argc != 2)
		return 2;
	for (size_t i = 0; i < COUNT(names); i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s", argv[1], names[i]);
	watcher = open(path[4], O_RDONLY | O_CLOEXEC); /* until the end */
	if (watcher >= 0)
		flock(watcher, LOCK_EX);
	error = config_load_overlaid(path[0], NULL, path[2], LEVEL_WARNING, &config, &log);
	if (!error)
		error = read_host(path[1], &config, &host);
	if (!error)
		error = facts_read(path[2], &facts, &log);
	if (!error)
		error = add_settings(&config, &facts, &host);
	read_command(path[3], command, sizeof(command), words, &request);
	scope = (struct scope){ .names = request.names, .count = request.name_count };
	if (!error) {
		facts_check(&facts, &host);
		holds_expire(&facts, &host, &log);
		error = holds_change(&request, &config, &host, &facts, &log);
	}
	if (error >= 0)
		error = want_state(&config, &facts, &host, &scope, &views, &want);
	if (!error)
		error = diff_states(&host.ours, &want, &plan);
	log_print(&log, "case", LEVEL_WARNING);
	if (error) {
		fprintf(stderr, "case: %s: %s\n", argv[1], strerror(-error));
		return 1;
	}
	text_write_plan(&out, &plan);
	fputs(out.data ? out.data : "", stdout);
	return out.failed ? 1 : 0;
}
