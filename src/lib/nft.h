/* nft.h - nftables, through libnftables: text in, text out. */
#ifndef HOMING_NFT_H
#define HOMING_NFT_H

#include "log.h"

/* The kernel's table as nft(8) lists it, counters included or not; *out is the caller's to free, NULL: there is no such table. Returns 0 or -errno (-EPERM: only root may look). */
int nft_list(const char *table, bool counters, char **out, struct log *log);

/* Carries out text, whole or not at all. Returns 0, -ENOMEM, or -EINVAL: it was refused, and the words of nft are in log (LEVEL_DEBUG where quietly is true). */
int nft_load(const char *text, bool quietly, struct log *log);

#endif
