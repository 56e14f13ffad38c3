/* errand.c - what homing-watch and homing-check say to each other. PURE. */
#include "errand.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#define HEAD offsetof(struct errand, words)

_Static_assert(sizeof(struct errand) == HEAD + ERRAND_WORDS, "no hole that would show what was in memory");
_Static_assert(sizeof(struct errand_answer) == 8 + ERRAND_WHY, "likewise");

int errand_write_words(struct errand *e, const char *const words[ERRAND_WORDS_COUNT])
{
	size_t used = 0;

	for (int i = 0; i < ERRAND_WORDS_COUNT; i++) {
		const char *word = words[i] ? words[i] : "";
		size_t length = strlen(word) + 1;

		if (length > ERRAND_WORDS - used)
			return -E2BIG;
		memcpy(e->words + used, word, length);
		used += length;
	}
	return (int)(HEAD + used);
}

const char *errand_word(const struct errand *e, enum errand_word which)
{
	const char *word = e->words;

	for (int i = 0; i < (int)which; i++)
		word += strlen(word) + 1;
	return word;
}

static bool is_address(const struct prefix *p, unsigned char family)
{
	return p->family == 0 || ((p->family == AF_INET || p->family == AF_INET6) && (!family || p->family == family) && prefix_is_host(p));
}

/* A device name as the kernel takes it, which is what SO_BINDTODEVICE gets; empty: a service of this host is asked, whose answers come by lo. */
static bool is_device(const char device[DEVICE_SIZE])
{
	const char *end = memchr(device, '\0', DEVICE_SIZE);

	return end && !memchr(device, '/', (size_t)(end - device));
}

/* Just the words that belong there, each with its end, and nothing behind them. */
static bool are_words(const char *words, size_t length)
{
	int count = 0;

	for (size_t i = 0; i < length; i++)
		count += words[i] == '\0';
	return length && count == ERRAND_WORDS_COUNT && words[length - 1] == '\0';
}

static bool is_sound(const struct errand *e)
{
	bool targeted = prefix_is_set(&e->target);

	if (e->kind >= ERRAND_KINDS || (e->id & 0xffff) >= ERRAND_SLOTS || !e->timeout || e->timeout > ERRAND_TIMEOUT_MOST || !is_device(e->device) || e->verify > 1)
		return false;
	if (!is_address(&e->source[V4], AF_INET) || !is_address(&e->source[V6], AF_INET6) || !is_address(&e->target, e->family))
		return false;
	if (e->kind == ERRAND_EXEC)
		return *errand_word(e, ERRAND_TEXT) != '\0';
	if ((e->family != AF_INET && e->family != AF_INET6) || !prefix_is_set(&e->source[family_index(e->family)]))
		return false;
	return e->kind == ERRAND_TCP ? targeted && e->port : e->kind == ERRAND_DNS ? targeted && *errand_word(e, ERRAND_TEXT) : *errand_word(e, ERRAND_TEXT) != '\0';
}

int errand_read(const void *message, size_t length, struct errand *out)
{
	if (length <= HEAD || length > sizeof(*out))
		return -EINVAL;
	memset(out, 0, sizeof(*out));
	memcpy(out, message, length);
	return are_words(out->words, length - HEAD) && is_sound(out) ? 0 : -EINVAL;
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

void errand_answer_write(uint32_t id, uint16_t sequence, const char *why, struct errand_answer *out)
{
	size_t used = 0;

	*out = (struct errand_answer){ .id = id, .sequence = sequence, .well = !why };
	for (; why && *why && used < ERRAND_WHY - 1; why++)
		if (is_printable(*why))
			out->why[used++] = *why;
	if (why && !used)
		strcpy(out->why, "it failed");
}

int errand_answer_read(const void *message, size_t length, struct errand_answer *out)
{
	size_t end;

	if (length != sizeof(*out))
		return -EINVAL;
	memcpy(out, message, sizeof(*out));
	for (end = 0; end < ERRAND_WHY && out->why[end]; end++)
		if (!is_printable(out->why[end]))
			return -EINVAL;
	return end < ERRAND_WHY && out->well <= 1 && out->well == !end ? 0 : -EINVAL;
}
