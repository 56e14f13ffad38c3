/* fuzz_config.c - any file is read without harm; what is taken is complete and within its range, what is not has a complaint. */
#define _GNU_SOURCE /* memfd_create */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void claim(int holds)
{
	if (!holds)
		abort();
}

/* The file of this run: config_load() reads files only, so that is what the input becomes. */
static const char *put(const uint8_t *data, size_t size)
{
	static int fd = -1;
	static char path[64];

	if (fd < 0) {
		fd = memfd_create("config", MFD_CLOEXEC);
		claim(fd >= 0 && fchmod(fd, 0600) == 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	claim(ftruncate(fd, 0) == 0);
	claim(pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}

static void check_prefixes(const struct prefixes *list)
{
	for (size_t i = 0; i < list->count; i++)
		claim(prefix_is_set(&list->items[i]) && list->items[i].length > 0 && !prefix_has_host_bits(&list->items[i]));
}

static void check_uplink(const struct config *c, const struct uplink *u)
{
	claim(config_find_uplink(c, u->name) == u);
	claim(u->interface[0] && !strchr(u->interface, '/') && memchr(u->interface, '\0', sizeof(u->interface)));
	claim(u->table > 0 && (u->table < 253 || u->table > 255) && u->table != c->homing.tables);
	for (const struct uplink *other = c->uplinks; other < u; other++)
		claim(other->table != u->table && (!u->mark || other->mark != u->mark));
	claim(u->weight >= 1 && u->weight <= 256 && u->preference >= 1 && u->preference <= 255);
	claim(u->family[V4] || u->family[V6]);
	for (int f = 0; f < FAMILIES; f++) {
		claim(u->gateway[f].automatic == !prefix_is_set(&u->gateway[f].address));
		claim(u->gateway[f].automatic || (u->family[f] && prefix_is_host(&u->gateway[f].address)));
	}
	claim(u->addresses_auto || u->addresses.count > 0);
	check_prefixes(&u->addresses);
	check_prefixes(&u->routed);
	check_prefixes(&u->reach);
	claim(u->need <= u->checks.count || u->checks.count == 0);
	claim(u->interval >= 10 && u->fall >= 1 && u->rise >= 1 && u->window >= 1000 && u->loss <= 100);
	claim(u->timeout <= (unsigned long long)u->interval * u->fall);
	claim(u->clear_flows == CLEAR_NO || u->clear_flows == CLEAR_DOWN || u->clear_flows == CLEAR_BOTH);
}

static void check_balance(const struct config *c, const struct balance_section *b)
{
	claim(b->hash == HASH_KEEP || b->hash == HASH_L3 || b->hash == HASH_L4);
	claim(b->present || b->uplinks.count == 0);
	for (size_t i = 0; i < b->uplinks.count; i++) {
		claim(config_find_uplink(c, b->uplinks.items[i]) != NULL);
		for (size_t k = 0; k < i; k++)
			claim(strcmp(b->uplinks.items[k], b->uplinks.items[i]) != 0);
	}
}

static void check_alias(const struct config *c, const struct alias *a)
{
	size_t length = strlen(a->interface);
	bool v4 = false;

	claim(config_find_alias(c, a->name) == a);
	claim(length && !strchr(a->interface, '/'));
	claim(a->addresses.count > 0 && a->addresses.count <= ALIAS_ADDRESSES_MAX);
	for (size_t i = 0; i < a->addresses.count; i++) {
		const struct prefix *p = &a->addresses.items[i];

		v4 |= p->family == AF_INET;
		claim(prefix_is_set(p) && p->length > 0 && !prefix_is_loopback(p));
		claim(p->bytes[0] != 0xff || p->family == AF_INET);
		/* each against each is for short lists */
		for (size_t k = 0; a->addresses.count <= 64 && k < i; k++)
			claim(p->family != a->addresses.items[k].family || memcmp(p->bytes, a->addresses.items[k].bytes, 16) != 0);
	}
	claim(!a->label[0] || (v4 && strncmp(a->label, a->interface, length) == 0 && a->label[length] == ':'));
	claim(a->up == ALIAS_ALWAYS || a->up == ALIAS_TAKEOVER || a->up == ALIAS_MANUAL);
	claim(!a->uplink[0] || config_find_uplink(c, a->uplink));
	for (size_t i = 0; i < a->announce.count; i++)
		claim(prefix_is_host(&a->announce.items[i]));
	claim(a->interval >= 10 && a->fall >= 1 && a->rise >= 1);
	claim(!a->yield || a->checks.count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct log log = { 0 };
	struct config config;
	int error = config_load(put(data, size), NULL, &config, &log);

	claim(error == 0 || error == -EINVAL);
	claim((error != 0) == (log.count > 0));
	claim((error != 0) == log_has_errors(&log));
	if (error == 0) {
		claim(config.homing.protocol >= 5 && config.homing.mark_mask != 0 && config.homing.state_directory[0] == '/');
		for (size_t i = 0; i < config.uplink_count; i++)
			check_uplink(&config, &config.uplinks[i]);
		for (size_t i = 0; i < config.alias_count; i++)
			check_alias(&config, &config.aliases[i]);
		check_balance(&config, &config.balance);
	}
	config_free(&config);
	log_free(&log);
	return 0;
}
