/* test_file.c - whole files in, whole files out, the lock. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "file.h"

static char top[64];
static int top_fd;

static int make_top(void **state)
{
	(void)state;
	strcpy(top, "/tmp/homing-file-XXXXXX");
	if (!mkdtemp(top))
		return -1;
	top_fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return top_fd < 0 ? -1 : 0;
}

/* The tests make one level of directories at most. */
static void empty_directory(const char *directory)
{
	struct file_names names;
	char path[512];

	if (file_list(directory, "", "", &names) == 0) {
		for (size_t i = 0; i < names.count; i++) {
			snprintf(path, sizeof(path), "%s/%s", directory, names.items[i]);
			if (unlink(path) < 0) {
				empty_directory(path);
				rmdir(path);
			}
		}
	}
	file_names_free(&names);
}

static int remove_top(void **state)
{
	(void)state;
	close(top_fd);
	empty_directory(top);
	unlinkat(AT_FDCWD, top, AT_REMOVEDIR);
	return 0;
}

/* The path of name in the test's directory; good until the next call but one. */
static const char *in_top(const char *name)
{
	static char paths[2][256];
	static unsigned next;
	char *path = paths[next++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", top, name);
	return path;
}

static void make_file(const char *name, mode_t mode, const char *text)
{
	int fd = openat(top_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void assert_opens(const char *name)
{
	int fd = file_open_trusted(in_top(name));

	if (fd < 0)
		fail_msg("%s: %s", name, strerror(-fd));
	close(fd);
}

static void test_opens_what_nobody_else_could_write(void **state)
{
	(void)state;
	make_file("a", 0644, "x");
	assert_opens("a");
	assert_int_equal(symlink("a", in_top("link")), 0);
	assert_opens("link");
	assert_int_equal(file_open_trusted(in_top("none")), -ENOENT);
}

static void test_refuses_what_others_could_write(void **state)
{
	int fd;

	(void)state;
	make_file("a", 0646, "x");
	if (geteuid() != 0) {
		assert_opens("a"); /* whoever is not root has nothing to lose by it */
		return;
	}
	assert_int_equal(file_open_trusted(in_top("a")), -EPERM);
	make_file("b", 0664, "x");
	assert_opens("b"); /* group root */
	assert_int_equal(chown(in_top("b"), 0, 12345), 0);
	assert_int_equal(chmod(in_top("b"), 0664), 0);
	assert_int_equal(file_open_trusted(in_top("b")), -EPERM);
	assert_int_equal(chmod(in_top("b"), 0644), 0);
	assert_opens("b");
	assert_int_equal(chown(in_top("b"), 12345, 0), 0);
	assert_int_equal(file_open_trusted(in_top("b")), -EPERM);
	fd = file_open_regular(in_top("b"));
	assert_true(fd >= 0);
	close(fd);
}

static void test_refuses_what_is_no_file_and_never_waits(void **state)
{
	(void)state;
	assert_int_equal(file_open_trusted(top), -EISDIR);
	assert_int_equal(mkfifo(in_top("fifo"), 0600), 0);
	assert_int_equal(file_open_trusted(in_top("fifo")), -ENOTSUP);
	assert_int_equal(file_open_regular(in_top("fifo")), -ENOTSUP);
	assert_int_equal(file_open_trusted("/dev/null"), -ENOTSUP);
}

static void test_reads_all_but_not_more_than_the_most(void **state)
{
	char *text;
	size_t size;
	int fd, pipes[2];

	(void)state;
	make_file("a", 0600, "12345");
	fd = open(in_top("a"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(file_read_all(fd, 5, &text, &size), 0);
	assert_int_equal(size, 5);
	assert_string_equal(text, "12345");
	free(text);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(file_read_all(fd, 4, &text, &size), -EFBIG);
	assert_null(text);
	close(fd);

	/* a size that nobody knows before */
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(write(pipes[1], "12345", 5), 5);
	close(pipes[1]);
	assert_int_equal(file_read_all(pipes[0], 4, &text, &size), -EFBIG);
	close(pipes[0]);
	fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	assert_int_equal(file_read_all(fd, 1 << 20, &text, &size), 0);
	assert_true(size > 0);
	assert_int_equal(strlen(text), size);
	free(text);
	close(fd);
	assert_int_equal(file_read_all(-1, 4, &text, &size), -EBADF);
}

static void assert_content(const char *name, const char *expected)
{
	char *text;
	size_t size;
	int fd = open(in_top(name), O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(file_read_all(fd, 1000, &text, &size), 0);
	assert_string_equal(text, expected);
	free(text);
	close(fd);
}

/* How many names there are, hidden ones too, without `.' and `..'. */
static unsigned count_names(void)
{
	struct stat s;
	unsigned count = 0;
	char name[64];
	struct file_names names;

	assert_int_equal(file_list(top, "", "", &names), 0);
	count = (unsigned)names.count;
	file_names_free(&names);
	for (unsigned i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), ".a.%ld.%u", (long)getpid(), i);
		count += fstatat(top_fd, name, &s, AT_SYMLINK_NOFOLLOW) == 0;
	}
	return count;
}

static void test_replaces_a_file_whole(void **state)
{
	struct stat s;
	mode_t mask = umask(077);
	int old;

	(void)state;
	assert_int_equal(file_replace(top, "a", "old", 3), 0);
	umask(mask);
	assert_int_equal(stat(in_top("a"), &s), 0);
	assert_int_equal(s.st_mode & 07777, 0644);
	old = open(in_top("a"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(file_replace(top, "a", "newer", 5), 0);
	assert_content("a", "newer");
	/* whoever has the old one open goes on reading the old one */
	assert_int_equal(fstat(old, &s), 0);
	assert_int_equal(s.st_size, 3);
	close(old);
	assert_int_equal(count_names(), 1);
}

static void test_leaves_the_old_file_when_it_cannot_replace(void **state)
{
	(void)state;
	assert_int_equal(mkdir(in_top("a"), 0755), 0);
	assert_int_equal(file_replace(top, "a", "x", 1), -EISDIR);
	assert_int_equal(count_names(), 1);
	assert_int_equal(file_replace(in_top("none"), "a", "x", 1), -ENOENT);
	assert_int_equal(file_replace(top, "../a", "x", 1), -EINVAL);
	assert_int_equal(file_replace(top, "..", "x", 1), -EINVAL);
	assert_int_equal(file_replace(top, "", "x", 1), -EINVAL);
}

static void test_what_a_killed_run_left_is_not_followed(void **state)
{
	char name[64];

	(void)state;
	make_file("victim", 0644, "safe");
	snprintf(name, sizeof(name), ".a.%ld.0", (long)getpid());
	assert_int_equal(symlinkat("victim", top_fd, name), 0);
	assert_int_equal(file_replace(top, "a", "x", 1), 0);
	assert_content("victim", "safe");
	assert_content("a", "x");
	assert_int_equal(unlinkat(top_fd, name, 0), 0);
}

static void test_removes_a_file_that_may_be_gone(void **state)
{
	(void)state;
	make_file("a", 0644, "x");
	assert_int_equal(file_remove(top, "a"), 0);
	assert_int_equal(access(in_top("a"), F_OK), -1);
	assert_int_equal(file_remove(top, "a"), 0);
	assert_int_equal(file_remove(in_top("none"), "a"), 0);
	assert_int_equal(file_remove(top, "../a"), -EINVAL);
}

static void test_makes_a_directory(void **state)
{
	struct stat s;

	(void)state;
	assert_int_equal(file_make_directory(in_top("d")), 0);
	assert_int_equal(stat(in_top("d"), &s), 0);
	assert_int_equal(s.st_mode & 0777, 0755);
	assert_int_equal(file_make_directory(in_top("d")), 0);
	assert_int_equal(chmod(in_top("d"), 0777), 0);
	assert_int_equal(file_make_directory(in_top("d")), -EPERM);
	assert_int_equal(file_make_directory(in_top("none/d")), -ENOENT);
	make_file("f", 0644, "x");
	assert_int_equal(file_make_directory(in_top("f")), -ENOTDIR);
}

static void test_lists_names_in_order(void **state)
{
	struct file_names names;

	(void)state;
	make_file("20-b.conf", 0644, "");
	make_file("10-a.conf", 0644, "");
	make_file(".hidden.conf", 0644, "");
	make_file("10-a.conf~", 0644, "");
	make_file("other", 0644, "");
	assert_int_equal(file_list(top, "", ".conf", &names), 0);
	assert_int_equal(names.count, 2);
	assert_string_equal(names.items[0], "10-a.conf");
	assert_string_equal(names.items[1], "20-b.conf");
	file_names_free(&names);
	assert_int_equal(file_list(top, "20", ".conf", &names), 0);
	assert_int_equal(names.count, 1);
	file_names_free(&names);
	assert_int_equal(file_list(top, "20-b.conf", ".conf", &names), 0);
	assert_int_equal(names.count, 0);
	file_names_free(&names);
	assert_int_equal(file_list(in_top("none"), "", "", &names), -ENOENT);
	file_names_free(&names);
	assert_int_equal(unlink(in_top(".hidden.conf")), 0);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static void test_waits_for_the_lock_as_long_as_it_may(void **state)
{
	struct stat s;
	int first = file_lock(top, FILE_LOCK, 0);
	long long start;

	(void)state;
	assert_true(first >= 0);
	assert_int_equal(fstat(first, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_int_equal(file_lock(top, FILE_LOCK, 0), -ETIMEDOUT);
	start = now_ms();
	assert_int_equal(file_lock(top, FILE_LOCK, 60), -ETIMEDOUT);
	assert_in_range(now_ms() - start, 59, 5000);
	close(first);
	first = file_lock(top, FILE_LOCK, 0);
	assert_true(first >= 0);
	close(first);
	assert_int_equal(file_lock(in_top("none"), FILE_LOCK, 0), -ENOENT);
}

/* A child that has the lock until something comes through the pipe. */
static pid_t hold_lock(int release[2])
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(release), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = file_lock(top, FILE_LOCK, 0);

		close(release[1]);
		_exit(fd < 0 || write(ready[1], "x", 1) != 1 || read(release[0], &byte, 1) < 0);
	}
	close(release[0]);
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

/* Does /proc/locks say that a process waits for a lock? */
static bool is_waiting(pid_t pid)
{
	char text[65536], waiter[64];
	int fd = open("/proc/locks", O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t got = 0;

	while (fd >= 0 && length < sizeof(text) - 1 && (got = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	if (fd >= 0)
		close(fd);
	text[length] = '\0';
	snprintf(waiter, sizeof(waiter), "-> FLOCK  ADVISORY  WRITE %ld ", (long)pid);
	return strstr(text, waiter);
}

static void test_gets_the_lock_when_it_is_ring(void **state)
{
	int release[2], fd;
	pid_t holder = hold_lock(release), messenger;

	(void)state;
	messenger = fork();
	assert_true(messenger >= 0);
	if (messenger == 0) {
		long long deadline = now_ms() + 5000;

		while (now_ms() < deadline && !is_waiting(getppid()))
			poll(NULL, 0, 1);
		_exit(write(release[1], "x", 1) != 1);
	}
	fd = file_lock(top, FILE_LOCK, 20000);
	assert_true(fd >= 0);
	close(fd);
	close(release[1]);
	assert_int_equal(waitpid(messenger, NULL, 0), messenger);
	assert_int_equal(waitpid(holder, NULL, 0), holder);
}

static void ring(int number)
{
	(void)number;
}

static void test_gives_the_alarm_back_as_it_was(void **state)
{
	struct sigaction action = { .sa_handler = ring }, after;
	struct itimerval timer = { .it_value = { .tv_sec = 1000 } }, left;
	sigset_t blocked, now;
	int first = file_lock(top, FILE_LOCK, 0);

	(void)state;
	assert_true(first >= 0);
	sigemptyset(&action.sa_mask);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGALRM);
	sigaction(SIGALRM, &action, NULL);
	sigprocmask(SIG_BLOCK, &blocked, NULL); /* as a careless parent may leave it */
	setitimer(ITIMER_REAL, &timer, NULL);

	assert_int_equal(file_lock(top, FILE_LOCK, 30), -ETIMEDOUT);

	getitimer(ITIMER_REAL, &left);
	assert_in_range(left.it_value.tv_sec, 900, 1000);
	assert_int_equal(left.it_interval.tv_sec + left.it_interval.tv_usec, 0);
	sigprocmask(SIG_UNBLOCK, &blocked, &now);
	assert_true(sigismember(&now, SIGALRM));
	sigaction(SIGALRM, NULL, &after);
	assert_ptr_equal(after.sa_handler, ring);
	timer.it_value.tv_sec = 0;
	setitimer(ITIMER_REAL, &timer, NULL);
	signal(SIGALRM, SIG_DFL);
	close(first);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_top, remove_top)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_opens_what_nobody_else_could_write),
		TEST(test_refuses_what_others_could_write),
		TEST(test_refuses_what_is_no_file_and_never_waits),
		TEST(test_reads_all_but_not_more_than_the_most),
		TEST(test_replaces_a_file_whole),
		TEST(test_leaves_the_old_file_when_it_cannot_replace),
		TEST(test_what_a_killed_run_left_is_not_followed),
		TEST(test_removes_a_file_that_may_be_gone),
		TEST(test_makes_a_directory),
		TEST(test_lists_names_in_order),
		TEST(test_waits_for_the_lock_as_long_as_it_may),
		TEST(test_gets_the_lock_when_it_is_ring),
		TEST(test_gives_the_alarm_back_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
