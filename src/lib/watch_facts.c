/* watch_facts.c - the state directory: what others note there, a hold that a person releases, a lease, is a reason to look, even where the kernel has nothing to tell of it. */
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "file.h"
#include "watch_work.h"

/* The watcher's own files, and those that a run writes when the kernel has changed. */
static const char *const PASSED_OVER[] = { "health.ini", "taken.ini", "announced.ini", "sysctl.ini" };

static bool is_news(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < COUNT(PASSED_OVER); i++)
		if (!strcmp(name, PASSED_OVER[i]))
			return false;
	return (length > 4 && !strcmp(name + length - 4, ".ini")) || (length > 3 && !strcmp(name + length - 3, ".ip"));
}

/* What this watcher found out is not to be lost with the file: who looks would take the sick for well until something changes. */
static void write_anew(struct watch *w, const char *name)
{
	if (!strcmp(name, "health.ini"))
		watch_note_health(w);
	else if (!strcmp(name, "taken.ini"))
		watch_note_taken(w);
}

/* Who removes the directory, or the lock, does not mean the watcher: nobody would see it any more, and another one could be started beside it. */
static bool is_loss(const struct inotify_event *event, const char *name)
{
	return event->mask & (IN_DELETE_SELF | IN_IGNORED) || (event->mask & IN_DELETE && !strcmp(name, FILE_WATCH_LOCK));
}

static void on_noted(struct ev_loop *loop, ev_io *io, int events)
{
	union {
		struct inotify_event event;
		char bytes[4096];
	} room;
	struct watch *w = io->data;
	const char *name;
	bool news = false;
	ssize_t size;

	(void)events;
	while ((size = read(io->fd, &room, sizeof(room))) > 0)
		for (ssize_t at = 0; at < size;) {
			struct inotify_event event;

			memcpy(&event, room.bytes + at, sizeof(event));
			name = event.len ? room.bytes + at + sizeof(event) : "";
			news |= event.mask & IN_Q_OVERFLOW || is_news(name) || is_loss(&event, name);
			if (event.mask & IN_DELETE)
				write_anew(w, name);
			at += (ssize_t)(sizeof(event) + event.len);
		}
	if (size < 0 && errno != EAGAIN && errno != EINTR)
		ev_io_stop(loop, io);
	if (news)
		watch_start_timer(w, &w->facts_noted, w->request->coalesce);
}

static void listen(struct watch *w)
{
	inotify_add_watch(w->facts_fd, run_memory_directory(&w->memory, &w->run), IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_ONLYDIR);
}

static void on_facts(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;
	int before = w->lock;

	(void)loop;
	(void)events;
	if (!watch_keep_lock(w))
		return;
	if (w->lock != before) {
		listen(w);
		watch_note_health(w);
		watch_note_taken(w);
	}
	watch_look(w);
}

void watch_init_facts(struct watch *w)
{
	watch_init_timer(w, &w->facts_noted, on_facts);
	w->facts_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (w->facts_fd < 0)
		return; /* then the next event is the reason */
	listen(w);
	ev_io_init(&w->noted_facts, on_noted, w->facts_fd, EV_READ);
	w->noted_facts.data = w;
	ev_io_start(w->loop, &w->noted_facts);
}

void watch_end_facts(struct watch *w)
{
	if (w->facts_fd > 0)
		close(w->facts_fd);
}
