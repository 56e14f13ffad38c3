/* config_try.h - texts as configuration files, for the tests of their sections. Behind `#define _GNU_SOURCE' (memfd_create). */
#ifndef HOMING_TEST_CONFIG_TRY_H
#define HOMING_TEST_CONFIG_TRY_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"

static struct log messages;
static struct config config;

static inline int clear(void **state)
{
	(void)state;
	config_free(&config);
	log_free(&messages);
	return 0;
}

static inline int load(const char *text)
{
	int fd = memfd_create("test", MFD_CLOEXEC), r;
	char path[64];

	clear(NULL);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0600), 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = config_load(path, NULL, &config, &messages);
	close(fd);
	return r;
}

static inline bool log_says(const char *words)
{
	for (size_t i = 0; i < messages.count; i++)
		if (strstr(messages.lines[i].text, words))
			return true;
	return false;
}

static inline const char *first_message(void)
{
	return messages.count ? messages.lines[0].text : "nothing";
}

static inline void assert_loads(const char *text)
{
	if (load(text) != 0 || messages.count)
		fail_msg("`%s': %s", text, first_message());
}

/* The file has one complaint, and that is it. */
static inline void assert_complaint(const char *text, const char *complaint)
{
	if (load(text) != -EINVAL || messages.count != 1 || !log_says(complaint))
		fail_msg("`%s' gives %zu lines, the first `%s', not `%s'", text, messages.count, first_message(), complaint);
}

#endif
