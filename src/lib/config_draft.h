/* config_draft.h - a configuration while it is read: which key was said where. For config*.c alone. */
#ifndef HOMING_CONFIG_DRAFT_H
#define HOMING_CONFIG_DRAFT_H

#include "config_table.h"
#include "ini.h"

/* The last line that said a key. */
struct said {
	const struct ini_section *section;
	const struct ini_entry *entry; /* NULL: nobody said it */
	unsigned part;		       /* 1 for KEY, 2 for KEY.2 ... */
	bool overlaid;		       /* a stanza said it, not the files */
};

/* One struct that is being filled, out of all the sections of its name. */
struct draft {
	const struct config_section *kind;
	void *section;			/* the struct */
	const struct ini_section *first; /* NULL: only defaults ([homing]) */
	bool overlaid;			/* begun by a stanza or by hand: the files do not have it */
	bool by_hand;			/* ... by hand */
	bool damaged;			/* a line could not be read: nothing can be said to be missing */
	struct said *said;		/* one for each key of kind */
};

struct reading {
	struct ini *ini;
	struct ini *overlays; /* stanza files, then what was typed by hand; the last one is new: only its differences are told */
	size_t overlay_count;
	size_t hand_first;    /* of the overlays that were typed by hand */
	const struct ini *source; /* which one is read just now: ini, or one of overlays */
	enum log_level difference;
	struct log *log;
	struct config *config;
	struct draft *drafts; /* those without a name come first, [0] is [homing]; the others in the order of their arrays */
	size_t draft_count;
	struct value_context context;
	bool failed;
};

/* Reads ini and the overlays into config, through the table, with defaults and cross checks. Returns 0, -EINVAL or -ENOMEM. */
int config_read_sections(struct reading *r);

/* Reads the files into ini and ini into out, as config_load() does; keeps ini, whose names the places point to. config_keep_names() gives them to out at the
 * end. */
int config_load_files(const char *path, const char *conf_dir, struct ini *ini, struct config *out, struct log *log);
int config_keep_names(struct config *c, struct ini *ini);

/* For value_context: asks iproute2's files. */
int config_find_table(const char *name, uint32_t *number, char why[VALUE_WHY]);

/* Room for a draft of each section that ini and the overlays have, and the drafts of those without a name. Returns 0 or -ENOMEM. */
int drafts_make_room(struct reading *r);

/* The draft of [kind name], or NULL; and a new one that begins at s, or NULL without memory. */
struct draft *draft_find(struct reading *r, const struct config_section *kind, const char *name);
struct draft *draft_add(struct reading *r, const struct config_section *kind, const struct ini_section *s);

/* The struct of draft when it is one of [kind], else NULL. */
void *draft_section(const struct draft *draft, const char *kind);

/* Who said key of draft, or NULL. */
const struct said *draft_said(const struct draft *draft, const char *key);

/* A complaint at the line that said key, else at that of the section, which stands in a file. */
void reading_complain(struct reading *r, const struct draft *draft, const char *key, const char *format, ...) _printf_(4, 5);

/* What one key cannot know of another; gives tables and marks by order. Returns 0 or -ENOMEM. */
int config_cross_check(struct reading *r);

#endif
