/* config_check.c - the grammar of a check: `icmp [TARGET]', `tcp TARGET:PORT', `http URL [option=value]...'. PURE. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "config_check.h"
#include "suggest.h"

static const struct check_word {
	const char *word, *syntax;
	unsigned options;
} kinds[] = {
	[CHECK_ICMP] = { "icmp", "icmp [ADDRESS]", OPTION_TIMEOUT },
	[CHECK_ARP] = { "arp", "arp [ADDRESS]", OPTION_TIMEOUT },
	[CHECK_GATEWAY] = { "gateway", "gateway", OPTION_TIMEOUT },
	[CHECK_TCP] = { "tcp", "tcp ADDRESS:PORT, tcp [ADDRESS]:PORT for IPv6", OPTION_TIMEOUT },
	[CHECK_HTTP] = { "http", "http http://HOST[:PORT]/PATH [option=value]...", OPTION_TIMEOUT | OPTION_HTTP },
	[CHECK_HTTPS] = { "https", "https https://HOST[:PORT]/PATH [option=value]...", OPTION_TIMEOUT | OPTION_HTTP | OPTION_VERIFY },
	[CHECK_DNS] = { "dns", "dns NAME, dns ADDRESS NAME, without brackets", OPTION_TIMEOUT },
	[CHECK_EXEC] = { "exec", "exec COMMAND [WORDS]...", OPTION_TIMEOUT },
};

const char *check_word(enum check_kind kind)
{
	return kinds[kind].word;
}

static bool has_words(enum check_kind kind)
{
	return kind == CHECK_HTTP || kind == CHECK_HTTPS || kind == CHECK_DNS || kind == CHECK_EXEC;
}

static void free_check(struct check *check)
{
	if (!check->words)
		return;
	free(check->words->text);
	free(check->words->expect);
	free(check->words->host);
	free(check->words);
}
#define _cleanup_check_ _cleanup_(free_check)

void checks_free(struct checks *checks)
{
	for (size_t i = 0; i < checks->count; i++)
		free_check(&checks->items[i]);
	free(checks->items);
	*checks = (struct checks){ 0 };
}

static int refuse_check(struct value_context *c, const struct check_word *kind, const char *word)
{
	return value_refuse(c, "`%.200s': must be %s", word, kind->syntax);
}

/* `ADDRESS:PORT', `[ADDRESS]:PORT', or `:PORT' of whatever is under test */
static int read_tcp(char *word, struct check *check, struct value_context *c)
{
	char whole[128], *colon = strrchr(word, ':'), *address = word;
	int r;

	snprintf(whole, sizeof(whole), "%s", word);
	if (!colon || check_read_port(colon + 1, &check->port) < 0)
		return refuse_check(c, &kinds[CHECK_TCP], whole);
	*colon = '\0';
	if (colon == word)
		return 0;
	if ((word[0] == '[') != (colon[-1] == ']'))
		return refuse_check(c, &kinds[CHECK_TCP], whole);
	if (word[0] == '[') {
		address++;
		colon[-1] = '\0';
	}
	r = value_read_address(address, &check->target, c);
	if (r == 0 && (check->target.family == AF_INET6) != (address != word))
		return refuse_check(c, &kinds[CHECK_TCP], whole);
	return r;
}

static int read_url(char *word, struct check *check, struct value_context *c)
{
	const struct check_word *kind = &kinds[check->kind];
	char scheme[16], host[HOST_NAME_SIZE + 8];
	struct prefix address;
	size_t length;

	snprintf(scheme, sizeof(scheme), "%s://", kind->word);
	if (strncmp(word, scheme, strlen(scheme)) != 0)
		return refuse_check(c, kind, word);
	for (const char *p = word; *p; p++)
		if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7f)
			return value_refuse(c, "`%.200s': a URL has printable ASCII without blanks", word);
	word += strlen(scheme);
	length = strcspn(word, "/?#");
	if (length == 0 || length >= sizeof(host))
		return refuse_check(c, kind, word - strlen(scheme));
	memcpy(host, word, length);
	host[length] = '\0';
	word -= strlen(scheme);
	if (host[0] == '[') {
		char *close = strchr(host, ']');
		uint16_t port;

		if (!close || (close[1] && (close[1] != ':' || check_read_port(close + 2, &port) < 0)))
			return refuse_check(c, kind, word);
		*close = '\0';
		if (!strchr(host, ':') || strchr(host, '/') || prefix_read(host + 1, &address) < 0)
			return refuse_check(c, kind, word);
	} else if (!check_is_host(host, true)) {
		return refuse_check(c, kind, word);
	}
	return check_copy(&check->words->text, word);
}

static int read_dns(char *words[], int count, struct check *check, struct value_context *c)
{
	struct prefix address;
	int r;

	if (count == 2) {
		r = value_read_address(words[0], &check->target, c);
		if (r < 0)
			return r;
	}
	if (prefix_read(words[count - 1], &address) == 0 || !check_is_host(words[count - 1], false))
		return refuse_check(c, &kinds[CHECK_DNS], words[count - 1]);
	return check_copy(&check->words->text, words[count - 1]);
}

/* The words of a check that are no options: what stands behind its kind. */
static int read_operands(char *words[], int count, struct check *check, struct value_context *c)
{
	const struct check_word *kind = &kinds[check->kind];
	int least = 0, most = 1;

	if (check->kind == CHECK_GATEWAY)
		most = 0;
	else if (check->kind == CHECK_DNS)
		least = 1, most = 2;
	else if (check->kind == CHECK_TCP || check->kind == CHECK_HTTP || check->kind == CHECK_HTTPS)
		least = 1;
	if (count < least || count > most)
		return value_refuse(c, "`%s' with %d words behind it: must be %s", kind->word, count, kind->syntax);
	if (count == 0)
		return 0;
	switch (check->kind) {
	case CHECK_TCP:
		return read_tcp(words[0], check, c);
	case CHECK_HTTP:
	case CHECK_HTTPS:
		return read_url(words[0], check, c);
	case CHECK_DNS:
		return read_dns(words, count, check, c);
	default:
		return value_read_address(words[0], &check->target, c);
	}
}

static bool is_option(const char *word)
{
	size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz");

	return length > 0 && word[length] == '=';
}

static int read_words(char *text, struct check *check, struct value_context *c)
{
	char *words[COMMAND_WORDS], *operands[COMMAND_WORDS];
	int count = command_split(text, words, c), operand_count = 0, r;
	unsigned said = 0;

	if (count < 0)
		return count;
	for (int i = 0; i < count; i++) {
		if (!is_option(words[i])) {
			operands[operand_count++] = words[i];
			continue;
		}
		r = check_read_option(words[i], kinds[check->kind].options, &said, check, c);
		if (r < 0)
			return r;
	}
	return read_operands(operands, operand_count, check, c);
}

/* A command keeps its words as they are written; only a `timeout=' as the last of them is ours. */
static int read_exec(char *text, struct check *check, struct value_context *c)
{
	_cleanup_free_ char *copy = NULL;
	char *words[COMMAND_WORDS], *last = text + strlen(text);
	unsigned said = 0;
	int count, r;

	while (last > text && !strchr(" \t", last[-1]))
		last--;
	if (strncmp(last, "timeout=", strlen("timeout=")) == 0) {
		r = check_read_option(last, OPTION_TIMEOUT, &said, check, c);
		if (r < 0)
			return r;
		while (last > text && strchr(" \t", last[-1]))
			last--;
		*last = '\0';
	}
	r = check_copy(&copy, text);
	if (r < 0)
		return r;
	count = command_split(copy, words, c);
	if (count < 0)
		return count;
	if (count == 0 || !command_is_name(words[0]))
		return value_refuse(c, "`exec %.200s': must be %s, with an absolute path or a bare name", text, kinds[CHECK_EXEC].syntax);
	return check_copy(&check->words->text, text);
}

/* Would the one fail whenever the other does? Two names asked of one server tell about one server. */
static bool same_target(const struct check *a, const struct check *b)
{
	if (memcmp(&a->target, &b->target, sizeof(a->target)) != 0 || a->kind != b->kind || a->port != b->port) /* inline, and most differ by the first */
		return false;
	return !a->words || a->kind == CHECK_DNS || strcmp(a->words->text, b->words->text) == 0;
}

static int add_check(struct checks *checks, struct check *check, const char *text, struct value_context *c)
{
	struct check *items;

	for (size_t i = 0; i < checks->count; i++)
		if (same_target(&checks->items[i], check))
			return value_refuse(c, "`%.200s': the same target twice", text);
	if (checks->count == CHECKS_MAX)
		return value_refuse(c, "more than %d checks", CHECKS_MAX);
	items = realloc(checks->items, (checks->count + 1) * sizeof(*items));
	if (!items)
		return -ENOMEM;
	checks->items = items;
	items[checks->count++] = *check;
	*check = (struct check){ 0 };
	return 0;
}

static int find_kind(const char *text, size_t length, struct check *check, struct value_context *c)
{
	struct suggestion meant = { 0 };
	char word[32];

	snprintf(word, sizeof(word), "%.*s", length < sizeof(word) ? (int)length : (int)sizeof(word) - 1, text);
	meant.word = word;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		suggest_offer(&meant, kinds[i].word);
		if (strcmp(word, kinds[i].word) == 0) {
			check->kind = (enum check_kind)i;
			return 0;
		}
	}
	if (meant.best)
		return value_refuse(c, "`%s': unknown check (did you mean %s?)", word, meant.best);
	return value_refuse(c, "`%s': unknown check: one of icmp, arp, gateway, tcp, http, https, dns, exec", word);
}

static int read_check(const struct config_key *key, const char *text, void *section, struct value_context *c)
{
	_cleanup_check_ struct check check = { 0 };
	_cleanup_free_ char *copy = NULL;
	size_t length = strcspn(text, " \t");
	int r = find_kind(text, length, &check, c);

	if (r < 0)
		return r;
	if (has_words(check.kind) && !(check.words = malloc(sizeof(*check.words))))
		return -ENOMEM;
	if (check.words)
		*check.words = (struct check_words){ .status_first = 200, .status_last = 299, .limit = 1024 * 1024, .verify = true, .place = c->place };
	r = check_copy(&copy, text + length + strspn(text + length, " \t"));
	if (r < 0)
		return r;
	r = check.kind == CHECK_EXEC ? read_exec(copy, &check, c) : read_words(copy, &check, c);
	if (r < 0)
		return r;
	return add_check(value_field(key, section), &check, text, c);
}

const struct value_type VALUE_CHECKS = { "a list of icmp, arp, gateway, tcp, http, https, dns, exec with their words", UNIT_NONE, read_check };
const struct value_type VALUE_CHECK = { "one of icmp, arp, tcp, http, https, dns, exec with its words", UNIT_NONE, read_check };
