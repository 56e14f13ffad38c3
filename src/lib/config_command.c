/* config_command.c - commands: words, as they stand; there is no shell. PURE. */
#include <errno.h>
#include <string.h>

#include "config_check.h"
#include "words.h"

#define COMMANDS_MAX 100

static void free_command(struct command *command)
{
	for (char **word = command->words; word && *word; word++)
		free(*word);
	free(command->words);
	free(command->text);
}
#define _cleanup_command_ _cleanup_(free_command)

void commands_free(struct commands *commands)
{
	for (size_t i = 0; i < commands->count; i++)
		free_command(&commands->items[i]);
	free(commands->items);
	*commands = (struct commands){ 0 };
}

int command_split(char *text, char *words[COMMAND_WORDS], struct value_context *c)
{
	int count = words_split(text, words, COMMAND_WORDS);

	if (count == -E2BIG)
		return value_refuse(c, "more than %d words", COMMAND_WORDS);
	return count < 0 ? value_refuse(c, "a double quote is not closed") : count;
}

/* A bare name is looked up in four fixed directories, never in PATH; anything in between would depend on where we stand. */
bool command_is_name(const char *word)
{
	return word[0] == '/' ? word[1] != '\0' : word[0] && !strchr(word, '/');
}

static int read_command(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	struct commands *commands = value_field(key, section);
	_cleanup_command_ struct command command = { .place = c->place };
	_cleanup_free_ char *copy = NULL;
	char *words[COMMAND_WORDS];
	struct command *items;
	int count, r = 0;

	if (check_copy(&copy, text) < 0 || check_copy(&command.text, text) < 0)
		return -ENOMEM;
	count = command_split(copy, words, c);
	if (count < 0)
		return count;
	if (count == 0 || !command_is_name(words[0]))
		return value_refuse(c, "`%.200s': a command begins with an absolute path or a bare name", text);
	if (commands->count == COMMANDS_MAX)
		return value_refuse(c, "`%.200s': a list has at most %d commands", text, COMMANDS_MAX);
	command.words = calloc((size_t)count + 1, sizeof(*command.words));
	for (int i = 0; command.words && r == 0 && i < count; i++)
		r = check_copy(&command.words[i], words[i]);
	items = command.words && r == 0 ? reallocarray(commands->items, commands->count + 1, sizeof(*items)) : NULL;
	if (!items)
		return -ENOMEM;
	commands->items = items;
	items[commands->count++] = command;
	command = (struct command){ 0 };
	return 0;
}

const struct value_type VALUE_COMMANDS = { "a list of commands", UNIT_NONE, read_command };
