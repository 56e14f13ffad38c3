/* follow.h - waits until there is reason for another look, for a person who looks on. */
#ifndef HOMING_FOLLOW_H
#define HOMING_FOLLOW_H

#include <stdbool.h>

/* What waits: until follow_close(), signals that would end or stop the process only end a wait. protocol: the mark of what is ours (nl.h). One a process.
 * Returns 0 or -errno. */
struct follow;
int follow_open(unsigned char protocol, struct follow **out);
void follow_close(struct follow *f);

enum follow_reason {
	FOLLOW_LOOK,  /* something has changed in the kernel, the terminal has another size, or the time is over */
	FOLLOW_PAUSE, /* the terminal's user wants his shell back for a while (SIGTSTP): tidy up, then follow_pause() */
	FOLLOW_END,   /* enough: SIGINT, SIGTERM, SIGQUIT, SIGHUP, or the key `q' where keys is true */
};
enum follow_reason follow_wait(struct follow *f, unsigned ms, bool keys);

/* Stops the process, as SIGTSTP would have; returns when it goes on. */
void follow_pause(void);

#endif
