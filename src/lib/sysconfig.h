/* sysconfig.h - Red Hat's route-, rule- and static-routes files as routes and rules. No shell reads them here: what one would expand is refused. PURE. */
#ifndef HOMING_SYSCONFIG_H
#define HOMING_SYSCONFIG_H

#include "state.h"
#include "text.h"

#define SYSCONFIG_PRIORITY 32762u /* of the first rule that names none, just above what [balance] has; each further one comes before it, as the kernel does it */
#define SYSCONFIG_LINE_MAX 8192u  /* bytes of a line, the lines that a backslash adds to it too */
#define SYSCONFIG_FILE_MAX (32u << 20)
#define SYSCONFIG_NAME 256

/* How a file is read follows from its name. */
enum sysconfig_form {
	SYSCONFIG_ROUTE,	/* route-X, route6-X: words of `ip route add`, or ADDRESS0= and so on */
	SYSCONFIG_NICK,		/* X.route: ADDRESS0= and so on */
	SYSCONFIG_RULE,		/* rule-X, rule6-X: words of `ip rule add` */
	SYSCONFIG_STATIC,	/* static-routes: `any net ... gw ...', `DEVICE net ...', `advanced DEVICE 0/0 via ... table 1' */
	SYSCONFIG_STATIC_RULES, /* static-rules: whole `ip rule add' and `ip route add' commands */
	SYSCONFIG_STATIC6,	/* static-routes-ipv6: `DEVICE PREFIX [GATEWAY]' */
};

struct sysconfig_file {
	enum sysconfig_form form;
	unsigned char family;	   /* 0: what the addresses say */
	char name[SYSCONFIG_NAME]; /* below /etc/sysconfig */
};

#define SYSCONFIG_FILES 12

/* The files that `ifup-routes DEVICE NAME` reads, in their order; returns how many. name: NULL where it was not said. Both must be file names. */
size_t sysconfig_list(const char *device, const char *name, struct sysconfig_file out[SYSCONFIG_FILES]);

/* What reading needs and makes. */
struct sysconfig {
	const char *device;	   /* as the caller says it, an alias too */
	unsigned char protocol;	   /* that everything gets */
	struct text_manner manner; /* begins with SYSCONFIG_PRIORITY, and goes on from file to file */
	void (*say)(void *context, const struct sysconfig_file *file, unsigned line, bool wrong, const char *text); /* wrong: the line is left out */
	void *context;
	struct state *out; /* not sorted: the order of the lines */
};

/* Adds what text (size bytes and a NUL behind them) says. A line that is wrong is told and stops nothing else. Returns 0 or -ENOMEM. */
int sysconfig_read(struct sysconfig *s, const struct sysconfig_file *file, const char *text, size_t size);

#endif
