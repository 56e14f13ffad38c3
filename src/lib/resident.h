/* resident.h - how much memory a process that sleeps keeps from others. */
#ifndef HOMING_RESIDENT_H
#define HOMING_RESIDENT_H

/* Gives back what the process does not need while it waits: the heap's free end, and its pages of programs and libraries, which the kernel finds in its cache again when
 * they are wanted. */
void resident_shrink(void);

#endif
