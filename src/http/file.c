// file.c: bodies that are files: a photo or a document goes to the disk as it comes, never into a request's memory.
// The file has no name from its birth, so a crash leaves nothing behind, and a short-lived one is mostly never written
// out. There are so many at once (files_max): beyond, one is told to come again before anything is read.
#include "http/edge.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// Not every file system can make one without a name.
static int file_nameless(Arena *a, Str folder)
{
    char *path = arena_z(a, folder), *name = arena_z(a, arena_fmt(a, "%s/body-XXXXXX", path));
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return -1;
    int file = open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return file;
    file = mkostemp(name, O_CLOEXEC);
    if (file >= 0) unlink(name);
    return file;
}

// The claim is counted before the look at the limit, so that two at once never both get the last one.
Fault file_open(Exchange *e)
{
    Http          *h = e->http;
    const Handler *handler = &h->config.handler;
    Fault          no = OK;
    if (!handler->filing || !h->config.tmp.len || e->body_due == 0) return OK;
    i64 most = handler->filing(handler->app, &e->r, &no);
    if (no || most <= 0) return no;
    e->file_max = most;
    if (atomic_fetch_add(&h->files, 1) >= h->config.files_max) return FAULT_busy;
    e->r.file = file_nameless(e->r.arena, h->config.tmp);
    if (e->r.file < 0) {
        log_line("error", "http_file", "no file can be made in %.*s", (int)h->config.tmp.len, h->config.tmp.at);
        return FAULT_store_failed;
    }
    // Its room is taken at once, so that many that come together do not each count on the same.
    e->r.filed = true;
    i64 due = MIN(e->body_due >= 0 ? e->body_due : most, most);
    if (fallocate(e->r.file, FALLOC_FL_KEEP_SIZE, 0, due) != 0 && errno == ENOSPC) return FAULT_store_full;
    atomic_store(&e->conn->filed, true);
    return OK;
}

Fault file_in(Exchange *e, const char *at, i64 len)
{
    assert(e->r.filed && len > 0);
    while (len > 0) {
        ssize_t n = write(e->r.file, at, (size_t)len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? FAULT_store_full : FAULT_store_failed;
        at += n;
        len -= n;
    }
    return OK;
}

void file_drop(Exchange *e, Http *h)
{
    if (h && e->file_max) atomic_fetch_sub(&h->files, 1), atomic_store(&e->conn->filed, false);
    if (e->r.filed) close(e->r.file);
    e->r.filed = false;
}
