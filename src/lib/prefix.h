/* prefix.h - IPv4 and IPv6 addresses and prefixes. PURE. */
#ifndef HOMING_PREFIX_H
#define HOMING_PREFIX_H

#include <stdbool.h>
#include <stddef.h>

/* The two families as an index: [V4] and [V6] in every array that has one element a family. */
enum { V4, V6, FAMILIES };

/* An address is a prefix of full length. family 0 means "not set": absent never means 0.0.0.0.
 * bytes are in network order; what lies behind the family's size is zero. */
struct prefix {
	unsigned char family; /* AF_INET, AF_INET6 or 0 */
	unsigned char length; /* bits, 0-32 or 0-128 */
	unsigned char bytes[16];
};

/* A list that owns its items; free with prefixes_free(). */
struct prefixes {
	struct prefix *items;
	size_t count;
};

#define LEASE_PREFIXES 8 /* as many can a lease delegate */

#define PREFIX_TEXT 64 /* room for any prefix as text, the final NUL included */

/* Reads ADDRESS or ADDRESS/LENGTH, the whole string, decimal length without a leading zero. Host bits are kept:
 * prefix_masked() clears them. Returns 0 or -EINVAL. */
int prefix_read(const char *text, struct prefix *out);

/* The length of an IPv4 mask such as 255.255.0.0. Returns 0 or -EINVAL. */
int prefix_read_mask(const char *text, unsigned *length);

/* Writes the prefix as ip(8) does: without /LENGTH when it is a whole address. Returns buffer. */
const char *prefix_text(const struct prefix *p, char buffer[PREFIX_TEXT]);

/* AF_INET or AF_INET6 as V4 or V6, and back. */
int family_index(unsigned char family);
unsigned char family_number(int index);

unsigned char prefix_full_length(unsigned char family); /* 32 or 128 */
bool prefix_is_set(const struct prefix *p);
bool prefix_is_host(const struct prefix *p); /* a whole address */
bool prefix_is_link_local(const struct prefix *p); /* 169.254/16 (RFC 3927) or fe80::/10 (RFC 4291) */
bool prefix_is_loopback(const struct prefix *p);
bool prefix_has_host_bits(const struct prefix *p);

struct prefix prefix_masked(const struct prefix *p);			   /* host bits cleared */
struct prefix prefix_host(const struct prefix *p);			   /* the same address, full length */
bool prefix_contains(const struct prefix *outer, const struct prefix *inner); /* equal counts */
bool prefix_equal(const struct prefix *a, const struct prefix *b);

/* Total order: family, then the longer prefix first, then bytes. Unset comes first. */
int prefix_compare(const struct prefix *a, const struct prefix *b);

/* Appends one prefix; _once: unless it is in the list. Both return 0 or -ENOMEM. */
int prefixes_add(struct prefixes *list, const struct prefix *p);
int prefixes_add_once(struct prefixes *list, const struct prefix *p);
bool prefixes_have(const struct prefixes *list, const struct prefix *p);
void prefixes_free(struct prefixes *list);

#endif
