/* ruleset.h - the nftables table of homing-mark as text: what it should hold, and how it becomes that. PURE. */
#ifndef HOMING_RULESET_H
#define HOMING_RULESET_H

#include "buffer.h"
#include "config.h"
#include "host.h"
#include "uplink.h"

#define RULESET_TABLE "homing-flows" /* of the family inet */

/* What [flows] asks for as the host stands, to be loaded by nft(8): maps say which interface, address, gateway or mark belongs to which uplink, and change with the host;
 * rules change with the configuration alone. Nothing is added where flows are not kept. Returns 0 or -ENOMEM. */
int ruleset_write_flows(const struct config *config, const struct facts *facts, const struct views *views, struct buffer *out);

/* What is known of the table: the text that was loaded last, the kernel's listing right behind that, and its listing now (all without counters; NULL: none). How a version of nft
 * writes a rule is its own affair, so that each listing is compared with one of its kind. */
struct ruleset_loaded {
	const char *text, *listed;
	const char *now;
};

/* Adds to out what makes the table the wanted one (NULL or empty: no table), one transaction for nft(8): of its maps and chains those alone that are not as they should be are
 * touched. Nothing is added where all is well. Returns 0 or -ENOMEM. */
int ruleset_write_change(const struct ruleset_loaded *loaded, const char *wanted, struct buffer *out);

#endif
