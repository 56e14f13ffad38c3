/* text_read_address.c - `ip address ...` as an object. PURE. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "text_words.h"

enum word { LOCAL, PEER, DEV, LABEL, PREFERRED, VALID, BROADCAST, SCOPE, NODAD, NOPREFIXROUTE, PROTO };

static const struct name words_of_addresses[] = {
	{ "local", LOCAL },
	{ "peer", PEER },
	{ "remote", PEER },
	{ "dev", DEV },
	{ "label", LABEL },
	{ "preferred_lft", PREFERRED },
	{ "valid_lft", VALID },
	{ "brd", BROADCAST },
	{ "broadcast", BROADCAST },
	{ "scope", SCOPE },
	{ "nodad", NODAD },
	{ "noprefixroute", NOPREFIXROUTE },
	{ "proto", PROTO },
	{ "protocol", PROTO },
	{ NULL, 0 },
};

static const struct name lifetimes[] = { { "forever", INT32_MAX }, { NULL, 0 } };

struct reading {
	struct words *words;
	struct address *address;
	unsigned char family;
	uint32_t seen;
};

/* After `local` or `peer`: an address that may have a length. */
static int read_end(struct reading *reading, const char *word, struct prefix *out)
{
	char *text;

	if (words_argument(reading->words, word, &text) < 0)
		return -EINVAL;
	return words_prefix(reading->words, text, &reading->family, out);
}

static int read_preferred(struct reading *reading, const char *word)
{
	uint32_t seconds;

	if (words_named(reading->words, word, lifetimes, 0, UINT32_MAX, &seconds) < 0)
		return -EINVAL;
	reading->address->deprecated = seconds == 0;
	return 0;
}

static int read_word(struct reading *reading, const char *word)
{
	struct words *w = reading->words;
	struct address *a = reading->address;
	int what = name_find(words_of_addresses, word);
	char *ignored;

	if (what < 0) { /* `local` may be left out */
		if (words_once(w, word, LOCAL, &reading->seen) < 0)
			return words_fail(w, word, "unknown word");
		return words_prefix(w, word, &reading->family, &a->local);
	}
	if (words_once(w, word, what, &reading->seen) < 0)
		return -EINVAL;
	switch (what) {
	case LOCAL:
		return read_end(reading, word, &a->local);
	case PEER:
		return read_end(reading, word, &a->peer);
	case DEV:
		return words_device(w, word, a->device);
	case LABEL:
		return words_device(w, word, a->label);
	case PREFERRED:
		return read_preferred(reading, word);
	case NODAD:
		a->nodad = true;
		return 0;
	case NOPREFIXROUTE:
		return 0;
	case PROTO:
		return words_byte(w, word, &a->protocol);
	default: /* VALID, BROADCAST, SCOPE: the kernel works them out by itself, struct address has no place for them */
		return words_argument(w, word, &ignored);
	}
}

static int check(const struct reading *reading)
{
	const struct address *a = reading->address;
	struct words *w = reading->words;

	if (!prefix_is_set(&a->local))
		return words_fail(w, "address", "none given");
	if (a->device[0] == '\0')
		return words_fail(w, "address", "no dev");
	if (a->label[0] && reading->family == AF_INET6)
		return words_fail(w, "label", "IPv6 addresses have none");
	if (a->label[0] && strncmp(a->label, a->device, strlen(a->device)) != 0)
		return words_fail(w, a->label, "a label begins with its device's name");
	if (a->nodad && reading->family == AF_INET)
		return words_fail(w, "nodad", "IPv6 only");
	return 0;
}

int text_read_address(struct words *w, unsigned char family, struct address *out)
{
	struct reading reading = { .words = w, .address = out, .family = family };
	char *word;

	*out = (struct address){ 0 };
	while ((word = words_next(w)))
		if (read_word(&reading, word) < 0)
			return -EINVAL;
	/* the length of a point-to-point address is that of the other end */
	if (prefix_is_set(&out->peer))
		out->local = prefix_host(&out->local);
	return check(&reading);
}
