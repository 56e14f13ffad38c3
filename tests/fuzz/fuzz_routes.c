/* fuzz_routes.c - any file of /etc/sysconfig is read without harm, line by line, and what is read can be said as `ip` commands that are read as the same.
 *
 * The first byte says which file it is. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "sysconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void claim(int holds)
{
	if (!holds)
		abort();
}

static int find_table(const char *name, uint32_t *number, void *context)
{
	(void)context;
	*number = 101;
	return strcmp(name, "dsl") == 0 ? 0 : -ENOENT;
}

/* Every line that is told of is one of the file. */
static void say(void *context, const struct sysconfig_file *file, unsigned line, bool wrong, const char *text)
{
	const unsigned *lines = context;

	(void)file;
	(void)wrong;
	claim(line >= 1 && line <= *lines && text[0] != '\0' && strlen(text) < TEXT_WHY);
}

static void check_object(const struct object *o)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	struct text_line again;
	char why[TEXT_WHY];

	claim(object_protocol(o) == 72);
	text_write_object(&text, o);
	claim(!text.failed && !strpbrk(text.data, "$`;|&<>()\n\\"));
	claim(text_read_line(text.data, &again, why) == 0 && again.kind == TEXT_OBJECT && again.step == STEP_ADD);
	claim(object_equal(o, &again.object, true));
	object_free(&again.object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(state_free) struct state out = { 0 };
	struct sysconfig_file files[SYSCONFIG_FILES];
	size_t count = sysconfig_list("eth1", "office", files);
	unsigned lines = 1;
	struct sysconfig s = {
		.device = "eth1", .protocol = 72, .manner = { .priority = SYSCONFIG_PRIORITY, .find_table = find_table }, .say = say, .context = &lines, .out = &out
	};
	_cleanup_free_ char *text = NULL;

	if (size == 0)
		return 0;
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	for (size_t i = 0; i + 1 < size; i++)
		lines += text[i] == '\n';

	claim(sysconfig_read(&s, &files[data[0] % count], text, size - 1) == 0);
	for (size_t i = 0; i < out.count; i++)
		check_object(&out.objects[i]);
	return 0;
}
