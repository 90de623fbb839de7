// files.c: files that are whole or not there. Each is made under the name "<path>.linli-part", which its maker holds by
// a lock, synced, and renamed. So two makers of one file never meet, and a part that nobody holds is a leftover of one
// that was killed: whoever makes the next file in that folder, and the next start, removes it.
#include "store/proof_room.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 18, STEP_MS = 10 };

// ---- one file --------------------------------------------------------------------------------------
bool file_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;                            // a link that leads nowhere is there, too
}

bool file_sync(const char *path)
{
    int  fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

bool write_all(int fd, const char *at, i64 len)
{
    while (len > 0) {
        ssize_t done = write(fd, at, (size_t)len);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        assert(done <= len);
        at += done;
        len -= done;
    }
    return true;
}

// SHA-256 of the file; with `to` also a copy of it, synced. Read once for both, so what was hashed is what was copied.
// What is synced is read from the disk where the system lets go of its own copy.
bool file_digest(const char *from, const char *to, Arena *a, Hash *digest)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    char       *chunk = NEW(a, char, CHUNK);
    int         in = open(from, O_RDONLY | O_CLOEXEC);
    int         out = to ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    ssize_t     len = -1;
    bool        good = context && in >= 0 && (!to || out >= 0) && EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    if (in >= 0) posix_fadvise(in, 0, 0, POSIX_FADV_DONTNEED);
    while (good && (len = read(in, chunk, CHUNK)) > 0)
        good = EVP_DigestUpdate(context, chunk, (size_t)len) && (!to || write_all(out, chunk, len));
    good = good && len == 0 && EVP_DigestFinal_ex(context, digest->at, NULL) && (!to || fsync(out) == 0);
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    EVP_MD_CTX_free(context);
    return good;
}

bool file_text(const char *path, Arena *a, Str *into)
{
    struct stat st;
    *into = STR("");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT;
    bool good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= LIST_MOST;
    i64  size = good ? (i64)st.st_size : 0, len = 0;
    char *text = NEW(a, char, size + 1);
    for (ssize_t got; len < size && (got = read(fd, text + len, (size_t)(size - len))) > 0;) len += got;
    close(fd);
    *into = (Str){ text, len };
    return good && len == size;
}

Str path_beside(const char *path, const char *name, Arena *a)
{
    const char *slash = strrchr(path, '/');
    return arena_fmt(a, "%.*s%s", slash ? (int)(slash - path + 1) : 0, path, name);
}

const char *path_last(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// ---- parts -----------------------------------------------------------------------------------------

// Of a run that was broken off. Not being there is fine.
void leftovers_remove(const char *path, Arena *a)
{
    static const char *const ends[] = { "-wal", "-shm", "-journal", "" };
    for (int i = 0; i < COUNT(ends); i++) unlink(arena_fmt(a, "%s%s", path, ends[i]).at);
}

// Held by us, and still the file of that name. -1: errno says why, EWOULDBLOCK when somebody else holds it.
static int part_hold(const char *name)
{
    struct stat mine, there;
    for (;;) {
        int fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0) return -1;
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            close(fd);
            errno = EWOULDBLOCK;
            return -1;
        }
        if (fstat(fd, &mine) == 0 && lstat(name, &there) == 0 && mine.st_ino == there.st_ino &&
            mine.st_dev == there.st_dev) return fd;
        close(fd);                                           // whoever held it before has renamed it meanwhile
    }
}

// Whoever removes leftovers holds each for a moment, so a part that is held is asked for again for `wait_ms`.
bool part_take(Part *p, const char *path, i64 wait_ms, Arena *a)
{
    i64 until = time_steady() + wait_ms;
    *p = (Part){ .path = path, .name = arena_fmt(a, "%s" PART_TAIL, path).at, .fd = -1 };
    while ((p->fd = part_hold(p->name)) < 0 && errno == EWOULDBLOCK && time_steady() < until)
        usleep(STEP_MS * 1000);
    if (p->fd < 0) return false;
    if (ftruncate(p->fd, 0) == 0) return true;               // what a killed one left in it
    part_drop(p, a);
    return false;
}

void part_drop(Part *p, Arena *a)
{
    if (p->fd < 0) return;
    leftovers_remove(p->name, a);
    close(p->fd);
    p->fd = -1;
}

// `over`: what has the name already is replaced; else it stays, and the part is dropped.
bool part_place(Part *p, bool over, Arena *a)
{
    assert(p->fd >= 0);
    bool good = fchmod(p->fd, 0600) == 0 && fsync(p->fd) == 0;
    if (good && !over) {
        good = renameat2(AT_FDCWD, p->name, AT_FDCWD, p->path, RENAME_NOREPLACE) == 0;
        over = !good && (errno == EINVAL || errno == ENOSYS) && !file_there(p->path);    // not every file system can
        if (over) good = true;
    }
    if (good && over) good = rename(p->name, p->path) == 0;
    int why = errno;
    if (!good) part_drop(p, a);
    errno = why;
    if (!good) return false;
    close(p->fd);
    p->fd = -1;
    return folder_sync(p->path);
}

bool part_write(Part *p, Str text) { return p->fd >= 0 && write_all(p->fd, text.at, text.len); }

bool file_write(const char *path, Str text, Arena *a)
{
    Part p;
    if (!part_take(&p, path, PART_WAIT_MS, a)) return false;
    if (part_write(&p, text)) return part_place(&p, true, a);
    part_drop(&p, a);
    return false;
}

// ---- leftovers -------------------------------------------------------------------------------------
static bool ends_with(const char *name, const char *tail)
{
    size_t n = strlen(name), m = strlen(tail);
    return n >= m && !strcmp(name + n - m, tail);
}

// `tail`: only names that end so. True: it is gone.
static bool leftover_gone(const char *path, Arena *a)
{
    struct stat st;
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) return false;
    if (!ends_with(path, PART_TAIL)) return unlink(path) == 0;
    int fd = part_hold(path);
    if (fd < 0) return false;                                // somebody is at work on it
    leftovers_remove(path, a);
    close(fd);
    return true;
}

void parts_remove(const char *folder, const char *tail)
{
    Arena *a = arena_open(1 << 20);
    DIR   *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        arena_reset(a);
        if (ends_with(e->d_name, tail) && leftover_gone(arena_fmt(a, "%s/%s", folder, e->d_name).at, a))
            log_line("info", "leftover", "of a run that was broken off, removed: %s/%s", folder, e->d_name);
    }
    if (d) closedir(d);
    arena_close(a);
}

// By who holds the folder. Open words may stand in these, so they do not wait for the next restore or export.
void folder_tidy(Str data)
{
    static const char *const whole[] = { "rebuild.part", "restore.part", "forgotten.list.part" };
    Arena *a = arena_open(1 << 16);
    for (int i = 0; i < COUNT(whole); i++) {
        char *path = folder_path(a, data, whole[i]);
        if (file_there(path)) log_line("info", "leftover", "of a run that was broken off, removed: %s", path);
        leftovers_remove(path, a);
    }
    parts_remove(arena_z(a, data), PART_TAIL);
    parts_remove(folder_path(a, data, "backups"), PART_TAIL);
    parts_remove(folder_path(a, data, "tmp"), "");
    arena_close(a);
}
