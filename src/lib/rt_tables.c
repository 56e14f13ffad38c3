/* rt_tables.c - the numbers that iproute2's files give to the names of route tables. They are read, never written. */
#include "rt_tables.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "util.h"

#define FILE_SIZE_MAX (1u << 20)

/* `NUMBER NAME`, decimal or 0x, as fread_id_name() of iproute2's lib/rt_names.c reads it. Is it this name? */
static int match_line(const char *line, const char *name, uint32_t *number)
{
	const char *digits = line + strspn(line, " \t");
	int base = strncmp(digits, "0x", 2) == 0 ? 16 : 10;
	unsigned long long value;
	size_t length;
	char *end;

	if (digits[0] < '0' || digits[0] > '9')
		return 0;
	value = strtoull(digits, &end, base);
	if ((*end != ' ' && *end != '\t') || value > UINT32_MAX)
		return 0;
	end += strspn(end, " \t");
	length = strcspn(end, " \t\r");
	if (length == 0 || strlen(name) != length || memcmp(end, name, length) != 0)
		return 0;
	*number = (uint32_t)value;
	return 1;
}

static int find_in_file(const char *path, const char *name, uint32_t *number)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int fd = file_open_regular(path), r;

	if (fd < 0)
		return -ENOENT;
	r = file_read_all(fd, FILE_SIZE_MAX, &text, &size);
	close(fd);
	if (r < 0)
		return r == -ENOMEM ? r : -ENOENT;
	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (match_line(line, name, number))
			return 0;
	}
	return -ENOENT;
}

static int find_in_directory(const char *directory, const char *name, uint32_t *number)
{
	_cleanup_(file_names_free) struct file_names names = { 0 };
	char below[256], path[600];
	int r;

	snprintf(path, sizeof(path), "%s/rt_tables", directory);
	r = find_in_file(path, name, number);
	if (r != -ENOENT)
		return r;
	snprintf(below, sizeof(below), "%s/rt_tables.d", directory);
	if (file_list(below, "", ".conf", &names) == -ENOMEM)
		return -ENOMEM;
	for (size_t i = 0; i < names.count; i++) {
		snprintf(path, sizeof(path), "%s/%s", below, names.items[i]);
		r = find_in_file(path, name, number);
		if (r != -ENOENT)
			return r;
	}
	return -ENOENT;
}

int rt_tables_find(const char *const directories[], const char *name, uint32_t *number)
{
	static const char *const usual[] = { "/etc/iproute2", "/usr/share/iproute2", "/usr/lib/iproute2", NULL };
	static const struct {
		const char *name;
		uint32_t number;
	} kernel[] = { { "main", 254 }, { "local", 255 }, { "default", 253 }, { "unspec", 0 } };

	for (const char *const *d = directories ? directories : usual; *d; d++) {
		int r = find_in_directory(*d, name, number);

		if (r != -ENOENT)
			return r;
	}
	for (size_t i = 0; i < COUNT(kernel); i++) {
		if (strcmp(name, kernel[i].name) == 0) {
			*number = kernel[i].number;
			return 0;
		}
	}
	return -ENOENT;
}
