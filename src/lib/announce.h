/* announce.h - telling the neighbours where addresses are from now on. */
#ifndef HOMING_ANNOUNCE_H
#define HOMING_ANNOUNCE_H

#include "packet.h"

/* What one round says on one interface. Families may be mixed; a neighbour is told the addresses of its own. */
struct announcement {
	const struct prefix *addresses; /* their lengths do not matter */
	size_t address_count;
	const struct prefix *neighbours; /* told one by one, before everybody is */
	size_t neighbour_count;
};

/* A list that owns its items; start with { 0 }, free with frames_free(). */
struct frames {
	struct frame *items;
	size_t count;
};

/* The frames of a round on a link that is LINK_FINE: each address to each told neighbour, then each address to everybody. Needs no
 * privilege. Returns 0 or -ENOMEM. */
int announce_write(const struct announcement *what, const struct packet_link *link, struct frames *out);

/* Sends them at once, in their order; so many times, with a pause of so many ms between. *sent is how many left, also when it fails: -EPERM
 * (CAP_NET_RAW), -ENETDOWN, -EAGAIN (a full queue did not drain within a second) or another -errno. The kernel takes some 10 ms more to
 * close the socket when the last has left. */
int announce_send(const struct frames *frames, const struct packet_link *link, unsigned times, unsigned pause, size_t *sent);

/* Frames that wait to be sent a few at a time, each by its link. Start with { 0 }, free with outbox_free(). */
struct outbox {
	struct outgoing {
		struct frame frame;
		unsigned link; /* in links */
	} *items;
	size_t count, sent, room;
	struct packet_link *links;
	unsigned link_count;
};

/* Puts copies of the frames behind those that wait. Returns 0 or -ENOMEM. */
int outbox_add(struct outbox *out, const struct frames *frames, const struct packet_link *link);

/* Sends the next ones, at most so many; one that cannot be sent is passed over, as its link may have gone. Returns how many still wait. fd: packet_open_sender(). */
size_t outbox_send(struct outbox *out, int fd, size_t most);
void outbox_free(struct outbox *out);

/* Appends a line for each frame. */
void announce_text(struct buffer *text, const struct frames *frames);

/* send_arp's four words, SOURCE-IP SOURCE-MAC TARGET-IP TARGET-MAC, taken as they are: a question from source for target. */
struct announce_given {
	struct prefix source, target;
	struct mac source_mac, target_mac;
};

bool announce_read_given(const char *const words[4], struct announce_given *out); /* false: they are something else */
int announce_write_given(const struct announce_given *given, struct frames *out);  /* 0 or -ENOMEM */

/* Puts what is in from, which is empty then, behind what is in to. Returns 0 or -ENOMEM. */
int frames_join(struct frames *to, struct frames *from);
void frames_free(struct frames *frames);

#endif
