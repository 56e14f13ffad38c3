/* watch_commands.c - on-take and on-release. */
#include "watch_commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "command.h"
#include "watch_work.h"

void watch_commands_tell(struct watch_commands *c, const char *name, const char *value)
{
	buffer_add(&c->environment, "%s=%s%c", name, value, '\0');
}

/* Points into the buffer; the caller frees it. */
static char **list_environment(struct watch_commands *c)
{
	size_t count = 0;
	char **list;

	for (size_t i = 0; i < c->environment.length; i++)
		count += !c->environment.data[i];
	list = calloc(count + 1, sizeof(*list));
	for (size_t i = 0, k = 0; list && k < count; i += strlen(list[k++]) + 1)
		list[k] = c->environment.data + i;
	return list;
}

static void say(struct watch_commands *c, const char *command, const char *what, int number)
{
	_cleanup_(log_free) struct log log = { 0 };

	log_add(&log, LEVEL_ERROR, number ? "takeover %s: %s: %s %d" : "takeover %s: %s: %s", c->takeover, command, what, number);
	c->watch->request->say("", &log, c->watch->request->context);
	c->failed = true;
}

static void go_on(struct watch_commands *c)
{
	const struct commands *commands = c->list(c->owner);
	bool started = false;

	while (!started && commands && c->next < commands->count) {
		const struct command *command = &commands->items[c->next++];
		_cleanup_free_ char **environment = list_environment(c);
		pid_t pid = environment ? command_start(command, environment) : -ENOMEM;

		started = pid > 0;
		if (!started) {
			say(c, command->text, strerror((int)-pid), 0);
			continue;
		}
		c->pid = pid;
		c->late = false;
		ev_child_set(&c->child, pid, 0);
		ev_child_start(c->watch->loop, &c->child);
		watch_start_timer(c->watch, &c->limit, COMMAND_TIME * 1000);
	}
	if (!started)
		c->end(c->owner, !c->failed);
}

static void on_child(struct ev_loop *loop, ev_child *child, int events)
{
	struct watch_commands *c = child->data;
	const struct commands *commands = c->list(c->owner);
	const char *text = commands && c->next <= commands->count ? commands->items[c->next - 1].text : "a command";

	(void)events;
	ev_child_stop(loop, child);
	ev_timer_stop(loop, &c->limit);
	c->pid = 0;
	if (c->late)
		say(c, text, "killed, it took more seconds than", COMMAND_TIME);
	else if (WIFSIGNALED(child->rstatus))
		say(c, text, "killed by signal", WTERMSIG(child->rstatus));
	else if (WEXITSTATUS(child->rstatus))
		say(c, text, "exit status", WEXITSTATUS(child->rstatus));
	go_on(c);
}

static void on_limit(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_commands *c = timer->data;

	(void)loop;
	(void)events;
	c->late = true;
	command_kill(c->pid); /* on_child() goes on */
}

void watch_commands_end(struct watch_commands *c)
{
	if (c->pid) {
		ev_child_stop(c->watch->loop, &c->child);
		ev_timer_stop(c->watch->loop, &c->limit);
		command_kill(c->pid); /* the loop waits for it, and for whatever it does not know */
	}
	c->pid = 0;
	buffer_free(&c->environment);
	c->environment = (struct buffer){ 0 };
}

void watch_commands_start(struct watch_commands *c)
{
	ev_init(&c->child, on_child);
	c->child.data = c;
	ev_timer_init(&c->limit, on_limit, 0, 0);
	c->limit.data = c;
	c->next = 0;
	c->failed = false;
	watch_commands_tell(c, "PATH", COMMAND_PATH);
	go_on(c);
}
