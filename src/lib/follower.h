/* follower.h - a program of the suite that is started because something that it keeps up to date has changed (CONFIG 8). */
#ifndef HOMING_FOLLOWER_H
#define HOMING_FOLLOWER_H

#include <sys/types.h>

#define FOLLOWER_PATIENCE 30000 /* ms; it is killed then */

struct follower {
	pid_t pid; /* 0: none */
	int end;   /* becomes readable when it ends; -1: none */
};

/* Starts name (homing-mark) with words (NULL behind the last), without a shell, in a process group of its own, with an empty environment; what it says goes where ours does. It lies beside this very program, which is where it was built, else where it was to be installed; never in PATH. Returns 0 or -errno. */
int follower_start(const char *name, const char *const *words, struct follower *out);

/* Waits ms for its end. Returns its exit status, -ETIMEDOUT (it was killed), -EINTR (a signal killed it). It is no more, in any case. */
int follower_end(struct follower *f, int ms);

/* The same of one whose end somebody else has waited for: status is wait(2)'s. */
int follower_reaped(struct follower *f, int status);

#endif
