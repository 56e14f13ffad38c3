/* health_name.c - what checks and states are called. PURE. */
#include <stdio.h>
#include <sys/socket.h>

#include "health.h"

void health_name(const struct check *check, const struct prefix *target, char name[HEALTH_NAME])
{
	const char *word = check_word(check->kind), *text = check->words ? check->words->text : "";
	bool set = target && prefix_is_set(target);
	char address[PREFIX_TEXT] = "";

	if (set)
		prefix_text(target, address);
	switch (check->kind) {
	case CHECK_TCP:
		snprintf(name, HEALTH_NAME, set && target->family == AF_INET6 ? "%s [%s]:%u" : "%s %s:%u", word, address, check->port);
		break;
	case CHECK_HTTP:
	case CHECK_HTTPS:
	case CHECK_EXEC:
		snprintf(name, HEALTH_NAME, "%s %s", word, text);
		break;
	case CHECK_DNS:
		snprintf(name, HEALTH_NAME, "%s%s%s %s", word, set ? " " : "", address, text);
		break;
	default:
		snprintf(name, HEALTH_NAME, "%s%s%s", word, set ? " " : "", address);
	}
}

const char *health_state_word(enum health_state state)
{
	static const char *const words[] = { [HEALTH_UNKNOWN] = "unknown", [HEALTH_UP] = "up", [HEALTH_DOWN] = "down" };

	return words[state];
}
