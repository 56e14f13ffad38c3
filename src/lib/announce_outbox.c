/* announce_outbox.c - frames that wait to be sent a few at a time. */
#include "announce.h"

#include <errno.h>
#include <stdlib.h>

#include "util.h"

int outbox_add(struct outbox *out, const struct frames *frames, const struct packet_link *link)
{
	struct packet_link *links = reallocarray(out->links, out->link_count + 1, sizeof(*links));

	if (!links)
		return -ENOMEM;
	out->links = links;
	if (out->count + frames->count > out->room) {
		size_t room = out->count + frames->count;
		struct outgoing *items = reallocarray(out->items, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		out->items = items;
		out->room = room;
	}
	links[out->link_count] = *link;
	for (size_t i = 0; i < frames->count; i++)
		out->items[out->count++] = (struct outgoing){ frames->items[i], out->link_count };
	out->link_count++;
	return 0;
}

size_t outbox_send(struct outbox *out, int fd, size_t most)
{
	while (most-- && out->sent < out->count) {
		const struct outgoing *next = &out->items[out->sent++];

		packet_send(fd, &out->links[next->link], &next->frame);
	}
	if (out->sent < out->count)
		return out->count - out->sent;
	outbox_free(out);
	return 0;
}

void outbox_free(struct outbox *out)
{
	free(out->items);
	free(out->links);
	*out = (struct outbox){ 0 };
}
