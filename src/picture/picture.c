// picture.c: the server's side: a helper for each thread that makes pictures, the file over to it, the parts back.
// What comes back was written by a process that a hostile file may own: sizes are checked, and it is only ever bytes.
#include "picture/picture_room.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_MS = 20000, MORE_MS = 5000 };
typedef struct Helper { pid_t pid; int socket; } Helper;
static _Thread_local Helper helper;     // pid 0: none

// ---- the helper ------------------------------------------------------------------------------------

static void helper_end(void)
{
    if (!helper.pid) return;
    kill(helper.pid, SIGKILL);
    waitpid(helper.pid, NULL, 0);
    close(helper.socket);
    helper = (Helper){ 0 };
}

// HELPER_BROKEN: it says nothing in time, or is gone.
static Made helper_told(i64 wait_ms)
{
    Told          told;
    struct pollfd says = { .fd = helper.socket, .events = POLLIN };
    int           n;
    while ((n = poll(&says, 1, (int)wait_ms)) < 0 && errno == EINTR) { }
    if (n <= 0 || recv(helper.socket, &told, sizeof told, 0) != (ssize_t)sizeof told) return HELPER_BROKEN;
    return told.made >= MADE && told.made <= HELPER_BROKEN ? (Made)told.made : HELPER_BROKEN;
}

// The same program, with nothing of ours but the socket: every other descriptor closes by itself. What libraries print
// goes nowhere, since it may speak of the file.
static bool helper_spawn(int theirs)
{
    static char *const words[] = { "linli", PICTURE_WORD, NULL };
    static char *const world[] = { "LC_ALL=C", "MALLOC_ARENA_MAX=2", "VIPS_CONCURRENCY=1", NULL };
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, theirs, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", 1, 0);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", 1, 0);
    bool good = posix_spawn(&helper.pid, "/proc/self/exe", &files, NULL, words, world) == 0;
    posix_spawn_file_actions_destroy(&files);
    return good;
}

static Made helper_start(void)
{
    static atomic_bool told;
    int ends[2];
    if (helper.pid) return MADE;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return HELPER_BROKEN;
    bool good = helper_spawn(ends[1]);
    close(ends[1]);
    helper.socket = ends[0];
    if (!good) {
        close(ends[0]);
        helper = (Helper){ 0 };
        return HELPER_BROKEN;
    }
    Made made = helper_told(START_MS);
    if (made) helper_end();
    if (made == NO_LIBRARY && !atomic_exchange(&told, true))
        log_line("warn", "pictures", "libvips.so.42 is missing: photos are refused, documents are taken");
    return made;
}

static Made helper_ask(int file, int into, bool document)
{
    int           files[2] = { file, into };
    Wanted        w = { document };
    char          room[CMSG_SPACE(sizeof files)] = { 0 };
    struct iovec  piece = { &w, sizeof w };
    struct msghdr m = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
    *CMSG_FIRSTHDR(&m) = (struct cmsghdr){ CMSG_LEN(sizeof files), SOL_SOCKET, SCM_RIGHTS };
    memcpy(CMSG_DATA(CMSG_FIRSTHDR(&m)), files, sizeof files);
    if (sendmsg(helper.socket, &m, MSG_NOSIGNAL) != (ssize_t)sizeof w) return HELPER_BROKEN;
    return helper_told(WITHIN_MS + MORE_MS);
}

// One that is gone (somebody ended it) is started again, once.
static Made helper_make(int file, int into, bool document)
{
    for (int again = 0;; again++) {
        Made made = helper_start();
        if (!made) made = helper_ask(file, into, document);
        if (made != HELPER_BROKEN) return made;
        helper_end();
        if (again || ftruncate(into, 0) != 0 || lseek(into, 0, SEEK_SET) != 0) return made;
    }
}

// ---- what came back --------------------------------------------------------------------------------

static void missing_tell(i64 missing)
{
    static atomic_int told;
    if (!missing || atomic_fetch_or(&told, (int)missing & 7) & (int)missing) return;
    log_line("warn", "pictures", "the kernel lacks for the sandbox of pictures:%s%s%s",
             missing & NO_LANDLOCK ? " Landlock" : "", missing & NO_SECCOMP ? " seccomp" : "",
             missing & NO_LIMITS ? " limits" : "");
}

// The parts must fill the file exactly, and each begin as a JPEG does.
static bool parts_find(Picture *p, bool document)
{
    struct stat st;
    MadeHead    head;
    byte        start[3];
    i64         at = sizeof head;
    if (fstat(p->file, &st) != 0 || pread(p->file, &head, sizeof head, 0) != (ssize_t)sizeof head) return false;
    if (memcmp(head.mark, MADE_MARK, sizeof head.mark) != 0 || (head.len[PICTURE_WHOLE] == 0) != document) return false;
    for (int i = 0; i < PICTURE_PARTS; i++) {
        if (head.len[i] < 0 || head.len[i] > MADE_MOST || (!head.len[i] && i)) return false;
        bool jpeg = !head.len[i] || (pread(p->file, start, 3, at) == 3 && !memcmp(start, "\xFF\xD8\xFF", 3));
        if (!jpeg) return false;
        p->at[i] = at;
        p->len[i] = head.len[i];
        at += head.len[i];
    }
    p->width = MIN(MAX(head.width, 0), WHOLE_SIDE);
    p->height = MIN(MAX(head.height, 0), WHOLE_SIDE);
    missing_tell(head.missing);
    return at == st.st_size;
}

Fault picture_make(int file, bool document, Picture *p)
{
    *p = (Picture){ .file = memfd_create("picture", MFD_CLOEXEC) };
    if (p->file < 0) return FAULT_breakage;
    Made made = helper_make(file, p->file, document);
    if (!made && parts_find(p, document)) return OK;
    picture_close(p);
    if (made == HELPER_BROKEN) log_line("error", "pictures", "the process that makes pictures cannot be started");
    if (made == LATE) return FAULT_busy;
    return made == PIXELS ? FAULT_paper_pixels : made == NO_LIBRARY ? FAULT_paper_no_pictures
         : made == HELPER_BROKEN ? FAULT_breakage : FAULT_paper_unreadable;
}

void picture_close(Picture *p)
{
    if (p->file >= 0) close(p->file);
    p->file = -1;
}
