/* facts_static.c - what ifup-routes was told of an interface: routes-DEVICE.ip, the ip commands themselves. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "facts.h"
#include "facts_files.h"
#include "file.h"
#include "text.h"

#define PREFIX "routes-"
#define SUFFIX ".ip"
#define BOOT "# boot "

static int state_copy(const struct state *from, struct state *to)
{
	int error = 0;

	for (size_t i = 0; !error && i < from->count; i++) {
		const struct object *o = &from->objects[i];

		error = o->kind == KIND_ROUTE ? state_add_route(to, &o->route) : state_add_rule(to, &o->rule);
	}
	return error;
}

static struct static_set *add_set(struct facts *f, const char *device)
{
	struct static_set *set = reallocarray(f->static_sets, f->static_count + 1, sizeof(*set));

	if (!set)
		return NULL;
	f->static_sets = set;
	set += f->static_count++;
	*set = (struct static_set){ 0 };
	snprintf(set->device, sizeof(set->device), "%s", device);
	return set;
}

int facts_put_static(struct facts *f, const struct static_set *set)
{
	struct static_set *copy = add_set(f, set->device);
	int error = copy ? state_copy(&set->wanted, &copy->wanted) : -ENOMEM;

	return error ? error : state_copy(&set->dropped, &copy->dropped);
}

/* `add` is wanted, `del` was. Returns 0, -EINVAL with the reason, or -ENOMEM. */
static int add_line(struct static_set *out, const char *line, char why[TEXT_WHY])
{
	struct text_line read;
	int error = text_read_line(line, &read, why);

	if (error || read.kind == TEXT_NOTHING)
		return error;
	if (read.kind != TEXT_OBJECT || (read.object.kind != KIND_ROUTE && read.object.kind != KIND_RULE)) {
		object_free(&read.object);
		snprintf(why, TEXT_WHY, "no route and no rule");
		return -EINVAL;
	}
	return state_add(read.step == STEP_DELETE ? &out->dropped : &out->wanted, &read.object);
}

static int read_text(char *text, const char *path, struct static_set *out, struct log *log)
{
	char why[TEXT_WHY], boot[BOOT_ID_SIZE];
	unsigned number = 0;
	int error = 0;

	facts_read_boot_id(boot);
	for (char *line = text, *next; line && !error; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		if (strncmp(line, BOOT, strlen(BOOT)) == 0 && boot[0] && strcmp(line + strlen(BOOT), boot) != 0)
			return 0;
		error = add_line(out, line, why);
		if (error != -EINVAL)
			continue;
		log_add(log, LEVEL_WARNING, "%s:%u: %s; ignored", path, number, why);
		error = 0;
	}
	return error;
}

int facts_read_static(const char *directory, const char *device, struct static_set *out, struct log *log)
{
	_cleanup_free_ char *text = NULL;
	char path[2 * PATH_SIZE];
	size_t size;
	int fd, error;

	*out = (struct static_set){ 0 };
	snprintf(out->device, sizeof(out->device), "%s", device);
	if (snprintf(path, sizeof(path), "%s/" PREFIX "%s" SUFFIX, directory, device) >= (int)sizeof(path))
		return 0;
	fd = file_open_trusted(path);
	error = fd < 0 ? fd : file_read_all(fd, FACTS_STATIC_MAX, &text, &size);
	if (fd >= 0)
		close(fd);
	if (error == -ENOMEM || error == -ENOENT)
		return error == -ENOENT ? 0 : error;
	if (error)
		log_add(log, LEVEL_WARNING, "%s: %s; ignored", path, strerror(-error));
	return error ? 0 : read_text(text, path, out, log);
}

/* The device in the name of a file. */
static bool split_name(const char *name, char device[DEVICE_SIZE])
{
	size_t length = strlen(name) - strlen(PREFIX SUFFIX);

	if (length == 0 || length >= DEVICE_SIZE)
		return false;
	memcpy(device, name + strlen(PREFIX), length);
	device[length] = '\0';
	return true;
}

static bool is_called(const char *device, const char *name)
{
	size_t length = strcspn(device, ":");

	return strlen(name) == length && strncmp(device, name, length) == 0;
}

int facts_add_static(const char *directory, struct facts *f, struct log *log)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	int error = 0;

	if (file_list(directory, PREFIX, SUFFIX, &names))
		return 0;
	for (size_t i = 0; !error && i < names.count; i++) {
		char device[DEVICE_SIZE];
		bool known = !split_name(names.items[i], device);

		for (size_t k = 0; !known && k < f->static_count; k++)
			known = strcmp(f->static_sets[k].device, device) == 0;
		if (known)
			continue;
		error = add_set(f, device) ? facts_read_static(directory, device, &f->static_sets[f->static_count - 1], log) : -ENOMEM;
	}
	return error;
}

bool facts_has_static(const char *directory, const char *name)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };

	if (file_list(directory, PREFIX, SUFFIX, &names))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		char device[DEVICE_SIZE];

		if (split_name(names.items[i], device) && (!name || is_called(device, name)))
			return true;
	}
	return false;
}

int facts_write_static(const char *directory, const struct static_set *set)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	char name[sizeof(PREFIX SUFFIX) + DEVICE_SIZE], boot[BOOT_ID_SIZE];

	snprintf(name, sizeof(name), PREFIX "%s" SUFFIX, set->device);
	if (!set->wanted.count && !set->dropped.count)
		return file_remove(directory, name);
	facts_read_boot_id(boot);
	if (boot[0])
		buffer_add(&text, BOOT "%s\n", boot);
	text_write_state(&text, &set->wanted);
	for (size_t i = 0; i < set->dropped.count; i++) {
		text_write_step(&text, &(struct step){ .kind = STEP_DELETE, .object = &set->dropped.objects[i] });
		buffer_add(&text, "\n");
	}
	return text.failed ? -ENOMEM : file_replace(directory, name, text.data, text.length);
}
