/* hook_profile.c - the user data of a NetworkManager profile. */
#include "hook_profile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#define PROFILE_SIZE_MAX (1u << 18) /* certificates may be in it */
#define KEY_PREFIX "homing."

static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t");
	length = strlen(text);
	while (length && strchr(" \t\r", text[length - 1]))
		length--;
	text[length] = '\0';
	return text;
}

static void read_key(struct event *event, unsigned line, char *text, struct log *log)
{
	char *equals = strchr(text, '='), name[EVENT_PATH_SIZE + 64];
	const char *key;

	if (!equals)
		return;
	*equals = '\0';
	key = trim(text) + strlen(KEY_PREFIX);
	snprintf(name, sizeof(name), "%s:%u: " KEY_PREFIX "%.32s", event->profile, line, key);
	for (int k = 0; k < STANZA_KEYS; k++) {
		if (!strcmp(EVENT_KEYS[k], key)) {
			event_say(event, (enum event_key)k, name, trim(equals + 1), log);
			return;
		}
	}
	log_add(log, LEVEL_WARNING, "%s: unknown key; ignored", name);
}

/* What g_key_file_load_from_file() would take for the section's keys; values with its escapes (\s, \n) are none of ours. */
static void read_text(struct event *event, char *text, struct log *log)
{
	bool user = false;

	for (unsigned line = 1; *text; line++) {
		size_t length = strcspn(text, "\n");
		char *next = text + length + (text[length] == '\n');

		text[length] = '\0';
		text = trim(text);
		if (*text == '[')
			user = !strcmp(text, "[user]");
		else if (user && !strncmp(text, KEY_PREFIX, strlen(KEY_PREFIX)))
			read_key(event, line, text, log);
		text = next;
	}
}

void profile_read(struct event *event, struct log *log)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int fd = file_open_trusted(event->profile), error = fd < 0 ? fd : file_read_all(fd, PROFILE_SIZE_MAX, &text, &size);

	if (fd >= 0)
		close(fd);
	if (!error)
		read_text(event, text, log);
	else if (error != -ENOENT)
		log_add(log, LEVEL_WARNING, "%s: %s; ignored", event->profile,
			error == -EPERM ? "must belong to root, and nobody else may write it" : strerror(-error));
}
