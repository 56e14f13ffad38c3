/* config.h - homing.conf as one struct. The keys, their types and what each means: CONFIG_KEYS in config_table.c. */
#ifndef HOMING_CONFIG_H
#define HOMING_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log.h"
#include "prefix.h"
#include "state.h"

#define CONFIG_FILE SYSCONFDIR "/homing/homing.conf"
#define CONFIG_DIR SYSCONFDIR "/homing/homing.conf.d"

#define NAME_SIZE 33	  /* [a-z0-9][a-z0-9_-]{0,31} and the NUL */
#define INTERFACE_SIZE 128 /* a device name or an altname (ALTIFNAMSIZ) */
#define PATH_SIZE 256

/* Where something was said, for messages. file is shared and owned by the config. */
struct place {
	const char *file;
	unsigned line;
};

enum check_kind { CHECK_ICMP, CHECK_ARP, CHECK_GATEWAY, CHECK_TCP, CHECK_HTTP, CHECK_HTTPS, CHECK_DNS, CHECK_EXEC };

/* What only some kinds of checks have. Strings are owned. */
struct check_words {
	char *text;		/* http(s): the URL; dns: the name; exec: the command with its words */
	char *expect, *host;	/* http(s) */
	unsigned status_first, status_last, status_also; /* http(s): 200-299, 0 */
	unsigned long limit;	/* http(s): bytes of body */
	unsigned redirects;	/* http(s) */
	bool verify;		/* https */
	struct place place;	/* of its line */
};

/* One check as written; its words are checked, its target is resolved by whoever runs it. An uplink may have thousands of them. */
struct check {
	struct check_words *words; /* NULL: icmp, arp, gateway and tcp have none */
	enum check_kind kind : 8;
	unsigned timeout : 24;	/* ms, 0: the section's */
	uint16_t port;		/* tcp */
	struct prefix target;	/* unset: whatever is under test (for http the host is in the URL) */
};

#define CHECKS_MAX 32767 /* of a section */

const char *check_word(enum check_kind kind); /* as in the file: icmp, arp, ... */

struct checks {
	struct check *items;
	size_t count;
};

enum clear_flows { CLEAR_NO, CLEAR_DOWN, CLEAR_BOTH };

struct homing_section {
	unsigned protocol, priority, tables, mark_mask, group;
	bool strict;
	unsigned lock_timeout; /* ms */
	char check_user[NAME_SIZE];
	char state_directory[PATH_SIZE];
};

struct gateway_key {
	bool automatic;		/* lease, main's default, point-to-point link */
	bool onlink;		/* the word `onlink` behind the address */
	struct prefix address;	/* unset when automatic */
};

enum uplink_part { PART_TABLE = 1, PART_RULE = 2, PART_BALANCE = 4, PART_ALL = 7 };

struct uplink {
	char name[NAME_SIZE];
	struct place place; /* of its section */
	char interface[INTERFACE_SIZE];
	struct gateway_key gateway[FAMILIES];
	bool family[FAMILIES];
	bool addresses_auto;
	struct prefixes addresses; /* beside auto: addresses and prefixes */
	uint32_t table;
	unsigned weight, preference;
	bool guard;
	struct prefixes routed, reach;
	unsigned mark;
	struct checks checks;
	unsigned need, fall, rise;
	unsigned interval, timeout; /* ms; timeout 0: auto */
	unsigned loss;		    /* percent, 0: not acted on */
	unsigned latency, window;   /* ms; latency 0: not acted on */
	unsigned damping_count, damping_time; /* 0: no; ms */
	enum clear_flows clear_flows;
	bool by_hand;	/* typed without a file (CONFIG 4): it has the parts that were typed, and is always asked for */
	unsigned parts; /* enum uplink_part: what is made of it; without by_hand all */
};

/* A list of names; owned. */
struct names {
	char **items;
	size_t count;
};

enum hash { HASH_KEEP, HASH_L3, HASH_L4 };

struct balance_section {
	bool present;	      /* the section stands in the file, or a hop of it was typed by hand */
	bool by_hand;	      /* only that: it has no uplink of the file */
	struct names uplinks; /* empty: all */
	enum hash hash;
};

/* [flows]: homing-mark(8). */
struct flows_section {
	bool present;
	struct names uplinks; /* empty: all */
	bool src_valid_mark;
};

enum alias_up { ALIAS_DEFAULT, ALIAS_ALWAYS, ALIAS_TAKEOVER, ALIAS_MANUAL };

#define ALIAS_ADDRESSES_MAX 4096

/* One set of addresses, moved together. */
struct alias {
	char name[NAME_SIZE];
	struct place place;
	char interface[INTERFACE_SIZE];
	struct prefixes addresses; /* ranges written out; each with the length of its connected prefix */
	char label[DEVICE_SIZE];
	enum alias_up up;
	char uplink[NAME_SIZE];	  /* empty: that of the interface */
	bool probe, source, yield;
	struct prefixes announce; /* neighbours to tell; empty: the gateways */
	struct checks checks;
	unsigned fall, rise;
	unsigned interval; /* ms */
};

/* A command as written, and its words, as no shell reads it; owned. */
struct command {
	char *text;
	char **words; /* NULL behind the last; the first is an absolute path, or a bare name to be looked up in COMMAND_PATH */
	struct place place; /* of its line */
};

struct commands {
	struct command *items;
	size_t count;
};

#define COMMAND_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

enum give_back { GIVE_BACK_AUTO, GIVE_BACK_MANUAL };

/* What is taken over when its owner dies: the guest's side. */
struct takeover_section {
	char name[NAME_SIZE];
	struct place place;
	struct names aliases;	  /* one set; each exists, no other takeover has it, and all are on one interface */
	struct prefixes peers;	  /* the owner's real addresses: a check without a target is asked of each, and one that answers is enough */
	struct prefixes gateways; /* empty: the uplink's, or main's on the interface */
	struct checks checks;	  /* of the peer; an http URL's host is asked of the peer's addresses */
	struct checks witness;	  /* none or one; it has a target */
	unsigned need, fall, rise;
	unsigned interval, timeout; /* ms; timeout 0: auto */
	enum give_back give_back;   /* key `return' */
	unsigned return_delay;	    /* ms */
	struct commands on_take, on_release;
	bool required;
};

struct config {
	struct homing_section homing;
	struct balance_section balance;
	struct flows_section flows;
	struct uplink *uplinks;
	size_t uplink_count;
	struct alias *aliases;
	size_t alias_count;
	struct takeover_section *takeovers;
	size_t takeover_count;
	char **files; /* the names that places point to */
	size_t file_count;
	uint64_t overlays; /* file_mark() of the stanza and hand files that lie over it */
};

/* Reads path (NULL: CONFIG_FILE and then CONFIG_DIR/ *.conf; conf_dir, when given, takes the directory's place and is read with an own
 * path too). Every complaint goes to log with file, line, section, key and what would be right; all of them in one run.
 * Returns 0; -ENOENT (path is NULL and nothing is there: out holds the defaults); -EINVAL (complaints in log).
 * Free with config_free(), whatever was returned. */
int config_load(const char *path, const char *conf_dir, struct config *out, struct log *log);

/* The same, with what stanzas of interfaces(5) say, and what was typed by hand, laid over it: the stanza-*.ini and hand-*.ini (CONFIG 6) of state_dir, NULL: of the directory that the configuration
 * names. What the files say holds, key by key; where a stanza differs a line of the level `difference` says so. A stanza file that is wrong is reported and left
 * out. Returns 0 also where there are no files but a stanza. */
int config_load_overlaid(const char *path, const char *conf_dir, const char *state_dir, enum log_level difference, struct config *out,
			 struct log *log);

/* A number that changes with the files that config_load() would read. */
uint64_t config_mark(const char *path, const char *conf_dir);

/* The same, and what was typed without a file lies over that: the hand-*.ini of state_dir or, where hand is not NULL, hand in their place. */
struct hand;
int config_load_by_hand(const char *path, const char *conf_dir, const char *state_dir, const struct hand *hand, enum log_level difference,
			struct config *out, struct log *log);

/* Have stanza or hand files of the state directory come, gone or changed since they were read into c? */
bool config_is_stale(const struct config *c, const char *state_dir);

/* From now on only changes behind this moment count: c stays in force although what lies there cannot be read into it. */
void config_settle(struct config *c, const char *state_dir);

/* Would key of [uplink NAME] take this text? If not, why (of VALUE_WHY bytes) says what is wrong with it. Returns 0, -EINVAL or -ENOMEM. */
int config_try_uplink(const char *key, const char *text, char *why);

/* The lowest table number behind [homing] tables that no uplink of c has; 0: there is none. */
uint32_t config_free_table(const struct config *c);

/* What holds where nothing is said: the defaults, and no uplink. Returns 0 or -ENOMEM; free with config_free(). */
int config_load_nothing(struct config *out);

void config_free(struct config *c);

/* The interfaces that the configuration names, one after the other, some of them more than once; NULL behind the last. */
const char *config_interface(const struct config *c, size_t index);

/* [flows] speaks of the uplink: it names it, or none. */
bool config_flows_name(const struct flows_section *flows, const struct uplink *uplink);

const struct alias *config_find_alias(const struct config *c, const char *name);
/* The first address of each family, of full length, which stands for its set; a family that first has already is left as it is. */
void alias_find_first(const struct alias *alias, struct prefix first[FAMILIES]);

const struct uplink *config_find_uplink(const struct config *c, const char *name);
const struct takeover_section *config_find_takeover(const struct config *c, const char *name);

/* The takeover that has this alias, or NULL. */
const struct takeover_section *config_takeover_of(const struct config *c, const char *alias);

#endif
