/* announce.c - telling the neighbours where addresses are from now on. */
#include "announce.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int announce_write(const struct announcement *what, const struct packet_link *link, struct frames *out)
{
	struct frames f = { 0 };

	f.items = calloc(what->address_count * (what->neighbour_count + ANNOUNCEMENT_FRAMES) + 1, sizeof(*f.items));
	if (!f.items)
		return -ENOMEM;
	for (size_t n = 0; n < what->neighbour_count; n++)
		for (size_t i = 0; i < what->address_count; i++)
			if (what->addresses[i].family == what->neighbours[n].family)
				arp_write_request(&f.items[f.count++], &link->mac, &what->addresses[i], &what->neighbours[n], NULL);
	for (size_t i = 0; i < what->address_count; i++)
		f.count += arp_write_announcement(&f.items[f.count], &link->mac, &what->addresses[i], link->router);
	*out = f;
	return 0;
}

int announce_send(const struct frames *frames, const struct packet_link *link, unsigned times, unsigned pause, size_t *sent)
{
	int fd, error = 0;

	*sent = 0;
	if (!frames->count || !times)
		return 0;
	fd = packet_open_sender();
	if (fd < 0)
		return fd;
	while (!error && *sent < frames->count * times) {
		if (*sent && *sent % frames->count == 0)
			packet_pause(pause);
		error = packet_send(fd, link, &frames->items[*sent % frames->count]);
		*sent += !error;
	}
	close(fd);
	return error;
}

void announce_text(struct buffer *text, const struct frames *frames)
{
	for (size_t i = 0; i < frames->count; i++) {
		arp_text(text, &frames->items[i]);
		buffer_add(text, "\n");
	}
}

/* The target may be a broadcast address, the MACs anybody's: the words say what is to be sent, not what would be wise. */
bool announce_read_given(const char *const words[4], struct announce_given *out)
{
	return !prefix_read(words[0], &out->source) && prefix_is_host(&out->source) && !mac_read(words[1], &out->source_mac) &&
	       !prefix_read(words[2], &out->target) && prefix_is_host(&out->target) && !mac_read(words[3], &out->target_mac) &&
	       out->source.family == out->target.family;
}

int announce_write_given(const struct announce_given *given, struct frames *out)
{
	struct frame *frame = calloc(1, sizeof(*frame));

	if (!frame)
		return -ENOMEM;
	arp_write_request(frame, &given->source_mac, &given->source, &given->target, &given->target_mac);
	*out = (struct frames){ frame, 1 };
	return 0;
}

int frames_join(struct frames *to, struct frames *from)
{
	struct frame *items = reallocarray(to->items, to->count + from->count + 1, sizeof(*items));

	if (!items)
		return -ENOMEM;
	if (from->count)
		memcpy(&items[to->count], from->items, from->count * sizeof(*items));
	to->items = items;
	to->count += from->count;
	frames_free(from);
	return 0;
}

void frames_free(struct frames *frames)
{
	free(frames->items);
	*frames = (struct frames){ 0 };
}
