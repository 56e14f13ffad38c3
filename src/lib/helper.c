/* helper.c - homing-check as homing-watch sees it: a socket that may say anything, or nothing. */
#include "helper.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper_process.h"
#include "packet.h"
#include "util.h"

#define AT_ONCE 64	 /* answers that are read in one go: the others of a flood wait for their turn, as everybody does */
#define GRACE 1000	 /* ms for which an answer may be late: what takes longer is stuck */
#define PATIENCE 60000	 /* ms between starts of one that always dies, at most; who has lived so long is forgiven */
#define UNASKED_MOST 1000 /* answers in a row that nobody waits for: some may be of a time when somebody did */
#define SLOTS_FIRST 16
#define SLOT_OF(id) ((id) % ERRAND_SLOTS)

/* Who is enlisted. */
struct slot {
	uint32_t id; /* the slot's number, and above it how often it was given away */
	helper_told *told;	 /* NULL: free */
	void *context;
	size_t index;
	long long due;	   /* ms: when its question must be answered; 0: nothing is asked */
	uint16_t sequence; /* of that question */
};

struct helper {
	helper_say *say;
	void *context;
	int epoll, socket; /* socket -1: it does not run */
	pid_t pid;
	char user[64];
	struct slot *slots;
	size_t slot_count, enlisted;
	size_t taken;	  /* slots from the first on that have somebody */
	unsigned unasked;
	long long started, again; /* ms: when it was, and when it may be again */
	long long pause;	  /* that was made before the last start */
};

static void _printf_(3, 4) tell(struct helper *h, bool bad, const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	h->say(h->context, bad, text);
}

int helper_new(helper_say *say, void *context, struct helper **out)
{
	struct helper *h = calloc(1, sizeof(*h));

	if (!h)
		return -ENOMEM;
	*h = (struct helper){ .say = say, .context = context, .socket = -1 };
	h->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (h->epoll < 0) {
		int error = -errno;

		free(h);
		return error;
	}
	*out = h;
	return 0;
}

static void end(struct helper *h, bool by_force)
{
	if (h->socket >= 0)
		helper_process_end(h->socket, h->pid, by_force);
	h->socket = -1;
}

void helper_free(struct helper *h)
{
	if (!h)
		return;
	end(h, false);
	close(h->epoll);
	free(h->slots);
	free(h);
}

int helper_fd(const struct helper *h)
{
	return h->epoll;
}

/* died: somebody's question may have been the cause, so all that it had came to nothing. Otherwise nothing is known of them. */
static void fail(struct helper *h, bool died, const char *why)
{
	long long now = packet_clock();

	end(h, true);
	h->pause = now - h->started >= PATIENCE || !h->pause ? 1000 : h->pause * 2 < PATIENCE ? h->pause * 2 : PATIENCE;
	h->again = now + (now - h->started >= PATIENCE ? 0 : h->pause);
	tell(h, true, "homing-check %s: what it should ask is unknown until it runs again", why);
	for (size_t i = 0; i < h->slot_count; i++) {
		struct slot *s = &h->slots[i];

		if (s->told && s->due && died)
			s->told(s->context, s->index, s->sequence, "homing-check died");
		s->due = 0;
	}
}

/* True: it runs. */
static bool start(struct helper *h, long long now)
{
	struct epoll_event event = { .events = EPOLLIN };
	const char *why = NULL;
	int error;

	if (h->socket >= 0)
		return true;
	if (now < h->again)
		return false;
	error = helper_process_start(h->user, &h->socket, &h->pid, &why);
	h->started = now;
	h->unasked = 0;
	if (!error) {
		if (!epoll_ctl(h->epoll, EPOLL_CTL_ADD, h->socket, &event))
			return true;
		error = -errno;
		end(h, false);
	}
	h->socket = -1;
	h->again = now + PATIENCE;
	tell(h, true, "checks that homing-check asks are unknown, as it cannot be started%s%s%s%s: %s", *h->user ? " as " : "", h->user, why ? ": " : "", why ? why : "", strerror(-error));
	return false;
}

static void take(struct helper *h, const struct errand_answer *answer)
{
	size_t slot = SLOT_OF(answer->id);
	struct slot *s = slot < h->slot_count ? &h->slots[slot] : NULL;

	if (answer->id == ERRAND_NOBODY)
		tell(h, true, "homing-check: %s", answer->why);
	if (!s || !s->told || s->id != answer->id || !s->due || s->sequence != answer->sequence) {
		if (++h->unasked > UNASKED_MOST)
			fail(h, false, "talks and talks, and was killed");
		return; /* nobody waits for it any more */
	}
	h->unasked = 0;
	s->due = 0;
	s->told(s->context, s->index, s->sequence, answer->well ? NULL : answer->why);
}

void helper_hear(struct helper *h)
{
	for (int i = 0; i < AT_ONCE && h->socket >= 0; i++) {
		struct errand_answer answer;
		char bytes[sizeof(answer) + 1]; /* one more, to see that there is more */
		ssize_t length = recv(h->socket, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (length < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (length <= 0)
			fail(h, true, "has ended");
		else if (errand_answer_read(bytes, (size_t)length, &answer))
			fail(h, false, "talks nonsense, and was killed");
		else
			take(h, &answer);
	}
}

void helper_set_user(struct helper *h, const char *user)
{
	if (!strcmp(h->user, user))
		return;
	snprintf(h->user, sizeof(h->user), "%s", user);
	end(h, false);
	h->again = 0;
}

void helper_rest(struct helper *h)
{
	if (!h->enlisted)
		end(h, false);
}

/* The slots are as many as there ever were at one time. */
static struct slot *find_free(struct helper *h)
{
	size_t count = h->slot_count ? 2 * h->slot_count : SLOTS_FIRST;
	struct slot *slots;

	while (h->taken < h->slot_count && h->slots[h->taken].told)
		h->taken++;
	if (h->taken < h->slot_count)
		return &h->slots[h->taken];
	if (count > ERRAND_SLOTS)
		return NULL;
	slots = reallocarray(h->slots, count, sizeof(*slots));
	if (!slots)
		return NULL;
	h->slots = slots;
	for (size_t i = h->slot_count; i < count; i++)
		slots[i] = (struct slot){ .id = (uint32_t)i };
	h->slot_count = count;
	return &slots[h->taken];
}

int helper_enlist(struct helper *h, helper_told *told, void *context, size_t index, uint32_t *id)
{
	struct slot *s = find_free(h);

	if (!s)
		return -ENOMEM;
	*s = (struct slot){ .id = s->id + ERRAND_SLOTS, .told = told, .context = context, .index = index };
	if (s->id == ERRAND_NOBODY)
		s->id = SLOT_OF(s->id);
	h->enlisted++;
	*id = s->id;
	return 0;
}

void helper_dismiss(struct helper *h, uint32_t id)
{
	struct slot *s = &h->slots[SLOT_OF(id)];

	s->told = NULL;
	s->due = 0;
	h->enlisted--;
	if (h->taken > SLOT_OF(id))
		h->taken = SLOT_OF(id);
}

void helper_send(struct helper *h, uint32_t id, struct errand *e, size_t size)
{
	struct slot *s = &h->slots[SLOT_OF(id)];
	long long now = packet_clock();

	if (s->due && now >= s->due)
		helper_hear(h); /* we may be who is late */
	if (s->due && now >= s->due)
		fail(h, false, "gives no answer, and was killed");
	if (!start(h, now))
		return;
	e->id = id;
	/* A queue that is full has more questions in it than it has answered, and this one's answer will not come: nothing is known then. */
	s->due = 0;
	if (send(h->socket, e, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return;
	s->sequence = e->sequence;
	s->due = now + e->timeout + GRACE;
}
