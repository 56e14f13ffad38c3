/* text.h - objects and plans as ip(8) command lines, both ways. PURE. */
#ifndef HOMING_TEXT_H
#define HOMING_TEXT_H

#include "buffer.h"
#include "diff.h"
#include "state.h"

/* One line without a newline: `ip -4 rule add pref 7250 ...`. Numbers, not names, so that no file decides what it means.
 * IFA_PROTO is left out: iproute2 6.1 cannot write it (CONFIG 8). */
void text_write_step(struct buffer *out, const struct step *step);

/* The line that creates the object. */
void text_write_object(struct buffer *out, const struct object *object);

/* Every step or object of it, a line each with its newline. */
void text_write_plan(struct buffer *out, const struct plan *plan);
void text_write_state(struct buffer *out, const struct state *state);

/* What a line may say besides objects: the links of a test's host. */
struct text_line {
	enum text_line_kind { TEXT_NOTHING, TEXT_OBJECT, TEXT_LINK } kind;
	enum step_kind step;	 /* add (append too), replace (change too), del */
	struct object object;	 /* TEXT_OBJECT; free with object_free() */
	struct {
		char device[DEVICE_SIZE];
		char type[DEVICE_SIZE]; /* after `type`, of an `ip link add` */
		char peer[DEVICE_SIZE]; /* veth: `peer name X` */
		char altname[128];	/* of an `ip link property add dev X altname Y` */
		int up;			/* 1 up, 0 down, -1 not said */
		long group;		/* -1 not said */
	} link;
};

#define TEXT_WHY 200

/* Reads one command line as text_write_step() writes it, and what people write by hand of the same: `ip [-4|-6|-N] rule|route|
 * address|link add|replace|change|append|del ...`. Words are separated by blanks; no quoting, no globbing; a `#` at the start of a
 * word ends the line. Blank lines give TEXT_NOTHING. Defaults are iproute2's: protocol boot (3) for routes and for rules, scope
 * link for an IPv4 unicast route without a gateway, METRIC_V6_DEFAULT, table main.
 * Returns 0, -EINVAL with the reason in why, or -ENOMEM. */
int text_read_line(const char *line, struct text_line *out, char why[TEXT_WHY]);

/* How the words behind `ip route add` and `ip rule add` are read where a file holds only those. */
struct text_manner {
	uint32_t priority; /* of a rule that names none */
	int (*find_table)(const char *name, uint32_t *number, void *context); /* a table's number by its name: 0 or -errno */
	void *context;
};

/* Reads such words as an object of the kind (KIND_ROUTE, KIND_RULE); family is 0 where the file does not say. *note is what was understood and will not be
 * sent, or NULL. Returns 0, -EINVAL with the reason in why, or -ENOMEM; the object is the caller's to free where 0 was returned. */
int text_read_arguments(const char *line, enum kind kind, unsigned char family, const struct text_manner *manner, struct object *out,
			const char **note, char why[TEXT_WHY]);

#endif
