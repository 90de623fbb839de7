// within.c: the helper: loads libvips once, then forks a process for each file that it is given, and ends it when it
// takes too long. It never looks at a file itself; it ends with the server, whose end of the socket then closes.
#include "picture/picture_room.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SERVER = 0, FIRST_FREE = 3 };

// False: the server is gone, or says what it never says.
static bool wanted_take(Wanted *w, int files[2])
{
    char          room[CMSG_SPACE(2 * sizeof(int))];
    struct iovec  piece = { w, sizeof *w };
    struct msghdr m = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
    if (recvmsg(SERVER, &m, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof *w) return false;
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    if (!c || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(2 * sizeof(int))) return false;
    memcpy(files, CMSG_DATA(c), 2 * sizeof(int));
    return true;
}

static bool tell(Made made)
{
    Told told = { made };
    return send(SERVER, &told, sizeof told, MSG_NOSIGNAL) == (ssize_t)sizeof told;
}

// The first to go when memory is short.
static void dispensable(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    ssize_t n = write(file, "1000", 4);
    (void)n;
    close(file);
}

// In the new process: only the two files are left open, then the walls go up, then the file is looked at.
static void within(const Wanted *w, const int files[2])
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dispensable();
    if (dup2(files[0], 0) < 0 || dup2(files[1], 1) < 0) _exit(HELPER_BROKEN);
    syscall(SYS_close_range, FIRST_FREE, ~0u, 0u);
    unsigned missing = sandbox_close();
    // The library for documents is large: it is asked only where both walls stand.
    if (w->document && missing & (NO_LANDLOCK | NO_SECCOMP)) _exit(UNREADABLE);
    _exit((int)vips_make(0, 1, w->document, missing));
}

// One that used up its processor time was ended for the file; one that got none, for the machine.
static Made picture_wait(pid_t child)
{
    int           status, handle = (int)syscall(SYS_pidfd_open, child, 0u);
    struct pollfd ends = { .fd = handle, .events = POLLIN };
    bool          late = handle < 0 || poll(&ends, 1, WITHIN_MS) <= 0;
    if (late) kill(child, SIGKILL);
    if (handle >= 0) close(handle);
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return late ? LATE : UNREADABLE;
    int code = WEXITSTATUS(status);
    return code == MADE || code == PIXELS || code == HELPER_BROKEN ? (Made)code : UNREADABLE;
}

int picture_within(void)
{
    Wanted w;
    int    files[2];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!vips_load()) return tell(NO_LIBRARY), 1;
    if (!tell(MADE)) return 1;
    while (wanted_take(&w, files)) {
        pid_t child = fork();
        if (!child) within(&w, files);
        close(files[0]);
        close(files[1]);
        if (!tell(child < 0 ? HELPER_BROKEN : picture_wait(child))) break;
    }
    return 0;
}
