/* command_missing.c - commands of the configuration that could not be run: better told by day than in the night of a takeover. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "words.h"

#define FIRST_WORDS 64 /* as the configuration takes them */

static void tell(const struct place *place, const char *kind, const char *section, const char *key, const char *name, struct log *log)
{
	char path[COMMAND_FILE_SIZE];
	int error = command_find(name, path);
	const char *file = place->file ? place->file : "?";

	if (error == -ENOENT && name[0] != '/')
		log_add(log, LEVEL_WARNING, "%s:%u: [%s %s] %s: `%s' is in none of " COMMAND_PATH " now: install it there, or write its whole path", file, place->line,
			kind, section, key, name);
	else if (error == -ENOENT || error == -ENOTDIR)
		log_add(log, LEVEL_WARNING, "%s:%u: [%s %s] %s: `%s' does not exist now: install it, or correct its path", file, place->line, kind, section, key, name);
	else if (error == -ENOEXEC)
		log_add(log, LEVEL_WARNING, "%s:%u: [%s %s] %s: `%s' cannot be executed now: it must be a file with an x in its mode (chmod +x)", file, place->line, kind,
			section, key, path);
	else if (error)
		log_add(log, LEVEL_WARNING, "%s:%u: [%s %s] %s: `%s': %s", file, place->line, kind, section, key, path, strerror(-error));
}

static void warn_of_commands(const struct takeover_section *t, const char *key, const struct commands *commands, struct log *log)
{
	for (size_t i = 0; i < commands->count; i++)
		tell(&commands->items[i].place, "takeover", t->name, key, commands->items[i].words[0], log);
}

static void warn_of_checks(const char *kind, const char *section, const char *key, const struct checks *checks, struct log *log)
{
	for (size_t i = 0; i < checks->count; i++) {
		const struct check *check = &checks->items[i];
		_cleanup_free_ char *text = check->kind == CHECK_EXEC ? strdup(check->words->text) : NULL;
		char *words[FIRST_WORDS];

		if (text && words_split(text, words, FIRST_WORDS) > 0)
			tell(&check->words->place, kind, section, key, words[0], log);
	}
}

void command_warn_missing(const struct config *config, struct log *log)
{
	for (size_t i = 0; i < config->uplink_count; i++)
		warn_of_checks("uplink", config->uplinks[i].name, "check", &config->uplinks[i].checks, log);
	for (size_t i = 0; i < config->alias_count; i++)
		warn_of_checks("alias", config->aliases[i].name, "check", &config->aliases[i].checks, log);
	for (size_t i = 0; i < config->takeover_count; i++) {
		const struct takeover_section *t = &config->takeovers[i];

		warn_of_checks("takeover", t->name, "check", &t->checks, log);
		warn_of_checks("takeover", t->name, "witness", &t->witness, log);
		warn_of_commands(t, "on-take", &t->on_take, log);
		warn_of_commands(t, "on-release", &t->on_release, log);
	}
}
