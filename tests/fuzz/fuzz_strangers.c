/* fuzz_strangers.c - what homing-check reads of strangers, and it and the watcher of each other: any bytes do no harm, and what is believed holds. The first byte says whose they are. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "dns_message.h"
#include "errand.h"
#include "expect.h"
#include "util.h"
#include "words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void claim(int holds)
{
	if (!holds)
		abort();
}

/* To a question that is always the same: so the number and the name in the corpus are right. */
static void read_dns(const uint8_t *data, size_t size)
{
	unsigned char question[DNS_MESSAGE];
	int length = dns_write_question("www.example.org", data[0] & 1 ? DNS_A : DNS_AAAA, 0x1234, question);
	struct prefix found = { 0 };
	const char *why = NULL;

	switch (dns_read_reply(question, (size_t)length, data + 1, size - 1, &found, &why)) {
	case DNS_FOUND:
		claim(prefix_is_host(&found) && found.family == (data[0] & 1 ? AF_INET : AF_INET6));
		break;
	case DNS_NOTHING:
		claim(why && *why);
		break;
	default:
		break;
	}
}

static void read_errand(const uint8_t *data, size_t size)
{
	struct errand e;
	struct errand_answer a;

	if (!errand_read(data, size, &e)) {
		claim(e.kind < ERRAND_KINDS && e.timeout && memchr(e.device, '\0', sizeof(e.device)));
		for (int i = 0; i < ERRAND_WORDS_COUNT; i++)
			claim(errand_word(&e, (enum errand_word)i) + strlen(errand_word(&e, (enum errand_word)i)) < e.words + ERRAND_WORDS);
	}
	if (!errand_answer_read(data, size, &a))
		claim(memchr(a.why, '\0', sizeof(a.why)) && !a.well == !!a.why[0]);
}

/* As memmem(3) finds it. */
static void read_page(const uint8_t *data, size_t size)
{
	_cleanup_(expect_free) struct expect e = { 0 };
	_cleanup_free_ char *text = strndup((const char *)data, size);
	size_t length = text ? strlen(text) : 0;
	bool found = false;

	if (!text || length == size || expect_begin(&e, text))
		return;
	for (size_t i = length; !found && i + length <= size; i++)
		found = !length || !strncasecmp((const char *)data + i, text, length);
	claim(expect_hear(&e, (const char *)data + length, size - length) == found || memchr(data + length, '\0', size - length));
}

static void read_words(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = strndup((const char *)data, size);
	char *words[8];
	int count = text ? words_split(text, words, COUNT(words)) : 0;

	for (int i = 0; i < count; i++)
		claim(words[i] >= text && words[i] <= text + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	switch (data[0] >> 1 & 3) {
	case 0:
		read_dns(data, size);
		break;
	case 1:
		read_errand(data + 1, size - 1);
		break;
	case 2:
		read_page(data + 1, size - 1);
		break;
	default:
		read_words(data + 1, size - 1);
		break;
	}
	return 0;
}
