/* expect.h - does a text occur in what comes piece by piece? Nothing of it is kept. PURE. */
#ifndef HOMING_EXPECT_H
#define HOMING_EXPECT_H

#include <stdbool.h>
#include <stddef.h>

/* The case of ASCII letters does not matter: it is `</html>' that is looked for, and `</HTML>' that comes. */
struct expect {
	const char *text; /* borrowed */
	size_t length, at; /* at: so much of it is what came last */
	unsigned short *back; /* NULL: none is looked for, or it was found */
	bool found;
};

/* text: at most 65535 bytes; empty: found already. Returns 0 or -ENOMEM; free with expect_free(). */
int expect_begin(struct expect *e, const char *text);
void expect_free(struct expect *e);

/* As many steps as bytes, at most twice, whatever they are. Returns e->found. */
bool expect_hear(struct expect *e, const char *bytes, size_t length);

#endif
