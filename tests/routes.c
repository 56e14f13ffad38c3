/* routes - one directory of tests/ifup-routes: files of /etc/sysconfig in, ip commands out, without a kernel.
 *
 * usage: routes DIRECTORY
 * reads call (the words of ifup-routes) and the files that they name; prints a command for each object, and `# FILE:LINE: text` for each line that is told
 * of. The tables dsl, cable and office have the numbers 101, 102 and 7000000. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../src/lib/buffer.h"
#include "../src/lib/sysconfig.h"

static int find_table(const char *name, uint32_t *number, void *context)
{
	static const struct {
		const char *name;
		uint32_t number;
	} tables[] = { { "dsl", 101 }, { "cable", 102 }, { "office", 7000000 } };

	(void)context;
	for (size_t i = 0; i < COUNT(tables); i++)
		if (!strcmp(tables[i].name, name)) {
			*number = tables[i].number;
			return 0;
		}
	return -ENOENT;
}

static void say(void *context, const struct sysconfig_file *file, unsigned line, bool wrong, const char *text)
{
	const char *slash = strrchr(file->name, '/');

	(void)context;
	printf("# %s:%u: %s%s\n", slash ? slash + 1 : file->name, line, wrong ? "" : "(note) ", text);
}

static char *read_all(const char *directory, const char *name, size_t *size)
{
	_cleanup_(buffer_free) struct buffer path = { 0 };
	char *text = calloc(1, SYSCONFIG_FILE_MAX / 16);
	FILE *file;

	buffer_add(&path, "%s/%s", directory, name);
	file = path.data ? fopen(path.data, "re") : NULL;
	if (!file || !text) {
		free(text);
		if (file)
			fclose(file);
		return NULL;
	}
	*size = fread(text, 1, SYSCONFIG_FILE_MAX / 16 - 1, file);
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	_cleanup_(state_free) struct state objects = { 0 };
	struct sysconfig s = { .protocol = 72, .manner = { .priority = SYSCONFIG_PRIORITY, .find_table = find_table }, .say = say, .out = &objects };
	struct sysconfig_file files[SYSCONFIG_FILES];
	_cleanup_free_ char *call = argc == 2 ? read_all(argv[1], "call", &(size_t){ 0 }) : NULL;
	size_t count, told = 0;
	char *nick;

	if (!call)
		return 2;
	call[strcspn(call, "\n")] = '\0';
	nick = strchr(call, ' ');
	if (nick)
		*nick++ = '\0';
	s.device = call;
	count = sysconfig_list(call, nick, files);
	for (size_t i = 0; i < count; i++) {
		const char *slash = strrchr(files[i].name, '/');
		size_t size = 0;
		_cleanup_free_ char *text = read_all(argv[1], slash ? slash + 1 : files[i].name, &size);

		if (text && sysconfig_read(&s, &files[i], text, size))
			return 1;
		for (; told < objects.count; told++) {
			_cleanup_(buffer_free) struct buffer line = { 0 };

			text_write_object(&line, &objects.objects[told]);
			printf("%s\n", line.data ? line.data : "");
		}
	}
	return 0;
}
