/* run_work.h - what the files of the pipeline share. */
#ifndef HOMING_RUN_WORK_H
#define HOMING_RUN_WORK_H

#include "announce.h"
#include "config.h"
#include "diff.h"
#include "host.h"
#include "nl.h"
#include "run.h"
#include "state.h"
#include "uplink.h"

/* Everything that one run reads and makes. */
struct work {
	const struct run_request *given;   /* as the caller said it */
	const struct run_request *request; /* that, or resolved */
	struct run_request resolved; /* the same, with the interfaces by the configuration's names for them */
	const char **names;
	struct log *log;
	struct config config;
	struct config replaced; /* what it was before stanzas changed: refused and unasked point to names in it */
	struct facts facts;
	struct host host;
	struct views views;
	struct state want;
	struct netlink *nl;
	const char *directory; /* the state directory */
	const char **refused; /* names of the aliases that a rival holds */
	size_t refused_count;
	const char **unasked; /* ... that no rival could be looked for */
	size_t unasked_count;
	size_t pending; /* of them: those that are being asked for beside this run */
	int lock;
	bool foreign; /* read what is others' where ours stands, too */
	bool looks; /* a run that changes nothing: without a configuration there is something to see, too */
	bool bare; /* there is none: what is ours is known by its protocol */
	bool expired; /* some hold ended just now: what is missing by it nobody took away */
	bool alone; /* only what the request's static_set names is looked at and changed */
	bool over; /* there is nothing to do for this request, and that is well */
};

/* Logs `what: errno in words`. Returns EXIT_NOT_TRIED. */
enum exit_status work_fail(struct work *w, int error, const char *what);

/* run_memory.c, all of them for a run with a memory: the configuration, read only when its files have changed; what somebody removes again and again is left out of what is
 * wanted; how things stand at the end. */
enum exit_status work_recall_config(struct work *w);
void work_take_absences(struct work *w); /* into the host's links */
void work_leave_fights(struct work *w);
int work_recall_lingering(struct work *w); /* 0 or -ENOMEM, as the next */
int work_remember(struct work *w);

/* run_memory_alias.c: how aliases stand, at the end; all of it forgotten. Whom questions on an interface come from: addresses of its own, and none that may move to
 * another host; unset where it has none. */
int work_remember_aliases(struct work *w);
void work_forget_aliases(struct run_memory *m);
void work_forget_orders(struct run_memory *m); /* only what was ordered */

/* How many addresses of the alias this run brings; whether its neighbours are told of them by a later one. */
size_t work_count_coming(struct work *w, const struct alias *alias, const struct link *link);
bool work_is_quiet(const struct work *w, const struct alias *alias, size_t coming);

void work_find_sources(const struct work *w, const struct link *link, struct prefix sources[FAMILIES]);

/* run_names.c: an uplink must be one of the file. An event of an interface that is none of ours ends here (w->over), before the lock and the dumps: most events of
 * most hosts are. */
enum exit_status work_check_names(struct work *w);

/* run_select.c: keeps the objects of the kinds that the run may touch. */
void work_keep_touched(struct state *s, const struct config *config, unsigned kinds);

/* ... of ours, what leads to or stands in the tables of the uplinks that were named. */
void work_keep_named(struct work *w);

/* ... that ifup-routes asks for or has asked for, in this call. */
void work_keep_static(struct work *w);

/* run.c: what every run does, a step each, in this order: the configuration; facts and kernel; what should be there. Each may end the run by its status or by w->over. */
typedef enum exit_status work_step(struct work *w);
enum exit_status work_read_config(struct work *w);
enum exit_status work_read_kernel(struct work *w);
enum exit_status work_out(struct work *w);
enum exit_status work_take_steps(struct work *w, work_step *const *steps, size_t count);
void work_free(struct work *w);

/* run.c: lets go of the lock for a while. */
void work_unlock(struct work *w);

/* run_alias.c: asks for the addresses that would come, all at once and without the lock (*asked), and fills w->refused and w->unasked. */
enum exit_status work_probe(struct work *w, bool *asked);

/* run_announce.c: tells the neighbours of those that came, and of all on an interface whose carrier was gone. */
enum exit_status work_announce(struct work *w, const struct plan *plan);
int work_find_gateways(struct work *w, const struct link *link, struct prefixes *out); /* those of the uplinks on the link, else main's; 0 or -errno */
/* run_leave.c: of an alias of this host that has gone, the neighbours are asked who has it. What cannot be asked is no fault. */
void work_leave(struct work *w, const struct plan *plan);
/* What is told on one link: the neighbours that lead elsewhere are looked for once. Start with { .link }, the way read. */
struct telling {
	const struct link *link;
	struct packet_link way;
	struct prefixes gateways;
	bool looked;
	struct frames frames;
};
int telling_add(struct telling *t, struct work *w, const struct alias *alias, const struct prefixes *addresses); /* 0 or -errno */
void telling_free(struct telling *t);
struct object work_alias_object(const struct work *w, const struct alias *alias, const struct link *link, size_t index);

/* run_settings.c: writes down the old value of each setting that the plan changes, before; strikes out those that it put back, after. Return 0 or -errno. */
int work_note_settings(struct work *w, const struct plan *plan);
int work_forget_settings(struct work *w, const struct plan *plan);

/* run_flows.c: the table of homing-mark, for who asks. */
enum exit_status work_flows(struct work *w, struct buffer *text);

/* run_report.c */
void work_note_uplinks(struct work *w);
void work_write_diff(struct buffer *text, const struct state *have, const struct plan *plan);

#endif
