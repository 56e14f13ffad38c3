/* fuzz_arp.c - any frame is read without harm; what it claims, written again, is read as the same claim. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "arp_layout.h"
#include "util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void claim(int holds)
{
	if (!holds)
		abort();
}

static void check_frame(const uint8_t *bytes, size_t size)
{
	struct frame frames[ANNOUNCEMENT_FRAMES];
	struct claim read, again;
	size_t count = 1;

	if (arp_read_question(bytes, size, &read)) {
		arp_write_request(frames, &read.mac, &read.address, &read.address, NULL);
		if (read.address.family == AF_INET6 && read.address.bytes[0] != 0xff)
			claim(arp_read_question(frames[0].bytes, frames[0].length, &again) && prefix_equal(&read.address, &again.address) && mac_equal(&read.mac, &again.mac));
	}
	if (!arp_read_claim(bytes, size, &read))
		return;
	claim(prefix_is_host(&read.address));
	if (read.wants)
		arp_write_probe(frames, &read.mac, &(struct prefix){ 0 }, &read.address);
	else
		count = arp_write_announcement(frames, &read.mac, &read.address, false);
	for (size_t i = 0; i < count; i++) {
		_cleanup_(buffer_free) struct buffer text = { 0 };

		claim(arp_read_claim(frames[i].bytes, frames[i].length, &again));
		claim(prefix_equal(&read.address, &again.address) && mac_equal(&read.mac, &again.mac) && read.wants == again.wants);
		arp_text(&text, &frames[i]);
		claim(!text.failed && text.length > 0);
	}
}

/* Nobody guesses a checksum: the frame is tried as it is, and with the right one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ uint8_t *right = malloc(size + 1);
	size_t payload;

	check_frame(data, size);
	if (!right || size < ND_OPTIONS)
		return 0;
	memcpy(right, data, size);
	payload = arp_get16(right + IPV6_LENGTH);
	if (payload < ND_OPTIONS - ND_TYPE || payload > size - ND_TYPE)
		return 0;
	arp_put16(right + ND_SUM, 0);
	arp_put16(right + ND_SUM, arp_checksum(right, payload));
	check_frame(right, size);
	return 0;
}
