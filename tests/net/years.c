/* years - a command to whom the clock is set, to nobody else: not even a namespace has a CLOCK_REALTIME of its own.
 *
 *	years [ahead|back] COMMAND...
 *
 * It begins right, a year ahead or a year back; each SIGUSR1 sets it to the next of these three. The command is traced: the vDSO is hidden from it, so that each look at the clock is a
 * system call, and what the kernel writes there is changed on the way back. Descriptors that ring when the clock is set (TFD_TIMER_CANCEL_ON_SET) do not. The status is the
 * command's. */
#define _GNU_SOURCE /* CLOCK_REALTIME_COARSE */
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/ptrace.h>

#define YEAR (366L * 86400)

static volatile sig_atomic_t times_set;
static volatile pid_t command;

static void on_set(int number)
{
	(void)number;
	times_set++;
}

static void on_end(int number)
{
	if (command > 0)
		kill(command, number);
}

static long offset(void)
{
	static const long offsets[] = { 0, YEAR, -YEAR };

	return offsets[times_set % 3];
}

static uint64_t peek(pid_t pid, uint64_t at)
{
	long word;

	errno = 0;
	word = ptrace(PTRACE_PEEKDATA, pid, at, 0);
	if (errno)
		err(2, "peek");
	return (uint64_t)word;
}

static void poke(pid_t pid, uint64_t at, uint64_t word)
{
	if (ptrace(PTRACE_POKEDATA, pid, at, word))
		err(2, "poke");
}

/* Where a new program's stack begins: its arguments' count, the arguments, 0, the environment, 0, pairs of numbers (the auxiliary vector). */
static uint64_t read_stack(pid_t pid)
{
	char path[64], line[2048], *rest;
	unsigned long long stack = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (!file || !fgets(line, sizeof(line), file))
		err(2, "%s", path);
	fclose(file);
	rest = strrchr(line, ')');
	for (int field = 2; rest && field < 28; field++)
		rest = strchr(rest + 1, ' ');
	if (!rest || sscanf(rest, " %llu", &stack) != 1 || !stack)
		errx(2, "%s: no stack", path);
	return stack;
}

static void hide_vdso(pid_t pid)
{
	uint64_t at = read_stack(pid);

	at += 8 * (peek(pid, at) + 2);
	while (peek(pid, at))
		at += 8;
	for (at += 8; peek(pid, at) != AT_NULL; at += 16)
		if (peek(pid, at) == AT_SYSINFO_EHDR)
			poke(pid, at, AT_IGNORE);
}

/* One call, seen on its way in and out; every thread would need its own, but what is tested here has one. */
static void change(pid_t pid, uint64_t call, const uint64_t arguments[6], int64_t result)
{
	if (call == SYS_clock_gettime && (arguments[0] == CLOCK_REALTIME || arguments[0] == CLOCK_REALTIME_COARSE) && !result)
		poke(pid, arguments[1], peek(pid, arguments[1]) + (uint64_t)offset());
	if (call == SYS_gettimeofday && arguments[0] && !result)
		poke(pid, arguments[0], peek(pid, arguments[0]) + (uint64_t)offset());
#ifdef __x86_64__ /* others have no such call, or it is not what their libc asks */
	if (call == SYS_time) {
		if (arguments[0])
			poke(pid, arguments[0], peek(pid, arguments[0]) + (uint64_t)offset());
		ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, rax), result + offset());
	}
#endif
}

static void look(pid_t pid, struct ptrace_syscall_info *entered)
{
	struct ptrace_syscall_info info = { 0 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		err(2, "PTRACE_GET_SYSCALL_INFO");
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		*entered = info;
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		change(pid, entered->entry.nr, (const uint64_t *)entered->entry.args, info.exit.rval);
}

static int trace(pid_t pid)
{
	struct ptrace_syscall_info entered = { 0 };
	int status, signal = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, 0, signal))
			err(2, "PTRACE_SYSCALL");
		while (waitpid(pid, &status, 0) < 0)
			if (errno != EINTR)
				err(2, "waitpid");
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		if (WIFSIGNALED(status))
			return 128 + WTERMSIG(status);
		signal = WSTOPSIG(status);
		if (signal == (SIGTRAP | 0x80))
			look(pid, &entered);
		else if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
			hide_vdso(pid);
		else
			continue; /* one of its own, which it gets */
		signal = 0;
	}
}

int main(int argc, char **argv)
{
	int status;

	if (argc > 1 && (!strcmp(argv[1], "ahead") || !strcmp(argv[1], "back"))) {
		times_set = argv[1][0] == 'a' ? 1 : 2;
		argv++, argc--;
	}
	if (argc < 2)
		return 2;
	if (sizeof(long) != 8)
		errx(77, "only where a time is one word");
	command = fork();
	if (command < 0)
		err(2, "fork");
	if (!command) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) || raise(SIGSTOP))
			err(2, "PTRACE_TRACEME");
		execvp(argv[1], argv + 1);
		err(2, "%s", argv[1]);
	}
	if (waitpid(command, &status, 0) < 0 || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, command, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC))
		err(2, "PTRACE_SETOPTIONS");
	signal(SIGUSR1, on_set);
	signal(SIGTERM, on_end);
	return trace(command);
}
