/* facts.h - what the kernel cannot know: leases, and what a person took down (CONFIG 6). */
#ifndef HOMING_FACTS_H
#define HOMING_FACTS_H

#include "host.h"
#include "log.h"

/* Reads lease-*.ini, routes-*.ip, held.ini, sysctl.ini, announced.ini, health.ini and taken.ini of the state directory. A file that is wrong, hostile or of another boot is reported
 * in log (of another boot: silently) and left out; no directory means no facts. Returns 0 or -ENOMEM. Free with facts_free(). */
int facts_read(const char *directory, struct facts *out, struct log *log);

/* What ifup-routes was told: put in by hand (a copy, before facts_read(), which then does not read that device's file), read for one device (out is the caller's
 * to free in any case), looked for by the interface (NULL: any; sets of its aliases count), written (empty: the file goes). Return 0 or -errno, of reading -ENOMEM
 * alone; what cannot be read is told. */
#define FACTS_STATIC_MAX (64u << 20)
int facts_put_static(struct facts *f, const struct static_set *set);
int facts_read_static(const char *directory, const char *device, struct static_set *out, struct log *log);
bool facts_has_static(const char *directory, const char *name);
int facts_write_static(const char *directory, const struct static_set *set);

/* Adds a hold, unless there is one of the kind and name. carrier_seen: the interface's carrier_ups, else 0. Returns 1 (added), 0, or -ENOMEM. */
int facts_hold(struct facts *f, const char *kind, const char *name, const char *who, uint32_t carrier_seen);

/* Drops the holds for which drop() is true; it may log. Returns how many. */
size_t facts_release(struct facts *f, bool (*drop)(const struct hold *hold, void *context), void *context);

/* Writes held.ini (removes it when there is no hold). Returns 0 or -errno. */
int facts_write_holds(const char *directory, const struct facts *f);

/* Notes an old value (the first one stays; 0 or -ENOMEM), forgets one, writes sysctl.ini (0 or -errno). */
int facts_note(struct facts *f, const struct setting *old);
void facts_forget(struct facts *f, const struct setting *like);
int facts_write_noted(const char *directory, const struct facts *f);

/* Notes when the aliases of a device were announced; writes announced.ini. */
int facts_set_announced(struct facts *f, const char *device, uint32_t carrier_ups); /* 0 or -ENOMEM */
int facts_write_announced(const char *directory, const struct facts *f);	    /* 0 or -errno */

/* Writes health.ini anew, as of now and this boot; what facts_read() gives back. Returns 0 or -errno. */
int facts_write_health(const char *directory, const struct health_fact *health, size_t count);

/* The same of taken.ini; count 0: the file goes. */
int facts_write_taken(const char *directory, const struct taken_fact *taken, size_t count);

/* Puts what its finder knows first hand in the place of what facts_read() has read of it. Returns 0 or -ENOMEM. */
int facts_put_health(struct facts *f, const struct health_fact *health, size_t count);
int facts_put_taken(struct facts *f, const struct taken_fact *taken, size_t count);

#endif
