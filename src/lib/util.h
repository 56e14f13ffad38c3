/* util.h - the few macros that every room uses: release where declared, transfer by a word */
#ifndef HOMING_UTIL_H
#define HOMING_UTIL_H

#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* `_cleanup_(f) T x`: f(&x) runs when x goes out of scope */
#define _cleanup_(f) __attribute__((cleanup(f)))
#define _printf_(string, first) __attribute__((format(printf, string, first)))

static inline void free_pointer(void *p)
{
	free(*(void **)p);
}
#define _cleanup_free_ _cleanup_(free_pointer)

/* steal_pointer(&p): the value of p, which is NULL from then on: whoever takes the value frees it */
static inline void *steal_pointer_(void *p)
{
	void *value = *(void **)p;

	*(void **)p = NULL;
	return value;
}
#define steal_pointer(p) ((__typeof__(*(p)))steal_pointer_(p))

#endif
