/* checker.h - the whole of homing-check: takes questions from its socket, asks, answers. */
#ifndef HOMING_CHECKER_H
#define HOMING_CHECKER_H

/* Until the other end closes its own. control: the socket (helper_process.h). Returns 0 or -errno. */
int checker_run(int control);

#endif
