// mark.c: what was done beside a served folder, noted in it: data/marks/NAME, one line, for whoever runs the server.
// The words backup and verify read a snapshot and never write the store; so what they did is a file of its own, which
// no journal and no backup holds. Losing one tells "never", which is the safe side.
#include "store/proof.h"
#include "store/store_room.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { MARK_MOST = 400 };

static char *mark_path(Arena *a, Str data, const char *name, const char *end)
{
    return arena_z(a, arena_fmt(a, "%.*s/marks/%s%s", (int)data.len, data.at, name, end));
}

bool store_mark(Str data, const char *name, Str line)
{
    assert(name && *name && line.len <= MARK_MOST);
    Arena *a = arena_open(64 << 10);
    char *path = mark_path(a, data, name, ""), *fresh = mark_path(a, data, name, ".new");
    bool good = folder_make(folder_path(a, data, "marks"));
    int fd = good ? open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
    good = fd >= 0 && write(fd, line.at, (size_t)line.len) == line.len && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    good = good && rename(fresh, path) == 0;
    if (!good) log_line("warning", "mark", "%s could not be noted", name);
    arena_close(a);
    return good;
}

Str store_marked(Str data, const char *name, Arena *a)
{
    char *at = NEW(a, char, MARK_MOST + 1);
    int fd = open(mark_path(a, data, name, ""), O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, at, MARK_MOST) : 0;
    if (fd >= 0) close(fd);
    return (Str){ at, n > 0 ? (i64)n : 0 };
}
