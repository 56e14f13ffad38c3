/* file.h - the filesystem: whole files in, whole files out, the lock. */
#ifndef HOMING_FILE_H
#define HOMING_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens a regular file for reading that nobody but root (or, for a caller who is not root, anybody) could have written: O_NOFOLLOW is not
 * used (a configuration may be a link), but what is opened is checked: regular, owned by root or the caller, not writable by
 * others, nor by a group other than root's.
 * Returns a descriptor, or -errno; -EISDIR / -ENOTSUP (not a regular file), -EPERM (others may write it; only when euid is 0). Never blocks on a FIFO. */
int file_open_trusted(const char *path);

/* The same without asking who could have written it: for files of others that only give names to numbers. */
int file_open_regular(const char *path);

/* Reads all of fd, at most `most` bytes. The caller frees *out, which is NUL-terminated behind its size.
 * Returns 0, -EFBIG, or -errno. */
int file_read_all(int fd, size_t most, char **out, size_t *size);

/* The names in directory that begin with prefix and end with suffix, sorted by their bytes, hidden ones left out. Returns 0 or
 * -errno; free with file_names_free(), whatever was returned. */
struct file_names {
	char **items;
	size_t count;
};
int file_list(const char *directory, const char *prefix, const char *suffix, struct file_names *out);
void file_names_free(struct file_names *names);

/* A number that changes when one of the files that file_list() finds comes, goes, or is replaced; 0: there is none. */
uint64_t file_mark(const char *directory, const char *prefix, const char *suffix);

/* The same of one file, by its path. */
uint64_t file_mark_one(const char *path);

/* Makes directory (0755, root's) if it is not there; refuses one that others may write (-EPERM). Returns 0 or -errno. */
int file_make_directory(const char *directory);

/* Replaces directory/name by text: a temporary name in the same directory (O_EXCL|O_NOFOLLOW), write, rename. Mode 0644.
 * Returns 0 or -errno. */
int file_replace(const char *directory, const char *name, const char *text, size_t size);

/* Removes directory/name; a missing file or directory is no error. Returns 0 or -errno. */
int file_remove(const char *directory, const char *name);

/* Reads and writes a sysctl by its name with dots (net.ipv4.fib_multipath_hash_policy). Return 0 or -errno. */
int file_read_sysctl(const char *name, uint32_t *value);
int file_write_sysctl(const char *name, uint32_t value);

#define FILE_LOCK "lock"		 /* of whoever reads, decides and changes */
#define FILE_WATCH_LOCK "watch.lock" /* of the watcher, as long as it lives */

/* Takes the exclusive flock of directory/name, waiting at most timeout_ms (0: not at all).
 * Returns a descriptor (close it to let go), -ETIMEDOUT, or -errno. */
int file_lock(const char *directory, const char *name, unsigned timeout_ms);

/* For who holds a lock for long: writes this process' number into it. And who holds it: *pid (0: nobody). Return 0 or -errno; -EACCES: only root can see. */
int file_lock_sign(int lock);
bool file_lock_is_lost(int lock); /* its file was removed: others would lock another one */
int file_lock_owner(const char *directory, const char *name, int *pid);

#endif
