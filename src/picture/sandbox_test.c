// The walls of the process that looks at photos: what it may do, and what it may not, tried from inside.
#include "base/check.h"
#include "picture/picture_room.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Each that was possible is a bit. By bare calls: the sanitizers' own would do more.
static int tried(pid_t parent)
{
    int  done = 0, pipes[2];
    char byte_;
    long page = sysconf(_SC_PAGESIZE);
    if (syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY, 0) >= 0) done |= 1;
    if (syscall(SYS_openat, AT_FDCWD, "/tmp/linli-sandbox-test", O_CREAT | O_WRONLY, 0600) >= 0) done |= 2;
    if (syscall(SYS_socket, AF_INET, SOCK_STREAM, 0) >= 0) done |= 4;
    if (syscall(SYS_kill, parent, 0) == 0) done |= 8;
    int runs = PROT_READ | PROT_EXEC, ours = MAP_PRIVATE | MAP_ANONYMOUS;
    if (syscall(SYS_mmap, NULL, (size_t)page, runs, ours, -1, 0) != -1) done |= 16;
    if (syscall(SYS_execve, "/bin/true", NULL, NULL) == 0 || syscall(SYS_ptrace, 0, 0, 0, 0) == 0) done |= 32;
    if (syscall(SYS_pipe2, pipes, 0) == 0 || syscall(SYS_read, 0, &byte_, 0) != 0) done |= 64;
    long child = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child >= 0) done |= 128;
    if (child == 0) _exit(0);
    return done;
}

void sandbox_test(void)
{
    int   status = 0;
    pid_t parent = getpid(), child = fork();
    if (!child) {
        int null = open("/dev/null", O_RDONLY);
        if (null > 0) dup2(null, 0);
        unsigned missing = sandbox_close();
        _exit(missing & (NO_SECCOMP | NO_LIMITS) ? 255 : tried(parent));
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK_EQ(WEXITSTATUS(status), 0);
    CHECK(access("/tmp/linli-sandbox-test", F_OK) != 0);
}
