/* fuzz_text.c - any line is read without harm, and what was read is written as a line that says the same. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void claim(int holds)
{
	if (!holds)
		abort();
}

/* The protocol of an address is no word of iproute2 6.1, so it is not written. */
static void check_object(const struct text_line *read)
{
	_cleanup_(buffer_free) struct buffer text = { 0 };
	struct text_line again;
	char why[TEXT_WHY];

	text_write_object(&text, &read->object);
	claim(!text.failed);
	claim(text_read_line(text.data, &again, why) == 0);
	claim(again.kind == TEXT_OBJECT && again.step == STEP_ADD);
	claim(object_compare(&read->object, &again.object) == 0);
	claim(object_equal(&read->object, &again.object, read->object.kind != KIND_ADDRESS));
	object_free(&again.object);
}

/* A line that deletes may name less than a whole object; written and read it deletes the same. */
static void check_step(const struct text_line *read)
{
	_cleanup_(buffer_free) struct buffer text = { 0 }, text_again = { 0 };
	struct text_line again;
	char why[TEXT_WHY];

	text_write_step(&text, &(struct step){ .kind = read->step, .object = &read->object });
	claim(!text.failed);
	claim(text_read_line(text.data, &again, why) == 0);
	claim(again.kind == TEXT_OBJECT && again.step == read->step);
	text_write_step(&text_again, &(struct step){ .kind = again.step, .object = &again.object });
	claim(strcmp(text.data, text_again.data) == 0);
	object_free(&again.object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *line = malloc(size + 1);
	struct text_line read;
	char why[TEXT_WHY];
	int error;

	if (!line)
		return 0;
	memcpy(line, data, size);
	line[size] = '\0';

	error = text_read_line(line, &read, why);
	claim(error == 0 ? why[0] == '\0' : error == -EINVAL && why[0] != '\0');
	if (read.kind != TEXT_OBJECT)
		return 0;
	if (read.step != STEP_DELETE)
		check_object(&read);
	check_step(&read);
	object_free(&read.object);
	return 0;
}
